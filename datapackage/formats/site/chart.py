"""The map of partner cities, from the outline of land alone: no borders, no tiles.

The outline is Natural Earth's (1:110 million, public domain) as TopoJSON, from the npm package
world-atlas 2.0.2.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from datapackage.formats.site.rows import Texts

LAND = Path(__file__).resolve().parent / "files" / "land.topojson.json"

MOST_PLACES = 300
"""Places that a map shows at most, those with most agreements."""

FEW_PLACES = 60
"""Places up to which their points may be large."""

MOST_PAIRS = 400
"""Lines between partners at most, those of most agreements."""

NEAR = 1000.0
"""Kilometres around the place that has most others near it, for the map of a region."""

_EARTH = 6371.0
_LETTER = 6.6
_LINE = 13.0

Point = tuple[float, float]
Projection = Callable[[float, float], Point]


@dataclass(frozen=True)
class Spot:
    """A place on a map: longitude and latitude in degrees, what it is called, where it leads."""

    key: str
    longitude: float
    latitude: float
    names: Texts
    href: str
    weight: int


@dataclass(frozen=True)
class Label:
    """A spot as it is drawn; ``anchor`` is empty where no name would fit beside it."""

    spot: Spot
    x: float
    y: float
    radius: float
    text_x: float = 0
    text_y: float = 0
    anchor: str = ""


@dataclass(frozen=True)
class Chart:
    """A map ready to be drawn: its size, the outline of land, the spots, lines between them."""

    width: int
    height: int
    land: str
    labels: tuple[Label, ...]
    lines: tuple[str, ...]


def charts(spots: Sequence[Spot], pairs: Iterable[tuple[str, str]]) -> list[Chart]:
    """Return a map of all spots, and one of the region with most of them if it is much smaller."""
    shown = sorted(spots, key=lambda spot: (-spot.weight, spot.key))[:MOST_PLACES]
    counted = Counter((min(pair), max(pair)) for pair in pairs)
    pairs = sorted(counted, key=lambda pair: (-counted[pair], pair))[:MOST_PAIRS]
    if not shown:
        return []
    near = _neighbours(shown)
    if len(near) == len(shown):
        return [_region(near, pairs)]
    return [_world(shown, pairs), *([_region(near, pairs)] if len(near) > 2 else [])]


# --- Projections ----------------------------------------------------------------------------------


def equal_earth(longitude: float, latitude: float) -> Point:
    """Project degrees to the plane: Equal Earth (Šavrič, Patterson, Jenny 2018)."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = theta * theta
    sixth = square**3
    slope = a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)
    x = 2 * math.sqrt(3) / 3 * math.radians(longitude) * math.cos(theta) / slope
    return x, -theta * (a1 + a2 * square + sixth * (a3 + a4 * square))


def equal_area_around(longitude: float, latitude: float) -> Projection:
    """Return Lambert's azimuthal equal-area projection around a point.

    What is more than 90 degrees away is drawn on the edge of the hemisphere.
    """
    sine, cosine = math.sin(math.radians(latitude)), math.cos(math.radians(latitude))

    def project(other_longitude: float, other_latitude: float) -> Point:
        turn = math.radians(other_longitude - longitude)
        phi = math.radians(other_latitude)
        x = math.cos(phi) * math.sin(turn)
        y = cosine * math.sin(phi) - sine * math.cos(phi) * math.cos(turn)
        away = sine * math.sin(phi) + cosine * math.cos(phi) * math.cos(turn)
        if away < 0:
            length = math.hypot(x, y) or 1.0
            x, y, away = x / length, y / length, 0.0
        stretch = math.sqrt(2 / (1 + away))
        return x * stretch, -y * stretch

    return project


# --- Drawing --------------------------------------------------------------------------------------


def _world(spots: Sequence[Spot], pairs: Sequence[tuple[str, str]]) -> Chart:
    corners = [equal_earth(x, y) for x in (-180, 0, 180) for y in (-57, 0, 80)]
    return _chart(spots, pairs, equal_earth, corners, (960, 440), margin=0)


def _region(spots: Sequence[Spot], pairs: Sequence[tuple[str, str]]) -> Chart:
    middle = _middle(spots)
    project = equal_area_around(*middle)
    corners = [project(spot.longitude, spot.latitude) for spot in spots]
    return _chart(spots, pairs, project, corners, (960, 560), margin=70)


def _chart(
    spots: Sequence[Spot],
    pairs: Sequence[tuple[str, str]],
    project: Projection,
    corners: Sequence[Point],
    size: tuple[int, int],
    margin: int,
) -> Chart:
    width, height = size
    xs, ys = ([corner[axis] for corner in corners] for axis in (0, 1))
    least = 0.12  # so that a single town has land around it
    scale = min(
        (width - 2 * margin) / max(max(xs) - min(xs), least),
        (height - 2 * margin) / max(max(ys) - min(ys), least),
    )
    left = width / 2 - scale * (max(xs) + min(xs)) / 2
    top = height / 2 - scale * (max(ys) + min(ys)) / 2

    def place(longitude: float, latitude: float) -> Point:
        x, y = project(longitude, latitude)
        return x * scale + left, y * scale + top

    at = {spot.key: place(spot.longitude, spot.latitude) for spot in spots}
    lines = tuple(_arc(at[one], at[other]) for one, other in pairs if one in at and other in at)
    return Chart(width, height, _outline(place, size), tuple(_labels(spots, at, size)), lines)


def _outline(place: Projection, size: tuple[int, int]) -> str:
    """Return the land as the data of a path, without what is far outside of the picture."""
    far = 60
    parts = []
    for ring in land_rings():
        points: list[tuple[int, int]] = []
        for degrees in ring:
            x, y = place(*degrees)
            point = (
                round(min(max(x, -far), size[0] + far)),
                round(min(max(y, -far), size[1] + far)),
            )
            if not points or points[-1] != point:
                points.append(point)
        if len(points) > 3 and any(0 <= x <= size[0] and 0 <= y <= size[1] for x, y in points):
            parts.append(f"M{points[0][0]},{points[0][1]}l{_steps(points)}z")
    return "".join(parts)


def _steps(points: list[tuple[int, int]]) -> str:
    return " ".join(
        f"{x - before_x},{y - before_y}" for (before_x, before_y), (x, y) in pairwise(points)
    )


def _arc(one: Point, other: Point) -> str:
    """Return a curve that bends upwards between two points."""
    (x, y), (other_x, other_y) = sorted((one, other))
    bend = math.dist(one, other) * 0.16
    middle_x, middle_y = (x + other_x) / 2, (y + other_y) / 2 - bend
    return f"M{x:.1f},{y:.1f}Q{middle_x:.1f},{middle_y:.1f} {other_x:.1f},{other_y:.1f}"


def _labels(spots: Sequence[Spot], at: dict[str, Point], size: tuple[int, int]) -> list[Label]:
    """Return the spots with their names where there is room for them, the weightiest first."""
    largest = 9 if len(spots) <= FEW_PLACES else 5
    radii = {spot.key: min(3.5 + math.sqrt(spot.weight) / 2, largest) for spot in spots}
    taken = [
        (x - r - 1, y - r - 1, x + r + 1, y + r + 1)
        for (x, y), r in zip(at.values(), radii.values(), strict=True)
    ]
    labels = []
    for spot in spots:
        x, y = at[spot.key]
        radius = radii[spot.key]
        width = max(len(name) for name in spot.names.values()) * _LETTER
        gap = radius + 4
        for anchor, text_x, text_y, left in (
            ("start", x + gap, y + 4, x + gap),
            ("end", x - gap, y + 4, x - gap - width),
            ("middle", x, y - gap, x - width / 2),
            ("middle", x, y + gap + 9, x - width / 2),
        ):
            box = (left, text_y - _LINE + 2, left + width, text_y + 3)
            inside = box[0] >= 0 and box[2] <= size[0] and box[1] >= 0 and box[3] <= size[1]
            if inside and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                labels.append(Label(spot, x, y, radius, text_x, text_y, anchor))
                break
        else:
            labels.append(Label(spot, x, y, radius))
    return labels


def _overlap(box: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


# --- Geography ------------------------------------------------------------------------------------


@cache
def land_rings() -> list[list[Point]]:
    """Return the outlines of land in degrees: TopoJSON, arcs as steps on a grid."""
    topology = json.loads(LAND.read_text(encoding="utf-8"))
    (scale_x, scale_y), (move_x, move_y) = (
        topology["transform"][k] for k in ("scale", "translate")
    )
    arcs = []
    for arc in topology["arcs"]:
        columns = (accumulate(values) for values in zip(*arc, strict=True))
        grid = zip(*columns, strict=True)
        arcs.append([(x * scale_x + move_x, y * scale_y + move_y) for x, y in grid])
    rings = []
    for polygon in _polygons(topology["objects"]["land"]):
        for ring in polygon:
            points: list[Point] = []
            for number in ring:
                arc_points = arcs[number] if number >= 0 else arcs[~number][::-1]
                points += arc_points[1:] if points else arc_points
            rings.append(_unrolled(points))
    return rings


def _unrolled(points: Sequence[Point]) -> list[Point]:
    """Return a ring that crosses the date line without the jump from one edge to the other.

    What lies beyond the line is drawn beyond the edge, most of the ring where it is.
    """
    longitudes = [points[0][0]]
    for longitude, _ in points[1:]:
        step = longitude - longitudes[-1]
        longitudes.append(longitude - 360 * round(step / 360))
    shift = 360 * round(sum(longitudes) / len(longitudes) / 360)
    return [(x - shift, y) for x, (_, y) in zip(longitudes, points, strict=True)]


def _polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    if geometry["type"] == "GeometryCollection":
        return [each for part in geometry["geometries"] for each in _polygons(part)]
    arcs: list[Any] = geometry["arcs"]
    return arcs if geometry["type"] == "MultiPolygon" else [arcs]


def _neighbours(spots: Sequence[Spot]) -> list[Spot]:
    """Return the spots around the one that has most others near it."""
    near = [[other for other in spots if _kilometres(spot, other) <= NEAR] for spot in spots]
    return max(near, key=len)


def _kilometres(one: Spot, other: Spot) -> float:
    phi, other_phi = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(one.longitude - other.longitude)
    cosine = math.sin(phi) * math.sin(other_phi) + math.cos(phi) * math.cos(other_phi) * math.cos(
        turn
    )
    return _EARTH * math.acos(min(max(cosine, -1.0), 1.0))


def _middle(spots: Sequence[Spot]) -> Point:
    """Return the middle of places that are near each other, also across the date line."""
    vectors = [
        (
            math.cos(math.radians(spot.latitude)) * math.cos(math.radians(spot.longitude)),
            math.cos(math.radians(spot.latitude)) * math.sin(math.radians(spot.longitude)),
            math.sin(math.radians(spot.latitude)),
        )
        for spot in spots
    ]
    x, y, z = (sum(values) for values in zip(*vectors, strict=True))
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))
