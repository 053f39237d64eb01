"""The rows of a wide view, batch after batch, made from the Parquet files without a database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from datapackage.formats import FinishedPackage
from datapackage.formats.database.views import Lookup, WideView


class WideRows:
    """The rows of a view; the tables that are looked into are read once, and stay in memory."""

    def __init__(self, package: FinishedPackage, view: WideView) -> None:
        self._package = package
        self._view = view
        self._looked = {item.alias: _Looked(package, item, view) for item in view.lookups}

    def batches(self, languages: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows in the order of the main table, their texts in these languages."""
        columns = list(self._view.columns(languages))
        for batch in self._package.batches(self._view.main):
            rows: dict[str, pa.Table | pa.RecordBatch] = {self._view.main: batch}
            for alias, looked in self._looked.items():
                rows[alias] = looked.rows(rows)
            arrays = [_array(rows[column.alias].column(column.column)) for column in columns]
            yield pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])


class _Looked:
    """A table that rows are looked up in."""

    def __init__(self, package: FinishedPackage, lookup: Lookup, view: WideView) -> None:
        self._lookup = lookup
        wanted = {lookup.key}
        columns = view.columns(package.languages)
        wanted |= {column.column for column in columns if column.alias == lookup.alias}
        wanted |= {item.column for item in view.lookups if item.of == lookup.alias}
        if lookup.codelist:
            wanted.add("codelist")
        table = package.table(lookup.table, sorted(wanted))
        if lookup.codelist:
            table = table.filter(pc.equal(table["codelist"], lookup.codelist))
        self._table = table
        self._keys = _array(table[lookup.key])

    def rows(self, pointing: dict[str, pa.Table | pa.RecordBatch]) -> pa.Table:
        """Return the row for each of the rows that point here; nulls where there is none."""
        wanted = _array(pointing[self._lookup.of].column(self._lookup.column))
        return self._table.take(pc.index_in(wanted, value_set=self._keys))


def _array(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
