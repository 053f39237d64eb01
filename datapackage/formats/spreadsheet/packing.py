"""Compressed ZIP files that are the same bytes everywhere.

Python's zipfile can't be told to use another zlib than the system's, whose bytes differ from one
version to the next (:mod:`datapackage.formats.deflate`), so the few records of the ZIP format are
written here (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, section 4.3).
"""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from datapackage.formats.deflate import deflated

_VERSION = 20
_DEFLATED = 8
_FIRST_DAY = 1 << 5 | 1
"""1 January 1980, where ZIP's calendar begins."""


def repack(made: Path, path: Path) -> None:
    """Copy the parts of a ZIP file into a new one, in the same order and without circumstances."""
    directory = []
    with zipfile.ZipFile(made) as old, path.open("wb") as file:
        for part in old.infolist():
            name = part.filename.encode("ascii")
            with old.open(part) as source:
                content = deflated(source)
            sizes = (part.CRC, len(content), part.file_size, len(name), 0)
            entry = struct.pack("<5H3L2H", _VERSION, 0, _DEFLATED, 0, _FIRST_DAY, *sizes)
            place = struct.pack("<3H2L", 0, 0, 0, 0, file.tell())
            directory.append(b"PK\1\2" + struct.pack("<H", _VERSION) + entry + place + name)
            file.write(b"PK\3\4" + entry + name)
            file.write(content)
        start, entries, size = file.tell(), len(directory), sum(map(len, directory))
        file.write(b"".join(directory) + b"PK\5\6")
        file.write(struct.pack("<4H2LH", 0, 0, entries, entries, size, start, 0))
