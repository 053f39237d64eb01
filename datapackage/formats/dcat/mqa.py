"""The metadata quality assessment (MQA) of data.europa.eu, applied to our own catalogue.

Metrics and points: https://data.europa.eu/mqa/methodology. Of several distributions the portal
counts the best one. This self-check is stricter: a property counts only where every distribution
has it, so what it grants the portal grants too. Only being non-proprietary and machine-readable is
asked of one of them, as the same content also comes in formats that are neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rdflib import RDF, Graph, URIRef
from rdflib.term import Node

from datapackage.formats.dcat.compliance import DCAT, DCT, breaches
from datapackage.formats.vocabularies import (
    ACCESS_RIGHTS,
    AUTHORITY,
    FILE_TYPES,
    LICENCES,
    MACHINE_READABLE,
    MEDIA_TYPE,
    MEDIA_TYPES,
    NON_PROPRIETARY,
)

METHODOLOGY = "https://data.europa.eu/mqa/methodology"

RATINGS = ((351, "Excellent"), (221, "Good"), (121, "Sufficient"), (0, "Bad"))
"""Points from which on a rating is given."""

Probe = Callable[[str], str]
"""Asks for an address; returns what went wrong, or an empty text where it is reachable."""

_LICENCE_CODES = frozenset(code for code, *_ in LICENCES.values())


@dataclass(frozen=True)
class Metric:
    """A metric of the methodology.

    Attributes:
        dimension: Findability, Accessibility, Interoperability, Reusability or Contextuality.
        name: What is asked for, in the methodology's words or close to them.
        points: What it is worth.
        of: Class of the resources that are asked.
        holds: Tells whether a resource has what is asked for; None where hosting is needed.
        any_of: One of the resources is enough.
        reach: Property whose addresses have to be reachable, for what hosting has to show.
    """

    dimension: str
    name: str
    points: int
    of: URIRef
    holds: Callable[[Graph, Node], bool] | None = None
    any_of: bool = False
    reach: URIRef | None = None


@dataclass(frozen=True)
class Score:
    """What came of a metric: how many of the resources have what is asked for.

    ``holding`` is None for a metric that was not tested, since nothing was asked over the network.
    """

    metric: Metric
    holding: int | None
    asked: int
    faults: tuple[str, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether the points are given."""
        if not self.holding:
            return False
        return self.metric.any_of or self.holding == self.asked

    @property
    def points(self) -> int:
        """Points that are given: all of the metric's or none."""
        return self.metric.points if self.reached else 0

    @property
    def verdict(self) -> str:
        """What came of it, in a few words."""
        if self.holding is None:
            return "not tested: needs hosting"
        kind = "datasets" if self.metric.of == DCAT.Dataset else "distributions"
        reached = "reached" if self.reached else "NOT reached"
        return f"{reached}, by {self.holding} of {self.asked} {kind}"


@dataclass(frozen=True)
class Assessment:
    """The scores of all metrics."""

    scores: tuple[Score, ...]

    @property
    def points(self) -> int:
        """Points that are given."""
        return sum(score.points for score in self.scores)

    @property
    def tested(self) -> int:
        """Points that could be given by what was tested."""
        return sum(score.metric.points for score in self.scores if score.holding is not None)

    @property
    def maximum(self) -> int:
        """Points of all metrics."""
        return sum(score.metric.points for score in self.scores)

    @property
    def rating(self) -> str | None:
        """The portal's word for so many points; None where not all of them were tested."""
        if self.tested < self.maximum:
            return None
        return next(word for least, word in RATINGS if self.points >= least)

    def missed(self) -> list[Score]:
        """Return what was tested and got no points."""
        return [score for score in self.scores if score.holding is not None and not score.reached]

    def to_dict(self) -> dict[str, Any]:
        """Return the assessment as plain values for JSON."""
        return {
            "methodology": METHODOLOGY,
            "points": self.points,
            "tested": self.tested,
            "maximum": self.maximum,
            "rating": self.rating,
            "metrics": [_score_dict(score) for score in self.scores],
        }

    def to_markdown(self) -> str:
        """Return the assessment as a section of the report."""
        summary = (
            f"By the [methodology of data.europa.eu]({METHODOLOGY}), computed from the catalogue's"
            f" graph: **{self.points} of {self.tested}** points that can be told before the package"
            f" is hosted; {self.maximum} in all. `city-cooperation-agreements mqa --live` tests the"
            " others once it is."
        )
        lines = [
            "## Metadata quality",
            "",
            summary,
            "",
            "| dimension | metric | points | result |",
            "| --- | --- | ---: | --- |",
        ]
        for score in self.scores:
            metric = score.metric
            points = f"{score.points} of {metric.points}"
            lines.append(f"| {metric.dimension} | {metric.name} | {points} | {score.verdict} |")
        return "\n".join(lines) + "\n"


def assess(graph: Graph, probe: Probe | None = None) -> Assessment:
    """Score a graph after DCAT-AP.

    Args:
        graph: A catalogue with its datasets and distributions.
        probe: Asks for addresses over the network; without it, what hosting has to show stays
            untested.
    """
    return Assessment(tuple(_score(graph, metric, probe) for metric in METRICS))


def _score(graph: Graph, metric: Metric, probe: Probe | None) -> Score:
    resources = sorted(graph.subjects(RDF.type, metric.of), key=str)
    if metric.reach is not None:
        return _reach(graph, metric, resources, probe)
    assert metric.holds is not None  # noqa: S101  (only what has to be reached has no test)
    if metric.holds is _compliant:
        faults = breaches(graph)
        return Score(metric, 0 if faults else len(resources), len(resources), tuple(faults))
    holding = sum(metric.holds(graph, resource) for resource in resources)
    return Score(metric, holding, len(resources))


def _reach(graph: Graph, metric: Metric, resources: list[Node], probe: Probe | None) -> Score:
    if probe is None:
        return Score(metric, None, len(resources))
    holding, faults = 0, []
    for resource in resources:
        addresses = [str(address) for address in graph.objects(resource, metric.reach)]
        wrong = [f"{address}: {fault}" for address in addresses if (fault := probe(address))]
        holding += bool(addresses) and not wrong
        faults += wrong
    return Score(metric, holding, len(resources), tuple(faults))


def _score_dict(score: Score) -> dict[str, Any]:
    value: dict[str, Any] = {
        "dimension": score.metric.dimension,
        "metric": score.metric.name,
        "points": score.points,
        "maximum": score.metric.points,
        "result": score.verdict,
    }
    return value | ({"faults": list(score.faults)} if score.faults else {})


# --- What the metrics ask -------------------------------------------------------------------------


def _has(*properties: URIRef) -> Callable[[Graph, Node], bool]:
    """Ask for a value of each of these properties."""
    return lambda graph, resource: all((resource, item, None) in graph for item in properties)


def _from(property_: URIRef, start: str, known: frozenset[str]) -> Callable[[Graph, Node], bool]:
    """Ask that a property has values, all of them terms of a vocabulary."""
    return lambda graph, resource: (
        _has(property_)(graph, resource)
        and all(
            str(value).startswith(start) and str(value).removeprefix(start) in known
            for value in graph.objects(resource, property_)
        )
    )


def _formats_from_vocabularies(graph: Graph, resource: Node) -> bool:
    return _is_file_type(graph, resource) and _is_media_type(graph, resource)


def _compliant(graph: Graph, _resource: Node) -> bool:
    return not breaches(graph)


def _dated(property_: URIRef) -> Callable[[Graph, Node], bool]:
    """Ask for a date of the dataset and of each of its distributions."""
    has = _has(property_)
    return lambda graph, dataset: (
        has(graph, dataset)
        and all(has(graph, item) for item in graph.objects(dataset, DCAT.distribution))
    )


_FILE_TYPE = f"{AUTHORITY}file-type/"
_is_file_type = _from(DCT["format"], _FILE_TYPE, FILE_TYPES)
_is_media_type = _from(DCAT.mediaType, MEDIA_TYPE, MEDIA_TYPES)


def _metrics() -> Iterator[Metric]:
    dataset, file = DCAT.Dataset, DCAT.Distribution
    yield Metric("Findability", "keywords", 30, dataset, _has(DCAT.keyword))
    yield Metric("Findability", "themes", 30, dataset, _has(DCAT.theme))
    yield Metric("Findability", "spatial coverage", 20, dataset, _has(DCT.spatial))
    yield Metric("Findability", "temporal coverage", 20, dataset, _has(DCT.temporal))
    dimension = "Accessibility"
    yield Metric(dimension, "access URL reachable", 50, file, reach=DCAT.accessURL)
    yield Metric(dimension, "download URL given", 20, file, _has(DCAT.downloadURL))
    yield Metric(dimension, "download URL reachable", 30, file, reach=DCAT.downloadURL)
    dimension = "Interoperability"
    yield Metric(dimension, "format", 20, file, _has(DCT["format"]))
    yield Metric(dimension, "media type", 10, file, _has(DCAT.mediaType))
    name = "format and media type from vocabularies"
    yield Metric(dimension, name, 10, file, _formats_from_vocabularies)
    open_format = _from(DCT["format"], _FILE_TYPE, NON_PROPRIETARY)
    yield Metric(dimension, "non-proprietary format", 20, file, open_format, any_of=True)
    readable = _from(DCT["format"], _FILE_TYPE, MACHINE_READABLE)
    yield Metric(dimension, "machine-readable format", 20, file, readable, any_of=True)
    yield Metric(dimension, "complies with DCAT-AP", 30, dataset, _compliant)
    dimension = "Reusability"
    yield Metric(dimension, "licence", 20, file, _has(DCT.license))
    known = _from(DCT.license, f"{AUTHORITY}licence/", _LICENCE_CODES)
    yield Metric(dimension, "licence from vocabulary", 10, file, known)
    yield Metric(dimension, "access rights", 10, dataset, _has(DCT.accessRights))
    known = _from(DCT.accessRights, f"{AUTHORITY}access-right/", ACCESS_RIGHTS)
    yield Metric(dimension, "access rights from vocabulary", 5, dataset, known)
    yield Metric(dimension, "contact point", 20, dataset, _has(DCAT.contactPoint))
    yield Metric(dimension, "publisher", 10, dataset, _has(DCT.publisher))
    dimension = "Contextuality"
    yield Metric(dimension, "rights", 5, file, _has(DCT.rights))
    yield Metric(dimension, "file size", 5, file, _has(DCAT.byteSize))
    yield Metric(dimension, "date of issue", 5, dataset, _dated(DCT.issued))
    yield Metric(dimension, "date of modification", 5, dataset, _dated(DCT.modified))


METRICS = tuple(_metrics())
"""All metrics, 405 points; 80 of them for what only hosting can show."""
