"""Themes and code lists as SKOS: complete, in four languages, and consistent."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from datapackage.formats.rdf import PREFIXES
from datapackage.formats.skos import MATCHES
from tests.places import LANGUAGES

BASE = "https://example.org/data/city-cooperation-agreements"
DCT = PREFIXES["dct"]


@pytest.fixture(scope="module")
def vocabulary(package: Path) -> Graph:
    return Graph().parse(package / "vocabulary" / "skos.ttl")


def rows(package: Path, table: str) -> list[dict[str, str]]:
    with (package / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_theme_and_code_is_a_concept_of_its_scheme(package: Path, vocabulary: Graph) -> None:
    """Codes of standards aside: they have addresses elsewhere."""
    expected = {(f"{BASE}#themes/{r['theme_id']}", "themes") for r in rows(package, "themes")} | {
        (f"{BASE}#{r['codelist']}/{r['code']}", r["codelist"])
        for r in rows(package, "codes")
        if r["codelist"] not in ("country", "language")
    }
    found = {
        (str(concept), str(vocabulary.value(concept, SKOS.inScheme)).removeprefix(f"{BASE}#"))
        for concept in vocabulary.subjects(RDF.type, SKOS.Concept)
    }
    assert found == expected


def test_schemes_and_concepts_have_one_label_in_each_language(vocabulary: Graph) -> None:
    for class_, property_ in ((SKOS.ConceptScheme, DCT.title), (SKOS.Concept, SKOS.prefLabel)):
        for subject in vocabulary.subjects(RDF.type, class_):
            labels = vocabulary.objects(subject, property_)
            languages = [str(label.language) for label in labels if isinstance(label, Literal)]
            assert sorted(languages) == sorted(LANGUAGES), subject


def test_labels_are_those_of_the_tables(vocabulary: Graph) -> None:
    tourism = URIRef(f"{BASE}#themes/tourism")
    assert Literal("Matkailu", lang="fi") in vocabulary.objects(tourism, SKOS.prefLabel)
    scheme = URIRef(f"{BASE}#agreement-type")
    assert Literal("Avtalstyp", lang="sv") in vocabulary.objects(scheme, DCT.title)


def test_every_mapping_is_a_match_or_a_note(package: Path, vocabulary: Graph) -> None:
    for row in rows(package, "theme_mappings"):
        theme = URIRef(f"{BASE}#themes/{row['theme_id']}")
        if row["uri"]:
            assert (theme, MATCHES[row["match"]], URIRef(row["uri"])) in vocabulary
        else:
            notes = map(str, vocabulary.objects(theme, SKOS.note))
            assert f"{row['match']} match: {row['scheme']} {row['code']}" in notes
    targets = {str(uri) for match in MATCHES.values() for uri in vocabulary.objects(None, match)}
    for scheme in ("http://www.yso.fi/", "http://eurovoc.europa.eu/"):
        assert any(target.startswith(scheme) for target in targets)


def test_integrity_conditions_of_skos(vocabulary: Graph) -> None:
    """Sections 4.4 (S9), 5.4 (S13, S14) and 10.4 (S46) of the SKOS reference."""
    concepts = set(vocabulary.subjects(RDF.type, SKOS.Concept))
    schemes = set(vocabulary.subjects(RDF.type, SKOS.ConceptScheme))
    assert not concepts & schemes
    for concept in concepts:
        exact = set(vocabulary.objects(concept, SKOS.exactMatch))
        broad = set(vocabulary.objects(concept, SKOS.broadMatch))
        related = set(vocabulary.objects(concept, SKOS.relatedMatch))
        assert not exact & (broad | related)
    for concept, scheme in vocabulary.subject_objects(SKOS.topConceptOf):
        assert (scheme, SKOS.hasTopConcept, concept) in vocabulary


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_turtle_and_json_ld_are_the_same_graph(package: Path, vocabulary: Graph) -> None:
    other = Graph().parse(package / "vocabulary" / "skos.jsonld")
    assert isomorphic(vocabulary, other)
    assert not [term for triple in vocabulary for term in triple if isinstance(term, BNode)]
