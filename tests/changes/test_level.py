"""Each bullet of the version rule of the Data Package recipe, and the version it asks for.

Source: https://datapackage.org/recipes/data-package-version/. Names of cases say the bullet.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from datapackage.changes import Level
from datapackage.changes.version import Version
from tests.changes.packages import Edit, compare

Descriptor = dict[str, Any]
Files = dict[str, Any]


def nothing(_descriptor: Descriptor, _files: Files) -> None:
    """Change nothing."""


def field(descriptor: Descriptor, table: int, place: int) -> Descriptor:
    found: Descriptor = descriptor["resources"][table]["schema"]["fields"][place]
    return found


def put(path: str, value: object) -> Edit:
    """Return an edit that sets a property, such as ``resources.0.name``; None removes it."""
    *owners, last = path.split(".")

    def edit(descriptor: Descriptor, _files: Files) -> None:
        here: Any = descriptor
        for key in owners:
            here = here[int(key)] if isinstance(here, list) else here.setdefault(key, {})
        if value is None:
            del here[last]
        else:
            here[last] = value

    return edit


def rewrite(file: str, old: str, new: str) -> Edit:
    """Return an edit of a file."""

    def edit(_descriptor: Descriptor, files: Files) -> None:
        assert old in files[file]
        files[file] = files[file].replace(old, new)

    return edit


def both(*edits: Edit) -> Edit:
    def edit(descriptor: Descriptor, files: Files) -> None:
        for one in edits:
            one(descriptor, files)

    return edit


def turn_fields(descriptor: Descriptor, files: Files) -> None:
    descriptor["resources"][0]["schema"]["fields"].reverse()
    lines = [",".join(reversed(line.split(","))) for line in files["ports.csv"].split()]
    files["ports.csv"] = "\n".join(lines) + "\n"


def add_field(descriptor: Descriptor, files: Files) -> None:
    descriptor["resources"][0]["schema"]["fields"].append({"name": "note", "type": "string"})
    files["ports.csv"] = "".join(f"{line},x\n" for line in files["ports.csv"].split())


def drop_field(descriptor: Descriptor, files: Files) -> None:
    descriptor["resources"][0]["schema"]["fields"].pop()
    lines = [line.rpartition(",")[0] for line in files["ports.csv"].split()]
    files["ports.csv"] = "\n".join(lines) + "\n"


def add_resource(descriptor: Descriptor, files: Files) -> None:
    descriptor["resources"].append({**descriptor["resources"][0], "name": "more", "path": "m.csv"})
    files["m.csv"] = files["ports.csv"]


def move_file(descriptor: Descriptor, files: Files) -> None:
    descriptor["resources"][0]["path"] = "data/ports.csv"
    files["data/ports.csv"] = files.pop("ports.csv")


PORT = "1,Kotka,13.5\n"
NAME = "resources.0.schema.fields.1"
DEPTH = "resources.0.schema.fields.2"
REFERENCE = "resources.1.schema.foreignKeys.0.reference"

BULLETS: dict[str, tuple[Level, Edit] | tuple[Level, Edit, Edit]] = {
    # MAJOR
    "package name": (Level.MAJOR, put("name", "ports")),
    "package identifier": (Level.MAJOR, put("id", "https://example.org/other")),
    "resource name": (
        Level.MAJOR,
        both(put("resources.0.name", "havens"), put(f"{REFERENCE}.resource", "havens")),
    ),
    "field name": (
        Level.MAJOR,
        both(put(f"{NAME}.name", "title"), rewrite("ports.csv", "name", "title")),
    ),
    "field added": (Level.MAJOR, add_field),
    "field removed": (Level.MAJOR, drop_field),
    "fields re-ordered": (Level.MAJOR, turn_fields),
    "field type": (Level.MAJOR, put(f"{DEPTH}.type", "string")),
    "field format": (Level.MAJOR, put(f"{NAME}.format", "uri")),
    "constraint more restrictive: maximum": (Level.MAJOR, put(f"{DEPTH}.constraints.maximum", 50)),
    "constraint more restrictive: minimum": (Level.MAJOR, put(f"{DEPTH}.constraints.minimum", 1)),
    "constraint more restrictive: length": (Level.MAJOR, put(f"{NAME}.constraints.maxLength", 9)),
    "constraint more restrictive: required": (
        Level.MAJOR,
        put(f"{DEPTH}.constraints.required", True),
    ),
    "constraint more restrictive: pattern": (
        Level.MAJOR,
        put(f"{NAME}.constraints.pattern", "[A-Z].*"),
    ),
    "constraint more restrictive: enum": (
        Level.MAJOR,
        put(f"{NAME}.constraints.enum", ["Kotka", "Oulu"]),
        put(f"{NAME}.constraints.enum", ["Kotka", "Oulu", "Turku"]),
    ),
    "referenced data combined": (
        Level.MAJOR,
        both(rewrite("ports.csv", PORT, ""), rewrite("calls.csv", "1,", "2,")),
    ),
    "referenced data split": (
        Level.MAJOR,
        both(
            rewrite("ports.csv", PORT, "11,Kotka West,13.5\n12,Kotka East,9\n"),
            rewrite("calls.csv", "1,", "11,"),
        ),
    ),
    "referenced data deleted": (
        Level.MAJOR,
        both(
            rewrite("ports.csv", PORT, ""),
            rewrite("calls.csv", "1,Aino,2018\n1,Aino,2019\n", ""),
        ),
    ),
    # MINOR
    "resource added": (Level.MINOR, add_resource),
    "data added": (Level.MINOR, rewrite("ports.csv", PORT, f"{PORT}3,Hanko,9\n")),
    "constraint less restrictive: minimum": (Level.MINOR, put(f"{DEPTH}.constraints.minimum", -1)),
    "constraint less restrictive: length": (Level.MINOR, put(f"{NAME}.constraints.maxLength", 99)),
    "constraint less restrictive: required": (
        Level.MINOR,
        put(f"{NAME}.constraints.required", False),
    ),
    "constraint less restrictive: dropped": (
        Level.MINOR,
        put(f"{DEPTH}.constraints.minimum", None),
    ),
    "constraint less restrictive: enum": (
        Level.MINOR,
        put(f"{NAME}.constraints.enum", ["Kotka", "Oulu", "Turku"]),
        put(f"{NAME}.constraints.enum", ["Kotka", "Oulu"]),
    ),
    "reference to a resource updated": (
        Level.MINOR,
        put(f"{REFERENCE}.resource", "more"),
        add_resource,
    ),
    "data follow changes in referenced data": (
        Level.MINOR,
        rewrite("calls.csv", "Aino,1", "Aino,2"),
        both(
            put("resources.1.schema.fields", [{"name": n} for n in ("ship", "port_id", "year")]),
            put("resources.1.schema.primaryKey", ["ship", "year"]),
            lambda _descriptor, files: files.update(
                {"calls.csv": "ship,port_id,year\nAino,1,2018\nVega,2,2018\n"}
            ),
        ),
    ),
    # PATCH
    "error in data corrected": (Level.PATCH, rewrite("ports.csv", "13.5", "15.3")),
    "package title": (Level.PATCH, put("title", "Harbours of Finland")),
    "resource description": (Level.PATCH, put("resources.0.description", "All ports.")),
    "field title": (Level.PATCH, put(f"{NAME}.title", "Name")),
    # No change
    "file moved": (Level.NONE, move_file),
    "version raised": (Level.NONE, put("version", "3.0.0")),
    "nothing": (Level.NONE, nothing),
    # The recipe says nothing of these.
    "rows removed that nothing refers to": (
        Level.MINOR,
        rewrite("calls.csv", "2,Vega,2018\n", ""),
    ),
    "primary key": (Level.MAJOR, put("resources.1.schema.primaryKey", ["ship", "year"])),
    "unique key added": (Level.MAJOR, put("resources.0.schema.uniqueKeys", [["name"]])),
    "foreign key dropped": (Level.MINOR, put("resources.1.schema.foreignKeys", None)),
    "missing values": (Level.MAJOR, put("resources.0.schema.missingValues", ["", "-"])),
    "dialect": (Level.MAJOR, put("resources.0.dialect", {"delimiter": ",", "header": True})),
}


@pytest.mark.parametrize("bullet", BULLETS)
def test_the_level_of_each_change(tmp_path: Path, bullet: str) -> None:
    expected, edit, *base = BULLETS[bullet]
    assert compare(tmp_path, edit, *base).level is expected


@pytest.mark.parametrize(
    ("old", "level", "lowest", "too_low"),
    [
        ("1.2.3", Level.NONE, "1.2.3", "1.2.2"),
        ("1.2.3", Level.PATCH, "1.2.4", "1.2.3"),
        ("1.2.3", Level.MINOR, "1.3.0", "1.2.9"),
        ("1.2.3", Level.MAJOR, "2.0.0", "1.99.99"),
        ("0.2.3", Level.MAJOR, "0.3.0", "0.2.9"),
        ("0.2.3", Level.PATCH, "0.2.4", "0.2.3"),
        ("2.0.0-rc.1", Level.MAJOR, "2.0.0-rc.2", "2.0.0-rc.1"),
        ("2.0.1-rc.1", Level.MINOR, "2.1.0", "2.0.1"),
        ("1.0.0", Level.PATCH, "1.0.1-rc.1", "1.0.0-rc.1"),
        ("1.0.9", Level.PATCH, "1.0.10", "1.0.8"),
        ("1.0.0-rc.9", Level.PATCH, "1.0.0-rc.10", "1.0.0-rc.8"),
    ],
)
def test_the_lowest_version(old: str, level: Level, lowest: str, too_low: str) -> None:
    assert Version.parse(old).allows(level, Version.parse(lowest))
    assert not Version.parse(old).allows(level, Version.parse(too_low))


@pytest.mark.parametrize(
    "text", ["", "1.0", "v1.0.0", "01.0.0", "1.0.0-", "1.0.0-rc..1", "1.0.0+build"]
)
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="not a version"):
        Version.parse(text)
