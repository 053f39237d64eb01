"""The draft of a record: its keys, and beside them what can be read off the source's text.

Nothing is decided here. What was found stands in comments, with its place, as a curator would
write it; they take what is true.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from datapackage.citations import read_document
from datapackage.normalise.aliases import named_rows
from datapackage.normalise.mentions import Mention, find_names, find_periods
from datapackage.normalise.parsers import Parsers
from datapackage.problems import ProblemList, UsageError, one_of
from datapackage.read.batches import YAML_SUFFIXES
from datapackage.read.sources import Sources
from datapackage.read.unread import AGREEMENTS
from datapackage.shape import Key, Kind, Shape, record_shape
from datapackage.start.identifiers import checked_identifier
from datapackage.start.source import RegisteredSource, read_for_adding, register_source

DATES = "dates and periods"
MOST_PLACES = 3
"""Of further places where the same is mentioned, up to so many are named."""

_HEADER = """\
# Draft of a record of {document}. Fill in what the source states, in your own words; take
# the # off the lists that you need, and delete the other comments. Under `cites`, say where the
# source says so, by its words or by their place, with the key that it is about unless it is all:
#   cites: ["start of the passage … its end", {{quote: "a passage", field: signed_on}}]
# Then: city-cooperation-agreements cite --fill {record} --documents {folder}
#
# Found in the text, as suggestions (characters, line):
"""


@dataclass(frozen=True)
class DraftedRecord:
    """A record that was written.

    Attributes:
        path: Its file.
        source: The source that it is of.
        found: How many dates, and how many names of each register, its comments suggest.
    """

    path: Path
    source: RegisteredSource
    found: dict[str, int]


def new(
    document: str | Path,
    sources: str | Path = "sources",
    *,
    record_id: str | None = None,
    schemas: str | Path | None = None,
) -> DraftedRecord:
    """Register a document, unless it is registered, and write the draft of a record of it.

    Args:
        document: The document, a text file in UTF-8.
        sources: Folder of the sources.
        record_id: Identifier of the record; by default that of the source.
        schemas: Folder of the Table Schemas; those of this package by default.

    Raises:
        DataError: ``package.yaml`` or the register of sources can't be read.
        UsageError: The document can't be read, the identifier is not valid, or the record is
            there already.
    """
    document = Path(document)
    text = read_document(document)
    identifier = checked_identifier(record_id, document.stem)
    folder = Path(sources) / AGREEMENTS
    path = folder / f"{identifier}.yaml"
    for suffix in YAML_SUFFIXES:
        if (there := folder / f"{identifier}{suffix}").exists():
            raise UsageError(f"{there}: is there already; choose another identifier with --id")
    source = register_source(document, sources, schemas=schemas)
    held = read_for_adding(Path(sources), schemas)
    mentions = _mentions(text, held)
    header = _HEADER.format(
        document=document.name, record=path.as_posix(), folder=document.parent.as_posix()
    )
    lines = [
        *_found(text, mentions),
        f"id: {identifier}",
        f"source: {source.source_id}",
        *_Draft(identifier, mentions).record(record_shape(held.contract)),
    ]
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    return DraftedRecord(path, source, {kind: len(found) for kind, found in mentions.items()})


def _mentions(text: str, held: Sources) -> dict[str, list[Mention]]:
    """Return what the text mentions: dates and periods, and names by their register."""
    parsers = Parsers(held.contract, held.registers, held.codelists, ProblemList())
    mentions = {DATES: find_periods(text, parsers.periods)}
    for name, register in held.registers.items():
        table = held.contract[name]
        if len(table.primary_key) == 1 and table.name_columns:
            rows = named_rows(register, table.primary_key[0], table.name_columns)
            mentions[name] = find_names(text, rows)
    return mentions


# --- What was found ---------------------------------------------------------------------------


def _found(text: str, mentions: Mapping[str, list[Mention]]) -> Iterator[str]:
    """Yield the lines that list what was found: its first place, its words, its meaning."""
    for kind, found in mentions.items():
        by_meaning: dict[str, list[Mention]] = {}
        for mention in found:
            by_meaning.setdefault(mention.meaning or mention.text, []).append(mention)
        if found:
            yield f"# {kind}:"
        for first, *others in by_meaning.values():
            line = text.count("\n", 0, first.start) + 1
            more = ", ".join(f"{m.start}-{m.end}" for m in others[:MOST_PLACES])
            yield (
                f"#   {first.start}-{first.end}, line {line}: {first.text}"
                f" ({first.meaning or 'the year is not said here'})"
                f"{f'; also {more}' if more else ''}{' …' if others[MOST_PLACES:] else ''}"
            )


# --- What a record has ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Draft:
    """Writes the keys of a record with nothing behind them, those of its lists in comments."""

    record_id: str
    mentions: Mapping[str, list[Mention]]

    def record(self, shape: Shape) -> Iterator[str]:
        """Yield the lines of a record but its identifier and source."""
        yield from self._keys(shape)
        for child in shape.children.values():
            if not child.is_citation:
                yield f"# {child.name}:"
                yield from (f"# {line}" for line in self._items(child))

    def _items(self, shape: Shape) -> Iterator[str]:
        """Yield a row for each name that was found, where a row has to have a name; else one."""
        named = [key for key in shape.keys.values() if key.kind is Kind.REFERENCE and key.required]
        found = self.mentions.get(named[0].reference or "", []) if named else []
        first: dict[str, Mention] = {}
        for mention in found:
            first.setdefault(mention.meaning, mention)
        if shape.is_plain:
            yield "  -"
            return
        rows = [{named[0].name: mention} for mention in first.values()] or [{}]
        for filled in rows:
            yield from _as_item(self._row(shape, filled))

    def _row(self, shape: Shape, filled: Mapping[str, Mention]) -> Iterator[str]:
        if "id" in shape.keys:
            yield f"id: {self.record_id}-"
        yield from self._keys(shape, filled)
        for child in shape.children.values():
            if not child.is_citation:
                yield f"{child.name}:"
                yield from self._items(child)

    def _keys(self, shape: Shape, filled: Mapping[str, Mention] | None = None) -> Iterator[str]:
        """Yield the keys that a row has to have, `cites`, and in comments what else it may have."""
        filled = filled or {}
        for key in shape.keys.values():
            if key.required and key.name != "id":
                yield from _blank(key, filled.get(key.name))
        if any(child.is_citation for child in shape.children.values()):
            places = ", ".join(f"{m.start}-{m.end}" for m in filled.values())
            yield f"cites: [{places}]"
        for key in shape.keys.values():
            if key.name != "id" and not key.required:
                yield f"# {key.name}:"


def _blank(key: Key, mention: Mention | None) -> Iterator[str]:
    """Yield the lines of a key that is to be filled in, or was."""
    if mention:
        yield f"{key.name}: {quoted(mention.text)}  # {mention.meaning}"
    elif key.field.enum:
        yield f"{key.name}:  # {one_of(key.field.enum)}"
    else:
        yield f"{key.name}:"
    for language in key.required_languages:
        yield f"  {language}:"


def _as_item(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines as an item of a list."""
    for number, line in enumerate(lines):
        yield f"{'    ' if number else '  - '}{line}"


def quoted(text: str) -> str:
    """Return text as YAML has it on one line, between quotation marks."""
    return json.dumps(text, ensure_ascii=False)
