"""Whatever a schema asks for, a build says what breaks it, with its place in the sources."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import datapackage
from tests.places import SCHEMAS, SOURCES

THEMES = "registers/themes.csv"
CASES: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "minLength": ("themes", "label", {"minLength": 8}, f"{THEMES}:7: label_en: too short"),
    "maxLength": ("themes", "label", {"maxLength": 5}, f"{THEMES}:2: label_en: too long"),
    "pattern": ("themes", "label", {"pattern": ".* .*"}, f"{THEMES}:5: label_en: not of the form"),
    "unique": ("places", "country_code", {"unique": True}, "places.csv:4: country_code: the value"),
    "enum": ("sources", "media_type", {"enum": ["text/html"]}, "media_type: no such value (found"),
    "required": ("organisations", "parent_id", {"required": True}, "parent_id' is missing"),
    "minimum": ("places", "geonames_id", {"minimum": 10**9}, "geonames_id: too small (found '6"),
    "maximum": ("places", "geonames_id", {"maximum": 1}, "geonames_id: too large (found '650946'"),
    "exclusiveMinimum": ("places", "geonames_id", {"exclusiveMinimum": 650946}, "more than 650946"),
    "exclusiveMaximum": ("places", "geonames_id", {"exclusiveMaximum": 9}, "geonames_id: too larg"),
}


def with_constraint(folder: Path, table: str, field: str, constraint: dict[str, Any]) -> Path:
    """Return a copy of the schemas with one constraint more."""
    shutil.copytree(SCHEMAS, folder)
    path = folder / f"{table}.json"
    schema = json.loads(path.read_bytes())
    (found,) = [item for item in schema["fields"] if item["name"] == field]
    found.setdefault("constraints", {}).update(constraint)
    path.write_text(json.dumps(schema), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", CASES)
def test_each_constraint_has_words_and_a_place(name: str, tmp_path: Path) -> None:
    table, field, constraint, message = CASES[name]
    schemas = with_constraint(tmp_path / "schemas", table, field, constraint)
    with pytest.raises(datapackage.DataError) as failed:
        datapackage.check(SOURCES, schemas=schemas, formats=[])
    assert any(message in str(problem) for problem in failed.value.problems), failed.value
