"""What is done with a folder and everything in it: list, compare, set modes, flush, remove."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from datapackage.read.text import walk

FILE_MODE = 0o644
FOLDER_MODE = 0o755

DROPPINGS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""Files that file managers leave in each folder they show; they belong to nobody."""

CHUNK = 1 << 20
"""Bytes that are compared at a time."""

NO_SUCH_SERVICE = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP})
"""How a file system says that it doesn't know the request."""


def entries(folder: Path) -> Iterator[str]:
    """Yield all that a folder holds, as paths relative to it with ``/`` between the parts.

    A folder below is yielded only if it is empty, with a ``/`` at its end. Links are
    not followed. Droppings of file managers are passed over. The order is that of the names.
    """
    return _entries(folder, "")


def _entries(folder: Path, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as found:
        children = sorted(found, key=lambda child: child.name)
    for child in children:
        name = prefix + child.name
        if not child.is_dir(follow_symlinks=False):
            if child.name not in DROPPINGS:
                yield name
        elif _is_empty(folder / child.name):
            yield f"{name}/"
        else:
            yield from _entries(folder / child.name, f"{name}/")


def _is_empty(folder: Path) -> bool:
    with os.scandir(folder) as found:
        return next(found, None) is None


def same_content(first: Path, second: Path) -> bool:
    """Tell whether two folders hold the same files with the same bytes.

    The bit that marks a file as a program counts too, since version control sees it.
    """
    names = list(entries(first))
    if names != list(entries(second)):
        return False
    pairs = [(first / name, second / name) for name in names]
    if any(_seen_from_outside(one) != _seen_from_outside(other) for one, other in pairs):
        return False
    files = [pair for pair in pairs if pair[0].is_file()]
    return all(_same_bytes(one, other) for one, other in files)


def _seen_from_outside(path: Path) -> tuple[int, int, bool]:
    status = path.lstat()
    return stat.S_IFMT(status.st_mode), status.st_size, bool(status.st_mode & stat.S_IXUSR)


def _same_bytes(first: Path, second: Path) -> bool:
    # Not filecmp: it remembers verdicts by size and time, and a rewrite can keep both.
    with first.open("rb") as one, second.open("rb") as other:
        while chunk := one.read(CHUNK):
            if chunk != other.read(CHUNK):
                return False
    return True


def require_plain(folder: Path) -> None:
    """Raise :class:`ValueError` if there is anything but files and folders with files in a folder.

    A link would point elsewhere after the folder was renamed, or in a copy of it.
    """
    for name in entries(folder):
        if not stat.S_ISREG((folder / name).lstat().st_mode):
            raise ValueError(f"a package holds files only, but {name} is none")


def set_modes(folder: Path) -> None:
    """Give files mode 0644 and folders 0755, whatever the umask was when they were made.

    A file system that keeps no modes (that of a memory card, say) is left as it is.
    """
    for parent, _, files in walk(folder):
        for name in files:
            _set_mode(Path(parent, name), FILE_MODE)
        _set_mode(Path(parent), FOLDER_MODE)


def _set_mode(path: Path, mode: int) -> None:
    if stat.S_IMODE(path.stat().st_mode) == mode:
        return
    try:
        path.chmod(mode)
    except OSError as error:
        if error.errno not in {errno.EPERM, *NO_SUCH_SERVICE}:
            raise


def flush(folder: Path) -> None:
    """Have the disk write all files of a folder, and the folders themselves.

    Without this, a rename may reach the disk before the bytes do, and a power cut leaves
    files that are empty.
    """
    for parent, _, files in walk(folder):
        for name in files:
            _flush_file(Path(parent, name))
        flush_folder(Path(parent))


def _flush_file(path: Path) -> None:
    # Windows flushes only what is open for writing.
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_folder(folder: Path) -> None:
    """Have the disk write the names that a folder holds, where the system can do this."""
    if os.name == "nt":  # opens no folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NO_SUCH_SERVICE:
            raise
    finally:
        os.close(handle)


def remove(folder: Path) -> None:
    """Remove a folder with all that it holds, its write-protected folders too.

    Raises:
        OSError: something could not be removed.
    """
    for parent, _, _ in os.walk(folder):
        with suppress(OSError):  # if it matters, the removal says so
            Path(parent).chmod(0o700)
    shutil.rmtree(folder)
