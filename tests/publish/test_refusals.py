import errno
import os
import re
from pathlib import Path

import pytest

from datapackage.publish import OutputError, explain_os_error, is_own_package, staged
from tests.publish.packages import NEW, neighbours, snapshot, write_package


def refusal(output: Path, *, protected: list[Path] | None = None) -> str:
    """Try to build, and return the message; fail if the block is entered or anything changes."""
    home = next(parent for parent in output.parents if parent.name == "home")
    before = snapshot(home)
    with (
        pytest.raises(OutputError) as caught,
        staged(output, protected=protected or []),
    ):
        pytest.fail("not refused")
    assert snapshot(home) == before
    message = str(caught.value)
    assert message.startswith(f"{output}: ")
    return message.removeprefix(f"{output}: ")


def test_a_file(output: Path) -> None:
    output.write_text("mine")
    assert refusal(output) == "this is a file; the output must be a folder"


def test_a_file_in_the_path(output: Path) -> None:
    output.write_text("mine")
    assert "a part of this path is a file" in refusal(output / "below")


@pytest.mark.parametrize("target", ["missing", "output"])
def test_a_link_to_nothing_or_to_itself(output: Path, target: str) -> None:
    output.symlink_to(target)
    assert "link to nothing" in refusal(output)


def test_a_link_to_a_file(output: Path) -> None:
    output.with_name("file").write_text("mine")
    output.symlink_to("file")
    assert "this is a file" in refusal(output)


@pytest.mark.parametrize("content", ["letter.txt", "empty/", "data/deep/letter.txt", ".hidden"])
def test_a_folder_with_something_else_in_it(output: Path, content: str) -> None:
    path = output / content
    path.parent.mkdir(parents=True)
    path.mkdir() if content.endswith("/") else path.write_text("mine")
    message = refusal(output)
    assert message == (
        "this folder is not empty and holds no package of ours "
        "(there is no datapackage.json in it); choose an empty folder"
    )


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("datapackage.json", "{", "its datapackage.json is not JSON"),
        ("datapackage.json", "[" * 100_000, "its datapackage.json is not JSON"),
        ("datapackage.json", "\udcff", "its datapackage.json is not JSON"),
        ("datapackage.json", "[]", "no $schema or no name"),
        ("datapackage.json", '{"name": "other"}', "no $schema or no name"),
        ("datapackage.json", None, "there is no datapackage.json in it"),
        ("SHA256SUMS", None, "there is no SHA256SUMS in it"),
        ("SHA256SUMS", "", "its SHA256SUMS doesn't list datapackage.json"),
        ("SHA256SUMS", "\udcff", "its SHA256SUMS doesn't list datapackage.json"),
    ],
)
def test_a_package_that_is_not_ours(
    published: Path, file: str, text: str | None, reason: str
) -> None:
    path = published / file
    if text is None:
        path.unlink()
    else:
        path.write_bytes(text.encode(errors="surrogateescape"))
    assert reason in refusal(published)


@pytest.mark.parametrize(
    ("strangers", "named"),
    [
        (["notes.txt"], "notes.txt, which is not part of the package and would be lost; move this"),
        (["data/notes.txt"], "data/notes.txt, which is not part"),
        (["drafts/"], "drafts/, which is not part"),
        (["b", "a"], "a, b, which are not part"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more, which are not part"),
    ],
)
def test_a_package_of_ours_with_files_of_others(
    published: Path, strangers: list[str], named: str
) -> None:
    for name in strangers:
        path = published / name
        path.mkdir() if name.endswith("/") else path.write_text("mine")
    assert named in refusal(published)


def test_a_link_in_the_output_is_a_strangers(published: Path) -> None:
    (published / "elsewhere").symlink_to(published.parent, target_is_directory=True)
    assert "holds elsewhere, which" in refusal(published)


def test_what_file_managers_leave_is_no_obstacle(published: Path) -> None:
    (published / "data" / ".DS_Store").write_text("icons")
    (published / "Thumbs.db").write_text("icons")
    with staged(published) as staging:
        write_package(staging.path, NEW)
        staging.publish()
    assert not (published / "Thumbs.db").exists()


def test_only_a_package_of_ours_is_our_package(published: Path, tmp_path: Path) -> None:
    assert is_own_package(published)
    (published / "README.md").unlink()
    assert is_own_package(published), "a file of ours may be missing"
    (tmp_path / "empty").mkdir()
    assert not is_own_package(tmp_path / "empty")
    (published / "notes.txt").touch()
    assert not is_own_package(published)


def test_folders_that_are_needed(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = published / "sources"
    assert f"take the place of {sources}" in refusal(published, protected=[sources])
    assert f"take the place of {published}" in refusal(published, protected=[published])
    monkeypatch.chdir(published / "data")
    assert "take the place of the current folder" in refusal(published)
    assert "take the place of the current folder" in refusal(published / "data")


def test_a_folder_that_is_needed_but_not_there(output: Path) -> None:
    assert f"take the place of {output}" in refusal(output, protected=[output])


def test_a_folder_that_is_needed_under_another_name(published: Path) -> None:
    link = published.with_name("link")
    link.symlink_to(published, target_is_directory=True)
    assert f"take the place of {link}" in refusal(published, protected=[link / "."])


def test_beside_a_needed_folder_is_fine(published: Path) -> None:
    with staged(published, protected=[published.with_name("out"), published.parent / "outputs"]):
        pass


def test_the_folder_of_everything() -> None:
    with (
        pytest.raises(OutputError, match="take the place of the current folder"),
        staged(Path("/")),
    ):
        pytest.fail("not refused")


@pytest.mark.skipif(not Path("/proc").is_mount(), reason="needs a mount point")
def test_a_mount_point() -> None:
    with pytest.raises(OutputError, match="this is a mount point"), staged(Path("/proc")):
        pytest.fail("not refused")


@pytest.mark.parametrize("leftover", [".output.lock/", ".output.lock"])
def test_something_else_has_the_name_of_the_lock(published: Path, leftover: str) -> None:
    path = published.with_name(leftover.rstrip("/"))
    path.mkdir() if leftover.endswith("/") else path.symlink_to("README.md")
    with pytest.raises(OutputError, match=rf"{re.escape(str(path))}: there is a (folder|link)"):
        staged(published).__enter__()
    assert path.is_dir() or path.is_symlink()


def test_a_name_that_is_too_long(output: Path) -> None:
    assert "the name is too long" in refusal(output.with_name("x" * 250))


DISK_ERRORS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EFBIG: "the file is larger than",
    errno.EIO: "the disk reports an error",
    errno.EMFILE: "too many files are open",
}


def fail_to_build(output: Path, error: BaseException) -> None:
    with staged(output) as staging:
        (staging.path / "goals.csv").write_text("goal_id\n")
        raise error


def write_to_a_full_device(output: Path) -> None:
    with staged(output) as staging:
        (staging.path / "goals.csv").symlink_to("/dev/full")
        (staging.path / "goals.csv").write_text("goal_id\n")


@pytest.mark.parametrize("number", DISK_ERRORS)
def test_a_disk_that_takes_no_more_during_the_build(published: Path, number: int) -> None:
    before = snapshot(published)
    with pytest.raises(OutputError) as caught:
        fail_to_build(published, OSError(number, "the library's words"))  # which names no path
    assert str(caught.value).startswith(f"{published}: {DISK_ERRORS[number]}")
    assert isinstance(caught.value.__cause__, OSError)
    assert snapshot(published) == before
    assert neighbours(published) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device of Linux")
def test_a_full_device(published: Path) -> None:
    before = snapshot(published)
    with pytest.raises(OutputError, match="the disk is full"):
        write_to_a_full_device(published)
    assert snapshot(published) == before


def test_an_error_about_a_staged_file_names_the_published_one(published: Path) -> None:
    with pytest.raises(OutputError) as caught, staged(published) as staging:
        (staging.path / "missing" / "goals.csv").write_text("")
    assert str(caught.value).startswith(f"{published / 'missing' / 'goals.csv'}: ")
    assert "staging" not in str(caught.value)


def test_an_error_about_another_file_is_not_ours(published: Path) -> None:
    missing = published.parent / "sources"
    with pytest.raises(FileNotFoundError), staged(published):
        missing.read_bytes()
    assert neighbours(published) == []


@pytest.mark.parametrize("error", [BrokenPipeError(errno.EPIPE, "Broken pipe"), OSError("odd")])
def test_what_the_system_did_not_say_of_a_file_is_not_about_the_output(
    published: Path, error: OSError
) -> None:
    with pytest.raises(type(error), match=str(error.args[-1])):
        fail_to_build(published, error)
    assert neighbours(published) == []


def test_a_disk_that_dies_does_not_hide_what_it_said_first(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.exists

    def dead(path: Path, **options: bool) -> bool:
        if ".staging-" in path.name:
            raise OSError(errno.EIO, "Input/output error", str(path))
        return real(path, **options)

    monkeypatch.setattr(Path, "exists", dead)
    with pytest.raises(OutputError, match="the disk is full"):
        fail_to_build(published, OSError(errno.ENOSPC, "full"))


def test_a_folder_that_can_not_be_looked_at_is_not_replaced(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output.mkdir()
    (output / "letter.txt").write_text("mine")
    real = Path.stat

    def fail(path: Path, **options: bool) -> os.stat_result:
        if path == output and not options:
            raise OSError(errno.EIO, "Input/output error", str(path))
        return real(path, **options)

    monkeypatch.setattr(Path, "stat", fail)
    monkeypatch.setattr(Path, "exists", lambda _: False)  # as Python 3.14 answers then
    with pytest.raises(OutputError, match="the disk reports an error"), staged(output):
        pytest.fail("not refused")


@pytest.mark.parametrize("function", ["mkdir", "open", "fsync", "chmod"])
@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOSPC, errno.EROFS, errno.EMFILE])
def test_a_step_of_ours_that_the_system_refuses(
    published: Path, monkeypatch: pytest.MonkeyPatch, function: str, number: int
) -> None:
    before = snapshot(published)

    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError(number, os.strerror(number))

    def build() -> None:
        if function in ("mkdir", "open"):
            monkeypatch.setattr(os, function, refuse)
        with staged(published) as staging:
            write_package(staging.path, NEW)
            monkeypatch.setattr(os, function, refuse)
            staging.publish()

    with pytest.raises(OutputError) as caught:
        build()
    monkeypatch.undo()
    assert str(caught.value) == explain_os_error(OSError(number, ""), published)
    assert snapshot(published) == before


@pytest.mark.parametrize(
    ("number", "words"),
    [
        *DISK_ERRORS.items(),
        (errno.EACCES, "no permission"),
        (errno.EPERM, "no permission"),
        (errno.ENAMETOOLONG, "the name is too long"),
        (errno.EMFILE, "too many files"),
        (errno.EXDEV, "the file system can't rename this folder"),
        (errno.ENOTTY, "it can't be written"),
    ],
)
def test_explains_what_the_system_says(number: int, words: str) -> None:
    message = explain_os_error(OSError(number, "x"), "my data/output")
    assert message.startswith(f"my data/output: {words}")
    assert message.endswith(f"({os.strerror(number)})")


def test_explains_that_a_program_on_windows_has_a_file_open() -> None:
    error = PermissionError(errno.EACCES, "Access is denied")
    error.winerror = 5  # type: ignore[attr-defined]  # Linux has none
    assert "a program has one of the files open; close it" in explain_os_error(error, "output")


def test_explains_an_error_without_a_number() -> None:
    message = explain_os_error(OSError("lost the disk"), "output")
    assert message == "output: it can't be written (lost the disk)"
