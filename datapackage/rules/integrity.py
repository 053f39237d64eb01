"""Are the files the ones that the descriptor and the checksums speak of, and do they agree?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from datapackage.contract import Contract, Table
from datapackage.problems import quote
from datapackage.rules.rules import Finding
from datapackage.write.checksums import FILE_NAME as CHECKSUMS
from datapackage.write.checksums import listed_files, read_checksums
from datapackage.write.descriptor import file_digest
from datapackage.write.tables import csv_path, parquet_path, stream_parquet


def resource_files(folder: Path, descriptor: dict[str, Any]) -> Iterator[Finding]:
    """Yield what differs between the resources' bytes and hashes and the files themselves."""
    for resource in descriptor.get("resources", []):
        path = str(resource.get("path", ""))
        if not is_inside(path):
            yield Finding(path, None, "path", "the path leads out of the package")
            continue
        file = folder / path
        if not file.is_file():
            yield Finding(path, None, "", "the file is missing")
            continue
        size = file.stat().st_size
        if resource.get("bytes") != size:
            message = f"the size differs (found {size}; expected {resource.get('bytes')})"
            yield Finding(path, None, "bytes", message)
        found = f"sha256:{file_digest(file)}"
        if resource.get("hash") != found:
            message = f"the content differs (found {found}; expected {resource.get('hash')})"
            yield Finding(path, None, "hash", message)


def is_inside(path: str) -> bool:
    """Tell whether a resource's path stays inside the package (Data Package v2, URL or Path)."""
    pure = PurePosixPath(path)
    outside = pure.is_absolute() or ".." in pure.parts or "\\" in path or "://" in path
    return bool(path) and not outside


def checksums(folder: Path) -> Iterator[Finding]:
    """Yield what differs between ``SHA256SUMS`` and the files of the package."""
    if not (folder / CHECKSUMS).is_file():
        yield Finding(CHECKSUMS, None, "", "the file is missing")
        return
    try:
        expected = read_checksums(folder)
    except ValueError as error:
        yield Finding(CHECKSUMS, None, "", str(error))
        return
    files = {path: file_digest(folder / path) for path in listed_files(folder)}
    for path in sorted(expected.keys() | files.keys()):
        if path not in files:
            yield Finding(path, None, "", f"{CHECKSUMS} lists the file, and it is missing")
        elif path not in expected:
            yield Finding(path, None, "", f"{CHECKSUMS} does not list the file")
        elif files[path] != expected[path]:
            yield Finding(path, None, "", f"the content is not the one that {CHECKSUMS} lists")


def csv_against_parquet(folder: Path, contract: Contract) -> Iterator[Finding]:
    """Yield each table whose CSV and Parquet files do not hold the same rows, types included."""
    for table in contract.values():
        try:
            yield from _compare(folder, table)
        except (pa.ArrowException, OSError) as error:
            yield Finding(csv_path(table.name), None, "", f"can't be compared: {error}")


def _compare(folder: Path, table: Table) -> Iterator[Finding]:
    with stream_parquet(folder / parquet_path(table.name)) as parquet:
        schema = parquet.schema_arrow  # built anew each time it is asked for
        for expected in table.arrow_schema:
            index = schema.get_field_index(expected.name)
            if index < 0 or schema.field(index).type != expected.type:
                message = f"the column is not of type {expected.type}"
                yield Finding(parquet_path(table.name), None, expected.name, message)
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
            if not same_rows[name].equals(typed[name]):
                first = _first_difference(same_rows[name], typed[name])
                message = (
                    f"CSV and Parquet differ (CSV has {quote(same_rows[name][first].as_py())},"
                    f" Parquet has {quote(typed[name][first].as_py())})"
                )
                yield Finding(table.name, row + first, name, message)
        row += len(typed)
    rows = row + text.rest()
    if rows != parquet.metadata.num_rows:
        message = f"CSV has {rows} rows, Parquet has {parquet.metadata.num_rows}"
        yield Finding(csv_path(table.name), None, "", message)


def _open_csv(path: Path, table: Table) -> pyarrow.csv.CSVStreamingReader:
    return pyarrow.csv.open_csv(
        path,
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=table.arrow_schema,
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
