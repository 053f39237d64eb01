"""The description for search engines has what Google Dataset Search asks for."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

BASE = "https://example.org/data/city-cooperation-agreements"
REQUIRED = {"name", "description"}
RECOMMENDED = {
    *("alternateName", "creator", "identifier", "isAccessibleForFree", "keywords", "license"),
    *("measurementTechnique", "spatialCoverage", "temporalCoverage", "variableMeasured"),
    *("version", "url", "includedInDataCatalog", "distribution"),
}
"""All but citation, funder, hasPart, isPartOf and sameAs, of which this package has nothing."""


@pytest.fixture(scope="module")
def description(package: Path) -> dict[str, Any]:
    text = (package / "catalogue" / "schema-org.jsonld").read_text(encoding="utf-8")
    return dict(json.loads(text))


def test_required_and_recommended_properties_are_there(description: dict[str, Any]) -> None:
    assert description["@context"] == "https://schema.org/"
    assert description["@type"] == "Dataset"
    assert description.keys() >= REQUIRED | RECOMMENDED
    assert all(description[name] for name in REQUIRED | RECOMMENDED)
    assert 50 <= len(description["description"]) <= 5000


def test_downloads_are_the_files_of_the_package(package: Path, description: dict[str, Any]) -> None:
    paths = set()
    for download in description["distribution"]:
        path = download["contentUrl"].removeprefix(f"{BASE}/")
        data = (package / path).read_bytes()
        assert download["sha256"] == hashlib.sha256(data).hexdigest()
        assert download["contentSize"] == f"{len(data)} B"
        assert download["encodingFormat"]
        paths.add(path)
    assert {"csv/goals.csv", "parquet/goals.parquet", "datapackage.json"} <= paths
    assert not {"README.md", "CITATION.cff", "validation/report.json"} & paths


def test_time_places_and_languages(description: dict[str, Any]) -> None:
    assert description["temporalCoverage"] == "2018-09-27/2021-12-31"
    places = {place["name"]: place["sameAs"] for place in description["spatialCoverage"]}
    assert places["Kotka"] == [
        "https://sws.geonames.org/650946/",
        "http://www.wikidata.org/entity/Q192155",
    ]
    names = {name["@language"]: name["@value"] for name in description["alternateName"]}
    assert names.keys() == {"fi", "sv", "ru"}


def test_a_text_in_four_languages_is_one_variable(description: dict[str, Any]) -> None:
    names = [variable["name"] for variable in description["variableMeasured"]]
    assert "goals.statement" in names
    assert "documents.period_start" in names
    assert "themes.description" in names
    assert not any(name.startswith("goals.statement_") for name in names)
    assert len(names) == len(set(names))
