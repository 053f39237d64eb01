"""The full list of findings in a file, CSV or Parquet, written as they are found."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from datapackage.problems import DataError, Place, Problem, UsageError
from datapackage.validator.messages import describe
from datapackage.validator.results import Finding, Sink

COLUMNS = ("file", "line", "table", "row", "field", "rule", "error", "message", "value")
BATCH_ROWS = 10_000


@contextmanager
def open_error_file(path: str | Path) -> Iterator[Sink]:
    """Open a file for all findings; its ending decides on its format.

    Its columns are :data:`COLUMNS`; line and row are empty where they are not known or mean
    nothing. In the full list a table's findings have rows, no lines.

    Raises:
        UsageError: It ends in neither ``.csv`` nor ``.parquet``.
        DataError: It can't be written.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix not in (".csv", ".parquet"):
        raise UsageError(f"--errors {path}: the file's name ends in .csv or .parquet")
    with _unwritable(file):
        writer = _Csv(file) if suffix == ".csv" else _Parquet(file)

    def add(findings: Sequence[Finding]) -> None:
        with _unwritable(file):
            writer.add(findings)

    try:
        yield add
    finally:
        with _unwritable(file):
            writer.close()


@contextmanager
def _unwritable(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"the list of errors can't be written: {error.strerror or error}"
        raise DataError([Problem(Place(str(file)), message, "unwritable-file")]) from error


def _row(finding: Finding) -> tuple[Any, ...]:
    cells = (
        *(finding.file, finding.line or None, finding.table, finding.row, finding.field),
        *(finding.rule, finding.error, describe(finding), finding.value),
    )
    return tuple(map(_storable, cells))


def _storable(cell: Any) -> Any:
    """Return a cell with escapes for halves of characters, which no file can hold."""
    return cell.encode("utf-8", "backslashreplace").decode() if isinstance(cell, str) else cell


class _Csv:
    def __init__(self, path: Path) -> None:
        self._stream = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._stream, lineterminator="\n")
        self._writer.writerow(COLUMNS)

    def add(self, findings: Iterable[Finding]) -> None:
        self._writer.writerows(map(_row, findings))

    def close(self) -> None:
        self._stream.close()


class _Parquet:
    def __init__(self, path: Path) -> None:
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.parquet as pq  # noqa: PLC0415

        numbers = ("line", "row")
        self._schema = pa.schema(
            [(name, pa.int64() if name in numbers else pa.string()) for name in COLUMNS]
        )
        self._batch = pa.RecordBatch
        self._arrays = pa.array
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[tuple[Any, ...]] = []

    def add(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self._rows.append(_row(finding))
            if len(self._rows) >= BATCH_ROWS:
                self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if not self._rows:
            return
        columns = zip(*self._rows, strict=True)
        arrays = [
            self._arrays(list(column), field.type)
            for column, field in zip(columns, self._schema, strict=True)
        ]
        self._writer.write_batch(self._batch.from_arrays(arrays, schema=self._schema))
        self._rows.clear()
