"""Rows keep their numbers beyond the first batch of a file, whichever reader reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from datapackage.validator.engine import read_csv, read_parquet, validate_table

SCHEMA = {
    "fields": [
        {"name": "a", "type": "integer", "constraints": {"required": True}},
        {"name": "b", "type": "string"},
    ]
}
ROWS = 60
BAD = [2, 9, 17, 18, 40, 61]
"""Rows without a number; the first below the header has the number 2."""


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_csv, "BLOCK_BYTES", 40)
    monkeypatch.setattr(read_csv, "BATCH_ROWS", 7)
    monkeypatch.setattr(read_parquet, "BATCH_ROWS", 7)


def bad_rows(path: Path, **options: Any) -> list[tuple[str, int | None]]:
    result = validate_table(path, SCHEMA, limit=None, **options)
    assert result.engine == "columnar"
    assert result.rows == ROWS
    return [(finding.error, finding.row) for finding in result.findings]


def lines(ragged: dict[int, str] | None = None) -> list[str]:
    body = [f"{'' if number in BAD else number},x" for number in range(2, ROWS + 2)]
    for number, text in (ragged or {}).items():
        body[number - 2] = text
    return ["a,b", *body]


@pytest.mark.parametrize(
    "ragged", [{}, {3: "3"}, {30: "30,x,y"}, {59: "59"}, {8: "8", 9: ",x,y", 33: "33,x,y", 60: "6"}]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_of_csv(tmp_path: Path, ragged: dict[int, str], end: str) -> None:
    # Plain rows and ragged ones are read by Arrow in two ways, a bare CR is left to Python.
    path = tmp_path / "t.csv"
    path.write_text(end.join([*lines(ragged), ""]), encoding="utf-8", newline="")
    expected = [("constraint-error", number) for number in BAD]
    expected += [
        ("missing-cell" if "," not in text else "extra-cell", number)
        for number, text in ragged.items()
    ]
    assert sorted(bad_rows(path)) == sorted(expected)


def test_rows_of_parquet(tmp_path: Path) -> None:
    numbers = [None if number in BAD else number for number in range(2, ROWS + 2)]
    table = pa.table({"a": pa.array(numbers, pa.int64()), "b": ["x"] * ROWS})
    pq.write_table(table, tmp_path / "t.parquet")
    assert bad_rows(tmp_path / "t.parquet") == [("constraint-error", number) for number in BAD]
