"""Builds whose records are made ready by processes: the same bytes, the same problems, whole."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
from pathlib import Path

import pytest

import datapackage
from benchmarks.dirty import FAULTS, make_dirty
from benchmarks.generate import generate
from datapackage.normalise import elsewhere
from datapackage.normalise.elsewhere import HandedOver, begun_elsewhere
from datapackage.problems import DataError, Problem, ProblemList
from datapackage.processes import WorkerLostError
from datapackage.read import batches
from datapackage.read.batches import Chunk
from datapackage.read.sources import read_sources
from tests.publish.packages import neighbours, snapshot

pytestmark = pytest.mark.slow

AGREEMENTS = 300
BLOCK = 2**19
"""Bytes of a chunk: there are enough of them for processes to start."""
PREPARE = elsewhere._prepare_elsewhere


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated") / "sources"
    generate(folder, AGREEMENTS, workers=1)
    return folder


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BLOCK_SIZE", BLOCK)


@pytest.fixture(scope="module")
def package(generated: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one process makes of the sources."""
    output = tmp_path_factory.mktemp("package") / "output"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(batches, "BLOCK_SIZE", BLOCK)
        datapackage.build(generated, output, formats=[], workers=1)
    return snapshot(output)


def test_few_records_start_no_process(minimal_sources: Path, generated: Path) -> None:
    few = read_sources(minimal_sources, None, ProblemList())
    many = read_sources(generated, None, ProblemList())
    with begun_elsewhere(few, minimal_sources, 2) as begun:
        assert begun is None
    with begun_elsewhere(many, minimal_sources, 1) as begun:
        assert begun is None


def test_processes_make_the_same_bytes(
    generated: Path, package: dict[str, bytes], tmp_path: Path
) -> None:
    datapackage.build(generated, tmp_path / "output", formats=[], workers=2)
    assert snapshot(tmp_path / "output") == package


def test_compressed_records_and_relative_paths_make_the_same_bytes(
    generated: Path, package: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(generated, tmp_path / "sources")
    plain = tmp_path / "sources" / "agreements" / "agreements.jsonl"
    plain.with_name("agreements.jsonl.gz").write_bytes(gzip.compress(plain.read_bytes(), 1))
    plain.unlink()
    monkeypatch.chdir(tmp_path)
    datapackage.build("sources", "output", formats=[], workers=2)
    assert snapshot(tmp_path / "output") == package


def test_what_is_wrong_is_told_alike(
    generated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dirty = generated
    for fault, every in zip(FAULTS, (7, 31, 97), strict=True):
        make_dirty(dirty, tmp_path / fault, fault, every)
        dirty = tmp_path / fault
    monkeypatch.chdir(tmp_path)
    here = problems(Path(dirty.name), 1)
    assert {problem.rule for problem in here} >= {
        "impossible-date",
        "unknown-key",
        "invalid-json",
    }, here
    assert problems(Path(dirty.name), 2) == here


def problems(sources: Path, workers: int) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        datapackage.check(sources, formats=[], workers=workers)
    return caught.value.problems


def test_files_of_one_record_each_are_made_ready_elsewhere_too(
    minimal_sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "YAML_BATCH", 2)
    [record] = (minimal_sources / "agreements").glob("*.yaml")
    for number in range(9):
        text = record.read_text("utf-8").replace("id: ", f"id: a{number}-", 1)
        record.with_name(f"{number}.yaml").write_text(text, "utf-8")
    with pytest.raises(DataError) as caught:
        datapackage.check(minimal_sources, formats=[], workers=1)
    assert problems(minimal_sources, 2) == caught.value.problems


def killed_once(setup: Path, chunk: Chunk) -> HandedOver:
    flag = setup.with_name("killed")
    if chunk.size and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return PREPARE(setup, chunk)


def always_killed(setup: Path, chunk: Chunk) -> HandedOver:
    os.kill(os.getpid(), signal.SIGKILL)
    return PREPARE(setup, chunk)


def test_of_four_processes_one_is_killed_and_the_bytes_are_the_same(
    generated: Path, package: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "_prepare_elsewhere", killed_once)
    datapackage.build(generated, tmp_path / "output", formats=[], workers=4)
    assert snapshot(tmp_path / "output") == package


def test_processes_that_are_always_killed_end_the_build_and_the_old_package_stays(
    generated: Path, built_output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(built_output, tmp_path / "output")
    before = snapshot(tmp_path)
    monkeypatch.setattr(elsewhere, "_prepare_elsewhere", always_killed)
    with pytest.raises(WorkerLostError, match="signal SIGKILL"):
        datapackage.build(generated, tmp_path / "output", formats=[], workers=2)
    assert snapshot(tmp_path) == before
    assert neighbours(tmp_path / "output") == []
