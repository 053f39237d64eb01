"""The wheel serves a publisher with records of their own, with no repository at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from datapackage.contract import TABLES
from tests.places import OUTPUT, ROOT, SCHEMAS, SOURCES

IN_THE_WHEEL = ("datapackage", "schemas", "pyproject.toml", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what it is made of."""
    source = tmp_path_factory.mktemp("source")
    for name in IN_THE_WHEEL:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, source / name)
    (source / "README.md").write_text("What people read of the wheel; no matter here.")
    built = WheelBuilder(str(source)).build(directory=str(source / "dist"), versions=["standard"])
    return Path(next(iter(built)))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the wheel is installed into."""
    target = tmp_path_factory.mktemp("site")
    options = ["--no-deps", "--no-index", "--no-compile", "--quiet", "--target", str(target)]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, *options, str(wheel)], check=True)
    return target


COMMAND = "from datapackage.cli import main; sys.exit(main())"


def run(
    installed: Path, cwd: Path, *arguments: str, code: str = COMMAND
) -> subprocess.CompletedProcess[str]:
    """Run the installed command as a publisher does: somewhere else, without a checkout."""
    path = [str(installed), *{sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    # -P and -s: neither the current folder nor a user's own packages; -S: no .pth file, which
    # would lead an editable install back to the repository.
    return subprocess.run(
        [sys.executable, "-PsS", "-c", f"import sys; sys.path[:0] = {path}; {code}", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_carries_the_code_and_the_schemas_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    code = {path.relative_to(ROOT).as_posix() for path in (ROOT / "datapackage").rglob("*.py")}
    schemas = {
        f"datapackage/_schemas/{path.relative_to(SCHEMAS).as_posix()}"
        for path in SCHEMAS.rglob("*.json")
    }
    packed = {name for name in names if ".dist-info/" not in name}
    assert code <= packed
    assert schemas <= packed
    assert {
        name for name in packed - code - schemas if not name.startswith("datapackage/")
    } == set()


def test_the_wheel_has_the_command_and_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        [entry] = [n for n in archive.namelist() if n.endswith(".dist-info/entry_points.txt")]
        assert "city-cooperation-agreements = datapackage.cli:main" in archive.read(entry).decode()
        assert [n for n in archive.namelist() if n.endswith("/LICENSE")]


def test_a_publisher_builds_records_of_their_own(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(SOURCES, tmp_path / "my-records")
    package = tmp_path / "my-records" / "package.yaml"
    text = package.read_text(encoding="utf-8")
    package.write_text(text.replace("version: 1.0.0", "version: 7.8.9"), encoding="utf-8")
    built = run(installed, tmp_path, "build", "--sources", "my-records", "--output", "my-data")
    assert (built.returncode, built.stderr) == (0, "")
    assert "my-data: created" in built.stdout
    assert '"version": "7.8.9"' in (tmp_path / "my-data" / "datapackage.json").read_text("utf-8")
    table = "csv/goals.csv"
    assert (tmp_path / "my-data" / table).read_bytes() == (OUTPUT / table).read_bytes()
    validated = run(installed, tmp_path, "validate", "my-data")
    assert (validated.returncode, validated.stderr) == (0, "")


def test_the_code_that_runs_is_the_installed_one(installed: Path, tmp_path: Path) -> None:
    code = (
        "import datapackage.contract as c; print(c.__file__); print(c.default_schemas());"
        " print(len(c.load_contract(c.default_schemas())))"
    )
    shown = run(installed, tmp_path, code=code)
    assert shown.stderr == ""
    module, schemas, count = shown.stdout.splitlines()
    assert Path(module) == installed / "datapackage" / "contract.py"
    assert Path(schemas) == installed / "datapackage" / "_schemas"
    assert int(count) == len(TABLES)
