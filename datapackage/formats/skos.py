"""``vocabulary/skos.ttl`` and ``.jsonld``: themes and code lists as SKOS concept schemes.

Each scheme and concept has labels in every language. Countries and languages are left out: their
codes are those of standards, and have addresses elsewhere. Themes are mapped to concepts of other
schemes by their addresses; codes of schemes that publish none are named in a note. Standard:
https://www.w3.org/TR/skos-reference/.
"""

from __future__ import annotations

from typing import Any

from rdflib import RDF, Graph, Literal, URIRef

from datapackage import words
from datapackage.contract import Contract
from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.columns import texts_in, titles_of
from datapackage.formats.rdf import PREFIXES, add_texts, fragment, new_graph, write_graph
from datapackage.read.codelists import STANDARD_LISTS
from datapackage.words import ENGLISH

PATH = "vocabulary/skos"
STANDARD = "http://www.w3.org/TR/skos-reference"
THEMES = "themes"

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
    return write_graph(package, build_graph(package), PATH, "files.skos", "SKOS, ", STANDARD)


def build_graph(package: FinishedPackage) -> Graph:
    """Return the concept schemes of a package."""
    return _Builder(package).graph


class _Builder:
    """Adds the themes with their matches, then the code lists."""

    def __init__(self, package: FinishedPackage) -> None:
        self._package = package
        self._base = package.info.base_url
        self.graph = new_graph(("dct", "skos"))
        add_texts(self.graph, self._scheme(THEMES), DCT.title, titles_of(package.contract[THEMES]))
        for row in package.table(THEMES).to_pylist():
            self._add_concept(THEMES, row["theme_id"], row)
        for row in package.table("theme_mappings").to_pylist():
            self._add_mapping(row)
        self._add_code_lists()

    def _add_code_lists(self) -> None:
        titles = codelist_titles(self._package.contract)
        for row in self._package.table("codes").to_pylist():
            codelist = row["codelist"]
            if codelist in STANDARD_LISTS:
                continue
            title = titles.get(codelist, {ENGLISH: codelist})
            add_texts(self.graph, self._scheme(codelist), DCT.title, title)
            self._add_concept(codelist, row["code"], row)

    def _scheme(self, name: str) -> URIRef:
        scheme = fragment(self._base, name)
        self.graph.add((scheme, RDF.type, SKOS.ConceptScheme))
        return scheme

    def _add_concept(self, scheme: str, code: str, row: dict[str, Any]) -> None:
        concept, in_scheme = fragment(self._base, scheme, code), fragment(self._base, scheme)
        add = self.graph.add
        add((concept, RDF.type, SKOS.Concept))
        add((concept, SKOS.inScheme, in_scheme))
        add((concept, SKOS.topConceptOf, in_scheme))
        add((in_scheme, SKOS.hasTopConcept, concept))
        add((concept, SKOS.notation, Literal(code)))
        for predicate, stem in ((SKOS.prefLabel, "label"), (SKOS.definition, "description")):
            add_texts(self.graph, concept, predicate, texts_in(row, stem, self._package.languages))

    def _add_mapping(self, row: dict[str, Any]) -> None:
        concept = fragment(self._base, THEMES, row["theme_id"])
        if row["uri"]:
            self.graph.add((concept, MATCHES[row["match"]], URIRef(row["uri"])))
        else:
            parts = {name: row[name] for name in ("match", "scheme", "code")}
            note = words.texts("skos.note", [self._package.language], **parts)
            add_texts(self.graph, concept, SKOS.note, note)


def codelist_titles(contract: Contract) -> dict[str, dict[str, str]]:
    """Return the titles of the code lists by language: those of the first column that uses one."""
    titles: dict[str, dict[str, str]] = {}
    for table in contract.values():
        for item in table.fields:
            if item.codelist:
                titles.setdefault(item.codelist, titles_of(item))
    return titles
