"""Writing tables as CSV and Parquet, batch after batch.

CSV follows RFC 4180 with LF line ends: UTF-8 without byte order mark, quotes only where a cell
needs them, an empty cell for what is not known. Parquet is typed and compressed with zstd, and
carries the title and description of each column as field metadata.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from datapackage.columnar.arrow import joined_lists
from datapackage.contract import Contract, Table

CSV_FOLDER = "csv"
PARQUET_FOLDER = "parquet"

ROW_GROUP_ROWS = 65_536
"""Rows that a row group of Parquet has at least, but for the last one.

Rows come in stretches as the sources are cut. A row group for each would make files with a
hundred thousand column chunks, whose metadata readers and the writer hold in memory.
"""

_BLANK = ord(" ")
_SPECIAL = b'",\n\r'


def csv_path(table: str) -> str:
    """Return the path of a table's CSV file in the package."""
    return f"{CSV_FOLDER}/{table}.csv"


def parquet_path(table: str) -> str:
    """Return the path of a table's Parquet file in the package."""
    return f"{PARQUET_FOLDER}/{table}.parquet"


def stream_parquet(path: Path) -> pq.ParquetFile:
    """Open a Parquet file to be read stretch by stretch.

    Arrow's default is to read ahead for remote files, and to keep all that it has read.
    """
    return pq.ParquetFile(path, pre_buffer=False)


def parquet_schema(table: Table) -> pa.Schema:
    """Return the Arrow schema of a table's Parquet file: columns that a row may leave empty.

    Also required columns are written as nullable, because the check that they are filled runs on
    the file, after it was written.
    """
    fields = [item.with_nullable(True) for item in table.arrow_schema]
    return pa.schema(fields, metadata={"title": table.title, "description": table.description})


def _needs_quotes(chunk: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Return which cells need quotes: those with special bytes, or with blanks at an end."""
    needs = np.zeros(len(chunk), np.bool_)
    data = chunk.buffers()[2]
    if data is None or not len(chunk):
        return needs
    offsets = np.frombuffer(chunk.buffers()[1], np.int32)[chunk.offset :][: len(chunk) + 1]
    content = np.frombuffer(data, np.uint8)[: offsets[-1]]
    for byte in _SPECIAL:
        here = content == byte
        if here.any():
            places = np.flatnonzero(here)
            needs[np.searchsorted(offsets[1:], places[places >= offsets[0]], side="right")] = True
    if (content == _BLANK).any():
        filled = np.flatnonzero(offsets[1:] > offsets[:-1])
        needs[filled[content[offsets[filled]] == _BLANK]] = True
        needs[filled[content[offsets[filled + 1] - 1] == _BLANK]] = True
    return needs


@dataclass(frozen=True)
class RenderedRows:
    """Rows that are ready to be written: as Arrow and as the bytes of their lines in CSV."""

    table: Table
    arrow: pa.Table
    csv: tuple[pa.Buffer, ...]


def render(table: Table, rows: pa.Table) -> RenderedRows:
    """Make rows ready to be written; ``rows`` has the columns of the schema."""
    # One chunk, whichever process made the rows: pages of Parquet may end where chunks do.
    typed = rows.cast(parquet_schema(table)).combine_chunks()
    if not len(typed):
        return RenderedRows(table, typed, ())
    lines = csv_lines(typed)
    chunks = lines.chunks if isinstance(lines, pa.ChunkedArray) else [lines]
    return RenderedRows(table, typed, tuple(_joined(chunk) for chunk in chunks))


def _joined(lines: pa.Array) -> pa.Buffer:
    """Return lines as one stretch of bytes, a line end after each but the last."""
    offsets = pa.array([0, len(lines)], pa.int64())
    listed = pa.LargeListArray.from_arrays(offsets, lines.cast(pa.large_string()))
    return pc.binary_join(listed, pa.scalar("\n", pa.large_string()))[0].as_buffer()


def csv_lines(rows: pa.Table) -> pa.Array:
    """Return each row as a line of CSV without its line end."""
    columns = [_csv_cells(column) for column in rows.columns]
    return pc.binary_join_element_wise(*columns, ",", null_handling="replace", null_replacement="")


def _csv_cells(column: pa.ChunkedArray) -> pa.ChunkedArray:
    column = joined_lists(column)
    if not pa.types.is_string(column.type):
        return column.cast(pa.string())
    return pa.chunked_array([_quoted(chunk) for chunk in column.chunks], pa.string())


def _quoted(chunk: pa.StringArray) -> pa.StringArray:
    needs = pa.array(_needs_quotes(chunk))
    if not needs.true_count:
        return chunk
    doubled = pc.replace_substring(chunk.filter(needs), '"', '""')
    quoted = pc.binary_join_element_wise('"', doubled, '"', "")
    return pc.replace_with_mask(chunk, needs, quoted)


class TableWriter:
    """Writes the rows of one table to its two files, and counts them."""

    def __init__(self, table: Table, csv: BinaryIO, parquet: pq.ParquetWriter) -> None:
        self.table = table
        self.rows = 0
        self._csv = csv
        self._parquet = parquet
        self._waiting: list[pa.Table] = []
        self._csv.write((",".join(table.columns) + "\n").encode())

    def write(self, rows: RenderedRows) -> None:
        """Append rows."""
        if not len(rows.arrow):
            return
        self.rows += len(rows.arrow)
        for lines in rows.csv:
            self._csv.write(lines)
            self._csv.write(b"\n")
        self._waiting.append(rows.arrow)
        if sum(map(len, self._waiting)) >= ROW_GROUP_ROWS:
            self._write_row_group()

    def _write_row_group(self) -> None:
        rows = pa.concat_tables(self._waiting)
        self._waiting.clear()
        self._parquet.write_table(rows, row_group_size=len(rows))

    def close(self) -> None:
        """Finish both files."""
        with self._csv, self._parquet:
            if self._waiting:
                self._write_row_group()


@contextmanager
def table_writers(folder: Path, contract: Contract) -> Iterator[dict[str, TableWriter]]:
    """Open the files of all tables in ``folder``; tables without rows get their header only."""
    for name in (CSV_FOLDER, PARQUET_FOLDER):
        (folder / name).mkdir()
    with ExitStack() as stack:
        writers = {}
        for name, table in contract.items():
            writers[name] = _open(folder, table)
            stack.callback(writers[name].close)
        yield writers


def _open(folder: Path, table: Table) -> TableWriter:
    parquet = pq.ParquetWriter(
        folder / parquet_path(table.name),
        parquet_schema(table),
        compression="zstd",
        version="2.6",
        store_schema=True,
    )
    return TableWriter(table, (folder / csv_path(table.name)).open("wb"), parquet)
