"""Workbooks as grids of cells: the sheets of an XLSX file, or the CSV files of a folder.

A cell is a text, a number, true or false, or None where nothing is in it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from datapackage.problems import Cell, Place, ProblemList, UsageError
from datapackage.read.register import DELIMITERS, explain_csv
from datapackage.read.text import read_text

WORKBOOK_SUFFIX = ".xlsx"

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
"""How Office Open XML writes a character that XML can't hold."""

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet.

    Attributes:
        file: The file that it is in, as messages have it.
        name: What it is called.
        rows: Its rows from the top, each a value for each cell.
        in_workbook: Whether its file holds other sheets, too.
    """

    file: str
    name: str
    rows: list[list[Value]]
    in_workbook: bool

    @property
    def sheet(self) -> str:
        """What places call it: nothing where its file holds no other sheet."""
        return self.name if self.in_workbook else ""

    def place(self, row: int, column: int, header: str = "", path: str = "") -> Place:
        """Return where a cell is; row and column count from 0."""
        return Place(self.file, row + 1, path, Cell(self.sheet, row + 1, column + 1, header))


def read_grids(path: Path, known: Collection[str], problems: ProblemList) -> list[Grid]:
    """Return the sheets of a workbook; ``known`` are words that tell where a CSV file is cut.

    Raises:
        UsageError: The library that reads XLSX is not installed.
    """
    if not path.is_dir():
        return list(_xlsx_grids(path, problems))
    files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv")
    grids = (_csv_grid(file, known, problems) for file in files)
    return [grid for grid in grids if grid is not None]


def is_blank(value: Value) -> bool:
    """Tell whether a cell has nothing in it that people see."""
    return value is None or (isinstance(value, str) and not value.strip())


# --- XLSX -------------------------------------------------------------------------------------


def openpyxl() -> Any:
    """Return the library that reads XLSX; raises UsageError where it is not installed."""
    try:
        import openpyxl as library  # noqa: PLC0415  (only those who use workbooks need it)
    except ModuleNotFoundError:
        message = "workbooks need openpyxl: install 'city-cooperation-agreements[spreadsheet]'"
        raise UsageError(message) from None
    return library


def check_new_workbook(path: Path) -> None:
    """Raise UsageError where a workbook can't be written to a path: its name, or a file there."""
    if path.suffix.lower() != WORKBOOK_SUFFIX:
        raise UsageError(f"{path}: the name of a workbook ends with {WORKBOOK_SUFFIX}")
    if path.exists():
        raise UsageError(f"{path}: this file exists already; choose another name")


def load(path: Path, **options: Any) -> Any:
    """Return a workbook as openpyxl has it; raises OSError or ValueError where it can't be read."""
    library = openpyxl()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl does not keep
            return library.load_workbook(path, **options)
    except (zipfile.BadZipFile, KeyError, ParseError, TypeError, AttributeError) as error:
        raise ValueError("it is no XLSX workbook, or is damaged") from error


def _xlsx_grids(path: Path, problems: ProblemList) -> Iterator[Grid]:
    try:
        book = load(path)
        cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
        has_formulas = any(cell.data_type == "f" for cell in cells)
        results = load(path, data_only=True) if has_formulas else book
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problems.add(Place(str(path)), f"the file can't be read: {reason}", rule="unreadable-file")
        return
    for sheet in book.worksheets:
        grid = Grid(str(path), sheet.title, [], in_workbook=True)
        for cells in sheet.iter_rows():
            grid.rows.append([_value(cell, results[sheet.title], grid, problems) for cell in cells])
        yield grid


def _value(cell: Any, results: Any, grid: Grid, problems: ProblemList) -> Value:
    value, kind = cell.value, cell.data_type
    if kind == "f":  # a formula: what it came to when the workbook was saved
        result = results[cell.coordinate]
        value, kind = result.value, result.data_type
        kind = "e" if value is None else kind
    if kind == "e":
        place = grid.place(cell.row - 1, cell.column - 1)
        message = "the formula has no result"
        if value is None:
            message += ": save the workbook in a spreadsheet program, or write the value itself"
        problems.add(place, message, found=value, rule="type")
        return None
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)
    return value if isinstance(value, int | float | None) else str(value)


# --- CSV --------------------------------------------------------------------------------------


def _csv_grid(path: Path, known: Collection[str], problems: ProblemList) -> Grid | None:
    text = read_text(path, problems)
    if text is None:
        return None

    def rows(delimiter: str) -> Iterator[list[str]]:
        return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)

    grid = Grid(str(path), path.stem, [], in_workbook=False)
    try:
        delimiter = max(DELIMITERS, key=lambda each: _known_words(rows(each), known))
        grid.rows.extend([cell or None for cell in row] for row in rows(delimiter))
    except csv.Error as error:
        place = Place(str(path), len(grid.rows) + 1)
        problems.add(place, explain_csv(str(error)), rule="invalid-csv")
        return None
    return grid


def _known_words(rows: Iterator[list[str]], known: Collection[str]) -> int:
    try:
        return max(
            (len({*row} & {*known}) for _, row in zip(range(10), rows, strict=False)), default=0
        )
    except csv.Error:
        return 0
