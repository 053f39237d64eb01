"""The folder of the schemas: languages become columns, translations are laid in, mistakes told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from datapackage.contract import Contract
from datapackage.problems import DataError
from datapackage.read.schemas import load_contract
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
    required = [field.required for field in contract["agreements"].fields if field.stem == "title"]
    assert required == [True, False, False]
    assert "constraints" not in contract["agreements"].field("title_sv").descriptor


def test_a_column_says_its_language_in_title_and_description() -> None:
    published = (
        load_contract(SCHEMAS, ["en", "fi", "sv"])["agreements"].field("title_sv").descriptor
    )
    assert published["title"] == "Title (Swedish)"
    assert published["description"] == "Title of the agreement (Swedish)."
    assert published["titles"] == {
        "en": "Title (Swedish)",
        "fi": "Nimi (ruotsi)",
        "sv": "Titel (svenska)",
    }
    assert published["descriptions"]["fi"] == "Sopimuksen nimi (ruotsi)."
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
    assert found.startswith("goals.json: fields[1]: 'languages' is either true or")


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such folder of schemas"):
        load_contract(tmp_path / "absent")
