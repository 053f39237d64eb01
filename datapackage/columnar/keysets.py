"""Key tuples: sets of them by fingerprint, and exact codes for the few that need a second look.

A tuple that is not in a set by its fingerprint is not in it. One that is might be another with the
same fingerprint, by the chance that :mod:`fingerprints` states.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from datapackage.columnar.arrow import BoolArray, IntArray, int_values, text_array
from datapackage.columnar.fingerprints import Prints


@dataclass(frozen=True, slots=True)
class KeySet:
    """The key tuples of a table: 16 bytes for each.

    Attributes:
        parts: Fingerprints of the tuples; in each part, the first lane ascends.
        kinds: The key kind of each column.
    """

    parts: tuple[Prints, ...]
    kinds: tuple[str | None, ...] = ()

    def __len__(self) -> int:
        """Return the number of tuples."""
        return sum(part.shape[1] for part in self.parts)

    def find(self, prints: Prints) -> IntArray:
        """Return the place of each tuple in the set, -1 for those that are not in it."""
        places = np.full(prints.shape[1], -1, np.int64)
        # Sorted needles are found several times faster: what is compared with is in the cache.
        pending = np.argsort(prints[0])
        start = 0
        for part in self.parts:
            found = _find_in(part, prints[:, pending])
            inside = found >= 0
            places[pending[inside]] = found[inside] + start
            pending = pending[~inside]
            start += part.shape[1]
        return places

    def contains(self, prints: Prints) -> BoolArray:
        """Return which rows' tuples are in the set."""
        return self.find(prints) >= 0


def _find_in(part: Prints, prints: Prints) -> IntArray:
    """Return the place of each fingerprint in a part of a set, -1 for those that are not in it."""
    places = np.full(prints.shape[1], -1, np.int64)
    pending = np.arange(prints.shape[1])
    candidates = np.searchsorted(part[0], prints[0])
    while len(pending):
        inside = candidates < part.shape[1]
        inside[inside] = part[0][candidates[inside]] == prints[0][pending[inside]]
        pending, candidates = pending[inside], candidates[inside]
        same = part[1][candidates] == prints[1][pending]
        places[pending[same]] = candidates[same]
        # Fingerprints that share a lane are side by side.
        pending, candidates = pending[~same], candidates[~same] + 1
    return places


def make_key_set(parts: Iterable[Prints], kinds: tuple[str | None, ...] = ()) -> KeySet:
    """Build a set from the fingerprints of its tuples, whose memory it takes over.

    Each part is sorted by itself, so that sorting takes no more memory for more of them.
    """
    kept = []
    for part in parts:
        order = np.argsort(part[0])
        for lane in part:
            lane[:] = lane[order]
        kept.append(part)
    return KeySet(tuple(kept), kinds)


# --- Exactly ----------------------------------------------------------------------------------


def encode(chunks: Sequence[Any]) -> tuple[IntArray, Any]:
    """Return a column's codes (0 for a null, else 1 + its place in the dictionary), and that."""
    column = pa.chunked_array(list(chunks), pa.string())
    encoded = column.dictionary_encode()
    dictionary = encoded.chunk(0).dictionary if encoded.num_chunks else text_array([])
    places = [int_values(chunk.indices, -1) for chunk in encoded.chunks]
    codes = np.concatenate(places) + 1 if places else np.empty(0, np.int64)
    return codes, dictionary


def combine(columns: Sequence[Sequence[Any]]) -> tuple[IntArray, BoolArray, BoolArray]:
    """Return a code for each row's tuple, and which rows have any and only nulls in it.

    Each column comes as Arrow chunks. The codes are made dense again after each column, so that
    no combination overflows.
    """
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


def duplicates(codes: IntArray, ignored: BoolArray) -> tuple[IntArray, IntArray]:
    """Return the places of the second and later rows of each code, and of the row before each."""
    places = np.flatnonzero(~ignored)
    order = places[np.argsort(codes[places], kind="stable")]
    same = np.flatnonzero(codes[order][1:] == codes[order][:-1])
    later, before = order[same + 1], order[same]
    by_row = np.argsort(later, kind="stable")
    return later[by_row], before[by_row]
