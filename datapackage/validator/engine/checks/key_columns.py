"""The key columns of a batch: their texts, their nulls and their fingerprints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from datapackage.columnar.arrow import BoolArray, IntArray, index_array, mask_values
from datapackage.columnar.fingerprints import Lanes, Prints, fingerprints, of_tuples
from datapackage.columnar.keysets import KeySet, make_key_set
from datapackage.validator.engine.checks.rows import KeyCells
from datapackage.validator.engine.schema import Field


class BatchKeys:
    """The key columns of a batch and their fingerprints, each made once."""

    def __init__(self, cells: Mapping[str, KeyCells], rows: int) -> None:
        self.rows = rows
        self._cells = cells
        self._prints: dict[tuple[str, ...], Prints] = {}

    def texts(self, name: str) -> Any:
        """Return a column's key texts; nulls for a column that the file lacks."""
        cells = self._cells.get(name)
        return pa.nulls(self.rows, pa.string()) if cells is None else cells.texts

    def nulls(self, name: str) -> BoolArray:
        """Return which cells of a column are nulls; one that is not of its type is none."""
        cells = self._cells.get(name)
        if cells is None:
            return np.ones(self.rows, np.bool_)
        return np.zeros(self.rows, np.bool_) if cells.nulls is None else cells.nulls

    def has_texts(self, names: Sequence[str]) -> bool:
        """Return whether each cell of some columns has a key text."""
        return not any(self.texts(name).null_count for name in names)

    def without_texts(self, names: Sequence[str]) -> tuple[BoolArray, BoolArray]:
        """Return which rows have a cell without a key text in some columns, and only such."""
        masks = [mask_values(self.texts(name).is_null()) for name in names]
        return np.logical_or.reduce(masks), np.logical_and.reduce(masks)

    def prints(self, names: Sequence[str]) -> Prints:
        """Return the fingerprint of each row's key tuple."""
        key = tuple(names)
        if key not in self._prints:
            if len(key) == 1:
                self._prints[key] = fingerprints(self.texts(*key))
            else:
                self._prints[key] = of_tuples([self.prints([name]) for name in key])
        return self._prints[key]

    def tuples(self, names: Sequence[str], places: IntArray) -> list[list[str | None]]:
        """Return the key texts at some places, row by row."""
        return tuples_at([[self.texts(name)] for name in names], places)


class KeySetMaker:
    """Gathers the key tuples that references look up."""

    def __init__(self, names: tuple[str, ...], fields: Mapping[str, Field]) -> None:
        self.names = names
        self.kinds = tuple(
            fields[name].field_type.key_kind if name in fields else None for name in names
        )
        self._lanes = Lanes(2)

    def take(self, keys: BatchKeys) -> None:
        """Take the keys of a batch."""
        self._lanes.add(keys.prints(self.names))

    def make(self) -> KeySet:
        """Return the set of all keys taken."""
        return make_key_set(self._lanes.blocks(), self.kinds)


def tuples_at(columns: Sequence[Sequence[Any]], places: IntArray) -> list[list[str | None]]:
    """Return the key texts at some places, row by row."""
    if not len(places):
        return []
    taken = [
        pa.chunked_array(list(chunks), pa.string()).take(index_array(places)).to_pylist()
        for chunks in columns
    ]
    return [list(cells) for cells in zip(*taken, strict=True)]
