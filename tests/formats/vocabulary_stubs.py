"""What the publishers of controlled vocabularies say of their terms, as far as shapes ask for it.

A portal validates a catalogue together with the vocabularies. They are not at hand here, so each
term that the catalogue uses is given its class, a label and its scheme.
"""

from __future__ import annotations

from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from datapackage.formats.rdf import PREFIXES

ADMS, DCAT, DCATAP = PREFIXES["adms"], PREFIXES["dcat"], PREFIXES["dcatap"]
DCT, SPDX = PREFIXES["dct"], PREFIXES["spdx"]
AUTHORITY = "http://publications.europa.eu/resource/authority/"

CLASSES: dict[URIRef, URIRef] = {
    DCT.language: DCT.LinguisticSystem,
    DCT["format"]: DCT.MediaTypeOrExtent,
    DCAT.mediaType: DCT.MediaType,
    DCAT.theme: SKOS.Concept,
    DCAT.themeTaxonomy: SKOS.ConceptScheme,
    DCT.accessRights: DCT.RightsStatement,
    DCT.accrualPeriodicity: DCT.Frequency,
    DCATAP.availability: SKOS.Concept,
    ADMS.status: SKOS.Concept,
    DCT.type: SKOS.Concept,
    SPDX.algorithm: SPDX.ChecksumAlgorithm,
}
"""Property -> class of the terms that are its values."""

LOCATIONS: dict[URIRef, URIRef] = {DCT.spatial: DCT.Location}


def with_stubs(graph: Graph, classes: dict[URIRef, URIRef]) -> Graph:
    """Return a copy of a graph that also describes the terms it uses, as DCAT does its classes."""
    described = Graph()
    for triple in graph:
        described.add(triple)
    described.add((DCAT.Dataset, RDFS.subClassOf, DCAT.Resource))
    for property_, class_ in classes.items():
        for term in set(graph.objects(None, property_)):
            _describe(described, term, class_)
    return described


def _describe(graph: Graph, term: Node, class_: URIRef) -> None:
    graph.add((term, RDF.type, class_))
    graph.add((term, SKOS.prefLabel, Literal("term", lang="en")))
    if class_ == SKOS.ConceptScheme:
        graph.add((term, DCT.title, Literal("scheme", lang="en")))
    elif scheme := scheme_of(str(term)):
        graph.add((term, SKOS.inScheme, scheme))
        graph.add((scheme, RDF.type, SKOS.ConceptScheme))
        graph.add((scheme, DCT.title, Literal("scheme", lang="en")))


def scheme_of(term: str) -> URIRef | None:
    """Return the scheme of a term of the EU's authority tables or of ADMS."""
    if term.startswith(AUTHORITY):
        return URIRef(term.rsplit("/", 1)[0])
    if term.startswith("http://purl.org/adms/"):
        return URIRef(f"{term.rsplit('/', 1)[0]}/1.0")
    return None
