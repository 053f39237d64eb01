"""The drawing as SVG 1.1: text stays text, so that it can be searched and read aloud."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import cycle
from xml.sax.saxutils import escape, quoteattr

from datapackage import words
from datapackage.contract import Contract
from datapackage.formats.columns import descriptions_of, titles_of
from datapackage.formats.diagram.boxes import (
    GUTTER_MARGIN,
    HEADER,
    KEYS_WIDTH,
    LANE,
    PADDING,
    ROW,
    Box,
    Row,
    arrangement,
    place,
)
from datapackage.formats.diagram.routes import (
    Relation,
    Routes,
    Run,
    gutter_width,
    relations,
    route,
)
from datapackage.formats.palette import GROUPS, OTHER, colour_of
from datapackage.languages import without_language
from datapackage.read.package import PackageInfo

MARGIN = 36.0
TOP = 120.0
LEGEND_HEIGHT = 96.0
RADIUS = 6.0
ARROW = 7.0
NOTE_CHARACTER = 7.2
"""Width of a character of the legend: sans-serif fonts at 12 px."""
SANS = "'DejaVu Sans', Verdana, 'Segoe UI', Arial, sans-serif"
MONO = "'DejaVu Sans Mono', Menlo, Consolas, monospace"

STYLE = f"""
text {{ font-family: {SANS}; fill: #1c2430; }}
.heading {{ font-size: 24px; font-weight: bold; }}
.subheading {{ font-size: 13px; fill: #566070; }}
.table {{ font-family: {MONO}; font-size: 14px; font-weight: bold; fill: #ffffff; }}
.caption {{ font-size: 11px; fill: #ffffff; }}
.column {{ font-family: {MONO}; font-size: 12px; }}
.key {{ font-weight: bold; }}
.type {{ font-size: 11px; fill: #566070; text-anchor: end; }}
.mark {{ font-size: 9.5px; font-weight: bold; }}
.note {{ font-size: 12px; fill: #1c2430; }}
.line {{ fill: none; stroke-width: 1.6px; stroke-linejoin: round; }}
.optional {{ stroke-dasharray: 5 3; }}
""".strip()

LINES = (
    *("#1d4f91", "#0b7a99", "#6b7a00", "#4a3fbf", "#b0306a", "#1f6b4a", "#b3541e", "#6d3aa3"),
    "#8a5200",
)
"""Colours of the lines that end at a table, in turn; they run close to lines that end at others."""


def draw(info: PackageInfo, contract: Contract) -> str:
    """Return the diagram of all tables as an SVG document."""
    routes = route(contract, place(contract, [], 0.0, TOP))
    widths = [
        gutter_width(routes.lanes_in(number)) for number in range(len(arrangement(contract)) + 1)
    ]
    boxes = place(contract, widths[1:-1], MARGIN + widths[0] - GUTTER_MARGIN, TOP)
    return "\n".join(_Drawing(info, contract, boxes, routes).lines(widths[-1])) + "\n"


class _Drawing:
    """Makes the lines of the document, part by part."""

    def __init__(
        self, info: PackageInfo, contract: Contract, boxes: dict[str, Box], routes: Routes
    ) -> None:
        self._info = info
        self._contract = contract
        self._boxes = boxes
        self._routes = routes
        targets = {relation.target[0] for relation in relations(contract)}
        self._line_colours = dict(zip((t for t in contract if t in targets), cycle(LINES)))
        self._language = words.document_language(contract.languages)
        self._say = partial(words.text, language=self._language)
        self._pick = partial(words.in_language, language=self._language)

    def lines(self, last_gutter: float) -> Iterator[str]:
        """Yield the document; ``last_gutter`` is the width of the gutter to the right."""
        info, boxes = self._info, self._boxes.values()
        right = max(box.right for box in boxes) + last_gutter - GUTTER_MARGIN + MARGIN
        bottom = max(box.bottom for box in boxes) + LEGEND_HEIGHT + MARGIN
        width, height = _n(right), _n(bottom)
        title = self._say("diagram.title", title=info.title)
        subtitle = self._say(
            "diagram.subtitle",
            version=info.version,
            released=info.released.isoformat(),
            count=len(self._contract),
            licence=info.licence.short,
            url=info.base_url,
        )
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}" role="img" xml:lang="{self._language}"'
            ' aria-labelledby="diagram-title diagram-description">'
        )
        yield f'<title id="diagram-title">{escape(title)}</title>'
        description = " ".join(self._sentences())
        yield f'<desc id="diagram-description">{escape(description)}</desc>'
        yield f"<style>\n{STYLE}\n</style>"
        yield f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
        yield _text(MARGIN, 52, "heading", title)
        yield _text(MARGIN, 78, "subheading", subtitle)
        for box in boxes:
            yield from self._box(box)
        for relation in self._routes.runs:
            colour = self._line_colours[relation.target[0]]
            yield _line(relation, self._boxes, self._routes, colour)
        yield from self._legend(bottom - LEGEND_HEIGHT - MARGIN + 40)
        yield "</svg>"

    def _sentences(self) -> Iterator[str]:
        """Yield what the lines show, to be read aloud in place of the picture."""
        yield self._say("diagram.tables", names=", ".join(self._contract))
        for relation in relations(self._contract):
            columns = ", ".join(f"{relation.table}.{name}" for name in relation.key.fields)
            key = "diagram.may_point" if relation.optional else "diagram.points"
            yield self._say(key, columns=columns, target=relation.key.reference_table)

    # --- Boxes --------------------------------------------------------------------------------

    def _box(self, box: Box) -> Iterator[str]:
        colour = colour_of(box.table)
        x, y, width, height = _n(box.x), _n(box.y), _n(box.width), _n(box.height)
        yield f'<g id="table-{box.table.name}">'
        yield f"<title>{escape(self._pick(descriptions_of(box.table)))}</title>"
        yield (
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{_n(RADIUS)}"'
            f' fill="#ffffff" stroke="{colour}" stroke-width="1.5"/>'
        )
        corner = f"{_n(RADIUS)} {_n(RADIUS)}"
        yield (
            f'<path d="M{x} {_n(box.y + HEADER)}v-{_n(HEADER - RADIUS)}'
            f"a{corner} 0 0 1 {_n(RADIUS)} -{_n(RADIUS)}"
            f"h{_n(box.width - 2 * RADIUS)}a{corner} 0 0 1 {corner}"
            f'v{_n(HEADER - RADIUS)}z" fill="{colour}"/>'
        )
        yield _text(box.x + PADDING, box.y + 20, "table", box.table.name)
        title = self._pick(titles_of(box.table))
        yield _text(box.x + PADDING, box.y + 37, "caption", title)
        for number, row in enumerate(box.rows):
            yield from self._row(box, row, box.y + HEADER + ROW * number, colour)
        yield "</g>"

    def _row(self, box: Box, row: Row, top: float, colour: str) -> Iterator[str]:
        base = top + ROW / 2 + 4
        description = self._pick(row.first.descriptions)
        if len(row.columns) > 1:
            description = without_language(description)
        yield f"<g><title>{escape(description)}</title>"
        if top > box.y + HEADER:
            yield (
                f'<path d="M{_n(box.x + 1)} {_n(top)}h{_n(box.width - 2)}"'
                ' stroke="#e3e7ee" stroke-width="1"/>'
            )
        if row.keys:
            yield _text(box.x + PADDING, base, "mark", row.keys, fill=colour)
        style = "column key" if row.first.in_primary_key else "column"
        optional = "" if row.first.field.required else "?"
        yield _text(box.x + KEYS_WIDTH, base, style, row.name)
        yield _text(box.right - PADDING, base, "type", row.type + optional)
        yield "</g>"

    # --- Legend -------------------------------------------------------------------------------

    def _legend(self, top: float) -> Iterator[str]:
        x = MARGIN
        for group, colour in GROUPS.items():
            title = self._say(f"diagram.groups.{group}")
            corner = f'x="{_n(x)}" y="{_n(top - 11)}"'
            yield f'<rect {corner} width="14" height="14" rx="3" fill="{colour}"/>'
            yield _text(x + 22, top, "note", title)
            x += 60 + len(title) * NOTE_CHARACTER
        for style, key in (("", "diagram.line"), (" optional", "diagram.optional_line")):
            text = self._say(key)
            yield from _sample(x, top, style, text)
            x += 60 + len(text) * NOTE_CHARACTER
        note = self._say("diagram.legend")
        if len(self._contract.languages) > 1:
            languages = ", ".join(self._contract.languages)
            note += f" · {self._say('diagram.legend_languages', languages=languages)}"
        yield _text(MARGIN, top + 28, "note", note)
        yield _text(MARGIN, top + 50, "note", self._say("diagram.legend_citations"))


# --- Lines --------------------------------------------------------------------------------------


def _line(relation: Relation, boxes: dict[str, Box], routes: Routes, colour: str) -> str:
    """Return the line of a relation, from its source to an arrow at its target."""
    target = boxes[relation.target[0]]
    runs = routes.runs[relation]
    points: list[tuple[float, float]] = []
    for run in runs:
        x = _lane_x(run, relation, boxes, routes)
        points += [(x, run.start[1]), (x, run.end[1])]
    source = boxes[relation.table]
    first = source.right if runs[0].start[0] < 0 else source.x
    side = runs[-1].end[0]
    last = target.x if side > 0 else target.right
    points.insert(0, (first, points[0][1]))
    points.append((last - side * ARROW, points[-1][1]))
    optional = " optional" if relation.optional else ""
    label = f"{relation.table}.{relation.column} → {'.'.join(relation.target)}"
    y = points[-1][1]
    arrow = f"M{_n(last)} {_n(y)}l{_n(-side * 9)} -4.5v9z"
    return (
        f"<g><title>{escape(label)}</title>"
        f'<path class="line{optional}" stroke="{colour}" d={quoteattr(_rounded(points))}/>'
        f'<circle cx="{_n(first)}" cy="{_n(points[0][1])}" r="3" fill="{colour}"/>'
        f'<path d="{arrow}" fill="{colour}"/>'
        f"{_bar(source, relation.key.fields, -runs[0].start[0], colour)}"
        f"{_bar(target, relation.key.reference_fields, -side, colour)}</g>"
    )


def _bar(box: Box, columns: tuple[str, ...], side: int, colour: str) -> str:
    """Return a bar inside a box's edge that holds the columns of a composite key together."""
    if len(columns) == 1:
        return ""
    heights = sorted(map(box.row_y, columns))
    x = box.right - 4 if side > 0 else box.x + 4
    length = heights[-1] - heights[0] + ROW / 2
    return (
        f'<path d="M{_n(x)} {_n(heights[0] - ROW / 4)}v{_n(length)}" stroke="{colour}"'
        ' stroke-width="3" stroke-linecap="round"/>'
    )


def _lane_x(run: Run, relation: Relation, boxes: dict[str, Box], routes: Routes) -> float:
    """Return where the lane of a run lies: lanes are counted from the gutter's left edge."""
    lane = routes.lanes[run.gutter][relation.target]
    before = [box.right for box in boxes.values() if box.column == run.gutter - 1]
    if before:
        return max(before) + GUTTER_MARGIN + LANE * lane
    first = min(box.x for box in boxes.values() if box.column == run.gutter)
    return first - GUTTER_MARGIN - LANE * (routes.lanes_in(run.gutter) - 1 - lane)


def _rounded(points: list[tuple[float, float]]) -> str:
    """Return the path through points at right angles, with round corners."""
    points = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
    parts = [f"M{_n(points[0][0])} {_n(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(RADIUS, _distance(before, corner) / 2, _distance(corner, after) / 2)
        start, end = _toward(corner, before, radius), _toward(corner, after, radius)
        parts.append(f"L{_n(start[0])} {_n(start[1])}")
        parts.append(f"Q{_n(corner[0])} {_n(corner[1])} {_n(end[0])} {_n(end[1])}")
    parts.append(f"L{_n(points[-1][0])} {_n(points[-1][1])}")
    return "".join(parts)


def _distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _toward(
    start: tuple[float, float], end: tuple[float, float], length: float
) -> tuple[float, float]:
    whole = _distance(start, end)
    share = length / whole if whole else 0.0
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


# --- Small parts ---------------------------------------------------------------------------------


def _sample(x: float, y: float, style: str, text: str) -> Iterator[str]:
    middle = _n(y - 4)
    yield f'<path class="line{style}" stroke="{OTHER}" d="M{_n(x)} {middle}h40"/>'
    yield f'<circle cx="{_n(x)}" cy="{middle}" r="3" fill="{OTHER}"/>'
    yield f'<path d="M{_n(x + 49)} {middle}l-9 -4.5v9z" fill="{OTHER}"/>'
    yield _text(x + 58, y, "note", text)


def _text(x: float, y: float, style: str, text: str, *, fill: str = "") -> str:
    colour = f' style="fill:{fill}"' if fill else ""
    return f'<text x="{_n(x)}" y="{_n(y)}" class="{style}"{colour}>{escape(text)}</text>'


def _n(number: float) -> str:
    """Return a number with at most one decimal, the same on every machine."""
    return f"{number:.1f}".removesuffix(".0")
