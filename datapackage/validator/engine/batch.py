"""A batch of rows as columns of text: what every reader yields and every check takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from datapackage.columnar.arrow import BoolArray, IntArray, index_array, text_array


@dataclass(frozen=True, slots=True)
class Batch:
    """Some consecutive rows of a table.

    Attributes:
        columns: One Arrow string array for each expected field; a null is a cell that the row
            lacks (in a typed file: a null).
        row_numbers: The rows' numbers as frictionless counts them, ascending.
        short: Index of each row with too few cells, with the number of cells that it has.
        extra: Index of each row with too many cells, with those beyond the last field.
        unfit: For columns of typed files: which cells are of a type that the field does not
            take, by the column's position.
        whole: Where columns were left out that are good whatever is in them: reads those too.
    """

    columns: tuple[Any, ...]
    row_numbers: IntArray
    short: dict[int, int]
    extra: dict[int, Sequence[str]]
    unfit: dict[int, BoolArray]
    whole: Callable[[], Batch] | None = None

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.row_numbers)

    def cell(self, row: int, column: int) -> str:
        """Return the text of a cell as findings quote it."""
        text = self.columns[column][row].as_py()
        return "None" if text is None else str(text)

    def after(self, rows: int) -> Batch:
        """Return the batch as one that comes after so many rows."""
        return replace(self, row_numbers=self.row_numbers + rows, whole=None)

    def head(self, rows: int) -> Batch:
        """Return the first rows, or all where there are no more."""
        if rows >= len(self):
            return self
        return Batch(
            tuple(column.slice(0, rows) for column in self.columns),
            self.row_numbers[:rows],
            {row: cells for row, cells in self.short.items() if row < rows},
            {row: cells for row, cells in self.extra.items() if row < rows},
            {column: unfit[:rows] for column, unfit in self.unfit.items()},
        )


Judgement = TypeVar("Judgement")
Judge = Callable[[Batch], Judgement]
"""Says something of a batch. Several threads may be at it, and the batch may lack its place."""


def batch_of_rows(rows: Sequence[Sequence[str]], row_numbers: IntArray, width: int) -> Batch:
    """Turn rows of cells, some of them perhaps too short or too long, into a batch."""
    short: dict[int, int] = {}
    extra: dict[int, Sequence[str]] = {}
    padded: Sequence[Sequence[str | None]] = rows
    if set(map(len, rows)) != {width}:
        padded = full = []
        for index, cells in enumerate(rows):
            if len(cells) < width:
                short[index] = len(cells)
            elif len(cells) > width:
                extra[index] = cells[width:]
            full.append([*cells[:width], *[None] * (width - len(cells))])
    columns = tuple(text_array(column) for column in zip(*padded, strict=True))
    return Batch(columns, row_numbers, short, extra, {})


def merge(first: Batch, second: Batch) -> Batch:
    """Return the rows of two batches in the order of their numbers."""
    numbers = np.concatenate([first.row_numbers, second.row_numbers])
    order = np.argsort(numbers, kind="stable")
    places = index_array(order)
    columns = tuple(
        pa.concat_arrays([one, other]).take(places)
        for one, other in zip(first.columns, second.columns, strict=True)
    )
    moved = np.argsort(order)[len(first) :].tolist()
    short = {moved[row]: cells for row, cells in second.short.items()}
    extra = {moved[row]: cells for row, cells in second.extra.items()}
    return Batch(columns, numbers[order], short, extra, {})
