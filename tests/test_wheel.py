"""The wheel serves a publisher with records of their own, with no repository at hand."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

import pytest
import yaml
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement

from datapackage.formats import FORMATS
from datapackage.read.codelists import DEFAULTS
from tests.places import OUTPUT, ROOT, SCHEMAS, SOURCES, TABLES

DISTRIBUTION = "city-cooperation-agreements"
LEFT_OUT = (
    f"left out: spreadsheet, skos, dcat; to write them, install '{DISTRIBUTION}[rdf,spreadsheet]'\n"
)
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
    """A folder of what a plain ``pip install`` of the wheel brings: itself, its dependencies.

    Nothing is downloaded: the dependencies are links to those that the tests run with. What no
    dependency asks for, an extra's libraries above all, is not in the folder.
    """
    target = tmp_path_factory.mktemp("site")
    options = ["--no-deps", "--no-index", "--no-compile", "--quiet", "--target", str(target)]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, *options, str(wheel)], check=True)
    [own] = distributions(name=DISTRIBUTION, path=[str(target)])
    for needed in dependencies(own):
        for top in {path.parts[0] for path in needed.files or () if path.parts[0] != ".."}:
            if not (target / top).exists():
                (target / top).symlink_to(str(needed.locate_file(top)))
    return target


def dependencies(own: Distribution) -> list[Distribution]:
    """What a distribution needs, and what that needs, without any extra."""
    found: dict[str, Distribution] = {}
    waiting = [own]
    while waiting:
        for text in waiting.pop().requires or ():
            wanted = Requirement(text)
            applies = wanted.marker is None or wanted.marker.evaluate({"extra": ""})
            if applies and wanted.name.lower() not in found:
                needed = distribution(wanted.name)
                found[wanted.name.lower()] = needed
                waiting.append(needed)
    return list(found.values())


COMMAND = "from datapackage.cli import main; sys.exit(main())"


def run(
    installed: Path, cwd: Path, *arguments: str, code: str = COMMAND
) -> subprocess.CompletedProcess[str]:
    """Run the installed command as a publisher does: somewhere else, without a checkout."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    # -P and -s: neither the current folder nor a user's own packages; -S: no .pth file, which
    # would lead to the libraries of the tests.
    return subprocess.run(
        [
            sys.executable,
            "-PsS",
            "-c",
            f"import sys; sys.path[:0] = [{str(installed)!r}]; {code}",
            *arguments,
        ],
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
    lists = {path.relative_to(ROOT).as_posix() for path in DEFAULTS.glob("*.csv")}
    assert code <= packed
    assert schemas <= packed
    assert lists <= packed
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
    package.write_text(text.replace("version: 2.0.0", "version: 7.8.9"), encoding="utf-8")
    built = run(installed, tmp_path, "build", "--sources", "my-records", "--output", "my-data")
    assert (built.returncode, built.stderr) == (0, LEFT_OUT)
    assert "my-data: created" in built.stdout
    assert '"version": "7.8.9"' in (tmp_path / "my-data" / "datapackage.json").read_text("utf-8")
    table = "csv/goals.csv"
    assert (tmp_path / "my-data" / table).read_bytes() == (OUTPUT / table).read_bytes()
    validated = run(installed, tmp_path, "validate", "my-data")
    assert (validated.returncode, validated.stderr) == (0, "")


def test_the_code_that_runs_is_the_installed_one(installed: Path, tmp_path: Path) -> None:
    code = (
        "import datapackage.read.schemas as c; print(c.__file__); print(c.default_schemas());"
        " print(len(c.load_contract(c.default_schemas(), ['en'])))"
    )
    shown = run(installed, tmp_path, code=code)
    assert shown.stderr == ""
    module, schemas, count = shown.stdout.splitlines()
    assert Path(module) == installed / "datapackage" / "read" / "schemas.py"
    assert Path(schemas) == installed / "datapackage" / "_schemas"
    assert int(count) == len(TABLES)


def test_a_plain_install_leaves_out_the_libraries_of_extras(
    installed: Path, tmp_path: Path
) -> None:
    for library in sorted({name for item in FORMATS for name in item.requires}):
        assert "ModuleNotFoundError" in run(installed, tmp_path, code=f"import {library}").stderr


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (name, line)
        for name in ("README.md", "docs/publishing.md")
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
        if line.startswith(f"{DISTRIBUTION} ")
    ],
)
def test_documented_commands_work_without_extras(
    installed: Path, published: Path, document: str, line: str
) -> None:
    arguments = shlex.split(line)[1:]
    said = run(installed, published, *arguments)
    needing = [item for item in FORMATS if item.requires and item.name in said_formats(arguments)]
    if needing:
        assert said.returncode == 2
        assert f"install '{DISTRIBUTION}[{needing[0].extra}]'" in said.stderr
    else:
        assert said.returncode == 0, said.stderr
        assert said.stderr in ("", LEFT_OUT)


def said_formats(arguments: list[str]) -> list[str]:
    named = arguments.index("--formats") + 1 if "--formats" in arguments else None
    return arguments[named].split(",") if named else []


@pytest.mark.parametrize(
    "hook",
    yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")),
    ids=lambda hook: hook["id"],
)
def test_hooks_work_as_they_are_listed(
    installed: Path, published: Path, hook: dict[str, str]
) -> None:
    command, *arguments = shlex.split(hook["entry"])
    assert command == DISTRIBUTION
    said = run(installed, published, *arguments)
    assert said.returncode == 0, said.stderr
    shutil.copy(published / "sources/package.yaml", published / "sources/registers/places.csv")
    (published / "output/csv/goals.csv").write_text("x\n", encoding="utf-8")
    assert run(installed, published, *arguments).returncode == 1


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A folder as a publisher has it, under the names of the documents."""
    for sources, output in (("my-records", "my-data"), ("sources", "output")):
        shutil.copytree(SOURCES, tmp_path / sources)
        shutil.copytree(OUTPUT, tmp_path / output)
    return tmp_path


def test_a_plain_build_says_once_what_it_leaves_out(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(SOURCES, tmp_path / "sources")
    code = (
        "import datapackage; print({f.name: f.extra for f in datapackage.build().formats if"
        " f.left_out})"
    )
    assert run(installed, tmp_path, code=code).stdout == (
        "{'spreadsheet': 'spreadsheet', 'skos': 'rdf', 'dcat': 'rdf'}\n"
    )
    said = run(installed, tmp_path, "build", "--formats", "csvw,dcat")
    assert (said.returncode, said.stdout) == (2, "")
    assert "the format 'dcat' needs rdflib: install" in said.stderr
    readme = (tmp_path / "output" / "README.md").read_text(encoding="utf-8")
    assert "csv-metadata.json" in readme
    assert "dcat" not in readme.lower()
