"""Builds whose records are made ready by processes: the same bytes, the same problems, whole."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import datapackage
from benchmarks.dirty import FAULTS, make_dirty
from benchmarks.generate import generate
from datapackage.cli import main
from datapackage.normalise import cluster as dask_cluster
from datapackage.normalise import elsewhere
from datapackage.normalise.elsewhere import Engine, HandedOver, begun_elsewhere, versions
from datapackage.problems import DataError, Problem, ProblemList, UsageError, WorkerLostError
from datapackage.read import batches
from datapackage.read.batches import Chunk
from datapackage.read.sources import read_sources
from tests.places import ROOT
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
    with begun_elsewhere(few, minimal_sources, Engine(workers=2)) as begun:
        assert begun is None
    with begun_elsewhere(many, minimal_sources, Engine(workers=1)) as begun:
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
    generated: Path,
    built_output: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(built_output, tmp_path / "output")
    before = snapshot(tmp_path)
    monkeypatch.setattr(elsewhere, "_prepare_elsewhere", always_killed)
    arguments = ["--sources", str(generated), "--output", str(tmp_path / "output")]
    assert main(["build", *arguments, "--formats=", "--workers=2"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: 2 worker processes were lost at the same work, the last one by")
    assert error.count("\n") == 1
    assert snapshot(tmp_path) == before
    assert neighbours(tmp_path / "output") == []


# --- On dask ----------------------------------------------------------------------------------

needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="dask is not installed")


@dataclass(frozen=True)
class Cluster:
    address: str
    scheduler: int


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers that run in another folder than the build."""
    folder = tmp_path_factory.mktemp("cluster")
    file = folder / "scheduler.json"
    # One worker that is lost is enough here: dask gives up at the first.
    patience = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    common = ["--scheduler-file", str(file), "--no-dashboard"]
    options = {
        "scheduler": [*common, "--host", "127.0.0.1", "--port", "0"],
        "worker": [*common, "--nworkers", "2", "--nthreads", "1", "--death-timeout", "60"],
    }
    with ExitStack() as stack:
        started = {}
        for name, arguments in options.items():
            started[name] = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", f"distributed.cli.dask_{name}", *arguments],
                    cwd=folder,
                    env={**os.environ, "PYTHONPATH": str(ROOT), **patience},
                    stderr=subprocess.DEVNULL,
                )
            )
            stack.callback(started[name].terminate)
            while not file.exists():
                time.sleep(0.1)
        yield Cluster(json.loads(file.read_text())["address"], started["scheduler"].pid)


@needs_dask
def test_workers_of_dask_in_another_folder_tell_problems_alike(
    generated: Path, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_dirty(generated, tmp_path / "dirty", "no JSON", 50)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError) as caught:
        datapackage.check("dirty", formats=[], engine="dask", scheduler=cluster.address)
    assert caught.value.problems == problems(Path("dirty"), 1)


@needs_dask
def test_of_the_workers_that_dask_starts_one_is_killed_and_the_bytes_are_the_same(
    generated: Path, package: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "_prepare_elsewhere", killed_once)
    datapackage.build(generated, tmp_path / "output", formats=[], engine="dask", workers=2)
    assert snapshot(tmp_path / "output") == package


def scheduler_killed(pid: int, setup: Path, chunk: Chunk) -> HandedOver:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return PREPARE(setup, chunk)


@needs_dask
def test_what_dask_can_not_survive_is_one_clear_error_and_the_old_package_stays(
    generated: Path,
    built_output: Path,
    cluster: Cluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(built_output, tmp_path / "output")
    before = snapshot(tmp_path)

    def fails(message: str) -> None:
        how = {"engine": "dask", "scheduler": cluster.address}
        with pytest.raises(WorkerLostError, match=message):
            datapackage.build(generated, tmp_path / "output", formats=[], **how)  # type: ignore[arg-type]
        assert snapshot(tmp_path) == before

    with monkeypatch.context() as patched:
        patched.setattr(elsewhere, "versions", lambda: versions() | {"pandas": "1"})
        fails(r"has another version of pandas than the build \(found '.*'; expected 1\)")
    with monkeypatch.context() as patched:
        patched.setattr(elsewhere, "_prepare_elsewhere", always_killed)
        fails("were lost again and again")
    with monkeypatch.context() as patched:
        kill = partial(scheduler_killed, cluster.scheduler)
        patched.setattr(elsewhere, "_prepare_elsewhere", kill)
        fails(f"the scheduler {cluster.address} was lost")
    monkeypatch.setattr(dask_cluster, "CONNECT", 1)
    fails(f"the scheduler {cluster.address} can't be given work")


def test_a_worker_that_does_not_see_the_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(WorkerLostError, match=r"folders that every worker sees: .* not see"):
        elsewhere._known(tmp_path / "setup")


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"engine": "dask"}, r"install 'city-cooperation-agreements\[dask\]'"),
        ({"engine": "spark"}, "no such engine"),
        ({"workers": 0}, r"no number of workers \(found 0; expected 1 or more\)"),
        ({"scheduler": "tcp://a:1"}, "a scheduler is one of the engine dask"),
        ({"engine": "dask", "scheduler": "tcp://a:1", "workers": 2}, "workers of its own"),
    ],
)
def test_an_engine_that_can_not_be_had_is_refused(
    minimal_sources: Path, monkeypatch: pytest.MonkeyPatch, how: dict[str, Any], message: str
) -> None:
    monkeypatch.setattr(dask_cluster, "find_spec", lambda _name: None)
    with pytest.raises(UsageError, match=message):
        datapackage.check(minimal_sources, **how)
