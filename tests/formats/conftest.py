"""One package for all tests of formats, and what lies outside the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rdflib import Graph

from datapackage.pipeline import build

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the repository's own sources, in all formats."""
    folder = tmp_path_factory.mktemp("published") / "output"
    build(ROOT / "sources", folder, schemas=ROOT / "schemas")
    return folder


@pytest.fixture(scope="session")
def catalogue(package: Path) -> Graph:
    """The catalogue of that package, read from its file; tests change copies only."""
    return Graph().parse(package / "catalogue" / "dcat.ttl")


@pytest.fixture(scope="session")
def shapes() -> Path:
    """Folder of the SHACL shapes of DCAT-AP, which the repository does not hold."""
    shared = Path(os.environ.get("CCA_SHARED", ROOT.parent / "shared"))
    folder = shared / "shacl" / "dcat-ap-3.0.1"
    if not folder.is_dir():
        pytest.skip("the shapes of DCAT-AP are not at hand (CCA_SHARED names their folder)")
    return folder
