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
from datapackage.mapping.tables import Joined, join_tables
from datapackage.normalise.columns import Fault, parse_distinct
from datapackage.normalise.levels import Level as Rowset
from datapackage.normalise.levels import take_apart
from datapackage.normalise.parsers import Parsers
from datapackage.problems import ProblemList, UsageError
from datapackage.read.batches import Batch
from datapackage.read.sources import read_sources
from datapackage.shape import Key, Kind, Shape, record_shape

UNKNOWN_RULES = frozenset({"foreign-key", "enum", "ambiguous-name"})
"""Rules that a name or code breaks that no register or code list has, or that several have."""


@dataclass
class MappedTables:
    """The tables of a mapping as a chunk of the sources.

    With ``keep_unknown``, records with names or codes that are not known are there, whatever the
    mapping says of them. ``report`` is there, and ``mapping`` where it could be read, once the
    chunk was.
    """

    path: Path
    contract: Contract
    parsers: Parsers
    keep_unknown: bool = False
    report: MappingReport = field(init=False)
    mapping: Mapping | None = None
    joined: Joined | None = None

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
        if self.mapping.unknown == "candidate" and not self.keep_unknown:
            batch = self._known(batch, shape)
        self.report.records = len(batch.records)
        self.report.taken = self.report.rows - sum(
            item.rows
            for item in self.report.left_out
            if item.first.file == str(self.joined.tables[0].file.path)
        )
        return batch

    def _known(self, batch: Batch, shape: Shape) -> Batch:
        """Return a batch without the records in which a name or code is not known."""
        waiting = np.zeros(len(batch.records), dtype=bool)
        for rowset, _, fault in unknown_cells(batch, shape, self.parsers):
            waiting[rowset.path(fault.row)[0]] = True
        origin = batch.origin
        assert isinstance(origin, MappedOrigin)  # noqa: S101  (it was made here)
        assert self.joined is not None  # noqa: S101  (nor would there be a batch)
        if waiting.any():
            rows = np.unique(self.joined.at[0][np.isin(origin.record_of, np.flatnonzero(waiting))])
            reason = "a name or code is not known yet ('candidates' lists them)"
            self.report.left_out.append(
                LeftOut(reason, len(rows), self.joined.tables[0].place(int(rows[0])))
            )
        kept = np.flatnonzero(~waiting)
        return Batch(batch.records.take(pa.array(kept)), KeptOrigin(origin, kept))


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
