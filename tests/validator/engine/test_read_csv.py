"""Two readers give the rows of a file, each row once and with its number."""

from __future__ import annotations

import csv
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


def test_quoted_lines_do_not_end_a_block() -> None:
    text = b"a,b\n" + b"".join(
        b'%d,"x\n""y"" %s"\n' % (number, b"z" * 90) for number in range(2, 80)
    )
    found, _ = rows(text)
    assert [(number, cells[0]) for number, cells in found] == [(n, str(n)) for n in range(2, 80)]
    assert {cells[1] for _, cells in found} == {'x\n"y" ' + "z" * 90}


@pytest.mark.parametrize("cell", [b'"never closed', b'5" pipe', b'"a" b'])
def test_quotes_that_are_none_are_left_to_python(cell: bytes) -> None:
    lines = list(LINES)
    lines[3000] = b"3002," + cell
    text = b"a,b\n" + b"\n".join(lines)
    expected = list(csv.reader(io.StringIO(text.decode())))[1:]
    found, _ = rows(text)
    assert found == [(number, tuple(row)) for number, row in enumerate(expected, start=2)]


def test_a_row_without_an_end_in_sight_is_left_to_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_csv, "MOST_BYTES", 2000)
    text = b'a,b\n2,x\n3,"' + b"line\n" * 2000 + b'"\n4,y\n'
    assert rows(text) == (
        [(2, ("2", "x")), (3, ("3", "line\n" * 2000)), (4, ("4", "y"))],
        "",
    )
