"""The ways that are compared do the same work: same rows, same verdicts."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from benchmarks import (
    floor,
    todays_way,
    with_columnar,
    with_dataframely,
    with_duckdb,
    with_frictionless,
    with_pandera_polars,
    with_polars,
)
from benchmarks.dirty import FAULTS, make_dirty
from benchmarks.generate import generate
from benchmarks.two_tables import ERRORS, Error, make_package, make_wrong_copy
from datapackage.pipeline import build
from datapackage.problems import DataError

AGREEMENTS = 60


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated") / "sources"
    generate(folder, AGREEMENTS, workers=1)
    return folder


@pytest.fixture(scope="module")
def built(sources: Path) -> Path:
    output = sources.parent / "output"
    build(sources, output, formats=[])
    return output


@pytest.fixture(scope="module")
def package(built: Path) -> Path:
    make_package(built, built.parent / "two-tables")
    return built.parent / "two-tables"


def keys(folder: Path, table: str, column: str) -> list[str]:
    with (folder / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return sorted(row[column] for row in csv.DictReader(stream))


@pytest.mark.parametrize("way", [floor.move, todays_way.main])
def test_every_way_writes_the_rows_of_the_build(
    way: object, sources: Path, built: Path, tmp_path: Path
) -> None:
    assert callable(way)
    way(sources, tmp_path)
    for table, column in (
        ("agreements", "agreement_id"),
        ("documents", "document_id"),
        ("parties", "party_number"),
        ("signatories", "signatory_id"),
        ("cooperation_areas", "area_id"),
        ("goals", "goal_id"),
        ("goal_actors", "actor_number"),
        ("citations", "sha256"),
        ("organisations", "organisation_id"),
        ("theme_mappings", "theme_id"),
    ):
        assert keys(tmp_path, table, column) == keys(built, table, column)
        assert (tmp_path / "parquet" / f"{table}.parquet").is_file()


@pytest.mark.parametrize(
    "validator",
    [
        with_columnar,
        with_duckdb,
        with_frictionless,
        with_polars,
        with_dataframely,
        with_pandera_polars,
    ],
)
@pytest.mark.parametrize(
    "error", ["none", "range of a number", "foreign key to nothing", "no such day"]
)
def test_validators_agree(
    validator: object,
    error: str,
    package: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = package
    if error != "none":
        folder = tmp_path / "wrong"
        make_wrong_copy(package, folder, ERRORS[error])
    validator.main(folder)  # type: ignore[attr-defined]
    verdict = json.loads(capsys.readouterr().out)
    assert verdict["valid"] is (error == "none")
    assert bool(verdict["found"]) is (error != "none")


def test_pandera_agrees(
    package: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Else pandera sets it as it is imported, and pyarrow forgets time zones in all other tests.
    monkeypatch.setenv("PYARROW_IGNORE_TIMEZONE", "")
    pytest.importorskip("pandera")
    from benchmarks import with_pandera  # noqa: PLC0415  (installed for the benchmark only)

    make_wrong_copy(package, tmp_path / "wrong", Error("goals", "goal_id", None))
    for folder, valid in ((package, True), (tmp_path / "wrong", False)):
        with_pandera.main(folder)
        assert json.loads(capsys.readouterr().out)["valid"] is valid


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS.keys())
def test_a_wrong_copy_differs_in_one_row(error: Error, package: Path, tmp_path: Path) -> None:
    make_wrong_copy(package, tmp_path / "wrong", error)
    for name in ("agreements.csv", "goals.csv", "datapackage.json"):
        before = (package / name).read_text(encoding="utf-8").splitlines()
        after = (tmp_path / "wrong" / name).read_text(encoding="utf-8").splitlines()
        changed = sum(a != b for a, b in zip(before, after, strict=True))
        assert changed == (1 if name == f"{error.table}.csv" else 0)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_share_of_the_records_is_wrong_in_one_way(
    fault: str, sources: Path, tmp_path: Path
) -> None:
    make_dirty(sources, tmp_path / "dirty", fault, every=10)
    with pytest.raises(DataError) as error:
        build(tmp_path / "dirty", tmp_path / "output", formats=[])
    records = [problem for problem in error.value.problems if problem.place.line]
    lines = {p.place.line for p in records if p.place.file.endswith("agreements.jsonl")}
    assert lines == set(range(10, AGREEMENTS + 1, 10))
