"""From a row of a published table back to where it came from in the sources."""

from __future__ import annotations

import bisect
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from datapackage.normalise.levels import Level, take_apart
from datapackage.normalise.tables import PlaceOf, written_at
from datapackage.problems import Place, ProblemList
from datapackage.read.batches import Chunk
from datapackage.shape import Shape


@dataclass
class Provenance:
    """Remembers, for each stretch of rows that was written, how to find their places."""

    _starts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _places: dict[str, list[PlaceOf]] = field(default_factory=lambda: defaultdict(list))
    _rows: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, table: str, rows: int, place: PlaceOf) -> None:
        """Note that the next ``rows`` rows of ``table`` are found by ``place``."""
        if rows:
            self._starts[table].append(self._rows[table])
            self._places[table].append(place)
            self._rows[table] += rows

    def place(self, table: str, row: int, column: str) -> Place | None:
        """Return where the value of a published row (from 0) is in the sources."""
        if not 0 <= row < self._rows.get(table, 0):
            return None
        stretch = bisect.bisect_right(self._starts[table], row) - 1
        return self._places[table][stretch](row - self._starts[table][stretch], column)


@dataclass(frozen=True, eq=False)
class ReadAgain:
    """Finds places in a chunk of bulk sources by reading the chunk again.

    Nothing of the chunk is kept: with millions of records their places would fill the memory, and
    they are asked for only where something is wrong.
    """

    chunk: Chunk
    shape: Shape

    def place_of(self, number: int) -> PlaceOf:
        """Return the places of a level of the chunk; ``number`` counts as it is taken apart."""

        def place(row: int, column: str) -> Place:
            level = _levels(self)[number]
            return level.place(row, *written_at(level.shape, column))

        return place


@lru_cache(maxsize=2)
def _levels(source: ReadAgain) -> list[Level]:
    batch = source.chunk.read(ProblemList())
    return list(take_apart(batch, source.shape))
