"""The sheets of a workbook that people fill in, derived from the contract: a sheet a table.

A row of a sheet is a row of a level of a record, or of a register, and a column is a key of it; a
text in languages takes a column a language. Nesting is written as a reference: a row names the one
that it stands under, in the column of that name. What follows from elsewhere (numbers, identifiers
further up) has no column, so that each fact is entered in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from datapackage import words
from datapackage.contract import Contract, Field, Table, reference_of
from datapackage.problems import UsageError
from datapackage.shape import CITATIONS, Key, Kind, Shape, record_shape

MAX_NAME = 31
"""Letters in the name of a sheet (Excel's limit)."""
REGISTER_EXTRAS = ("aliases", "keep")
"""Columns of a register beside those of its table."""


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet.

    Attributes:
        name: What programs know it by, in a row that people don't see.
        titles: Its header, by language.
        field: The field of the table that it fills, or the first of them.
        path: The keys under which its value stands in a record; empty for the row above.
        required: Whether each row needs a value.
        reference: The table whose rows it names, if it names rows.
    """

    name: str
    titles: dict[str, str]
    field: Field
    path: tuple[str, ...]
    required: bool = False
    reference: str | None = None

    @property
    def is_text(self) -> bool:
        """Whether people write what they like in it."""
        plain = self.field.type == "string" and not self.field.codelist and not self.reference
        return plain and self.name not in (CITATIONS, *REGISTER_EXTRAS)


@dataclass(frozen=True)
class Sheet:
    """A sheet: the table that it fills, and its columns from left to right.

    Attributes:
        name: Its name: that of the table, cut where it is too long for a sheet.
        table: The table.
        columns: The columns.
        identifier: The column of the row's own identifier, which people don't see; None where
            rows have none.
        above: The sheet of the rows that its rows stand under, for all levels of a record but
            the topmost.
        shape: The level of a record; None for a register.
    """

    name: str
    table: Table
    columns: tuple[SheetColumn, ...]
    identifier: SheetColumn | None
    above: Sheet | None = None
    shape: Shape | None = None

    @cached_property
    def parent(self) -> SheetColumn | None:
        """The column that names the row above."""
        return next((column for column in self.columns if not column.path), None)

    @cached_property
    def naming(self) -> tuple[SheetColumn, ...]:
        """The text that a row is called by, a column a language: the first that it has to have."""
        texts = [c for c in self.columns if c.is_text and c.path and c is not self.identifier]
        first = next((c for c in texts if c.required), texts[0] if texts else None)
        return tuple(c for c in texts if first and c.field.stem == first.field.stem)


def sheets_of(contract: Contract) -> list[Sheet]:
    """Return the sheets of a contract: the levels of a record from the top, then the registers.

    Raises:
        UsageError: Rows of a table stand under rows that have no identifier of one column.
    """
    names = dict(zip(contract, sheet_names(list(contract)), strict=True))
    levels = _levels(record_shape(contract), None, contract, names)
    return [*levels, *(_register(contract[name], contract, names) for name in contract.registers)]


def sheet_names(tables: Sequence[str]) -> list[str]:
    """Return a name for each sheet that a workbook can have: long ones are cut and numbered."""
    names: list[str] = []
    for table in tables:
        name, number = table[:MAX_NAME], 1
        while name in names or (name != table and name in tables):
            number += 1
            name = f"{table[: MAX_NAME - len(str(number)) - 1]}~{number}"
        names.append(name)
    return names


def _levels(
    shape: Shape, above: Sheet | None, contract: Contract, names: Mapping[str, str]
) -> Iterator[Sheet]:
    table = shape.table
    columns = [each for key in shape.keys.values() for each in _columns(key, table, contract)]
    identifier = next((c for c in columns if (c.field.name,) == table.primary_key), None)
    if above is not None:
        columns.insert(1 if identifier else 0, _parent(shape, above))
    if CITATIONS in shape.children:
        columns.append(_own(CITATIONS, contract))
    sheet = Sheet(names[table.name], table, tuple(columns), identifier, above, shape)
    yield sheet
    for name, child in shape.children.items():
        if name != CITATIONS:
            yield from _levels(child, sheet, contract, names)


def _parent(shape: Shape, above: Sheet) -> SheetColumn:
    identifier = above.identifier
    if identifier is None or identifier.field.name not in shape.inherited:
        raise UsageError(
            f"a workbook can't hold '{shape.table.name}': the rows of '{above.table.name}', which"
            " its rows stand under, have no identifier of one column"
        )
    item = shape.table.field(identifier.field.name)
    name = item.name.removesuffix("_id")
    titles = above.table.descriptor.get("titles") or {words.ENGLISH: above.table.title}
    return SheetColumn(name, titles, item, (), True, above.table.name)


def _columns(key: Key, table: Table, contract: Contract) -> Iterator[SheetColumn]:
    if key.kind is Kind.LANGUAGES:
        for language, name in zip(key.languages, key.columns, strict=True):
            item = table.field(name)
            required = key.required and language in key.required_languages
            yield SheetColumn(name, _titles(item), item, (key.name, language), required)
        return
    is_period = key.kind is Kind.PERIOD
    titles = _own_titles(key.name, contract) if is_period else _titles(key.field)
    yield SheetColumn(key.name, titles, key.field, (key.name,), key.required, key.reference)


def _register(table: Table, contract: Contract, names: Mapping[str, str]) -> Sheet:
    columns = [
        SheetColumn(
            item.name,
            _titles(item),
            item,
            (item.name,),
            item.required,
            reference_of(contract, table, item.name),
        )
        for item in table.fields
    ]
    identifier = next((c for c in columns if (c.name,) == table.primary_key), None)
    columns += [_own(name, contract) for name in REGISTER_EXTRAS]
    return Sheet(names[table.name], table, tuple(columns), identifier)


def _own(name: str, contract: Contract) -> SheetColumn:
    """Return a column that no table has."""
    item = Field({"name": name, "type": "string"})
    return SheetColumn(name, _own_titles(name, contract), item, (name,))


def _titles(item: Field) -> dict[str, str]:
    return item.descriptor.get("titles") or {words.ENGLISH: item.title}


def _own_titles(name: str, contract: Contract) -> dict[str, str]:
    return words.texts(f"workbook.columns.{name}", contract.languages)
