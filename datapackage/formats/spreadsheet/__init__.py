"""One workbook in XLSX: a cover in every language, readable sheets, and a sheet for each table.

Rows are written as they are read, so that memory does not grow with them. The same rows give the
same bytes: the workbook's date is the release date, and its parts are put into the file anew,
without times, systems or a compression that differs between versions of zlib.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.palette import GREEN, colour_of
from datapackage.formats.readable import readable_tables
from datapackage.formats.spreadsheet import cover
from datapackage.formats.spreadsheet.links import RowFinder
from datapackage.formats.spreadsheet.sheets import (
    Sheet,
    SheetWriter,
    readable_sheet,
    table_sheet,
)

FOLDER = "spreadsheet"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

STORED_UP_TO = 8 * 2**20
"""Parts of so many bytes together are stored as they are, and are compressed beyond: what zlib
makes of them is not the same in all its versions, but a workbook of bulk data would be huge."""

_DARK = "#14304f"
_TOP = {"valign": "top", "font_name": "Arial", "font_size": 10}
_TEXT = {**_TOP, "text_wrap": True, "align": "left", "indent": 1}
_LINK = {**_TOP, "align": "left", "indent": 1, "font_color": "#0b57a4", "underline": 1}

FORMS: dict[str, dict[str, Any]] = {
    "string": _TEXT,
    "list": _TEXT,
    "integer": {**_TOP, "num_format": "0", "align": "center"},
    "year": {**_TOP, "num_format": "0", "align": "center"},
    "number": _TOP,
    "boolean": {**_TOP, "align": "left"},
    "date": {**_TOP, "num_format": "yyyy-mm-dd", "align": "left"},
    "link": _LINK,
    "header": {
        "bold": True,
        "font_name": "Arial",
        "font_size": 10,
        "font_color": "#ffffff",
        "bg_color": _DARK,
        "valign": "vcenter",
        "indent": 1,
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
    "heading number": {**_TOP, "bold": True, "bg_color": "#e6ecf4", "bottom": 1, "align": "right"},
    "cover text": _TEXT,
    "cover link": {**_LINK, "text_wrap": True},
    "cover number": {**_TOP, "num_format": "#,##0"},
}
"""Formats of cells: one for each Table Schema type, and those of header and cover."""


def workbook_path(package_name: str) -> str:
    """Return the path of the workbook in the package."""
    return f"{FOLDER}/{package_name}.xlsx"


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the workbook."""
    path = workbook_path(package.info.name)
    with tempfile.TemporaryDirectory(prefix="spreadsheet-") as name:
        made = Path(name) / "workbook.xlsx"
        write_workbook(package, made)
        repack(made, package.new_file(path))
    return [PublishedFile(path, package.titles("files.spreadsheet", "XLSX"), MEDIA_TYPE, "XLSX")]


def sheets(package: FinishedPackage) -> Iterator[Sheet]:
    """Yield the sheets behind the cover: what people read, then the tables as they are."""
    for readable in readable_tables(package.contract):
        yield readable_sheet(package, readable)
    for table in package.contract.values():
        yield table_sheet(package, table)


def write_workbook(package: FinishedPackage, path: Path) -> None:
    """Write the workbook as xlsxwriter makes it."""
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
                "title": package.text(info.title),
                "subject": package.text(info.description),
                "author": info.publisher.name,
                "keywords": ", ".join(info.keywords),
                "comments": f"{info.licence}. {info.base_url}",
                "created": dt.datetime.combine(info.released, dt.time()),
            }
        )
        forms = {name: workbook.add_format(form) for name, form in FORMS.items()}
        front = workbook.add_worksheet(cover.NAME)
        front.set_tab_color(_DARK)
        writer = SheetWriter(forms, RowFinder(package))
        outcomes = []
        for sheet in sheets(package):
            target = workbook.add_worksheet(sheet.name)
            table = package.contract.get(sheet.name)
            target.set_tab_color(colour_of(table) if table else GREEN)
            outcomes.append(writer.write(target, sheet))
        cover.Cover(front, forms, package).write(outcomes)


def repack(made: Path, path: Path) -> None:
    """Copy the parts of a ZIP file into a new one, in the same order and without circumstances."""
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w", allowZip64=True) as new:
        small = sum(part.file_size for part in old.infolist()) <= STORED_UP_TO
        for part in old.infolist():
            # 1 January 1980 is where ZIP's calendar begins.
            entry = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            entry.compress_type = zipfile.ZIP_STORED if small else zipfile.ZIP_DEFLATED
            entry.file_size = part.file_size
            with old.open(part) as source, new.open(entry, "w") as target:
                shutil.copyfileobj(source, target)
