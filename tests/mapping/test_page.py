"""What docs/foreign-tables.md shows, done; and what the commands say beside it."""

import re
from pathlib import Path

import pytest
import yaml

import datapackage
from datapackage.cli import main
from datapackage.mapping import find_candidates
from datapackage.mapping.language import Mapping
from tests.mapping.lists import add_rows, add_source, make_sources
from tests.places import ROOT

PAGE = (ROOT / "docs/foreign-tables.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
TABLES = [text for kind, text in BLOCKS if kind == "csv"]
MAPPINGS = [text for kind, text in BLOCKS if kind == "yaml"]

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def sources(empty_folder: None) -> Path:
    """The sources of the page, in the current folder."""
    folder = Path("sources")
    tables = make_sources(folder, "ministry", MAPPINGS[0])
    for name, text in zip(("treaties.csv", "links.csv"), TABLES, strict=True):
        (tables / name).write_text(text, encoding="utf-8")
    add_source(folder, "ministry-treaties")
    return folder


def test_the_page_shows_what_map_says(sources: Path, capsys: Capture) -> None:
    assert main(["map"]) == 0
    [shown] = [text for kind, text in BLOCKS if kind == "console"]
    assert capsys.readouterr().out == shown.split("\n", 1)[1]


def test_the_commands_are_functions_of_the_library(sources: Path) -> None:
    [report] = datapackage.map_tables(sources)
    assert report.mapping == sources / "tables/ministry/mapping.yaml"
    assert report.rows - report.taken == sum(
        item.rows for item in report.left_out if item.first.file.endswith("treaties.csv")
    )
    draft = yaml.safe_load(
        datapackage.suggest_mapping(report.mapping.parent / "treaties.csv", sources)
    )
    assert draft["tables"][0]["file"] == "treaties.csv"
    assert isinstance(datapackage.find_candidates(sources), datapackage.Candidates)
    report.mapping.unlink()
    with pytest.raises(
        datapackage.UsageError, match=r"tables holds no folder with a mapping\.yaml"
    ):
        datapackage.map_tables(sources)


def test_the_page_lists_all_words_of_a_mapping() -> None:
    words = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    fields = {*Mapping.__dataclass_fields__} - {"path", "lists"}
    assert set(words) == fields


def test_candidates_are_listed_written_edited_and_merged(sources: Path, capsys: Capture) -> None:
    row = {"organisation_id": "city-of-vesala", "name_en": "Vesala", "organisation_type": "city"}
    add_rows(sources, "organisations", [row])
    assert main(["candidates", "--write", "desk"]) == 0
    said = capsys.readouterr().out
    assert "organisations: 2 unknown in 3 cells\n        2  City of Vesala" in said
    desk = Path("desk/candidates.csv")
    lines = desk.read_text(encoding="utf-8").splitlines()
    first = "sources/tables/ministry/links.csv"
    assert lines[1:] == [
        f"organisations,City of Vesala,2,{first}:2: party,city-of-vesala,city-of-vesala,",
        f"organisations,City of Nordholm,1,{first}:2: party,,,",
    ]
    lines[1] += "city-of-vesala"
    lines[2] += "new"
    desk.write_text("\n".join(lines), encoding="utf-8")
    assert main(["candidates", "--merge", "desk"]) == 0
    register = (sources / "registers/organisations.csv").read_text(encoding="utf-8")
    assert "city-of-vesala,,Vesala,,,city,,,,City of Vesala," in register
    assert "city-of-nordholm,,City of Nordholm," in register
    capsys.readouterr()
    assert main(["candidates"]) == 0
    assert capsys.readouterr().out == "every name and code is known\n"


def test_a_new_row_refers_to_what_its_place_turns_out_to_be(sources: Path, capsys: Capture) -> None:
    mapping = MAPPINGS[1].replace("parties:", "record:\n  id: '{town1}'\n  parties:", 1)
    head, tail = mapping.split("  parties:\n")
    indented = "".join(f"  {line}\n" for line in tail.splitlines())
    tables = sources / "tables/list"
    tables.mkdir()
    text = f"tables: [list.csv]\n{head}  parties:\n{indented}"
    (tables / "mapping.yaml").write_text(text, encoding="utf-8")
    (tables / "list.csv").write_text("town1,country1\nVesalla,Finland\n", encoding="utf-8")
    place = {"place_id": "vesala", "name_en": "Vesala", "place_type": "city", "keep": "yes"}
    add_rows(sources, "places", [place])
    assert main(["candidates", "--write", "desk"]) == 0
    desk = Path("desk/candidates.csv")
    lines = desk.read_text(encoding="utf-8").splitlines()
    lines = [f"{line[:-3]}vesala" if line.startswith("places") else line for line in lines]
    desk.write_text("\n".join(lines), encoding="utf-8")
    assert main(["candidates", "--merge", "desk"]) == 0
    register = (sources / "registers/organisations.csv").read_text(encoding="utf-8")
    assert 'vesalla-finland,,Vesalla,,,city,"Vesalla, Finland",' in register
    capsys.readouterr()
    assert main(["candidates"]) == 0
    assert "Vesalla" not in capsys.readouterr().out


def test_spellings_that_match_as_one_name_are_one_candidate(sources: Path) -> None:
    links = sources / "tables/ministry/links.csv"
    links.write_text("treaty,party\n1,U.K.\n1,u.k.\n2,UK\n", encoding="utf-8")
    items = [(item.value, item.count) for item in find_candidates(sources).items]
    assert items == [("City of U.K.", 3)]


def test_a_wrong_choice_is_refused_and_nothing_is_merged(sources: Path, capsys: Capture) -> None:
    main(["candidates", "--write", "desk"])
    desk = Path("desk/candidates.csv")
    lines = desk.read_text(encoding="utf-8").splitlines()
    desk.write_text(f"{lines[0]}\n{lines[1]}new\n{lines[2]}city-of-nowhere\n", encoding="utf-8")
    before = (sources / "registers/organisations.csv").read_bytes()
    capsys.readouterr()
    assert main(["candidates", "--merge", "desk"]) == 1
    assert (
        "desk/candidates.csv:3: use: not known (found 'city-of-nowhere'; expected an identifier or"
        " code of organisations, or 'new' for a register)"
    ) in capsys.readouterr().err
    assert (sources / "registers/organisations.csv").read_bytes() == before


def test_doubles_are_pointed_out(sources: Path, capsys: Capture) -> None:
    mapping = (
        'tables: [list.csv]\nrecord:\n  id: "{no}"\n  signing_place:\n    name: "{town}, {land}"\n'
        '    new: {name_en: "{town}", country_code: "{land}", wikidata_id: "{q}"}\n'
    )
    place = {"place_type": "city", "country_code": "FI", "keep": "yes"}
    add_rows(
        sources,
        "places",
        [
            place | {"place_id": "a", "name_en": "Vesala", "wikidata_id": "Q1"},
            place | {"place_id": "b", "name_en": "VESALA", "wikidata_id": "Q2"},
        ],
    )
    tables = sources / "tables/list"
    tables.mkdir()
    (tables / "mapping.yaml").write_text(mapping, encoding="utf-8")
    table = "no,town,land,q\n1,Vesala,Finland,\n2,Wesala,Finland,Q2\n3,Vesala,Sweden,Q3\n"
    (tables / "list.csv").write_text(table, encoding="utf-8")
    assert main(["candidates", "--write", "desk"]) == 0
    said = capsys.readouterr().out
    same = "sources/registers/places.csv:3: place_id: it seems to be the same as 'a'"
    assert f"{same}: the same name and country" in said
    found = [line.split(",") for line in Path("desk/candidates.csv").read_text().splitlines()]
    doubles = {line[1] + line[2]: line[-2:] for line in found if line[0] == "places"}
    assert doubles == {
        '"Vesala Finland"': ["a", ""],
        '"Wesala Finland"': ["b", ""],
        '"Vesala Sweden"': ["", "new"],
    }


def test_a_double_is_seen_though_its_place_stands_there_by_name(sources: Path) -> None:
    mapping = (
        'tables: [list.csv]\nrecord:\n  id: "1"\n  parties:\n    role: partner\n    organisation:\n'
        '      name: "{body} of {town}"\n      new: {name_en: "{body}", place_id: "{town}"}\n'
    )
    place = {"place_id": "kotka", "name_en": "Kotka", "place_type": "city", "country_code": "FI"}
    add_rows(sources, "places", [place])
    board = {"organisation_id": "board", "name_en": "Board", "place_id": "KOTKA"}
    add_rows(sources, "organisations", [board])
    tables = sources / "tables/list"
    tables.mkdir()
    (tables / "mapping.yaml").write_text(mapping, encoding="utf-8")
    (tables / "list.csv").write_text("body,town\nBoard,Kotka\n", encoding="utf-8")
    found = {item.value: item.duplicate_of for item in find_candidates(sources).items}
    assert found["Board of Kotka"] == "board"


def test_a_draft_reads_its_table(sources: Path, capsys: Capture) -> None:
    assert main(["map", "--suggest", "sources/tables/ministry/treaties.csv"]) == 0
    text = capsys.readouterr().out
    draft = yaml.safe_load(text)
    assert draft["dates"] == ["dd/mm/yyyy"]
    assert draft["empty"] == ["n/a"]
    assert draft["tables"][0]["delimiter"] == ";"
    assert draft["record"]["title"] == {"fi": "{Title}"}
    assert draft["record"]["signed_on"] == "{Signed}"
    assert draft["record"]["id"] == "{No}"
    assert "# agreement_type: required" in text
    assert "# not placed: \"{Where}\"   'Kotka'" in text


def test_a_draft_finds_what_separates_names(sources: Path, capsys: Capture) -> None:
    rows = "".join(f"{n},Aa; Bb{n % 3}; Cc{n % 2}\n" for n in range(20))
    Path("list.csv").write_bytes(b"Nr,Parties \xe4\n" + rows.encode())
    assert main(["map", "--suggest", "list.csv"]) == 0
    draft = yaml.safe_load(capsys.readouterr().out)
    assert draft["split"] == {"Parties ä": "; "}
    assert draft["tables"][0]["encoding"] == "cp1252"
    assert draft["record"]["parties"] == [{"organisation": "{Parties ä}"}]


def test_without_a_mapping_map_says_where_it_would_be(sources: Path, capsys: Capture) -> None:
    (sources / "tables/ministry/mapping.yaml").unlink()
    (sources / "tables/ministry").rename(sources / "notes")
    assert main(["map"]) == 2
    assert "sources/tables holds no folder with a mapping.yaml" in capsys.readouterr().err
