"""What is doubtful about a package is told as warnings, with its places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from datapackage.problems import Place
from datapackage.rules import doubts, reader
from datapackage.rules.doubts import DOUBTS, find_doubts
from tests.places import OUTPUT, contract
from tests.validator.copies import Copy

AGREEMENT = "kotka-saint-petersburg-2018"
Edit = Callable[[Copy], object]


def told(folder: Path) -> list[tuple[str, str, str]]:
    def place(table: str, row: int, column: str) -> Place:
        return Place(table, row, column)

    problems = find_doubts(folder, contract(), place)
    return [(problem.rule, str(problem.place), problem.message) for problem in problems]


def twice(copy: Copy, left_on: dt.date | None = None) -> None:
    copy.set("parties", 0, left_on=left_on)
    copy.add("parties", 0, party_number=3, left_on=None)


def namesake(copy: Copy, **cells: str) -> None:
    copy.add("places", 2, **{"place_id": "kotka-2", "name_fi": "KOTKA", "wikidata_id": "", **cells})


DOUBTFUL: dict[str, tuple[str, Edit, str, str]] = {
    "a party twice": (
        "party-named-once",
        twice,
        "parties:2: organisation_id",
        "'city-of-kotka' is a party of this agreement already",
    ),
    "one party": (
        "two-parties",
        lambda c: c.drop("parties", party_number=2),
        "agreements: parties",
        "the agreement has fewer than two parties",
    ),
    "one identifier for two": (
        "one-row-for-each-thing",
        lambda c: c.set("places", 1, wikidata_id="Q33"),
        "places:1: wikidata_id",
        "'finland' has the same Wikidata identifier (found 'Q33')",
    ),
    "one name in a country": (
        "one-name-in-a-country",
        namesake,
        "places:6: name_fi",
        "'kotka' in the same country is called this, too (found 'KOTKA'): if they",
    ),
    "organisations of one name": (
        "one-name-in-a-country",
        lambda c: c.add("organisations", 0, organisation_id="kotka-city"),
        "organisations:4: name_fi",
        "'city-of-kotka' in the same country is called this, too",
    ),
    "a formula": (
        "text-is-no-formula",
        lambda c: c.set("goals", 3, statement_sv='=HYPERLINK("https://example.org")'),
        "goals:3: statement_sv",
        "a spreadsheet that opens the CSV takes this text for a formula (found '=HYPERLINK(",
    ),
}


def test_the_published_package_leaves_no_doubt() -> None:
    assert told(OUTPUT) == []


@pytest.mark.parametrize("what", DOUBTFUL)
def test_what_is_doubtful_is_told_with_its_place(what: str, copy: Copy) -> None:
    name, edit, where, message = DOUBTFUL[what]
    edit(copy)
    [(rule, place, said)] = told(copy.folder)
    assert (rule, place.rstrip(":")) == (name, where)
    assert said.startswith(message)
    assert {name for name, *_ in DOUBTFUL.values()} == {rule.name for rule in DOUBTS}


@pytest.mark.parametrize(
    "edit",
    [
        lambda c: twice(c, dt.date(2019, 1, 1)),
        lambda c: namesake(c, country_code="SE"),
        lambda c: namesake(c, place_type="region"),
    ],
)
def test_what_may_well_be_is_not(edit: Edit, copy: Copy) -> None:
    edit(copy)
    assert told(copy.folder) == []


@pytest.mark.parametrize("start", ["+", "-", "@", "\t", "\r"])
def test_spreadsheets_know_more_starts_of_a_formula(start: str, copy: Copy) -> None:
    copy.set("sources", 0, title=f"{start}SUM(1)")
    [(rule, place, _)] = told(copy.folder)
    assert (rule, place) == ("text-is-no-formula", "sources: title:")


def test_a_formula_far_down_in_a_table_has_its_place(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy.set("goals", 3, statement_sv="=1+1")
    monkeypatch.setattr(reader, "BATCH_ROWS", 2)
    assert [place for _, place, _ in told(copy.folder)] == ["goals:3: statement_sv:"]


def test_a_number_below_zero_is_no_formula(copy: Copy) -> None:
    copy.set("places", 1, latitude=-1.5)
    assert told(copy.folder) == []


def test_most_of_a_kind_are_told_one_by_one(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doubts, "MOST", 1)
    for number in range(3):
        copy.add("places", 2, place_id=f"kotka-{number}", wikidata_id=None)
    messages = [message for *_, message in told(copy.folder)]
    assert messages[0].startswith("'kotka' in the same country")
    assert messages[1:] == ["and 2 more like this"]
