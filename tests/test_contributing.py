"""What CONTRIBUTING.md says how to add is added by its steps, in a copy of the program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import ROOT

RECORD = "sources/agreements/vesala-nordholm-2020.yaml"


class Checkout:
    """A copy of the program and of small sources, to be changed."""

    def __init__(self, folder: Path, sources: Path) -> None:
        self.folder = folder
        for name in ("datapackage", "schemas"):
            caches = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=caches)
        shutil.copytree(sources, folder / "sources")

    def write(self, path: str, text: str) -> None:
        (self.folder / path).write_text(text, encoding="utf-8")

    def append(self, path: str, text: str) -> None:
        with (self.folder / path).open("a", encoding="utf-8") as stream:
            stream.write(text)

    def replace(self, path: str, old: str, new: str) -> None:
        text = (self.folder / path).read_text(encoding="utf-8")
        assert text.count(old) >= 1, (path, old)
        self.write(path, text.replace(old, new, 1))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the program of the checkout."""
        code = "import sys; from datapackage.cli import main; sys.exit(main(sys.argv[1:]))"
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        environment.pop("GITHUB_ACTIONS", None)
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def build(self, formats: str = "") -> Path:
        """Build, and return the output; the build has to succeed."""
        done = self.run("build", "--formats", formats)
        assert done.returncode == 0, done.stderr
        checked = self.run("validate", "output")
        assert checked.returncode == 0, checked.stdout
        return self.folder / "output"


@pytest.fixture
def checkout(tmp_path: Path, minimal_sources: Path) -> Checkout:
    return Checkout(tmp_path / "checkout", minimal_sources)


def test_a_column(checkout: Checkout) -> None:
    path = checkout.folder / "schemas/places.json"
    schema = json.loads(path.read_bytes())
    population = {
        "name": "population",
        "type": "integer",
        "title": "Population",
        "description": "Number of inhabitants. Empty if it is not known to us.",
        "constraints": {"minimum": 0},
    }
    schema["fields"].append(population)
    path.write_text(json.dumps(schema), encoding="utf-8")
    header, *rows = (
        (checkout.folder / "sources/registers/places.csv").read_text(encoding="utf-8").splitlines()
    )
    filled = [f"{header},population", f"{rows[0]},5000", *(f"{row}," for row in rows[1:])]
    checkout.write("sources/registers/places.csv", "\n".join(filled) + "\n")
    output = checkout.build("dictionary,database,csvw")
    assert ",population\n" in (output / "csv/places.csv").read_text(encoding="utf-8")
    dictionary = (output / "dictionary/dictionary.en.md").read_text(encoding="utf-8")
    assert "Number of inhabitants." in dictionary
    checkout.replace("sources/registers/places.csv", ",5000", ",-1")
    failed = checkout.run("check", "--formats=")
    assert "places.csv:2: population: too small (found '-1'; expected at least 0)" in failed.stderr


def test_a_rule(checkout: Checkout) -> None:
    checkout.append(
        "datapackage/rules/rules.py",
        """

@rule("title-is-short", "The title of an agreement has at most 70 characters.")
def _titles(package: PackageReader) -> Iterator[Finding]:
    columns = package.contract["agreements"].texts["title"].values()
    for first, batch in package.batches("agreements", list(columns)):
        for name, column in batch.items():
            for row in rows_where(pc.greater(pc.utf8_length(column), 70)):
                yield broken("agreements", first + row, name, "the title is too long: shorten it")
""",
    )
    output = checkout.build()
    report = json.loads((output / "validation/report.json").read_bytes())
    assert {"title-is-short": "passed"}.items() <= {
        rule["rule"]: rule["result"] for rule in report["rules"]
    }.items()
    checkout.replace(RECORD, "  en: ", f"  en: {'Very long ' * 6}")
    failed = checkout.run("check", "--formats=")
    assert failed.returncode == 1
    assert "title.en: the title is too long: shorten it" in failed.stderr


def test_a_format(checkout: Checkout) -> None:
    checkout.write(
        "datapackage/formats/row_counts.py",
        '''"""``row-counts.txt``: how many rows each table has."""

from __future__ import annotations

from datapackage.formats import FinishedPackage, PublishedFile

PATH = "row-counts.txt"


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the file."""
    lines = [f"{package.rows[name]} {name}\\n" for name in package.contract]
    (package.folder / PATH).write_text("".join(lines), encoding="utf-8", newline="\\n")
    return [PublishedFile(PATH, package.titles("files.row-counts"), "text/plain", "TXT")]
''',
    )
    checkout.replace(
        "datapackage/formats/__init__.py",
        "FORMATS: tuple[Format, ...] = (\n",
        "FORMATS: tuple[Format, ...] = (\n"
        '    Format("row-counts", "datapackage.formats.row_counts", where="row-counts.txt"),\n',
    )
    words = "datapackage/words/en.yaml"
    checkout.replace(words, "\nformats:\n", "\nformats:\n  row-counts: how many rows tables have\n")
    checkout.replace(words, "\nfiles:\n", "\nfiles:\n  row-counts: Numbers of rows\n")
    output = checkout.build("row-counts,dcat")
    assert "1 agreements\n" in (output / "row-counts.txt").read_text(encoding="utf-8")
    assert "how many rows tables have" in (output / "README.md").read_text(encoding="utf-8")
    assert "Numbers of rows" in (output / "catalogue/dcat.ttl").read_text(encoding="utf-8")


def test_a_language(checkout: Checkout) -> None:
    """Latvian, which no file of the program knows."""
    for source in ("schemas/languages", "datapackage/words"):
        assert not (checkout.folder / source / "lv.yaml").exists()
    checkout.write(
        "schemas/languages/lv.yaml",
        "places:\n  title: Vietas\n  fields:\n    place_id: {title: Vietas identifikators}\n",
    )
    checkout.write("datapackage/words/lv.yaml", "headings:\n  table: tabula\n")
    checkout.write("datapackage/normalise/calendar/lv.yaml", "months:\n  5: maijā\n")
    for path in (checkout.folder / "sources").rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        replaced = text.replace("_fi", "_lv").replace("  fi: ", "  lv: ").replace("[fi, ", "[lv, ")
        path.write_text(replaced, encoding="utf-8")
    checkout.replace(RECORD, "tiistaina 12. toukokuuta 2020", "2020. gada 12. maijā")
    output = checkout.build("dictionary")
    dictionary = (output / "dictionary/dictionary.lv.md").read_text(encoding="utf-8")
    assert "Vietas identifikators" in dictionary
    assert "tabula" in dictionary
    agreements = (output / "csv/agreements.csv").read_text(encoding="utf-8")
    assert agreements.startswith("agreement_id,title_lv,")
    assert ",2020-05-12," in agreements


def test_a_command(checkout: Checkout) -> None:
    checkout.write(
        "datapackage/cli/count_rows.py",
        '''"""Count the rows of a table of a package."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("file", help="a CSV file")


def run(options: argparse.Namespace) -> int:
    """Count."""
    print(len(Path(options.file).read_text(encoding="utf-8").splitlines()) - 1)
    return 0
''',
    )
    checkout.replace(
        "datapackage/cli/__init__.py",
        "COMMANDS = {\n",
        'COMMANDS = {\n    "count-rows": "count the rows of a table",\n',
    )
    assert "count the rows of a table" in checkout.run("--help").stdout
    assert "Count the rows of a table of a package." in checkout.run("count-rows", "--help").stdout
    checkout.write("t.csv", "a\n1\n2\n")
    assert checkout.run("count-rows", "t.csv").stdout == "2\n"
