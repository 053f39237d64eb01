import ctypes
import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from datapackage.publish import Outcome, OutputError, staged, swap, tree
from tests.publish.packages import NEW, OLD, neighbours, snapshot, write_package


def publish(output: Path, files: dict[str, str]) -> Outcome:
    with staged(output) as staging:
        write_package(staging.path, files)
        return staging.publish()


@pytest.fixture
def expected(tmp_path: Path) -> dict[str, bytes]:
    write_package(tmp_path / "expected", NEW)
    return snapshot(tmp_path / "expected")


def an_exchange_that_fails(number: int) -> Callable[[bytes, bytes], int]:
    def trade(_one: bytes, _other: bytes) -> int:
        ctypes.set_errno(number)
        return -1

    return trade


@pytest.fixture(params=["exchange", "two renames", "an exchange that the disk doesn't know"])
def _each_way_to_swap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param != "exchange":
        trade = None if request.param == "two renames" else an_exchange_that_fails(errno.EINVAL)
        monkeypatch.setattr(swap, "_system_exchange", lambda: trade)


def test_makes_an_output_that_was_not_there(output: Path, expected: dict[str, bytes]) -> None:
    assert publish(output, NEW) is Outcome.CREATED
    assert snapshot(output) == expected
    assert neighbours(output) == []


def test_makes_the_folders_above_the_output(output: Path, expected: dict[str, bytes]) -> None:
    deep = output / "a" / "b"
    assert publish(deep, NEW) is Outcome.CREATED
    assert snapshot(deep) == expected


def test_takes_the_place_of_an_empty_folder(output: Path, expected: dict[str, bytes]) -> None:
    output.mkdir()
    assert publish(output, NEW) is Outcome.CREATED
    assert snapshot(output) == expected


@pytest.mark.usefixtures("_each_way_to_swap")
def test_replaces_the_old_package_whole(published: Path, expected: dict[str, bytes]) -> None:
    assert publish(published, NEW) is Outcome.REPLACED
    assert snapshot(published) == expected
    assert neighbours(published) == []


@pytest.mark.usefixtures("_each_way_to_swap")
def test_an_open_file_of_the_old_package_can_still_be_read(published: Path) -> None:
    with (published / "README.md").open() as reader:
        publish(published, NEW)
        assert reader.read() == OLD["README.md"]


@pytest.mark.parametrize("chunk", [3, tree.CHUNK])
def test_leaves_an_equal_package_alone(
    published: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(tree, "CHUNK", chunk)
    paths = [published, *published.rglob("*")]
    before = [(path.stat().st_ino, path.stat().st_mtime_ns) for path in paths]
    assert publish(published, OLD) is Outcome.UNCHANGED
    assert [(path.stat().st_ino, path.stat().st_mtime_ns) for path in paths] == before
    assert neighbours(published) == []


def test_bytes_that_differ_are_seen_at_the_same_size_and_time(published: Path) -> None:
    times = (published / "README.md").stat()
    with staged(published) as staging:
        write_package(staging.path, {**OLD, "README.md": "7"})
        readme = staging.path / "README.md"
        os.utime(readme, ns=(times.st_atime_ns, times.st_mtime_ns))
        assert staging.publish() is Outcome.REPLACED
    assert (published / "README.md").read_text() == "7"


def test_a_bit_that_version_control_sees_is_put_right(published: Path) -> None:
    (published / "README.md").chmod(0o755)
    assert publish(published, OLD) is Outcome.REPLACED
    assert stat.S_IMODE((published / "README.md").stat().st_mode) == 0o644


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_modes_do_not_follow_the_umask(output: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        publish(output, NEW)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in output.rglob("*") if path.is_file()}
    assert modes == {0o644}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (output, output / "data")} == {0o755}


@pytest.mark.usefixtures("_each_way_to_swap")
def test_what_cannot_be_removed_after_the_step_is_left_to_the_next_build(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> None:
        raise PermissionError(errno.EACCES, "no", str(folder))

    with monkeypatch.context() as broken:
        broken.setattr(tree, "remove", refuse)
        assert publish(published, NEW) is Outcome.REPLACED
        assert len(neighbours(published)) == 1
        with pytest.raises(OutputError, match=r"\.output\.staging-.* a build that was stopped"):
            publish(published, OLD)
    assert publish(published, OLD) is Outcome.REPLACED
    assert neighbours(published) == []


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_leaving_by_an_exception_keeps_the_old_package(
    published: Path, error: type[BaseException]
) -> None:
    before = snapshot(published)
    with pytest.raises(error):
        fail_to_build(published, error())
    assert snapshot(published) == before
    assert neighbours(published) == []


def fail_to_build(output: Path, error: BaseException) -> None:
    with staged(output) as staging:
        write_package(staging.path, NEW)
        raise error


def test_leaving_without_publishing_keeps_the_old_package(published: Path) -> None:
    before = snapshot(published)
    with staged(published) as staging:
        write_package(staging.path, NEW)
    assert snapshot(published) == before
    assert neighbours(published) == []


@pytest.mark.parametrize(
    ("way", "rename"), [("exchange", 1), ("two renames", 2), ("two renames", 3)]
)
@pytest.mark.parametrize("error", [OSError(errno.EIO, "broken"), KeyboardInterrupt()], ids=repr)
def test_a_swap_that_fails_keeps_the_old_package(
    published: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
    rename: int,
    error: BaseException,
) -> None:
    before, count, real = snapshot(published), 0, Path.rename

    def failing(path: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == rename:
            raise error
        return real(path, target)

    if way == "two renames":
        monkeypatch.setattr(swap, "_system_exchange", lambda: None)
    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises((OutputError, KeyboardInterrupt)):
        publish(published, NEW)
    assert count >= rename
    assert snapshot(published) == before
    assert neighbours(published) == []


def test_an_exchange_that_fails_is_explained(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(published)
    monkeypatch.setattr(swap, "_system_exchange", lambda: an_exchange_that_fails(errno.EIO))
    with pytest.raises(OutputError, match="the disk reports an error"):
        publish(published, NEW)
    assert snapshot(published) == before
    assert neighbours(published) == []


def test_the_old_package_may_stay_aside(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aside, real = published.with_name(".output.previous"), Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path == aside:
            raise OSError(errno.EIO, "broken")
        return real(path, target)

    with monkeypatch.context() as broken:
        broken.setattr(swap, "_system_exchange", lambda: None)
        broken.setattr(Path, "rename", failing)
        assert publish(published, NEW) is Outcome.REPLACED
    assert neighbours(published) == [aside.name]
    assert publish(published, NEW) is Outcome.UNCHANGED
    assert neighbours(published) == []


def test_a_file_saved_in_the_output_during_the_build_is_not_lost(published: Path) -> None:
    with staged(published) as staging:
        write_package(staging.path, NEW)
        (published / "notes.txt").write_text("mine")
        with pytest.raises(OutputError, match=r"holds notes\.txt, which is not part"):
            staging.publish()
    assert (published / "notes.txt").read_text() == "mine"
    assert (published / "README.md").read_text() == OLD["README.md"]


def test_a_link_to_the_output_stays_a_link(published: Path, expected: dict[str, bytes]) -> None:
    link = published.parent.parent / "link"
    link.symlink_to(published, target_is_directory=True)
    publish(link, NEW)
    assert link.is_symlink()
    assert snapshot(published) == expected


def test_the_current_folder_may_change_during_the_build(
    output: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(output.parent)
    with staged(Path("output")) as staging:
        monkeypatch.chdir("/")
        write_package(staging.path, NEW)
        staging.publish()
    assert snapshot(output) == expected


def test_a_name_with_pattern_characters_is_just_a_name(output: Path) -> None:
    odd = output.with_name("o[u]t*.put")
    bystander = output.with_name(".output.staging-abcdefgh")
    bystander.mkdir()
    publish(odd, OLD)
    assert publish(odd, NEW) is Outcome.REPLACED
    assert neighbours(odd) == [bystander.name]


@pytest.mark.parametrize("fault", ["nothing", "not a package", "link", "empty folder"])
def test_refuses_to_publish_what_the_next_build_could_not_replace(output: Path, fault: str) -> None:
    with staged(output) as staging:
        if fault != "nothing":
            write_package(staging.path, NEW)
        if fault == "not a package":
            (staging.path / "SHA256SUMS").unlink()
        elif fault == "link":
            (staging.path / "link").symlink_to("README.md")
        elif fault == "empty folder":
            (staging.path / "empty").mkdir()
        said = r"nothing|no SHA256SUMS|link is none|empty/ is none"
        with pytest.raises((ValueError, OutputError), match=said):
            staging.publish()
    assert not output.exists()


def test_all_is_flushed_before_the_step(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: set[int] = set()
    real_fsync, real_swap = os.fsync, swap.put_in_place

    def fsync(handle: int) -> None:
        flushed.add(os.fstat(handle).st_ino)
        real_fsync(handle)

    def put_in_place(new: Path, target: Path, *, aside: Path) -> bool:
        assert flushed == {path.stat().st_ino for path in [new, *new.rglob("*")]}
        return real_swap(new, target, aside=aside)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(swap, "put_in_place", put_in_place)
    publish(published, NEW)
    assert published.parent.stat().st_ino in flushed


def test_a_disk_that_flushes_no_folders_is_none_the_worse(
    published: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "no such service")

    monkeypatch.setattr(os, "fsync", fsync)
    assert publish(published, NEW) is Outcome.REPLACED
    assert snapshot(published) == expected
