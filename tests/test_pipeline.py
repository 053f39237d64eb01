"""The build as a library function: what it does, what it says, and what it leaves alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import datapackage
from datapackage.problems import DataError, UsageError
from datapackage.publish import OutputError
from tests.first_agreement import first_sources
from tests.places import OUTPUT
from tests.publish.packages import neighbours, snapshot
from tests.spreadsheet_files import save_as_spreadsheets_do


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    return first_sources(tmp_path)


def test_the_result_says_what_was_done(sources: Path, tmp_path: Path) -> None:
    result = datapackage.build(sources, tmp_path / "output", formats=())
    assert result.outcome is not None
    assert result.outcome.value == "created"
    assert result.rows["agreements"] == 1
    assert result.rows["goals"] == 25
    files = {name: len(data) for name, data in snapshot(tmp_path / "output").items()}
    assert result.files == {
        name: size for name, size in files.items() if "." in name or "SUMS" in name
    }
    assert result.report.valid
    assert (result.formats, result.verification) == ((), None)


def test_the_same_again_changes_nothing_and_another_version_replaces(
    sources: Path, tmp_path: Path
) -> None:
    output = tmp_path / "output"
    datapackage.build(sources, output, formats=())
    first = snapshot(output)
    times = {path: path.stat().st_mtime_ns for path in output.rglob("*")}
    again = datapackage.build(sources, output, formats=())
    assert again.outcome is not None
    assert again.outcome.value == "unchanged"
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*")} == times
    package = sources / "package.yaml"
    package.write_text(
        package.read_text("utf-8").replace("version: 2.0.0", "version: 2.0.1"), "utf-8"
    )
    replaced = datapackage.build(sources, output, formats=())
    assert replaced.outcome is not None
    assert replaced.outcome.value == "replaced"
    changed = {name for name, data in snapshot(output).items() if data != first[name]}
    assert changed == {
        "README.md",
        "SHA256SUMS",
        "datapackage.json",
        "validation/report.json",
        "validation/report.md",
    }


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_files_as_spreadsheets_save_them_give_the_same_package(
    sources: Path, tmp_path: Path, delimiter: str
) -> None:
    datapackage.build(sources, tmp_path / "plain", formats=())
    save_as_spreadsheets_do(sources, delimiter)
    datapackage.build(sources, tmp_path / "output", formats=())
    assert snapshot(tmp_path / "output") == snapshot(tmp_path / "plain")


def test_a_check_publishes_nothing(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = snapshot(tmp_path)
    result = datapackage.check(sources, formats=())
    assert result.outcome is None
    assert result.rows["goals"] == 25
    assert snapshot(tmp_path) == before


def test_wrong_data_leaves_the_output_as_it_was(sources: Path, tmp_path: Path) -> None:
    output = Path(shutil.copytree(OUTPUT, tmp_path / "home" / "output"))
    before = snapshot(output)
    (sources / "registers" / "places.csv").write_text("x\n")
    with pytest.raises(DataError):
        datapackage.build(sources, output)
    assert snapshot(output) == before
    assert neighbours(output) == []


@pytest.mark.parametrize("key", ["licence", "version", "title"])
def test_without_licence_version_or_title_nothing_is_published(
    sources: Path, tmp_path: Path, key: str
) -> None:
    package = sources / "package.yaml"
    text = package.read_text("utf-8")
    package.write_text(text.replace(f"\n{key}:", "\nsomething_else:", 1), "utf-8")
    with pytest.raises(DataError) as error:
        datapackage.build(sources, tmp_path / "output", formats=())
    assert f": {key}: " in str(error.value)
    assert not (tmp_path / "output").exists()


def test_sources_and_a_folder_of_something_else_are_not_replaced(
    sources: Path, tmp_path: Path
) -> None:
    before = snapshot(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x")
    for output in (sources, tmp_path, tmp_path / "mine"):
        with pytest.raises(OutputError):
            datapackage.build(sources, output, formats=())
    assert snapshot(tmp_path).keys() - before.keys() <= {"mine", "mine/letter.txt", ".mine.lock"}


def test_documents_that_are_no_folder_are_a_matter_of_the_command(
    sources: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="no such folder of source documents"):
        datapackage.check(sources, documents=tmp_path / "absent", formats=())


def test_without_the_document_citations_are_not_verified_and_not_wrong(
    sources: Path, tmp_path: Path
) -> None:
    (tmp_path / "documents").mkdir()
    result = datapackage.check(sources, documents=tmp_path / "documents", formats=())
    assert result.verification is not None
    assert result.verification.count("no-document") == result.rows["citations"]


def test_a_citation_that_does_not_fit_is_told_in_the_record(sources: Path, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    name = "kotka-pietari-kumppanisopimus-2018-09-27.txt"
    (tmp_path / "documents" / name).write_text("x" * 2768)
    with pytest.raises(DataError) as error:
        datapackage.check(sources, documents=tmp_path / "documents", formats=())
    problems = [p for p in error.value.problems if p.rule == "broken-citation"]
    assert len(problems) > 150
    assert {p.place.file for p in problems} == {
        str(sources / "agreements" / "kotka-saint-petersburg-2018.yaml")
    }
    assert all(p.place.line for p in problems)
