"""How much of its sources a record cites, and what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from operator import attrgetter
from pathlib import Path

from datapackage.citations import Documents, passage_fault, read_documents
from datapackage.problems import Place, ProblemList, UsageError
from datapackage.read.batches import YAML_SUFFIXES
from datapackage.read.cites import Cite, record_cites, values_of
from datapackage.read.record import path_text
from datapackage.read.text import read_text
from datapackage.read.tree import Node, parse_yaml
from datapackage.shape import CITATIONS

_KEYS = ("source", "start", "end", "field", "basis")

_WORD = re.compile(r"\w+(?:[-\u2010-\u2015'\u2019]\w+)*")


@dataclass(frozen=True, order=True)
class Cited:
    """A passage that a record cites: offsets in code points, and the place in the record."""

    start: int
    end: int
    path: str
    field: str
    basis: str


@dataclass(frozen=True)
class Word:
    """A word of a text: offsets in code points, and whether it is cited."""

    start: int
    end: int
    cited: bool


@dataclass(frozen=True)
class Segment:
    """A stretch of a text over which the same citations hold, or none."""

    start: int
    end: int
    citations: tuple[Cited, ...]


@dataclass(frozen=True)
class Coverage:
    """What of a source a record cites; offsets count in ``text``, the source's canonical text."""

    source: str
    text: str
    citations: tuple[Cited, ...]

    @cached_property
    def words(self) -> list[Word]:
        """The words of the text; one is cited where a citation touches it."""
        marks = bytearray(len(self.text))
        for cited in self.citations:
            marks[cited.start : cited.end] = b"\1" * (cited.end - cited.start)
        spans = (match.span() for match in _WORD.finditer(self.text))
        return [Word(start, end, any(marks[start:end])) for start, end in spans]

    @property
    def cited_words(self) -> int:
        """How many words are cited."""
        return sum(word.cited for word in self.words)

    @property
    def uncited(self) -> list[tuple[int, int]]:
        """Start and end of each run of words that nothing cites."""
        runs = (list(run) for cited, run in groupby(self.words, attrgetter("cited")) if not cited)
        return [(run[0].start, run[-1].end) for run in runs]

    @cached_property
    def segments(self) -> list[Segment]:
        """The whole text, cut wherever a citation begins or ends."""
        edges = {0, len(self.text)}
        edges.update(*((cited.start, cited.end) for cited in self.citations))
        return [
            Segment(start, end, tuple(c for c in self.citations if c.start <= start < c.end))
            for start, end in pairwise(sorted(edges))
        ]


def coverage(record: str | Path, documents: str | Path) -> tuple[Coverage, ...]:
    """Return how much of each of its sources a record cites, sources in the order of their ids.

    Args:
        record: YAML file of a record whose quotations are anchors already.
        documents: Folder of the source documents, each named by the id of its source.

    Raises:
        DataError: The record is wrong, still quotes, cites nothing, or cites what the documents
            do not have.
        UsageError: The file is no YAML record; there is no such folder of documents, or one of
            them is not UTF-8.
    """
    path, held, problems = Path(record), read_documents(Path(documents)), ProblemList()
    if not path.name.endswith(YAML_SUFFIXES):
        raise UsageError(f"{path}: not a YAML record ({' or '.join(YAML_SUFFIXES)})")
    text = read_text(path, problems)
    root = None if text is None else parse_yaml(text, str(path), problems)
    found: dict[str, list[Cited]] = {}
    if root is not None and isinstance(root.value, dict):
        for cite in (*record_cites(root, str(path), problems), *_in_full(root)):
            place = Place(str(path), cite.node.line, path_text(cite.path))
            if fault := _fault(cite, held):
                problems.add(place, fault, rule="broken-citation")
            else:
                cited = Cited(cite.start, cite.end, place.path, cite.field, cite.basis)
                found.setdefault(cite.source, []).append(cited)
    if not found and not problems:
        problems.add(Place(str(path)), "the record cites nothing", rule="cites")
    problems.raise_if_any()
    return tuple(
        Coverage(source, held.text_of(source) or "", tuple(sorted(found[source])))
        for source in sorted(found)
    )


def _in_full(root: Node) -> Iterator[Cite]:
    """Yield the citations that a record writes in full."""
    for path, node in values_of(CITATIONS, root):
        items = node.value if isinstance(node.value, list) else []
        for number, item in enumerate(items, start=1):
            values = item.value if isinstance(item.value, dict) else {}
            given = {key: value.value for key, value in values.items() if key in _KEYS}
            yield Cite(item, (*path, number), **given)


def _fault(cite: Cite, documents: Documents) -> str:
    """Return why a citation can't be shown; empty where it can."""
    if cite.quote is not None:
        return "a quotation is left here: run 'cite --fill' first"
    document = documents.text_of(cite.source)
    if document is None:
        return f"there is no document {cite.source}.txt in {documents.folder}"
    return passage_fault(document, cite.start, cite.end, None)
