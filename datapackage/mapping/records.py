"""The records of a mapping: the rows of foreign tables as a batch like any other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from datapackage.contract import Contract
from datapackage.mapping.language import Mapping, read_mapping
from datapackage.mapping.maker import Maker
from datapackage.mapping.origin import KeptOrigin, MappedOrigin
from datapackage.mapping.report import LeftOut, MappingReport
from datapackage.mapping.tables import Flags, Joined, Rows, join_tables
from datapackage.normalise.columns import Fault, parse_distinct
from datapackage.normalise.levels import Level as Rowset
from datapackage.normalise.levels import take_apart
from datapackage.normalise.parsers import Parsers
from datapackage.problems import Place, ProblemList, UsageError
from datapackage.read.batches import Batch
from datapackage.read.batches import LeftOut as LeftOutLines
from datapackage.read.sources import read_sources
from datapackage.shape import Key, Kind, Shape, record_shape

UNKNOWN_RULES = frozenset({"foreign-key", "enum", "ambiguous-name"})
"""Rules that a name or code breaks that no register or code list has, or that several have."""


@dataclass
class MappedTables:
    """The tables of a mapping as a chunk of the sources.

    With ``keep_unknown``, records with names or codes that are not known are there, whatever the
    mapping says of them. ``left_out`` holds the lines of the first table, by its file, whose
    records are not wanted. ``report`` is there, and ``mapping`` where it could be read, once the
    chunk was.
    """

    path: Path
    contract: Contract
    parsers: Parsers
    keep_unknown: bool = False
    left_out: LeftOutLines = field(default_factory=dict)
    report: MappingReport = field(init=False)
    mapping: Mapping | None = None
    joined: Joined | None = None
    origin: MappedOrigin = field(default_factory=MappedOrigin.empty)

    is_bulk = False

    def __post_init__(self) -> None:
        self.report = MappingReport(self.path)

    @property
    def size(self) -> int:
        """The bytes of all files of its folder."""
        return sum(path.stat().st_size for path in self.path.parent.iterdir() if path.is_file())

    def read(self, problems: ProblemList) -> Batch:
        """Read the tables and make records of them; what is wrong goes to ``problems``."""
        shape = record_shape(self.contract)
        self.report = MappingReport(self.path)
        self.mapping = read_mapping(self.path, self.contract, shape, problems)
        self.joined = None if self.mapping is None else join_tables(self.mapping, problems)
        if self.mapping is None or self.joined is None:
            return Batch(pa.array([], shape.arrow_type()), MappedOrigin.empty())
        batch = Maker(self.mapping, self.joined, self.report, problems).batch()
        assert isinstance(batch.origin, MappedOrigin)  # noqa: S101  (it was made here)
        self.origin = batch.origin
        first = self.joined.tables[0]
        begins = self.joined.at[0][self.origin.first_rows]
        out = np.isin(first.lines[begins], sorted(self.left_out.get(str(first.file.path), ())))
        self._leave_out(self.joined, begins[out], "set aside, see the report")
        if self.mapping.unknown == "candidate" and not self.keep_unknown:
            out |= self._unknown(self.joined, batch, shape)
        if out.any():
            kept = np.flatnonzero(~out)
            batch = Batch(batch.records.take(pa.array(kept)), KeptOrigin(self.origin, kept))
        self.report.records = len(batch.records)
        self.report.taken = self.report.rows - sum(
            item.rows for item in self.report.left_out if item.first.file == str(first.file.path)
        )
        return batch

    def places_of_records(self, place: Place) -> Iterator[Place]:
        """Yield, of each record that a row of a table is in, the row that it begins with."""
        if self.joined is None:
            return
        for table, at in zip(self.joined.tables, self.joined.at, strict=True):
            if str(table.file.path) == place.file:
                rows = np.isin(at, np.flatnonzero(table.lines == place.line))
                records = np.unique(self.origin.record_of[rows])
                for record in records[records >= 0]:
                    yield self.joined.place(int(self.origin.first_rows[record]))

    def _unknown(self, joined: Joined, batch: Batch, shape: Shape) -> Flags:
        """Return in which records a name or code is not known."""
        waiting = np.zeros(len(batch.records), dtype=bool)
        for rowset, _, fault in unknown_cells(batch, shape, self.parsers):
            waiting[rowset.path(fault.row)[0]] = True
        rows = joined.at[0][np.isin(self.origin.record_of, np.flatnonzero(waiting))]
        reason = "a name or code is not known yet ('candidates' lists them)"
        self._leave_out(joined, rows, reason)
        return waiting

    def _leave_out(self, joined: Joined, rows: Rows, reason: str) -> None:
        """Report that rows of the first table are in no record."""
        if len(rows := np.unique(rows)):
            first = joined.tables[0].place(int(rows[0]))
            self.report.left_out.append(LeftOut(reason, len(rows), first))


def map_tables(
    sources: str | Path = "sources", *, schemas: str | Path | None = None
) -> tuple[MappingReport, ...]:
    """Make the records of all mappings, and tell what was taken, changed and left out.

    Args:
        sources: Folder of the sources, with a folder in its ``tables/`` for each mapping.
        schemas: Folder of the Table Schemas; those of this package by default.

    Raises:
        DataError: The sources, a mapping or one of its tables can't be read.
        UsageError: There is no mapping.
    """
    problems = ProblemList()
    read = read_sources(Path(sources), schemas, problems)
    if not read.mappings:
        raise UsageError(f"{sources}/tables holds no folder with a mapping.yaml")
    parsers = Parsers(read.contract, read.registers, read.codelists, ProblemList())
    found = [MappedTables(path, read.contract, parsers) for path in read.mappings]
    for tables in found:
        tables.read(problems)
    problems.raise_if_any()
    return tuple(tables.report for tables in found)


def unknown_cells(
    batch: Batch, shape: Shape, parsers: Parsers
) -> Iterator[tuple[Rowset, Key, Fault]]:
    """Yield each cell of a batch whose name no register has, or whose code no code list has."""
    for rowset in take_apart(batch, shape):
        for key in rowset.shape.keys.values():
            parse = parsers.of_column(rowset.shape.table, key.field)
            if parse is not None and key.kind in (Kind.REFERENCE, Kind.CODE):
                for fault in parse_distinct(rowset.column(key.name), parse)[2]:
                    if fault.error.rule in UNKNOWN_RULES:
                        yield rowset, key, fault
