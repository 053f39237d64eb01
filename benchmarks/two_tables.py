"""The data package that all validators get: agreements and goals of a build, as CSV.

The schemas are those of the build. Foreign keys to tables that are left out are taken out, and
two columns get a range, since the contract has few of those.
"""

from __future__ import annotations

import copy
import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLES = ("agreements", "goals")
RANGES: dict[str, dict[str, Any]] = {
    "signed_on": {"minimum": "1950-01-01", "maximum": "2025-12-31"},
    "target_year": {"minimum": 1950, "maximum": 2050},
}
WRONG_ROW = 50
"""The row, counted from 0, that an error is planted in."""


@dataclass(frozen=True)
class Error:
    """An error to plant: the cell in :data:`WRONG_ROW`, None for what stands in the first row."""

    table: str
    column: str
    value: str | None


ERRORS = {
    "primary key twice": Error("goals", "goal_id", None),
    "foreign key to nothing": Error("goals", "agreement_id", "no-such-agreement"),
    "not in the list": Error("goals", "action_type", "dream"),
    "pattern": Error("goals", "area_id", "Not An Identifier"),
    "range of a number": Error("goals", "target_year", "2051"),
    "range of a date": Error("agreements", "signed_on", "1949-12-31"),
    "required": Error("goals", "statement_sv", ""),
    "no such day": Error("agreements", "ends_on", "2018-02-30"),
}


def make_package(built: Path, folder: Path) -> None:
    """Make the package in ``folder`` from the published package ``built``."""
    folder.mkdir(parents=True)
    for name in TABLES:
        (folder / f"{name}.csv").hardlink_to(built / "csv" / f"{name}.csv")
    published = json.loads((built / "datapackage.json").read_text(encoding="utf-8"))
    schemas = {item["name"]: item["schema"] for item in published["resources"]}
    _write_descriptor(folder, {name: _reduced(schemas[name]) for name in TABLES})


def make_wrong_copy(package: Path, folder: Path, error: Error) -> None:
    """Make a copy of the package in ``folder`` that has one error."""
    folder.mkdir(parents=True)
    wrong = f"{error.table}.csv"
    for path in package.iterdir():
        if path.name != wrong:
            (folder / path.name).hardlink_to(path)
    with (
        (package / wrong).open(encoding="utf-8", newline="") as source,
        (folder / wrong).open("w", encoding="utf-8", newline="") as target,
    ):
        csv.writer(target, lineterminator="\n").writerows(_planted(csv.reader(source), error))


def _planted(rows: Iterator[list[str]], error: Error) -> Iterator[list[str]]:
    header = next(rows)
    column = header.index(error.column)
    yield header
    first = ""
    for number, row in enumerate(rows):
        if number == 0:
            first = row[column]
        if number == WRONG_ROW:
            row[column] = first if error.value is None else error.value
        yield row


def _reduced(schema: dict[str, Any]) -> dict[str, Any]:
    schema = copy.deepcopy(schema)
    for item in schema["fields"]:
        if item["name"] in RANGES:
            item.setdefault("constraints", {}).update(RANGES[item["name"]])
    schema["foreignKeys"] = [
        key for key in schema["foreignKeys"] if key["reference"]["resource"] in ("", *TABLES)
    ]
    schema.pop("uniqueKeys", None)  # frictionless does not check them
    return schema


def _write_descriptor(folder: Path, schemas: dict[str, dict[str, Any]]) -> None:
    resources = [
        {
            "name": name,
            "type": "table",
            "path": f"{name}.csv",
            "format": "csv",
            "encoding": "utf-8",
            "schema": schema,
        }
        for name, schema in schemas.items()
    ]
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "agreements-and-goals",
        "resources": resources,
    }
    text = json.dumps(descriptor, ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
