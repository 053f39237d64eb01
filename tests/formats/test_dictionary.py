"""The data dictionary in Markdown and CSV."""

from __future__ import annotations

import copy
import csv
import dataclasses
import itertools
import re
from pathlib import Path
from typing import Any

import pytest

from datapackage import words
from datapackage.contract import Contract, Table
from datapackage.formats import FinishedPackage
from datapackage.formats.columns import all_columns
from datapackage.formats.dictionary import CSV_PATH, DIAGRAM, markdown_path, write
from tests.formats.packages import package, real, real_package, real_table
from tests.places import LANGUAGES, contract


def text(language: str) -> str:
    return (real() / markdown_path(language)).read_text(encoding="utf-8")


def section(document: str, heading: str) -> str:
    match = re.search(rf"^### {heading}$(.*?)(?=^##|\Z)", document, re.MULTILINE | re.DOTALL)
    assert match, heading
    return match[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_column_has_its_title_and_meaning(language: str) -> None:
    for column in all_columns(contract()):
        star = "*" if column.field.required else ""
        part = section(text(language), column.table.name)
        row = next(
            line for line in part.splitlines() if line.startswith(f"| `{column.field.name}`{star} ")
        )
        assert column.titles[language] in row
        assert words.in_language(column.descriptions, language) in row
        assert ("PK" in row) == column.in_primary_key
        for target in column.references:
            assert f"](#{target.split('.')[0]})" in row


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_lists_come_with_labels(language: str) -> None:
    for code in real_table("codes").to_pylist():
        if code["codelist"] in ("country", "language"):
            continue
        label, meaning = code[f"label_{language}"], code[f"description_{language}"]
        row = f"| `{code['code']}` | {label} | {meaning} |"
        assert row in section(text(language), code["codelist"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_inside_lead_somewhere(language: str) -> None:
    document = text(language)
    headings = set(re.findall(r"^### (.+)$", document, re.MULTILINE))
    assert set(re.findall(r"\]\(#([^)]+)\)", document)) <= headings
    for target in re.findall(r"\]\(([^#)]+)\)", document):
        assert (real() / "dictionary" / target).is_file()


def test_rows_of_markdown_tables_are_whole() -> None:
    for language in LANGUAGES:
        lines = text(language).splitlines()
        for line, following in itertools.pairwise(lines):
            if line.startswith("|") and following.startswith("|"):
                assert _cells(line) == _cells(following), following


def _cells(line: str) -> int:
    return len(re.findall(r"(?<!\\)\|", line))


def test_a_long_code_list_is_only_named() -> None:
    paragraphs = section(text("en"), "country").split("\n\n")
    assert "Its 249 codes are listed in the table [codes](#codes)." in paragraphs
    assert "Koodeja on 249" in section(text("fi"), "country")
    assert "`FI`" not in section(text("en"), "country")


def test_csv_has_a_row_for_each_column() -> None:
    with (real() / CSV_PATH).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    stems = ("code_labels", "title", "description")
    assert set(rows[0]) >= {f"{stem}_{language}" for stem in stems for language in LANGUAGES}
    for row, column in zip(rows, all_columns(contract()), strict=True):
        assert (row["table"], row["column"]) == (column.table.name, column.field.name)
        for language in LANGUAGES:
            assert row[f"title_{language}"] == column.field.descriptor["titles"][language]
    by_name = {(row["table"], row["column"]): row for row in rows}
    section_row = by_name["cooperation_areas", "section"]
    assert section_row["codes"] == "main | other"
    assert section_row["code_labels_sv"] == "Huvudsakliga samarbetsområden | Övriga samarbetsformer"
    assert by_name["places", "country_code"]["codes"] == "", "249 are too many for a cell"
    assert by_name["signatories", "agreement_id"]["references"] == "agreements.agreement_id"
    assert "\r" not in (real() / CSV_PATH).read_text(encoding="utf-8")


def test_the_diagram_is_linked_only_where_it_is(tmp_path: Path) -> None:
    write(real_package(tmp_path))
    assert Path(DIAGRAM).name not in (tmp_path / markdown_path("fi")).read_text(encoding="utf-8")
    assert Path(DIAGRAM).name in text("fi")


def changed(change: dict[str, Any]) -> Contract:
    """The contract with a change to the first field of the themes."""
    descriptor = copy.deepcopy(contract()["themes"].descriptor)
    descriptor["fields"][0] |= change
    return contract().with_table(Table("themes", descriptor))


def with_contract(folder: Path, changed_contract: Contract) -> FinishedPackage:
    return dataclasses.replace(package(folder, {}), contract=changed_contract)


def test_what_is_not_translated_is_in_english(tmp_path: Path) -> None:
    texts = {"title": "A theme", "description": "The theme.", "titles": {}, "descriptions": {}}
    write(with_contract(tmp_path, changed(texts)))
    finnish = section((tmp_path / markdown_path("fi")).read_text(encoding="utf-8"), "themes")
    assert "| A theme |" in finnish
    assert "| The theme. |" in finnish
    with (tmp_path / CSV_PATH).open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["table"] == "themes")
    assert (row["title_en"], row["title_fi"]) == ("A theme", "")


def test_files_name_their_language(tmp_path: Path) -> None:
    titles = {file.path: file.titles for file in write(package(tmp_path, {}))}
    assert titles[markdown_path("ru")]["fi"] == "Tietosisällön kuvaus (venäjä)"
    assert titles[CSV_PATH]["sv"] == "Databeskrivning (CSV)"


def test_pipes_and_line_ends_do_not_break_a_table(tmp_path: Path) -> None:
    odd = changed({"description": "a|b\nc", "constraints": {"required": True, "pattern": "a|b"}})
    write(with_contract(tmp_path, odd))
    english = section((tmp_path / markdown_path("en")).read_text(encoding="utf-8"), "themes")
    assert "a\\|b c" in english
    assert "pattern `a\\|b`" in english
