"""A workbook to fill in: a sheet a table, with headers, notes, lists to choose from, an example."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from datapackage import words
from datapackage.formats.palette import colour_of
from datapackage.languages import column_of
from datapackage.problems import Cell, DataError, Place, Problem, ProblemList, UsageError
from datapackage.read.grids import check_new_workbook
from datapackage.read.register import Register
from datapackage.read.sources import Sources, read_sources
from datapackage.read.workbook import ABOUT, NOTE, REQUIRED
from datapackage.shape import CITATIONS
from datapackage.sheets import Sheet, SheetColumn, sheets_of
from datapackage.workbook.rows import Rows, rows_of

EXAMPLE_ROW, HEADER_ROW, NAMES_ROW, FIRST_ROW = 1, 2, 3, 4
PREPARED_ROWS = 1000
"""Rows of a sheet that lists to choose from and colours are set up for, beyond those filled."""
LISTS = f"{NOTE}lists"
AUTHOR = "city-cooperation-agreements"
MAX_TEXT = 32_767
"""Letters in a cell (Excel's limit)."""
EXACT_INTEGER = 10**15 - 1
"""Numbers in cells have 15 digits that count."""
_NOT_IN_A_CELL = re.compile("[^\\t\\n -\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_TEXT = Alignment(wrap_text=True, vertical="top")
_WHITE = Font(bold=True, color="FFFFFF")
_HEADER, _REQUIRED = PatternFill("solid", "14304F"), PatternFill("solid", "8B1A1A")
_EXAMPLE = Font(italic=True, color="7A7A7A")
_MISSING = PatternFill("solid", bgColor="FFF2CC")


def write_workbook(
    file: str | Path,
    sources: str | Path = "sources",
    *,
    with_rows: bool = False,
    language: str | None = None,
    schemas: str | Path | None = None,
) -> dict[str, int]:
    """Write a workbook for people to fill in, or with what a folder of sources holds.

    Args:
        file: The workbook, an XLSX file that isn't there yet.
        sources: Folder of the sources, whose languages, code lists and registers it offers.
        with_rows: Whether to fill in the records and registers of the sources.
        language: Language of headers and notes; the package's main one by default.
        schemas: Folder of the Table Schemas; those of this package by default.

    Returns:
        The number of rows on each sheet.

    Raises:
        DataError: The sources can't be read, or hold what no cell can.
        UsageError: ``file`` exists or is no XLSX file, or the package has no such language.
    """
    path = Path(file)
    check_new_workbook(path)
    problems = ProblemList()
    read = read_sources(Path(sources), schemas, problems)
    language = language or read.contract.languages[0]
    if language not in read.contract.languages:
        languages = ", ".join(read.contract.languages)
        raise UsageError(f"'{language}' is not a language of the package (expected {languages})")
    sheets = sheets_of(read.contract)
    rows: Rows = {sheet.table.name: [] for sheet in sheets}
    if with_rows:
        rows = rows_of(read, sheets, problems)
        problems.raise_if_any()
    Writer(path, sheets, read, language, rows).write()
    return {name: len(each) for name, each in rows.items()}


class Writer:
    """Writes the sheets of one workbook."""

    def __init__(
        self, path: Path, sheets: Sequence[Sheet], sources: Sources, language: str, rows: Rows
    ) -> None:
        self._path = path
        self._sheets = {sheet.table.name: sheet for sheet in sheets}
        self._sources = sources
        self._language = language
        self._rows = rows
        self._book = Workbook()
        self._about = self._book.active
        self._lists: dict[str, list[str]] = {}

    def write(self) -> None:
        """Write all of it."""
        for sheet in self._sheets.values():
            self._write_sheet(sheet)
        self._write_about()
        hidden = self._book.create_sheet(LISTS)
        hidden.sheet_state = "hidden"
        for number, (name, values) in enumerate(self._lists.items(), start=1):
            for row, text in enumerate([name, *values], start=1):
                self._set(hidden.cell(row, number), text)
        self._book.save(self._path)

    # --- Sheets -------------------------------------------------------------------------------

    def _write_sheet(self, sheet: Sheet) -> None:
        target = self._book.create_sheet(sheet.name)
        target.sheet_properties.tabColor = colour_of(sheet.table).removeprefix("#")
        target.freeze_panes = target.cell(FIRST_ROW, 2)
        target.row_dimensions[NAMES_ROW].hidden = True
        rows = self._rows[sheet.table.name]
        last = FIRST_ROW + len(rows) + PREPARED_ROWS
        for number, column in enumerate(sheet.columns, start=1):
            self._write_column(target, number, column, sheet, last)
        for row, values in enumerate(rows, start=FIRST_ROW):
            for number, value in enumerate(values, start=1):
                if value is not None:
                    cell = target.cell(row, number)
                    cell.alignment = _TEXT
                    self._set(cell, value)

    def _write_column(
        self, target: Any, number: int, column: SheetColumn, sheet: Sheet, last: int
    ) -> None:
        letter = get_column_letter(number)
        dimension = target.column_dimensions[letter]
        dimension.width = 40 if column.is_text or column.name == CITATIONS else 20
        dimension.hidden = column is sheet.identifier
        dimension.alignment = _TEXT
        header = target.cell(HEADER_ROW, number, self._title(column))
        header.font, header.fill = _WHITE, _REQUIRED if column.required else _HEADER
        header.alignment = _TEXT
        header.comment = Comment(self._note(column), AUTHOR, width=380, height=160)
        target.cell(NAMES_ROW, number, column.name)
        if example := self._example(column):
            cell = target.cell(EXAMPLE_ROW, number)
            cell.font, cell.alignment = _EXAMPLE, _TEXT
            self._set(cell, words.text("workbook.example", self._language, value=example))
        cells = f"{letter}{FIRST_ROW}:{letter}{last}"
        if choices := self._choices(column):
            # Nothing is refused while people type: other names lead to the same row, and new ones
            # get a row of their own.
            offer = DataValidation("list", choices, allow_blank=True, showErrorMessage=False)
            offer.add(cells)
            target.add_data_validation(offer)
        if column.field.type in ("string", "date", "list"):
            dimension.number_format = "@"  # so that 1.10. or 2019–2021 stays what was typed
        if column.required and column is not sheet.identifier:
            whole = f"$A{FIRST_ROW}:${get_column_letter(len(sheet.columns))}{FIRST_ROW}"
            gap = f"AND(COUNTA({whole})>0,ISBLANK({letter}{FIRST_ROW}))"
            target.conditional_formatting.add(cells, FormulaRule([gap], fill=_MISSING))

    def _title(self, column: SheetColumn) -> str:
        title = words.in_language(column.titles, self._language)
        return title + REQUIRED if column.required else title

    def _note(self, column: SheetColumn) -> str:
        descriptions: Mapping[str, str] = column.field.descriptor.get("descriptions", {})
        lines = [words.in_language(descriptions, self._language)] if descriptions else []
        if column.required:
            lines.append(words.text("workbook.required", self._language))
        if column.name == CITATIONS:
            lines.append(words.text("workbook.citations_note", self._language))
        if column.field.codelist:
            lines.append(words.text("workbook.codes", self._language))
        elif column.reference and column.path:
            sheet = self._sheets[column.reference].name
            lines.append(words.text("workbook.list", self._language, sheet=sheet))
        elif column.reference:
            lines.append(words.text("workbook.above", self._language))
        return "\n".join(lines)

    def _set(self, cell: Any, value: Any) -> None:
        """Write a value as it is: a text that looks like a formula is a text."""
        if isinstance(value, int) and abs(value) > EXACT_INTEGER:
            value = str(value)
        if isinstance(value, str):
            found = _NOT_IN_A_CELL.search(value)
            if found or len(value) > MAX_TEXT:
                what = f"U+{ord(found[0]):04X}" if found else f"{len(value):,} letters"
                where = Cell(cell.parent.title, cell.row, cell.column, "")
                message = f"no cell can hold this text (found {what})"
                place = Place(str(self._path), cell.row, cell=where)
                raise DataError([Problem(place, message, "control-character")])
            cell.value = _LIKE_AN_ESCAPE.sub("_x005F_", value)
            cell.data_type = "s"
            cell.number_format = "@"
        else:
            cell.value = value

    # --- What to choose from ------------------------------------------------------------------

    def _choices(self, column: SheetColumn) -> str:
        """Return the cells that a list to choose from is made of; empty where there is none."""
        if column.field.type == "boolean":
            return '"true,false"'
        if column.field.codelist:
            register = self._sources.codelists.get(column.field.codelist)
            labels = _names(register, "code", column_of("label", self._language))
            return self._list(column.field.codelist, labels)
        if not column.reference:
            return ""
        sheet = self._sheets[column.reference]
        names = self._register_names(sheet)
        if names and not any(self._rows.values()):
            return self._list(sheet.table.name, names)
        shown = self._naming(sheet)
        letter = get_column_letter(sheet.columns.index(shown) + 1) if shown else "A"
        last = FIRST_ROW + len(self._rows[sheet.table.name]) + PREPARED_ROWS
        return f"'{sheet.name}'!${letter}${FIRST_ROW}:${letter}${last}"

    def _naming(self, sheet: Sheet) -> SheetColumn | None:
        """Return the column that names the rows of a sheet for a reader of the language."""
        own = [column for column in sheet.naming if column.field.language == self._language]
        return next(iter((*own, *sheet.naming)), None)

    def _register_names(self, sheet: Sheet) -> list[str]:
        register, shown = self._sources.registers.get(sheet.table.name), self._naming(sheet)
        if shown is None or sheet.identifier is None:
            return []
        return _names(register, sheet.identifier.name, shown.name)

    def _list(self, name: str, values: Sequence[str]) -> str:
        if not values:
            return ""
        self._lists.setdefault(name, list(values))
        letter = get_column_letter(list(self._lists).index(name) + 1)
        return f"'{LISTS}'!${letter}$2:${letter}${len(values) + 1}"

    def _example(self, column: SheetColumn) -> str:
        if column.field.codelist:
            register = self._sources.codelists.get(column.field.codelist)
            return next(iter(_names(register, "code", column_of("label", self._language))), "")
        if column.reference:
            return next(iter(self._register_names(self._sheets[column.reference])), "")
        if column.name != column.field.name and column.field.type == "date":
            return "2019–2021"
        if column.is_text and "pattern" not in column.field.constraints:
            return words.text("workbook.text", self._language)
        by_type = {"date": "27.9.2018", "year": "2021", "integer": "1", "boolean": "true"}
        return by_type.get(column.field.type, "")

    # --- The first sheet ----------------------------------------------------------------------

    def _write_about(self) -> None:
        self._about.title = ABOUT
        self._about.column_dimensions["A"].width = 28
        self._about.column_dimensions["B"].width = 100
        info = self._sources.info
        lines: list[tuple[str, str]] = [
            ("", words.in_language(info.title, self._language) if info else ""),
            ("", words.text("workbook.introduction", self._language)),
        ]
        for sheet in self._sheets.values():
            descriptor = sheet.table.descriptor
            texts = [descriptor.get(each, {}) for each in ("titles", "descriptions")]
            shown = [words.in_language(each, self._language) for each in texts if each]
            lines.append((sheet.name, ": ".join(shown)))
        for row, (name, text) in enumerate(lines, start=1):
            self._set(self._about.cell(row, 1), name)
            self._set(self._about.cell(row, 2), text)
            self._about.cell(row, 2).alignment = _TEXT
            if name:
                link(self._about.cell(row, 1), name, f"A{HEADER_ROW}")


def link(cell: Any, sheet: str, address: str) -> None:
    """Make a cell lead to another one of the workbook."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!{address}")
    cell.style = "Hyperlink"


def _names(register: Register | None, identifier: str, column: str) -> list[str]:
    """Return what rows are called; those that share a name, or have none, by identifier."""
    if register is None:
        return []
    cells = (register.columns[name].to_pylist() for name in (identifier, column))
    rows = [(key, name or key) for key, name in zip(*cells, strict=True) if key]
    names = [name for _, name in rows]
    return [name if names.count(name) == 1 else key for key, name in rows]
