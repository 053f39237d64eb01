"""What stands under ``cites`` in a record: anchors and, while a curator works, quotations.

An anchor is ``[NAME:]START-END [FIELD] [derived]``, such as ``295-318 signed_on``: offsets into
the source, which the record names once at its top, and the key or column that the passage
supports. A text that is no anchor is a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from datapackage.problems import Place, ProblemList, nearest_match
from datapackage.read.record import Path as KeyPath
from datapackage.read.record import path_text
from datapackage.read.tree import Node
from datapackage.shape import BASES, CITES, DERIVED, NAME, SOURCE, SOURCES, STATED

QUOTATION_KEYS = ("quote", "field", "basis", "source")

_FIELD = r"(?!derived\b)[a-z_][a-z0-9_]*"
_ANCHOR = re.compile(rf"(?:({NAME}):)?(\d{{1,9}})-(\d{{1,9}})(?: ({_FIELD}))?( derived)?")


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
    if source is None or not _is_line(source):
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
    sources = {name: item.text for name, item in named.items() if _is_line(item)}
    if (
        not sources
        or len(sources) < len(named)
        or not all(re.fullmatch(NAME, name) for name in sources)
    ):
        problems.add(
            Place(file, node.line, SOURCES),
            "these are no short names of sources",
            expected="names in lower case and identifiers, such as {a: ID, b: ID}",
            rule="cites",
        )
        return {}
    return sources


def _is_line(node: Node) -> bool:
    return bool(node.text) and node.text.isprintable()


def read_cites(
    path: KeyPath, node: Node, sources: Mapping[str, str], file: str, problems: ProblemList
) -> Iterator[Cite]:
    """Yield the items of a value of ``cites``; what is neither anchor nor quotation is a problem.

    ``sources`` is what :func:`record_sources` returned, and not empty.
    """
    items = node.value if isinstance(node.value, list) else [node]
    seen: set[tuple[object, ...]] = set()
    for number, item in enumerate(items, start=1):
        where = (*path, number) if isinstance(node.value, list) else path
        cite = _read_cite(Cite(item, where), file, problems)
        if cite is None:
            continue
        name = cite.name or next(iter(sources))
        if name in sources:
            key = (sources[name], cite.start, cite.end, cite.quote, cite.field)
            if key in seen:
                message = "this passage is cited here already: keep one of the two"
                problems.add(Place(file, item.line, path_text(where)), message, rule="cites")
            seen.add(key)
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
        too_many = ": is there a '- ' too many?" if isinstance(node.value, list) else ""
        problems.add(
            Place(file, node.line, path_text(cite.path)),
            f"neither an anchor nor a quotation{too_many}",
            expected="an anchor such as '295-318 signed_on', or a passage of the source in quotes",
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

    def wrong(message: str, key: str, found: str, expected: str, near: str | None = None) -> None:
        place = Place(file, given[key].line, path_text((*cite.path, key)))
        problems.add(place, message, found=found, expected=expected, nearest=near, rule="cites")

    for key, node in given.items():
        if key not in QUOTATION_KEYS:
            near = nearest_match(key, QUOTATION_KEYS)
            wrong("unknown key", key, key, f"one of {', '.join(QUOTATION_KEYS)}", near)
        elif key == "basis" and node.text not in BASES:
            wrong("no such basis", key, node.text, f"one of {', '.join(BASES)}")
        elif key == "field" and not re.fullmatch(_FIELD, node.text):
            wrong("not a name of a field", key, node.text, "a key of the record or a column")
        elif key == "source" and not re.fullmatch(NAME, node.text):
            wrong("not a short name", key, node.text, "the record's short name of a source")
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
