"""The folder of the schemas: languages become columns, translations are laid in, mistakes told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from datapackage.contract import Contract
from datapackage.problems import DataError
from datapackage.read.schemas import load_contract
from datapackage.shape import record_shape
from tests.places import SCHEMAS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SCHEMAS, tmp_path / "schemas"))


# --- Languages --------------------------------------------------------------------------------


def test_a_text_becomes_a_column_a_language_in_the_order_of_the_package() -> None:
    contract = load_contract(SCHEMAS, ["de", "pt-BR"])
    assert contract.languages == contract.required_languages == ("de", "pt-BR")
    assert contract["themes"].columns == (
        *("theme_id", "label_de", "label_pt_BR", "description_de", "description_pt_BR"),
    )
    assert contract["themes"].texts["label"] == {"de": "label_de", "pt-BR": "label_pt_BR"}
    assert [field.required for field in contract["themes"].fields] == [True] * 3 + [False] * 2


def test_a_text_is_required_in_the_required_languages_only() -> None:
    contract = load_contract(SCHEMAS, ["fi", "en", "sv"], ["fi"])
    required = [field.required for field in contract["documents"].fields if field.stem == "title"]
    assert required == [True, False, False]
    assert "constraints" not in contract["documents"].field("title_sv").descriptor


def test_a_column_says_its_language_in_title_and_description() -> None:
    published = load_contract(SCHEMAS, ["en", "fi", "sv"])["documents"].field("title_sv").descriptor
    assert published["title"] == "Title (Swedish)"
    assert published["description"] == "Title of the document (Swedish)."
    assert published["titles"] == {
        "en": "Title (Swedish)",
        "fi": "Nimi (ruotsi)",
        "sv": "Titel (svenska)",
    }
    assert published["descriptions"]["fi"] == "Asiakirjan nimi (ruotsi)."
    assert published["language"] == "sv"


# --- Translations -----------------------------------------------------------------------------

GERMAN = """\
themes:
  title: Themen
  description: Themen der Politik.
  fields:
    theme_id: {title: Kennung}
    label: {title: Bezeichnung}
"""


def translated(folder: Path, text: str) -> Contract:
    (folder / "languages" / "de.yaml").write_text(text, encoding="utf-8")
    return load_contract(folder, ["de", "en"])


def test_a_publisher_may_add_a_language(folder: Path) -> None:
    themes = translated(folder, GERMAN)["themes"]
    assert themes.descriptor["titles"] == {"de": "Themen", "en": "Themes"}
    assert themes.descriptor["descriptions"]["de"] == "Themen der Politik."
    assert themes.title == "Themes"
    assert themes.field("theme_id").descriptor["titles"]["de"] == "Kennung"
    assert themes.field("label_en").descriptor["titles"]["de"] == "Bezeichnung (Englisch)"


def test_what_has_no_translation_is_left_out_of_it(folder: Path) -> None:
    contract = translated(folder, GERMAN)
    assert contract["themes"].field("theme_id").descriptor["descriptions"].keys() == {"en"}
    assert contract["goals"].descriptor["titles"] == {"en": "Goals"}
    assert "titles" not in load_contract(SCHEMAS, ["de"])["goals"].descriptor


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("theme: {title: X}", "languages/de.yaml:1: theme: there is no such table, column or text"),
        ("themes:\n  titel: X", "languages/de.yaml:2: themes.titel: there is no such table"),
        ("themes:\n  fields:\n    x: {}", "languages/de.yaml:3: themes.fields.x: there is no such"),
        (
            "themes:\n  fields:\n    label:\n      name: X",
            "languages/de.yaml:4: themes.fields.label.",
        ),
        ("themes: Themen", "languages/de.yaml:1: themes: keys with values are expected"),
        ("themes: {title: [X]}", "languages/de.yaml:1: themes.title: text is expected"),
        ("themes: {fields: {label: X}}", "languages/de.yaml:1: themes.fields.label: keys with"),
        ("themes: {title: X", "languages/de.yaml:1: not valid YAML"),
    ],
)
def test_what_is_wrong_with_a_translation_is_told(folder: Path, text: str, message: str) -> None:
    (folder / "languages" / "de.yaml").write_text(text, encoding="utf-8")
    [found] = told(folder, "de")
    assert found.startswith(message)


# --- What is wrong ----------------------------------------------------------------------------


def told(folder: Path, *languages: str) -> list[str]:
    with pytest.raises(DataError) as error:
        load_contract(folder, languages or ["en"])
    return [str(problem).removeprefix(f"{folder}/") for problem in error.value.problems]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "goals.json:1: not JSON: "),
        (b'{\n"fields": [\n}', "goals.json:3: not JSON: "),
        (b"\xff", "goals.json: not UTF-8"),
        (b"[]", "goals.json: not a Table Schema: "),
        (b"{}", "goals.json: not a Table Schema: "),
        (b'{"fields": [{"name": "a"}]}', "goals.json: fields[1]: a field needs a name and a type"),
        (b'{"fields": [{"name": "a", "type": "date"}, 1]}', "goals.json: fields[2]: a field needs"),
        (b'{"fields": [{"name": "a", "type": "text"}]}', "goals.json: fields[1]: a field needs a"),
        (b'{"fields": [{"type": "string"}]}', "goals.json: fields[1]: a field needs a name"),
    ],
)
def test_what_is_no_schema_is_told(folder: Path, data: bytes, message: str) -> None:
    (folder / "goals.json").write_bytes(data)
    [found] = told(folder)
    assert found.startswith(message)


def test_all_schemas_that_are_wrong_come_together(folder: Path) -> None:
    (folder / "goals.json").unlink()
    (folder / "places.json").write_text(json.dumps({"fields": 1}))
    assert told(folder) == [
        "goals.json: no schema for table 'goals'",
        "places.json: not a Table Schema: a JSON object with a list of fields is expected",
    ]


@pytest.mark.parametrize("item", [{"languages": "some"}, {"languages": False}, {"language": "fi"}])
def test_a_field_says_of_its_languages_what_a_schema_may_say(
    folder: Path, item: dict[str, object]
) -> None:
    schema = {"fields": [{"name": "a", "type": "string", **item}]}
    (folder / "goals.json").write_text(json.dumps(schema))
    [found] = told(folder)
    assert found.startswith("goals.json: fields[1]: 'language")


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such folder of schemas"):
        load_contract(tmp_path / "absent", ["en"])


# --- Where a table belongs --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "changes", "message"),
    [
        ("themes", {"position": "x"}, "themes.json: position: expected a whole number"),
        ("themes", {"register": "yes"}, "themes.json: register: expected true or false"),
        ("goals", {"record": {"under": "agreements"}}, "goals.json: record: 'key' is missing"),
        ("goals", {"record": "areas"}, "goals.json: record: expected keys out of key, under, nu"),
        ("goals", {"record": {"key": "g", "on": 1}}, "goals.json: record: expected keys out of"),
        ("goals", {"diagram": {"color": 1}}, "goals.json: diagram: expected keys out of group, c"),
        (
            "goal_actors",
            {"record": {"key": "a", "under": "goals", "number": "n"}},
            "goal_actors.json: record.number: the table has no column 'n'",
        ),
        (
            "goal_actors",
            {"record": {"key": "a", "under": "places"}},
            "goal_actors.json: record.under: 'places' is no table that is written in a record",
        ),
        (
            "goal_actors",
            {"record": {"key": "a"}},
            "goal_actors.json: record.under: 'agreements' is the topmost table already",
        ),
        (
            "parties",
            {"record": {"key": "documents", "under": "agreements"}},
            "parties.json: record.key: the table 'documents' has the same key",
        ),
        (
            "theme_mappings",
            {"foreignKeys": [{"fields": "code", "reference": {"resource": "x", "fields": "y"}}]},
            "theme_mappings.json: foreignKeys: there is no table 'x'",
        ),
    ],
)
def test_a_place_that_can_not_be_is_told(
    folder: Path, table: str, changes: dict[str, object], message: str
) -> None:
    path = folder / f"{table}.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | changes))
    [found] = told(folder)
    assert found.startswith(message)


def test_tables_that_hang_under_each_other_are_told(folder: Path) -> None:
    for table, under in (("documents", "parties"), ("parties", "documents")):
        path = folder / f"{table}.json"
        record = {"record": {"key": table, "under": under}}
        path.write_text(json.dumps(json.loads(path.read_bytes()) | record))
    assert len(told(folder)) == 2


def test_rows_that_need_no_citation_take_none(folder: Path) -> None:
    path = folder / "goal_actors.json"
    schema = json.loads(path.read_bytes())
    schema["record"]["cited"] = False
    path.write_text(json.dumps(schema))
    contract = load_contract(folder, ["en"])
    assert "goal_actors" not in contract.cited_tables
    cited = contract["citations"].field("table_name").enum
    assert cited == contract.cited_tables
    goals = record_shape(contract).children["areas"].children["goals"]
    assert list(goals.children) == ["actors", "mappings", "outcomes", "citations"]
    assert list(goals.children["actors"].children) == []
