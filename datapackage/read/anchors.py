"""Anchors as citations: a record that people write becomes one as machines write it.

``cites`` becomes ``citations``, with the digests of the record's lock, so that all later stages
know one form only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from datapackage.problems import Place, ProblemList, nearest_match, plural
from datapackage.read.cites import Cite, cites_in, read_cites, record_sources
from datapackage.read.lock import Line, SourcePassage, lock_path, mending, read_lock
from datapackage.read.record import Path as KeyPath
from datapackage.read.record import path_text
from datapackage.read.tree import Node
from datapackage.shape import CITATIONS, CITES, SOURCE, SOURCES, STATED, Kind, Shape

_NO_DIGEST = "0" * 64


def expand_anchors(
    root: Node, shape: Shape, record: Path, problems: ProblemList
) -> tuple[Node, dict[KeyPath, KeyPath]] | None:
    """Return a record with ``citations`` where it had ``cites``; None where it can't be read.

    Also returns, for the path of each citation, the path where it is written. A quotation that
    was left (all of a record are one problem, which one command mends), and an anchor that the lock
    does not know, are problems; a citation stands in for each, so that the row does not seem to
    lack one.
    """
    if not isinstance(root.value, dict):
        return root, {}
    lock_file = lock_path(record)
    if next(cites_in(root), None) is None:
        if lock_file.exists():
            message = f"nothing in {record.name} needs this lock: remove the file"
            problems.add(Place(str(lock_file)), message, rule="citation-lock")
        names_some = SOURCE in root.value or SOURCES in root.value
        sources = record_sources(root, str(record), problems) if names_some else {}
        return _with_whole_sources(root, shape, sources), {}
    sources = record_sources(root, str(record), problems)
    if not sources:
        return None
    of_lock = ProblemList()
    lock = read_lock(lock_file, record, of_lock)
    expansion = _Expansion(str(record), mending(record), sources, lock, problems)
    expanded = expansion.level(root, shape, ())
    if expansion.quoted:
        count = len(expansion.quoted)
        message = (
            f"{plural(count, 'quotation')} {'is' if count == 1 else 'are'} left in the record,"
            f" and no text of a source is kept: {mending(record)}"
        )
        problems.add(expansion.quoted[0], message, rule="quotation-left")
    else:
        problems.extend(of_lock)
    if lock is not None:
        for passage in sorted(lock.keys() - expansion.used):
            problems.add(
                Place(str(lock_file), lock[passage].number),
                f"no anchor of {record.name} points to the passage"
                f" {passage.start}-{passage.end}: {mending(record)}",
                rule="citation-lock",
            )
    return _with_whole_sources(expanded, shape, sources), expansion.written


def _with_whole_sources(root: Node, shape: Shape, sources: Mapping[str, str]) -> Node:
    """Cite the sources that a record names as a whole, if that is enough and it cites no passage.

    Their names at its top go: they are no columns of the agreement.
    """
    kept = {name: node for name, node in root.value.items() if name not in (SOURCE, SOURCES)}
    is_enough = CITATIONS in shape.children and not shape.children[CITATIONS].keys["start"].required
    if is_enough and sources and CITATIONS not in kept:
        whole = [_whole(identifier, root.line) for identifier in sources.values()]
        kept[CITATIONS] = Node(whole, root.line)
    return replace(root, value=kept)


def _whole(source: str, line: int) -> Node:
    values = {SOURCE: source, "basis": STATED}
    return Node({name: Node(value, line, value) for name, value in values.items()}, line)


class _Expansion:
    """Puts ``citations`` in the place of ``cites`` throughout a record."""

    def __init__(
        self,
        file: str,
        mend: str,
        sources: Mapping[str, str],
        lock: Mapping[SourcePassage, Line] | None,
        problems: ProblemList,
    ) -> None:
        self._file = file
        self._mend = mend
        self._sources = sources
        self._lock = lock
        self._problems = problems
        self.used: set[SourcePassage] = set()
        self.quoted: list[Place] = []
        self.written: dict[KeyPath, KeyPath] = {}

    def level(self, node: Node, shape: Shape, path: KeyPath) -> Node:
        if not isinstance(node.value, dict):
            return node
        values: dict[str, Node] = {}
        for name, child in node.value.items():
            here = (*path, name)
            if name == CITES and CITATIONS in shape.children:
                if CITATIONS in node.value:
                    message = f"'{CITES}' and '{CITATIONS}' in one place: keep one"
                    place = Place(self._file, child.line, path_text(here))
                    self._problems.add(place, message, rule="cites")
                    continue
                values[CITATIONS] = self._citations(child, shape, path)
            elif name in shape.children and name != CITATIONS and isinstance(child.value, list):
                below = shape.children[name]
                items = [self.level(n, below, (*here, i)) for i, n in enumerate(child.value, 1)]
                values[name] = replace(child, value=items)
            else:
                values[name] = child
        return replace(node, value=values)

    def _citations(self, node: Node, shape: Shape, path: KeyPath) -> Node:
        citations: list[Node] = []
        cites = read_cites((*path, CITES), node, self._sources, self._file, self._problems)
        for cite in cites:
            digest = self._digest(cite)
            known = not cite.field or cite.field in shape.citable
            if not known:
                self._problems.add(
                    Place(self._file, cite.node.line, path_text(cite.path)),
                    f"{shape.table.name} has no such key or column",
                    found=cite.field,
                    expected="a key of the record, or a column of its table",
                    nearest=nearest_match(cite.field, shape.citable),
                    rule="cites",
                )
            for field in _columns(cite.field, shape) if known else ("",):
                citations.append(_citation(cite, field, digest))
                self.written[(*path, CITATIONS, len(citations))] = cite.path
        if not citations:
            # What was wrong is told already; that the row lacks a citation would be a second word.
            self.written[(*path, CITATIONS)] = (*path, CITES)
        return Node(citations, node.line)

    def _digest(self, cite: Cite) -> str:
        place = Place(self._file, cite.node.line, path_text(cite.path))
        if cite.quote is not None:
            self.quoted.append(place)
            return _NO_DIGEST
        if self._lock is None:
            return _NO_DIGEST
        passage = SourcePassage(cite.source, cite.start, cite.end)
        if passage not in self._lock:
            self._problems.add(
                place,
                f"the lock has no line for this anchor: {self._mend}",
                found=cite.node.text,
                rule="citation-lock",
            )
            return _NO_DIGEST
        self.used.add(passage)
        return self._lock[passage].sha256


def _columns(field: str, shape: Shape) -> tuple[str, ...]:
    """Return what a field of an anchor, a key of the record or a column, is in a citation."""
    key = shape.keys.get(field)
    if key is None or key.kind is Kind.LANGUAGES:
        return (field,)
    return key.columns


def _citation(cite: Cite, field: str, digest: str) -> Node:
    start, end = (cite.start, cite.end) if cite.quote is None else (0, 1)
    values: dict[str, str | int] = {
        "source": cite.source,
        "start": start,
        "end": end,
        "sha256": digest,
        "basis": cite.basis,
    }
    if field:
        values["field"] = field
    line = cite.node.line
    return Node({name: Node(value, line, str(value)) for name, value in values.items()}, line)
