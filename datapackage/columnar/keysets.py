"""Sets of key tuples as Arrow dictionaries and integer codes: exact, and a few bytes a row.

A key column comes as Arrow chunks of key texts, null where there is no value. A tuple of texts
becomes one integer: the code of each column's text, combined column by column and made dense
again, so that no combination overflows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datapackage.columnar.batch import BoolArray, IntArray


def encode(chunks: Sequence[Any]) -> tuple[IntArray, Any]:
    """Return a column's codes (0 for a null, else 1 + its place in the dictionary), and that."""
    column = pa.chunked_array(list(chunks), pa.string())
    encoded = column.dictionary_encode()
    dictionary = encoded.chunk(0).dictionary if encoded.num_chunks else pa.array([], pa.string())
    places = [chunk.indices.fill_null(-1).to_numpy() for chunk in encoded.chunks]
    codes = np.concatenate(places).astype(np.int64) + 1 if places else np.empty(0, np.int64)
    return codes, dictionary


def _lookup(sorted_codes: IntArray, codes: IntArray) -> IntArray:
    """Return the place of each code among the sorted ones, -1 where it is not among them."""
    if not len(sorted_codes):
        return np.full(len(codes), -1, np.int64)
    places = np.searchsorted(sorted_codes, codes)
    places[places == len(sorted_codes)] = 0
    return np.where(sorted_codes[places] == codes, places, -1)


@dataclass(frozen=True, slots=True)
class KeySet:
    """The key tuples of a table.

    Attributes:
        kinds: The key kind of each column.
        dictionaries: Each column's distinct texts.
        stages: The distinct combined codes after each column, sorted.
    """

    kinds: tuple[str | None, ...]
    dictionaries: tuple[Any, ...]
    stages: tuple[IntArray, ...]

    def __len__(self) -> int:
        return len(self.stages[-1])

    def contains(self, columns: Sequence[Sequence[Any]]) -> BoolArray:
        """Return which rows' tuples are in the set; each column comes as Arrow chunks."""
        combined: IntArray | None = None
        for chunks, dictionary, stage in zip(columns, self.dictionaries, self.stages, strict=True):
            column = pa.chunked_array(list(chunks), pa.string())
            found = pc.index_in(column, value_set=dictionary).fill_null(-2)
            codes = found.to_numpy().astype(np.int64) + 1
            if column.null_count:
                codes[column.is_null().to_numpy()] = 0
            if combined is not None:
                # Absent parts have the code -1 and must not meet a tuple by arithmetic.
                absent = (combined < 0) | (codes < 0)
                codes = np.where(absent, -1, combined * (len(dictionary) + 1) + codes)
            combined = _lookup(stage, codes)
        assert combined is not None  # noqa: S101 -- a key has at least one column
        return combined >= 0


def make_key_set(columns: Sequence[Sequence[Any]], kinds: tuple[str | None, ...]) -> KeySet:
    """Build the set of a table's key tuples; each column comes as Arrow chunks."""
    dictionaries: list[Any] = []
    stages: list[IntArray] = []
    combined: IntArray | None = None
    for chunks in columns:
        codes, dictionary = encode(chunks)
        if combined is not None:
            codes = combined * (len(dictionary) + 1) + codes
        stage, combined = np.unique(codes, return_inverse=True)
        dictionaries.append(dictionary)
        stages.append(stage)
    return KeySet(kinds, tuple(dictionaries), tuple(stages))


def combine(columns: Sequence[Sequence[Any]]) -> tuple[IntArray, BoolArray, BoolArray]:
    """Return a code for each row's tuple, and which rows have any and only nulls in it."""
    combined: IntArray | None = None
    some: BoolArray | None = None
    every: BoolArray | None = None
    for chunks in columns:
        codes, dictionary = encode(chunks)
        null = codes == 0
        some = null if some is None else some | null
        every = null if every is None else every & null
        if combined is None:
            combined = codes
        else:
            codes = combined * (len(dictionary) + 1) + codes
            combined = np.unique(codes, return_inverse=True)[1]
    assert combined is not None  # noqa: S101 -- a key has at least one column
    assert some is not None  # noqa: S101
    assert every is not None  # noqa: S101
    return combined, some, every


def has_duplicates(chunks: Sequence[Any]) -> bool:
    """Return whether a value stands twice in a column; nulls don't count."""
    column = pa.chunked_array(list(chunks), pa.string())
    distinct = pc.count_distinct(column, mode="only_valid").as_py()
    return bool(distinct < len(column) - column.null_count)


def duplicates(codes: IntArray, ignored: BoolArray) -> tuple[IntArray, IntArray]:
    """Return the places of the second and later rows of each code, and of the row before each."""
    places = np.flatnonzero(~ignored)
    order = places[np.argsort(codes[places], kind="stable")]
    same = np.flatnonzero(codes[order][1:] == codes[order][:-1])
    later, before = order[same + 1], order[same]
    by_row = np.argsort(later, kind="stable")
    return later[by_row], before[by_row]
