"""A package on disk, opened for checks: its descriptor, and columns of its tables on demand."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from datapackage.contract import Contract, Table
from datapackage.write.tables import parquet_path


@dataclass
class OpenedPackage:
    """Reads columns from the Parquet files of a package; remembers the ones that it has read."""

    folder: Path
    contract: Contract
    descriptor: dict[str, Any]
    _columns: dict[tuple[str, str], pa.Array] = field(default_factory=dict)

    def rows(self, table: str) -> int:
        """Return the number of rows of a table."""
        return int(pq.read_metadata(self.folder / parquet_path(table)).num_rows)

    def column(self, table: str, name: str) -> pa.Array:
        """Return a column of a table as one Arrow array."""
        key = (table, name)
        if key not in self._columns:
            # Not pq.read_table: it makes a dataset of the file first, which takes longer than
            # reading a column of a small table does.
            with pq.ParquetFile(self.folder / parquet_path(table)) as parquet:
                read = parquet.read(columns=[name], use_threads=False)
                self._columns[key] = as_array(read.column(name))
        return self._columns[key]

    def keys(self, table: Table) -> pa.Array:
        """Return each row's primary key, its parts joined by a slash."""
        parts = [self.column(table.name, name).cast(pa.string()) for name in table.primary_key]
        if len(parts) == 1:
            return parts[0]
        return pc.binary_join_element_wise(*parts, "/")

    def kept(self, table: str) -> frozenset[str]:
        """Return the rows of a register that are kept though nothing refers to them."""
        for resource in self.descriptor.get("resources", []):
            if resource.get("name") == table:
                return frozenset(resource.get("keptUnused", []))
        return frozenset()


def as_array(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as one array."""
    combined = column.combine_chunks()
    return combined if isinstance(combined, pa.Array) else pa.concat_arrays(combined.chunks)
