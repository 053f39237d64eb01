"""Which parser reads which column, and what the scalar ones take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from datapackage.contract import Contract
from datapackage.normalise.parsers import Parsers, parse_boolean, parse_integer, parse_number
from datapackage.problems import ProblemList
from datapackage.read.register import Register, read_register
from datapackage.read.sources import read_sources
from datapackage.text import NotNormalised
from tests.normalise.outcome import refusal
from tests.places import SCHEMAS, SOURCES, contract


@pytest.fixture(scope="module")
def parsers() -> Parsers:
    problems = ProblemList()
    sources = read_sources(SOURCES, SCHEMAS, problems)
    assert len(problems) == 0
    return Parsers(contract(), sources.registers, sources.codelists, problems)


def parse(parsers: Parsers, table: str, column: str, raw: str) -> Any:
    parser = parsers.of_column(contract()[table], contract()[table].field(column))
    assert parser is not None
    return parser(raw)


@pytest.mark.parametrize(
    ("table", "column", "raw", "value"),
    [
        ("agreements", "signing_place_id", "Pietarissa", "saint-petersburg"),
        ("agreements", "signing_place_id", "Санкт-Петербург", "saint-petersburg"),
        ("agreements", "signing_place_id", "saint-petersburg", "saint-petersburg"),
        ("signatories", "organisation_id", "Kotkan kaupunki", "city-of-kotka"),
        ("signatories", "position_organisation_id", "City of Kotka", "city-of-kotka"),
        ("area_themes", "theme_id", "Tourism", "tourism"),
        ("parties", "role", "Kumppani", "partner"),
        ("parties", "role", "ПАРТНЁР", "partner"),
        ("places", "country_code", "Suomi", "FI"),
        ("goals", "target_year", "2021", 2021),
        ("places", "latitude", "60.5", 60.5),
        ("agreements", "legally_binding", "TRUE", True),
    ],
)
def test_a_column_is_read_through_its_list_or_by_its_type(
    parsers: Parsers, table: str, column: str, raw: str, value: object
) -> None:
    assert parse(parsers, table, column, raw) == value


def test_dates_and_periods_are_read(parsers: Parsers) -> None:
    assert str(parse(parsers, "agreements", "signed_on", "27. syyskuuta 2018")) == "2018-09-27"
    period = parsers.periods("2019–2021")
    assert (str(period.start), str(period.end)) == ("2019-01-01", "2021-12-31")


def test_dates_are_read_in_the_languages_of_the_package_and_of_its_sources(
    tmp_path: Path,
) -> None:
    columns = contract()["sources"].columns
    rows = [{"source_id": "a", "language": "de"}, {"source_id": "b", "language": "?"}]
    lines = [",".join(columns), *(",".join(row.get(c, "") for c in columns) for row in rows), ""]
    (tmp_path / "sources.csv").write_text("\n".join(lines), encoding="utf-8")
    sources = read_register(tmp_path / "sources.csv", columns, ProblemList())
    assert sources is not None
    package = Contract(contract().values(), ["fi"])

    def parse_with(registers: dict[str, Register], raw: str) -> bool:
        parsers = Parsers(package, registers, {}, ProblemList())
        return refusal(lambda raw: parse(parsers, "agreements", "signed_on", raw), raw) is None

    for raw, without, with_sources in (
        ("15. maaliskuuta 2024", True, True),
        ("15 March 2024", True, True),
        ("15. März 2024", False, True),
        ("15 de marzo de 2024", False, False),
    ):
        assert parse_with({}, raw) is without
        assert parse_with({"sources": sources}, raw) is with_sources


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("agreements", "title_fi"),
        ("agreements", "agreement_id"),
        ("relations", "related_agreement_id"),
        ("goals", "area_id"),
    ],
)
def test_text_and_references_to_other_records_are_only_cleaned(
    parsers: Parsers, table: str, column: str
) -> None:
    assert parsers.of_column(contract()[table], contract()[table].field(column)) is None


def test_an_unknown_code_comes_with_all_codes_and_the_nearest(parsers: Parsers) -> None:
    error = refusal(lambda raw: parse(parsers, "parties", "role", raw), "partnre")
    assert error is not None
    assert (error.rule, error.found, error.nearest) == ("enum", "partnre", "partner")
    assert error.expected == "one of partner, lead-partner, observer"
    assert error.message == "no such code in the list 'party-role'"


def test_an_unknown_name_says_what_it_is_the_name_of(parsers: Parsers) -> None:
    error = refusal(lambda raw: parse(parsers, "agreements", "signing_place_id", raw), "Kotkaa x")
    assert error is not None
    assert error.rule == "foreign-key"
    assert error.message.startswith("no place has this name")


def test_a_name_that_can_not_be_cleaned_leaves_the_rest_of_the_register(tmp_path: Path) -> None:
    columns = contract()["themes"].columns[:6]
    rows = ["a,A\u202e,B,C,D,x", "b,E,F,G,H,y", ",I,J,K,L,z"]
    (tmp_path / "themes.csv").write_text(
        "\n".join([",".join(columns), *rows, ""]), encoding="utf-8"
    )
    register = read_register(tmp_path / "themes.csv", columns, ProblemList())
    assert isinstance(register, Register)
    names = Parsers(contract(), {"themes": register}, {}, ProblemList()).names("themes")
    assert names("G") == "b"
    assert names("a") == "a"
    assert refusal(names, "A") is not None
    assert refusal(names, "J") is not None


@pytest.mark.parametrize(
    ("raw", "value"), [("0", 0), ("-12", -12), (" 7 ", 7), ("9" * 18, int("9" * 18))]
)
def test_whole_numbers(raw: str, value: int) -> None:
    assert parse_integer(raw) == value


@pytest.mark.parametrize("raw", ["1.0", "1e3", "1 000", "１", "+1", "--1", "9" * 19, "x", "٣"])
def test_what_is_no_whole_number(raw: str) -> None:
    error = refusal(parse_integer, raw)
    assert isinstance(error, NotNormalised)
    assert (error.rule, error.found) == ("type", raw)


@pytest.mark.parametrize(("raw", "value"), [("60.4664", 60.4664), ("-180", -180.0), (" 0.5", 0.5)])
def test_numbers(raw: str, value: float) -> None:
    assert parse_number(raw) == value


@pytest.mark.parametrize("raw", ["60,4664", "1e3", "nan", "inf", ".5", "5.", "60°"])
def test_what_is_no_number(raw: str) -> None:
    error = refusal(parse_number, raw)
    assert error is not None
    assert error.rule == "type"
    said = f"not a number (found '{raw}'; expected digits with a decimal point)"
    assert str(error) == said


@pytest.mark.parametrize(("raw", "value"), [("true", True), ("False", False), (" TRUE ", True)])
def test_true_and_false(raw: str, value: bool) -> None:
    assert parse_boolean(raw) is value


@pytest.mark.parametrize("raw", ["yes", "1", "0", "kyllä", "t"])
def test_what_is_neither_true_nor_false(raw: str) -> None:
    error = refusal(parse_boolean, raw)
    assert error is not None
    assert error.rule == "type"
    assert str(error) == f"not true or false (found '{raw}'; expected true or false)"
