"""CSV and Parquet: what is written is what every reader gets."""

from __future__ import annotations

import csv
import datetime as dt
import io
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from datapackage.contract import ARROW_TYPES, Contract, Table
from datapackage.write import tables
from datapackage.write.tables import (
    TableWriter,
    csv_lines,
    csv_path,
    parquet_path,
    parquet_schema,
    render,
    table_writers,
)
from tests.places import contract

# Whatever may stand in published text: no control characters (clean_text refuses them) but the
# line ends, which a cell could have by another way; an empty cell is one that is not known.
PUBLISHED = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\r\t"), max_size=8
)
AWKWARD = st.text(st.sampled_from("\",\n\r ;'aä\\#\ufeff–"), max_size=6)
NA_WORDS = st.sampled_from(["NA", "null", "NaN", "None", "true", "1", "01", "1.0", "-", "#N/A"])
CELL = st.none() | (PUBLISHED | AWKWARD | NA_WORDS).map(lambda text: text or None)
ROWS = st.lists(st.tuples(st.just("k"), CELL, CELL), min_size=1, max_size=6)


def text_table(rows: list[tuple[str | None, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True))
    return pa.table({f"c{n}": pa.array(column, pa.string()) for n, column in enumerate(columns)})


def as_csv(rows: list[tuple[str | None, ...]]) -> str:
    table = text_table(rows)
    lines = csv_lines(table).to_pylist()
    return "".join(f"{line}\n" for line in [",".join(table.column_names), *lines])


@given(ROWS)
@example([("k", "", "a")])
@example([("k", " a", "a ")])
@settings(max_examples=100, deadline=None)
def test_the_csv_module_reads_back_every_cell(rows: list[tuple[str | None, ...]]) -> None:
    read = list(csv.reader(io.StringIO(as_csv(rows), newline=""), strict=True))
    assert read[1:] == [[cell or "" for cell in row] for row in rows]


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_quotes_stand_only_where_a_cell_needs_them(rows: list[tuple[str | None, ...]]) -> None:
    for row, line in zip(rows, csv_lines(text_table(rows)).to_pylist(), strict=True):
        plain = [
            cell or ""
            for cell in row
            if not cell or not (set(cell) & set('",\n\r') or cell != cell.strip(" "))
        ]
        needy = len(row) - len(plain)
        assert line.count('"') == 2 * needy + 2 * sum((cell or "").count('"') for cell in row)


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_pandas_and_pyarrow_read_back_every_cell(rows: list[tuple[str | None, ...]]) -> None:
    text = as_csv(rows)
    frame = pd.read_csv(
        io.BytesIO(text.encode()), dtype=str, keep_default_na=False, lineterminator="\n"
    )
    expected = [[cell or "" for cell in row] for row in rows]
    assert frame.to_numpy().tolist() == expected
    types = dict.fromkeys(frame.columns, pa.string())
    table = pyarrow.csv.read_csv(
        io.BytesIO(text.encode()),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=types, null_values=[""], strings_can_be_null=True
        ),
    )
    assert [[cell or "" for cell in row.values()] for row in table.to_pylist()] == expected


@cache
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@given(ROWS)
@settings(max_examples=25, deadline=None)
def test_duckdb_reads_back_every_cell(rows: list[tuple[str | None, ...]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_text(as_csv(rows), encoding="utf-8", newline="")
        read = (
            connection()
            .execute(
                "SELECT * FROM read_csv(?, all_varchar = true, header = true, delim = ',',"
                " quote = '\"', escape = '\"', new_line = '\\n', auto_detect = false,"
                " columns = {'c0': 'VARCHAR', 'c1': 'VARCHAR', 'c2': 'VARCHAR'})",
                [str(path)],
            )
            .fetchall()
        )
    assert [[cell or "" for cell in row] for row in read] == [[c or "" for c in r] for r in rows]


@pytest.mark.parametrize(
    ("type_", "value", "cell"),
    [
        ("integer", 2018, "2018"),
        ("integer", -(2**63), "-9223372036854775808"),
        ("year", 2018, "2018"),
        ("number", 60.4664, "60.4664"),
        ("number", -180.0, "-180"),
        ("boolean", True, "true"),
        ("boolean", False, "false"),
        ("date", dt.date(2018, 9, 27), "2018-09-27"),
        ("date", dt.date(987, 1, 2), "0987-01-02"),
        ("string", "a", "a"),
        ("string", "Kotka, Suomi", '"Kotka, Suomi"'),
        ("string", 'say "x"', '"say ""x"""'),
        ("string", "two\nlines", '"two\nlines"'),
        ("string", "a  b", "a  b"),
    ],
)
def test_a_value_is_written_by_its_type(type_: str, value: object, cell: str) -> None:
    values = pa.array([value, None], ARROW_TYPES[type_])
    lines = csv_lines(pa.table({"a": pa.array(["x", "y"]), "b": values})).to_pylist()
    assert lines == [f"x,{cell}", "y,"]


# --- Parquet ----------------------------------------------------------------------------------

DESCRIPTOR = {
    "title": "Things",
    "description": "One row is a thing.",
    "fields": [
        {"name": f"a_{type_}", "type": type_, "title": f"T {type_}", "description": f"D {type_}."}
        for type_ in ARROW_TYPES
    ],
}
THINGS = Table("things", DESCRIPTOR)
TYPED: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=5),
    "integer": st.integers(-(2**63), 2**63 - 1),
    "year": st.integers(1, 9999),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "date": st.dates(),
    "list": st.lists(st.sampled_from(["fi", "sv", "zh-Hant"]), min_size=1, max_size=3),
}
THING = st.fixed_dictionaries({f"a_{type_}": st.none() | value for type_, value in TYPED.items()})


def write(folder: Path, *batches: list[dict[str, Any]]) -> TableWriter:
    with table_writers(folder, Contract([THINGS], ["en"])) as writers:
        for batch in batches:
            rows = pa.Table.from_pylist(batch, schema=parquet_schema(THINGS))
            writers["things"].write(render(THINGS, rows))
    return writers["things"]


@given(st.lists(st.lists(THING, max_size=4), max_size=3))
@settings(max_examples=25, deadline=None)
def test_parquet_gives_back_typed_rows_and_csv_the_same(
    batches: list[list[dict[str, Any]]],
) -> None:
    rows = [row for batch in batches for row in batch]
    with TemporaryDirectory() as name:
        folder = Path(name)
        writer = write(folder, *batches)
        table = pq.read_table(folder / parquet_path("things"))
        with (folder / csv_path("things")).open(encoding="utf-8", newline="") as stream:
            header, *cells = list(csv.reader(stream, strict=True))
    assert writer.rows == len(rows)
    assert table.to_pylist() == rows
    assert {f.name: f.type for f in table.schema} == {f.name: f.type for f in THINGS.arrow_schema}
    assert header == list(THINGS.columns)
    assert len(cells) == len(rows)
    for row, line in zip(rows, cells, strict=True):
        assert [cell == "" for cell in line] == [row[name] is None for name in THINGS.columns]
        if row["a_number"] is not None:
            assert float(line[header.index("a_number")]) == row["a_number"]


def test_stretches_of_rows_share_row_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "ROW_GROUP_ROWS", 5)
    row = dict.fromkeys(THINGS.columns)
    write(tmp_path, *[[row] * number for number in (2, 2, 3, 9, 1, 0, 1)])
    with pq.ParquetFile(tmp_path / parquet_path("things")) as file:
        groups = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    assert groups == [7, 9, 2]


def test_parquet_carries_what_the_columns_mean(tmp_path: Path) -> None:
    write(tmp_path)
    schema = pq.read_schema(tmp_path / parquet_path("things"))
    assert schema.metadata == {b"title": b"Things", b"description": b"One row is a thing."}
    assert schema.field("a_date").metadata == {b"title": b"T date", b"description": b"D date."}


def test_a_table_without_rows_has_its_header_and_its_types(tmp_path: Path) -> None:
    write(tmp_path, [])
    assert (tmp_path / csv_path("things")).read_text() == ",".join(THINGS.columns) + "\n"
    table = pq.read_table(tmp_path / parquet_path("things"))
    assert len(table) == 0
    assert table.schema.types == THINGS.arrow_schema.types


def test_a_required_column_may_be_empty_until_it_is_checked(tmp_path: Path) -> None:
    table = Table(
        "t", {"fields": [{"name": "a", "type": "string", "constraints": {"required": True}}]}
    )
    assert not table.arrow_schema.field("a").nullable
    with table_writers(tmp_path, Contract([table], ["en"])) as writers:
        writers["t"].write(render(table, pa.table({"a": pa.array([None], pa.string())})))
    assert pq.read_table(tmp_path / parquet_path("t")).to_pylist() == [{"a": None}]


def test_every_table_of_the_contract_gets_its_two_files(tmp_path: Path) -> None:
    with table_writers(tmp_path, contract()):
        pass
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert files == {f(name) for name in contract() for f in (csv_path, parquet_path)}


def test_files_are_closed_where_writing_fails(tmp_path: Path) -> None:
    with pytest.raises(KeyError), table_writers(tmp_path, Contract([THINGS], ["en"])) as writers:
        raise KeyError
    assert writers["things"]._csv.closed
