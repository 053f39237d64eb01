"""The floor: what it takes to only move the data, ``python -m benchmarks.floor SOURCES OUTPUT``.

pyarrow reads the JSON Lines, flattens them, and writes the tables and columns that the build
writes, as CSV and Parquet with the same settings. Nothing is normalised or checked: dates, names
and codes stay as the records have them, and a period stays whole in its first column.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.json as pj
import pyarrow.parquet as pq

from benchmarks.phrases import SPOKEN
from datapackage.columnar.arrow import joined_lists
from datapackage.contract import Contract, Table
from datapackage.read.codelists import default_codelists
from datapackage.read.register import joined
from datapackage.read.schemas import default_schemas, load_contract
from datapackage.shape import Kind, Shape, record_shape

BLOCK_SIZE = 16 * 2**20
"""Bytes of JSON that pyarrow parses at a time, on each core."""

_WRITE = pv.WriteOptions(quoting_style="needed")
Columns = dict[str, pa.Array]


def move(sources: Path, output: Path) -> None:
    """Write the tables of a folder of sources to ``output/csv`` and ``output/parquet``."""
    contract = load_contract(default_schemas(), SPOKEN)
    shape = record_shape(contract)
    for name in ("csv", "parquet"):
        (output / name).mkdir(parents=True)
    for name, table in _registers(sources, contract):
        _Writer(output, name, table.schema).write(table).close()
    records = _read(sources / "agreements" / "agreements.jsonl", shape)
    with ExitStack() as stack:
        writers: dict[str, _Writer] = {}
        for batch in records.to_batches():
            for table, columns in _flatten(batch.to_struct_array(), shape, None, np.array([])):
                rows = pa.table({name: columns[name] for name in table.columns})
                if table.name not in writers:
                    writers[table.name] = _Writer(output, table.name, rows.schema)
                    stack.callback(writers[table.name].close)
                writers[table.name].write(rows)


def _read(path: Path, shape: Shape) -> pa.Table:
    return pj.read_json(
        path,
        read_options=pj.ReadOptions(use_threads=True, block_size=BLOCK_SIZE),
        parse_options=pj.ParseOptions(explicit_schema=pa.schema(list(shape.arrow_type()))),
    )


class _Writer:
    """The two files of a table."""

    def __init__(self, output: Path, name: str, schema: pa.Schema) -> None:
        path = output / "csv" / f"{name}.csv"
        self._csv = pv.CSVWriter(path, _plain(schema.empty_table()).schema, write_options=_WRITE)
        self._parquet = pq.ParquetWriter(
            output / "parquet" / f"{name}.parquet", schema, compression="zstd", version="2.6"
        )

    def write(self, rows: pa.Table) -> _Writer:
        self._csv.write_table(_plain(rows))
        self._parquet.write_table(rows)
        return self

    def close(self) -> None:
        self._csv.close()
        self._parquet.close()


def _plain(rows: pa.Table) -> pa.Table:
    """Return rows as CSV has them: lists as texts."""
    return pa.table({name: joined_lists(rows[name]) for name in rows.column_names})


# --- Flattening -------------------------------------------------------------------------------


def _flatten(
    values: pa.StructArray, shape: Shape, above: Columns | None, parents: np.ndarray
) -> Iterator[tuple[Table, Columns]]:
    """Yield the table of a level and its columns, then those of the levels below."""
    columns = _columns(values, shape)
    positions = _positions(parents)
    if above is not None:
        columns |= {name: above[name].take(pa.array(parents)) for name in shape.inherited}
    if shape.number:
        columns[shape.number] = positions
    yield shape.table, columns
    for name, child in shape.children.items():
        lists = pc.struct_field(values, [name])
        inside = pc.list_parent_indices(lists).to_numpy()
        rows = pc.list_flatten(lists)
        if not child.is_citation:
            yield from _flatten(rows, child, columns, inside)
        else:
            yield child.table, _citations(rows, child, shape.table, columns, inside)


def _columns(values: pa.Array, shape: Shape) -> Columns:
    if shape.is_plain:
        return {shape.only_key.columns[0]: values}
    columns: Columns = {}
    for key in shape.keys.values():
        if key.kind is Kind.LANGUAGES:
            for language, column in zip(key.languages, key.columns, strict=True):
                columns[column] = pc.struct_field(values, [key.name, language])
        else:
            first, *rest = key.columns
            columns[first] = pc.struct_field(values, [key.name])
            columns.update({name: pa.nulls(len(values), pa.string()) for name in rest})
    return columns


def _positions(parents: np.ndarray) -> pa.Array:
    first = np.searchsorted(parents, parents, side="left")
    return pa.array(np.arange(1, len(parents) + 1) - first, pa.int64())


def _citations(
    values: pa.StructArray, shape: Shape, cited: Table, above: Columns, parents: np.ndarray
) -> Columns:
    keys = [above[name].cast(pa.string()) for name in cited.primary_key]
    record_ids = pc.binary_join_element_wise(*keys, "/").take(pa.array(parents))
    numbers = _positions(parents).cast(pa.string())
    columns = _columns(values, shape)
    columns["record_id"] = record_ids
    columns["table_name"] = pa.repeat(cited.name, len(values))
    columns["covers"] = pa.repeat("row", len(values))
    columns["citation_id"] = pc.binary_join_element_wise(cited.name, record_ids, numbers, "-")
    return columns


def _registers(sources: Path, contract: Contract) -> Iterator[tuple[str, pa.Table]]:
    for path in sorted((sources / "registers").glob("*.csv")):
        table, rows = contract[path.stem], pv.read_csv(path)
        for name in set(table.columns) - set(rows.column_names):
            rows = rows.append_column(name, pa.nulls(len(rows), pa.string()))
        yield table.name, rows.select(list(table.columns))
    codes = joined(default_codelists(contract), "codelist").columns
    yield "codes", pa.table(codes).select(list(contract["codes"].columns))


if __name__ == "__main__":
    move(Path(sys.argv[1]), Path(sys.argv[2]))
