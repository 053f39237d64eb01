"""Reading the catalogue of a published package, to score it."""

from __future__ import annotations

from pathlib import Path

from rdflib import Graph

from datapackage.formats.dcat import TURTLE
from datapackage.formats.mqa import Assessment, Score
from datapackage.problems import DataError, Place, Problem

_FORMATS = {".ttl": "turtle", ".jsonld": "json-ld", ".json": "json-ld", ".rdf": "xml"}
_SHOWN = 10
"""Faults of one metric that are told; there is one for each file where a server is away."""


def catalogue_file(path: Path) -> Path:
    """Return the catalogue of a package's folder, or ``path`` itself where it is no folder."""
    return path / TURTLE if path.is_dir() else path


def read_catalogue(path: Path) -> Graph:
    """Read a catalogue as Turtle, JSON-LD or RDF/XML, by the ending of its name.

    Raises:
        DataError: There is no such file, or it is not in the format that its name tells.
    """

    def wrong(message: str, kind: str) -> DataError:
        return DataError([Problem(Place(str(path)), message, kind)])

    if path.suffix not in _FORMATS:
        endings = ", ".join(_FORMATS)
        raise wrong(f"not a catalogue: a name that ends in {endings} is expected", "wrong-value")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise wrong(f"can't be read: {error.strerror}", "missing-file") from None
    try:
        return Graph(bind_namespaces="none").parse(data=data, format=_FORMATS[path.suffix])
    except Exception as error:  # each of rdflib's parsers raises errors of its own
        first = str(error).strip().partition("\n")[0]
        raise wrong(f"can't be read as {_FORMATS[path.suffix]}: {first}", "invalid-rdf") from None


def missed(assessment: Assessment, file: str) -> list[Problem]:
    """Return the points that were tested and not given, with the reasons that are known."""
    return [
        Problem(Place(file, 0, score.metric.name), message, "metadata-quality")
        for score in assessment.missed()
        for message in _messages(score)
    ]


def _messages(score: Score) -> list[str]:
    messages = [f"{score.metric.points} points are missed: {score.verdict}"]
    messages += score.faults[:_SHOWN]
    if len(score.faults) > _SHOWN:
        messages.append(f"{len(score.faults) - _SHOWN} more faults of that kind")
    return messages
