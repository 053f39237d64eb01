"""Two readers give the rows of a file, each row once and with its number."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pytest

from datapackage.validator.engine import read_csv
from datapackage.validator.engine.dialect import compile_dialect
from datapackage.validator.engine.errors import UnreadableFile
from datapackage.validator.engine.read_csv import CsvFile
from datapackage.validator.engine.schema import compile_schema

SCHEMA = {"fields": [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}]}
LINES = [f"{number},ä".encode() for number in range(2, 5000)]
"""Rows whose first cell is their number; the header is row 1."""


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few thousand rows be many blocks, to whichever reader they come."""
    monkeypatch.setattr(read_csv, "BLOCK_BYTES", 500)
    monkeypatch.setattr(read_csv, "BATCH_ROWS", 30)
    monkeypatch.setattr(read_csv, "SCAN_BYTES", 101)


def rows(content: bytes, dialect: Mapping[str, Any] | None = None) -> tuple[list[Any], str]:
    """Return the rows of a file as (number, cells), and what stopped the reading."""
    file = CsvFile(lambda: io.BytesIO(content), "utf-8-sig", compile_dialect(dialect, "csv"))
    fields = compile_schema(SCHEMA).fields
    found: list[Any] = []
    try:
        for batch in file.batches(file.head(), fields, [0, 1]):
            cells = zip(*(column.to_pylist() for column in batch.columns), strict=True)
            found += zip(batch.row_numbers.tolist(), cells, strict=True)
    except UnreadableFile as error:
        return found, str(error)
    return found, ""


def test_each_row_comes_once_and_with_its_number() -> None:
    found, fault = rows(b"a,b\n" + b"\n".join(LINES))
    assert [(number, int(cells[0])) for number, cells in found] == [(n, n) for n in range(2, 5000)]
    assert not fault


@pytest.mark.parametrize("broken", [b"\xe4x", b"\xc3"], ids=["no character", "half a character"])
def test_rows_before_a_byte_that_is_no_text_come_once(broken: bytes) -> None:
    lines = [*LINES[:-1], b"4999," + broken]
    found, fault = rows(b"a,b\n" + b"\n".join(lines))
    numbers = [number for number, _ in found]
    assert numbers == list(range(2, 2 + len(numbers)))
    assert all(number == int(cells[0]) for number, cells in found)
    assert len(numbers) > 3000
    assert "utf-8" in fault


def test_a_ragged_row_hands_over_between_readers_without_a_gap() -> None:
    lines = list(LINES)
    lines[200] = b"202,x,more"
    found, fault = rows(b"a,b\n" + b"\n".join(lines))
    assert [number for number, _ in found] == list(range(2, 5000))
    assert [int(cells[0]) for _, cells in found] == list(range(2, 5000))
    assert not fault


def test_comments_and_blank_rows_are_left_out_and_still_counted() -> None:
    text = b"a,b\n#,x\n3,y\n4,#\n,\n6,z\n7,commented out\n"
    dialect = {"commentChar": "#", "commentRows": [7], "skipBlankRows": True}
    assert rows(text, dialect) == ([(3, ("3", "y")), (4, ("4", "#")), (6, ("6", "z"))], "")


def test_the_first_row_after_a_header_of_two_is_content() -> None:
    dialect = {"headerRows": [1, 2], "commentChar": "#"}
    found, _ = rows(b"a,b\na,b\n3,x\n4,y\n", dialect)
    assert [number for number, _ in found] == [3, 4]
