"""Dates, periods and names in running text, each with its place."""

from __future__ import annotations

import pytest

from datapackage.normalise.aliases import NamedRow
from datapackage.normalise.dates import DateParser
from datapackage.normalise.mentions import Mention, find_names, find_periods
from datapackage.normalise.periods import PeriodParser

PARSE = PeriodParser(DateParser(["fi", "en", "sv", "ru", "de"])).parse
ROWS = [
    NamedRow(0, "vesala", ("Vesala", "Весала"), ("Vesalan",)),
    NamedRow(1, "city-of-vesala", ("City of Vesala",), ("Vesalan kaupunki",)),
    NamedRow(2, "st-olaf", ("St. Olaf",), ("Springfield", "")),
    NamedRow(3, "olaf", ("Springfield",), ()),
]


def periods(text: str) -> list[tuple[str, str]]:
    return [(found.text, found.meaning) for found in find_periods(text, PARSE)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vesala, 14.3.2024. Es beginnt", [("14.3.2024", "2024-03-14")]),
        ("signed on 3 May 2021 in Vesala", [("on 3 May 2021", "2021-05-03")]),
        ("vuosille 2019–2021, ja", [("vuosille 2019–2021", "2019/2021")]),
        (
            "gilt vom 1. April 2024 bis 31. März 2028.",
            [("vom 1. April 2024 bis 31. März 2028", "2024-04-01/2028-03-31")],
        ),
        ("in September 2018 and in 2020", [("in September 2018", "2018-09"), ("in 2020", "2020")]),
        ("Подписано 27 сентября 2018 г.", [("27 сентября 2018 г", "2018-09-27")]),
    ],
)
def test_dates_and_periods_in_words_and_numbers(text: str, expected: list[tuple[str, str]]) -> None:
    assert periods(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("allekirjoitettiin torstaina 27. syyskuuta Vesalassa", "torstaina 27. syyskuuta"),
        ("am Donnerstag, dem 14. März, im Rathaus", "am Donnerstag, dem 14. März"),
        ("Vesala, March 14: a fair", "March 14"),
        ("den 29 februari", "den 29 februari"),
    ],
)
def test_a_day_without_its_year_is_found_and_its_year_not_guessed(text: str, expected: str) -> None:
    assert periods(text) == [(expected, "")]


@pytest.mark.parametrize(
    "text",
    [
        "1500 pupils in 12 classes, 3.5 per cent",
        "phone 05 1234",
        "05/04/2018",
        "31.2.2018",
        "Section 3\n\nMay it please",
        "no number at all in May",
        "",
    ],
)
def test_what_is_no_date_or_not_one_only_is_not_suggested(text: str) -> None:
    assert periods(text) == []


def test_each_has_its_place() -> None:
    text = "Vesala, den\n3 maj 2021 och 2022"
    found = find_periods(text, PARSE)
    assert [text[m.start : m.end] for m in found] == ["den\n3 maj 2021", "2022"]
    assert found[0].text == "den 3 maj 2021"


def test_names_the_longest_first() -> None:
    text = "Vesalan kaupunki ja VESALAN–St Olafin; ‘st. olaf’, Весала."
    assert find_names(text, ROWS) == [
        Mention(0, 16, "Vesalan kaupunki", "city-of-vesala"),
        Mention(20, 27, "VESALAN", "vesala"),
        Mention(40, 48, "st. olaf", "st-olaf"),
        Mention(51, 57, "Весала", "vesala"),
    ]


def test_a_name_of_two_rows_names_both() -> None:
    assert find_names("In Springfield", ROWS) == [Mention(3, 14, "Springfield", "olaf or st-olaf")]


def test_an_empty_register_knows_no_names() -> None:
    assert find_names("Vesala", []) == []


def test_a_character_that_no_name_may_have_is_passed_over() -> None:
    assert find_names("Ves\ufffdala Vesala", ROWS) == [Mention(8, 14, "Vesala", "vesala")]
