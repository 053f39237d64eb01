"""Where passages are in a text that was edited since they were cited."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from datapackage.citations.copies import Copy
from datapackage.citations.passages import Passage

CLEAR = 20
"""A passage of so many characters that the text has once is the one that was cited. A shorter one
may be another that reads the same: what is around it has to agree."""


@dataclass
class Moved:
    """Where each passage begins now, and in which places those may be that can't be told apart.

    A passage that is in neither is nowhere in the text.
    """

    starts: dict[Passage, int] = field(default_factory=dict)
    unclear: dict[Passage, list[int]] = field(default_factory=dict)


def find_moved(passages: Iterable[Passage], text: str, before: int | None) -> Moved:
    """Find passages again in the text of an edited document.

    Args:
        passages: Passages as they were cited.
        text: Canonical text of the document as it is now.
        before: How many characters the text had then; None where that is not known.
    """
    copy, moved = Copy(text), Moved()
    places = {p: copy.places(p.length, p.sha256) for p in passages}
    if all(passage.start in starts for passage, starts in places.items()):
        return Moved({passage: passage.start for passage in places})
    sure = [(0, 0, 0), *([(before, before, len(text) - before)] if before else [])]
    alike = attrgetter("length", "sha256")
    for _, group in groupby(sorted(places, key=alike, reverse=True), alike):
        # None of those that read the same decides where another one of them is.
        starts = {each: _place_of(each, places[each], sure) for each in group}
        taken = Counter(starts.values())
        for each, start in starts.items():
            if start is not None and taken[start] == 1:
                moved.starts[each] = start
                insort(sure, (each.start, each.end, start - each.start))
            elif places[each]:
                moved.unclear[each] = places[each]
    return moved


def _place_of(
    passage: Passage, starts: Sequence[int], sure: Sequence[tuple[int, int, int]]
) -> int | None:
    """Return which of the places is that of a passage; None where nothing decides it.

    ``sure`` are the start, the end and the shift of passages whose place is known, in order. What
    overlaps one of them, or is between two that moved equally far, moved with them; else it has to
    be the only place between those around it.
    """
    if len(starts) == 1 and passage.length >= CLEAR:
        return starts[0]
    shifts = [shift for start, end, shift in sure if start < passage.end and passage.start < end]
    _, last, left = max((each for each in sure if each[1] <= passage.start), key=lambda s: s[1])
    first, _, right = next((each for each in sure if each[0] >= passage.end), (None, None, None))
    shifts += [left] if left == right else []
    for shift in shifts:
        if passage.start + shift in starts:
            return passage.start + shift
    between = [
        start
        for start in starts
        if last + left <= start
        and (first is None or right is None or start + passage.length <= first + right)
    ]
    return between[0] if len(between) == 1 else None
