"""The shape of a record follows from the schemas by rules, not by a second list."""

from __future__ import annotations

import pyarrow as pa

from datapackage.shape import CITATIONS, Kind, Shape
from tests.places import RECORD_TABLES, contract, shape


def levels(top: Shape) -> list[Shape]:
    found = [top]
    for child in top.children.values():
        found += levels(child)
    return found


def level(*names: str) -> Shape:
    found = shape()
    for name in names:
        found = found.children[name]
    return found


def test_levels_nest_as_an_agreement_does() -> None:
    assert list(shape().children) == [
        *("events", "relations", "documents", "parties", "signatories", "areas", "funding"),
        CITATIONS,
    ]
    assert list(level("areas").children) == ["themes", "goals", CITATIONS]
    assert list(level("areas", "goals").children) == ["actors", "mappings", "outcomes", CITATIONS]
    assert list(level("areas", "goals", "actors").children) == [CITATIONS]


def test_every_table_whose_rows_are_cited_has_a_level_with_citations() -> None:
    filled = {each.table.name: each for each in levels(shape()) if not each.is_citation}
    cited = [name for name, each in filled.items() if CITATIONS in each.children]
    assert sorted(cited) == sorted(RECORD_TABLES)
    assert filled.keys() - cited == {"area_themes", "goal_mappings"}  # judgements


def test_rows_with_one_key_are_written_as_plain_values() -> None:
    assert [each.name for each in levels(shape()) if each.is_plain] == ["themes"]
    areas = shape().arrow_type().field("areas").type.value_type
    assert areas.field("themes").type == pa.list_(pa.string())


def test_every_column_is_written_inherited_or_counted() -> None:
    for each in levels(shape()):
        if each.is_citation:
            continue
        written = [column for key in each.keys.values() for column in key.columns]
        numbered = [each.number] if each.number else []
        assert sorted([*written, *each.inherited, *numbered]) == sorted(each.table.columns)


def test_a_citation_is_written_without_what_follows_from_its_place() -> None:
    assert list(level(CITATIONS).keys) == ["field", "source", "start", "end", "sha256", "basis"]
    assert level("areas", "goals", CITATIONS) == level(CITATIONS)


def test_a_key_is_named_as_its_column_without_id_and_language() -> None:
    keys = shape().keys
    assert keys["id"].columns == ("agreement_id",)
    assert keys["signing_place"].columns == ("signing_place_id",)
    assert keys["title"].columns == ("title_fi", "title_en", "title_sv", "title_ru")
    assert keys["signed_on"].columns == ("signed_on", "signed_on_precision")
    assert level("documents").keys["period"].columns == (
        "period_start",
        "period_end",
        "period_precision",
    )


def test_what_the_levels_above_know_is_inherited() -> None:
    assert level("parties").inherited == ("agreement_id",)
    assert level("areas").inherited == ("agreement_id",)
    assert level("areas", "goals").inherited == ("agreement_id", "document_id", "area_id")
    assert level("areas", "goals", "actors").inherited == ("goal_id",)
    assert level("areas", "goals", "actors").number == "actor_number"


def test_what_a_row_says_of_a_register_is_not_said_of_the_rows_below() -> None:
    assert "place" in level("areas", "goals").keys
    assert "place" in level("areas", "goals", "actors").keys


def test_the_kind_of_a_key_tells_how_it_is_written() -> None:
    kinds = {name: key.kind for name, key in shape().keys.items()}
    assert kinds["id"] is Kind.ID
    assert kinds["title"] is Kind.LANGUAGES
    assert kinds["agreement_type"] is Kind.CODE
    assert kinds["signed_on"] is Kind.PARTIAL_DATE
    assert kinds["status_as_of"] is Kind.DATE
    assert kinds["signing_place"] is Kind.REFERENCE
    assert kinds["legally_binding"] is Kind.BOOLEAN
    assert level("documents").keys["period"].kind is Kind.PERIOD
    assert level("areas", "goals").keys["target_year"].kind is Kind.INTEGER
    assert level("signatories").keys["person_name"].kind is Kind.TEXT


def test_a_reference_knows_its_register() -> None:
    keys = level("signatories").keys
    assert keys["organisation"].reference == "organisations"
    assert keys["position_organisation"].reference == "organisations"
    assert level("relations").keys["related_agreement"].reference == "agreements"


def test_the_arrow_type_nests_alike() -> None:
    type_ = shape().arrow_type()
    texts = pa.struct([pa.field(language, pa.string()) for language in ("fi", "en", "sv", "ru")])
    assert type_.field("title").type == texts
    assert type_.field("legally_binding").type == pa.bool_()
    goals = type_.field("areas").type.value_type.field("goals").type.value_type
    assert goals.field("target_year").type == pa.int64()
    assert (
        goals.field("actors").type.value_type.field("citations").type.value_type.field("start").type
        == pa.int64()
    )


def test_required_columns_are_required_keys() -> None:
    for each in levels(shape()):
        for key in each.keys.values():
            assert key.required == each.table.field(key.columns[0]).required
    assert contract()["agreements"].field("agreement_type").required
