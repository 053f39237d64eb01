"""Text files, checked before anything else is made of them.

Source files are UTF-8 without a byte order mark, with LF line ends and no NUL: then editors,
diffs and line numbers agree. Everything else is a problem with its line.
"""

from __future__ import annotations

from pathlib import Path

from datapackage.problems import Place, ProblemList

BOM = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How a file in UTF-16 begins, in either order of bytes."""


def read_text(path: Path, problems: ProblemList) -> str | None:
    """Return the text of ``path``, or None after adding what is wrong with it to ``problems``."""
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        problems.add(Place(str(path)), f"the file can't be read: {reason}", kind="unreadable-file")
        return None
    return decode_text(data, str(path), problems)


def decode_text(data: bytes, file: str, problems: ProblemList, first_line: int = 1) -> str | None:
    """Decode the bytes of a file, or of a part of it that starts at ``first_line``."""

    def place(offset: int) -> Place:
        return Place(file, first_line + data.count(b"\n", 0, offset))

    if data.startswith(UTF_16) and first_line == 1:
        problems.add(
            place(0),
            "the file is not UTF-8 but UTF-16, which some programs call 'Unicode': save it as"
            " 'UTF-8'",
            kind="not-utf-8",
        )
        return None
    if data.startswith(BOM) and first_line == 1:
        problems.add(
            place(0),
            "the file starts with a byte order mark: save it as 'UTF-8', not 'UTF-8 with BOM'",
            kind="byte-order-mark",
        )
        return None
    if b"\r" in data:
        problems.add(
            place(data.index(b"\r")),
            "the file has Windows or old Mac line ends: save it with LF line ends",
            kind="line-ends",
        )
        return None
    if b"\0" in data:
        problems.add(
            place(data.index(b"\0")), "the file holds a NUL character", kind="control-character"
        )
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.add(
            place(error.start),
            "the file is not UTF-8: save it as 'UTF-8'"
            f" (found the byte 0x{data[error.start]:02x}; expected UTF-8)",
            kind="not-utf-8",
        )
        return None
