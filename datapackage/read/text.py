"""Text files, checked before anything else is made of them.

Source files are UTF-8. A byte order mark and Windows line ends, which spreadsheets write, are read
as if they weren't there; line numbers stay what an editor shows. Another encoding, a NUL and a
carriage return of its own are problems with their line.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from datapackage.problems import Place, ProblemList

BOM = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How a file in UTF-16 begins, in either order of bytes."""
NOT_THERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})
"""How the system says that a path leads to nothing."""


def read_text(path: Path, problems: ProblemList) -> str | None:
    """Return the text of ``path``, or None after adding what is wrong with it to ``problems``."""
    try:
        refuse_special(path)
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        problems.add(Place(str(path)), f"the file can't be read: {reason}", rule="unreadable-file")
        return None
    return decode_text(data, str(path), problems)


def refuse_special(path: Path) -> None:
    """Refuse what is no file and may never end, such as a pipe or a device.

    Raises:
        OSError: It is one.
    """
    try:
        mode = path.stat().st_mode
    except OSError:  # whoever opens it is told why
        return
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.EINVAL, "a pipe, a socket or a device, not a file", str(path))


def is_there(path: Path) -> bool:
    """Tell whether a path leads to something.

    Path.exists says no, from Python 3.14 on, also where the disk fails or a folder may not be
    looked into: what is there would be passed over in silence.

    Raises:
        OSError: The system can't tell.
    """
    try:
        path.stat()
    except OSError as error:
        if error.errno in NOT_THERE:
            return False
        raise
    return True


def children(folder: Path) -> list[Path]:
    """Return what lies in a folder, sorted; nothing where there is no folder.

    Path.glob, too, passes over a folder that may not be looked into.

    Raises:
        OSError: The folder can't be listed.
    """
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """Go through a folder and all below it, as :func:`os.walk` does, and pass over none.

    Raises:
        OSError: A folder can't be listed.
    """

    def refuse(error: OSError) -> None:
        raise error

    return os.walk(folder, onerror=refuse)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Give an OSError of the block the path that it is about, which a read that fails lacks."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def plain_bytes(data: bytes, first_line: int = 1) -> bytes:
    """Return the bytes of a file, or of a part, without a mark at its start, lines ending in LF."""
    data = data.removeprefix(BOM) if first_line == 1 else data
    return data.replace(b"\r\n", b"\n") if b"\r" in data else data


def decode_text(data: bytes, file: str, problems: ProblemList, first_line: int = 1) -> str | None:
    """Decode the bytes of a file, or of a part that starts at ``first_line``; lines end in LF."""

    def place(offset: int) -> Place:
        return Place(file, first_line + data.count(b"\n", 0, offset))

    if data.startswith(UTF_16) and first_line == 1:
        problems.add(
            place(0),
            "the file is not UTF-8 but UTF-16, which some programs call 'Unicode': save it as"
            " 'UTF-8'",
            rule="not-utf-8",
        )
        return None
    data = plain_bytes(data, first_line)
    if b"\r" in data:
        problems.add(
            place(data.index(b"\r")),
            "old Mac line ends, or a carriage return inside a text: save the file with LF or"
            " Windows line ends",
            rule="line-ends",
        )
        return None
    if b"\0" in data:
        problems.add(
            place(data.index(b"\0")), "the file holds a NUL character", rule="control-character"
        )
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.add(
            place(error.start),
            "the file is not UTF-8: save it as 'UTF-8'"
            f" (found the byte 0x{data[error.start]:02x}; expected UTF-8)",
            rule="not-utf-8",
        )
        return None
