"""The contract: the Table Schemas in ``schemas/``, read into typed objects.

Everything that knows columns derives them from here: the keys of a source record, Arrow and
pandas types, Parquet metadata, the descriptor, the data dictionary. There is no second list of
columns. The property ``codelist`` of a field (ours, not the standard's) names the code list that
its values come from; ``titles`` and ``descriptions`` hold translations.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from datapackage.problems import DataError, Place, Problem

LANGUAGES = ("fi", "en", "sv", "ru")
"""Every text that people read comes in these languages, as columns ``<stem>_<language>``."""

TABLES = (
    "agreements",
    "documents",
    "parties",
    "signatories",
    "cooperation_areas",
    "goals",
    "goal_actors",
    "organisations",
    "places",
    "themes",
    "theme_mappings",
    "sources",
    "citations",
    "codes",
)
"""The tables of the package, in the order in which they are published."""

ARROW_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "year": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
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
    def constraints(self) -> dict[str, Any]:
        """Table Schema constraints as they stand in the descriptor."""
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
class Table:
    """A table: its Table Schema and what is derived from it."""

    name: str
    descriptor: dict[str, Any]
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
    def text_stems(self) -> tuple[str, ...]:
        """Stems of the texts that come in every language (``title`` for ``title_fi``)."""
        first = f"_{LANGUAGES[0]}"
        stems = [name.removesuffix(first) for name in self.columns if name.endswith(first)]
        return tuple(
            stem for stem in stems if all(f"{stem}_{lang}" in self.columns for lang in LANGUAGES)
        )

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
    """Table name -> table, in the order of :data:`TABLES`; and the languages of their texts."""

    languages: tuple[str, ...] = LANGUAGES

    def with_table(self, table: Table) -> Contract:
        """Return the same contract with one more table, or with another one of that name."""
        contract = Contract(self)
        contract[table.name] = table
        contract.languages = self.languages
        return contract


def default_schemas() -> Path:
    """Return the folder of the schemas: inside an installed package, else beside the sources."""
    here = Path(__file__).resolve().parent
    bundled = here / "_schemas"
    return bundled if bundled.is_dir() else here.parent / "schemas"


def load_contract(folder: Path) -> Contract:
    """Read ``<table>.json`` for each table from ``folder``.

    Raises:
        DataError: A schema is missing, is no JSON object, has no fields or an unknown type.
    """
    problems: list[Problem] = []
    contract = Contract()
    if not folder.is_dir():
        raise DataError(
            [Problem(Place(str(folder)), "no such folder of schemas", "missing-folder")]
        )
    for name in TABLES:
        try:
            contract[name] = _load_table(folder / f"{name}.json", name)
        except DataError as error:
            problems.extend(error.problems)
    if problems:
        raise DataError(problems)
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


def _load_table(path: Path, name: str) -> Table:
    def wrong(message: str, line: int = 0, where: str = "") -> DataError:
        return DataError([Problem(Place(str(path), line, where), message, "schema")])

    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise wrong(f"no schema for table '{name}'") from None
    except UnicodeDecodeError:
        raise wrong("not UTF-8") from None
    except json.JSONDecodeError as error:
        raise wrong(f"not JSON: {error.msg}", error.lineno) from None
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("fields"), list):
        raise wrong("not a Table Schema: a JSON object with a list of fields is expected")
    for number, item in enumerate(descriptor["fields"], start=1):
        known = isinstance(item, dict) and isinstance(item.get("name"), str)
        if not known or item.get("type") not in ARROW_TYPES:
            types = ", ".join(ARROW_TYPES)
            raise wrong(f"a field needs a name and a type out of {types}", 0, f"fields[{number}]")
    return Table(name, descriptor)


def _names(value: str | list[str]) -> tuple[str, ...]:
    """Return key fields as a tuple; the standard also allows a single name."""
    return (value,) if isinstance(value, str) else tuple(value)


def _arrow_field(item: Field) -> pa.Field:
    metadata = {"title": item.title, "description": item.description}
    return pa.field(
        item.name, ARROW_TYPES[item.type], nullable=not item.required, metadata=metadata
    )
