"""Releases: what the next version owes to the last, made once and never changed, withdrawn."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from datapackage import DataError, UsageError, build, release, verify_release, withdraw
from datapackage.cli import main
from datapackage.publish import Outcome
from datapackage.write.checksums import all_files, write_checksums
from tests.bad_inputs.runner import snapshot

Capture = pytest.CaptureFixture[str]
PACKAGE = Path("sources/package.yaml")
PLACES = Path("sources/registers/places.csv")
RETIRED = Path("sources/registers/retired_ids.csv")
ZIP = Path("releases/0.1.0/small-agreements-0.1.0.zip")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def raise_version(version: str) -> None:
    text = PACKAGE.read_text(encoding="utf-8")
    before = next(line for line in text.splitlines() if line.startswith("version: "))
    edit(PACKAGE, before, f"version: {version}")


@pytest.fixture
def released(workplace: Path) -> Path:
    """The current folder, where 0.1.0 was built and released."""
    release()
    return workplace


def message(command: str = "build", *, capsys: Capture) -> str:
    """Return what a build says that is refused."""
    assert main([command, "--formats="]) == 1
    return capsys.readouterr().err


# --- What a version owes ----------------------------------------------------------------------


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_version_that_is_too_low_is_refused(
    released: Path, capsys: Capture, command: str
) -> None:
    edit(PACKAGE, "en: A small package", "en: A tiny package")
    before = snapshot(released / "output")
    text = message(command, capsys=capsys)
    line = PACKAGE.read_text(encoding="utf-8").splitlines().index("version: 0.1.0") + 1
    assert text.startswith(
        f"sources/package.yaml:{line}: version: too low for a PATCH change since 0.1.0: package:"
        " title changed: 'A small package' → 'A tiny package' (PATCH)"
    )
    assert "(found '0.1.0'; expected 0.1.1 or higher)\n" in text
    assert snapshot(released / "output") == before
    raise_version("0.1.1")
    assert main([command, "--formats="]) == 0


def test_a_lower_version_is_refused(released: Path, capsys: Capture) -> None:
    raise_version("0.0.9")
    text = message(capsys=capsys)
    assert "a lower version than the latest release (found '0.0.9'; expected 0.1.0 or high" in text
    assert text.endswith("1 problem in 1 file; nothing was published\n")


def test_the_same_package_may_be_built_again(released: Path) -> None:
    assert main(["build", "--formats="]) == 0


def test_what_moves_no_data_may_raise_the_version(released: Path) -> None:
    raise_version("4.0.0")
    assert main(["build", "--formats="]) == 0


def test_without_releases_nothing_is_owed(workplace: Path) -> None:
    edit(PACKAGE, "en: A small package", "en: A tiny package")
    assert main(["build", "--formats="]) == 0


def test_a_published_id_that_is_gone_needs_a_reason(released: Path, capsys: Capture) -> None:
    rename_source()
    raise_version("0.2.0")
    text = message(capsys=capsys)
    assert ": sources: this id was published in 0.1.0 and is gone (found 'inv" in text
    assert "expected a row in registers/retired_ids.csv that says why)" in text


def test_a_retired_id_may_go_and_stays_listed(released: Path, capsys: Capture) -> None:
    rename_source()
    raise_version("0.2.0")
    RETIRED.write_text(
        "entity,entity_id,retired_in,reason_fi,reason_en,reason_sv,reason_ru,successor_id\n"
        "sources,invented-news,0.2.0,Nimi vaihtui.,Renamed.,Bytte namn.,Переименован.,other-news\n",
        encoding="utf-8",
    )
    assert main(["build", "--formats="]) == 0
    release()
    RETIRED.unlink()
    raise_version("0.3.0")
    text = message(capsys=capsys)
    assert ": sources: this id was published in 0.2.0 and is gone (found 'invented-news';" in text
    # An id may come back.
    rename_source("other-news", "invented-news")
    text = message(capsys=capsys)
    assert "(found 'other-news'" in text
    assert "(found 'invented-news'" not in text


def rename_source(old: str = "invented-news", new: str = "other-news") -> None:
    """Give the source of the record another identifier, wherever it is written."""
    for path in Path("sources").rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_damaged_list_of_releases_is_named(released: Path, capsys: Capture) -> None:
    Path("releases/0.1.0/release.json").write_text("{}", encoding="utf-8")
    assert "releases/0.1.0/release.json: not what 'release' writes" in message(capsys=capsys)


def test_releases_of_another_package_bind_nobody(released: Path, capsys: Capture) -> None:
    edit(PACKAGE, "name: small-agreements", "name: other-agreements")
    assert main(["build", "--formats="]) == 0
    warning = "releases: warning: releases of another package, small-agreements: nothing to hold"
    assert warning in capsys.readouterr().err
    with pytest.raises(DataError, match=r"^releases/0\.1\.0: is of another package, small-agree"):
        release()


# --- Stated counts ----------------------------------------------------------------------------


def test_counts_that_are_stated(workplace: Path, capsys: Capture) -> None:
    with PACKAGE.open("a", encoding="utf-8") as stream:
        stream.write("counts:\n  goals: {min: 3}\n  parties: {max: 1}\n  golas: {min: 1}\n")
    end = len(PACKAGE.read_text(encoding="utf-8").splitlines())
    text = message(capsys=capsys)
    assert f":{end - 2}: counts.goals: too few rows (found 2; expected 3 or more)\n" in text
    assert f":{end}: counts.golas: no such table (found 'golas'; expected one of" in text
    edit(PACKAGE, "  golas: {min: 1}\n", "")
    edit(PACKAGE, "min: 3", "min: 2")
    assert main(["build", "--formats="]) == 0
    warning = "counts.parties: warning: more rows than expected (found 2; expected 1 at most)\n"
    assert warning in capsys.readouterr().err


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ("{goals: 3}", "counts.goals: not a count (found '3'; expected min, max or both"),
        ("{goals: {mni: 3}}", "unknown key (found 'mni'; expected one of min, max)"),
        ("{goals: {min: -1}}", "the min is not valid (found '-1'; expected a whole number)"),
        ("[goals]", "counts: the number of rows of each table is expected"),
    ],
)
def test_counts_that_are_wrong(
    workplace: Path, capsys: Capture, counts: str, expected: str
) -> None:
    with PACKAGE.open("a", encoding="utf-8") as stream:
        stream.write(f"counts: {counts}\n")
    assert expected in message(capsys=capsys)


# --- Releasing --------------------------------------------------------------------------------


def test_a_release_holds_the_whole_package(released: Path) -> None:
    assert all_files(Path("releases/0.1.0")) == ["SHA256SUMS", "release.json", ZIP.name]
    with zipfile.ZipFile(ZIP) as archive:
        assert archive.namelist() == all_files(Path("output"))
        for name in archive.namelist():
            assert archive.read(name) == Path("output", name).read_bytes()


def test_a_release_made_twice_is_the_same_bytes(released: Path) -> None:
    before = snapshot(released)
    assert release() == (Outcome.UNCHANGED, "0.1.0")
    assert snapshot(released) == before
    shutil.move("releases", "first")
    os.utime("output/README.md", (0, 0))
    assert release() == (Outcome.CREATED, "0.1.0")
    assert snapshot(Path("releases")) == snapshot(Path("first"))


def test_a_release_never_changes(released: Path) -> None:
    edit(PACKAGE, "en: A small package", "en: A tiny package")
    build(formats=[])
    before = snapshot(Path("releases"))
    with pytest.raises(DataError, match=r"^releases/0\.1\.0: was released with other bytes"):
        release()
    assert snapshot(Path("releases")) == before


@pytest.mark.parametrize("file", ["release.json", "small-agreements-0.1.0.zip", "SHA256SUMS"])
def test_nothing_is_built_on_a_release_that_was_changed(
    released: Path, capsys: Capture, file: str
) -> None:
    path = Path("releases/0.1.0", file)
    path.write_bytes(path.read_bytes() + b"\n")
    if file == "SHA256SUMS":
        path.write_bytes(b"none\n")
    before = snapshot(released)
    assert f"releases/0.1.0/{file}: " in message(capsys=capsys)
    with pytest.raises(DataError, match=rf"^releases/0\.1\.0/{file}: "):
        release()
    assert snapshot(released) == before


def test_a_changed_package_is_not_released(workplace: Path) -> None:
    edit(Path("output/README.md"), "small", "smaller")
    Path("output/more.txt").write_text("x", encoding="utf-8")
    Path("output/csv/goals.csv").unlink()
    with pytest.raises(DataError) as error:
        release()
    assert [str(problem.place) for problem in error.value.problems] == [
        f"output/{name}:" for name in ("README.md", "csv/goals.csv", "more.txt")
    ]
    assert not Path("releases").exists()


def second(title: str = "en: A tiny package", version: str = "0.1.1") -> None:
    edit(PACKAGE, "en: A small package", title)
    raise_version(version)
    build(formats=[], releases="releases")
    release()


def test_the_changes_since_the_last_release_are_listed(released: Path) -> None:
    second()
    folder = Path("releases/0.1.1")
    assert "0.1.0 → 0.1.1: PATCH change" in (folder / "changes.md").read_text(encoding="utf-8")
    [line] = (folder / "changes.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["old"] == "A small package"


def test_the_index_lists_all_versions(released: Path) -> None:
    second("en: A <tiny> package")
    entries = json.loads(Path("releases/index.json").read_text(encoding="utf-8"))
    assert [entry["version"] for entry in entries] == ["0.1.1", "0.1.0"]
    for entry in entries:
        path = Path("releases", entry["path"])
        assert path.stat().st_size == entry["bytes"]
    page = Path("releases/index.html").read_text(encoding="utf-8")
    assert '<a href="0.1.0/small-agreements-0.1.0.zip">' in page
    assert '<a href="0.1.1/changes.md">since 0.1.0</a>' in page


# --- Withdrawing ------------------------------------------------------------------------------

REASON = "A person asked for <their> name to be removed."


def test_a_withdrawn_release_leaves_a_marker(released: Path, capsys: Capture) -> None:
    second()
    arguments = ["release", "--withdraw", "0.1.0", "--reason", REASON]
    assert main(arguments) == 0
    assert all_files(Path("releases/0.1.0")) == ["SHA256SUMS", "release.json"]
    # The changes of the next release tell what was taken out.
    assert all_files(Path("releases/0.1.1")) == [
        "SHA256SUMS",
        "release.json",
        "small-agreements-0.1.1.zip",
    ]
    page = Path("releases/index.html").read_text(encoding="utf-8")
    assert "withdrawn: A person asked for &lt;their&gt; name" in page
    before = snapshot(released)
    assert main(arguments) == 0
    assert snapshot(released) == before
    with pytest.raises(DataError, match="was withdrawn before"):
        withdraw("0.1.0", "Another reason.")


def test_a_withdrawn_version_is_not_released_again(released: Path, capsys: Capture) -> None:
    withdraw("0.1.0", REASON)
    with pytest.raises(DataError, match=r"was withdrawn .*raise the version"):
        release()
    text = message(capsys=capsys)
    assert "version: this version was withdrawn: take another (found '0.1.0')" in text
    raise_version("0.1.1")
    assert main(["build", "--formats="]) == 0
    assert release() == (Outcome.CREATED, "0.1.1")


def test_what_can_not_be_withdrawn(released: Path) -> None:
    with pytest.raises(DataError, match=r"releases/9\.9\.9: there is no such release"):
        withdraw("9.9.9", REASON)
    with pytest.raises(UsageError, match="say in a sentence why"):
        withdraw("0.1.0", " ")


# --- The command, and verifying ---------------------------------------------------------------


def git(*arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def committed(workplace: Path) -> Path:
    """The current folder as a repository that holds it all."""
    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "-m", "first")
    return workplace


RELEASE = ["release", "--formats="]


def test_the_command_wants_all_committed(committed: Path, capsys: Capture) -> None:
    Path("notes.txt").write_text("x", encoding="utf-8")
    assert main(RELEASE) == 1
    assert capsys.readouterr().err.startswith("notes.txt: not committed")
    Path("notes.txt").unlink()
    assert main(RELEASE) == 0
    assert (
        "releases/0.1.0: was made; commit it, and tag the commit v0.1.0" in capsys.readouterr().out
    )
    assert main(RELEASE) == 0
    assert "was there already, and is the same" in capsys.readouterr().out


def test_a_release_says_how_it_is_built(committed: Path, capsys: Capture) -> None:
    assert main([*RELEASE, "--schemas=/somewhere"]) == 2
    assert "--schemas=/somewhere: name it from the current folder" in capsys.readouterr().err
    assert main(RELEASE) == 0
    facts = json.loads(Path("releases/0.1.0/release.json").read_text(encoding="utf-8"))
    assert facts["options"] == ["--sources=sources", "--formats="]
    git("tag", "v0.1.0")
    assert main(["verify-release", "0.1.0", "--python", sys.executable]) == 0


def test_the_command_wants_a_repository(workplace: Path, capsys: Capture) -> None:
    assert main(RELEASE) == 1
    assert "no git repository" in capsys.readouterr().err


def test_the_command_wants_the_output_to_be_what_the_sources_give(
    committed: Path, capsys: Capture
) -> None:
    edit(PACKAGE, "en: A small package", "en: A tiny package")
    git("commit", "--quiet", "-a", "-m", "second")
    assert main(RELEASE) == 1
    assert "output: was not what the sources give" in capsys.readouterr().err
    assert not Path("releases").exists()


def test_a_release_is_verified_by_a_rebuild_from_its_tag(committed: Path, capsys: Capture) -> None:
    # All formats, as the tag's program writes them by default.
    build()
    git("add", ".")
    git("commit", "--quiet", "-m", "all formats")
    release()
    git("tag", "v0.1.0")
    verify = ["verify-release", "0.1.0", "--python", sys.executable]
    before = snapshot(committed)
    assert main(verify) == 0
    assert "0.1.0: a rebuild gives the same bytes" in capsys.readouterr().out
    assert snapshot(committed) == before

    content = bytearray(ZIP.read_bytes())
    place = content.index(b"A small package")
    content[place] ^= 1
    ZIP.write_bytes(content)
    assert main(verify) == 1
    assert capsys.readouterr().err.startswith(f"{ZIP}: the file was changed: its digest")
    # Whoever changes the sums, too, is found by the rebuild.
    write = Path("releases/0.1.0/SHA256SUMS")
    write.unlink()
    write_checksums(write.parent)
    assert main(verify) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{ZIP}/")
    assert "a rebuild gives other bytes\n1 problem in 1 file\n" in said


def test_what_can_not_be_verified(released: Path) -> None:
    with pytest.raises(DataError, match="there is no such release"):
        verify_release("3.0.0")
    with pytest.raises(DataError, match=r"v0\.1\.0: git has no such tag"):
        verify_release("0.1.0", python=sys.executable)
    withdraw("0.1.0", REASON)
    with pytest.raises(DataError, match="was withdrawn"):
        verify_release("0.1.0")


def test_a_tag_without_a_lock_needs_a_python(committed: Path) -> None:
    release()
    git("tag", "v0.1.0")
    with pytest.raises(DataError, match="the tag has no lock"):
        verify_release("0.1.0")
