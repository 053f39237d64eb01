"""Where the values of a mapped record come from: cells of foreign tables, or the mapping."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from datapackage.mapping.language import Level
from datapackage.mapping.tables import Joined, Rows
from datapackage.problems import Place
from datapackage.read.batches import Origin
from datapackage.read.record import Path as RecordPath
from datapackage.shape import CITATIONS


@dataclass(frozen=True)
class Items:
    """The rows of a list: the joined row and the template of each; ``offsets`` are the records'."""

    levels: list[Level]
    which: Rows
    rows: Rows
    offsets: Rows


@dataclass(frozen=True)
class MappedOrigin:
    """Leads from a value of a record to the cell that it came from, or to the mapping."""

    joined: Joined | None
    record: Level | None
    first_rows: Rows
    record_of: Rows
    lists: dict[str, Items]

    @classmethod
    def empty(cls) -> MappedOrigin:
        """Return the origin of no record."""
        none = np.zeros(0, np.int64)
        return cls(None, None, none, none, {})

    def place(self, record: int, path: RecordPath) -> Place:
        """Return the cell of a value, or where the mapping says it."""
        level, row, keys = self.record, int(self.first_rows[record]), path
        if path and path[0] in self.lists and len(path) > 1 and isinstance(path[1], int):
            items = self.lists[str(path[0])]
            number = int(items.offsets[record]) + path[1] - 1
            level, row, keys = items.levels[items.which[number]], int(items.rows[number]), path[2:]
        assert level is not None  # noqa: S101  (a record was made by a level
        assert self.joined is not None  # noqa: S101  of joined tables)
        if not keys or keys[0] == CITATIONS:
            return self.joined.place(row)
        template = level.texts.get(tuple(map(str, keys))) or level.texts.get((str(keys[0]),))
        if template is None or not template.columns:
            # Neither a cell's fault nor one of each row: it is the mapping that says so.
            return template.place if template else level.place
        # Of several columns, a blank one is why there is no value.
        blank = (c for c in template.columns if pd.isna(self.joined.frame[c].iloc[row]))
        return self.joined.place(row, next(blank, template.columns[0]))


@dataclass(frozen=True)
class KeptOrigin:
    """The origin of a batch of which only some records are left."""

    origin: Origin
    kept: Rows

    def place(self, record: int, path: RecordPath) -> Place:
        """Return the place of a value of the records that are left."""
        return self.origin.place(int(self.kept[record]), path)
