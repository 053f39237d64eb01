"""Lines between boxes: at right angles, in the gutters between columns, never through a box.

A gutter lies on each side of each column. A line leaves its row into the gutter beside it, runs
up or down there, and enters the row that it points to. One that has to pass a column does so
above, between or below the boxes there. All lines to the same row share one lane of a gutter, as
the branches of a railway share a track; the order of lanes is the one with the fewest crossings.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from datapackage.contract import Contract, ForeignKey
from datapackage.formats.columns import column_of_key
from datapackage.formats.diagram.boxes import GUTTER_MARGIN, LANE, Box

MOST_PERMUTED = 7
"""All orders of so many lanes are tried; more lanes keep the order in which they come."""

CORRIDOR_OFFSET = 5.0
"""Rows have their middles at whole tens: lines that pass between boxes lie beside all of them."""


@dataclass(frozen=True)
class Relation:
    """A foreign key as it is drawn: from ``column`` of ``table``."""

    table: str
    column: str
    key: ForeignKey
    optional: bool

    @property
    def target(self) -> tuple[str, str]:
        """Table and column that the line ends at.

        A composite key leaves from its last column and arrives at its first, so that it doesn't
        meet the line of a simple key that leaves from the last one there.
        """
        return self.key.reference_table, self.key.reference_fields[0]


@dataclass(frozen=True)
class Run:
    """The part of a line in one gutter: from (side, height) to (side, height).

    Sides are -1 for the column to the left of the gutter and 1 for the one to the right.
    """

    gutter: int
    start: tuple[int, float]
    end: tuple[int, float]


@dataclass
class Track:
    """A lane's worth of lines in a gutter: all that go to one row."""

    target: tuple[str, str]
    stubs: set[tuple[int, float]] = field(default_factory=set)

    @property
    def low(self) -> float:
        """Height of the uppermost end."""
        return min(y for _, y in self.stubs)

    @property
    def high(self) -> float:
        """Height of the lowest end."""
        return max(y for _, y in self.stubs)


@dataclass(frozen=True)
class Routes:
    """All lines: their runs, and the lane of each target in each gutter, from the left."""

    runs: dict[Relation, tuple[Run, ...]]
    lanes: dict[int, dict[tuple[str, str], int]]

    def lanes_in(self, gutter: int) -> int:
        """Number of lanes in a gutter."""
        return len(self.lanes.get(gutter, {}))


def relations(contract: Contract) -> Iterator[Relation]:
    """Yield the relations of all tables."""
    for table in contract.values():
        for column, key in column_of_key(table).items():
            optional = not all(table.field(name).required for name in key.fields)
            yield Relation(table.name, column, key, optional)


def route(contract: Contract, boxes: Mapping[str, Box]) -> Routes:
    """Return how the lines run; the boxes' heights matter, their sideward places do not."""
    corridors = _Corridors(boxes)
    runs = {relation: _runs(relation, boxes, corridors) for relation in relations(contract)}
    tracks: dict[int, dict[tuple[str, str], Track]] = defaultdict(dict)
    for relation, parts in runs.items():
        for run in parts:
            track = tracks[run.gutter].setdefault(relation.target, Track(relation.target))
            track.stubs |= {run.start, run.end}
    lanes = {gutter: _order(list(found.values())) for gutter, found in tracks.items()}
    return Routes(runs, lanes)


def _runs(relation: Relation, boxes: Mapping[str, Box], corridors: _Corridors) -> tuple[Run, ...]:
    """Return the runs of a line; gutter n lies to the left of column n."""
    source, target = boxes[relation.table], boxes[relation.target[0]]
    y_from, y_to = source.row_y(relation.column), target.row_y(relation.target[1])
    first, last = source.column, target.column
    if first == last:
        middle = max(box.column for box in boxes.values()) / 2
        gutter, side = (first, 1) if first < middle else (first + 1, -1)
        return (Run(gutter, (side, y_from), (side, y_to)),)
    step = 1 if last > first else -1
    gutter = first + (step > 0)
    parts = []
    for passed in range(first + step, last, step):
        y = corridors.through(passed, y_from, y_to)
        parts.append(Run(gutter, (-step, y_from), (step, y)))
        gutter, y_from = gutter + step, y
    parts.append(Run(gutter, (-step, y_from), (step, y_to)))
    return tuple(parts)


class _Corridors:
    """Where lines pass a column: gaps above, between and below its boxes."""

    def __init__(self, boxes: Mapping[str, Box]) -> None:
        self._gaps: dict[int, list[float]] = {}
        self._used: dict[tuple[int, float], int] = defaultdict(int)
        by_column: dict[int, list[Box]] = defaultdict(list)
        for box in boxes.values():
            by_column[box.column].append(box)
        for column, stack in by_column.items():
            self._gaps[column] = [_beside(box.bottom) for box in stack]

    def through(self, column: int, y_from: float, y_to: float) -> float:
        """Return the height of the gap that makes the shortest way, and use it up."""
        gap = min(self._gaps[column], key=lambda y: (abs(y - y_from) + abs(y - y_to), y))
        used = self._used[column, gap]
        self._used[column, gap] += 1
        return gap + used * 2 * CORRIDOR_OFFSET


def _beside(bottom: float) -> float:
    return (bottom + 2 * CORRIDOR_OFFSET) // 10 * 10 + CORRIDOR_OFFSET


def _order(tracks: list[Track]) -> dict[tuple[str, str], int]:
    """Return the lane of each track, from the left; the first of the best orders."""
    orders: Iterator[tuple[Track, ...]] = iter([tuple(tracks)])
    if len(tracks) <= MOST_PERMUTED:
        orders = itertools.permutations(tracks)
    best = min(orders, key=_crossings)
    return {track.target: lane for lane, track in enumerate(best)}


def _crossings(order: tuple[Track, ...]) -> int:
    """Count the places where a line to or from a lane crosses another lane."""
    crossings = 0
    for lane, track in enumerate(order):
        for side, y in track.stubs:
            between = order[:lane] if side < 0 else order[lane + 1 :]
            crossings += sum(other.low <= y <= other.high for other in between)
    return crossings


def gutter_width(lanes: int) -> float:
    """Return the width of a gutter with so many lanes."""
    return 2 * GUTTER_MARGIN + LANE * max(lanes - 1, 0)
