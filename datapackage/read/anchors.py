"""Anchors: how a record cites. ``295-318 signed_on`` is a passage, and the key that it supports.

An anchor is ``[NAME:]START-END [FIELD] [derived]``: offsets into the source, which the record
names once at its top; the rest of a citation is in the lock of the record. A text that is no
anchor is a quotation, which a curator writes while working. Here ``cites`` becomes
``citations``, the long form that machines write, so that all later stages know one form only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from datapackage.problems import Place, ProblemList, nearest_match
from datapackage.read.lock import Line, Passage, lock_path, mending, read_lock
from datapackage.read.record import Path as KeyPath
from datapackage.read.record import path_text
from datapackage.read.tree import Node
from datapackage.shape import BASES, CITATIONS, CITES, DERIVED, NAME, STATED, Kind, Shape

SOURCE, SOURCES = "source", "sources"
QUOTATION_KEYS = ("quote", "field", "basis", "source")

_ANCHOR = re.compile(
    rf"(?:({NAME}):)?(\d{{1,9}})-(\d{{1,9}})(?: (?!derived\b)([a-z_][a-z0-9_]*))?( derived)?"
)
_NO_DIGEST = "0" * 64


@dataclass(frozen=True)
class Cite:
    """An item of ``cites``: an anchor with its offsets, or a quotation with its text.

    ``name`` is the record's short name of the source, empty for the first one; ``source`` is what
    the name stands for.
    """

    node: Node
    path: KeyPath
    source: str = ""
    name: str = ""
    start: int = 0
    end: int = 0
    quote: str | None = None
    field: str = ""
    basis: str = STATED

    def at(self, start: int, end: int) -> str:
        """Return the anchor of this item for a passage."""
        words = [f"{self.name}:" * bool(self.name) + f"{start}-{end}", self.field]
        return " ".join(filter(None, [*words, DERIVED if self.basis == DERIVED else ""]))


# --- Reading ----------------------------------------------------------------------------------


def cites_in(node: Node) -> Iterator[tuple[KeyPath, Node]]:
    """Yield each value of a key ``cites``, at any depth, with its path."""
    return values_of(CITES, node)


def values_of(key: str, node: Node, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Node]]:
    """Yield each value of a key, at any depth, with its path; none from within such a value."""
    if isinstance(node.value, dict):
        for name, child in node.value.items():
            if name == key:
                yield (*path, name), child
            else:
                yield from values_of(key, child, (*path, name))
    elif isinstance(node.value, list):
        for number, child in enumerate(node.value, start=1):
            yield from values_of(key, child, (*path, number))


def record_cites(root: Node, file: str, problems: ProblemList) -> list[Cite]:
    """Return the items of every ``cites`` of a record, in its order; see :func:`read_cites`."""
    found = list(cites_in(root))
    sources = record_sources(root, file, problems) if found else {}
    return [
        cite
        for path, node in (found if sources else ())
        for cite in read_cites(path, node, sources, file, problems)
    ]


def record_sources(root: Node, file: str, problems: ProblemList) -> dict[str, str]:
    """Return the sources that a record names at its top, by their short names in its order.

    ``source: ID`` is a source without a short name. Empty where there is none, which is a problem.
    """
    if SOURCE in root.value and SOURCES in root.value:
        message = f"'{SOURCE}' and '{SOURCES}' are two ways to say the same: keep one"
        problems.add(Place(file, root.value[SOURCE].line, SOURCE), message, rule="cites")
        return {}
    if SOURCES in root.value:
        return _named_sources(root.value[SOURCES], file, problems)
    source = root.value.get(SOURCE)
    if source is None or not isinstance(source.value, str):
        problems.add(
            Place(file, root.line, SOURCE),
            "the record does not say which source it cites",
            expected="at its top 'source: ID', an id of the register of sources",
            rule="cites",
        )
        return {}
    return {"": source.text}


def _named_sources(node: Node, file: str, problems: ProblemList) -> dict[str, str]:
    named = node.value if isinstance(node.value, dict) else {}
    sources = {name: item.text for name, item in named.items() if isinstance(item.value, str)}
    if (
        not sources
        or len(sources) < len(named)
        or not all(re.fullmatch(NAME, name) for name in sources)
    ):
        problems.add(
            Place(file, node.line, SOURCES),
            "these are no short names of sources",
            expected="such as {a: ID, b: ID}, names in lower case that begin with a letter",
            rule="cites",
        )
        return {}
    return sources


def read_cites(
    path: KeyPath, node: Node, sources: Mapping[str, str], file: str, problems: ProblemList
) -> Iterator[Cite]:
    """Yield the items of a value of ``cites``; what is neither anchor nor quotation is a problem.

    ``sources`` is what :func:`record_sources` returned, and not empty.
    """
    items = node.value if isinstance(node.value, list) else [node]
    for number, item in enumerate(items, start=1):
        where = (*path, number) if isinstance(node.value, list) else path
        cite = _read_cite(Cite(item, where), file, problems)
        if cite is None:
            continue
        name = cite.name or next(iter(sources))
        if name in sources:
            yield replace(cite, source=sources[name])
            continue
        problems.add(
            Place(file, item.line, path_text(where)),
            "the record names no such source at its top",
            found=name,
            expected=f"one of {', '.join(filter(None, sources)) or 'none, there is one source'}",
            nearest=nearest_match(name, sources),
            rule="cites",
        )


def _read_cite(cite: Cite, file: str, problems: ProblemList) -> Cite | None:
    node = cite.node
    if isinstance(node.value, dict):
        return _read_quotation(cite, file, problems)
    if isinstance(node.value, list) or not node.text.strip():
        problems.add(
            Place(file, node.line, path_text(cite.path)),
            "neither an anchor nor a quotation",
            expected="such as '295-318 signed_on', or a passage of the source in quotes",
            rule="cites",
        )
        return None
    anchor = _ANCHOR.fullmatch(node.text)
    if anchor is None:
        return replace(cite, quote=node.text)
    name, start, end, field, derived = anchor.groups()
    return replace(
        cite,
        name=name or "",
        start=int(start),
        end=int(end),
        field=field or "",
        basis=DERIVED if derived else STATED,
    )


def _read_quotation(cite: Cite, file: str, problems: ProblemList) -> Cite | None:
    """Read ``{quote: …, field: …, basis: derived, source: NAME}``."""
    before = len(problems)
    given = cite.node.value

    def wrong(key: str, node: Node, expected: str, nearest: str | None = None) -> None:
        place = Place(file, node.line, path_text((*cite.path, key)))
        message = "not a part of a quotation"
        found = node.text or key
        problems.add(place, message, found=found, expected=expected, nearest=nearest, rule="cites")

    for key, node in given.items():
        if key not in QUOTATION_KEYS:
            near = nearest_match(key, QUOTATION_KEYS)
            wrong(key, Node(None, node.line), f"one of {', '.join(QUOTATION_KEYS)}", near)
        elif key == "basis" and node.value not in BASES:
            wrong(key, node, f"one of {', '.join(BASES)}")
        elif key in ("field", "source") and not re.fullmatch(r"\w[\w-]*", node.text):
            wrong(key, node, "a word")
    if "quote" not in given or not given["quote"].text.strip():
        problems.add(
            Place(file, cite.node.line, path_text(cite.path)),
            "a quotation without a text",
            expected="quote: and a passage of the source",
            rule="cites",
        )
    if len(problems) > before:
        return None
    texts = {key: node.text for key, node in given.items()}
    return replace(
        cite,
        name=texts.get("source", ""),
        quote=texts["quote"],
        field=texts.get("field", ""),
        basis=texts.get("basis", STATED),
    )


# --- Anchors as citations -----------------------------------------------------------------------


def expand_anchors(
    root: Node, shape: Shape, record: Path, problems: ProblemList
) -> tuple[Node, dict[KeyPath, KeyPath]] | None:
    """Return a record with ``citations`` where it had ``cites``; None where it can't be read.

    Also returns, for the path of each citation, the path where it is written. A quotation that
    was left, and an anchor that the lock does not know, are problems; a citation stands in for
    each, so that the row does not seem to lack one.
    """
    if not isinstance(root.value, dict):
        return root, {}
    lock_file = lock_path(record)
    if next(cites_in(root), None) is None:
        if lock_file.exists():
            message = f"nothing in {record.name} needs this lock: remove the file"
            problems.add(Place(str(lock_file)), message, rule="citation-lock")
        return _without_sources(root), {}
    sources = record_sources(root, str(record), problems)
    if not sources:
        return None
    lock = read_lock(lock_file, record, problems)
    expansion = _Expansion(str(record), mending(record), sources, lock, problems)
    expanded = expansion.level(root, shape, ())
    if lock is not None:
        for passage in sorted(lock.keys() - expansion.used):
            problems.add(
                Place(str(lock_file), lock[passage].number),
                f"no anchor of {record.name} points to the passage"
                f" {passage.start}-{passage.end}: {mending(record)}",
                rule="citation-lock",
            )
    return _without_sources(expanded), expansion.written


def _without_sources(root: Node) -> Node:
    kept = {name: node for name, node in root.value.items() if name not in (SOURCE, SOURCES)}
    return replace(root, value=kept)


class _Expansion:
    """Puts ``citations`` in the place of ``cites`` throughout a record."""

    def __init__(
        self,
        file: str,
        mend: str,
        sources: Mapping[str, str],
        lock: Mapping[Passage, Line] | None,
        problems: ProblemList,
    ) -> None:
        self._file = file
        self._mend = mend
        self._sources = sources
        self._lock = lock
        self._problems = problems
        self.used: set[Passage] = set()
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
            for field in _columns(cite.field, shape):
                citations.append(_citation(cite, field, digest))
                self.written[(*path, CITATIONS, len(citations))] = cite.path
        if not citations:
            # What was wrong is told already; that the row lacks a citation would be a second word.
            self.written[(*path, CITATIONS)] = (*path, CITES)
        return Node(citations, node.line)

    def _digest(self, cite: Cite) -> str:
        place = Place(self._file, cite.node.line, path_text(cite.path))
        if cite.quote is not None:
            message = f"a quotation is left here, and no text of a source is kept: {self._mend}"
            self._problems.add(place, message, rule="quotation-left")
            return _NO_DIGEST
        if self._lock is None:
            return _NO_DIGEST
        passage = Passage(cite.source, cite.start, cite.end)
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
