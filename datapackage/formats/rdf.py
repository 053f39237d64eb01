"""Writing RDF graphs so that the same graph always gives the same bytes.

Our graphs hold no blank nodes, whose names would differ from run to run: what has no address of
its own gets a fragment of the package's address.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

PREFIXES: dict[str, Namespace] = {
    "adms": Namespace("http://www.w3.org/ns/adms#"),
    "dcat": Namespace("http://www.w3.org/ns/dcat#"),
    "dcatap": Namespace("http://data.europa.eu/r5r/"),
    "dct": Namespace("http://purl.org/dc/terms/"),
    "foaf": Namespace("http://xmlns.com/foaf/0.1/"),
    "geo": Namespace("http://www.opengis.net/ont/geosparql#"),
    "owl": Namespace("http://www.w3.org/2002/07/owl#"),
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


def write_turtle(graph: Graph, path: Path) -> None:
    """Write a graph without blank nodes as Turtle."""
    path.write_bytes(graph.serialize(format="turtle", encoding="utf-8"))


def write_jsonld(graph: Graph, path: Path) -> None:
    """Write a graph without blank nodes as JSON-LD 1.1: sorted nodes, keys and values."""
    prefixes = {prefix: str(address) for prefix, address in graph.namespaces()}
    short = _Shortener(prefixes)
    nodes = [_node(graph, subject, short) for subject in sorted(set(graph.subjects()), key=str)]
    document = {"@context": prefixes, "@graph": nodes}
    text = json.dumps(document, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


class _Shortener:
    """Shortens the addresses of properties and classes by the prefixes of the context."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes

    def __call__(self, address: Node) -> str:
        for prefix, start in self._prefixes.items():
            if str(address).startswith(start):
                return f"{prefix}:{str(address).removeprefix(start)}"
        return str(address)


def _node(graph: Graph, subject: Node, short: _Shortener) -> dict[str, Any]:
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


def _value(value: Node, short: _Shortener) -> Any:
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
