"""What keeps a package from being published, in words that say what to do about it."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NO_WRITE_PERMISSION = "no permission to write here; ask for it, or choose another output folder"
TOO_MANY_OPEN_FILES = "too many files are open at once; close some, or raise the limit (ulimit -n)"

REASONS = {
    errno.ENOSPC: "the disk is full; make room and build again",
    errno.EROFS: "the disk is read-only here; choose another output folder",
    errno.EACCES: NO_WRITE_PERMISSION,
    errno.EPERM: NO_WRITE_PERMISSION,
    errno.ENAMETOOLONG: "the name is too long for this file system; choose a shorter one",
    errno.EMFILE: TOO_MANY_OPEN_FILES,
    errno.ENFILE: TOO_MANY_OPEN_FILES,
    errno.EFBIG: "the file is larger than the file system or the user's limit allows",
    errno.EIO: "the disk reports an error; choose another output folder and have the disk checked",
    errno.EBUSY: "the folder is in use (a mount point, say); choose a folder inside it, or another",
    errno.EXDEV: (
        "the file system can't rename this folder (it may belong to a layer of a container image); "
        "remove the folder and build again, or choose another"
    ),
    errno.ENOENT: "it, or a folder above it, is no longer there; build again",
    errno.ENOTDIR: "a part of this path is a file, not a folder; choose another output folder",
    errno.EEXIST: "a part of this path is a file, not a folder; choose another output folder",
    errno.EISDIR: "there is a folder where the build needs a file; move it elsewhere",
    errno.ELOOP: "there is a link where the build needs a file or a folder; choose another",
    errno.ENOLCK: (
        "this file system has no file locks, as some network shares; build into a folder of this "
        "machine, and copy the package there"
    ),
}
if hasattr(errno, "EDQUOT"):  # not every system has quotas
    REASONS[errno.EDQUOT] = "the disk quota is used up; make room and build again"

WINDOWS_IN_USE = frozenset({5, 32})
"""How Windows refuses to rename or remove what a program has open: access denied, sharing."""
OPEN_ELSEWHERE = (
    "no permission to write here, or a program has one of the files open; close it and build again"
)

ONLY_WHEN_WRITING = frozenset(
    number
    for name in ("ENOSPC", "EDQUOT", "EROFS", "EFBIG")
    if (number := getattr(errno, name, None)) is not None
)
"""Errors that nothing but writing raises, so that they concern the output even without a path."""


class OutputError(Exception):
    """The output folder can't be written or must not be replaced. Commands exit with 1."""


class Busy(OutputError):  # noqa: N818 -- a state that passes by itself, not a fault
    """Another build is writing to the same output folder."""


SQLITE = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
}
"""What SQLite calls the errors of the system."""


def system_error(error: BaseException | None) -> OSError | None:
    """Return the error of the operating system that a library's own error hides, if one does."""
    while error is not None:
        if isinstance(error, OSError):
            return error
        if isinstance(error, sqlite3.Error):
            number = SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
            return None if number is None else OSError(number, os.strerror(number))
        error = error.__cause__ or error.__context__
    return None


def explain_os_error(error: OSError, path: Path | str) -> str:
    """Return a sentence that says what is wrong at ``path`` and what to do about it.

    Args:
        error: what the operating system answered.
        path: the file or folder, written as the user wrote it.

    Returns:
        ``PATH: what is wrong; what to do (the system's own words)``.
    """
    reason = REASONS.get(error.errno or 0, "it can't be written")
    if getattr(error, "winerror", None) in WINDOWS_IN_USE:
        reason = OPEN_ELSEWHERE
    details = os.strerror(error.errno) if error.errno else str(error)
    return f"{path}: {reason} ({details})"


@contextmanager
def explained(path: Path | str) -> Iterator[None]:
    """Turn an :class:`OSError` of the block into an :class:`OutputError` about ``path``."""
    try:
        yield
    except OSError as error:
        raise OutputError(explain_os_error(error, path)) from error
