"""``vocabulary/skos.ttl`` and ``.jsonld``: themes and code lists as SKOS concept schemes.

Each scheme and concept has labels in every language. Themes are mapped to concepts of other
schemes by their addresses; codes of schemes that publish none stand in a note. Standard:
https://www.w3.org/TR/skos-reference/.
"""

from __future__ import annotations

from typing import Any

from rdflib import RDF, Graph, Literal, URIRef

from datapackage.contract import LANGUAGES, Contract
from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.rdf import (
    PREFIXES,
    add_texts,
    fragment,
    new_graph,
    write_jsonld,
    write_turtle,
)

FOLDER = "vocabulary"
TURTLE = f"{FOLDER}/skos.ttl"
JSON_LD = f"{FOLDER}/skos.jsonld"
STANDARD = "http://www.w3.org/TR/skos-reference"
THEMES = "themes"

TITLES = {
    "fi": "Teemat ja koodistot",
    "en": "Themes and code lists",
    "sv": "Teman och kodlistor",
    "ru": "Темы и кодовые списки",
}

DCT, SKOS = PREFIXES["dct"], PREFIXES["skos"]

MATCHES = {
    "exact": SKOS.exactMatch,
    "close": SKOS.closeMatch,
    "broad": SKOS.broadMatch,
    "narrow": SKOS.narrowMatch,
    "related": SKOS.relatedMatch,
}
"""Code of ``theme_mappings.match`` -> SKOS mapping property."""


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write both files."""
    graph = build_graph(package)
    (package.folder / FOLDER).mkdir(exist_ok=True)
    write_turtle(graph, package.folder / TURTLE)
    write_jsonld(graph, package.folder / JSON_LD)
    title = TITLES["en"]
    return [
        PublishedFile(
            TURTLE, f"{title} (SKOS, Turtle)", "text/turtle", "RDF_TURTLE", TITLES, STANDARD
        ),
        PublishedFile(
            JSON_LD,
            f"{title} (SKOS, JSON-LD)",
            "application/ld+json",
            "JSON_LD",
            TITLES,
            STANDARD,
        ),
    ]


def build_graph(package: FinishedPackage) -> Graph:
    """Return the concept schemes of a package."""
    graph = new_graph(("dct", "skos"))
    base = package.info.base_url
    titles = package.contract[THEMES].descriptor.get("titles", {})
    add_texts(graph, _scheme(graph, base, THEMES), DCT.title, titles)
    for row in package.table(THEMES).to_pylist():
        _add_concept(graph, base, THEMES, row["theme_id"], row)
    for row in package.table("theme_mappings").to_pylist():
        _add_mapping(graph, base, row)
    _add_code_lists(graph, package)
    return graph


def scheme_titles(contract: Contract) -> dict[str, dict[str, str]]:
    """Return the titles of the code lists by language: those of the first column that uses one."""
    titles: dict[str, dict[str, str]] = {}
    for table in contract.values():
        for item in table.fields:
            if item.codelist:
                named = {"en": item.title} | dict(item.descriptor.get("titles", {}))
                titles.setdefault(item.codelist, named)
    return titles


def _add_code_lists(graph: Graph, package: FinishedPackage) -> None:
    base = package.info.base_url
    titles = scheme_titles(package.contract)
    for row in package.table("codes").to_pylist():
        codelist = row["codelist"]
        scheme = _scheme(graph, base, codelist)
        add_texts(graph, scheme, DCT.title, titles.get(codelist, {"en": codelist}))
        _add_concept(graph, base, codelist, row["code"], row)


def _scheme(graph: Graph, base: str, name: str) -> URIRef:
    scheme = fragment(base, name)
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    return scheme


def _add_concept(graph: Graph, base: str, scheme: str, code: str, row: dict[str, Any]) -> None:
    concept, in_scheme = fragment(base, scheme, code), fragment(base, scheme)
    graph.add((concept, RDF.type, SKOS.Concept))
    graph.add((concept, SKOS.inScheme, in_scheme))
    graph.add((concept, SKOS.topConceptOf, in_scheme))
    graph.add((in_scheme, SKOS.hasTopConcept, concept))
    graph.add((concept, SKOS.notation, Literal(code)))
    labels = {language: row[f"label_{language}"] for language in LANGUAGES}
    add_texts(graph, concept, SKOS.prefLabel, labels)
    add_texts(graph, concept, SKOS.definition, {"en": row["description_en"]})


def _add_mapping(graph: Graph, base: str, row: dict[str, Any]) -> None:
    concept = fragment(base, THEMES, row["theme_id"])
    if row["uri"]:
        graph.add((concept, MATCHES[row["match"]], URIRef(row["uri"])))
    else:
        note = f"{row['match']} match: {row['scheme']} {row['code']}"
        graph.add((concept, SKOS.note, Literal(note, lang="en")))
