"""A folder of sources as a whole: what must be there, and what has no place in it."""

import shutil
from pathlib import Path

import pytest

from datapackage.problems import DataError, ProblemList
from datapackage.read.sources import REGISTER_TABLES, Sources, read_sources
from tests.places import SOURCES, contract


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOURCES, tmp_path / "sources"))


def read(folder: Path) -> tuple[Sources, list[str]]:
    problems = ProblemList()
    sources = read_sources(folder, contract(), problems)
    return sources, [str(problem).removeprefix(f"{folder}/") for problem in problems]


def test_the_sources_of_the_repository_are_read_whole() -> None:
    sources, problems = read(SOURCES)
    assert problems == []
    assert tuple(sources.registers) == REGISTER_TABLES
    assert {path.stem for path in (SOURCES / "codelists").iterdir()} == set(sources.codelists)
    assert sources.records == sorted((SOURCES / "agreements").iterdir())
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


@pytest.mark.parametrize("name", REGISTER_TABLES)
def test_each_register_must_be_there(folder: Path, name: str) -> None:
    (folder / "registers" / f"{name}.csv").unlink()
    sources, problems = read(folder)
    assert problems == [f"registers/{name}.csv: the file is missing"]
    assert name not in sources.registers


def test_each_code_list_that_a_schema_names_must_be_there(folder: Path) -> None:
    (folder / "codelists" / "country.csv").unlink()
    sources, problems = read(folder)
    assert problems == ["codelists/country.csv: the file is missing"]
    assert "country" not in sources.codelists


def test_a_code_list_that_no_schema_names_is_a_problem(folder: Path) -> None:
    shutil.copy(folder / "codelists" / "country.csv", folder / "codelists" / "colour.csv")
    assert read(folder)[1] == ["codelists/colour.csv: no column of any schema uses this code list"]


def test_there_must_be_a_folder_of_records(folder: Path) -> None:
    shutil.rmtree(folder / "agreements")
    sources, problems = read(folder)
    assert problems == ["agreements: the folder is missing"]
    assert sources.records == []


def test_there_must_be_a_record(folder: Path) -> None:
    for path in (folder / "agreements").iterdir():
        path.unlink()
    assert read(folder)[1] == ["agreements: there is no record in the folder"]


@pytest.mark.parametrize("name", ["note.txt", "a.json", "a.yaml.bak", "a.csv"])
def test_a_file_that_is_no_record_is_not_passed_over(folder: Path, name: str) -> None:
    (folder / "agreements" / name).write_text("x")
    problems = read(folder)[1]
    assert len(problems) == 1
    assert problems[0].startswith(f"agreements/{name}: not a record file")


def test_hidden_files_are_passed_over(folder: Path) -> None:
    (folder / "agreements" / ".DS_Store").write_bytes(b"x")
    assert read(folder)[1] == []


def test_record_files_come_by_name(folder: Path) -> None:
    names = ["b.yml", "a.jsonl", "c.jsonl.gz", "A.yaml"]
    for name in names:
        (folder / "agreements" / name).write_bytes(b"x")
    found = [path.name for path in read(folder)[0].records]
    assert found == sorted([*names, *(path.name for path in (SOURCES / "agreements").iterdir())])


def test_problems_of_all_parts_come_together(folder: Path) -> None:
    (folder / "package.yaml").write_text("a: 1\n")
    (folder / "registers" / "places.csv").write_text("x\n")
    (folder / "codelists" / "country.csv").write_text("")
    files = {problem.split(":")[0] for problem in read(folder)[1]}
    assert files == {"package.yaml", "registers/places.csv", "codelists/country.csv"}
