"""The picture that other sites show beside a link to this one: the map, as PNG.

It has no words: sites write the title beside it, and a font would be a library more.
"""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from struct import pack

import numpy as np
import numpy.typing as npt

from datapackage.formats.deflate import deflated
from datapackage.formats.site.chart import Chart, Point

SIZE = (1200, 630)
"""Width and height that sites ask for."""

_FINER = 2
"""The picture is drawn that many times larger and made small, so that edges are smooth."""

_PAPER, _LAND, _LINE, _POINT = range(4)
COLOURS = np.array(
    [(0xFB, 0xFA, 0xF7), (0xDE, 0xDA, 0xCE), (0x0B, 0x5D, 0x78), (0xB4, 0x54, 0x0A)], dtype=np.uint8
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

Canvas = npt.NDArray[np.uint8]


def draw_card(chart: Chart) -> bytes:
    """Return a map as a PNG."""
    width, height = (side * _FINER for side in SIZE)
    scale = min(width / chart.width, height / chart.height)
    left, top = (width - chart.width * scale) / 2, (height - chart.height * scale) / 2
    canvas = np.full((height, width), _PAPER, dtype=np.uint8)

    def placed(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return points * scale + (left, top)

    _fill(canvas, [placed(ring) for ring in _rings(chart.land)])
    for line in chart.lines:
        _curve(canvas, placed(_numbers(line)), 1.5 * _FINER)
    for label in chart.labels:
        [(x, y)] = placed(np.array([(label.x, label.y)]))
        _disc(canvas, (x, y), label.radius * scale, _POINT)
    parts = COLOURS[canvas].reshape(SIZE[1], _FINER, SIZE[0], _FINER, 3)
    return _png(parts.mean(axis=(1, 3)).round().astype(np.uint8))


def _numbers(text: str) -> npt.NDArray[np.float64]:
    return np.array(_NUMBER.findall(text), dtype=np.float64).reshape(-1, 2)


def _rings(path: str) -> list[npt.NDArray[np.float64]]:
    """Return the outlines of a path: each begins at a point and goes on in steps."""
    return [_numbers(ring).cumsum(axis=0) for ring in path.split("z") if ring]


def _fill(canvas: Canvas, rings: list[npt.NDArray[np.float64]]) -> None:
    """Paint what is inside of the outlines, row by row between their crossings."""
    starts = np.concatenate(rings) if rings else np.empty((0, 2))
    ends = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings]) if rings else starts
    for row in range(len(canvas)):
        middle = row + 0.5
        here = (starts[:, 1] <= middle) != (ends[:, 1] <= middle)
        (x, y), (other_x, other_y) = starts[here].T, ends[here].T
        crossings = np.sort(x + (middle - y) * (other_x - x) / (other_y - y)).round().astype(int)
        edges = crossings.clip(0, canvas.shape[1]).reshape(-1, 2)
        for begin, end in edges:
            canvas[row, begin:end] = _LAND


def _curve(canvas: Canvas, points: npt.NDArray[np.float64], radius: float) -> None:
    """Paint a quadratic curve as a row of discs."""
    start, bend, end = points
    steps = max(2, int(np.hypot(*(end - start))))
    for share in np.linspace(0, 1, steps):
        x, y = (1 - share) ** 2 * start + 2 * share * (1 - share) * bend + share**2 * end
        _disc(canvas, (x, y), radius, _LINE)


def _disc(canvas: Canvas, middle: Point, radius: float, colour: int) -> None:
    x, y = middle
    top, left = max(int(y - radius), 0), max(int(x - radius), 0)
    part = canvas[top : int(y + radius) + 2, left : int(x + radius) + 2]
    rows, columns = np.ogrid[: part.shape[0], : part.shape[1]]
    part[(rows + top + 0.5 - y) ** 2 + (columns + left + 0.5 - x) ** 2 <= radius**2] = colour


def _png(pixels: Canvas) -> bytes:
    """Return a picture in red, green and blue as PNG (ISO/IEC 15948)."""
    height, width, _ = pixels.shape
    rows = np.hstack([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)]).tobytes()
    header = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", _zlib(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def _zlib(data: bytes) -> bytes:
    """Return data as a zlib stream (RFC 1950)."""
    return b"\x78\x9c" + deflated(BytesIO(data)) + pack(">I", zlib.adler32(data))
