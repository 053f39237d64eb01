"""Readable tables: what is in them, and that their schemas fit them."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import frictionless
import pytest

from datapackage import words
from datapackage.changes.places import opened
from datapackage.formats import readable
from datapackage.formats.database import database_path
from datapackage.formats.readable import readable_tables
from datapackage.read.published import contract_of
from tests.formats.packages import NAME, package, real, real_table
from tests.places import contract

LANGUAGES = contract().languages
READABLE = list(readable_tables(contract()))
TABLES = [item.table.name for item in READABLE]
LINKED = {words.text(f"readable.{stem}", tag) for stem in ("passage", "link") for tag in LANGUAGES}


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a readable table by their headers."""
    with (folder / "csv" / "readable" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", TABLES)
def test_frictionless_finds_them_valid(name: str) -> None:
    frictionless.system.trusted = True
    found = frictionless.Package(str(real() / "datapackage.json"))
    report = found.get_resource(name).validate()
    assert report.valid, report.flatten(["message"])


@pytest.mark.parametrize("item", READABLE, ids=TABLES)
def test_they_are_the_views_of_the_database(item: readable.ReadableTable) -> None:
    columns = ", ".join(c.name.replace("*", item.language) for c in item.view.columns)
    with closing(sqlite3.connect(real() / database_path(NAME))) as connection:
        expected = connection.execute(f"SELECT {columns} FROM {item.view.name}").fetchall()
    found = [tuple(row.values()) for row in rows_of(real(), item.table.name)]
    assert found == [tuple("" if v is None else str(v) for v in row) for row in expected]
    assert found


@pytest.mark.parametrize("item", READABLE, ids=TABLES)
def test_each_column_has_a_header_and_a_description_of_its_own(
    item: readable.ReadableTable,
) -> None:
    headers = Counter(item.table.columns)
    assert len(headers) == len(item.view.columns)
    assert not any("_" in header for header in headers)
    assert all(field.description for field in item.table.fields)


PLACE = {"place_id": "kotka", "name_en": "Kotka"}


def goal(folder: Path, **changed: list[dict[str, Any]]) -> dict[str, str]:
    """The one goal of a package with these rows, in English."""
    tables: dict[str, list[dict[str, Any]]] = {
        "agreements": [{"agreement_id": "a", "title_en": "Agreement"}],
        "cooperation_areas": [{"area_id": "r", "agreement_id": "a", "title_en": "Area"}],
        "goals": [{"goal_id": "g", "agreement_id": "a", "area_id": "r", "document_id": "d"}],
        "organisations": [
            {"organisation_id": "x", "name_en": "X"},
            {"organisation_id": "y", "name_en": "Y"},
        ],
    }
    package(folder, tables | changed)
    (row,) = rows_of(folder, "goals_en")
    return row


@pytest.mark.parametrize(
    ("precision", "shown"), [("day", "2018-09-01"), ("month", "2018-09"), ("year", "2018")]
)
def test_a_date_is_shown_as_far_as_it_is_known(tmp_path: Path, precision: str, shown: str) -> None:
    day = dt.date(2018, 9, 1)
    agreement = {"agreement_id": "a", "signed_on": day, "signed_on_precision": precision}
    assert goal(tmp_path, agreements=[agreement])["Signed"] == shown


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (2019, 2021, "2019–2021"),
        (2019, 2019, "2019"),
        (None, 2021, "–2021"),
        (2019, None, "2019–"),
        (None, None, ""),
    ],
)
def test_a_period_is_one_text(
    tmp_path: Path, start: int | None, end: int | None, shown: str
) -> None:
    dates = {
        "period_start": start and dt.date(start, 1, 1),
        "period_end": end and dt.date(end, 12, 31),
    }
    document = {"document_id": "d", "period_precision": "year", **dates}
    assert goal(tmp_path, documents=[document])["Period"] == shown


def test_parties_and_actors_come_in_the_order_of_the_source(tmp_path: Path) -> None:
    row = goal(
        tmp_path,
        parties=[
            {"agreement_id": "a", "party_number": 2, "organisation_id": "x"},
            {"agreement_id": "a", "party_number": 1, "organisation_id": "y"},
        ],
        goal_actors=[
            {"goal_id": "g", "actor_number": 3, "role": "implementer", "organisation_id": "x"},
            {"goal_id": "g", "actor_number": 1, "role": "implementer", "actor_group_en": "schools"},
            {"goal_id": "g", "actor_number": 2, "role": "beneficiary", "actor_group_en": "pupils"},
        ],
    )
    assert (row["Parties"], row["Who acts"], row["Who benefits"]) == (
        "Y; X",
        "schools; X",
        "pupils",
    )


@pytest.mark.parametrize(("stated", "shown"), [(True, "no"), (False, "yes"), (None, "")])
def test_a_list_is_open_where_the_source_leaves_it_open(
    tmp_path: Path, stated: bool | None, shown: str
) -> None:
    area = {"area_id": "r", "agreement_id": "a", "is_exhaustive": stated}
    assert goal(tmp_path, cooperation_areas=[area])["Is the list of goals open?"] == shown


def test_a_goal_shows_what_it_rests_on_and_first_what_the_source_states(tmp_path: Path) -> None:
    cited = {"table_name": "goals", "record_id": "g", "end": 12}
    row = goal(
        tmp_path,
        sources=[
            {"source_id": "s", "title": "Later in it", "url": "http://s"},
            {"source_id": "t", "title": "Sooner in it", "url": "http://t"},
        ],
        codes=[
            {"codelist": "citation-basis", "code": "stated", "label_en": "Stated"},
            {"codelist": "citation-basis", "code": "derived", "label_en": "Derived"},
        ],
        citations=[
            {"citation_id": "1", "source_id": "s", "start": 1, "basis": "derived", **cited},
            {"citation_id": "2", "source_id": "s", "start": 8, "basis": "stated", **cited},
            {"citation_id": "3", "source_id": "s", "start": 8, "basis": "derived", **cited},
            {"citation_id": "4", "source_id": "t", "start": 7, "basis": "stated", **cited},
        ],
    )
    assert row["Source"] == "Later in it; Sooner in it"
    assert row["Passage"] == "7–12; 8–12; 1–12"
    assert row["Basis"] == "Stated; Derived"
    assert row["Link to the passage"] == "http://t", "no lock tells the words of the passage"


@pytest.mark.parametrize("name", ["agreements_fi", "goals_en", "goals_ru"])
def test_links_open_the_source_at_the_passage(name: str) -> None:
    rows = rows_of(real(), name)
    assert rows
    *_, place, link = [header for header in rows[0] if header in LINKED]
    assert any("#:~:text=" in row[link] for row in rows)
    sources = {row["url"] for row in real_table("sources").to_pylist()}
    for row in rows:
        address, _, ends = row[link].partition("#:~:text=")
        assert address in sources
        assert not ends or re.fullmatch(r"[^,#]+,[^,#]+", ends)
        assert re.fullmatch(r"\d+–\d+(; \d+–\d+)*", row[place])


def test_a_package_too_large_to_read_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readable, "READABLE_UP_TO", 1)
    found = package(tmp_path, {"places": [PLACE, {**PLACE, "place_id": "turku"}]})
    assert found.descriptor["resources"] == []
    assert not (tmp_path / "csv" / "readable").exists()


def test_a_comparison_of_packages_and_our_rules_go_by_the_tables_that_they_repeat() -> None:
    with opened(real()) as found:
        assert set(found.tables) == set(contract())
    descriptor = json.loads((real() / "datapackage.json").read_text(encoding="utf-8"))
    assert set(contract_of(descriptor, "datapackage.json")) == set(contract())
