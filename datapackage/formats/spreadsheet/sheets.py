"""A sheet of rows: header with notes, frozen and filtered; typed cells; links."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from datapackage import words
from datapackage.contract import Table
from datapackage.formats import FinishedPackage
from datapackage.formats.columns import Column, columns_of, titles_of
from datapackage.formats.readable import ReadableTable
from datapackage.formats.spreadsheet.cells import Cells
from datapackage.formats.spreadsheet.links import Link, RowFinder, affordable, links_of
from datapackage.write.tables import csv_path

WIDEST = 48
WIDEST_LINK = 24
NARROWEST = 8
"""Widths of columns in characters; texts that are longer wrap."""

FITTED_TO_PAGE = 280
"""A sheet of so many characters or fewer across is printed on the width of one A3 page."""

FILTER_BUTTON = 4
"""Width that a header needs beside its text."""

SAMPLED_ROWS = 500
"""Rows whose texts are measured for the width of their column."""

LINE_HEIGHT = 13.0
ROW_MARGIN = 3.0
MAX_HEIGHT = 409.0
"""Heights in points; Excel has no row that is higher."""

LETTERS_PER_UNIT = 1.1
CYRILLIC_PER_UNIT = 0.95
"""Letters on a line for each unit of a column's width, which is the width of a digit, where text
wraps between words; Cyrillic letters are wider."""

NOTE_WIDTH = 380
NOTE_LINE = 15
NOTE_LINE_CHARACTERS = 58


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet: its header, the Table Schema type of its values, the header's note."""

    name: str
    type: str
    note: str


@dataclass(frozen=True)
class Sheet:
    """What a sheet holds.

    Attributes:
        name: Name of the sheet, at most 31 characters.
        titles: What it is, by language.
        columns: Columns from left to right.
        links: Links by column.
        rows: Number of rows below the header.
        batches: The rows.
        csv: Where the same texts are in full.
    """

    name: str
    titles: dict[str, str]
    columns: tuple[SheetColumn, ...]
    links: dict[str, Link]
    rows: int
    batches: Iterable[pa.RecordBatch]
    csv: str


@dataclass(frozen=True)
class Outcome:
    """What a sheet could not take over: texts that were cut, columns without links."""

    sheet: Sheet
    cut: int
    unlinked: tuple[str, ...]


def table_sheet(package: FinishedPackage, table: Table) -> Sheet:
    """Return the sheet of a table."""
    return Sheet(
        table.name,
        titles_of(table),
        tuple(
            SheetColumn(column.field.name, column.field.type, note_of(column, package))
            for column in columns_of(table)
        ),
        links_of(table),
        package.rows[table.name],
        package.batches(table.name),
        csv_path(table.name),
    )


def readable_sheet(package: FinishedPackage, readable: ReadableTable) -> Sheet:
    """Return the sheet of a readable table."""
    table = readable.table
    return Sheet(
        table.name,
        words.texts(f"views.{readable.view.name}", package.languages),
        tuple(SheetColumn(item.name, item.type, item.description) for item in table.fields),
        links_of(table),
        package.rows[readable.view.table],
        readable.batches(package),
        readable.path,
    )


class SheetWriter:
    """Writes sheets into a workbook."""

    def __init__(self, forms: dict[str, Any], finder: RowFinder) -> None:
        self._forms = forms
        self._finder = finder

    def write(self, target: Any, sheet: Sheet) -> Outcome:
        """Write a sheet into ``target``, a worksheet that is empty yet."""
        cells = Cells(target, sheet.csv)
        links = affordable(sheet.links, sheet.rows)
        self._write_header(target, sheet)
        batches = _small(sheet.batches)
        sample = next(batches, None)
        widths = widths_of(sheet, sample)
        for number, width in enumerate(widths):
            target.set_column(number, number, width)
        row = 0
        for batch in batches if sample is None else itertools.chain([sample], batches):
            row = self._write_batch(target, cells, sheet, links, widths, batch, row)
        target.freeze_panes(1, 0)
        target.autofilter(0, 0, row, len(sheet.columns) - 1)
        _set_up_page(target, sum(widths))
        return Outcome(sheet, cells.cut, tuple(c for c in sheet.links if c not in links))

    def _write_header(self, target: Any, sheet: Sheet) -> None:
        target.set_row(0, 24)
        for number, column in enumerate(sheet.columns):
            target.write_string(0, number, column.name, self._forms["header"])
            target.write_comment(0, number, column.note, _note_size(column.note))

    def _write_batch(
        self,
        target: Any,
        cells: Cells,
        sheet: Sheet,
        links: dict[str, Link],
        widths: Sequence[int],
        batch: pa.RecordBatch,
        row: int,
    ) -> int:
        forms = [self._forms[column.type] for column in sheet.columns]
        targets = {
            number: (links[column.name].table, self._finder.rows(links[column.name], batch))
            for number, column in enumerate(sheet.columns)
            if column.name in links
        }
        columns = [column.to_pylist() for column in batch.columns]
        for index, values in enumerate(zip(*columns, strict=True)):
            row += 1
            target.set_row(row, row_height(values, widths))
            for number, value in enumerate(values):
                found = targets.get(number)
                if value is None or found is None or (to := found[1][index]) is None:
                    cells.write(row, number, value, forms[number])
                else:
                    cells.link(row, number, value, (found[0], to), self._forms["link"])
        return row


def note_of(column: Column, package: FinishedPackage) -> str:
    """Return the note of a header: titles and descriptions by language, type, code list."""
    return "\n".join(_note_lines(column, package))


def _note_lines(column: Column, package: FinishedPackage) -> Iterator[str]:
    for texts in (column.titles, column.descriptions):
        shown = {tag: texts[tag] for tag in package.languages if tag in texts} or texts
        yield from (f"{tag.upper()}: {text}" for tag, text in shown.items())
        yield ""
    parts = [column.field.type]
    if column.in_primary_key:
        parts.append(words.text("cover.primary_key", package.language))
    parts += [f"→ {target}" for target in column.references]
    if codelist := column.field.codelist:
        parts.append(words.text("cover.codes", package.language, codelist=codelist))
    yield " · ".join(parts)


def _note_size(note: str) -> dict[str, Any]:
    lines = sum(1 + len(line) // NOTE_LINE_CHARACTERS for line in note.split("\n"))
    return {"width": NOTE_WIDTH, "height": NOTE_LINE * (lines + 1), "font_size": 9}


def _small(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield batches of a size whose Python values take little memory."""
    for batch in batches:
        for start in range(0, len(batch), 10_000):
            yield batch.slice(start, 10_000)


def widths_of(sheet: Sheet, sample: pa.RecordBatch | None) -> list[int]:
    """Return the width of each column, from its header and the first of its values."""
    widths = []
    for number, column in enumerate(sheet.columns):
        width = len(column.name) + FILTER_BUTTON
        if sample is not None:
            values = sample.column(number).slice(0, SAMPLED_ROWS).to_pylist()
            width = max([width, *(len(str(v)) + 1 for v in values if v is not None)])
        widest = WIDEST_LINK if column.name in sheet.links else WIDEST
        widths.append(min(max(width, NARROWEST), widest))
    return widths


def row_height(values: Sequence[Any], widths: Sequence[int]) -> float:
    """Return the height of a row in points: not all programs find out when they open a file."""
    most = max(
        (
            line_count(value, width)
            for value, width in zip(values, widths, strict=True)
            # Not all programs break a text without blanks, such as an identifier.
            if isinstance(value, str) and len(value) >= width and " " in value
        ),
        default=1,
    )
    return min(MAX_HEIGHT, LINE_HEIGHT * most + ROW_MARGIN)


def line_count(text: str, width: int) -> int:
    """Return in how many lines a text fits into a cell so many characters wide, or a few more."""
    share = CYRILLIC_PER_UNIT if max(text, default="") >= "\u0400" else LETTERS_PER_UNIT
    return sum(1 + int(len(line) / (share * width)) for line in text.split("\n"))


def _set_up_page(target: Any, width: int) -> None:
    target.set_landscape()
    target.set_paper(8)  # A3
    if width <= FITTED_TO_PAGE:
        target.fit_to_pages(1, 0)
    else:
        target.print_across()
    target.repeat_rows(0)
    target.set_footer("&L&A&R&P / &N")
