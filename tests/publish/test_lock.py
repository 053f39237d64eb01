import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from datapackage.publish import Busy, OutputError, lock, staged
from datapackage.publish.lock import locked
from tests.publish.packages import NEW, OLD, neighbours, snapshot, write_package

ROOT = Path(__file__).parents[2]


def test_a_second_build_is_told_to_wait(published: Path) -> None:
    before = snapshot(published)
    with staged(published) as first:
        with pytest.raises(Busy) as caught, staged(published):
            pytest.fail("not refused")
        assert str(caught.value) == (
            f"{published}: another build is writing here; wait for it to end"
        )
        assert first.path.is_dir(), "the second build took the first one's folder for a leftover"
    with staged(published):
        pass
    assert snapshot(published) == before


def test_a_lock_file_that_is_removed_before_it_is_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, handles, real = tmp_path / "lock", [], lock._try_lock

    def late(handle: int) -> None:
        handles.append(handle)
        if len(handles) == 1:
            path.unlink()
        real(handle)

    monkeypatch.setattr(lock, "_try_lock", late)
    with locked(path, shown=path, busy="busy"):
        assert path.exists()
    assert len(handles) == 2
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(handles[0])


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_where_no_lock_can_be_had_nothing_is_built_and_nothing_left(
    published: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(lock, "_try_lock", refuse)
    with pytest.raises(OutputError, match="no file locks, as some network shares"):
        staged(published).__enter__()
    assert neighbours(published) == []


def test_two_names_of_one_folder_share_a_lock(published: Path) -> None:
    link = published.parent / "link"
    link.symlink_to(published, target_is_directory=True)
    with staged(published), pytest.raises(Busy), staged(link):
        pytest.fail("not refused")


def test_two_folders_have_two_locks(published: Path) -> None:
    with staged(published), staged(published.with_name("other")):
        assert len(neighbours(published)) == 4


@pytest.mark.slow
def test_a_lock_ends_with_its_process(published: Path) -> None:
    script = """
import sys
from pathlib import Path
from datapackage.publish import staged
with staged(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""
    command = [sys.executable, "-c", script, str(published)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "locked\n"
        with pytest.raises(Busy), staged(published):
            pytest.fail("not refused")
        child.kill()
    assert len(neighbours(published)) == 2
    with staged(published):
        pass
    assert neighbours(published) == []


def test_the_lock_of_another_is_not_removed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with locked(path, shown=path, busy="busy"):
        path.unlink()
        with locked(path, shown=path, busy="busy"):
            pass
        path.touch()
    assert path.exists()


def test_a_lock_file_that_lost_its_name_is_not_taken_for_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real, opened = tmp_path / "lock", os.open, 0

    def open_then_lose(*args: object) -> int:
        nonlocal opened
        opened += 1
        handle = real(*args)  # type: ignore[arg-type]
        if opened == 1:
            path.unlink()  # what the former holder does between our opening and our locking
        return handle

    monkeypatch.setattr(os, "open", open_then_lose)
    with locked(path, shown=path, busy="busy"):
        assert opened == 2
        with pytest.raises(Busy), locked(path, shown=path, busy="busy"):
            pytest.fail("two hold the lock")


@pytest.mark.slow
def test_builds_that_race_never_show_a_broken_output(published: Path) -> None:
    write_package(published.with_name("old"), OLD)
    write_package(published.with_name("new"), NEW)
    done = subprocess.run(
        [sys.executable, "-m", "tests.publish.race", str(published)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0, "the reader never looked"
    assert neighbours(published) == ["new", "old"]
