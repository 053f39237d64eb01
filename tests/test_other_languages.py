"""Publishers who have other languages than ours: any number, any of them, nothing to program."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from datapackage import build, validate
from tests.other_languages import OURS, speak

PUBLISHERS = {
    "German and English": {"de": "sv", "en": "en"},
    "English only": {"en": "en"},
    "without English": {"pt-BR": "sv"},
}


@pytest.mark.parametrize("languages", PUBLISHERS.values(), ids=PUBLISHERS)
def test_a_publisher_has_languages_of_their_own(
    minimal_sources: Path, tmp_path: Path, languages: dict[str, str]
) -> None:
    speak(minimal_sources, languages)
    output = tmp_path / "output"
    built = build(minimal_sources, output, documents=tmp_path / "documents")
    lacking = set(languages) - set(OURS)
    assert [warning.rule for warning in built.warnings] == ["borrowed-label"] * len(lacking)
    assert validate(output).valid
    columns = pq.read_schema(output / "parquet" / "agreements.parquet").names
    expected = [f"title_{tag.replace('-', '_')}" for tag in languages]
    assert [name for name in columns if name.startswith("title_")] == expected
    published = json.loads((output / "datapackage.json").read_bytes())
    assert published["languages"] == published["requiredLanguages"] == list(languages)
    titles = {resource["title"] for resource in published["resources"]}
    assert "Agreements" in titles


def test_dates_are_written_in_the_languages_of_the_package(
    minimal_sources: Path, tmp_path: Path
) -> None:
    speak(minimal_sources, {"de": "sv", "en": "en"})
    (record,) = minimal_sources.glob("agreements/*.yaml")
    text = record.read_text(encoding="utf-8")
    assert text.count("tiistaina 12. toukokuuta 2020") == 1
    text = text.replace("tiistaina 12. toukokuuta 2020", "Dienstag, den 12. Mai 2020")
    record.write_text(text.replace("2020–2023", "von 2020 bis 2023"), encoding="utf-8")
    build(minimal_sources, tmp_path / "output", formats=[])
    agreements = pq.read_table(tmp_path / "output" / "parquet" / "agreements.parquet")
    assert agreements["signed_on"].to_pylist() == [date(2020, 5, 12)]


def test_a_title_in_indonesian_is_no_identifier(minimal_sources: Path, tmp_path: Path) -> None:
    """Its column is ``title_id``."""
    speak(minimal_sources, {"id": "en"})
    build(minimal_sources, tmp_path / "output", formats=[])
    documents = pq.read_table(tmp_path / "output" / "parquet" / "documents.parquet")
    assert documents["title_id"].to_pylist() == ["Plan"]


def test_a_language_that_is_not_required_may_be_left_out_of_registers(
    minimal_sources: Path, tmp_path: Path
) -> None:
    speak(minimal_sources, {"de": "sv", "en": "en"})
    package = minimal_sources / "package.yaml"
    content = json.loads(package.read_bytes())
    content["languages"] += ["fr"]
    content["required_languages"] = ["de", "en"]
    package.write_text(json.dumps(content, indent=1))
    build(minimal_sources, tmp_path / "output", formats=[])
    assert validate(tmp_path / "output").valid
    places = pq.read_table(tmp_path / "output" / "parquet" / "places.parquet")
    assert places["name_fr"].null_count == len(places)
