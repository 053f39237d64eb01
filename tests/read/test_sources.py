"""A folder of sources as a whole: what must be there, and what has no place in it."""

import shutil
from pathlib import Path

import pytest

from datapackage.problems import DataError, ProblemList
from datapackage.read.codelists import default_codelists
from datapackage.read.sources import Sources, read_sources
from tests.places import SCHEMAS, SOURCES, contract


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = Path(shutil.copytree(SOURCES, tmp_path / "sources"))
    (copy / "codelists").mkdir(exist_ok=True)
    return copy


def read(folder: Path) -> tuple[Sources, list[str]]:
    problems = ProblemList()
    sources = read_sources(folder, SCHEMAS, problems)
    return sources, [str(problem).removeprefix(f"{folder}/") for problem in problems]


def test_the_sources_of_the_repository_are_read_whole() -> None:
    sources, problems = read(SOURCES)
    assert problems == []
    assert tuple(sources.registers) == contract().registers
    assert set(sources.codelists) == set(default_codelists(sources.contract))
    assert sources.records == sorted((SOURCES / "agreements").glob("*.yaml"))
    assert sources.info is not None


def test_a_missing_folder_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such folder"):
        read(tmp_path / "absent")


def test_a_file_in_place_of_the_folder_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "sources").write_text("x")
    with pytest.raises(DataError, match="this is a file, not a folder of sources"):
        read(tmp_path / "sources")


def test_an_empty_folder_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="the folder of sources is empty"):
        read(tmp_path)


@pytest.mark.parametrize("name", contract().registers)
def test_a_register_without_a_file_is_empty(folder: Path, name: str) -> None:
    (folder / "registers" / f"{name}.csv").unlink(missing_ok=True)
    sources, problems = read(folder)
    assert problems == []
    assert len(sources.registers[name]) == 0
    assert sources.registers[name].columns.keys() >= set(sources.contract[name].columns)


def test_there_must_be_a_folder_of_records(folder: Path) -> None:
    shutil.rmtree(folder / "agreements")
    sources, problems = read(folder)
    assert problems == ["agreements: the folder is missing"]
    assert sources.records == []


def test_there_must_be_a_record(folder: Path) -> None:
    for path in (folder / "agreements").iterdir():
        path.unlink()
    assert read(folder)[1] == ["agreements: there is no record in the folder"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("agreements/note.txt", "not a record file (expected a name that ends with one of .yaml,"),
        ("agreements/a.json", "not a record file"),
        ("agreements/a.yaml.bak", "not a record file"),
        ("agreements/a.csv", "not a record file"),
        ("agreements/a.odt", "documents are not read: write a record"),
        ("registers/Places.CSV", "not a register (expected one of organisations.csv, "),
        ("registers/people.csv", "not a register"),
        ("registers/places.yaml", "not a register"),
        ("registers/places.XLSX", "spreadsheets are not read here: a workbook that the command"),
        ("registers/places.numbers", "spreadsheets are not read"),
        ("codelists/country.txt", "not a code list (expected a name that ends with .csv)"),
        ("codelists/country.xls", "spreadsheets are not read"),
        ("places.ods", "spreadsheets are not read"),
        ("agreement.docx", "documents are not read"),
    ],
)
def test_what_nothing_reads_is_not_passed_over(folder: Path, path: str, message: str) -> None:
    (folder / path).write_text("x")
    [problem] = read(folder)[1]
    assert problem.startswith(f"{path}: {message}")


@pytest.mark.parametrize("folder_name", ["agreements", "registers", "codelists"])
def test_a_folder_in_which_nothing_is_read_is_not_passed_over(
    folder: Path, folder_name: str
) -> None:
    (folder / folder_name / "old").mkdir()
    [problem] = read(folder)[1]
    assert problem.startswith(f"{folder_name}/old: not a re" if folder_name != "codelists" else "c")


@pytest.mark.parametrize("name", [".DS_Store", "README.md", "readme", "a~", "~$a.xlsx", "#a#"])
@pytest.mark.parametrize("folder_name", [".", "agreements", "registers", "codelists"])
def test_what_is_not_meant_to_be_read_is_passed_over(
    folder: Path, folder_name: str, name: str
) -> None:
    (folder / folder_name / name).write_bytes(b"x")
    assert read(folder)[1] == []


def test_other_files_and_folders_beside_those_of_the_sources_are_the_publishers_own(
    folder: Path,
) -> None:
    (folder / "LICENSE").write_text("x")
    (folder / "originals").mkdir()
    (folder / "originals" / "places.xlsx").write_bytes(b"x")
    assert read(folder)[1] == []


def test_record_files_come_by_name(folder: Path) -> None:
    names = ["b.yml", "a.jsonl", "c.jsonl.gz", "A.yaml"]
    for name in names:
        (folder / "agreements" / name).write_bytes(b"x")
    found = [path.name for path in read(folder)[0].records]
    assert found == sorted(
        [*names, *(path.name for path in (SOURCES / "agreements").glob("*.yaml"))]
    )


def test_problems_of_all_parts_come_together(folder: Path) -> None:
    (folder / "package.yaml").write_text("languages: [fi, en, sv, ru]\na: 1\n")
    (folder / "registers" / "places.csv").write_text("x\n")
    (folder / "codelists" / "country.csv").write_text("")
    files = {problem.split(":")[0] for problem in read(folder)[1]}
    assert files == {"package.yaml", "registers/places.csv", "codelists/country.csv"}
