from pathlib import Path

import pytest

from datapackage.normalise.aliases import all_aliases, check_aliases, named_rows
from datapackage.normalise.names import NameIndex
from datapackage.problems import ProblemList
from datapackage.read.register import read_register
from tests.places import contract

HEADER = "place_id,name_fi,name_en,name_sv,name_ru,aliases\n"
COLUMNS = ("place_id", "name_fi", "name_en", "name_sv", "name_ru")


def problems_of(folder: Path, *rows: str) -> list[str]:
    """Return line and message of what is wrong with the aliases of a register."""
    path = folder / "places.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    problems = ProblemList()
    register = read_register(path, COLUMNS, problems)
    assert register is not None
    named = named_rows(register, "place_id", COLUMNS[1:])
    index = NameIndex(((row.identifier, row.all_names) for row in named), what="place")
    check_aliases(register, named, index, problems)
    assert all(problem.place.path == "aliases" for problem in problems)
    return [f"{problem.place.line}: {problem.message}" for problem in problems]


def row(identifier: str, name: str, *aliases: str) -> str:
    return f"{identifier},{name},{name},{name},{name},{'|'.join(aliases)}"


def test_two_towns_may_bear_one_name(tmp_path: Path) -> None:
    rows = row("lake-east", "Lake", "Eastern Lake"), row("lake-west", "Lake", "Western Lake")
    assert problems_of(tmp_path, *rows) == []


def test_a_row_may_have_its_own_name_as_an_alias(tmp_path: Path) -> None:
    rows = row("lake", "Lake", "LAKE", "lake", "the lake"), row("hill", "Hill")
    assert problems_of(tmp_path, *rows) == []


@pytest.mark.parametrize("alias", ["Harbour", "harbour", "HARBOUR"])
def test_an_alias_of_two_rows_is_reported_once_at_the_later_one(tmp_path: Path, alias: str) -> None:
    rows = row("lake", "Lake", "Harbour"), row("hill", "Hill", "Top", alias)
    (problem,) = problems_of(tmp_path, *rows)
    assert problem.startswith(f"3: the alias '{alias}' also leads to 'lake' in line 2")


def test_an_alias_that_is_the_name_of_a_later_row_is_reported_where_it_stands(
    tmp_path: Path,
) -> None:
    (problem,) = problems_of(tmp_path, row("lake", "Lake", "Hill"), row("hill", "Hill"))
    assert problem.startswith("2: the alias 'Hill' also leads to 'hill' in line 3")


def test_an_alias_that_is_the_identifier_of_another_row_would_never_lead_anywhere(
    tmp_path: Path,
) -> None:
    (problem,) = problems_of(tmp_path, row("lake", "Lake"), row("hill", "Hill", "lake"))
    assert problem.startswith("3: the alias 'lake' also leads to 'lake' in line 2")


def test_a_bad_alias_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(HEADER + row("lake", "Lake", "La\u202eke", "Pond") + "\n", encoding="utf-8")
    register = read_register(path, COLUMNS, ProblemList())
    assert register is not None
    (named,) = named_rows(register, "place_id", COLUMNS[1:])
    assert named.aliases == ("Pond",)
    assert [fault.rule for fault in named.faults] == ["bidi-control"]


def test_what_stands_in_brackets_says_the_language_and_the_kind_of_an_alias(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    aliases = "Lammella [fi inflected]", "Pond [en]", "Mere [former]", "Lake [2]s", "Pond"
    path.write_text(HEADER + row("lake", "Lake", *aliases) + "\n", encoding="utf-8")
    register = read_register(path, COLUMNS, ProblemList())
    assert register is not None
    found = all_aliases({"places": register}, contract(), ("inflected", "former"))
    assert list(zip(*(column.to_pylist() for column in found.columns.values()), strict=True)) == [
        ("places", "lake", "Lammella", "fi", "inflected"),
        ("places", "lake", "Pond", None, None),
        ("places", "lake", "Mere", None, "former"),
        ("places", "lake", "Lake [2]s", None, None),
    ]
