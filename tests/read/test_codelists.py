"""Code lists: the defaults, and what files of a publisher's own make of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from datapackage.contract import Contract, Table
from datapackage.problems import ProblemList
from datapackage.read.codelists import codes_of, default_codelists, read_codelists
from datapackage.read.register import ALIASES, Register
from datapackage.read.schemas import load_contract
from tests.places import SCHEMAS, contract

HEADER = "code,label_fi,label_en,label_sv,label_ru,description_en,aliases\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "codelists"
    path.mkdir()
    return path


def read(folder: Path, using: Contract | None = None) -> tuple[dict[str, Register], list[str]]:
    problems = ProblemList()
    lists = read_codelists(folder, using or contract(), problems, ProblemList())
    return lists, [str(problem).removeprefix(f"{folder}/") for problem in problems]


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def row(register: Register, code: str) -> dict[str, str | None]:
    number = register.columns["code"].to_pylist().index(code)
    return {name: column[number].as_py() for name, column in register.columns.items()}


def in_languages(*languages: str) -> Contract:
    return load_contract(SCHEMAS, languages)


def test_without_files_the_lists_are_the_defaults(tmp_path: Path) -> None:
    lists, problems = read(tmp_path / "absent")
    assert problems == []
    assert codes_of(lists) == codes_of(default_codelists(contract()))
    assert codes_of(lists)["party-role"] == ("partner", "lead-partner", "observer")
    assert row(lists["party-role"], "partner")["label_sv"] == "Partner"


def test_a_file_replaces_the_default_list(folder: Path) -> None:
    write(folder, "party-role.csv", HEADER + "host,Isäntä,Host,Värd,Хозяин,Invites.,\n")
    lists, problems = read(folder)
    assert problems == []
    assert codes_of(lists)["party-role"] == ("host",)
    assert lists["party-role"].place(0).line == 2


def test_a_file_with_a_plus_extends_the_default_list(folder: Path) -> None:
    write(folder, "party-role+.csv", HEADER + "host,Isäntä,Host,Värd,Хозяин,Invites.,\n")
    lists, problems = read(folder)
    assert problems == []
    assert codes_of(lists)["party-role"] == ("partner", "lead-partner", "observer", "host")
    place = lists["party-role"].place(3)
    assert (place.file, place.line) == (str(folder / "party-role+.csv"), 2)


def test_an_extending_file_fills_cells_of_default_codes(folder: Path) -> None:
    write(
        folder,
        "agreement-type+.csv",
        "code,label_en,aliases\nsister-city,Twin-town agreement,Jumelage\n",
    )
    default = row(default_codelists(contract())["agreement-type"], "sister-city")
    lists, problems = read(folder)
    assert problems == []
    changed = row(lists["agreement-type"], "sister-city")
    assert changed["label_en"] == "Twin-town agreement"
    assert changed["label_fi"] == default["label_fi"]
    assert changed["description_en"] == default["description_en"]
    assert changed[ALIASES] == f"{default[ALIASES]}|Jumelage"
    assert codes_of(lists) == codes_of(default_codelists(contract()))


def test_a_label_in_english_for_another_language_is_a_warning(folder: Path) -> None:
    write(folder, "party-role+.csv", "code,label_de\npartner,Partner\n")
    write(folder, "match-type+.csv", "code,label_de\nexact,Genau gleich\n")
    schemas = load_contract(SCHEMAS, ["de", "en", "fr"], ["de", "en"])
    warnings = ProblemList()
    read_codelists(folder, schemas, ProblemList(), warnings)
    [warning] = warnings
    assert warning.message.startswith(
        "labels of default code lists are in English, since they have none in German: action-type,"
    )
    assert warning.message.endswith("(a file such as action-type+.csv gives them)")
    assert "match-type" in warning.message, "only one of its labels is given"
    assert "country" not in warning.message
    full = "".join(
        f"{code},{code}\n" for code in codes_of(default_codelists(schemas))["party-role"]
    )
    write(folder, "party-role+.csv", f"code,label_de\n{full}")
    warnings = ProblemList()
    read_codelists(folder, schemas, ProblemList(), warnings)
    assert "party-role" not in str(next(iter(warnings)))


def test_our_own_languages_have_their_labels(tmp_path: Path) -> None:
    warnings = ProblemList()
    read_codelists(tmp_path, contract(), ProblemList(), warnings)
    assert not len(warnings)


def test_a_label_that_is_not_required_stays_empty() -> None:
    schemas = load_contract(SCHEMAS, ["de", "en"], ["en"])
    partner = row(default_codelists(schemas)["party-role"], "partner")
    assert (partner["label_de"], partner["label_en"]) == (None, "Partner")


def test_labels_in_a_language_that_the_defaults_lack(folder: Path) -> None:
    """English until a file says better; a language that the package lacks is not taken over."""
    write(folder, "party-role+.csv", "code,label_de\nobserver,Beobachter\n")
    lists, problems = read(folder, in_languages("de", "en"))
    assert problems == []
    assert row(lists["party-role"], "observer")["label_de"] == "Beobachter"
    assert row(lists["party-role"], "partner")["label_de"] == "Partner"
    assert "label_fi" not in lists["party-role"].columns
    alone = default_codelists(in_languages("de"))["party-role"]
    assert row(alone, "lead-partner")["label_de"] == "Lead partner"


def test_countries_and_languages_have_names_in_every_language() -> None:
    lists = default_codelists(in_languages("de", "pt-BR"))
    germany = row(lists["country"], "DE")
    assert (germany["label_de"], germany["label_pt_BR"]) == ("Deutschland", "Alemanha")
    assert row(lists["language"], "fi")["label_pt_BR"] == "Finlandês"


def test_countries_are_those_of_iso_3166_1_and_languages_those_of_iso_639_1() -> None:
    lists = codes_of(default_codelists(contract()))
    assert len(lists["country"]) == 249
    assert len(lists["language"]) == 183
    assert {"FI", "RU", "AX", "BQ", "SS"} <= set(lists["country"])
    assert not {"AC", "AN", "EU", "SU", "UK", "XA", "XK", "YU", "ZZ"} & set(lists["country"])
    assert {"fi", "se", "tl", "tw"} <= set(lists["language"])
    assert "sh" not in lists["language"]


def test_a_country_or_a_language_that_is_added_needs_no_names(folder: Path) -> None:
    write(folder, "country+.csv", "code\nXK\n")
    write(folder, "language.csv", "code,label_en\nsmn,Sámi of Inari\n")
    lists, problems = read(folder)
    assert problems == []
    assert row(lists["country"], "XK")["label_fi"] == "Kosovo"
    assert row(lists["language"], "smn")["label_en"] == "Sámi of Inari"
    assert row(lists["language"], "smn")["label_sv"] == "Enaresamiska"
    assert len(lists["language"]) == 1


def test_a_label_begins_with_a_capital_letter_where_its_script_has_them() -> None:
    lists = default_codelists(in_languages("fi", "ka"))
    assert row(lists["language"], "fi")["label_fi"] == "Suomi"
    assert row(lists["language"], "ka")["label_ka"] == "ქართული"


def test_codes_are_taken_without_the_blanks_around_them(folder: Path) -> None:
    write(folder, "party-role+.csv", "code,label_en\n observer ,Watcher\n")
    lists, _ = read(folder)
    assert row(lists["party-role"], "observer")["label_en"] == "Watcher"
    assert len(lists["party-role"]) == 3


def test_a_list_that_no_schema_names_is_a_problem(folder: Path) -> None:
    write(folder, "colour.csv", HEADER)
    write(folder, "colour+.csv", HEADER)
    assert read(folder)[1] == [
        f"{name}: no column of any schema uses this code list"
        for name in ("colour+.csv", "colour.csv")
    ]


def coloured() -> Contract:
    """Return the contract with a code list that has no default."""
    table = contract()["parties"].descriptor
    field = {"name": "colour", "type": "string", "codelist": "colour"}
    return contract().with_table(Table("parties", table | {"fields": [*table["fields"], field]}))


def test_a_list_without_default_must_be_there_and_can_not_be_extended(folder: Path) -> None:
    assert read(folder, coloured())[1] == [
        "colour.csv: there is no default list 'colour' to use: add the file colour.csv"
    ]
    write(folder, "colour+.csv", "code\nred\n")
    lists, problems = read(folder, coloured())
    assert problems == [
        "colour+.csv: there is no default list 'colour' to extend: name the file colour.csv"
    ]
    assert "colour" not in lists
