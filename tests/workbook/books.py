"""Workbooks of the small sources, written and changed as a person would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from datapackage.workbook import write_workbook
from datapackage.workbook.write import FIRST_ROW, NAMES_ROW


def only_a_workbook(sources: Path, *, with_rows: bool = True) -> Path:
    """Leave of a folder of sources the package's file and a workbook, filled or blank."""
    path = sources / "workbooks" / "small.xlsx"
    path.parent.mkdir()
    write_workbook(path, sources, with_rows=with_rows)
    for folder in ("agreements", "registers"):
        for file in (sources / folder).iterdir():
            file.unlink()
        (sources / folder).rmdir()
    return path


class Book:
    """A workbook whose cells are found by the names of their columns; saved on the way out."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.book: Any = openpyxl.load_workbook(path)

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.book.save(self._path)

    def cell(self, sheet: str, column: str, row: int = 0) -> Any:
        """Return a cell; rows count from 0 at the first that is filled in."""
        [found] = (c for c in self.book[sheet][NAMES_ROW] if c.value == column)
        return self.book[sheet].cell(FIRST_ROW + row, found.column)

    def fill(self, sheet: str, row: int = 0, **values: Any) -> None:
        """Write into the cells of a row."""
        for column, value in values.items():
            self.cell(sheet, column, row).value = value
