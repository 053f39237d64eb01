"""The Makefile: what it says where Python is unfit, and that it does nothing twice.

A script stands in for Python: it notes how it is called and makes an environment of itself, so
that the tests see which steps are taken without waiting for any.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FAKE_PYTHON = """#!/bin/sh
echo "$*" >> calls
case "$*" in
  "--version") echo "Python 3.9.2" ;;
  *version_info*) exit "${OLD:-0}" ;;
  *ensurepip*) exit "${NO_VENV:-0}" ;;
  "-m venv --clear .venv") rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  *--require-hashes*) exit "${PIP_FAILS:-0}" ;;
esac
"""

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


class Scratch:
    """A folder with the Makefile and a stand-in for Python."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copy(ROOT / "Makefile", folder)
        (folder / "python3").write_text(FAKE_PYTHON, encoding="utf-8")
        (folder / "python3").chmod(0o755)
        for name in ("requirements.lock", "pyproject.toml"):
            (folder / name).touch()
            self.age(name, 300)

    def age(self, name: str, seconds: int) -> None:
        """Dates a file back; make compares dates, and tests are faster than a clock's tick."""
        then = time.time() - seconds
        os.utime(self.folder / name, (then, then))

    def make(
        self, *arguments: str, python: str = "./python3", **extra: str
    ) -> subprocess.CompletedProcess[str]:
        """Runs make as from a fresh shell; leaves in `calls` only what this run called."""
        (self.folder / "calls").unlink(missing_ok=True)
        outer = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PYTHON", "BUILD_ARGS", "TEST_ARGS")
        environment = {key: value for key, value in os.environ.items() if key not in outer}
        return subprocess.run(
            ["make", f"PYTHON={python}", *arguments],
            cwd=self.folder,
            env={**environment, **extra},
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        """How Python was called by the last run, the probing of its version left out."""
        lines = (self.folder / "calls").read_text(encoding="utf-8").splitlines()
        return [line for line in lines if not line.startswith("-c ")]


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return Scratch(tmp_path)


@pytest.fixture
def built(scratch: Scratch) -> Scratch:
    """A folder in which `make build` has run, a while after its inputs were written."""
    assert scratch.make("build").returncode == 0
    scratch.age(".venv/.locked", 200)
    scratch.age(".venv/.ready", 100)
    return scratch


def test_make_alone_lists_the_targets(scratch: Scratch) -> None:
    done = scratch.make()
    listed = {line.split()[1] for line in done.stdout.splitlines()}
    assert done.returncode == 0
    assert {"build", "test", "check", "format", "lock", "clean"} <= listed


def test_every_target_is_listed(scratch: Scratch) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:")).split()[1:]
    listed = {line.split()[1] for line in scratch.make("help").stdout.splitlines()}
    assert listed == set(phony)


def test_a_first_build_installs_the_lock_then_the_package_then_builds(scratch: Scratch) -> None:
    done = scratch.make("build", "BUILD_ARGS=--sources mine")
    venv, dependencies, package, build = scratch.calls()
    assert done.returncode == 0
    assert venv == "-m venv --clear .venv"
    assert "--require-hashes" in dependencies
    assert package.endswith("--no-deps --no-build-isolation --editable .")
    assert build == "build_dataset.py --sources mine"


def test_a_second_build_only_builds(built: Scratch) -> None:
    assert built.make("build").returncode == 0
    assert built.calls() == ["build_dataset.py"]


def test_tests_use_the_same_environment(built: Scratch) -> None:
    assert built.make("test", "TEST_ARGS=-k dates").returncode == 0
    assert built.calls() == ["-m pytest --numprocesses auto -k dates"]


def test_a_changed_lock_makes_a_new_environment(built: Scratch) -> None:
    built.age("requirements.lock", 0)
    leftover = built.folder / ".venv" / "leftover"
    leftover.touch()
    built.make("build")
    assert built.calls()[0] == "-m venv --clear .venv"
    assert len(built.calls()) == 4
    assert not leftover.exists()


def test_changed_settings_only_install_the_package_again(built: Scratch) -> None:
    built.age("pyproject.toml", 50)
    built.make("build")
    package, build = built.calls()
    assert package.endswith("--editable .")
    assert build == "build_dataset.py"


def test_an_environment_that_was_cut_short_is_made_again(scratch: Scratch) -> None:
    assert scratch.make("build", PIP_FAILS="1").returncode != 0
    assert scratch.make("build").returncode == 0
    assert scratch.calls()[0] == "-m venv --clear .venv"


@pytest.mark.parametrize("target", ["build", "test", "check", "lock"])
def test_an_old_python_is_told_with_its_version(scratch: Scratch, target: str) -> None:
    done = scratch.make(target, OLD="1")
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed, but ./python3 is Python 3.9.2." in done.stderr
    assert not (scratch.folder / ".venv").exists()


def test_a_missing_python_is_told(scratch: Scratch) -> None:
    done = scratch.make("build", python="no-such-python")
    assert done.returncode != 0
    assert "no-such-python does not run. Install Python 3.11 or newer" in done.stderr


def test_a_missing_venv_names_the_package_that_brings_it(scratch: Scratch) -> None:
    done = scratch.make("build", NO_VENV="1")
    assert done.returncode != 0
    assert "apt-get install python3-venv" in done.stderr


def test_clean_keeps_what_is_published(built: Scratch) -> None:
    for name in ("output/agreements.csv", "datapackage/__pycache__/x.pyc", ".git/__pycache__/x"):
        (built.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (built.folder / name).touch()
    assert built.make("clean").returncode == 0
    assert (built.folder / "output/agreements.csv").exists()
    assert (built.folder / ".git/__pycache__/x").exists()
    assert not (built.folder / ".venv").exists()
    assert not (built.folder / "datapackage/__pycache__").exists()
