"""The contract: schemas as typed objects, and what is wrong with a schema that is none."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pytest

from datapackage.contract import TABLES, Table, default_schemas, load_contract, reference_of
from datapackage.problems import DataError
from tests.places import SCHEMAS, contract

DESCRIPTOR = {
    "title": "Things",
    "description": "One row is a thing.",
    "primaryKey": "thing_id",
    "fields": [
        {"name": "thing_id", "type": "string", "constraints": {"required": True}},
        {"name": "name_fi", "type": "string", "title": "Name", "description": "A name."},
        {"name": "name_en", "type": "string"},
        {"name": "name_sv", "type": "string"},
        {"name": "name_ru", "type": "string"},
        {"name": "note_fi", "type": "string"},
        {"name": "kind", "type": "string", "codelist": "k", "constraints": {"enum": ["a", "b"]}},
        {"name": "parent_id", "type": "string"},
    ],
    "foreignKeys": [{"fields": "parent_id", "reference": {"resource": "", "fields": "thing_id"}}],
}
THINGS = Table("things", DESCRIPTOR)


def test_keys_may_be_a_single_name() -> None:
    assert THINGS.primary_key == ("thing_id",)
    [key] = THINGS.foreign_keys
    assert (key.fields, key.reference_table, key.reference_fields) == (
        ("parent_id",),
        "things",
        ("thing_id",),
    )


def test_a_stem_is_what_comes_in_every_language() -> None:
    assert THINGS.text_stems == ("name",)


def test_a_field_tells_its_rules() -> None:
    assert THINGS.field("thing_id").required
    assert not THINGS.field("kind").required
    assert (THINGS.field("kind").codelist, THINGS.field("kind").enum) == ("k", ("a", "b"))
    assert (THINGS.field("name_fi").codelist, THINGS.field("name_fi").enum) == (None, None)
    assert (THINGS.field("kind").title, THINGS.field("kind").description) == ("kind", "")
    with pytest.raises(KeyError):
        THINGS.field("absent")


def test_arrow_types_carry_titles_and_descriptions() -> None:
    assert THINGS.arrow_schema.field("name_fi").metadata == {
        b"title": b"Name",
        b"description": b"A name.",
    }
    assert not THINGS.arrow_schema.field("thing_id").nullable
    assert contract()["agreements"].arrow_schema.field("signed_on").type == pa.date32()
    assert contract()["goals"].arrow_schema.field("target_year").type == pa.int64()


def test_the_tables_come_in_the_order_of_publishing() -> None:
    assert tuple(contract()) == TABLES
    assert load_contract(default_schemas()) == contract()


@pytest.mark.parametrize(
    ("table", "column", "home"),
    [
        ("agreements", "signing_place_id", "places"),
        ("agreements", "predecessor_id", "agreements"),
        ("signatories", "organisation_id", "organisations"),
        ("goal_actors", "goal_id", "goals"),
        ("places", "parent_id", "places"),
        ("agreements", "title_fi", None),
        ("places", "wikidata_id", None),
    ],
)
def test_a_reference_is_followed_home(table: str, column: str, home: str | None) -> None:
    assert reference_of(contract(), contract()[table], column) == home


# --- What is wrong ----------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SCHEMAS, tmp_path / "schemas"))


def told(folder: Path) -> list[str]:
    with pytest.raises(DataError) as error:
        load_contract(folder)
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


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such folder of schemas"):
        load_contract(tmp_path / "absent")
