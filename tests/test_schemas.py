"""The schemas themselves: that they meet the standard, and keep the promises of this project."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest

from datapackage.contract import Field, Table
from datapackage.languages import without_language
from datapackage.read.codelists import DEFAULTS, codes_of, default_codelists
from datapackage.read.schemas import load_contract
from datapackage.validator.engine import check_schema
from datapackage.validator.target.profile import PROFILES
from tests.places import LANGUAGES, RECORD_TABLES, SCHEMAS, TABLES, contract

IDENTIFIER = "[a-z0-9]+(-[a-z0-9]+)*"
SHA256 = "[0-9a-f]{64}"

tables = pytest.mark.parametrize("name", TABLES)


def fields() -> list[tuple[Table, Field]]:
    return [(table, field) for table in contract().values() for field in table.fields]


def label(table: Table, field: Field) -> str:
    return f"{table.name}.{field.name}"


# --- The standard -----------------------------------------------------------------------------


def profile() -> jsonschema.Draft7Validator:
    package = json.loads((PROFILES / "datapackage-2.0.json").read_bytes())
    resource = package["properties"]["resources"]["items"]
    return jsonschema.Draft7Validator(resource["properties"]["schema"])


@tables
def test_the_schema_meets_the_profile_of_table_schema_v2(name: str) -> None:
    descriptor = contract()[name].descriptor
    # The profile of the standard forgets the type of lists, which its text has.
    known = [field for field in descriptor["fields"] if field["type"] != "list"]
    errors = profile().iter_errors(descriptor | {"fields": known})
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_the_profile_finds_what_is_wrong() -> None:
    descriptor = {"fields": [{"name": "a", "type": "text"}]}
    assert list(profile().iter_errors(descriptor))


@tables
def test_no_property_is_misspelt_and_no_key_names_a_field_that_is_not_there(name: str) -> None:
    columns = {table.name: table.columns for table in contract().values()}
    found = check_schema(contract()[name].descriptor, columns)
    assert [finding.message for finding in found] == []


def test_there_is_a_schema_for_each_table_and_no_other() -> None:
    assert {path.stem for path in SCHEMAS.glob("*.json")} == set(TABLES)


@tables
def test_the_schema_is_named_as_its_file_and_its_standard(name: str) -> None:
    descriptor = contract()[name].descriptor
    assert descriptor["name"] == name
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/tableschema.json"
    assert descriptor["missingValues"] == [""]


@tables
def test_the_file_is_written_as_all_our_json_is(name: str) -> None:
    text = (SCHEMAS / f"{name}.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


# --- Names ------------------------------------------------------------------------------------


@tables
def test_columns_are_named_in_snake_case_and_once(name: str) -> None:
    columns = contract()[name].columns
    assert [c for c in columns if not re.fullmatch("[a-z][a-z0-9]*(_[a-z0-9]+)*", c)] == []
    assert len(set(columns)) == len(columns)


@tables
def test_texts_come_in_every_language_side_by_side(name: str) -> None:
    columns = contract()[name].columns
    for column in columns:
        stem, _, language = column.rpartition("_")
        if language not in LANGUAGES:
            continue
        first = columns.index(f"{stem}_{LANGUAGES[0]}")
        expected = tuple(f"{stem}_{each}" for each in LANGUAGES)
        assert columns[first : first + len(LANGUAGES)] == expected


@tables
def test_texts_in_all_languages_have_the_same_rules(name: str) -> None:
    table = contract()[name]
    for stem in table.text_stems:
        rules = [table.field(f"{stem}_{language}").descriptor for language in LANGUAGES]
        assert len({json.dumps([r["type"], r.get("constraints")]) for r in rules}) == 1


SUFFIX_TYPES = {
    "_on": {"date"},
    "_as_of": {"date"},
    "_id": {"string", "integer"},
    "_number": {"integer"},
    "_year": {"year"},
    "_fi": {"string"},
    "_en": {"string"},
    "_sv": {"string"},
    "_ru": {"string"},
    "_code": {"string"},
}


@pytest.mark.parametrize("suffix", SUFFIX_TYPES)
def test_a_suffix_tells_the_type(suffix: str) -> None:
    free = {"agreements.reference_number"}  # a party's registry gives it
    named = [(t, f) for t, f in fields() if f.name.endswith(suffix) and label(t, f) not in free]
    assert named
    assert [label(t, f) for t, f in named if f.type not in SUFFIX_TYPES[suffix]] == []


def test_a_type_has_its_suffix() -> None:
    ends = {
        "date": ("_on", "_as_of", "period_start", "period_end"),
        "year": ("_year",),
    }
    wrong = [
        label(t, f) for t, f in fields() if f.type in ends and not f.name.endswith(ends[f.type])
    ]
    assert wrong == []


def test_yes_or_no_is_asked_in_the_name() -> None:
    flags = {f.name for _, f in fields() if f.type == "boolean"}
    adjectives = {"legally_binding", "equally_authentic"}
    assert {name for name in flags if not name.startswith("is_")} == adjectives
    assert all(f.type == "boolean" for _, f in fields() if f.name.startswith("is_"))


@tables
def test_a_table_with_an_identifier_of_its_own_begins_with_it(name: str) -> None:
    table = contract()[name]
    assert table.primary_key
    assert table.columns[: len(table.primary_key)] == table.primary_key or name == "goal_actors"
    if len(table.primary_key) == 1:
        assert table.primary_key[0].endswith("_id")


# --- Titles and descriptions ------------------------------------------------------------------


def described() -> list[tuple[str, dict[str, Any]]]:
    parts = [(table.name, table.descriptor) for table in contract().values()]
    return parts + [(label(table, field), field.descriptor) for table, field in fields()]


@pytest.mark.parametrize(
    ("where", "part"), described(), ids=lambda x: x if isinstance(x, str) else ""
)
def test_titles_and_descriptions_are_there_in_their_languages(
    where: str, part: dict[str, Any]
) -> None:
    assert tuple(part["titles"]) == LANGUAGES
    assert tuple(part["descriptions"]) == LANGUAGES
    assert part["title"] == part["titles"]["en"]
    assert part["description"] == part["descriptions"]["en"]
    for text in (*part["titles"].values(), *part["descriptions"].values()):
        assert text == " ".join(text.split())
        assert text[:1].isupper()
    assert all(text.endswith(".") for text in part["descriptions"].values())
    assert not any(text.endswith(".") for text in part["titles"].values())


CYRILLIC = re.compile("[А-Яа-яЁё]")
NAMES_IN_LATIN_LETTERS = {"URI", "SHA-256"}


def test_russian_titles_are_in_russian_and_no_others_are() -> None:
    wrong = [
        where
        for where, part in described()
        for language, title in part["titles"].items()
        if bool(CYRILLIC.search(title)) != (language == "ru")
        and title not in NAMES_IN_LATIN_LETTERS
    ]
    assert wrong == []


SAME_WORD_IN = {"URI", "SHA-256", "Status"}
"""Titles that are the same in two of the languages by right."""


def test_no_title_is_the_same_in_two_languages() -> None:
    repeated = {}
    for where, part in described():
        titles = list(part["titles"].values())
        same = {title for title in titles if titles.count(title) > 1} - SAME_WORD_IN
        if same:
            repeated[where] = same
    assert repeated == {}


def test_no_description_is_the_same_in_two_languages() -> None:
    assert [
        w for w, p in described() if len(set(p["descriptions"].values())) < len(LANGUAGES)
    ] == []


EMPTY = {"fi": "Tyhjä, jos ", "en": "Empty if ", "sv": "Tomt om ", "ru": "Пусто, если "}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_empty_cell_means_is_said_of_each_column_that_may_be_empty(language: str) -> None:
    wrong = [
        label(table, field)
        for table, field in fields()
        if field.descriptor["descriptions"][language].count(EMPTY[language]) != (not field.required)
    ]
    assert wrong == []


QUOTES = {"fi": "””", "en": "“”", "sv": "””", "ru": "«»"}


def test_each_language_has_its_own_quotation_marks() -> None:
    for where, part in described():
        for language, text in part["descriptions"].items():
            marks = re.findall('["«»“”„]', text)
            assert "".join(marks) == QUOTES[language] * (len(marks) // 2), f"{where} ({language})"


@tables
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_columns_of_a_table_have_one_title(name: str, language: str) -> None:
    titles = [field.descriptor["titles"][language] for field in contract()[name].fields]
    assert len(set(titles)) == len(titles)


@tables
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_columns_of_a_table_have_one_description(name: str, language: str) -> None:
    descriptions = [field.descriptor["descriptions"][language] for field in contract()[name].fields]
    assert len(set(descriptions)) == len(descriptions)


def test_a_column_means_the_same_in_its_languages() -> None:
    """The description of a text is one sentence for all languages, and names the language."""
    for table in contract().values():
        for columns in table.texts.values():
            parts = [table.field(name).descriptor for name in columns.values()]
            for reader in LANGUAGES:
                told = {part["descriptions"][reader] for part in parts}
                assert len(told) == len(LANGUAGES)
                assert len({without_language(text) for text in told}) == 1


# --- Constraints ------------------------------------------------------------------------------


def test_identifiers_are_slugs() -> None:
    own = {"wikidata_id": "Q[1-9][0-9]*", "record_id": "[a-z0-9-]+(/[a-z0-9-]+)*"}
    for table, field in fields():
        if field.name.endswith("_id") and field.type == "string":
            expected = own.get(field.name, IDENTIFIER)
            assert field.constraints.get("pattern") == expected, label(table, field)


def test_digests_are_sha256_in_lower_case() -> None:
    digests = [field for _, field in fields() if field.name == "sha256"]
    assert len(digests) == 2
    assert {field.constraints["pattern"] for field in digests} == {SHA256}


def test_primary_keys_are_required() -> None:
    wrong = [
        label(table, table.field(name))
        for table in contract().values()
        for name in table.primary_key
        if not table.field(name).required
    ]
    assert wrong == []


def test_numbers_in_the_order_of_the_source_start_at_1_and_are_unique_in_their_group() -> None:
    groups = {
        ("relations", "relation_number"): ["agreement_id"],
        ("parties", "party_number"): ["agreement_id"],
        ("signatories", "signatory_number"): ["agreement_id"],
        ("cooperation_areas", "area_number"): ["agreement_id", "document_id"],
        ("area_themes", "theme_number"): ["area_id"],
        ("goals", "goal_number"): ["area_id"],
        ("goal_actors", "actor_number"): ["goal_id"],
        ("outcomes", "outcome_number"): ["goal_id"],
        ("funding", "funding_number"): ["agreement_id"],
    }
    for (name, column), group in groups.items():
        table = contract()[name]
        assert table.field(column).constraints == {"required": True, "minimum": 1}
        keys = [list(table.primary_key), *table.descriptor.get("uniqueKeys", [])]
        assert [*group, column] in keys
    numbers = {(t.name, f.name) for t, f in fields() if f.name.endswith("_number")}
    assert numbers - {("agreements", "reference_number")} == set(groups)


def test_offsets_coordinates_and_sizes_have_their_ranges() -> None:
    ranges = {
        "citations.start": {"required": True, "minimum": 0},
        "citations.end": {"required": True, "minimum": 1},
        "places.latitude": {"minimum": -90, "maximum": 90},
        "places.longitude": {"minimum": -180, "maximum": 180},
        "places.geonames_id": {"minimum": 1},
        "sources.characters": {"minimum": 1},
        "sources.bytes": {"minimum": 1},
        "funding.amount": {"minimum": 0},
    }
    found = {label(t, f): f.constraints for t, f in fields() if label(t, f) in ranges}
    assert found == ranges


def test_what_no_agreement_can_do_without_is_required() -> None:
    required = {label(table, field) for table, field in fields() if field.required}
    assert required >= {
        "agreements.agreement_type",
        "events.event_type",
        "relations.relation_type",
        "documents.document_type",
        "parties.role",
        "signatories.person_name",
        "area_themes.theme_id",
        "goals.statement_en",
        "goals.action_type",
        "goal_actors.role",
        "organisations.name_ru",
        "places.place_type",
        "citations.basis",
        "citations.record_id",
        "theme_mappings.match",
        "sources.language",
    }
    # What a source may well leave unsaid.
    assert not required & {
        "agreements.title_fi",
        "agreements.status",
        "agreements.signed_on",
        "agreements.ends_on",
        "documents.is_exhaustive",
        "documents.period_start",
        "goals.target_year",
        "goal_actors.organisation_id",
        "signatories.position_fi",
    }


def test_citations_are_of_the_tables_that_records_fill() -> None:
    assert contract()["citations"].field("table_name").enum == RECORD_TABLES


def test_a_date_that_may_be_known_by_month_or_year_says_how_exactly_it_is() -> None:
    for table, field in fields():
        if field.precision:
            precision = table.field(field.precision)
            assert (field.type, precision.codelist) == ("date", "precision"), label(table, field)
    last = {label(table, field) for table, field in fields() if field.is_last_day}
    assert last == {"agreements.ends_on"}


# --- Keys -------------------------------------------------------------------------------------


def test_foreign_keys_point_to_primary_keys() -> None:
    for table in contract().values():
        for key in table.foreign_keys:
            target = contract()[key.reference_table]
            assert set(key.reference_fields) == set(target.primary_key), f"{table.name}: {key}"


def test_columns_of_a_foreign_key_have_the_types_of_what_they_point_to() -> None:
    for table in contract().values():
        for key in table.foreign_keys:
            target = contract()[key.reference_table]
            own = [table.field(name).type for name in key.fields]
            assert own == [target.field(name).type for name in key.reference_fields]


def test_every_column_that_names_another_row_is_a_foreign_key() -> None:
    homes = {table.primary_key[0] for table in contract().values() if len(table.primary_key) == 1}
    # Outside, or in any of the tables.
    elsewhere = {"wikidata_id", "geonames_id", "record_id", "entity_id", "successor_id"}
    for table in contract().values():
        references = {name for key in table.foreign_keys for name in key.fields}
        for name in table.columns:
            own = table.primary_key == (name,)
            if name.endswith("_id") and not own and name not in elsewhere:
                assert name in references, f"{table.name}.{name}"
            assert name not in homes or own or name in references


def test_foreign_keys_are_written_as_lists_by_v2() -> None:
    for table in contract().values():
        for key in table.descriptor.get("foreignKeys", []):
            assert isinstance(key["fields"], list)
            assert isinstance(key["reference"]["fields"], list)
            assert isinstance(key["reference"]["resource"], str)


# --- Code lists -------------------------------------------------------------------------------


def test_schemas_list_no_codes() -> None:
    """The code lists own them; what is listed is no code."""
    listed = {
        label(table, field)
        for table in load_contract(SCHEMAS, LANGUAGES).values()
        for field in table.fields
        if field.enum
    }
    assert listed == {"citations.table_name"}


def test_every_column_of_codes_has_a_default_list_and_every_default_list_a_column() -> None:
    used = {field.codelist for _, field in fields() if field.codelist}
    assert {path.stem for path in DEFAULTS.glob("*.csv")} < used
    assert used == set(default_codelists(contract()))


@pytest.mark.parametrize(
    "suffix", ["_type", "role", "status", "section", "basis", "_precision", "match", "scheme"]
)
def test_columns_that_hold_codes_have_a_code_list(suffix: str) -> None:
    free = {"sources.media_type"}  # registered by IANA
    named = [(t, f) for t, f in fields() if f.name.endswith(suffix) and label(t, f) not in free]
    assert named
    assert [label(t, f) for t, f in named if not f.codelist] == []


def test_codes_are_slugs_but_for_those_of_countries() -> None:
    lists = codes_of(default_codelists(contract()))
    forms = {name: "[A-Z]{2}" if name == "country" else IDENTIFIER for name in lists}
    assert [c for name in lists for c in lists[name] if not re.fullmatch(forms[name], c)] == []
