"""The DOI of ``package.yaml`` is in all that is cited by or harvested."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from rdflib import XSD, Graph, Literal, URIRef

from datapackage.formats.dcat.compliance import breaches
from datapackage.formats.rdf import PREFIXES
from datapackage.pipeline import build
from tests.first_agreement import first_sources
from tests.places import SCHEMAS

DOI = "10.5281/zenodo.1234"
ADDRESS = f"https://doi.org/{DOI}"
BASE = "https://example.org/data/city-cooperation-agreements"


@pytest.fixture(scope="module")
def deposited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with a DOI."""
    folder = tmp_path_factory.mktemp("deposited")
    sources = first_sources(folder)
    with (sources / "package.yaml").open("a", encoding="utf-8") as stream:
        stream.write(f"doi: {DOI}\n")
    formats = ["citation", "croissant", "datacite", "schema-org", "dcat"]
    build(sources, folder / "output", schemas=SCHEMAS, formats=formats)
    return folder / "output"


def test_it_is_cited_by(deposited: Path) -> None:
    citation = yaml.safe_load((deposited / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["doi"], citation["url"]) == (DOI, BASE)
    assert f"[data set]. {ADDRESS}\n" in (deposited / "README.md").read_text(encoding="utf-8")
    croissant = json.loads((deposited / "catalogue/croissant.json").read_bytes())
    assert croissant["citeAs"].endswith(ADDRESS)


def test_it_identifies_the_dataset_beside_its_address(deposited: Path) -> None:
    datacite = json.loads((deposited / "catalogue/datacite.json").read_bytes())
    assert datacite["doi"] == DOI
    schema_org = json.loads((deposited / "catalogue/schema-org.jsonld").read_bytes())
    assert schema_org["identifier"] == [ADDRESS, BASE]
    graph = Graph().parse(deposited / "catalogue/dcat.ttl")
    dataset, adms = URIRef(f"{BASE}#dataset"), PREFIXES["adms"]
    identifier = graph.value(dataset, adms.identifier)
    assert identifier is not None
    notation = Literal(ADDRESS, datatype=XSD.anyURI)
    assert graph.value(identifier, PREFIXES["skos"].notation) == notation
    assert breaches(graph) == []


def test_without_one_the_package_is_cited_by_its_address(package: Path) -> None:
    citation = yaml.safe_load((package / "CITATION.cff").read_text(encoding="utf-8"))
    assert "doi" not in citation
    assert f"[data set]. {BASE}\n" in (package / "README.md").read_text(encoding="utf-8")
    assert "identifier" in json.loads((package / "catalogue/schema-org.jsonld").read_bytes())
