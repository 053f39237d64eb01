"""The SQLite file: rows, constraints, views, bytes; and what Datasette and DuckDB make of it."""

from __future__ import annotations

import asyncio
import datetime as dt
import html
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from datasette.app import Datasette

from datapackage.formats.columns import all_columns
from datapackage.formats.database import (
    DUCKDB,
    METADATA,
    OLDEST_SQLITE,
    database_path,
    write,
)
from datapackage.formats.database.file_bytes import make_reproducible
from datapackage.formats.database.views import VIEWS
from datapackage.problems import DataError
from tests.formats.packages import NAME, info, package, real, real_package, real_table
from tests.places import LANGUAGES, TABLES, contract


def path() -> Path:
    return real() / database_path(NAME)


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    """The real database in memory: what a test changes is its own, and keys are enforced."""
    with (
        closing(sqlite3.connect(":memory:")) as memory,
        closing(sqlite3.connect(path())) as file,
    ):
        file.backup(memory)
        memory.execute("PRAGMA foreign_keys = ON")
        yield memory


def ask(connection: sqlite3.Connection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


# --- rows and keys -------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_table_holds_the_published_rows_in_their_order(
    database: sqlite3.Connection, table: str
) -> None:
    expected = [tuple(map(_stored, row.values())) for row in real_table(table).to_pylist()]
    assert ask(database, f'SELECT * FROM "{table}"') == expected


def _stored(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def test_sqlite_finds_nothing_wrong(database: sqlite3.Connection) -> None:
    assert ask(database, "PRAGMA integrity_check") == [("ok",)]
    assert ask(database, "PRAGMA foreign_key_check") == []


@pytest.mark.parametrize("table", TABLES)
def test_keys_are_those_of_the_schema(database: sqlite3.Connection, table: str) -> None:
    columns = ask(database, f"PRAGMA table_info({table})")
    keys = sorted((key, name) for _, name, _, _, _, key in columns if key)
    assert tuple(name for _, name in keys) == contract()[table].primary_key
    assert {name for _, name, _, not_null, _, _ in columns if not_null} == {
        field.name for field in contract()[table].fields if field.required
    }
    found: dict[int, tuple[str, list[str], list[str]]] = {}
    for number, _, parent, here, there, *_ in ask(database, f"PRAGMA foreign_key_list({table})"):
        _, ours, theirs = found.setdefault(number, (parent, [], []))
        ours.append(here)
        theirs.append(there)
    expected = {
        (k.reference_table, k.fields, k.reference_fields) for k in contract()[table].foreign_keys
    }
    assert {(p, tuple(ours), tuple(theirs)) for p, ours, theirs in found.values()} == expected


@pytest.mark.parametrize("table", TABLES)
def test_each_foreign_key_has_an_index(database: sqlite3.Connection, table: str) -> None:
    indices = [
        tuple(name for _, _, name in ask(database, f"PRAGMA index_info('{index}')"))
        for _, index, *_ in ask(database, f"PRAGMA index_list({table})")
    ]
    for key in contract()[table].foreign_keys:
        assert any(index[: len(key.fields)] == key.fields for index in indices), key


# --- constraints ---------------------------------------------------------------------------------

BAD_VALUES = [
    ("agreements", "agreement_type", "'friendly'"),
    ("agreements", "agreement_id", "'Not a Slug'"),
    ("agreements", "agreement_id", "'a--b'"),
    ("agreements", "signed_on", "'2018-02-31'"),
    ("agreements", "signed_on", "'27.9.2018'"),
    ("agreements", "signed_on", "20180927"),
    ("agreements", "legally_binding", "2"),
    ("agreements", "legally_binding", "'true'"),
    ("documents", "title_fi", "NULL"),
    ("goals", "goal_number", "0"),
    ("goals", "goal_number", "1.5"),
    ("goals", "goal_number", "'first'"),
    ("goals", "area_id", "'no-such-area'"),
    ("places", "latitude", "90.5"),
    ("places", "longitude", "-181"),
    ("places", "country_code", "'fi'"),
    ("places", "wikidata_id", "'Q0'"),
    ("citations", "sha256", "'abc'"),
    ("citations", "sha256", "upper(sha256)"),
    ("citations", "record_id", "'a//b'"),
]


@pytest.mark.parametrize(("table", "column", "value"), BAD_VALUES)
def test_a_wrong_value_is_refused(
    database: sqlite3.Connection, table: str, column: str, value: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        database.execute(f'UPDATE "{table}" SET "{column}" = {value} WHERE rowid = 1')


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("agreements", "signed_on", "'2020-02-29'"),
        ("agreements", "signed_on", "NULL"),
        ("agreements", "legally_binding", "0"),
        ("places", "latitude", "60"),
        ("places", "wikidata_id", "'Q10'"),
        ("goals", "goal_number", "99"),
    ],
)
def test_a_right_value_is_taken(
    database: sqlite3.Connection, table: str, column: str, value: str
) -> None:
    database.execute(f'UPDATE "{table}" SET "{column}" = {value} WHERE rowid = 1')


def test_unique_keys_are_enforced(database: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        database.execute("UPDATE goals SET goal_number = 2 WHERE rowid = 1")


def test_a_row_that_breaks_a_constraint_is_a_problem_not_a_traceback(tmp_path: Path) -> None:
    broken = {"theme_id": "Not a slug", "description_en": "x"}
    broken |= {f"label_{language}": "x" for language in LANGUAGES}
    with pytest.raises(DataError, match=r"^themes: CHECK constraint failed"):
        write(package(tmp_path, {"themes": [broken]}))


def test_a_reference_to_no_row_is_a_problem(tmp_path: Path) -> None:
    mapping = {"theme_id": "a", "scheme": "yso", "code": "p1", "match": "exact"}
    with pytest.raises(DataError, match=r"theme_mappings:1: row refers to no row of 'themes'"):
        write(package(tmp_path, {"theme_mappings": [mapping]}))


# --- dictionary and views ------------------------------------------------------------------------


def test_data_dictionary_tells_of_each_column(database: sqlite3.Connection) -> None:
    cursor = database.execute("SELECT * FROM data_dictionary")
    names = [column[0] for column in cursor.description]
    metadata = json.loads((real() / METADATA).read_text(encoding="utf-8"))
    described = metadata["databases"][NAME]["tables"]["data_dictionary"]["columns"]
    assert names == list(described)
    assert set(names) >= {f"{stem}_{x}" for stem in ("title", "description") for x in LANGUAGES}
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    assert len(rows) == sum(1 for _ in all_columns(contract()))
    for row, column in zip(rows, all_columns(contract()), strict=True):
        assert (row["table_name"], row["column_name"]) == (column.table.name, column.field.name)
        assert row["title_ru"] == column.field.descriptor["titles"]["ru"]
        assert row["description_fi"] == column.field.descriptor["descriptions"]["fi"]
        assert row["codelist"] == column.field.codelist
    by_name = {(row["table_name"], row["column_name"]): row for row in rows}
    assert by_name["relations", "related_agreement_id"]["reference_to"] == "agreements.agreement_id"
    assert json.loads(by_name["places", "latitude"]["constraints"]) == {
        "maximum": 90,
        "minimum": -90,
    }


def test_what_is_not_checked_is_said(database: sqlite3.Connection) -> None:
    found = ask(
        database,
        "SELECT table_name, column_name FROM data_dictionary WHERE not_checked IS NOT NULL",
    )
    assert found == [
        ("agreements", "url"),
        ("goal_mappings", "uri"),
        ("theme_mappings", "uri"),
        *[("sources", name) for name in ("url", "archived_url", "media_type")],
    ]


@cache
def in_duckdb() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"SET file_search_path = '{real()}'")
    connection.execute((real() / DUCKDB).read_text(encoding="utf-8"))
    return connection


@pytest.mark.parametrize("view", VIEWS)
def test_views_show_the_same_in_sqlite_and_duckdb(database: sqlite3.Connection, view: str) -> None:
    order = "ORDER BY ALL" if view == "goals_by_theme" else ""
    duck = in_duckdb().execute(f"SELECT * FROM {view} {order}")
    expected = sorted(tuple(map(_stored, row)) for row in duck.fetchall())
    lite = database.execute(f"SELECT * FROM {view}")
    assert [c[0] for c in lite.description] == [c[0] for c in duck.description]
    assert sorted(lite.fetchall()) == expected
    assert expected


def test_views_lose_no_row_and_add_none(database: sqlite3.Connection) -> None:
    for view, table in (
        ("agreements_readable", "agreements"),
        ("goals_readable", "goals"),
        ("who_signed", "signatories"),
        ("what_happened", "events"),
        ("passages", "citations"),
        ("goals_by_theme", "themes"),
    ):
        assert ask(database, f"SELECT count(*) FROM {view}") == ask(
            database, f"SELECT count(*) FROM {table}"
        )


def test_goals_by_theme_counts(database: sqlite3.Connection) -> None:
    counted = ask(
        database,
        "SELECT goals, goals_with_implementer, goals_with_beneficiary FROM goals_by_theme"
        " WHERE theme_id = 'vocational-education'",
    )
    assert counted == [(7, 7, 0)]
    assert ask(database, "SELECT sum(goals) FROM goals_by_theme") == [
        (35,)
    ]  # of 25, those of two themes twice


@pytest.mark.parametrize("words", ["kaksoistutkinto", "VOCATIONAL", "yrkesskolor", "Котке"])
def test_words_are_found_in_every_language(database: sqlite3.Connection, words: str) -> None:
    found = ask(database, f"SELECT count(*) FROM goals_fts WHERE goals_fts MATCH '{words}'")
    assert found[0][0] > 0
    assert database.execute("INSERT INTO goals_fts (goals_fts) VALUES ('integrity-check')")


def test_a_passage_knows_the_rows_that_it_supports(database: sqlite3.Connection) -> None:
    for table, key in (("goals", "goal_id"), ("agreements", "agreement_id")):
        found = ask(
            database,
            f"SELECT count(*) FROM citations JOIN passages USING (citation_id)"
            f" WHERE table_name = '{table}' AND {key} = record_id",
        )
        expected = ask(database, f"SELECT count(*) FROM citations WHERE table_name = '{table}'")
        assert found == expected
    assert ask(
        database,
        "SELECT count(*) FROM citations JOIN passages USING (citation_id)"
        " WHERE table_name = 'goal_actors' AND record_id NOT LIKE goal_id || '/%'",
    ) == [(0,)]


# --- bytes ---------------------------------------------------------------------------------------


def test_two_writes_give_the_same_bytes(tmp_path: Path) -> None:
    files = write(real_package(tmp_path))
    for file in files:
        assert (tmp_path / file.path).read_bytes() == (real() / file.path).read_bytes()


def test_the_version_of_sqlite_is_not_in_the_file() -> None:
    assert int.from_bytes(path().read_bytes()[96:100], "big") == OLDEST_SQLITE
    assert not list((real() / "database").glob("*-journal"))


def test_clearing_unused_bytes_changes_no_row(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA page_size = 1024")
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("CREATE TABLE t (k TEXT PRIMARY KEY, v TEXT)")
        rows = [(f"{n:05}", chr(97 + n % 26) * (n * 7 % 3000)) for n in range(400)]
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO t VALUES (?, ?)", rows)
        connection.execute("COMMIT")
        connection.execute("DELETE FROM t WHERE rowid % 3 = 0")
        expected = connection.execute("SELECT * FROM t").fetchall()
    before = file.read_bytes()
    make_reproducible(file, 1024, OLDEST_SQLITE)
    after = file.read_bytes()
    assert sum(a != b for a, b in zip(before, after, strict=True)) > 100
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT * FROM t").fetchall() == expected


# --- Datasette -----------------------------------------------------------------------------------


def test_metadata_describes_what_is_there(database: sqlite3.Connection) -> None:
    metadata = json.loads((real() / METADATA).read_text(encoding="utf-8"))
    assert metadata["title"] == info().title["en"]
    assert metadata["license_url"] == info().licence.url
    tables = metadata["databases"][NAME]["tables"]
    there = ask(database, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
    assert set(tables) == {name for (name,) in there if "_fts" not in name}
    assert set(tables) >= set(VIEWS)
    for name, described in tables.items():
        columns = {row[1] for row in ask(database, f"PRAGMA table_info({name})")}
        assert set(described.get("columns", {})) <= columns
        assert described.get("label_column") in {None, *columns}
        assert {*described.get("facets", ()), described.get("sort_desc", "rowid")} <= {
            *columns,
            "rowid",
        }
        assert described["description"]


def test_datasette_opens_it_with_its_metadata() -> None:
    metadata = json.loads((real() / METADATA).read_text(encoding="utf-8"))
    served = Datasette([], immutables=[str(path())], metadata=metadata)

    async def get(address: str) -> Any:
        return await served.client.get(address)

    async def look() -> None:
        page = await get(f"/{NAME}/goals")
        assert page.status_code == 200
        assert contract()["goals"].field("action_type").description in page.text
        assert info().licence.title in page.text
        rows = await get(f"/{NAME}/goals_readable.json?_shape=array")
        assert len(rows.json()) == len(real_table("goals"))
        assert (await get(f"/{NAME}/who_signed")).status_code == 200
        found = await get(f"/{NAME}/goals.json?_search=vocational&_shape=array")
        assert 0 < len(found.json()) < len(rows.json())
        goal = await get(f"/{NAME}/goals/{rows.json()[0]['goal_id']}")
        [to_passages] = re.findall(rf'href="(/{NAME}/passages\?[^"]+)"', goal.text)
        passages = await get(to_passages)
        assert f'href="{rows.json()[0]["link"]}"' in html.unescape(passages.text)

    asyncio.run(look())
