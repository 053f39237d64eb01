"""The diagram: everything is on it, and no line runs through a box or along another's."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

from datapackage.contract import Table
from datapackage.formats.diagram import write
from datapackage.formats.diagram.boxes import rows_of
from datapackage.formats.diagram.routes import relations
from datapackage.formats.diagram.svg import draw
from datapackage.formats.dictionary import DIAGRAM
from tests.formats.packages import info, real, real_package
from tests.places import contract

SVG = "{http://www.w3.org/2000/svg}"
Point = tuple[float, float]
Segment = tuple[Point, Point]


@cache
def root() -> ET.Element:
    return ET.fromstring((real() / DIAGRAM).read_text(encoding="utf-8"))


def boxes() -> dict[str, tuple[float, float, float, float]]:
    """Left, top, right and bottom of each table."""
    found = {}
    for group in root().iter(f"{SVG}g"):
        if name := group.get("id", "").removeprefix("table-"):
            rect = group.find(f"{SVG}rect")
            assert rect is not None
            x, y, width, height = (float(rect.get(k, "")) for k in ("x", "y", "width", "height"))
            found[name] = (x, y, x + width, y + height)
    return found


def lines() -> dict[str, list[Segment]]:
    """For each relation, as its tooltip names it, the straight parts of its line."""
    found = {}
    for group in root().iter(f"{SVG}g"):
        title, path = group.find(f"{SVG}title"), group.find(f"{SVG}path")
        if path is not None and path.get("class", "").startswith("line"):
            assert title is not None
            found[str(title.text)] = list(_straight(path.get("d", "")))
    return found


def _straight(data: str) -> Iterator[Segment]:
    position: Point = (0.0, 0.0)
    for command, numbers in re.findall(r"([MLQ])([^MLQ]+)", data):
        values = [float(number) for number in numbers.split()]
        end = (values[-2], values[-1])
        if command == "L":
            yield position, end
        position = end


def test_title_and_description_are_there_for_those_who_do_not_see_it() -> None:
    title, description = root().find(f"{SVG}title"), root().find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert root().get("role") == "img"
    assert root().get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert "goals.area_id points to cooperation_areas." in str(description.text)
    assert "relations.related_agreement_id may point to agreements." in str(description.text)


def test_each_table_shows_its_columns() -> None:
    groups = {g.get("id"): g for g in root().iter(f"{SVG}g")}
    for table in contract().values():
        texts = [str(t.text) for t in groups[f"table-{table.name}"].iter(f"{SVG}text")]
        for row in rows_of(table, contract()):
            assert row.name in texts
    goals = [str(t.text) for t in groups["table-goals"].iter(f"{SVG}text")]
    assert "statement_*" in goals
    assert "statement_fi" not in goals


def test_keys_are_marked() -> None:
    group = next(g for g in root().iter(f"{SVG}g") if g.get("id") == "table-goal_actors")
    found = [(t.get("class"), t.text) for t in group.iter(f"{SVG}text")]
    assert ("mark", "PK FK") in found
    assert ("column key", "goal_id") in found
    assert ("column", "role") in found


def test_each_foreign_key_has_a_line() -> None:
    assert len(lines()) == sum(len(table.foreign_keys) for table in contract().values())
    assert len(lines()) == sum(1 for _ in relations(contract()))
    assert "signatories.organisation_id → organisations.organisation_id" in lines()


def test_lines_run_at_right_angles_from_their_row_to_their_target() -> None:
    found = boxes()
    for label, segments in lines().items():
        for (x1, y1), (x2, y2) in segments:
            assert x1 == x2 or y1 == y2, label
        source, target = (part.split(".")[0] for part in label.split(" → "))
        start, end = segments[0][0], segments[-1][1]
        assert start[0] in (found[source][0], found[source][2]), label
        assert found[source][1] < start[1] < found[source][3], label
        assert min(abs(end[0] - x) for x in (found[target][0], found[target][2])) < 10, label
        assert found[target][1] < end[1] < found[target][3], label


def test_no_line_runs_through_a_box() -> None:
    for label, segments in lines().items():
        for (x1, y1), (x2, y2) in segments:
            for name, (left, top, right, bottom) in boxes().items():
                apart = (
                    max(x1, x2) <= left
                    or min(x1, x2) >= right
                    or max(y1, y2) <= top
                    or min(y1, y2) >= bottom
                )
                assert apart, f"{label} runs through {name}"


def test_lines_to_different_rows_do_not_lie_on_each_other() -> None:
    for (a, first), (b, second) in itertools.combinations(lines().items(), 2):
        if a.split(" → ")[1] == b.split(" → ")[1]:
            continue  # lines to the same row share a track
        for one, other in itertools.product(first, second):
            assert not _overlap(one, other), f"{a} and {b}"


def _overlap(one: Segment, other: Segment) -> bool:
    for along, across in ((0, 1), (1, 0)):
        straight = all(s[0][across] == s[1][across] for s in (one, other))
        if straight and one[0][across] == other[0][across]:
            low = max(min(s[0][along], s[1][along]) for s in (one, other))
            high = min(max(s[0][along], s[1][along]) for s in (one, other))
            if low < high:
                return True
    return False


def test_boxes_stand_apart_and_inside_the_picture() -> None:
    width, height = float(root().get("width", "")), float(root().get("height", ""))
    for left, top, right, bottom in boxes().values():
        assert 0 < left < right < width
        assert 0 < top < bottom < height
    for a, b in itertools.combinations(boxes().values(), 2):
        assert a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]


def test_lines_stay_inside_the_picture() -> None:
    width = float(root().get("width", ""))
    for segments in lines().values():
        assert all(0 < x < width for segment in segments for x, _ in segment)


def test_no_program_has_to_load_anything() -> None:
    text = (real() / DIAGRAM).read_text(encoding="utf-8")
    assert "href" not in text
    assert "url(" not in text


def test_two_writes_give_the_same_bytes(tmp_path: Path) -> None:
    (file,) = write(real_package(tmp_path))
    assert (tmp_path / file.path).read_bytes() == (real() / file.path).read_bytes()


def test_a_table_that_nobody_arranged_is_drawn_all_the_same() -> None:
    descriptor = {
        "title": "More & <more>",
        "fields": [{"name": "id", "type": "string"}],
        "foreignKeys": [
            {"fields": ["id"], "reference": {"resource": "themes", "fields": ["theme_id"]}}
        ],
    }
    text = draw(info(), contract().with_table(Table("extra", descriptor)))
    drawn = ET.fromstring(text)
    assert any(group.get("id") == "table-extra" for group in drawn.iter(f"{SVG}g"))
    assert any(t.text == "extra.id → themes.theme_id" for t in drawn.iter(f"{SVG}title"))
