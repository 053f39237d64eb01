"""``diff``: packages of anybody's, in folders, zip files and git revisions, in four formats."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from datapackage import DataError, UsageError, diff
from datapackage.changes import FORMATS, Level, render
from datapackage.cli import main
from datapackage.cli.diff import FORMATS as OFFERED
from tests.changes.packages import compare
from tests.first_agreement import first_package
from tests.places import ROOT
from tests.validator.copies import Copy
from tests.validator.packages import HARBOUR_FILES, foreign_packages, harbours, write

CHANGED = "port_id,name,depth\n2,Oulu,12.5\n1,<Kotka>,14\n3,Hanko,9\n"


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the harbours in ``old`` and a changed copy in ``new``."""
    files = {"ports.csv": CHANGED}
    write(tmp_path / "old", harbours(version="1.0.0"), HARBOUR_FILES)
    write(tmp_path / "new", harbours(version="1.1.0", title="Ports"), {**HARBOUR_FILES, **files})
    monkeypatch.chdir(tmp_path)
    return tmp_path


EXPECTED = """\
harbours 1.0.0 → 1.1.0: MINOR change

Schema and metadata: 1 change
  + package: title added: 'Ports' (PATCH)

ports: rows: 1 added, 1 changed (MINOR)
  + port_id=3
  ~ port_id=1: name 'Kotka' → '<Kotka>'; depth '13.5' → '14'
"""


def test_text(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old", "new"]) == 0
    assert capsys.readouterr().out == EXPECTED


def test_the_same_package_has_no_change(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old", "old"]) == 0
    assert capsys.readouterr().out == "harbours 1.0.0 → 1.0.0: no change\n"


def test_json_lines(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old", "new", "--format", "jsonl"]) == 0
    title, added, changed = map(json.loads, capsys.readouterr().out.splitlines())
    assert (title["op"], title["property"], title["level"]) == ("ADD", "title", "PATCH")
    row = {"port_id": "3", "name": "Hanko", "depth": "9"}
    assert added == {"op": "ADD", "table": "ports", "key": {"port_id": "3"}, "row": row}
    cells = {"name": ["Kotka", "<Kotka>"], "depth": ["13.5", "14"]}
    assert changed == {"op": "MOD", "table": "ports", "key": {"port_id": "1"}, "cells": cells}


def test_markdown_shows_text_word_for_word(pair: Path) -> None:
    text = render(diff("old", "new"), "markdown")
    assert text.startswith("## harbours 1.0.0 → 1.1.0: MINOR change\n")
    assert "\n- `~` port\\_id=1: name 'Kotka' → '\\<Kotka\\>'; depth" in text


def test_html_is_one_page_and_holds_no_markup_of_the_data(pair: Path) -> None:
    text = render(diff("old", "new"), "html")
    tags = re.findall(r"<(\w+)", text.partition("<body>")[2])
    assert set(tags) == {"h1", "h2", "p", "ul", "li", "code"}
    assert tags.count("li") == 3
    assert "&lt;Kotka&gt;" in text


def test_rows_that_are_not_shown_are_counted(pair: Path) -> None:
    assert "\n  and 2 more\n" in render(diff("old", "new"), "text", limit=0)
    with pytest.raises(UsageError, match="not a number of rows"):
        render(diff("old", "new"), "text", limit=-1)
    with pytest.raises(UsageError, match="no such format"):
        render(diff("old", "new"), "yaml")


def test_the_command_offers_all_formats() -> None:
    assert tuple(FORMATS) == OFFERED


# --- Where packages are -----------------------------------------------------------------------


@pytest.mark.parametrize("root", [".", "inside"])
def test_a_zip_file(pair: Path, root: str) -> None:
    shutil.copytree("old", "packed/inside")
    base = "packed/inside" if root == "." else "packed"
    archive = shutil.make_archive("old-package", "zip", base)
    assert diff(archive, "new").operations().__next__()["property"] == "title"


def test_what_is_no_zip_file(pair: Path) -> None:
    Path("bad.zip").write_bytes(b"not zip")
    with pytest.raises(DataError, match=r"^bad\.zip: not a zip file"):
        diff("bad.zip", "new")
    shutil.make_archive("empty", "zip", "old", "ports.csv")
    with pytest.raises(DataError, match=r"holds no Data Package"):
        diff("empty.zip", "new")


def git(*arguments: str) -> None:
    identity = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org"}
    identity |= {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}
    subprocess.run(
        ["git", *arguments], check=True, capture_output=True, env={**os.environ, **identity}
    )


def test_git_revisions(pair: Path) -> None:
    git("init", "--quiet")
    shutil.move("old", "output")
    git("add", "output")
    git("commit", "--quiet", "-m", "first")
    git("tag", "v1.0.0")
    shutil.rmtree("output")
    shutil.move("new", "output")
    assert render(diff("v1.0.0")) == EXPECTED
    assert render(diff("HEAD:output", "output")) == EXPECTED
    os.chdir("output")
    with pytest.raises(DataError, match=r"nor is there output/ in a git revision v1\.0\.0"):
        diff("v1.0.0", ".")


@pytest.mark.parametrize("place", ["nowhere", "nowhere:output", "HEAD"])
def test_what_is_nowhere(pair: Path, place: str) -> None:
    with pytest.raises(
        DataError, match="no such file or folder, nor is there output/ in a git revision"
    ):
        diff(place, "new")


def test_an_option_is_no_revision(pair: Path) -> None:
    with pytest.raises(UsageError, match="neither a path nor a git revision"):
        diff("--output=/etc/x:a", "new")


def test_a_table_whose_file_is_gone(pair: Path) -> None:
    Path("new/ports.csv").unlink()
    with pytest.raises(
        DataError, match=r"new: ports: the table can't be read: the file is missing"
    ):
        diff("old", "new")


def test_a_path_that_leaves_the_package_is_not_followed(pair: Path) -> None:
    descriptor = json.loads(Path("new/datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"][0]["path"] = "../old/ports.csv"
    Path("new/datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(DataError, match="the path leaves the package"):
        diff("old", "new")


# --- Packages of strangers, and our own -------------------------------------------------------


NOT_READ = {"inline": '"data" of the resource', "several-files": "not one local file"}


@pytest.mark.parametrize("name", sorted(foreign_packages().keys() - NOT_READ.keys()))
def test_packages_in_the_habits_of_others(tmp_path: Path, name: str) -> None:
    old = write(tmp_path / "old", *foreign_packages()[name])
    assert diff(old, old).level is Level.NONE


@pytest.mark.parametrize("name", NOT_READ)
def test_tables_that_are_not_read_are_said_to_be(tmp_path: Path, name: str) -> None:
    old = write(tmp_path / "old", *foreign_packages()[name])
    with pytest.raises(
        DataError, match=f"not a kind of table that is read here: .*{NOT_READ[name]}"
    ):
        diff(old, old)


def edit_descriptor(folder: Path, path: str) -> Path:
    """Keep one resource of a package, without the hash that stands for its file."""
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    kept = [r for r in descriptor["resources"] if r["path"] == path or not path]
    for resource in kept:
        resource.pop("hash")
    file.write_text(json.dumps({**descriptor, "resources": kept}), encoding="utf-8")
    return folder


def test_a_table_in_two_formats_comes_once(copy: Copy) -> None:
    copy.set("places", 0, name_en="Elsewhere")
    assert [
        table.name for table in diff(first_package(), edit_descriptor(copy.folder, "")).tables
    ] == ["places"]


def test_a_table_that_is_only_in_parquet(tmp_path: Path, copy: Copy) -> None:
    old = Path(shutil.copytree(first_package(), tmp_path / "before"))
    copy.set("places", 0, name_en="Elsewhere")
    both = [edit_descriptor(folder, "parquet/places.parquet") for folder in (old, copy.folder)]
    [table] = diff(*both).tables
    assert list(table.cells) == ["name_en"]


def test_files_that_are_stated_to_be_the_same_are_not_read(copy: Copy) -> None:
    # The hash stands for the file: a broken file is for validate to find.
    copy.set("places", 0, name_en="Elsewhere")
    assert diff(first_package(), copy.folder).tables == ()


def test_a_change_of_order_alone_is_none(tmp_path: Path) -> None:
    def turn(_descriptor: object, files: dict[str, str]) -> None:
        files["ports.csv"] = "port_id,name,depth\n2,Oulu,12.5\n1,Kotka,13.5\n"

    assert compare(tmp_path, turn).level is Level.NONE


def test_the_page_shows_what_the_command_says() -> None:
    page = (ROOT / "docs" / "changes.md").read_text(encoding="utf-8")
    assert f"```text\n{EXPECTED}```" in page
