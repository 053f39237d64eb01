"""Are the files the ones that the checksums list, and do CSV and Parquet agree?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from datapackage.columnar.arrow import joined_lists
from datapackage.contract import ARROW_TYPES, Contract, Table
from datapackage.problems import quote
from datapackage.validator import FIRST_ROW, Finding
from datapackage.write.checksums import FILE_NAME as CHECKSUMS
from datapackage.write.checksums import listed_files, read_checksums
from datapackage.write.descriptor import file_digest
from datapackage.write.tables import csv_path, parquet_path, stream_parquet

CSV_TYPES = ARROW_TYPES | {"list": pa.string()}
"""Arrow type that a column of CSV is read as, by its Table Schema type."""


def checksums(folder: Path) -> Iterator[Finding]:
    """Yield what differs between ``SHA256SUMS`` and the files of the package."""
    if not (folder / CHECKSUMS).is_file():
        yield _in_file(CHECKSUMS, "the file is missing")
        return
    try:
        expected = read_checksums(folder)
    except ValueError as error:
        yield _in_file(CHECKSUMS, str(error))
        return
    files = {path: file_digest(folder / path) for path in listed_files(folder)}
    for path in sorted(expected.keys() | files.keys()):
        if path not in files:
            yield _in_file(path, f"{CHECKSUMS} lists the file, and it is missing")
        elif path not in expected:
            yield _in_file(path, f"{CHECKSUMS} does not list the file")
        elif files[path] != expected[path]:
            yield _in_file(path, f"the content is not the one that {CHECKSUMS} lists")


def csv_against_parquet(folder: Path, contract: Contract) -> Iterator[Finding]:
    """Yield each table whose CSV and Parquet files do not hold the same rows, types included."""
    for table in contract.values():
        try:
            yield from _compare(folder, table)
        except MemoryError:  # Arrow's is one of its exceptions, too
            raise
        except (pa.ArrowException, OSError) as error:
            yield _in_file(csv_path(table.name), f"can't be compared: {error}")


def _in_file(path: str, message: str, field: str = "") -> Finding:
    return Finding("", field=field, message=message, file=path)


def _compare(folder: Path, table: Table) -> Iterator[Finding]:
    with stream_parquet(folder / parquet_path(table.name)) as parquet:
        schema = parquet.schema_arrow  # built anew each time it is asked for
        for expected in table.arrow_schema:
            index = schema.get_field_index(expected.name)
            if index < 0 or schema.field(index).type != expected.type:
                message = f"the column is not of type {expected.type}"
                yield _in_file(parquet_path(table.name), message, expected.name)
                return
        with _open_csv(folder / csv_path(table.name), table) as csv:
            yield from _compare_rows(table, _Stream(csv), parquet)


def _compare_rows(table: Table, text: _Stream, parquet: pq.ParquetFile) -> Iterator[Finding]:
    row = 0
    for group in range(parquet.num_row_groups):
        typed = parquet.read_row_group(group)
        same_rows = text.take(len(typed))
        if len(same_rows) != len(typed):
            row += len(same_rows)
            break
        for name in table.columns:
            written, read = same_rows[name], joined_lists(typed[name])
            if not written.equals(read):
                first = _first_difference(written, read)
                message = (
                    f"CSV and Parquet differ (CSV has {quote(written[first].as_py())},"
                    f" Parquet has {quote(read[first].as_py())})"
                )
                yield Finding("", table.name, row + first + FIRST_ROW, name, message=message)
        row += len(typed)
    rows = row + text.rest()
    if rows != parquet.metadata.num_rows:
        message = f"CSV has {rows} rows, Parquet has {parquet.metadata.num_rows}"
        yield _in_file(csv_path(table.name), message)


def _open_csv(path: Path, table: Table) -> pyarrow.csv.CSVStreamingReader:
    return pyarrow.csv.open_csv(
        path,
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={item.name: CSV_TYPES[item.type] for item in table.fields},
            include_columns=list(table.columns),
            null_values=[""],
            strings_can_be_null=True,
            true_values=["true"],
            false_values=["false"],
        ),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
    )


class _Stream:
    """Hands out the rows of a stream of batches in any number."""

    def __init__(self, reader: pyarrow.csv.CSVStreamingReader) -> None:
        self._batches = iter(reader)
        self._waiting: list[pa.RecordBatch] = []
        self._schema = reader.schema

    def take(self, count: int) -> pa.Table:
        taken = []
        while count and (batch := self._next()) is not None:
            taken.append(batch.slice(0, count))
            if len(batch) > count:
                self._waiting.append(batch.slice(count))
            count -= len(taken[-1])
        return pa.Table.from_batches(taken, self._schema)

    def rest(self) -> int:
        rows = 0
        while (batch := self._next()) is not None:
            rows += len(batch)
        return rows

    def _next(self) -> pa.RecordBatch | None:
        return self._waiting.pop() if self._waiting else next(self._batches, None)


def _first_difference(left: pa.ChunkedArray, right: pa.ChunkedArray) -> int:
    pairs = zip(left.to_pylist(), right.to_pylist(), strict=True)
    return next((row for row, (one, other) in enumerate(pairs) if one != other), 0)
