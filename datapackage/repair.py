"""Citations of a document that was edited: moved passages are found again by their digests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from datapackage.citations import (
    Documents,
    Moved,
    Passage,
    described,
    digest,
    find_moved,
    passage,
    read_documents,
)
from datapackage.fill import AnchoredRecord, lock_lines
from datapackage.problems import DataError, Place, Problem, ProblemList, plural, quote
from datapackage.read.batches import YAML_SUFFIXES
from datapackage.read.cites import Cite
from datapackage.read.lock import Line, SourcePassage, lock_path, mending, read_lock
from datapackage.read.register import Register, replace_cells
from datapackage.read.sources import read_sources

REGISTER = "sources"


@dataclass(frozen=True)
class RepairedRecord:
    """A record that cites an edited document: its passages, and how many of them have moved."""

    record: Path
    passages: int
    moved: int


@dataclass(frozen=True)
class Repair:
    """What became of the citations of edited documents.

    Attributes:
        records: Records that cite one.
        registered: Rows of the register of sources that describe the edited document now, by
            source.
        problems: Each anchor whose passage was not found, or in several places: it stays as it was.
    """

    records: tuple[RepairedRecord, ...]
    registered: dict[str, Place]
    problems: tuple[Problem, ...]


def repair_citations(
    sources: str | Path, documents: str | Path, *, schemas: str | Path | None = None
) -> Repair:
    """Let the anchors of records point to where their passages are in documents that were edited.

    Anchors, the lock of each record, and length and digest of the source in its register are
    rewritten in place; all else in these files stays as it is. A document without any of its
    passages is another one, and nothing is changed for it.

    Args:
        sources: Folder of the sources, whose YAML records are looked at. Citations that are
            written in full, as in JSON Lines and workbooks, stay as they are.
        documents: Folder of the source documents, each named by the id of its source.
        schemas: Folder of the Table Schemas; those of this package by default.

    Raises:
        DataError: A record, its lock or the register of sources can't be read, or an anchor has no
            line in the lock. Nothing is changed then.
        UsageError: There is no such folder of documents, or one of them is not UTF-8.
    """
    held = read_documents(Path(documents))
    problems, elsewhere = ProblemList(), ProblemList()
    read = read_sources(Path(sources), schemas, elsewhere)
    if REGISTER not in read.registers:
        raise DataError(elsewhere)
    records = [
        _Record(AnchoredRecord(path, problems))
        for path in read.records
        if path.name.endswith(YAML_SUFFIXES)
    ]
    for record in records:
        record.read()
    problems.raise_if_any()
    registered = _Sources(read.registers[REGISTER])
    for source in sorted({each.source for record in records for each in record.locked}):
        text = held.text_of(source)
        if text is not None:
            _repair(source, text, records, registered, problems)
    columns = read.contract[REGISTER].columns
    rows = {source: registered.write(source, columns) for source in registered.edited}
    return Repair(tuple(_written(records, held)), rows, tuple(sorted(problems)))


def _repair(
    source: str,
    text: str,
    records: Iterable[_Record],
    registered: _Sources,
    problems: ProblemList,
) -> None:
    """Find the passages of a source again, and let the records cite them there."""
    cited = {passage for record in records for passage in record.of(source)}
    moved = find_moved(cited, text, registered.characters(source))
    if not moved.starts and not moved.unclear:
        problems.add(
            registered.place(source),
            f"the document has none of the {plural(len(cited), 'passage')} that are cited of it:"
            " is it another one?",
            found=source,
            rule="source-differs",
        )
        return
    for record in records:
        record.move(source, text, moved)
    registered.compare(source, text, problems)


def _written(records: Iterable[_Record], documents: Documents) -> Iterator[RepairedRecord]:
    for record in records:
        if record.moved or record.lost:
            yield record.write(documents)


@dataclass
class _Record:
    """A record while it is repaired: its anchors, its lock, and where passages are now."""

    record: AnchoredRecord
    cites: list[Cite] = field(default_factory=list)
    locked: dict[SourcePassage, Line] = field(default_factory=dict)
    moved: dict[SourcePassage, int] = field(default_factory=dict)
    lost: set[SourcePassage] = field(default_factory=set)

    def read(self) -> None:
        path, problems = self.record.path, self.record.problems
        self.cites = [cite for cite in self.record.cites() if cite.quote is None]
        lock = read_lock(lock_path(path), path, problems) if self.cites else None
        for cite in () if lock is None else self.cites:
            key = _key(cite)
            if lock and key in lock:
                self.locked[key] = lock[key]
            else:
                message = f"the lock has no line for this anchor: {mending(path)}"
                problems.add(self.record.place(cite), message, rule="citation-lock")

    def of(self, source: str) -> dict[Passage, SourcePassage]:
        """Return the passages of a source that the record cites."""
        return {
            Passage(key.start, key.end, line.sha256): key
            for key, line in self.locked.items()
            if key.source == source
        }

    def move(self, source: str, text: str, moved: Moved) -> None:
        """Note where the passages of a source are now, and report those that can't be found."""
        passages = self.of(source)
        starts = {p: start for p, start in moved.starts.items() if p in passages}
        lost = passages.keys() - starts
        # An anchor that stays as it was still means its own passage: no other may come to read so.
        while clash := {p for p, s in starts.items() if _span(p, s) in {_span(x) for x in lost}}:
            lost |= clash
            starts = {p: start for p, start in starts.items() if p not in clash}
        if any(p.start != start for p, start in starts.items()):
            self.moved |= {passages[p]: start for p, start in starts.items()}
        self.lost |= {passages[p] for p in lost}
        for cite in self.cites:
            key = _key(cite)
            if key in self.lost and key.source == source:
                each = Passage(key.start, key.end, self.locked[key].sha256)
                places = moved.unclear.get(each) or [*filter(None, [moved.starts.get(each)])]
                message = _explained(each, self.locked[key], places, text)
                place = self.record.place(cite)
                self.record.problems.add(place, message, rule="quotation-not-found")

    def write(self, documents: Documents) -> RepairedRecord:
        for cite in self.cites:
            start = self.moved.get(_key(cite), cite.start)
            if start != cite.start:
                self.record.put(cite, start, start + cite.end - cite.start)
        now = {
            SourcePassage(key.source, start, start + key.end - key.start)
            for key, start in self.moved.items()
        }
        kept = {key: line for key, line in self.locked.items() if key not in self.moved}
        if self.moved:
            self.record.write(kept | dict(lock_lines(now, documents)))
        changed = sum(key.start != start for key, start in self.moved.items())
        return RepairedRecord(self.record.path, len(self.locked), changed)


def _key(cite: Cite) -> SourcePassage:
    return SourcePassage(cite.source, cite.start, cite.end)


def _span(each: Passage, start: int | None = None) -> tuple[int, int]:
    start = each.start if start is None else start
    return start, start + each.length


def _explained(each: Passage, line: Line, places: list[int], text: str) -> str:
    """Return why an anchor stays as it was, and what to do."""
    words = f" {quote(line.words)}" if line.words else f" of {each.length} characters"
    if not places:
        return f"the passage{words} is no longer in the document: quote what says so now"
    listed = "; ".join(described(text, passage(text, *_span(each, start))) for start in places[:3])
    return f"the passage{words} may be another one now: write the anchor that is meant ({listed})"


class _Sources:
    """The register of sources, and the rows of it whose documents were edited."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._rows = {str(s): row for row, s in enumerate(register.columns["source_id"])}
        self.edited: dict[str, Mapping[str, str]] = {}

    def place(self, source: str) -> Place:
        row = self._rows.get(source)
        return Place(source) if row is None else self._register.place(row, "sha256")

    def characters(self, source: str) -> int | None:
        """Return the length of a source's text as it was registered."""
        row = self._rows.get(source)
        text = None if row is None else self._register.columns["characters"][row].as_py()
        return int(text) if text and text.isdecimal() else None

    def compare(self, source: str, text: str, problems: ProblemList) -> None:
        """Note a source whose document is not the one registered."""
        row = self._rows.get(source)
        facts = {
            "characters": str(len(text)),
            "bytes": str(len(text.encode())),
            "sha256": digest(text),
        }
        if row is None or facts["sha256"] == self._register.columns["sha256"][row].as_py():
            return
        place = self.place(source)
        if place.cell is None:
            self.edited[source] = facts
            return
        listed = ", ".join(f"{name} {fact}" for name, fact in facts.items())
        message = f"the document was edited: write into its row {listed}"
        problems.add(place, message, rule="source-differs")

    def write(self, source: str, columns: Iterable[str]) -> Place:
        """Let the row of a source describe the edited document."""
        place = self.place(source)
        replace_cells(Path(place.file), columns, place.line, self.edited[source])
        return place
