"""The shape of a source record, derived from the contract.

A record nests as an agreement does: documents, parties, signatories, areas; goals under an area,
actors under a goal. Which keys each level takes follows from its Table Schema by one rule: a key
is named as its column, without ``_id`` where it names another row and without the language where
the text comes in all of them; the level's own identifier is ``id``. Columns that follow from the
nesting (identifiers of the levels above, numbers in the order of the source) are not written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pyarrow as pa

from datapackage.contract import ARROW_TYPES, Contract, Field, Table, reference_of

PERIOD_COLUMNS = ("period_start", "period_end", "period_precision")
CITATIONS = "citations"
CITES = "cites"
"""Where a record written by hand cites: short anchors instead of :data:`CITATIONS`."""
SOURCE, SOURCES = "source", "sources"
"""Where such a record says at its top what its anchors point to: one source, or several."""
BASES = STATED, DERIVED = ("stated", "derived")
"""Whether a passage states a fact, or a curator concluded it from there."""
NAME = r"[a-z][\w-]*"
"""Pattern of a short name by which the anchors of a record call a source."""


class Kind(Enum):
    """How the value of a key is written, and so how it is normalised."""

    ID = "an identifier"
    REFERENCE = "a name"
    CODE = "a code"
    TEXT = "text"
    LANGUAGES = "a text in each language"
    DATE = "a date"
    PARTIAL_DATE = "a day, a month or a year"
    PERIOD = "a period"
    INTEGER = "a whole number"
    NUMBER = "a number"
    BOOLEAN = "true or false"
    LIST = "a list of values"


@dataclass(frozen=True)
class Key:
    """A key of a record: how it is written and the columns it fills.

    A text in languages has a column for each of ``languages``, and where it is given at all, it
    is given in each of ``required_languages``. A date that may be known by month or year only fills
    two columns, the second with how exactly it is known.
    """

    name: str
    kind: Kind
    columns: tuple[str, ...]
    required: bool
    field: Field
    reference: str | None = None
    languages: tuple[str, ...] = ()
    required_languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """One level of a record: the table it fills, its keys and the levels below."""

    name: str
    table: Table
    keys: dict[str, Key]
    inherited: tuple[str, ...]
    number: str | None
    children: dict[str, Shape]

    @property
    def is_citation(self) -> bool:
        """Whether it is the level of the citations of a row."""
        return self.name == CITATIONS

    @property
    def is_plain(self) -> bool:
        """Whether its rows are written as values, not as keys with values: it has one key."""
        return len(self.keys) == 1 and not self.children

    @property
    def plain_children(self) -> dict[str, Shape]:
        """The levels below whose rows are values."""
        return {name: child for name, child in self.children.items() if child.is_plain}

    @property
    def only_key(self) -> Key:
        """The key of a plain level."""
        [key] = self.keys.values()
        return key

    @property
    def citable(self) -> frozenset[str]:
        """What a citation may support of a row: keys, columns, texts whatever their language."""
        return frozenset({*self.keys, *self.table.columns, *self.table.text_stems})

    def levels(self) -> Iterator[Shape]:
        """Yield the level itself, and all below it."""
        yield self
        for child in self.children.values():
            yield from child.levels()

    def arrow_type(self) -> pa.DataType:
        """Return the Arrow type of a row: a struct, with the levels below as lists."""
        if self.is_plain:
            return _arrow_type(self.only_key)
        fields = [pa.field(key.name, _arrow_type(key)) for key in self.keys.values()]
        fields += [
            pa.field(name, pa.list_(child.arrow_type())) for name, child in self.children.items()
        ]
        return pa.struct(fields)


COMPUTED_CITATION_COLUMNS = ("citation_id", "table_name", "record_id", "covers")


def record_shape(contract: Contract) -> Shape:
    """Return the shape of a record under ``contract``."""
    [top] = (t for t in contract.values() if t.record is not None and t.record.under is None)
    return _shape(top, contract, above=())


def _shape(table: Table, contract: Contract, above: tuple[str, ...]) -> Shape:
    assert table.record is not None  # noqa: S101  (only tables of a record have a shape)
    number = table.record.number
    # The text of a title in Indonesian is title_id, and no identifier.
    identifiers = [f.name for f in table.fields if f.name.endswith("_id") and not f.language]
    inherited = tuple(c for c in identifiers if c in above)
    not_written = (*inherited, *((number,) if number else ()))
    below = (*above, *(c for c in identifiers if c not in above and _is_shared(c, table, contract)))
    children = {
        child.record.key: _shape(child, contract, below)
        for child in contract.values()
        if child.record is not None and child.record.under == table.name
    }
    if table.record.cited:
        children[CITATIONS] = _citation_shape(contract)
    return Shape(
        name=table.record.key,
        table=table,
        keys=_keys(contract, table, not_written),
        inherited=inherited,
        number=number,
        children=children,
    )


def _is_shared(column: str, table: Table, contract: Contract) -> bool:
    """Tell whether rows below have an identifier, too: that of their row, or of a row above it.

    What a row says of a register, such as the place of a goal, is not said of the rows below.
    """
    if column in table.primary_key:
        return True
    return reference_of(contract, table, column) not in contract.registers


def _citation_shape(contract: Contract) -> Shape:
    table = contract["citations"]
    return Shape(
        name=CITATIONS,
        table=table,
        keys=_keys(contract, table, COMPUTED_CITATION_COLUMNS),
        inherited=(),
        number=None,
        children={},
    )


def _keys(contract: Contract, table: Table, not_written: tuple[str, ...]) -> dict[str, Key]:
    keys: dict[str, Key] = {}
    precisions = [item.precision for item in table.fields if item.precision]
    for item in table.fields:
        if item.name in (*not_written, *precisions):
            continue
        key = _key(contract, table, item)
        keys.setdefault(key.name, key)
    return keys


def _key(contract: Contract, table: Table, item: Field) -> Key:
    if item.language:
        texts = table.texts[item.stem]
        return Key(
            item.stem,
            Kind.LANGUAGES,
            tuple(texts.values()),
            any(table.field(name).required for name in texts.values()),
            item,
            languages=tuple(texts),
            required_languages=() if item.in_any_language else contract.required_languages,
        )
    if item.name in PERIOD_COLUMNS:
        return Key("period", Kind.PERIOD, PERIOD_COLUMNS, item.required, item)
    if item.precision:
        columns = (item.name, item.precision)
        return Key(item.name, Kind.PARTIAL_DATE, columns, item.required, item)
    if (item.name,) == table.primary_key:
        return Key("id", Kind.ID, (item.name,), item.required, item)
    reference = reference_of(contract, table, item.name)
    if reference is not None:
        name = item.name.removesuffix("_id")
        return Key(name, Kind.REFERENCE, (item.name,), item.required, item, reference)
    name = "field" if item.name == "field_name" else item.name
    return Key(name, _kind(item), (item.name,), item.required, item)


def _kind(item: Field) -> Kind:
    if item.type == "list":
        return Kind.LIST
    if item.codelist:
        return Kind.CODE
    kinds = {
        "date": Kind.DATE,
        "integer": Kind.INTEGER,
        "year": Kind.INTEGER,
        "number": Kind.NUMBER,
        "boolean": Kind.BOOLEAN,
    }
    return kinds.get(item.type, Kind.TEXT)


def _arrow_type(key: Key) -> pa.DataType:
    scalar: dict[Any, pa.DataType] = {
        Kind.INTEGER: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.BOOLEAN: pa.bool_(),
        Kind.LIST: ARROW_TYPES["list"],
    }
    if key.kind is Kind.LANGUAGES:
        return pa.struct([pa.field(language, pa.string()) for language in key.languages])
    return scalar.get(key.kind, pa.string())
