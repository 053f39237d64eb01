"""The catalogue keeps DCAT-AP, describes every file as it is, in every language."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pyshacl
import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from datapackage.formats.dcat import TURTLE
from datapackage.formats.dcat.compliance import breaches
from datapackage.formats.rdf import PREFIXES
from datapackage.formats.vocabularies import AUTHORITY, MEDIA_TYPE
from datapackage.pipeline import build
from datapackage.publish import Outcome
from datapackage.releases import release
from tests.first_agreement import first_sources
from tests.formats.vocabulary_stubs import CLASSES, LOCATIONS, with_stubs
from tests.places import LANGUAGES, SCHEMAS

BASE = "https://example.org/data/city-cooperation-agreements"
DATASET = URIRef(f"{BASE}#dataset")
DCAT, DCT, FOAF = PREFIXES["dcat"], PREFIXES["dct"], PREFIXES["foaf"]
RDFS, SPDX = PREFIXES["rdfs"], PREFIXES["spdx"]
SH = Namespace("http://www.w3.org/ns/shacl#")
PUBLISHER = URIRef(f"{BASE}#publisher")


def findings(graph: Graph, shapes: Path) -> Graph:
    _, report, _ = pyshacl.validate(graph, shacl_graph=Graph().parse(shapes))
    assert isinstance(report, Graph)
    return report


def paths(report: Graph) -> set[str]:
    """The properties of which a report has findings, those inside of nested shapes left out."""
    results = report.objects(None, SH.result)
    return {str(path) for result in results for path in report.objects(result, SH.resultPath)}


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("dcat-ap-SHACL", CLASSES | LOCATIONS),
        ("shapes", CLASSES | LOCATIONS),
        ("range", CLASSES | LOCATIONS),
    ],
)
def test_keeps_the_shapes_of_dcat_ap(
    catalogue: Graph, shapes: Path, name: str, classes: dict[URIRef, URIRef]
) -> None:
    report = findings(with_stubs(catalogue, classes), shapes / f"{name}.ttl")
    assert list(report.objects(None, SH.resultMessage)) == []


def test_recommended_are_but_bounding_boxes_and_the_centres_of_countries(
    catalogue: Graph, shapes: Path
) -> None:
    report = findings(with_stubs(catalogue, CLASSES), shapes / "shapes_recommended.ttl")
    assert paths(report) == {str(DCAT.bbox), str(DCAT.centroid)}
    places = {
        str(report.value(result, SH.focusNode))
        for result in report.subjects(SH.resultPath, DCAT.centroid)
    }
    assert all("/authority/country/" in place for place in places)


def test_vocabularies_miss_only_an_eu_publisher_and_an_address_that_spdx_does_not_use(
    catalogue: Graph, shapes: Path
) -> None:
    graph = with_stubs(catalogue, CLASSES | LOCATIONS)
    report = findings(graph, shapes / "mdr-vocabularies.shape.ttl")
    assert paths(report) == {str(DCT.publisher), str(SPDX.algorithm)}


def test_a_publisher_out_of_the_eu_table_is_all_that_the_vocabularies_want(
    catalogue: Graph, shapes: Path
) -> None:
    body = URIRef("http://publications.europa.eu/resource/authority/corporate-body/COM")
    graph = Graph()
    for subject, predicate, value in with_stubs(catalogue, CLASSES | LOCATIONS):
        graph.add((body if subject == PUBLISHER else subject, predicate, value))
        if value == PUBLISHER:
            graph.remove((subject, predicate, value))
            graph.add((subject, predicate, body))
    scheme = URIRef("http://publications.europa.eu/resource/authority/corporate-body")
    graph.add((body, URIRef("http://www.w3.org/2004/02/skos/core#inScheme"), scheme))
    report = findings(graph, shapes / "mdr-vocabularies.shape.ttl")
    assert paths(report) == {str(SPDX.algorithm)}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_turtle_and_json_ld_are_the_same_graph_without_blank_nodes(
    package: Path, catalogue: Graph
) -> None:
    other = Graph().parse(package / "catalogue" / "dcat.jsonld")
    assert isomorphic(catalogue, other)
    assert not [term for triple in catalogue for term in triple if isinstance(term, BNode)]


def test_data_are_distributions_and_all_else_but_the_catalogue_is_documentation(
    package: Path, catalogue: Graph
) -> None:
    files = {p.relative_to(package).as_posix() for p in package.rglob("*") if p.is_file()}
    files -= {"SHA256SUMS", "catalogue/dcat.ttl", "catalogue/dcat.jsonld"}
    # The site lists the catalogue among its downloads, and is made after it.
    files -= {path for path in files if path.startswith("site/")}
    addresses = {
        str(catalogue.value(item, DCAT.downloadURL))
        for item in catalogue.objects(DATASET, DCAT.distribution)
    }
    pages = {str(page) for page in catalogue.objects(DATASET, FOAF.page)}
    assert addresses | pages == {f"{BASE}/{path}" for path in files}
    assert not addresses & pages
    assert {page.rpartition(".")[2] for page in pages} >= {"md", "cff", "svg"}
    assert not {file for file in addresses if file.endswith(("md", "cff", "svg"))}
    for page in pages:
        titles = list(catalogue.objects(URIRef(page), DCT.title))
        assert len(titles) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("predicate", "class_", "address", "label"),
    [
        (DCT["format"], DCT.MediaTypeOrExtent, f"{AUTHORITY}file-type/CSV", "CSV"),
        (DCAT.mediaType, DCT.MediaType, f"{MEDIA_TYPE}text/csv", "text/csv"),
    ],
)
def test_what_a_file_is_has_a_label_as_portals_show_it(
    catalogue: Graph, predicate: URIRef, class_: URIRef, address: str, label: str
) -> None:
    goals = URIRef(f"{BASE}#distribution/csv/goals.csv")
    assert catalogue.value(goals, predicate) == URIRef(address)
    assert (URIRef(address), RDFS.label, Literal(label)) in catalogue
    assert all((term, RDF.type, class_) in catalogue for term in catalogue.objects(None, predicate))


def test_a_place_has_its_names_and_its_centre(catalogue: Graph) -> None:
    kotka = URIRef("https://sws.geonames.org/650946/")
    assert (kotka, RDF.type, DCT.Location) in catalogue
    assert {str(name) for name in catalogue.objects(kotka, RDFS.label)} == {"Kotka", "Котка"}
    assert str(catalogue.value(kotka, DCAT.centroid)).startswith("POINT(26.")


def test_the_licence_is_said_by_address_and_by_its_titles(catalogue: Graph) -> None:
    licence = URIRef(f"{AUTHORITY}licence/CC_BY_4_0")
    assert set(catalogue.objects(DATASET, DCAT.distribution / DCT.license)) == {licence}
    address = URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert (licence, RDFS.seeAlso, address) in catalogue
    # CKAN goes by the first title, and its own list has this one.
    first, *_ = catalogue.objects(licence, DCT.title)
    assert first == Literal("Creative Commons Attribution", lang="en")


def test_sizes_and_checksums_are_those_of_the_files(package: Path, catalogue: Graph) -> None:
    for item in catalogue.objects(DATASET, DCAT.distribution):
        path = str(catalogue.value(item, DCAT.downloadURL)).removeprefix(f"{BASE}/")
        data = (package / path).read_bytes()
        size = catalogue.value(item, DCAT.byteSize)
        assert size == Literal(str(len(data)), datatype=XSD.nonNegativeInteger), path
        checksum = catalogue.value(item, SPDX.checksum)
        assert checksum is not None
        digest = catalogue.value(checksum, SPDX.checksumValue)
        assert str(digest) == hashlib.sha256(data).hexdigest(), path


@pytest.mark.parametrize("predicate", [DCT.title, DCT.description])
def test_titles_and_descriptions_come_in_every_language(
    catalogue: Graph, predicate: URIRef
) -> None:
    for class_ in (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution):
        for subject in catalogue.subjects(RDF.type, class_):
            texts = list(catalogue.objects(subject, predicate))
            languages = [text.language for text in texts if isinstance(text, Literal)]
            assert sorted(map(str, languages)) == sorted(LANGUAGES), subject


def test_time_and_places_are_those_of_the_records(catalogue: Graph) -> None:
    period = catalogue.value(DATASET, DCT.temporal)
    assert period is not None
    assert str(catalogue.value(period, DCAT.startDate)) == "2018-09-27"
    assert str(catalogue.value(period, DCAT.endDate)) == "2021-12-31"
    assert set(map(str, catalogue.objects(DATASET, DCT.spatial))) == {
        "http://publications.europa.eu/resource/authority/country/FIN",
        "http://publications.europa.eu/resource/authority/country/RUS",
        "https://sws.geonames.org/498817/",
        "https://sws.geonames.org/650946/",
    }


def test_identifier_keywords_provenance_and_standards(catalogue: Graph) -> None:
    assert list(catalogue.objects(DATASET, DCT.identifier)) == [Literal(BASE)]
    assert Literal("vänorter", lang="sv") in catalogue.objects(DATASET, DCAT.keyword)
    statement = catalogue.value(DATASET, DCT.provenance)
    assert statement is not None
    assert len(list(catalogue.objects(statement, RDFS.label))) == len(LANGUAGES)
    goals = URIRef(f"{BASE}#distribution/csv/goals.csv")
    standard = URIRef("https://datapackage.org/standard/table-schema/")
    assert (goals, DCT.conformsTo, standard) in catalogue


def test_the_catalogue_has_a_record_of_its_entry(catalogue: Graph) -> None:
    record = catalogue.value(URIRef(f"{BASE}#catalogue"), DCAT.record)
    assert catalogue.value(record, FOAF.primaryTopic) == DATASET
    assert catalogue.value(record, DCT.modified) == catalogue.value(DATASET, DCT.modified)
    standard = catalogue.value(record, DCT.conformsTo)
    assert catalogue.value(standard, DCT.title) == Literal("DCAT-AP 3.0.1", lang="en")


def test_it_names_the_sources_that_are_on_the_web(package: Path, catalogue: Graph) -> None:
    urls = pq.read_table(package / "parquet" / "sources.parquet")["url"].to_pylist()
    found = set(map(str, catalogue.objects(DATASET, PREFIXES["prov"].wasDerivedFrom)))
    assert found == set(filter(None, urls))
    assert found


def test_a_release_names_the_one_before_and_where_changes_are_told(tmp_path: Path) -> None:
    sources, output, releases = first_sources(tmp_path), tmp_path / "output", tmp_path / "releases"
    build(sources, output, schemas=SCHEMAS, formats=["datacite", "dcat"], releases=releases)
    assert not list(Graph().parse(output / TURTLE).objects(DATASET, DCAT.previousVersion))
    release(output, releases)
    path = sources / "package.yaml"
    path.write_text(
        re.sub(r"(?m)^version: .*$", "version: 2.1.0", path.read_text("utf-8")), "utf-8"
    )
    build(sources, output, schemas=SCHEMAS, formats=["datacite", "dcat"], releases=releases)
    graph = Graph().parse(output / TURTLE)
    before = "https://example.org/data/releases/2.0.0/"
    assert graph.value(DATASET, DCAT.previousVersion) == URIRef(before)
    notes = set(graph.objects(DATASET, PREFIXES["adms"].versionNotes))
    changes = "https://example.org/data/releases/2.1.0/changes.md"
    assert len(notes) == len(LANGUAGES)
    assert Literal(f"What changed since version 2.0.0: {changes}", lang="en") in notes
    assert breaches(graph) == []
    related = json.loads((output / "catalogue/datacite.json").read_bytes())["relatedIdentifiers"]
    assert (related[0]["relationType"], related[0]["relatedIdentifier"]) == (
        *("IsNewVersionOf", before),
    )
    # The release itself changes nothing of the package that it was made of.
    release(output, releases)
    again = build(sources, output, schemas=SCHEMAS, formats=["datacite", "dcat"], releases=releases)
    assert again.outcome is Outcome.UNCHANGED
