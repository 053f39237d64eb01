"""Validate one table: header, then batch by batch rows and cells, then keys."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Any

import pyarrow as pa

from datapackage.columnar.arrow import IntArray
from datapackage.columnar.keysets import KeySet
from datapackage.validator.checks import rules_of
from datapackage.validator.engine.batch import Batch, Judge
from datapackage.validator.engine.checks.header import check_header
from datapackage.validator.engine.checks.key_columns import BatchKeys, KeySetMaker
from datapackage.validator.engine.checks.keys import CheckedKeys, KeyChecker
from datapackage.validator.engine.checks.rows import CheckedRows, KeyCells, RowChecker
from datapackage.validator.engine.errors import UnreadableFile
from datapackage.validator.engine.fields.base import UnsupportedError
from datapackage.validator.engine.read_parquet import ParquetFile
from datapackage.validator.engine.schema import Field, ForeignKey, TableSchema
from datapackage.validator.engine.source import Resource, check_file, open_table
from datapackage.validator.limits import LimitPassed
from datapackage.validator.results import Collector, Finding, Sink, TableResult

KeysOf = Callable[[str, tuple[str, ...]], KeySet]
"""Returns the key tuples of a table, given its name and the fields; raises UnsupportedError if
this engine can't read that table."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table to validate; ``name`` is how foreign keys of other tables refer to it."""

    resource: Resource
    schema: TableSchema

    @property
    def name(self) -> str:
        """The resource's name."""
        return self.resource.name

    @property
    def field_names(self) -> tuple[str, ...]:
        """The names of the schema's fields."""
        return tuple(field.name for field in self.schema.fields)

    def is_own(self, key: ForeignKey) -> bool:
        """Return whether a foreign key refers to the table itself."""
        return key.resource in ("", self.name)


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table's file, its beginning read and its columns paired with fields.

    Attributes:
        fields: The field of each column.
        findings: What is wrong with the header.
        read: Yields batches with what was said of each: takes the positions of columns that are
            needed, who says it, and positions of those left out at first; :meth:`CsvFile.judged`.
    """

    fields: tuple[Field, ...]
    findings: tuple[Finding, ...]
    read: Callable[[Sequence[int], Judge[Any], Collection[int]], Iterator[tuple[Batch, Any]]]


def open_checked(table: Table) -> OpenTable:
    """Open a table's file and check its header.

    Raises:
        UnsupportedError: If frictionless has to judge the table.
    """
    if table.schema.unsupported:
        raise UnsupportedError(table.schema.unsupported[0])
    file = open_table(table.resource)
    if isinstance(file, ParquetFile):
        parquet_head = file.head()
        header = check_header(parquet_head.labels, table.schema)
        file.prepare(header.fields)
        read = partial(file.judged, parquet_head, header.fields)
        return OpenTable(header.fields, header.findings, read)
    try:
        head = file.head()
    except UnreadableFile as error:
        raise UnsupportedError(f"the file can't be read: {error}") from error
    ignore_case = not head.dialect.header_case
    header = check_header(head.labels, table.schema, ignore_case=ignore_case)
    findings = header.findings
    if head.is_empty:
        findings = (unreadable("source-error", "the file is empty"), *findings)
    return OpenTable(header.fields, findings, partial(file.judged, head, header.fields))


def check_kinds(key: ForeignKey, fields: Sequence[Field], parent: Sequence[str | None]) -> None:
    """Refuse a foreign key between fields whose values' texts don't compare.

    Raises:
        UnsupportedError: If so; frictionless compares the values themselves.
    """
    kinds = {field.name: field.field_type.key_kind for field in fields}
    for name, kind in zip(key.fields, parent, strict=True):
        if name in kinds and kind is not None and kinds[name] != kind:
            raise UnsupportedError(f'foreign key between a "{kinds[name]}" and a "{kind}"')


def find_parents(
    table: Table, fields: Sequence[Field], keys_of: KeysOf
) -> dict[ForeignKey, KeySet | None]:
    """Return the key tuples that each foreign key refers to; None for the table's own.

    Raises:
        UnsupportedError: If this engine can't read or compare one.
    """
    parents: dict[ForeignKey, KeySet | None] = {}
    by_name = {field.name: field for field in fields}
    for key in table.schema.foreign_keys:
        if table.is_own(key):
            own = [by_name.get(name) for name in key.reference_fields]
            kinds = tuple(None if f is None else f.field_type.key_kind for f in own)
            parents[key] = None
        else:
            parent = keys_of(key.resource, key.reference_fields)
            parents[key], kinds = parent, parent.kinds
        check_kinds(key, fields, kinds)
    return parents


def key_cells(
    table: Table, opened: OpenTable, names: Collection[str], most: int | None = None
) -> Iterator[tuple[IntArray, dict[str, KeyCells]]]:
    """Read only some columns, without judging them; yield their keys with the rows' numbers.

    Of the rows, the first ``most`` are read, or all.
    """
    chosen = [i for i, field in enumerate(opened.fields) if field.name in names]
    fields = [opened.fields[i] for i in chosen]
    rows = RowChecker(table.name, fields, names, Collector(limit=0))

    def judge(batch: Batch) -> tuple[Batch, dict[str, KeyCells]]:
        columns = tuple(batch.columns[i] for i in chosen)
        unfit = {place: batch.unfit[i] for place, i in enumerate(chosen) if i in batch.unfit}
        part = Batch(columns, batch.row_numbers, {}, {}, unfit)
        return part, rows.check(part).keys

    for batch, (part, keys) in opened.read(chosen, judge, ()):
        if most is None or len(part) <= most:
            yield batch.row_numbers, keys
        else:
            yield batch.row_numbers[:most], rows.check(part.head(most)).keys
        if most is not None:
            most -= len(part)
            if most <= 0:
                return


def read_keys(table: Table, names: tuple[str, ...]) -> KeySet:
    """Read only a table's key columns, without judging it.

    Raises:
        UnsupportedError: If this engine can't read the table.
    """
    opened = open_checked(table)
    by_name = {field.name: field for field in opened.fields}
    if any(by_name[n].field_type.key_kind is None for n in names if n in by_name):
        raise UnsupportedError(f'keys of "{table.name}" don\'t compare')
    maker = KeySetMaker(names, by_name)
    try:
        for row_numbers, cells in key_cells(table, opened, names):
            maker.take(BatchKeys(cells, len(row_numbers)))
    except MemoryError:  # Arrow's is one of its exceptions, too
        raise
    except (UnreadableFile, pa.ArrowException, OSError) as error:
        raise UnsupportedError(f'"{table.name}" can\'t be read: {error}') from error
    return maker.make()


def check_table(
    table: Table,
    keys_of: KeysOf,
    *,
    limit: int | None,
    sink: Sink | None,
    extra: Sequence[Finding],
    exports: Sequence[tuple[str, ...]],
) -> tuple[TableResult, dict[tuple[str, ...], KeySet]]:
    """Validate a table with the columnar engine.

    Args:
        table: The table.
        keys_of: Finds the key tuples of other tables.
        limit: How many findings of each kind to keep; None: all.
        sink: Receives all findings.
        extra: Findings on the table's schema, to go first.
        exports: The keys that other tables refer to.

    Returns:
        The verdict, and the exported keys.

    Raises:
        UnsupportedError: If frictionless has to judge the table; nothing went to the sink then.
    """
    opened = open_checked(table)
    for pattern in chain.from_iterable(field.patterns for field in opened.fields):
        pattern.seconds = float(table.resource.limits.seconds)
    parents = find_parents(table, opened.fields, keys_of)
    collector = Collector(limit=limit, sink=sink)
    collector.add(replace(f, table=table.name) for f in (*extra, *opened.findings))
    keys = KeyChecker(table.name, table.schema, opened.fields, parents, exports, collector)
    rows = RowChecker(table.name, opened.fields, keys.names, collector)
    everything = range(len(opened.fields))

    def judge(batch: Batch) -> tuple[CheckedRows, CheckedKeys]:
        checked = rows.check(batch)
        return checked, keys.look_up(checked.keys, len(batch))

    count = 0
    try:
        for batch, (checked, looked_up) in opened.read(everything, judge, rows.free):
            count += len(batch)
            rows.report(batch, checked)
            keys.take(batch.row_numbers, looked_up)
    except UnreadableFile as fault:
        collector.add([replace(unreadable(fault.error, str(fault)), table=table.name)])
    except LimitPassed as limit_passed:
        collector.add([replace(unreadable("", str(limit_passed)), table=table.name)])
    except MemoryError:
        raise
    except (pa.ArrowException, OSError) as error:
        collector.add([replace(unreadable("source-error", str(error)), table=table.name)])
    collector.add(replace(finding, table=table.name) for finding in _untried(table, opened.fields))
    exported = keys.finish(lambda: _again(table, opened, keys.names, count))
    differences = check_file(table.resource, count, len(table.schema.fields))
    collector.add(replace(finding, table=table.name) for finding in differences)
    rules = collector.results(rules_of(table.resource.descriptor["schema"]))
    path = table.resource.path
    return TableResult(table.name, path, "columnar", "", count, rules), exported


def _untried(table: Table, fields: Iterable[Field]) -> Iterator[Finding]:
    """Yield which patterns took too long, so that not every value was tried."""
    seconds = table.resource.limits.seconds
    for field in fields:
        for pattern in field.patterns:
            if pattern.gave_up:
                what = f"the pattern {pattern.text} takes more seconds"
                yield Finding(
                    "pattern", field=field.name, message=str(LimitPassed("seconds", seconds, what))
                )


def unreadable(error: str, message: str) -> Finding:
    """Return the finding that a file can't be read to its end."""
    return Finding("file", error=error, message=" ".join(message.split()))


def _again(
    table: Table, opened: OpenTable, names: Collection[str], count: int
) -> Iterator[tuple[IntArray, dict[str, KeyCells]]]:
    """Read the key columns of the rows that were judged once more.

    What stopped the reading may be in another column, and would not stop it now.
    """
    with suppress(UnreadableFile, pa.ArrowException, OSError):
        yield from key_cells(table, opened, names, most=count)
