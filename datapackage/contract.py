"""The contract: the tables of a package as typed objects, each with its Table Schema.

Everything that knows columns derives them from here: the keys of a source record, Arrow and
pandas types, Parquet metadata, the descriptor, the data dictionary. There is no second list of
columns. Properties of a field that are ours, not the standard's: ``codelist`` names the code list
that its values come from, ``language`` the language of its texts, ``precision`` the column that
says how exactly a date is known; ``titles`` and ``descriptions`` hold translations. A table says
itself whether it is a ``register``, and where it hangs in a ``record``.
:mod:`datapackage.read.schemas` reads a contract from its folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pyarrow as pa

from datapackage.languages import column_of

PROFILE = "city-cooperation-agreements/2"
"""What the property ``conformsTo`` of a descriptor says of a package that our rules hold for.

The number rises when a package of before can no longer be held to the rules of the day.
"""

EACH_ROW, EACH_AGREEMENT, EACH_SOURCE = CITATION_POLICIES = ("row", "agreement", "source")
"""What has to be cited: a passage for each row; one for each agreement, which then covers the rows
below it, too; or for each agreement its source as a whole."""

PASSAGE = ("start", "end", "sha256")
"""Columns of a citation that say which passage of its source is cited; all empty: the whole."""

ARROW_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "year": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "list": pa.list_(pa.string()),
}
"""Table Schema type -> Arrow type; other types have no use in this package."""


@dataclass(frozen=True)
class Field:
    """A column: its Table Schema descriptor and what the pipeline asks of it."""

    descriptor: dict[str, Any]

    @property
    def name(self) -> str:
        """Column name."""
        return str(self.descriptor["name"])

    @property
    def type(self) -> str:
        """Table Schema type, a key of :data:`ARROW_TYPES`."""
        return str(self.descriptor["type"])

    @property
    def title(self) -> str:
        """Title in English."""
        return str(self.descriptor.get("title", self.name))

    @property
    def description(self) -> str:
        """Description in English."""
        return str(self.descriptor.get("description", ""))

    @property
    def codelist(self) -> str | None:
        """Name of the code list that the values come from, if they do."""
        return self.descriptor.get("codelist")

    @property
    def language(self) -> str | None:
        """Language of the texts, a BCP 47 tag, where each language has a column of its own."""
        return self.descriptor.get("language")

    @property
    def precision(self) -> str | None:
        """Name of the column that says whether a date stands for a day, a month or a year."""
        return self.descriptor.get("precision")

    @property
    def is_last_day(self) -> bool:
        """Whether a date that is known by month or year is its last day, not its first."""
        return self.descriptor.get("day") == "last"

    @property
    def stem(self) -> str:
        """Name without the language: ``title`` of ``title_fi``."""
        return self.name.removesuffix(column_of("", self.language)) if self.language else self.name

    @property
    def in_any_language(self) -> bool:
        """Whether a text may be given in some of the languages only."""
        return self.descriptor.get("languages") == "any"

    @property
    def constraints(self) -> dict[str, Any]:
        """Table Schema constraints as the descriptor has them."""
        return dict(self.descriptor.get("constraints", {}))

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return bool(self.constraints.get("required", False))

    @property
    def enum(self) -> tuple[str, ...] | None:
        """The values that are allowed, if they are listed."""
        values = self.constraints.get("enum")
        return None if values is None else tuple(values)


@dataclass(frozen=True)
class ForeignKey:
    """A reference: ``fields`` of a table point to ``reference_fields`` of ``reference_table``."""

    fields: tuple[str, ...]
    reference_table: str
    reference_fields: tuple[str, ...]


@dataclass(frozen=True)
class InRecord:
    """Where the rows of a table are written in a source record.

    Attributes:
        key: The key that holds them; of the topmost table: what a record is called.
        under: The table whose rows they are written under; None for the topmost table.
        number: The column that numbers them in the order of the source, if there is one.
        cited: Whether a citation has to show where the source says what a row says.
    """

    key: str
    under: str | None = None
    number: str | None = None
    cited: bool = True


@dataclass(frozen=True)
class InDiagram:
    """Where a table is drawn: in which group, which has a colour, and in which column, from 1."""

    group: str = ""
    column: int | None = None


@dataclass(frozen=True)
class Table:
    """A table: its Table Schema and what is derived from it."""

    name: str
    descriptor: dict[str, Any]
    diagram: InDiagram = InDiagram()
    fields: tuple[Field, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", tuple(map(Field, self.descriptor["fields"])))

    @property
    def title(self) -> str:
        """Title in English."""
        return str(self.descriptor.get("title", self.name))

    @property
    def description(self) -> str:
        """Description in English."""
        return str(self.descriptor.get("description", ""))

    @property
    def is_register(self) -> bool:
        """Whether a register of that name fills it, a CSV file that curators keep."""
        return bool(self.descriptor.get("register", False))

    @cached_property
    def record(self) -> InRecord | None:
        """Where its rows are written in a record; None if records don't fill it."""
        stated = self.descriptor.get("record")
        return None if stated is None else InRecord(**stated)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Column names in the order of the schema."""
        return tuple(f.name for f in self.fields)

    @cached_property
    def primary_key(self) -> tuple[str, ...]:
        """Columns of the primary key."""
        return _names(self.descriptor.get("primaryKey", []))

    @cached_property
    def foreign_keys(self) -> tuple[ForeignKey, ...]:
        """Foreign keys; an empty resource name means the table itself (Table Schema v1 and v2)."""
        return tuple(
            ForeignKey(
                _names(key["fields"]),
                key["reference"].get("resource") or self.name,
                _names(key["reference"]["fields"]),
            )
            for key in self.descriptor.get("foreignKeys", [])
        )

    @cached_property
    def texts(self) -> dict[str, dict[str, str]]:
        """Texts that come in languages: stem -> language -> column."""
        texts: dict[str, dict[str, str]] = {}
        for item in self.fields:
            if item.language:
                texts.setdefault(item.stem, {})[item.language] = item.name
        return texts

    @property
    def text_stems(self) -> tuple[str, ...]:
        """Stems of the texts that come in languages (``title`` of ``title_fi``)."""
        return tuple(self.texts)

    @cached_property
    def name_columns(self) -> tuple[str, ...]:
        """Columns of the text that a row is called by: the first that every row has to have."""
        for columns in self.texts.values():
            if any(self.field(name).required for name in columns.values()):
                return tuple(columns.values())
        return ()

    @cached_property
    def arrow_schema(self) -> pa.Schema:
        """Arrow schema: types, and each column's title and description as field metadata."""
        return pa.schema([_arrow_field(f) for f in self.fields])

    def field(self, name: str) -> Field:
        """Return the column of that name; raises KeyError where there is none."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {f.name: f for f in self.fields}


class Contract(dict[str, Table]):
    """Table name -> table, in the order of publishing; and the languages of their texts.

    Attributes:
        languages: BCP 47 tags; the first is the main language.
        required_languages: Those in which a text must be given.
        citations: Out of :data:`CITATION_POLICIES`.
    """

    def __init__(
        self,
        tables: Iterable[Table],
        languages: Sequence[str],
        required_languages: Sequence[str] | None = None,
        citations: str = EACH_ROW,
    ) -> None:
        super().__init__((table.name, table) for table in tables)
        self.languages = tuple(languages)
        self.required_languages = (
            self.languages if required_languages is None else tuple(required_languages)
        )
        self.citations = citations

    @property
    def registers(self) -> tuple[str, ...]:
        """Names of the tables that registers fill."""
        return tuple(table.name for table in self.values() if table.is_register)

    @property
    def cited_tables(self) -> tuple[str, ...]:
        """Names of the tables whose rows need a citation each."""
        return tuple(t.name for t in self.values() if t.record is not None and t.record.cited)

    def with_table(self, table: Table) -> Contract:
        """Return the same contract with one more table, or with another one of that name."""
        tables = {**self, table.name: table}
        return Contract(tables.values(), self.languages, self.required_languages, self.citations)

    def with_codes(self, codes: Mapping[str, Sequence[str]]) -> Contract:
        """Return the same contract, with each column of codes held to the codes of its list.

        The code lists own the codes: only here do they become the ``enum`` of a schema.
        """
        contract = self
        for table in self.values():
            fields = [_with_enum(item, codes.get(item.codelist or "")) for item in table.fields]
            contract = contract.with_table(
                replace(table, descriptor=table.descriptor | {"fields": fields})
            )
        return contract


def reference_of(contract: Contract, table: Table, column: str) -> str | None:
    """Return the table whose rows ``column`` names, followed to where the identifier is at home.

    A signatory's ``organisation_id`` points to a party, whose own points to an organisation: the
    answer is ``organisations``. None where the column is no reference.
    """
    for key in table.foreign_keys:
        if column not in key.fields:
            continue
        target = contract[key.reference_table]
        target_column = key.reference_fields[key.fields.index(column)]
        if target is table:
            return table.name
        return reference_of(contract, target, target_column) or target.name
    return None


def _names(value: str | list[str]) -> tuple[str, ...]:
    """Return key fields as a tuple; the standard also allows a single name."""
    return (value,) if isinstance(value, str) else tuple(value)


def _with_enum(item: Field, codes: Sequence[str] | None) -> dict[str, Any]:
    # The standard's enum would list whole lists: rules hold the items of a list to their codes.
    if not codes or item.type == "list":
        return item.descriptor
    return item.descriptor | {"constraints": item.constraints | {"enum": list(codes)}}


def _arrow_field(item: Field) -> pa.Field:
    metadata = {"title": item.title, "description": item.description}
    return pa.field(
        item.name, ARROW_TYPES[item.type], nullable=not item.required, metadata=metadata
    )
