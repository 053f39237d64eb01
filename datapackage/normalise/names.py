"""Names and aliases of a register to its ids.

A register (places, organisations) lists each entry's id, names in four languages, and aliases:
other names, inflected forms, abbreviations. :class:`NameIndex` resolves what a record says to
the id. Building takes time and memory in proportion to the names, a lookup is one dictionary
access, and the nearest name for a miss is found without comparing all of them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from datapackage.normalise.matching import match_key
from datapackage.text import NotNormalised, clean_text

MAX_IDS_SHOWN = 5
"""An ambiguous name's message lists up to this many ids."""


class NameIndex:
    """Resolves ids, names and aliases of one register; two names match if their keys do.

    Args:
        rows: For each entry of the register its id and its names and aliases, in any order;
            blank ones are skipped. An id may come more than once: its names add up.
        what: What an entry is, in the singular, for messages: ``place``, ``organisation``.
        register: What the register is called there.

    Raises:
        NotNormalised: A name can't be cleaned (see
            :func:`~datapackage.normalise.matching.match_key`). Who reads a register finds such
            names first, with their place in it.
    """

    def __init__(
        self,
        rows: Iterable[tuple[str, Iterable[str]]],
        *,
        what: str = "entry",
        register: str = "",
    ) -> None:
        """Build the index; see the class for the arguments."""
        self._what = what
        self._register = f"the register {register}".rstrip()
        self._ids: dict[str, None] = {}
        self._by_key: dict[str, str] = {}
        self._as_written: dict[str, str] = {}
        self._ambiguous: dict[str, set[str]] = {}
        self._names: dict[str, str] = {}
        self._nearest: NearestNames | None = None
        for identifier, names in rows:
            self._ids[identifier] = None
            for name in names:
                self._add(identifier, name)

    def _add(self, identifier: str, name: str) -> None:
        key = match_key(name)
        if not key:
            return
        known = self._by_key.setdefault(key, identifier)
        if known != identifier:
            self._ambiguous.setdefault(key, {known}).add(identifier)
        shown = self._names.get(key)
        self._names[key] = name if shown is None else min(shown, name)
        self._as_written[name] = key

    def __len__(self) -> int:
        """Return how many different names, under their keys, the index knows."""
        return len(self._by_key)

    def __contains__(self, identifier: object) -> bool:
        """Tell whether the register has an id."""
        return identifier in self._ids

    @property
    def ambiguous(self) -> Mapping[str, tuple[str, ...]]:
        """Names that lead to several entries, as one of their spellings, to the sorted ids."""
        return {
            self._names[key]: tuple(sorted(ids)) for key, ids in sorted(self._ambiguous.items())
        }

    def resolve(self, raw: str) -> str:
        """Return the id that an id, a name or an alias leads to.

        An id, written exactly, comes first: it is that entry even if another has it as an alias.

        Raises:
            NotNormalised: ``empty``; ``ambiguous-name`` with the ids; ``unknown-name`` with the
                nearest name or id, if one is near; or as
                :func:`~datapackage.text.clean_text` does.
        """
        if raw in self._ids:
            return raw
        # Most names are written as the register has them: those need no key of their own.
        key = self._as_written.get(raw)
        if key is None:
            name = clean_text(raw)
            if name in self._ids:
                return name
            key = match_key(name)
        if key in self._ambiguous:
            raise self._ambiguity(raw, key)
        identifier = self._by_key.get(key)
        if identifier is None:
            raise self._unknown(raw, key)
        return identifier

    def _ambiguity(self, raw: str, key: str) -> NotNormalised:
        ids = sorted(self._ambiguous[key])
        shown = ", ".join(ids[:MAX_IDS_SHOWN])
        more = f" and {len(ids) - MAX_IDS_SHOWN} more" if len(ids) > MAX_IDS_SHOWN else ""
        return NotNormalised(
            "ambiguous-name",
            f"this name leads to more than one {self._what}: {shown}{more}",
            found=raw,
            expected="one of the ids, or a name that only one has",
        )

    def _unknown(self, raw: str, key: str) -> NotNormalised:
        if not key:
            return NotNormalised(
                "empty", f"the name of the {self._what} is empty", found=raw, expected="a name"
            )
        near = self._find_nearest(key)
        message = f"no {self._what} has this name"
        expected = f"an id, name or alias from {self._register}"
        if not self._ids:
            expected = f"a row of that name in {self._register}, which is empty"
        if near is None:
            return NotNormalised("foreign-key", message, found=raw, expected=expected)
        return NotNormalised(
            "foreign-key",
            f"{message}; the nearest one leads to {self._owner(near)}",
            found=raw,
            expected=expected,
            nearest=self._names.get(near, near),
        )

    def _find_nearest(self, key: str) -> str | None:
        if self._nearest is None:
            self._nearest = NearestNames((*self._by_key, *self._ids))
        return self._nearest.find(key)

    def _owner(self, key: str) -> str:
        if key in self._ambiguous:
            return " or ".join(sorted(self._ambiguous[key])[:MAX_IDS_SHOWN])
        return self._by_key.get(key, key)


class NearestNames:
    """Finds the most similar of many words, in milliseconds among hundreds of thousands.

    :mod:`difflib` judges, as it does in :func:`datapackage.problems.nearest_match`, but only
    among the few words that share most pairs of neighbouring characters with the one that is
    sought. To find those, each word is a signature of 256 bits, a bit for each of its pairs by a
    fixed hash, and the signatures are compared all at once. The same words in the same order give
    the same answer in every process.
    """

    CANDIDATES = 64
    CUTOFF = 0.7
    MAX_LENGTH = 300
    """A longer word is not looked for: it is no slip of the pen."""

    def __init__(self, words: Iterable[str]) -> None:
        """Sign the words; empty ones are left out."""
        self._words = [word for word in dict.fromkeys(words) if word]
        chunks = range(0, len(self._words), _CHUNK)
        signed = [_signatures(self._words[start : start + _CHUNK]) for start in chunks]
        self._signatures = np.concatenate([_signatures([]), *signed], axis=1)
        self._sizes = _bits(self._signatures)

    def find(self, word: str) -> str | None:
        """Return the most similar word, the first in code point order of equals, or None."""
        if not self._words or not 0 < len(word) <= self.MAX_LENGTH:
            return None
        best: tuple[float, str] | None = None
        matcher = difflib.SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(word)
        for candidate in self._candidates(word):
            matcher.set_seq1(candidate)
            floor = self.CUTOFF if best is None else -best[0]
            if matcher.real_quick_ratio() < floor or matcher.quick_ratio() < floor:
                continue
            ratio = matcher.ratio()
            if ratio >= self.CUTOFF and (best is None or (-ratio, candidate) < best):
                best = (-ratio, candidate)
        return best[1] if best else None

    def _candidates(self, word: str) -> list[str]:
        """Return the words with the most pairs in common, in proportion to their pairs."""
        signature = _signatures([word])
        score = _bits(self._signatures & signature) / (self._sizes + _bits(signature))
        count = min(self.CANDIDATES, len(self._words))
        lowest = np.partition(score, -count)[-count]
        positions = np.flatnonzero(score >= lowest)
        order = np.lexsort((positions, -score[positions]))[:count]
        return [self._words[position] for position in positions[order]]


_CHUNK = 4096
"""Words signed at a time: their bits, one a byte, fit a processor's cache."""


def _signatures(words: list[str]) -> NDArray[np.uint64]:
    """Return an array of (4, words): the 256 bits of each word, a bit for a pair of characters.

    The ends of a word count as a character, so that beginnings and endings weigh in.
    """
    text = "\n" + "".join(f"{word}\n" for word in words)
    codes = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint32)
    # Two odd multipliers (Knuth's and xxHash's) spread the pairs; the top byte is the bit's number.
    pairs = codes[:-1] * np.uint32(2654435761) + codes[1:] * np.uint32(2246822519)
    slots = (pairs >> np.uint32(24)).astype(np.uint8)
    lengths = np.fromiter((len(word) + 1 for word in words), dtype=np.int64, count=len(words))
    rows = np.repeat(np.arange(len(words)), lengths)
    bits = np.zeros((len(words), 256), dtype=np.bool_)
    bits[rows, slots[: len(rows)]] = True
    packed: NDArray[np.uint64] = np.packbits(bits, axis=1).view(np.uint64)
    return np.ascontiguousarray(packed.T)


def _bits(signatures: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """Return how many bits of each signature are set."""
    counts = np.bitwise_count(signatures)
    total: NDArray[np.uint16] = counts[0].astype(np.uint16)
    for row in counts[1:]:
        total += row
    return total
