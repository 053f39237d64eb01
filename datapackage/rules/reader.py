"""A package on disk, opened for checks: its descriptor, and columns of its tables on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from datapackage.contract import Contract, Table
from datapackage.write.tables import parquet_path, stream_parquet

BATCH_ROWS = 65_536

Shared = TypeVar("Shared")


class PartMissingError(LookupError):
    """A rule asks for a table or a column that the package does not have."""


@dataclass
class PackageReader:
    """Reads columns from the Parquet files of a package.

    :meth:`batches` is for rules that look at rows one by one: its memory does not grow with the
    table. :meth:`column` is for registers, and for a closer look where something is wrong; it is
    remembered until :meth:`forget`.
    """

    folder: Path
    contract: Contract
    descriptor: dict[str, Any]
    _columns: dict[tuple[str, str], pa.Array] = field(default_factory=dict)
    _files: dict[str, pq.ParquetFile] = field(default_factory=dict)
    _small: dict[str, pa.Table] = field(default_factory=dict)
    _shared: dict[str, object] = field(default_factory=dict)

    def _file(self, table: str) -> pq.ParquetFile:
        if table not in self._files:
            self._files[table] = stream_parquet(self.folder / parquet_path(table))
        return self._files[table]

    def batches(
        self, table: str, columns: Sequence[str]
    ) -> Iterator[tuple[int, dict[str, pa.Array]]]:
        """Yield the first row's number (from 0) and the columns of each stretch of a table."""
        self._ask_for(table, columns)
        if (whole := self._whole(table)) is not None:
            if len(whole):
                yield 0, {name: as_array(whole.column(name)) for name in columns}
            return
        row = 0
        for batch in self._file(table).iter_batches(BATCH_ROWS, columns=list(columns)):
            yield row, {name: batch.column(name) for name in columns}
            row += len(batch)

    def column(self, table: str, name: str) -> pa.Array:
        """Return a column of a table as one Arrow array."""
        self._ask_for(table, [name])
        key = (table, name)
        if key not in self._columns:
            self._columns[key] = as_array(self._read(table, name))
        return self._columns[key]

    def texts(self, table: str, stem: str) -> tuple[str, ...]:
        """Return the columns of a text that comes in languages."""
        self._ask_for(table, ())
        if stem not in self.contract[table].texts:
            raise PartMissingError(f"the package has no text {table}.{stem}")
        return tuple(self.contract[table].texts[stem].values())

    def _ask_for(self, table: str, columns: Sequence[str]) -> None:
        if table not in self.contract:
            raise PartMissingError(f"the package has no table {table}")
        for name in columns:
            if name not in self.contract[table].columns:
                raise PartMissingError(f"the package has no column {table}.{name}")

    def _read(self, table: str, name: str) -> pa.ChunkedArray:
        whole = self._whole(table)
        return self._file(table).read(columns=[name]).column(name) if whole is None else whole[name]

    def _whole(self, table: str) -> pa.Table | None:
        """Return a table of one batch at most, read once for all rules; None for a larger one."""
        file = self._file(table)
        if file.metadata.num_rows > BATCH_ROWS:
            return None
        if table not in self._small:
            # A small table is read sooner without threads than they are started.
            self._small[table] = file.read(use_threads=False)
        return self._small[table]

    def column_type(self, table: str, name: str) -> pa.DataType:
        """Return the Arrow type of a column."""
        return self._file(table).schema_arrow.field(name).type

    def keys(self, table: Table) -> pa.Array:
        """Return each row's primary key, its parts joined by a slash."""
        return joined_keys(table, {n: self.column(table.name, n) for n in table.primary_key})

    def shared(self, name: str, make: Callable[[], Shared]) -> Shared:
        """Return what ``make`` made for the rule before, or makes now; for two rules in a row."""
        if name in self._shared:
            return cast("Shared", self._shared.pop(name))
        self._shared[name] = made = make()
        return made

    def forget(self) -> None:
        """Let go of the columns that were read."""
        self._columns.clear()

    def close(self) -> None:
        """Close all files."""
        self.forget()
        self._shared.clear()
        self._small.clear()
        for file in self._files.values():
            file.close()
        self._files.clear()

    def kept(self, table: str) -> frozenset[str]:
        """Return the rows of a register that are kept though nothing refers to them."""
        for resource in self.descriptor.get("resources", []):
            if isinstance(resource, dict) and resource.get("name") == table:
                kept = resource.get("keptUnused")
                return frozenset(map(str, kept if isinstance(kept, list) else ()))
        return frozenset()


def joined_keys(table: Table, columns: Mapping[str, pa.Array]) -> pa.Array:
    """Return the primary key of each row of some columns, its parts joined by a slash."""
    parts = [columns[name].cast(pa.string()) for name in table.primary_key]
    return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, "/")


def as_array(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as one array."""
    combined = column.combine_chunks()
    return combined if isinstance(combined, pa.Array) else pa.concat_arrays(combined.chunks)
