"""The action and the hooks in a stranger's repository, run as a runner and as pre-commit do."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.places import ROOT

pytestmark = pytest.mark.slow

DESCRIPTOR = {
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
    "name": "harbours",
    "version": "1.0.0",
    "resources": [
        {
            "name": "ports",
            "path": "ports.csv",
            "type": "table",
            "schema": {
                "fields": [
                    {"name": "port_id", "type": "integer"},
                    {"name": "name", "type": "string"},
                    {"name": "depth", "type": "number", "constraints": {"minimum": 0}},
                ],
                "primaryKey": ["port_id"],
            },
        }
    ],
}
TABLE = "port_id,name,depth\n1,Kotka,13.5\n2,Turku,10\n"


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@dataclass
class Runner:
    """A repository of somebody else's, and the files by which a runner talks with steps."""

    folder: Path
    files: Path

    @property
    def summary(self) -> str:
        return (self.files / "GITHUB_STEP_SUMMARY").read_text(encoding="utf-8")

    def run(
        self, inputs: Mapping[str, str], base: str = "main"
    ) -> subprocess.CompletedProcess[str]:
        """Run the steps of the action; return the first that fails, or else the last."""
        action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
        values = {name: item.get("default", "") for name, item in action["inputs"].items()}
        values.update(inputs)
        for step in action["runs"]["steps"]:
            if "if" in step:
                assert step["if"] == "github.base_ref != ''"
                if not base:
                    continue
            run = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=self.folder,
                env={**self._environment(base), **self._filled(step.get("env", {}), values)},
                capture_output=True,
                text=True,
                check=False,
            )
            if run.returncode:
                break
        return run

    def _environment(self, base: str) -> dict[str, str]:
        names = ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")
        files = {name: self.files / name for name in names}
        for path in files.values():
            path.touch()
        added = files["GITHUB_PATH"].read_text(encoding="utf-8").splitlines()
        return {
            **os.environ,
            **{name: str(path) for name, path in files.items()},
            "PATH": os.pathsep.join([*added, os.environ["PATH"]]),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_BASE_REF": base,
            "RUNNER_TEMP": str(self.files),
            # What pip would fetch is here already: no index is asked.
            "PYTHONPATH": sysconfig.get_path("purelib"),
            "PIP_NO_INDEX": "1",
            "PIP_NO_DEPS": "1",
            "PIP_NO_BUILD_ISOLATION": "0",
        }

    def _filled(self, env: Mapping[str, str], inputs: Mapping[str, str]) -> dict[str, str]:
        return {
            name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda match: inputs[match[1]], value)
            for name, value in env.items()
        }


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """A repository with a package on its branch ``main``, and a clone on another branch."""
    if shutil.which("git") is None or shutil.which("bash") is None:
        pytest.skip("git or bash is not installed")
    origin = tmp_path / "origin"
    (origin / "data").mkdir(parents=True)
    (origin / "data/datapackage.json").write_text(json.dumps(DESCRIPTOR), encoding="utf-8")
    (origin / "data/ports.csv").write_text(TABLE, encoding="utf-8")
    git(origin, "init", "--quiet", "--initial-branch=main")
    git(origin, "add", ".")
    git(origin, "commit", "--quiet", "-m", "first")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(origin), str(clone))
    git(clone, "switch", "--quiet", "-c", "topic")
    return clone


@pytest.fixture
def runner(stranger: Path, tmp_path: Path) -> Runner:
    files = tmp_path / "runner"
    files.mkdir()
    return Runner(stranger, files)


def test_an_error_is_marked_at_its_line(runner: Runner) -> None:
    (runner.folder / "data/ports.csv").write_text(f"{TABLE}3,Hanko,-4\n", encoding="utf-8")
    run = runner.run({"packages": "data\n"})
    assert run.returncode == 1, run.stderr
    [error] = [line for line in run.stdout.splitlines() if line.startswith("::error ")]
    assert error.startswith("::error file=data/ports.csv,line=4,title=")
    assert "depth" in error
    assert "### data: NOT valid" in runner.summary
    assert "ports: rows: 1 added" in runner.summary.replace("\n\n", ": ").replace("### ", "")
    report = runner.folder / "validation-report"
    assert json.loads((report / "report.json").read_text(encoding="utf-8"))["total"] == 1
    badge = json.loads((report / "badge.json").read_text(encoding="utf-8"))
    assert (badge["message"], badge["color"]) == ("1 problem", "red")


def test_sound_packages_pass(runner: Runner) -> None:
    shutil.copytree(runner.folder / "data", runner.folder / "new data")
    run = runner.run({"packages": "data/datapackage.json\nnew data", "strict": "true"})
    assert run.returncode == 0, run.stdout + run.stderr
    assert "::error" not in run.stdout
    assert "harbours 1.0.0 → 1.0.0: no change" in runner.summary.replace("\\", "")
    assert "new data: not compared with main." in runner.summary


def test_sources_are_checked_and_strict_wants_all_checked(
    runner: Runner, minimal_sources: Path
) -> None:
    shutil.move(minimal_sources, runner.folder / "records")
    place = runner.folder / "records/registers/places.csv"
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace(",city,", ",citty,", 1), encoding="utf-8")
    run = runner.run({"packages": "data", "sources": "records"}, base="")
    assert run.returncode == 1
    assert "::error file=records/registers/places.csv,line=3,title=" in run.stdout + run.stderr
    place.write_text(text, encoding="utf-8")
    assert runner.run({"packages": "data", "sources": "records"}, base="").returncode == 0
    # What has no schema is not checked.
    (runner.folder / "loose.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    schema = {**DESCRIPTOR["resources"][0]["schema"]}  # type: ignore[index]
    schema["foreignKeys"] = [
        {"fields": ["port_id"], "reference": {"resource": "absent", "fields": ["id"]}}
    ]
    resource = {"name": "ports", "path": "data/ports.csv", "schema": schema}
    (runner.folder / "one.json").write_text(json.dumps(resource), encoding="utf-8")
    assert runner.run({"packages": "one.json"}, base="").returncode == 0
    assert runner.run({"packages": "one.json", "strict": "true"}, base="").returncode == 1


HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pre_commit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """pre-commit in an environment of its own; like the hooks, it comes from a package index."""
    bin_folder = tmp_path_factory.mktemp("pre-commit") / "bin"
    python = str(bin_folder / "python")
    made = subprocess.run([sys.executable, "-m", "venv", str(bin_folder.parent)], check=False)
    install = [python, "-m", "pip", "install", "--quiet", "pre-commit==4.*"]
    if made.returncode or subprocess.run(install, check=False, capture_output=True).returncode:
        pytest.skip("pre-commit can't be installed: no package index, or no venv")
    return bin_folder / "pre-commit"


def test_the_hooks_run_in_a_strangers_repository(
    stranger: Path, minimal_sources: Path, pre_commit: Path
) -> None:
    shutil.move(stranger / "data", stranger / "output")
    shutil.move(minimal_sources, stranger / "sources")
    git(stranger, "add", ".")

    def try_hook(hook: str) -> subprocess.CompletedProcess[str]:
        command = [str(pre_commit), "try-repo", str(ROOT), hook, "--all-files", "--verbose"]
        environment = {**os.environ, "PRE_COMMIT_HOME": str(stranger.parent / "hooks")}
        environment.pop("PYTHONPATH", None)
        return subprocess.run(
            command, cwd=stranger, env=environment, check=False, capture_output=True, text=True
        )

    for hook in HOOKS:
        run = try_hook(hook["id"])
        assert run.returncode == 0, run.stdout + run.stderr
    (stranger / "output/ports.csv").write_text(f"{TABLE}3,Hanko,-4\n", encoding="utf-8")
    git(stranger, "add", ".")
    run = try_hook("city-cooperation-agreements-validate")
    assert run.returncode == 1
    assert "output/ports.csv:4:" in run.stdout
