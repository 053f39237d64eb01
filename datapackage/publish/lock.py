"""A lock that keeps two builds apart and dies with the process that holds it."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from datapackage.publish.errors import Busy, OutputError, explain_os_error
from datapackage.publish.tree import NO_SUCH_SERVICE

if sys.platform == "win32":
    import msvcrt

    HELD_BY_ANOTHER = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})

    def _try_lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    HELD_BY_ANOTHER = frozenset({errno.EAGAIN, errno.EWOULDBLOCK})

    def _try_lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


NO_LOCKS = NO_SUCH_SERVICE | {errno.ENOLCK}
"""How a file system, such as that of a network share, says that it has no locks."""


@contextmanager
def locked(path: Path, *, shown: Path, busy: str) -> Iterator[None]:
    """Hold the lock file ``path`` for the length of the block, and remove it at the end.

    The lock is the operating system's (``flock``; on Windows, a locked byte): it ends with its
    process, however that ends, and a file that is left behind locks nobody out. The removal
    is safe because whoever gets the lock checks that the file still has its name. On Windows
    an open file can't be removed, so it stays.

    Raises:
        Busy: another process, or another part of this one, holds the lock; says ``busy``.
        OutputError: the lock file can't be made; speaks of ``shown``, or of ``path`` itself if a
            folder or a link has that name.
    """
    try:
        handle = _acquire(path, busy)
    except OSError as error:
        in_the_way = error.errno in {errno.EISDIR, errno.ELOOP}
        raise OutputError(explain_os_error(error, path if in_the_way else shown)) from error
    try:
        yield
    finally:
        with suppress(OSError):
            if _has_name(handle, path):
                path.unlink()  # before the lock ends: afterwards the file may be another's
        os.close(handle)


def _acquire(path: Path, busy: str) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        try:
            _try_lock(handle)
            if _has_name(handle, path):
                return handle
        except OSError as error:
            os.close(handle)
            if error.errno in HELD_BY_ANOTHER:
                raise Busy(busy) from None
            if error.errno not in NO_LOCKS:
                raise
            with suppress(OSError):  # nobody can hold it
                path.unlink()
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK)) from error
        except BaseException:
            os.close(handle)
            raise
        # The holder before us removed the file between our opening and our locking it.
        os.close(handle)


def _has_name(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False
