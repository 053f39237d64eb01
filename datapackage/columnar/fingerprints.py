"""Fingerprints of key texts: 128 bits each, made and compared column by column.

A fingerprint has two lanes of 64 bits. A text's length and its bytes, in words of eight, are mixed
in one after the other by multiplications and shifts, as in MurmurHash (Austin Appleby, public
domain). The multipliers are drawn anew for each process, so that no data can be made to fit them.

Equal texts have equal fingerprints. Different ones have them about as seldom as random numbers of
128 bits are equal: among a billion keys, by a chance of 10^-20.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from datapackage.columnar.arrow import mask_values, text_offsets

Lane = npt.NDArray[np.uint64]
Prints = npt.NDArray[np.uint64]
"""Of shape (2, rows): the two lanes."""

WORD = 8
LONG = 1024
"""Texts of more bytes than this take a digest, in place of a round of the loop for each word."""

FIRST_BLOCK, LARGEST_BLOCK = 1 << 12, 1 << 22
"""Fingerprints that are kept in one stretch of memory: the first, doubled up to the last."""

_KEY = secrets.token_bytes(32)
_MULTIPLIERS = np.array([[secrets.randbits(64) | 1] for _ in range(2)], np.uint64)
_WORD_MIX = tuple((np.uint64(secrets.randbits(64) | 1), np.uint64(shift)) for shift in (32, 29))
_SEEDS = np.array([[secrets.randbits(64)] for _ in range(2)], np.uint64)
_NULL = np.array([[secrets.randbits(64)] for _ in range(2)], np.uint64)
_SHIFTS = np.array([[29], [32]], np.uint64)
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(WORD + 1)], np.uint64)
"""What of a word belongs to a text that has so many bytes left."""


def fingerprints(texts: Any) -> Prints:
    """Return the fingerprints of an Arrow string array; all nulls have one and the same."""
    if not len(texts):
        return np.empty((2, 0), np.uint64)
    offsets = text_offsets(texts)
    starts = offsets[:-1].astype(np.int64) - offsets[0]
    lengths = np.diff(offsets).astype(np.int64)
    data = texts.buffers()[2]
    content = b"" if data is None else memoryview(data)[int(offsets[0]) : int(offsets[-1])]
    prints = _of_bytes(content, starts, np.where(lengths > LONG, 0, lengths))
    for row in np.flatnonzero(lengths > LONG).tolist():
        prints[:, row] = _of_long_text(content[starts[row] :][: lengths[row]])
    if texts.null_count:
        prints[:, mask_values(texts.is_null())] = _NULL
    return prints


def _of_bytes(
    content: Any, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
) -> Prints:
    """Return fingerprints of stretches of bytes, none of them long."""
    padded = np.zeros(len(content) + WORD, np.uint8)
    padded[: len(content)] = np.frombuffer(content, np.uint8)
    words = np.ndarray((len(content) + 1,), "<u8", buffer=padded.data, strides=(1,))
    # Longest first: those that have another word are then the first ones, without an index.
    order = np.argsort((LONG - lengths).astype(np.uint16), kind="stable")
    starts, lengths = starts[order], lengths[order]
    prints = np.repeat(_SEEDS, len(lengths), axis=1)
    _absorb(prints, lengths.astype(np.uint64))
    begun = len(lengths) - np.searchsorted(lengths[::-1], np.arange(0, lengths[0], WORD), "right")
    for place, rows in enumerate(begun.tolist()):
        word = words[starts[:rows] + place * WORD]
        word &= _MASKS[np.minimum(lengths[:rows] - place * WORD, WORD)]
        _absorb(prints[:, :rows], word)
    unordered = np.empty_like(prints)
    for lane, ordered in zip(unordered, prints, strict=True):
        lane[order] = ordered
    return unordered


def _absorb(prints: Prints, word: Lane) -> None:
    """Mix a word into each fingerprint, in place; the word gets mixed as well."""
    # A multiplication carries differences up only, a shift brings them down again: after two of
    # each, any byte of the word bears on all of it. Without that, a difference in the last byte
    # of one word could be undone by one in the next.
    for multiplier, shift in _WORD_MIX:
        word *= multiplier
        word ^= word >> shift
    first, second = prints
    first ^= word
    second += word
    prints *= _MULTIPLIERS
    prints ^= prints >> _SHIFTS


def _of_long_text(content: Any) -> npt.NDArray[np.uint64]:
    digest = hashlib.blake2b(content, digest_size=2 * WORD, key=_KEY).digest()
    return np.frombuffer(digest, np.uint64)


def of_tuples(columns: Sequence[Prints]) -> Prints:
    """Return the fingerprints of rows of several columns, from those of the columns."""
    if len(columns) == 1:
        return columns[0]
    prints = np.repeat(_SEEDS, columns[0].shape[1], axis=1)
    for column in columns:
        for lane in column:
            _absorb(prints, lane.copy())
    return prints


class Lanes:
    """Gathers lanes of fingerprints, and gives them up.

    They are in large blocks of memory, which the system takes back when they are let go; small
    ones between other things that come and go would leave holes.
    """

    def __init__(self, number: int) -> None:
        """Take how many lanes of each fingerprint are kept."""
        self.number = number
        self._full: list[Prints] = []
        self._block: Prints = np.empty((number, 0), np.uint64)
        self._used = 0

    def add(self, prints: Prints) -> None:
        """Keep the lanes of some rows."""
        while prints.shape[1]:
            if self._used == self._block.shape[1]:
                self._full += [self._block] if self._used else []
                size = max(FIRST_BLOCK, min(2 * self._used, LARGEST_BLOCK))
                self._block = np.empty((self.number, size), np.uint64)
                self._used = 0
            part = prints[: self.number, : self._block.shape[1] - self._used]
            self._block[:, self._used :][:, : part.shape[1]] = part
            self._used += part.shape[1]
            prints = prints[:, part.shape[1] :]

    def blocks(self) -> list[Prints]:
        """Return the lanes in large blocks, the smaller ones joined, and forget them."""
        large = [block for block in self._full if block.shape[1] == LARGEST_BLOCK]
        small = [block for block in self._full if block.shape[1] < LARGEST_BLOCK]
        rest = np.concatenate([*small, self._block[:, : self._used]], axis=1)
        self._forget()
        return [rest, *large]

    def joined(self) -> Prints:
        """Return the lanes as one array, and forget them; each block goes as it is copied."""
        blocks = [*self._full, self._block[:, : self._used]]
        self._forget()
        total = sum(block.shape[1] for block in blocks)
        joined = np.empty((self.number, total), np.uint64)
        while blocks:
            block = blocks.pop()
            total -= block.shape[1]
            joined[:, total:][:, : block.shape[1]] = block
        return joined

    def _forget(self) -> None:
        self._full, self._block, self._used = [], self._block[:, :0].copy(), 0


def repeated(lane: Lane) -> Lane:
    """Return the values that occur more than once in a lane, ascending; the lane gets sorted."""
    lane.sort()
    return np.unique(lane[1:][lane[1:] == lane[:-1]])
