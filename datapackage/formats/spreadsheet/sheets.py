"""A sheet of rows: header with notes, frozen and filtered; texts that wrap; links to passages."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa

from datapackage import words
from datapackage.citations.addresses import WEB
from datapackage.formats import FinishedPackage
from datapackage.formats.columns import titles_of
from datapackage.formats.readable import ReadableTable
from datapackage.formats.spreadsheet.cells import Cells
from datapackage.languages import column_of

PAGE_WIDTH = 290
"""Width of all columns that are printed, in characters: a small but legible type on A3."""

NARROWEST = 8
WIDE_ENOUGH = 12
WIDEST = 70
"""Widths in characters: of a column that says little, that is no burden, and that is still read
with ease."""

FILTER_BUTTON = 2
"""Width that a header needs beside its longest word."""

SAMPLED_ROWS = 500
"""Rows whose texts are measured for the width of their column."""

LINE_HEIGHT = 12.75
ROW_MARGIN = 3.0
MAX_HEIGHT = 409.0
"""Heights in points; Excel has no row that is higher."""

LETTERS_PER_UNIT = {"\u2e80": 0.5, "\u0400": 1.0, "": 1.1}
"""Letters on a line for each unit of a column's width, which is the width of a digit, by the first
letter of scripts: those of East Asia are the widest, Cyrillic ones wider than Latin ones."""

INDENT = 1.5
"""Width that the margins of a cell take."""

NOTE_WIDTH = 380
NOTE_LINE = 15
NOTE_LINE_CHARACTERS = 58

MAX_LINKS = 65_530
MAX_ADDRESS = 2_079
"""Hyperlinks that a sheet may hold, and characters of an address (Excel's limits)."""

LINK = "link"
"""The column of addresses."""

MAX_NAME = 31
_NOT_IN_NAMES = str.maketrans("[]:*?/\\'", "        ")


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet.

    Attributes:
        name: Its header.
        type: Table Schema type of its values.
        note: What its note says.
        stem: Name of the column in the view, without the language.
    """

    name: str
    type: str
    note: str
    stem: str


@dataclass(frozen=True)
class Sheet:
    """What a sheet holds.

    Attributes:
        name: Name of the sheet.
        table: The table whose rows it shows.
        about: What a row is.
        columns: Columns from left to right.
        rows: Number of rows below the header.
        batches: The rows.
        csv: Where the same texts are in full.
    """

    name: str
    table: str
    about: str
    columns: tuple[SheetColumn, ...]
    rows: int
    batches: Iterable[pa.RecordBatch]
    csv: str


@dataclass(frozen=True)
class Outcome:
    """What a sheet could not take over: texts that were cut, links."""

    sheet: Sheet
    cut: int
    unlinked: bool


def readable_sheet(package: FinishedPackage, readable: ReadableTable) -> Sheet:
    """Return the sheet of a readable table."""
    view, language = readable.view, readable.language
    titles = titles_of(package.contract[view.table])
    return Sheet(
        words.in_language(titles, language).translate(_NOT_IN_NAMES).strip()[:MAX_NAME],
        view.table,
        words.text(f"views.{view.name}", language),
        tuple(
            SheetColumn(
                field.name,
                field.type,
                f"{field.description}\n\n{view.name}.{_in(shown.name, language)}",
                shown.stem,
            )
            for field, shown in zip(readable.table.fields, view.columns, strict=True)
        ),
        package.rows[view.table],
        readable.batches(package),
        readable.path,
    )


def _in(column: str, language: str) -> str:
    return column.replace("_*", column_of("", language))


class SheetWriter:
    """Writes a sheet.

    Of the address that opens a passage the host is shown. Identifiers, which lead to the other
    files of the package, are not printed.
    """

    def __init__(self, target: Any, sheet: Sheet, forms: dict[str, Any]) -> None:
        self._target = target
        self._sheet = sheet
        self._forms = forms
        self._cells = Cells(target, sheet.csv)
        self._printed = sum(not column.stem.endswith("_id") for column in sheet.columns)

    def write(self) -> Outcome:
        """Write the sheet into its worksheet, which is empty yet."""
        batches = _small(self._sheet.batches)
        sample = next(batches, None)
        widths = self._widths(sample)
        for number, width in enumerate(widths):
            self._target.set_column(number, number, width)
        self._write_header(widths)
        row = 0
        for batch in batches if sample is None else itertools.chain([sample], batches):
            for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                row += 1
                self._write_row(row, values, widths)
        self._target.freeze_panes(1, 1)
        self._target.autofilter(0, 0, row, len(widths) - 1)
        self._set_up_page(row)
        return Outcome(self._sheet, self._cells.cut, self._sheet.rows > MAX_LINKS)

    def _write_header(self, widths: Sequence[int]) -> None:
        names = [column.name for column in self._sheet.columns]
        self._target.set_row(0, row_height(names, [width - FILTER_BUTTON for width in widths]))
        for number, column in enumerate(self._sheet.columns):
            self._target.write_string(0, number, column.name, self._forms["header"])
            self._target.write_comment(0, number, column.note, _note_size(column.note))

    def _write_row(self, row: int, values: Sequence[Any], widths: Sequence[int]) -> None:
        texts = [
            _host(value) if value and column.stem == LINK else value
            for column, value in zip(self._sheet.columns, values, strict=True)
        ]
        self._target.set_row(row, row_height(texts, widths))
        for number, (column, value) in enumerate(zip(self._sheet.columns, values, strict=True)):
            if column.stem == LINK and value and self._can_link(value):
                self._target.write_url(row, number, value, self._forms["link"], texts[number])
            else:
                self._cells.write(row, number, value, self._forms[column.type])

    def _can_link(self, address: str) -> bool:
        return (
            address.startswith(WEB)
            and len(address) <= MAX_ADDRESS
            and self._sheet.rows <= MAX_LINKS
        )

    def _widths(self, sample: pa.RecordBatch | None) -> list[int]:
        """Return the widths of columns: as their texts need, and together a page's."""
        least, wanted = [], []
        for number, column in enumerate(self._sheet.columns):
            values = [] if sample is None else sample.column(number)[:SAMPLED_ROWS].to_pylist()
            texts = [str(value) for value in values if value is not None]
            # Not all programs break a link into lines.
            unbroken = [*map(_host, texts)] if column.stem == LINK else column.name.split()
            least.append(max([NARROWEST, *(len(text) + FILTER_BUTTON for text in unbroken)]))
            wanted.append(max((len(text) + 2 for text in texts), default=0))
            if column.stem == LINK:
                wanted[-1] = least[-1]
        return shared(least, wanted, self._printed)

    def _set_up_page(self, rows: int) -> None:
        self._target.set_landscape()
        self._target.set_paper(8)  # A3
        self._target.fit_to_pages(1, 0)
        self._target.set_margins(0.4, 0.4, 0.5, 0.6)
        self._target.print_area(0, 0, rows, self._printed - 1)
        self._target.repeat_rows(0)
        self._target.set_footer("&L&A&R&P / &N")


def shared(least: Sequence[int], wanted: Sequence[int], printed: int) -> list[int]:
    """Return the widths of columns: as wide as wanted, as far as all that are printed fit a page.

    What a page has left goes to columns of long texts, but not in proportion to their length, so
    that none is a thread beside another.
    """
    start = [max(low, min(want, WIDE_ENOUGH)) for low, want in zip(least, wanted, strict=True)]
    short = [max(0, want - width) for want, width in zip(wanted, start, strict=True)]
    shares = sum(math.sqrt(lack) for lack in short[:printed]) or 1.0
    left = max(0, PAGE_WIDTH - sum(start[:printed])) / shares
    return [
        width + min(lack, int(left * math.sqrt(lack)), WIDEST - WIDE_ENOUGH)
        for width, lack in zip(start, short, strict=True)
    ]


def _host(address: str) -> str:
    return urlsplit(address).netloc.removeprefix("www.") or address


def _note_size(note: str) -> dict[str, Any]:
    lines = sum(1 + len(line) // NOTE_LINE_CHARACTERS for line in note.split("\n"))
    return {"width": NOTE_WIDTH, "height": NOTE_LINE * (lines + 1), "font_size": 9}


def _small(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield batches of a size whose Python values take little memory."""
    for batch in batches:
        for start in range(0, len(batch), 10_000):
            yield batch.slice(start, 10_000)


def row_height(values: Sequence[Any], widths: Sequence[int]) -> float:
    """Return the height of a row in points: not all programs find out when they open a file."""
    most = max(
        (
            line_count(value, width)
            for value, width in zip(values, widths, strict=True)
            if isinstance(value, str)
        ),
        default=1,
    )
    return min(MAX_HEIGHT, LINE_HEIGHT * most + ROW_MARGIN)


def line_count(text: str, width: float) -> int:
    """Return in how many lines a text fits into a cell so many characters wide, or a few more."""
    widest = max(text, default="")
    share = next(share for first, share in LETTERS_PER_UNIT.items() if widest >= first)
    room = max(1, int(share * (width - INDENT)))
    return sum(_wrapped(line, room) for line in text.split("\n"))


def _wrapped(line: str, room: int) -> int:
    """Return in how many lines a text fits that breaks between words, and within longer ones."""
    if len(line) <= room:
        return 1
    lines, used = 1, 0
    for word in line.split(" "):
        if used and used + 1 + len(word) > room:
            lines, used = lines + 1, 0
        used += len(word) + bool(used)
        lines, used = lines + used // (room + 1), used % (room + 1)
    return lines
