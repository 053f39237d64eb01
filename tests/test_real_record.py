"""The first agreement as it is published: its facts, its citations, and that tools open it."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import re
import textwrap
import warnings
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import datapackage
from datapackage.cli import main
from datapackage.validator import line_of
from datapackage.validator.target.profile import profile_faults
from datapackage.write.tables import csv_path, parquet_path
from tests.first_agreement import first_package
from tests.places import (
    DOCUMENTS,
    LANGUAGES,
    NOT_BESIDE,
    OUTPUT,
    RECORD_TABLES,
    REFERENCE,
    ROOT,
    SOURCES,
    TABLES,
    contract,
)

AGREEMENT = "kotka-saint-petersburg-2018"

tables = pytest.mark.parametrize("name", TABLES)
needs_documents = pytest.mark.skipif(not DOCUMENTS.is_dir(), reason=NOT_BESIDE)
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason=NOT_BESIDE)


@cache
def rows(table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(OUTPUT / parquet_path(table)).to_pylist()
    return found


@cache
def first(table: str) -> list[dict[str, Any]]:
    """Return the rows of a package of the first agreement alone."""
    found: list[dict[str, Any]] = pq.read_table(first_package() / parquet_path(table)).to_pylist()
    return found


def one(table: str, **cells: Any) -> dict[str, Any]:
    [row] = [r for r in first(table) if all(r[name] == cell for name, cell in cells.items())]
    return row


def content(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


# --- What is committed ------------------------------------------------------------------------


def test_the_committed_package_is_what_the_sources_give(tmp_path: Path) -> None:
    datapackage.build(SOURCES, tmp_path / "output")
    assert content(tmp_path / "output") == content(OUTPUT)


def test_the_committed_package_is_valid() -> None:
    verdict = datapackage.validate(OUTPUT)
    assert verdict.valid, [*map(line_of, verdict.findings())]


def test_the_descriptor_meets_the_profile_of_data_package_v2() -> None:
    descriptor = json.loads((OUTPUT / "datapackage.json").read_bytes())
    assert list(profile_faults(descriptor, "package", "2")) == []
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"


def test_frictionless_judges_the_package_valid() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the library, which is not ours to mend
        report = frictionless.validate(str(OUTPUT / "datapackage.json"))
    assert report.flatten(["name", "rowNumber", "fieldName", "type", "note"]) == []
    assert report.valid
    judged = {
        task.name: task.stats.get("rows") or 0 for task in report.tasks if task.type == "table"
    }
    assert judged.items() >= {name: len(rows(name)) for name in TABLES}.items()


# --- The agreement ----------------------------------------------------------------------------


def test_the_counts_are_those_of_the_source() -> None:
    counts = {name: len(first(name)) for name in RECORD_TABLES}
    assert counts == {
        "agreements": 1,
        "events": 3,
        "relations": 1,
        "documents": 2,
        "parties": 2,
        "signatories": 2,
        "cooperation_areas": 8,
        "goals": 25,
        "goal_actors": 30,
        "outcomes": 0,
        "funding": 0,
    }


def test_when_and_where_the_agreement_was_signed() -> None:
    agreement = one("agreements")
    assert agreement["agreement_id"] == AGREEMENT
    assert agreement["agreement_type"] == "partnership"
    assert agreement["signed_on"] == dt.date(2018, 9, 27)
    assert agreement["signing_place_id"] == "saint-petersburg"
    assert agreement["signing_event_fi"]
    assert agreement["signed_on_precision"] == "day"
    assert (agreement["status"], agreement["status_as_of"]) == ("unknown", dt.date(2026, 11, 24))


def test_the_years_are_those_of_the_plan_and_not_of_the_agreement() -> None:
    plan = one("documents", document_type="action-plan")
    assert (plan["period_start"], plan["period_end"]) == (
        dt.date(2019, 1, 1),
        dt.date(2021, 12, 31),
    )
    assert plan["period_precision"] == "year"
    assert plan["is_exhaustive"] is False
    assert one("documents", document_type="agreement")["period_start"] is None
    agreement = one("agreements")
    assert (agreement["in_force_on"], agreement["ends_on"]) == (None, None)


def test_who_agreed_and_who_signed_for_whom() -> None:
    parties = {row["party_number"]: row["organisation_id"] for row in first("parties")}
    assert parties == {1: "city-of-kotka", 2: "city-of-saint-petersburg"}
    signed = {row["signatory_number"]: row for row in first("signatories")}
    assert [signed[n]["person_name"] for n in (1, 2)] == ["Esa Sirviö", "Sergei Markov"]
    assert [signed[n]["organisation_id"] for n in (1, 2)] == list(parties.values())
    assert [signed[n]["position_organisation_id"] for n in (1, 2)] == [
        "city-of-kotka",
        "saint-petersburg-committee-for-external-relations",
    ]


def test_the_areas_are_those_of_the_source_in_its_order() -> None:
    areas = [
        (row["area_number"], row["section"], row["area_id"]) for row in first("cooperation_areas")
    ]
    assert areas == [
        (number, section, f"{AGREEMENT}-{name}")
        for number, section, name in [
            (1, "main", "vocational-education"),
            (2, "main", "business-internationalisation"),
            (3, "main", "cluster-cooperation"),
            (4, "main", "innovation"),
            (5, "main", "tourism"),
            (6, "main", "culture-and-sport"),
            (7, "other", "mental-health-and-social-security"),
            (8, "other", "environment"),
        ]
    ]
    themes = [row["theme_id"] for row in first("area_themes")]
    assert themes[-4:] == ["culture", "sport", "mental-health-and-social-security", "environment"]


def test_every_area_has_its_goals_but_one_that_the_source_only_names() -> None:
    counts = Counter(row["area_id"] for row in first("goals"))
    areas = {row["area_id"] for row in first("cooperation_areas")}
    assert areas - set(counts) == {f"{AGREEMENT}-cluster-cooperation"}
    assert counts[f"{AGREEMENT}-vocational-education"] == 7
    assert counts[f"{AGREEMENT}-culture-and-sport"] == 3


def test_what_would_be_meant_is_conditional() -> None:
    conditional = [row["area_id"] for row in first("goals") if row["modality"] == "conditional"]
    assert conditional == [f"{AGREEMENT}-mental-health-and-social-security"] * 4


def test_no_goal_is_stated_twice() -> None:
    for language in LANGUAGES:
        stated = Counter((r["area_id"], r[f"statement_{language}"]) for r in first("goals"))
        assert [goal for goal, count in stated.items() if count > 1] == []


def test_what_the_source_does_not_say_stays_empty() -> None:
    assert {row["target_year"] for row in first("goals")} == {None}
    assert {row["indicator_en"] for row in first("goals")} == {None}


def test_cities_have_a_point_and_larger_places_none() -> None:
    for row in first("places"):
        assert (row["latitude"] is None) == (row["longitude"] is None)
        assert (row["latitude"] is None) == (row["place_type"] != "city")


def test_groups_without_a_name_are_no_organisations() -> None:
    assert {row["organisation_id"] for row in first("goal_actors")} == {None, "xamk"}
    assert {row["role"] for row in first("goal_actors")} <= {"implementer", "beneficiary"}


# --- Citations --------------------------------------------------------------------------------


@pytest.mark.parametrize("table", RECORD_TABLES)
def test_every_row_of_the_record_has_a_citation_of_the_whole_row(table: str) -> None:
    cited = {
        row["record_id"]
        for row in rows("citations")
        if row["table_name"] == table and row["field_name"] is None
    }
    key = contract()[table].primary_key
    assert {"/".join(str(row[name]) for name in key) for row in rows(table)} <= cited


@needs_documents
def test_every_citation_verifies_against_the_document() -> None:
    # Of the texts that were read for it, one may be held here; the others were seen and not kept.
    summary = datapackage.verify_citations(first_package(), DOCUMENTS)
    assert {c.outcome for c in summary.citations} == {"verified", "no-document"}
    assert summary.source_faults == ()
    held = "kotka-pietari-kumppanisopimus-2018-09-27"
    citing = [row for row in first("citations") if row["source_id"] == held]
    assert summary.count("verified") == len(citing) > 200


@needs_documents
def test_the_page_on_verifying_shows_what_the_published_package_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [document] = DOCUMENTS.glob("kotka-pietari-*.txt")
    lines = document.read_text(encoding="utf-8").splitlines()
    copy = "\n".join(textwrap.fill(line, 70) for line in lines)
    (tmp_path / document.name).write_text(copy, encoding="utf-8")
    main(["verify-citations", str(OUTPUT), "--documents", str(tmp_path), "--anywhere"])
    said = capsys.readouterr().out.replace(str(tmp_path), "my-documents")
    page = (ROOT / "docs" / "verifying.md").read_text(encoding="utf-8")
    assert "".join(said.splitlines(keepends=True)[:4]) in page


# --- References -------------------------------------------------------------------------------


def reference(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@needs_reference
@pytest.mark.parametrize(
    ("table", "kind", "scheme"),
    [
        ("places", "place", "wikidata"),
        ("places", "place", "geonames"),
        ("organisations", "organisation", "wikidata"),
    ],
)
def test_identifiers_elsewhere_are_the_ones_that_were_read(
    table: str, kind: str, scheme: str
) -> None:
    key = contract()[table].primary_key[0]
    known = {
        row["id"]: row["value"]
        for row in reference("identifiers.csv")
        if (row["kind"], row["scheme"]) == (kind, scheme)
    }
    given = {row[key]: as_text(row[f"{scheme}_id"]) for row in first(table)}
    assert given == {name: known.get(name, "") for name in given}


def test_identifiers_of_other_places_are_the_documented_ones() -> None:
    text = (ROOT / "docs" / "identifiers.md").read_text(encoding="utf-8")
    given = {row["place_id"] for row in rows("places") if row["wikidata_id"]}
    assert {name for name in given if not re.search(rf"\b{name}\b", text)} == set()


@needs_reference
def test_countries_have_their_code() -> None:
    codes = {
        r["id"]: r["value"] for r in reference("identifiers.csv") if r["scheme"] == "iso-3166-1"
    }
    assert codes == {
        row["place_id"]: row["country_code"]
        for row in first("places")
        if row["place_type"] == "country"
    }


@needs_reference
def test_mappings_of_themes_are_the_ones_that_were_read() -> None:
    columns = ("theme_id", "scheme", "code", "uri", "match")
    expected = {tuple(row[c] or None for c in columns) for row in reference("theme-mappings.csv")}
    # Targets of the United Nations are mapped goal by goal, where they hold.
    expected = {row for row in expected if row[1] != "sdg-target"}
    given = {tuple(row[c] for c in columns) for row in rows("theme_mappings")}
    assert given >= expected
    assert {row[1] for row in given - expected} == {"eu-data-theme"}


# --- Texts ------------------------------------------------------------------------------------

SAME_IN_TWO_LANGUAGES = {
    "Partner", "Region", "YSO", "EuroVoc",
    "COFOG", "Press", "Register", "Regional",
}  # fmt: skip
STANDARDS = ("country", "language")
"""Code lists that come from the CLDR, names and all."""
CYRILLIC = re.compile("[А-Яа-яЁё]")


def texts() -> list[tuple[str, dict[str, str]]]:
    """Return the texts that people wrote, by language: names are the same in many languages."""
    return [
        (f"{name}[{number}].{stem}", {lang: row[f"{stem}_{lang}"] for lang in LANGUAGES})
        for name in TABLES
        for stem in contract()[name].text_stems
        for number, row in enumerate(rows(name))
        if row[f"{stem}_{LANGUAGES[0]}"] is not None
        if row.get("codelist") not in STANDARDS
        if stem != "name"
    ]


@pytest.mark.parametrize("table", ["codes", "themes"])
def test_codes_and_themes_are_named_and_described_in_every_language(table: str) -> None:
    key = contract()[table].primary_key
    columns = [f"{stem}_{each}" for stem in contract()[table].text_stems for each in LANGUAGES]
    assert columns
    empty = [
        (row, column)
        for row in rows(table)
        for column in columns
        if not row[column] and (row.get("codelist") not in STANDARDS or column.startswith("label"))
    ]
    assert [f"{'/'.join(row[k] for k in key)}: {column}" for row, column in empty] == []


def test_no_text_repeats_that_of_another_language() -> None:
    repeated = {
        where: text
        for where, by_language in texts()
        for text, count in Counter(by_language.values()).items()
        if count > 1 and text not in SAME_IN_TWO_LANGUAGES
    }
    assert repeated == {}


def test_what_is_the_same_in_two_languages_is_used() -> None:
    same = {
        text
        for _, by_language in texts()
        for text, count in Counter(by_language.values()).items()
        if count > 1
    }
    assert same == SAME_IN_TWO_LANGUAGES


def test_russian_texts_are_in_russian_letters_and_no_others_are() -> None:
    wrong = {
        where: text
        for where, by_language in texts()
        for language, text in by_language.items()
        if bool(CYRILLIC.search(text)) != (language == "ru") and text not in SAME_IN_TWO_LANGUAGES
    }
    assert wrong == {}


def test_no_word_mixes_latin_and_cyrillic_letters() -> None:
    mixed = re.compile(r"[A-Za-zÀ-ž][а-яё]|[А-Яа-яЁё][a-zà-ž]")
    assert [w for w, by_language in texts() for t in by_language.values() if mixed.search(t)] == []


def test_statements_are_sentences_and_titles_are_not() -> None:
    assert [
        r["goal_id"] for r in rows("goals") for x in LANGUAGES if r[f"statement_{x}"][-1] != "."
    ] == []
    titled = ("agreements", "documents", "cooperation_areas")
    assert [
        r for name in titled for r in rows(name) for x in LANGUAGES if r[f"title_{x}"][-1] == "."
    ] == []


def test_names_of_people_are_the_same_in_parts_and_as_a_whole() -> None:
    for row in rows("signatories"):
        if row["given_name"]:
            assert row["person_name"] == f"{row['given_name']} {row['family_name']}"


# --- Tools ------------------------------------------------------------------------------------

DUCKDB_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "year": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "list": "VARCHAR[]",
}
ARROW_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "year": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "list": pa.list_(pa.string()),
}


@tables
def test_duckdb_reads_parquet_with_the_types_of_the_schema(name: str) -> None:
    path = OUTPUT / parquet_path(name)
    with duckdb.connect() as connection:
        described = connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
        count = connection.execute(f"SELECT count(*) FROM '{path}'").fetchone()
    fields = contract()[name].fields
    assert [row[:2] for row in described] == [(f.name, DUCKDB_TYPES[f.type]) for f in fields]
    assert count == (len(rows(name)),)


@tables
def test_pandas_reads_parquet_with_the_types_of_the_schema(name: str) -> None:
    frame = pd.read_parquet(OUTPUT / parquet_path(name), dtype_backend="pyarrow")
    expected = {f.name: pd.ArrowDtype(ARROW_TYPES[f.type]) for f in contract()[name].fields}
    assert frame.dtypes.to_dict() == expected
    assert list(frame.columns) == list(expected)
    assert isinstance(frame.index, pd.RangeIndex)
    assert len(frame) == len(rows(name))


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return ",".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


@tables
def test_pandas_reads_csv_with_the_rows_of_parquet(name: str) -> None:
    frame = pd.read_csv(OUTPUT / csv_path(name), dtype=str, keep_default_na=False)
    expected = [{column: as_text(cell) for column, cell in row.items()} for row in rows(name)]
    assert frame.to_dict("records") == expected


@tables
def test_duckdb_reads_csv_with_the_rows_of_parquet(name: str) -> None:
    with duckdb.connect() as connection:
        cells = connection.execute(
            f"SELECT * FROM read_csv('{OUTPUT / csv_path(name)}', all_varchar = true)"
        ).fetchall()
    assert [[cell or "" for cell in row] for row in cells] == [
        [as_text(cell) for cell in row.values()] for row in rows(name)
    ]


@tables
def test_parquet_tells_titles_and_descriptions_and_nothing_of_pandas(name: str) -> None:
    schema = pq.read_schema(OUTPUT / parquet_path(name))
    assert b"pandas" not in (schema.metadata or {})
    for field in contract()[name].fields:
        metadata = schema.field(field.name).metadata
        assert metadata[b"title"].decode() == field.title
        assert metadata[b"description"].decode() == field.description


@tables
def test_parquet_is_compressed_with_zstd(name: str) -> None:
    file = pq.read_metadata(OUTPUT / parquet_path(name))
    groups = [file.row_group(n) for n in range(file.num_row_groups)]
    assert len(groups) == bool(rows(name))
    assert {g.column(n).compression for g in groups for n in range(g.num_columns)} <= {"ZSTD"}


@tables
def test_csv_is_utf_8_without_mark_and_with_lf(name: str) -> None:
    data = (OUTPUT / csv_path(name)).read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.endswith(b"\n")
    assert data.decode("utf-8").split("\n", 1)[0] == ",".join(contract()[name].columns)
