"""Taking a batch of nested records apart into levels, a table each.

Works on Arrow arrays as a whole: a level's rows are the flattened list values of the level above,
with the number of the row that each came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from datapackage.problems import Place
from datapackage.read.batches import Batch
from datapackage.read.record import Path
from datapackage.shape import Shape

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Level:
    """The rows of one level of a batch.

    ``parent_rows`` holds, for each row, its row in the level above (for the top level: its
    record); ``positions`` its place in the list that it stood in, from 1.
    """

    shape: Shape
    values: pa.Array
    above: Level | None
    parent_rows: Rows
    positions: Rows
    batch: Batch

    def __len__(self) -> int:
        return len(self.values)

    def column(self, *keys: str) -> pa.Array:
        """Return the raw values of a key (and of a language below it), null where not given."""
        if self.shape.is_plain:
            return self.values
        return pc.struct_field(self.values, list(keys))

    def path(self, row: int) -> tuple[int, Path]:
        """Return the record of a row, and the row's path in it."""
        if self.above is None:
            return row, ()
        record, path = self.above.path(int(self.parent_rows[row]))
        return record, (*path, self.shape.name, int(self.positions[row]))

    def place(self, row: int, *keys: str) -> Place:
        """Return where the value of a row, or of a key of it, is in the sources."""
        record, path = self.path(row)
        below = () if self.shape.is_plain else keys
        return self.batch.origin.place(record, (*path, *below))


def take_apart(batch: Batch, shape: Shape) -> Iterator[Level]:
    """Yield the levels of a batch, each level before the levels below it."""
    count = len(batch.records)
    rows = np.arange(count, dtype=np.int64)
    yield from _walk(Level(shape, batch.records, None, rows, rows + 1, batch))


def _walk(level: Level) -> Iterator[Level]:
    yield level
    for name, shape in level.shape.children.items():
        lists = level.column(name)
        parents = pc.list_parent_indices(lists).to_numpy().astype(np.int64)
        positions = np.arange(len(parents), dtype=np.int64) + 1
        positions -= np.searchsorted(parents, parents, side="left")
        yield from _walk(
            Level(shape, pc.list_flatten(lists), level, parents, positions, level.batch)
        )
