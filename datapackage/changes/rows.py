"""The rows of a table that were added, removed or changed, by primary key, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datapackage.columnar.arrow import BoolArray, IntArray, index_array, mask_values, text_array
from datapackage.columnar.fingerprints import Prints, fingerprints, of_tuples
from datapackage.columnar.keysets import KeySet

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class TableDiff:
    """What changed in the rows of a table.

    Attributes:
        name: The table's name.
        key: The columns by which rows are the same; empty where the table has no primary key: then
            rows are the same if all of their cells are, and none counts as changed.
        old: The old table, all text.
        new: The new table.
        removed: Places of rows in ``old``, ascending.
        added: Places of rows in ``new``, ascending.
        changed: Places of changed rows, ascending in ``new``: of shape (2, rows), old and new.
        cells: For each column in which cells changed: which of the changed rows.
    """

    name: str
    key: tuple[str, ...]
    old: pa.Table
    new: pa.Table
    removed: IntArray
    added: IntArray
    changed: IntArray
    cells: dict[str, BoolArray]

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(len(self.removed) or len(self.added) or self.changed.shape[1])

    def operations(self, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield each change of a row, ``limit`` of each kind at most.

        ``{"op": "ADD", "table", "key", "row"}``, ``DEL`` likewise with the old row, and ``MOD``
        with ``cells``: column -> [old, new].
        """
        for op, table, places in (("DEL", self.old, self.removed), ("ADD", self.new, self.added)):
            for row in _rows(table, places[:limit]):
                yield {"op": op, "table": self.name, "key": self._key(row), "row": row}
        places = self.changed[:, :limit]
        pairs = zip(_rows(self.old, places[0]), _rows(self.new, places[1]), strict=True)
        for number, (before, after) in enumerate(pairs):
            cells = {
                name: [before[name], after[name]]
                for name, mask in self.cells.items()
                if mask[number]
            }
            yield {"op": "MOD", "table": self.name, "key": self._key(after), "cells": cells}

    def _key(self, row: Row) -> Row:
        return {name: row[name] for name in self.key}

    def keys(self, table: pa.Table, places: IntArray) -> Iterator[tuple[str, ...]]:
        """Yield the key of each of some rows of ``old`` or ``new``."""
        for row in _rows(table.select(list(self.key)), places):
            yield tuple(row.values())


def compare_rows(name: str, old: pa.Table, new: pa.Table, key: Sequence[str]) -> TableDiff:
    """Compare two tables of text.

    Rows with a key that occurs more than once are paired in their order. Columns that only one of
    the tables has are left to the comparison of schemas.

    Args:
        name: The table's name.
        old: The old table.
        new: The new table.
        key: Columns of both; empty to compare whole rows.
    """
    common = [column for column in new.column_names if column in old.column_names]
    by = list(key) or common
    old_prints, new_prints = _key_prints(old, by), _key_prints(new, by)
    order = np.argsort(old_prints[0], kind="stable")
    found = KeySet((old_prints[:, order],)).find(new_prints)
    kept = np.flatnonzero(found >= 0)
    pairs = np.stack([order[found[kept]], kept])
    gone = np.ones(old.num_rows, np.bool_)
    gone[pairs[0]] = False
    cells = {} if not key else _changed_cells(old, new, pairs, [c for c in common if c not in by])
    changed = np.zeros(pairs.shape[1], np.bool_)
    for mask in cells.values():
        changed |= mask
    return TableDiff(
        name,
        tuple(key),
        old,
        new,
        np.flatnonzero(gone),
        np.flatnonzero(found < 0),
        pairs[:, changed],
        {column: mask[changed] for column, mask in cells.items()},
    )


def _key_prints(table: pa.Table, columns: Sequence[str]) -> Prints:
    """Return each row's fingerprint; a key's second and later rows are told from its first."""
    if not columns or not table.num_rows:
        return np.zeros((2, table.num_rows), np.uint64)
    prints = of_tuples(
        [
            np.concatenate([fingerprints(chunk) for chunk in table[name].chunks], axis=1)
            for name in columns
        ]
    )
    order = np.lexsort((prints[1], prints[0]))
    ordered = prints[:, order]
    again = np.zeros(table.num_rows, np.bool_)
    again[1:] = (ordered[:, 1:] == ordered[:, :-1]).all(axis=0)
    if not again.any():
        return prints
    places = np.arange(table.num_rows)
    times = places - np.maximum.accumulate(np.where(again, 0, places))
    repeats = order[again]
    numbers = text_array([str(number) for number in times[again].tolist()])
    prints[:, repeats] = of_tuples([prints[:, repeats], fingerprints(numbers)])
    return prints


def _changed_cells(
    old: pa.Table, new: pa.Table, pairs: IntArray, columns: Sequence[str]
) -> dict[str, BoolArray]:
    """Return for each column with changed cells which of the pairs of rows have one."""
    same_places = [
        len(places) == table.num_rows and bool((places == np.arange(len(places))).all())
        for table, places in zip((old, new), pairs, strict=True)
    ]
    masks = {}
    for name in columns:
        before, after = (
            _whole(table[name]) if same else _whole(table[name]).take(index_array(places))
            for table, places, same in zip((old, new), pairs, same_places, strict=True)
        )
        mask = mask_values(pc.not_equal(before, after))
        if mask.any():
            masks[name] = mask
    return masks


def _whole(column: Any) -> Any:
    """Return a column in one piece, which may be larger than 32-bit offsets allow."""
    return pc.cast(column, pa.large_string()).combine_chunks()


def _rows(table: pa.Table, places: IntArray) -> Iterator[Row]:
    """Yield some rows of a table, read in batches."""
    for start in range(0, len(places), 4096):
        yield from table.take(index_array(places[start : start + 4096])).to_pylist()
