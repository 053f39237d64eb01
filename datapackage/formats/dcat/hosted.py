"""A published catalogue: reading its file, asking for its addresses, telling what it lacks."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from rdflib import Graph

from datapackage.formats.dcat import TURTLE
from datapackage.formats.dcat.mqa import Assessment, Score
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


TIMEOUT = 20.0
"""Seconds that a server has to answer a request."""

_HEADERS = {"User-Agent": "city-cooperation-agreements (metadata quality self-assessment)"}
_NO_HEAD = frozenset({403, 405, 501})
"""Answers of servers that may refuse HEAD, and answer GET."""


class Asker:
    """Asks for addresses over HTTP: each once, and a host that is away only once.

    Call it with an address: it returns what went wrong, or an empty text where the address is
    reachable, redirections included.
    """

    def __init__(self, timeout: float = TIMEOUT) -> None:
        self._timeout = timeout
        self._answers: dict[str, str] = {}
        self._away: dict[str, str] = {}

    def __call__(self, address: str) -> str:
        """Return what went wrong, or an empty text."""
        if address not in self._answers:
            self._answers[address] = self._ask(address)
        return self._answers[address]

    def _ask(self, address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https"):
            return "not an address of the web"
        if parts.netloc in self._away:
            return self._away[parts.netloc]
        try:
            status = self._status(address, "HEAD")
            if status in _NO_HEAD:
                status = self._status(address, "GET")
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            self._away[parts.netloc] = f"no answer ({reason})"
            return self._away[parts.netloc]
        return "" if status < 300 else f"answered with status {status}"

    def _status(self, address: str, method: str) -> int:
        request = urllib.request.Request(address, headers=_HEADERS, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as response:  # noqa: S310
                return int(response.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
