"""CITATION.cff says what the Citation File Format asks for."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest
import yaml

from datapackage.contract import Contract
from datapackage.formats import FinishedPackage
from datapackage.formats.citation_file import citation
from datapackage.read.licence import Licence, spdx_licence
from datapackage.read.package import Agent, PackageInfo
from tests.formats.packages import NO_REPORT

TEXTS = {"fi": "Nimi", "en": "Name", "sv": "Namn", "ru": "Имя"}
KEYS = {
    *("abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi"),
    *("identifiers", "keywords", "license", "license-url", "message", "preferred-citation"),
    *("references", "repository", "repository-artifact", "repository-code", "title", "type"),
    *("url", "version"),
}
"""All keys that version 1.2.0 of the format knows at the top."""
AGENT_KEYS = {
    "entity": {"name", "website", "email", "address", "alias", "city", "country", "orcid", "tel"},
    "person": {"given-names", "family-names", "alias", "website", "email", "affiliation", "orcid"},
}


def package_by(*contributors: Agent) -> FinishedPackage:
    info = PackageInfo(
        name="name",
        title=TEXTS,
        description=TEXTS,
        version="1.2.3",
        released=dt.date(2026, 2, 1),
        base_url="https://example.org/data",
        licence=spdx_licence("CC-BY-4.0"),
        keywords={"en": ("one", "two")},
        publisher=Agent("City of Somewhere", url="https://example.org"),
        contact=Agent("Data desk", email="data@example.org"),
        contributors=contributors,
    )
    return FinishedPackage(Path(), info, Contract((), list(TEXTS)), {}, {}, NO_REPORT)


@pytest.mark.parametrize(
    "licence", [Licence("Own terms", "https://example.org/terms"), spdx_licence("DL-DE-BY-2.0")]
)
def test_a_licence_that_the_format_does_not_know_is_an_address(licence: Licence) -> None:
    package = package_by()
    package.info = dataclasses.replace(package.info, licence=licence)
    content = citation(package)
    assert content["license-url"] == licence.url
    assert "license" not in content


def test_the_file_has_what_the_format_requires(package: Path) -> None:
    text = (package / "CITATION.cff").read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    assert content.keys() <= KEYS
    assert content.keys() >= {"authors", "cff-version", "message", "title"}
    assert content["cff-version"] == "1.2.0"
    assert content["type"] == "dataset"
    assert content["license"] == "CC-BY-4.0"
    assert content["version"] == "2.0.0"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", content["date-released"])
    for agent in (*content["authors"], *content["contact"]):
        assert agent.keys() <= AGENT_KEYS["entity"] | AGENT_KEYS["person"]
        assert agent["name"]
    assert len(set(content["keywords"])) == len(content["keywords"])


SCRIPTS = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
CFFCONVERT = which("cffconvert", path=SCRIPTS)


@pytest.mark.skipif(CFFCONVERT is None, reason="cffconvert is not installed: make validators")
def test_cffconvert_accepts_it(package: Path) -> None:
    command = [str(CFFCONVERT), "--validate", "-i", str(package / "CITATION.cff")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_curators_are_the_authors_and_people_have_two_names() -> None:
    person = Agent("Anna Maria Virtanen", roles=("author",), type="PrivateIndividual(s)")
    body = Agent("City archive", roles=("dataCurator",))
    translator = Agent("Somebody", roles=("translator",))
    assert citation(package_by(person, body, translator))["authors"] == [
        {"given-names": "Anna Maria", "family-names": "Virtanen"},
        {"name": "City archive"},
    ]


def test_the_publisher_is_the_author_where_nobody_else_is_named() -> None:
    website = {"name": "City of Somewhere", "website": "https://example.org"}
    assert citation(package_by())["authors"] == [website]
