"""The metadata for a deposit keeps DataCite's schema, and says what a repository asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator

from tests.places import LANGUAGES

BASE = "https://example.org/data/city-cooperation-agreements"


@pytest.fixture(scope="module")
def deposit(package: Path) -> dict[str, Any]:
    return dict(json.loads((package / "catalogue" / "datacite.json").read_bytes()))


def test_it_keeps_the_schema_of_datacite(deposit: dict[str, Any]) -> None:
    datacite = pytest.importorskip("datacite", reason="run 'make validators' for DataCite's schema")
    folder = Path(datacite.__file__).parent / "schemas"
    schema = json.loads((folder / "datacite-v4.5.json").read_bytes())
    faults = Draft201909Validator(schema).iter_errors(deposit)
    assert [fault.message for fault in faults] == []


def test_the_title_comes_in_every_language_the_documents_own_first(
    deposit: dict[str, Any],
) -> None:
    first, *others = deposit["titles"]
    assert first == {"title": "City cooperation agreements", "lang": "en"}
    assert {title["titleType"] for title in others} == {"TranslatedTitle"}
    assert {title["lang"] for title in deposit["titles"]} == set(LANGUAGES)


def test_it_says_who_what_when_and_where(deposit: dict[str, Any]) -> None:
    assert deposit["url"] == BASE
    assert "doi" not in deposit
    [creator] = deposit["creators"]
    assert creator["nameType"] == "Organizational"
    assert [agent["contributorType"] for agent in deposit["contributors"]] == ["DataCurator"]
    assert {date["dateType"]: date["date"] for date in deposit["dates"]}["Other"] == (
        "2018-09-27/2021-12-31"
    )
    assert deposit["rightsList"][0]["rightsIdentifier"] == "CC-BY-4.0"
    points = {place["geoLocationPlace"]: place for place in deposit["geoLocations"]}
    assert points["Kotka"]["geoLocationPoint"] == {
        "pointLongitude": 26.94582,
        "pointLatitude": 60.4664,
    }
    derived = deposit["relatedIdentifiers"]
    assert {each["relationType"] for each in derived} == {"IsDerivedFrom"}
    assert all(each["relatedIdentifier"].startswith("http") for each in derived)
