"""Turning the quotations of a record into anchors: a curator quotes, the file only points."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from datapackage.citations import (
    Documents,
    NotOnePassage,
    digest,
    locate,
    passage_fault,
    read_documents,
)
from datapackage.problems import Place, ProblemList, UsageError
from datapackage.read.batches import YAML_SUFFIXES
from datapackage.read.cites import Cite, record_cites
from datapackage.read.lock import Line, SourcePassage, lock_path, lock_text, read_lock
from datapackage.read.record import path_text
from datapackage.read.text import BOM, read_text
from datapackage.read.tree import Node, parse_yaml

MAX_WORDS = 3
"""Words that are shown of each end of a passage."""
MAX_RUN = 7
"""Words of a source in a row that all passages together may show."""


@dataclass(frozen=True)
class FilledRecord:
    """What was made of a record: quotations that became anchors, distinct passages in its lock."""

    record: Path
    quotations: int
    passages: int


def fill_citations(
    records: Sequence[str | Path], documents: str | Path
) -> tuple[FilledRecord, ...]:
    """Turn all quotations of records into anchors, and write the lock of each record.

    Only the quotations change; comments, order and layout of a record stay as they are. Nothing
    is written unless all records are right.

    Args:
        records: YAML files of a record each.
        documents: Folder of the source documents, each named by the id of its source.

    Raises:
        DataError: A record is wrong, or a quotation is not found in its source, or more than once.
        UsageError: A file is no YAML record; there is no such folder of documents, or one of them
            is not UTF-8.
    """
    held = read_documents(Path(documents))
    problems = ProblemList()
    fillings = [_Filling(AnchoredRecord(Path(record), problems), held) for record in records]
    for filling in fillings:
        filling.prepare()
    problems.raise_if_any()
    return tuple(filling.write() for filling in fillings)


@dataclass
class AnchoredRecord:
    """A record while its citations are rewritten: its text, and new anchors by their spans in it.

    All else in the record, its comments and line ends among that, stays as it is.
    """

    path: Path
    problems: ProblemList
    text: str = ""
    anchors: dict[tuple[int, int], str] = field(default_factory=dict)

    def cites(self) -> list[Cite]:
        """Read the record, and return the items of all its ``cites``."""
        if not self.path.name.endswith(YAML_SUFFIXES):
            raise UsageError(f"{self.path}: not a YAML record ({' or '.join(YAML_SUFFIXES)})")
        if read_text(self.path, self.problems) is None:
            return []
        # Not as it is read everywhere else: its line ends are to stay.
        self.text = self.path.read_bytes().removeprefix(BOM).decode()
        root = parse_yaml(self.text, str(self.path), self.problems)
        if root is None or not isinstance(root.value, dict):
            return []
        return record_cites(root, str(self.path), self.problems)

    def place(self, cite: Cite) -> Place:
        """Return where an item of ``cites`` is."""
        return Place(str(self.path), cite.node.line, path_text(cite.path))

    def put(self, cite: Cite, start: int, end: int) -> None:
        """Let an item of ``cites`` be the anchor of a passage."""
        self.anchors[self.span(cite.node)] = cite.at(start, end)

    def span(self, node: Node) -> tuple[int, int]:
        """Return where a value is; a block of text in YAML ends with its line breaks: not here."""
        start, end = node.span
        return start, start + len(self.text[start:end].rstrip())

    def write(self, lines: Mapping[SourcePassage, Line]) -> None:
        """Write the record and its lock."""
        if self.anchors:
            text = self.text
            for (start, end), anchor in sorted(self.anchors.items(), reverse=True):
                text = text[:start] + anchor + text[end:]
            mark = BOM if self.path.read_bytes().startswith(BOM) else b""
            _replace(self.path, mark + text.encode())
        if lines:
            _replace(lock_path(self.path), lock_text(lines).encode())
        else:
            lock_path(self.path).unlink(missing_ok=True)


def lock_lines(
    passages: Iterable[SourcePassage], documents: Documents
) -> Iterator[tuple[SourcePassage, Line]]:
    """Yield what a lock says of each passage of the documents that are held."""
    for source, group in groupby(sorted(passages), key=attrgetter("source")):
        of_source, document = list(group), documents.text_of(source)
        if document is not None:
            for passage, words in zip(of_source, shown_words(document, of_source), strict=True):
                yield passage, Line(digest(document[passage.start : passage.end]), words)


@dataclass
class _Filling:
    """A record while it is filled, and the passages that it cites."""

    record: AnchoredRecord
    documents: Documents
    passages: set[SourcePassage] = field(default_factory=set)
    locked: dict[SourcePassage, Line] = field(default_factory=dict)

    def prepare(self) -> None:
        """Find all passages of the record."""
        cites = self.record.cites()
        if cites:
            # A lock that does not fit its record is what filling mends, and so no problem here.
            path = self.record.path
            self.locked = read_lock(lock_path(path), path, ProblemList()) or {}
        for cite in cites:
            self._add(cite)

    def _add(self, cite: Cite) -> None:
        """Note the passage of an item of ``cites``, or what is wrong with it."""
        fault, rule, passage = "", "", SourcePassage(cite.source, cite.start, cite.end)
        document = self.documents.text_of(cite.source)
        if document is None:
            if cite.quote is not None or passage not in self.locked:
                fault = f"there is no document {cite.source}.txt in {self.documents.folder}"
                rule = "no-document"
        elif cite.quote is None and passage not in self.locked and cite.node.text in document:
            fault, rule = (
                "reads as an anchor, and stands in the source: quote the passage with {quote: …}",
                "cites",
            )
        elif cite.quote is None:
            line = self.locked.get(passage)
            fault = passage_fault(document, cite.start, cite.end, line.sha256 if line else None)
            rule = "broken-citation"
        elif self._has_comment(cite.node):
            fault, rule = "a comment inside a quotation would be lost: move it above", "cites"
        else:
            try:
                found = locate(document, cite.quote)
            except NotOnePassage as error:
                fault, rule = str(error), "quotation-not-found"
            else:
                passage = SourcePassage(cite.source, found.start, found.end)
                self.record.put(cite, found.start, found.end)
        if fault:
            self.record.problems.add(self.record.place(cite), fault, rule=rule)
        else:
            self.passages.add(passage)

    def _has_comment(self, node: Node) -> bool:
        """Tell whether a quotation with keys has a comment between its values."""
        if not isinstance(node.value, dict):
            return False
        start, end = self.record.span(node)
        between = []
        for first, last in sorted(child.span for child in node.value.values()):
            between.append(self.record.text[start:first])
            start = last
        return any("#" in part for part in [*between, self.record.text[start:end]])

    def write(self) -> FilledRecord:
        """Write the record and its lock; without a document, the lock says what it said before."""
        kept = {passage: line for passage, line in self.locked.items() if passage in self.passages}
        self.record.write(kept | dict(lock_lines(self.passages, self.documents)))
        return FilledRecord(self.record.path, len(self.record.anchors), len(self.passages))


def _replace(path: Path, data: bytes) -> None:
    """Write a file in one step, so that a record is never half written."""
    staged = path.with_name(f".{path.name}.new")
    staged.write_bytes(data)
    staged.replace(path)


def shown_words(text: str, passages: Iterable[SourcePassage]) -> Iterator[str]:
    """Yield the first and last words of each passage of a text, by which people tell them apart.

    The text may be in copyright. At most three words of each end are shown, of a short passage at
    most two thirds, of one or two words none; and where passages meet, no more than
    :data:`MAX_RUN` words of the text come together from all of them.
    """
    words = [match.span() for match in re.finditer(r"\S+", text)]
    starts, ends = [start for start, _ in words], [end for _, end in words]
    shown: set[int] = set()
    for passage in passages:
        inside = range(bisect_right(ends, passage.start), bisect_left(starts, passage.end))
        count = min(MAX_WORDS, len(inside) // 3)
        while _longest_run(shown.union(inside[:count], inside[len(inside) - count :])) > MAX_RUN:
            count -= 1
        first, last = inside[:count], inside[len(inside) - count :]
        shown.update(first, last)
        within = text[: passage.end]
        shown_ends = [
            " ".join(within[max(starts[i], passage.start) : ends[i]] for i in part)
            for part in (first, last)
        ]
        yield " … ".join(shown_ends).strip()


def _longest_run(numbers: set[int]) -> int:
    """Return how many of the numbers follow on each other at most."""
    runs = Counter(number - place for place, number in enumerate(sorted(numbers)))
    return max(runs.values(), default=0)
