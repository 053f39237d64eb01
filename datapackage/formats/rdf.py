"""Writing RDF graphs so that the same graph always gives the same bytes.

Our graphs hold no blank nodes, whose names would differ from run to run: what has no address of
its own gets a fragment of the package's address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from datapackage.formats import FinishedPackage, PublishedFile

PREFIXES: dict[str, Namespace] = {
    "adms": Namespace("http://www.w3.org/ns/adms#"),
    "dcat": Namespace("http://www.w3.org/ns/dcat#"),
    "dcatap": Namespace("http://data.europa.eu/r5r/"),
    "dct": Namespace("http://purl.org/dc/terms/"),
    "foaf": Namespace("http://xmlns.com/foaf/0.1/"),
    "geo": Namespace("http://www.opengis.net/ont/geosparql#"),
    "owl": Namespace("http://www.w3.org/2002/07/owl#"),
    "prov": Namespace("http://www.w3.org/ns/prov#"),
    "rdfs": Namespace("http://www.w3.org/2000/01/rdf-schema#"),
    "skos": Namespace("http://www.w3.org/2004/02/skos/core#"),
    "spdx": Namespace("http://spdx.org/rdf/terms#"),
    "vcard": Namespace("http://www.w3.org/2006/vcard/ns#"),
    "xsd": Namespace(str(XSD)),
}
"""Prefixes of our files, in the order in which they have them."""


def new_graph(prefixes: Iterable[str]) -> Graph:
    """Return an empty graph that knows these prefixes of :data:`PREFIXES` and no other."""
    graph = Graph(bind_namespaces="none")
    for prefix in prefixes:
        graph.bind(prefix, PREFIXES[prefix])
    return graph


def fragment(base_url: str, *parts: str) -> URIRef:
    """Return the address of a thing of ours: ``<base_url>#a/b`` for the parts ``a`` and ``b``."""
    return URIRef(f"{base_url}#{'/'.join(quote(part, safe='/') for part in parts)}")


def add_texts(graph: Graph, subject: URIRef, predicate: URIRef, texts: Mapping[str, str]) -> None:
    """Add a text by language."""
    for language, text in texts.items():
        graph.add((subject, predicate, Literal(text, lang=language)))


def write_graph(
    package: FinishedPackage, graph: Graph, path: str, key: str, name: str, standard: str
) -> list[PublishedFile]:
    """Write a graph without blank nodes as Turtle and as JSON-LD 1.1.

    Args:
        package: The package that the files belong to.
        graph: The graph.
        path: Path of both files, without the ending.
        key: Key of the text that is their title.
        name: What comes before the name of the syntax in the title.
        standard: Address of the standard that the graph follows.
    """
    turtle, json_ld = f"{path}.ttl", f"{path}.jsonld"
    text = graph.serialize(format="turtle", encoding="utf-8")
    package.new_file(turtle).write_bytes(text)
    package.write_json(json_ld, as_jsonld(graph))
    titles = [package.titles(key, f"{name}{syntax}") for syntax in ("Turtle", "JSON-LD")]
    return [
        PublishedFile(turtle, titles[0], "text/turtle", "RDF_TURTLE", standard),
        PublishedFile(json_ld, titles[1], "application/ld+json", "JSON_LD", standard),
    ]


def as_jsonld(graph: Graph) -> dict[str, Any]:
    """Return a graph without blank nodes as JSON-LD 1.1: sorted nodes, keys and values."""
    prefixes = dict(graph.namespaces())
    short = partial(shortened, prefixes=prefixes)
    nodes = [_node(graph, subject, short) for subject in sorted(set(graph.subjects()), key=str)]
    return {"@context": {name: str(start) for name, start in prefixes.items()}, "@graph": nodes}


def shortened(address: Node, prefixes: Mapping[str, str]) -> str:
    """Return the address of a property or class with the prefix that it begins with, if any."""
    for prefix, start in prefixes.items():
        if str(address).startswith(start):
            return f"{prefix}:{str(address).removeprefix(start)}"
    return str(address)


def _node(graph: Graph, subject: Node, short: Callable[[Node], str]) -> dict[str, Any]:
    types: list[str] = []
    properties: dict[str, list[Node]] = {}
    for predicate, value in graph.predicate_objects(subject):
        if predicate == RDF.type:
            types.append(short(value))
        else:
            properties.setdefault(short(predicate), []).append(value)
    node: dict[str, Any] = {"@id": str(subject)}
    if types:
        node["@type"] = sorted(types)
    for name in sorted(properties):
        values = [_value(value, short) for value in sorted(properties[name], key=_order)]
        node[name] = values if len(values) > 1 else values[0]
    return node


def _value(value: Node, short: Callable[[Node], str]) -> Any:
    if not isinstance(value, Literal):
        return {"@id": str(value)}
    if value.language:
        return {"@language": value.language, "@value": str(value)}
    if value.datatype and value.datatype != XSD.string:
        return {"@type": short(value.datatype), "@value": str(value)}
    return str(value)


def _order(value: Node) -> tuple[str, str, str]:
    """Return by what values of one property are sorted: language and type, then the text."""
    if isinstance(value, Literal):
        return (str(value.language or ""), str(value.datatype or ""), str(value))
    return ("", "", str(value))
