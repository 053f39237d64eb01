"""From batches of records and from registers to the tables of the contract.

Each table is a pandas frame with the columns of its schema, normalised column by column. What
can't be normalised becomes a problem with the place of the value; see
:class:`NormalisedTable` for how a row finds its way back to the sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.extensions import ExtensionArray

from datapackage.columnar.arrow import LIST_DELIMITER, joined_lists
from datapackage.contract import ARROW_TYPES, EACH_ROW, Field, Table
from datapackage.normalise.columns import (
    Fault,
    normalise_distinct,
    normalise_text,
    parse_distinct,
    spread,
    typed,
)
from datapackage.normalise.levels import Level, take_apart
from datapackage.normalise.parsers import Parsers
from datapackage.problems import Place, ProblemList
from datapackage.read.batches import Batch
from datapackage.read.register import ALIASES, Register, joined
from datapackage.shape import PERIOD_COLUMNS, Key, Kind, Shape

PlaceOf = Callable[[int, str], Place]
"""Tells where the value of (row, column) is in the sources."""


@dataclass(frozen=True)
class NormalisedTable:
    """Rows of one table: the frame, and where each of its values came from."""

    table: Table
    frame: pd.DataFrame
    place: PlaceOf

    def to_arrow(self) -> pa.Table:
        """Return the rows with the types of the contract, without pandas metadata."""
        arrays = [_as_arrow(self.frame[item.name].array, item.type) for item in self.table.fields]
        return pa.Table.from_arrays(arrays, schema=nullable(self.table.arrow_schema))


def _without_gaps(lists: pa.ListArray) -> pa.ListArray:
    """Return lists without items that are null, which say nothing."""
    if not lists.flatten().null_count:
        return lists
    kept = [each and [item for item in each if item is not None] for each in lists.to_pylist()]
    return pa.array(kept, lists.type)


def _as_arrow(values: ExtensionArray, type_: str) -> pa.Array:
    if type_ == "list":
        return pc.split_pattern(pa.array(values, pa.string()), LIST_DELIMITER)
    return pa.array(values, type=ARROW_TYPES[type_])


def nullable(schema: pa.Schema) -> pa.Schema:
    """Return a schema that lets every column be empty: checks come after writing, not before."""
    return pa.schema([item.with_nullable(True) for item in schema])


@dataclass
class _Columns:
    """Gathers the columns of a table, and turns faults into problems."""

    table: Table
    place: PlaceOf
    problems: ProblemList
    values: dict[str, ExtensionArray] = field(default_factory=dict)

    def set(self, column: str, values: ExtensionArray, faults: Iterable[Fault] = ()) -> None:
        self.values[column] = values
        for fault in faults:
            error = fault.error
            self.problems.add(
                self.place(fault.row, column),
                error.message,
                found=error.found,
                expected=error.expected,
                nearest=error.nearest,
                rule=error.rule,
            )

    def read(self, raw: pa.Array, item: Field, parsers: Parsers) -> list[Fault]:
        """Normalise a column of raw values by its parser, or by its type where it has none."""
        parse = parsers.of_column(self.table, item)
        if pa.types.is_list(raw.type):
            raw = joined_lists(_without_gaps(raw))
        faults: list[Fault] = []
        if not pa.types.is_string(raw.type):
            values = typed(raw, item.type)
        elif parse is None:
            values, faults = normalise_text(raw)
        else:
            values, faults = normalise_distinct(raw, parse, item.type)
        self.set(item.name, values, faults)
        return faults

    def require(self, column: str, name: str, faults: Iterable[Fault]) -> None:
        """Report each row without a value, but for those whose value is at fault."""
        faulty = {fault.row for fault in faults}
        for row in map(int, np.flatnonzero(self.values[column].isna())):
            if row not in faulty:
                message = f"'{name}' is missing"
                self.problems.add(self.place(row, column), message, rule="required")

    def frame(self) -> pd.DataFrame:
        return pd.DataFrame({name: self.values[name] for name in self.table.columns})


def written_at(shape: Shape, column: str) -> tuple[str, ...]:
    """Return the keys under which the value of a column is written in a record of that shape."""
    for key in shape.keys.values():
        if column == key.name or column in key.columns:
            if key.kind is Kind.LANGUAGES and column in key.columns:
                return key.name, key.languages[key.columns.index(column)]
            return (key.name,)
    return (column,) if column in shape.children else ()


# --- Records ----------------------------------------------------------------------------------


def normalise_batch(
    batch: Batch, shape: Shape, parsers: Parsers, problems: ProblemList
) -> list[NormalisedTable]:
    """Return the tables of a batch; a table may come several times, as citations do."""
    done: dict[int, NormalisedTable] = {}
    tables = []
    for level in take_apart(batch, shape):
        above = done[id(level.above)] if level.above is not None else None
        if level.shape.is_citation:
            table = _read_citations(level, above, parsers, problems)
        else:
            table = _LevelReader(level, above, parsers, problems).read()
        done[id(level)] = table
        tables.append(table)
    return tables


@dataclass
class _LevelReader:
    """Normalises one level of a batch."""

    level: Level
    above: NormalisedTable | None
    parsers: Parsers
    problems: ProblemList

    def read(self) -> NormalisedTable:
        table = self.level.shape.table
        columns = _Columns(table, self.place, self.problems)
        for name in self.level.shape.inherited:
            columns.set(name, self._inherited(name))
        for key in self.level.shape.keys.values():
            self._read_key(key, columns)
        if self.level.shape.number:
            columns.set(self.level.shape.number, self._numbers(columns))
        return NormalisedTable(table, columns.frame(), self.place)

    def place(self, row: int, column: str) -> Place:
        return self.level.place(row, *written_at(self.level.shape, column))

    def _inherited(self, name: str) -> ExtensionArray:
        assert self.above is not None  # noqa: S101  (only a level below inherits)
        values: ExtensionArray = self.above.frame[name].array
        return values.take(self.level.parent_rows)

    def _numbers(self, columns: _Columns) -> ExtensionArray:
        """Number the rows from 1 in the order of the source, within what the schema says.

        The group is the rest of the unique key that the number is part of; where that does not
        follow from the nesting alone (areas count within their document), rows are grouped.
        """
        number = str(self.level.shape.number)
        table = self.level.shape.table
        keys = [table.primary_key, *map(tuple, table.descriptor.get("uniqueKeys", []))]
        group = next([c for c in key if c != number] for key in keys if number in key)
        if all(name in self.level.shape.inherited for name in group):
            return pd.array(self.level.positions, dtype="Int64")
        frame = pd.DataFrame({name: columns.values[name] for name in group})
        frame[""] = self.level.parent_rows
        counted = frame.groupby(["", *group], sort=False, dropna=False).cumcount() + 1
        return pd.array(counted.to_numpy(), dtype="Int64")

    def _read_key(self, key: Key, columns: _Columns) -> None:
        if key.kind is Kind.LANGUAGES:
            self._read_languages(key, columns)
        elif key.kind is Kind.PERIOD:
            self._read_period(key, columns)
        elif key.kind is Kind.PARTIAL_DATE:
            self._read_partial_date(key, columns)
        else:
            self._read_scalar(key, columns)

    def _read_scalar(self, key: Key, columns: _Columns) -> None:
        faults = columns.read(self.level.column(key.name), key.field, self.parsers)
        if key.required:
            columns.require(key.columns[0], key.name, faults)

    def _add_missing(self, row: int, keys: tuple[str, ...], message: str) -> None:
        self.problems.add(self.level.place(row, *keys), message, rule="required")

    def _read_languages(self, key: Key, columns: _Columns) -> None:
        missing = np.zeros((len(self.level), len(key.languages)), dtype=bool)
        faulty: set[tuple[int, int]] = set()
        for number, (language, column) in enumerate(zip(key.languages, key.columns, strict=True)):
            values, faults = normalise_text(self.level.column(key.name, language))
            columns.set(column, values, faults)
            missing[:, number] = values.isna()
            faulty.update((fault.row, number) for fault in faults)
        self._check_languages(key, missing, faulty)

    def _check_languages(self, key: Key, missing: np.ndarray, faulty: set[tuple[int, int]]) -> None:
        """A text is given in the required languages; an optional one may be left out whole."""
        needed = np.isin(key.languages, key.required_languages)
        nowhere = np.all(missing, axis=1)
        wrong = np.any(missing & needed, axis=1) & (~nowhere | key.required)
        languages = ", ".join(key.required_languages)
        for row in map(int, np.flatnonzero(wrong)):
            gaps = [n for n in np.flatnonzero(missing[row] & needed) if (row, int(n)) not in faulty]
            if nowhere[row] and len(gaps) == np.count_nonzero(needed):
                message = f"'{key.name}' is missing (expected text in {languages})"
                self._add_missing(row, (key.name,), message)
                continue
            for gap in gaps:
                self._add_missing(
                    row,
                    (key.name, key.languages[gap]),
                    f"the text is missing or empty in one language (expected text in {languages})",
                )

    def _read_partial_date(self, key: Key, columns: _Columns) -> None:
        raw = self.level.column(key.name)
        codes, dates, faults = parse_distinct(raw, self.parsers.partial_dates)
        last = key.field.is_last_day
        days = [None if date is None else date.end if last else date.start for date in dates]
        precisions = [None if date is None else date.precision for date in dates]
        date_column, precision_column = key.columns
        columns.set(date_column, spread(codes, days, "date"), faults)
        columns.set(precision_column, spread(codes, precisions, "string"))
        if key.required:
            columns.require(date_column, key.name, faults)

    def _read_period(self, key: Key, columns: _Columns) -> None:
        raw = self.level.column(key.name)
        codes, periods, faults = parse_distinct(raw, self.parsers.periods)
        parts = [(p.start, p.end, p.precision) if p else (None, None, None) for p in periods]
        starts, ends, precisions = zip(*parts, strict=True) if parts else ((), (), ())
        columns.set(PERIOD_COLUMNS[0], spread(codes, list(starts), "date"), faults)
        columns.set(PERIOD_COLUMNS[1], spread(codes, list(ends), "date"))
        columns.set(PERIOD_COLUMNS[2], spread(codes, list(precisions), "string"))
        if key.required:
            columns.require(PERIOD_COLUMNS[0], key.name, faults)


def _read_citations(
    level: Level, above: NormalisedTable | None, parsers: Parsers, problems: ProblemList
) -> NormalisedTable:
    """Normalise citations: what they support follows from where they are in the record."""
    assert above is not None  # noqa: S101  (citations are below the row they support)
    reader = _LevelReader(level, above, parsers, problems)
    table = level.shape.table
    columns = _Columns(table, reader.place, problems)
    for key in level.shape.keys.values():
        reader._read_key(key, columns)
    record_ids = row_keys(above.frame, above.table).take(pa.array(level.parent_rows))
    slugs = pc.replace_substring(record_ids, "/", "-")
    numbers = pa.array(level.positions).cast(pa.string())
    is_top = above.table.record is not None and above.table.record.under is None
    below = is_top and parsers.contract.citations != EACH_ROW
    of_the_row = pa.array(columns.values["field_name"].isna())
    covers = pc.if_else(pc.and_(of_the_row, pa.scalar(below)), "below", "row")
    columns.set("covers", typed(covers, "string"))
    prefix = above.table.name.replace("_", "-")
    columns.set("record_id", typed(record_ids, "string"))
    columns.set("table_name", typed(pa.repeat(above.table.name, len(level)), "string"))
    columns.set(
        "citation_id",
        typed(pc.binary_join_element_wise(prefix, slugs, numbers, "-"), "string"),
    )
    return NormalisedTable(table, columns.frame(), reader.place)


def row_keys(frame: pd.DataFrame, table: Table) -> pa.Array:
    """Return each row's primary key, its parts joined by a slash."""
    parts = [pa.array(frame[name].array).cast(pa.string()) for name in table.primary_key]
    return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, "/")


# --- Registers and code lists -----------------------------------------------------------------


def normalise_register(
    register: Register, table: Table, parsers: Parsers, problems: ProblemList
) -> NormalisedTable:
    """Return a register as the table it fills."""
    return _normalised(register, table, register.place, parsers, problems)


def _normalised(
    register: Register, table: Table, place: PlaceOf, parsers: Parsers, problems: ProblemList
) -> NormalisedTable:
    columns = _Columns(table, place, problems)
    for item in table.fields:
        faults = columns.read(register.columns[item.name], item, parsers)
        if item.required:
            columns.require(item.name, item.name, faults)
    return NormalisedTable(table, columns.frame(), place)


def normalise_aliases(
    aliases: Register, table: Table, parsers: Parsers, problems: ProblemList
) -> NormalisedTable:
    """Return the aliases of all registers as the table of aliases."""

    def place(row: int, _column: str) -> Place:
        return aliases.place(row, ALIASES)

    return _normalised(aliases, table, place, parsers, problems)


def normalise_codelists(
    codelists: dict[str, Register], table: Table, parsers: Parsers, problems: ProblemList
) -> NormalisedTable:
    """Return the code lists as the table of codes, in the order of their names."""
    register = joined(codelists, table.primary_key[0])
    return normalise_register(register, table, parsers, problems)
