"""The contract: schemas as typed objects, and what is wrong with a schema that is none."""

from __future__ import annotations

import pyarrow as pa
import pytest

from datapackage.contract import Table, reference_of
from datapackage.read.schemas import default_schemas, load_contract
from tests.places import TABLES, contract

DESCRIPTOR = {
    "title": "Things",
    "description": "One row is a thing.",
    "primaryKey": "thing_id",
    "fields": [
        {"name": "thing_id", "type": "string", "constraints": {"required": True}},
        {
            "name": "name_fi",
            "type": "string",
            "title": "Name",
            "description": "A name.",
            "language": "fi",
        },
        {
            "name": "name_pt_BR",
            "type": "string",
            "language": "pt-BR",
            "constraints": {"required": True},
        },
        {"name": "note_fi", "type": "string"},
        {"name": "remark_fi", "type": "string", "language": "fi", "languages": "any"},
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


def test_a_property_tells_which_columns_hold_a_text_in_which_languages() -> None:
    assert THINGS.texts == {
        "name": {"fi": "name_fi", "pt-BR": "name_pt_BR"},
        "remark": {"fi": "remark_fi"},
    }
    assert THINGS.text_stems == ("name", "remark")
    assert (THINGS.field("note_fi").language, THINGS.field("note_fi").stem) == (None, "note_fi")
    assert THINGS.field("remark_fi").in_any_language
    assert not THINGS.field("name_fi").in_any_language


def test_a_row_is_called_by_the_first_text_that_every_row_has() -> None:
    assert THINGS.name_columns == ("name_fi", "name_pt_BR")
    assert contract()["themes"].name_columns[0] == "label_fi"
    assert contract()["sources"].name_columns == ()


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
    assert tuple(load_contract(default_schemas(), ["en"])) == TABLES


def test_code_lists_become_the_enum_of_the_columns_that_use_them() -> None:
    schemas = load_contract(default_schemas(), ["en"])
    listed = schemas.with_codes({"party-role": ["host", "guest"], "country": []})
    assert listed["parties"].field("role").constraints == {
        "required": True,
        "enum": ["host", "guest"],
    }
    assert listed["places"].field("country_code").enum is None, "an enum has at least one value"
    assert listed["goals"] == schemas["goals"]
    assert (listed.languages, tuple(listed)) == (schemas.languages, tuple(schemas))
    assert schemas["parties"].field("role").enum is None


@pytest.mark.parametrize(
    ("table", "column", "home"),
    [
        ("agreements", "signing_place_id", "places"),
        ("relations", "related_agreement_id", "agreements"),
        ("signatories", "organisation_id", "organisations"),
        ("goal_actors", "goal_id", "goals"),
        ("places", "parent_id", "places"),
        ("agreements", "title_fi", None),
        ("places", "wikidata_id", None),
    ],
)
def test_a_reference_is_followed_home(table: str, column: str, home: str | None) -> None:
    assert reference_of(contract(), contract()[table], column) == home
