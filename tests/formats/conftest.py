"""One package for all tests of formats, and what lies outside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from datapackage.pipeline import build
from tests.first_agreement import first_sources
from tests.places import NOT_BESIDE, SCHEMAS, SHARED


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the first agreement, in all formats."""
    folder = tmp_path_factory.mktemp("published")
    build(first_sources(folder), folder / "output", schemas=SCHEMAS)
    return folder / "output"


@pytest.fixture(scope="session")
def catalogue(package: Path) -> Graph:
    """The catalogue of that package, read from its file; tests change copies only."""
    return Graph().parse(package / "catalogue" / "dcat.ttl")


@pytest.fixture(scope="session")
def shapes() -> Path:
    """Folder of the SHACL shapes of DCAT-AP, which the repository does not hold."""
    folder = SHARED / "shacl" / "dcat-ap-3.0.1"
    if not folder.is_dir():
        pytest.skip(NOT_BESIDE)
    return folder
