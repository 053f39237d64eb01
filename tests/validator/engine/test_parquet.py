"""A Parquet file has the verdict of a CSV file with the same values."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapackage.validator import TableResult, validate_package
from datapackage.validator.engine import validate_table
from tests.validator.engine.strategies import to_csv

FIELDS: list[dict[str, Any]] = [
    {"name": "key", "type": "string", "constraints": {"pattern": "[a-c]+"}},
    {"name": "whole", "type": "integer", "constraints": {"minimum": 0, "unique": True}},
    {"name": "part", "type": "number", "constraints": {"maximum": "2.5", "required": True}},
    {"name": "day", "type": "date", "constraints": {"minimum": "2000-01-01"}},
    {"name": "year", "type": "year", "constraints": {"maximum": 2020}},
    {"name": "flag", "type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
    {"name": "moment", "type": "datetime", "constraints": {"minimum": "2000-01-01T00:00:00"}},
]
SCHEMA = {"fields": FIELDS, "primaryKey": ["key", "whole"], "missingValues": ["", "3"]}
ARROW = pa.schema(
    [
        ("key", pa.string()),
        ("whole", pa.int16()),
        ("part", pa.float64()),
        ("day", pa.date32()),
        ("year", pa.int32()),
        ("flag", pa.bool_()),
        ("moment", pa.timestamp("ms")),
    ]
)

MOMENTS = [dt.datetime.fromisoformat(f"{y}-06-07T08:09:10.5") for y in (1999, 2000, 2001)]

ROWS = st.lists(
    st.tuples(
        st.none() | st.text("abcd", max_size=2),
        st.none() | st.integers(-2, 9),
        st.none() | st.sampled_from([0.1, 2.5, 2.6, -1e20, 3.0]),
        st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2010, 1, 1)),
        st.none() | st.integers(0, 3000),
        st.none() | st.booleans(),
        st.none() | st.sampled_from(MOMENTS),
    ),
    max_size=8,
)


def as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.replace(microsecond=0).isoformat()
    return str(value)


def validate_parquet(folder: Path, table: Any, schema: dict[str, Any]) -> TableResult:
    pq.write_table(table, folder / "t.parquet")
    return validate_table(folder / "t.parquet", schema, limit=None)


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
@given(rows=ROWS)
def test_verdict_is_that_of_csv(tmp_path: Path, rows: list[tuple[Any, ...]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in FIELDS]
    arrays = [
        pa.array(column, field.type) if field.name != "moment" else moments(column)
        for column, field in zip(columns, ARROW, strict=True)
    ]
    parquet = validate_parquet(tmp_path, pa.Table.from_arrays(arrays, schema=ARROW), SCHEMA)
    lines = [[field.name for field in ARROW]]
    for row in rows:
        year = "" if row[4] is None else f"{row[4]:04}"
        lines.append([*map(as_text, row[:4]), year, *map(as_text, row[5:])])
    (tmp_path / "t.csv").write_bytes(to_csv(lines))
    text = validate_table(tmp_path / "t.csv", SCHEMA, limit=None)
    assert parquet.engine == text.engine == "columnar"
    assert keys(parquet) == keys(text)
    assert parquet.rows == text.rows


def keys(result: TableResult) -> set[tuple[Any, ...]]:
    return {(f.rule, f.row, f.field, f.position) for f in result.findings}


def moments(column: list[dt.datetime | None]) -> Any:
    whole = [None if moment is None else moment.replace(microsecond=0) for moment in column]
    return pa.array(whole, pa.timestamp("ms"))


@pytest.mark.parametrize(
    ("values", "field", "errors"),
    [
        (["a", None], {"type": "string"}, 0),
        ([1, None], {"type": "string"}, 1),
        ([True], {"type": "integer"}, 1),
        ([dt.date(2020, 1, 1)], {"type": "year"}, 1),
        (["1", "x", ""], {"type": "integer"}, 1),
        ([Decimal("1.50")], {"type": "number", "constraints": {"maximum": "1.5"}}, 0),
        ([Decimal("1.51")], {"type": "number", "constraints": {"maximum": "1.5"}}, 1),
        ([float("nan")], {"type": "number", "constraints": {"minimum": 1}}, 1),
        ([20201, -1], {"type": "year"}, 2),
        ([-9], {"type": "year", "missingValues": ["-9"]}, 0),
        ([3.0], {"type": "number", "missingValues": ["3"]}, 0),
        (pa.array(["a", "b", "a"]).dictionary_encode(), {"type": "string"}, 0),
        (pa.array(["a", "b"], pa.large_string()), {"type": "string"}, 0),
    ],
)
def test_types_that_fit_and_types_that_do_not(
    tmp_path: Path, values: Any, field: dict[str, Any], errors: int
) -> None:
    schema = {"fields": [{"name": "a", **field}]}
    result = validate_parquet(tmp_path, pa.table({"a": values}), schema)
    found = sum(n for (rule, _), n in result.counts.items() if rule != "row")
    assert (result.engine, found) == ("columnar", errors)


def test_moments_with_a_time_zone_are_in_utc(tmp_path: Path) -> None:
    # In UTC: with pandera imported, pyarrow forgets the offset of a moment that has another one.
    moment = dt.datetime(2019, 12, 31, 21, tzinfo=dt.UTC)
    limit = {"maximum": "2019-12-31T21:00:00Z"}
    schema = {"fields": [{"name": "a", "type": "datetime", "constraints": limit}]}
    table = pa.table({"a": pa.array([moment], pa.timestamp("us", "Europe/Helsinki"))})
    assert validate_parquet(tmp_path, table, schema).valid


def test_header_of_parquet(tmp_path: Path) -> None:
    schema = {"fields": [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}]}
    result = validate_parquet(tmp_path, pa.table({"a": ["x"], "c": ["x"], "d": ["x"]}), schema)
    assert set(result.counts) == {("header", "b"), ("header", "")}


@pytest.mark.slow
def test_good_file_needs_no_pandas(tmp_path: Path) -> None:
    moment = pa.array([dt.datetime(2020, 1, 1, tzinfo=dt.UTC)], pa.timestamp("ms", "UTC"))
    columns = {"key": ["a"], "whole": [1], "part": [1.5], "flag": [True], "moment": moment}
    pq.write_table(pa.table(columns), tmp_path / "t.parquet")
    chosen = {"fields": [field for field in FIELDS if field["name"] in columns]}
    code = (
        "import sys; from pathlib import Path;"
        "from datapackage.validator.engine import validate_table;"
        f"t = validate_table(Path({str(tmp_path / 't.parquet')!r}), {chosen!r});"
        "assert t.engine == 'columnar' and t.rows == 1, t;"
        "print(sorted({'frictionless', 'pandas'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.filterwarnings("ignore")  # of pandas, inside of frictionless
def test_nested_columns_go_to_frictionless(tmp_path: Path) -> None:
    schema = {"fields": [{"name": "a", "type": "array"}]}
    result = validate_parquet(tmp_path, pa.table({"a": [[1], [2]]}), schema)
    assert result.engine == "frictionless"
    assert "Parquet type list" in result.engine_reason


@pytest.mark.filterwarnings("ignore")  # of pandas, inside of frictionless
@pytest.mark.parametrize(
    ("lists", "engine"),
    [
        ([["fi", "sv"], None, ["en"]], "columnar"),
        ([["fi", None]], "frictionless"),
        ([[]], "frictionless"),
    ],
)
def test_lists_of_texts_are_judged_as_in_csv(
    tmp_path: Path, lists: list[list[str | None] | None], engine: str
) -> None:
    schema = {"fields": [{"name": "a", "type": "list", "constraints": {"required": True}}]}
    column = pa.array(lists, pa.list_(pa.string()))
    result = validate_parquet(tmp_path, pa.table({"a": column}), schema)
    assert result.engine == engine
    if engine == "columnar":
        assert [(f.row, f.rule) for f in result.findings] == [(3, "row")]


def test_size_of_parquet(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": ["x"]}), tmp_path / "t.parquet")
    size = (tmp_path / "t.parquet").stat().st_size
    schema = {"fields": [{"name": "a", "type": "string"}]}
    for declared, expected in ((size, {}), (size + 1, {("file-size", ""): 1})):
        resource = {"name": "t", "path": "t.parquet", "bytes": declared, "schema": schema}
        (table,) = validate_package({"resources": [resource]}, tmp_path).tables
        assert table.counts == expected
