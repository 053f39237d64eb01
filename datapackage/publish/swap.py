"""Putting a folder in the place of another, in one step where the system has one.

Linux has ``renameat2`` with ``RENAME_EXCHANGE`` (rename(2)), macOS ``renamex_np`` with
``RENAME_SWAP``: at each instant both names lead to a whole folder. Windows, and some network and
FUSE file systems, have no such step. There the old folder is renamed out of the way
first, and for the time between two renames nothing has its name. A build that is killed
in just that time leaves no output folder; :func:`restore`, which each build runs first,
brings the old one back.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from datapackage.publish.tree import NO_SUCH_SERVICE

AT_FDCWD = -100  # linux/fcntl.h
RENAME_EXCHANGE = 2  # linux/fs.h
RENAME_SWAP = 2  # macOS, sys/stdio.h

NOT_EMPTY = frozenset({errno.ENOTEMPTY, errno.EEXIST})
"""How a rename says that a folder with content is in the way; POSIX allows both."""


def put_in_place(new: Path, target: Path, *, aside: Path) -> bool:
    """Make ``target`` the folder that ``new`` is.

    Args:
        new: the folder to publish; it holds something.
        target: absent, an empty folder, or a folder that is then found under the name ``new``.
        aside: an unused name for ``target`` while two renames take the place of one step.

    Returns:
        Whether the former ``target`` is now found under the name ``new``.

    Raises:
        OSError: a rename failed; ``target`` is as it was.
    """
    try:
        new.rename(target)
    except OSError as error:
        if error.errno not in NOT_EMPTY:
            raise
    else:
        return False
    if not exchange(new, target):
        trade_by_renames(new, target, aside)
    return True


def exchange(first: Path, second: Path) -> bool:
    """Let two folders trade their names in one step; False if the system has no such step.

    Raises:
        OSError: the step exists, but failed.
    """
    trade = _system_exchange()
    if trade is None:
        return False
    if trade(os.fsencode(first), os.fsencode(second)) == 0:
        return True
    number = ctypes.get_errno()
    if number in NO_SUCH_SERVICE:
        return False
    raise OSError(number, os.strerror(number), str(first), None, str(second))


@functools.cache
def _system_exchange() -> Callable[[bytes, bytes], int] | None:
    """Return the C library's function for it, with 0 for success and errno set otherwise."""
    if sys.platform == "linux":
        renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        if renameat2 is None:  # glibc before 2.28, some versions of musl
            return None
        path_at = (ctypes.c_int, ctypes.c_char_p)
        renameat2.argtypes = (*path_at, *path_at, ctypes.c_uint)
        return lambda one, other: int(renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE))
    if sys.platform == "darwin":
        renamex_np = getattr(ctypes.CDLL(None, use_errno=True), "renamex_np", None)
        if renamex_np is None:  # macOS before 10.12
            return None
        renamex_np.argtypes = (ctypes.c_char_p, ctypes.c_char_p, ctypes.c_uint)
        return lambda one, other: int(renamex_np(one, other, RENAME_SWAP))
    return None


def trade_by_renames(new: Path, target: Path, aside: Path) -> None:
    """Do what :func:`exchange` does by renames; ``aside`` always is a whole folder.

    Raises:
        OSError: a rename failed; ``target`` is as it was.
    """
    try:
        target.rename(aside)
        new.rename(target)
    except BaseException:
        restore(target, aside)
        raise
    with suppress(OSError):  # the new folder is in place; the next build removes the old one
        aside.rename(new)


def restore(target: Path, aside: Path) -> None:
    """Bring back a ``target`` that was left ``aside``, if there is need.

    Raises:
        OSError: ``target`` is missing and the rename failed.
    """
    if not aside.is_dir() or (target.exists() and any(target.iterdir())):
        return
    if os.name == "nt" and target.exists():  # renames onto nothing, not even an empty folder
        target.rmdir()
    aside.rename(target)
