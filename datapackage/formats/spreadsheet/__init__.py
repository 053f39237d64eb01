"""A workbook in XLSX for each language: a cover, and the readable tables as sheets.

All of a workbook is in its language: names of sheets, headers, notes. Rows are written as they are
read, so that memory does not grow with them. The same rows give the same bytes: the workbook's date
is the release date, and :mod:`~datapackage.formats.spreadsheet.packing` puts its parts into the
file.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import xlsxwriter

from datapackage import words
from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.palette import colour_of
from datapackage.formats.readable import readable_tables
from datapackage.formats.spreadsheet.cover import Cover
from datapackage.formats.spreadsheet.packing import repack
from datapackage.formats.spreadsheet.sheets import Sheet, SheetWriter, readable_sheet
from datapackage.languages import language_name

FOLDER = "spreadsheet"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_DARK = "#14304f"
_TOP = {"valign": "top", "font_name": "Arial", "font_size": 10}
_TEXT = {**_TOP, "text_wrap": True, "align": "left", "indent": 1}
_LINK = {"font_color": "#0b57a4", "underline": 1}

FORMS: dict[str, dict[str, Any]] = {
    "string": _TEXT,
    "year": {**_TOP, "num_format": "0", "align": "center"},
    "link": {**_TEXT, **_LINK},
    "header": {
        **_TEXT,
        "bold": True,
        "font_color": "#ffffff",
        "bg_color": _DARK,
        "valign": "vcenter",
    },
    "title": {
        **_TEXT,
        "bold": True,
        "font_size": 16,
        "font_color": "#ffffff",
        "bg_color": _DARK,
        "valign": "vcenter",
    },
    "caption": {**_TEXT, "font_size": 9, "bold": True, "font_color": "#566070", "top": 1}
    | {"top_color": "#c9d1dc"},
    "heading": {**_TEXT, "bold": True, "bg_color": "#e6ecf4", "bottom": 1},
    "number": {**_TOP, "num_format": "#,##0"},
}
"""Formats of cells: those of values, of headers, and of the cover."""


def workbook_path(package_name: str, language: str) -> str:
    """Return the path of the workbook in a language."""
    return f"{FOLDER}/{package_name}.{language}.xlsx"


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the workbooks."""
    files = []
    for language in package.languages:
        path = workbook_path(package.info.name, language)
        with tempfile.TemporaryDirectory(prefix="spreadsheet-") as name:
            made = Path(name) / "workbook.xlsx"
            write_workbook(package, language, made)
            repack(made, package.new_file(path))
        titles = package.titles("files.spreadsheet", f"XLSX, {language_name(language, language)}")
        files.append(PublishedFile(path, titles, MEDIA_TYPE, "XLSX"))
    return files


def write_workbook(package: FinishedPackage, language: str, path: Path) -> None:
    """Write the workbook in a language as xlsxwriter makes it."""
    info = package.info
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties(
            {
                "title": words.in_language(info.title, language),
                "subject": words.in_language(info.description, language),
                "author": info.publisher.name,
                "keywords": ", ".join(info.keywords),
                "comments": f"{info.licence}. {info.base_url}",
                "created": dt.datetime.combine(info.released, dt.time()),
            }
        )
        forms = {name: workbook.add_format(form) for name, form in FORMS.items()}
        front = workbook.add_worksheet(words.text("cover.name", language))
        front.set_tab_color(_DARK)
        outcomes = []
        for sheet in _sheets(package, language):
            target = workbook.add_worksheet(sheet.name)
            target.set_tab_color(colour_of(package.contract[sheet.table]))
            outcomes.append(SheetWriter(target, sheet, forms).write())
        Cover(front, forms, package, language).write(outcomes)


def _sheets(package: FinishedPackage, language: str) -> list[Sheet]:
    """Return the sheets behind the cover."""
    return [
        readable_sheet(package, readable)
        for readable in readable_tables(package.contract)
        if readable.language == language
    ]
