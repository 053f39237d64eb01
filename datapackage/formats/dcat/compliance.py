"""Does a graph keep DCAT-AP's rules? Mandatory properties, cardinalities, kinds and classes.

A self-check that needs no shapes and no SHACL engine: it covers the rules of DCAT-AP 3.0.1
(sections 4 to 6, usage of the classes) for the classes that our graph has. Terms of controlled
vocabularies are described elsewhere, so their classes are not asked for here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from datapackage.formats.rdf import PREFIXES, shortened

DCAT, DCATAP, DCT = PREFIXES["dcat"], PREFIXES["dcatap"], PREFIXES["dct"]
FOAF, SPDX, VCARD = PREFIXES["foaf"], PREFIXES["spdx"], PREFIXES["vcard"]
ADMS, RDFS = PREFIXES["adms"], PREFIXES["rdfs"]

_short = partial(shortened, prefixes=PREFIXES)

_DATES = frozenset({XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth})
_SIZE = frozenset({XSD.nonNegativeInteger})
_DIGEST = frozenset({XSD.hexBinary})


@dataclass(frozen=True)
class Rule:
    """What a class asks of a property.

    Attributes:
        property: Address of the property.
        least: Smallest number of values.
        most: Largest number of values; None where any number is allowed.
        datatypes: The value is a literal of one of these types.
        literal: The value is a literal (True) or a resource (False).
        of: The value is a resource of this class.
    """

    property: URIRef
    least: int = 0
    most: int | None = None
    datatypes: frozenset[URIRef] = frozenset()
    literal: bool = False
    of: URIRef | None = None


def _text(property_: URIRef, least: int = 0, most: int | None = None) -> Rule:
    return Rule(property_, least, most, literal=True)


def _typed(property_: URIRef, datatypes: frozenset[URIRef], least: int = 0) -> Rule:
    return Rule(property_, least, 1, datatypes, literal=True)


RULES: dict[URIRef, tuple[Rule, ...]] = {
    DCAT.Catalog: (
        _text(DCT.title, 1),
        _text(DCT.description, 1),
        Rule(DCT.publisher, 1, 1, of=FOAF.Agent),
        Rule(DCAT.dataset, of=DCAT.Dataset),
        Rule(DCAT.record, of=DCAT.CatalogRecord),
        Rule(DCT.license, most=1),
        Rule(DCT.rights, most=1, of=DCT.RightsStatement),
        Rule(FOAF.homepage, most=1, of=FOAF.Document),
        _typed(DCT.issued, _DATES),
        _typed(DCT.modified, _DATES),
        Rule(DCT.language),
        Rule(DCT.spatial),
        Rule(DCAT.themeTaxonomy),
    ),
    DCAT.CatalogRecord: (
        Rule(FOAF.primaryTopic, 1, 1, of=DCAT.Dataset),
        Rule(DCT.conformsTo, of=DCT.Standard),
        _typed(DCT.issued, _DATES),
        _typed(DCT.modified, _DATES, 1),
    ),
    DCAT.Dataset: (
        _text(DCT.title, 1),
        _text(DCT.description, 1),
        _text(DCT.identifier),
        _text(DCAT.keyword),
        _text(DCAT.version, most=1),
        _text(ADMS.versionNotes),
        Rule(DCAT.contactPoint, of=VCARD.Kind),
        Rule(DCAT.distribution, of=DCAT.Distribution),
        Rule(DCT.publisher, most=1, of=FOAF.Agent),
        Rule(DCT.creator, of=FOAF.Agent),
        Rule(DCT.temporal, of=DCT.PeriodOfTime),
        Rule(DCT.spatial),
        Rule(DCT.accessRights, most=1),
        Rule(DCT.accrualPeriodicity, most=1),
        Rule(DCT.conformsTo, of=DCT.Standard),
        Rule(DCT.provenance, of=DCT.ProvenanceStatement),
        Rule(DCAT.landingPage, of=FOAF.Document),
        Rule(FOAF.page, of=FOAF.Document),
        Rule(DCAT.theme),
        Rule(DCT.language),
        _typed(DCT.issued, _DATES),
        _typed(DCT.modified, _DATES),
    ),
    DCAT.Distribution: (
        Rule(DCAT.accessURL, 1),
        Rule(DCAT.downloadURL),
        _text(DCT.title),
        _text(DCT.description),
        Rule(DCT["format"], most=1),
        Rule(DCAT.mediaType, most=1),
        Rule(DCT.license, most=1),
        Rule(DCT.rights, most=1, of=DCT.RightsStatement),
        Rule(DCATAP.availability, most=1),
        Rule(ADMS.status, most=1),
        Rule(DCT.conformsTo, of=DCT.Standard),
        Rule(DCT.language),
        Rule(SPDX.checksum, most=1, of=SPDX.Checksum),
        _typed(DCAT.byteSize, _SIZE),
        _typed(DCT.issued, _DATES),
        _typed(DCT.modified, _DATES),
    ),
    FOAF.Agent: (_text(FOAF.name, 1), Rule(DCT.type, most=1)),
    SPDX.Checksum: (
        Rule(SPDX.algorithm, 1, 1),
        _typed(SPDX.checksumValue, _DIGEST, 1),
    ),
    DCT.PeriodOfTime: (_typed(DCAT.startDate, _DATES), _typed(DCAT.endDate, _DATES)),
}
"""Rules by class."""


def breaches(graph: Graph) -> list[str]:
    """Return what breaks a rule, one sentence each, sorted; empty for a graph that keeps all.

    A graph without a catalogue, or whose catalogue has no dataset, breaks a rule too.
    """
    found = [
        message
        for class_, rules in RULES.items()
        for subject in graph.subjects(RDF.type, class_)
        for rule in rules
        for message in _check(graph, subject, rule)
    ]
    if not any(graph.triples((None, DCAT.dataset, None))):
        found.append("there is no catalogue with a dataset")
    return sorted(found)


def _check(graph: Graph, subject: Node, rule: Rule) -> Iterator[str]:
    values = list(graph.objects(subject, rule.property))
    what = f"{subject}: {_short(rule.property)}"
    if len(values) < rule.least:
        yield f"{what} is missing"
    if rule.most is not None and len(values) > rule.most:
        yield f"{what} has {len(values)} values, {rule.most} at most are allowed"
    for value in values:
        if isinstance(value, Literal) != rule.literal:
            kind = "a text" if rule.literal else "an address"
            yield f"{what} is not {kind} ({value})"
        elif isinstance(value, Literal) and not _fits(value, rule.datatypes):
            yield f"{what} is not of type {' or '.join(map(_short, sorted(rule.datatypes)))}"
        elif rule.of is not None and (value, RDF.type, rule.of) not in graph:
            yield f"{what} is no {_short(rule.of)} ({value})"


def _fits(value: Literal, datatypes: frozenset[URIRef]) -> bool:
    return not datatypes or (value.datatype in datatypes and not value.ill_typed)
