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

from datapackage.columnar.arrow import int_values, mask_values, text_array
from datapackage.columnar.batch import BoolArray, IntArray


def encode(chunks: Sequence[Any]) -> tuple[IntArray, Any]:
    """Return a column's codes (0 for a null, else 1 + its place in the dictionary), and that."""
    column = pa.chunked_array(list(chunks), pa.string())
    encoded = column.dictionary_encode()
    dictionary = encoded.chunk(0).dictionary if encoded.num_chunks else text_array([])
    places = [int_values(chunk.indices, -1) for chunk in encoded.chunks]
    codes = np.concatenate(places) + 1 if places else np.empty(0, np.int64)
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
        """Return the number of distinct tuples."""
        return len(self.stages[-1])

    def contains(self, columns: Sequence[Sequence[Any]]) -> BoolArray:
        """Return which rows' tuples are in the set; each column comes as Arrow chunks."""
        combined: IntArray | None = None
        for chunks, dictionary, stage in zip(columns, self.dictionaries, self.stages, strict=True):
            codes = places_in(chunks, dictionary) + 1
            codes[codes == 0] = -1
            if any(chunk.null_count for chunk in chunks):
                codes[np.concatenate([mask_values(chunk.is_null()) for chunk in chunks])] = 0
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
    if _is_ascending(chunks):
        return False
    column = pa.chunked_array(list(chunks), pa.string())
    distinct = pc.count_distinct(column, mode="only_valid").as_py()
    return bool(distinct < len(column) - column.null_count)


def _is_ascending(chunks: Sequence[Any]) -> bool:
    """Return whether each value is greater than the one before; most published keys are."""
    last = None
    for chunk in chunks:
        if not len(chunk):
            continue
        first = chunk[0]
        if chunk.null_count or (last is not None and not pc.less(last, first).as_py()):
            return False
        if pc.less(chunk.slice(0, len(chunk) - 1), chunk.slice(1)).false_count:
            return False
        last = chunk[-1]
    return True


def places_in(chunks: Sequence[Any], dictionary: Any) -> IntArray:
    """Return each text's place in a dictionary, -1 for a text that is not in it and for nulls.

    Children of one parent mostly stand together: each run of equal texts is looked up once.
    """
    values, lengths = [], []
    for chunk in chunks:
        runs = pc.run_end_encode(chunk, run_end_type=pa.int32())
        values.append(runs.values)
        lengths.append(np.diff(int_values(runs.run_ends, 0), prepend=0))
    if not values:
        return np.empty(0, np.int64)
    column = pa.chunked_array(values, pa.string())
    found = pc.index_in(column, value_set=dictionary, skip_nulls=True)
    places = np.concatenate([int_values(chunk, -1) for chunk in found.chunks])
    return np.repeat(places, np.concatenate(lengths))


def duplicates(codes: IntArray, ignored: BoolArray) -> tuple[IntArray, IntArray]:
    """Return the places of the second and later rows of each code, and of the row before each."""
    places = np.flatnonzero(~ignored)
    order = places[np.argsort(codes[places], kind="stable")]
    same = np.flatnonzero(codes[order][1:] == codes[order][:-1])
    later, before = order[same + 1], order[same]
    by_row = np.argsort(later, kind="stable")
    return later[by_row], before[by_row]
