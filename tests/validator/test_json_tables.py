"""Tables in JSON: frictionless judges them, and takes them for no tables if nobody reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from datapackage.validator import validate

SCHEMA = {
    "fields": [
        {"name": "a", "type": "integer"},
        {"name": "b", "type": "string", "constraints": {"required": True}},
    ]
}
FILES: dict[str, tuple[bytes, int, list[str]]] = {
    "good.json": (b'[{"a": 1, "b": "u"}, {"a": 2, "b": "v"}]', 2, []),
    "wrong.json": (b'[{"a": "x", "b": "u"}, {"a": 2, "b": null}]', 2, ["type", "required"]),
    "bom.json": (b'\xef\xbb\xbf[{"a": 1, "b": "u"}]', 1, []),
    "cut.json": (b'[{"a": 1', 0, ["file"]),
    "object.json": (b'{"a": 1}', 0, ["file"]),
    "wrong.jsonl": (b'{"a": "x", "b": "u"}\n\n{"a": 2, "b": "v"}\n', 2, ["type"]),
    "good.ndjson": (b'{"a": 1, "b": "u"}\n', 1, []),
    "cut.ndjson": (b'{"a": 1, "b": "u"}\n{"a"\n', 0, ["file"]),
}


def package(folder: Path, **resource: Any) -> Path:
    profile = "https://datapackage.org/profiles/2.0/datapackage.json"
    described = {"$schema": profile, "name": "p", "resources": [{"name": "x", **resource}]}
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", FILES)
def test_its_rows_are_judged(tmp_path: Path, name: str) -> None:
    data, rows, rules = FILES[name]
    (tmp_path / name).write_bytes(data)
    [target] = validate(package(tmp_path, path=name, type="table", schema=SCHEMA)).targets
    [table] = target.tables
    assert (table.rows, [rule.rule for rule in table.rules if rule.findings]) == (rows, rules)


def test_a_file_that_is_no_table_stays_one(tmp_path: Path) -> None:
    (tmp_path / "map.json").write_bytes(b'{"type": "FeatureCollection"}')
    assert validate(package(tmp_path, path="map.json")).valid


def test_a_schema_that_is_a_path_to_another_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"a,b\n1,u\n")
    (tmp_path / "s.json").write_bytes(b'"\\ud800"')
    [target] = validate(package(tmp_path, path="x.csv", schema="s.json")).targets
    [message] = [f.message for rule in target.rules for f in rule.findings]
    assert message == "not a schema (found no JSON object)"
