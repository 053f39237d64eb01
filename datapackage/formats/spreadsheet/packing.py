"""Compressed ZIP files that are the same bytes everywhere.

What deflate makes of a file differs between zlib, zlib-ng and their versions, and Python takes the
one that the system has. pyarrow brings a zlib of its own, whose version is that of pyarrow, as the
bytes of Parquet files are; Python's zipfile can't be told to use it, so the few records of the ZIP
format are written here (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, section 4.3).
"""

from __future__ import annotations

import shutil
import struct
import zipfile
from pathlib import Path

import pyarrow as pa

_VERSION = 20
_DEFLATED = 8
_FIRST_DAY = 1 << 5 | 1
"""1 January 1980, where ZIP's calendar begins."""

_GZIP_HEAD, _GZIP_TAIL = 10, 8
"""What a gzip file has around its deflated content (RFC 1952): no name, no time."""


def repack(made: Path, path: Path) -> None:
    """Copy the parts of a ZIP file into a new one, in the same order and without circumstances."""
    directory = []
    with zipfile.ZipFile(made) as old, path.open("wb") as file:
        for part in old.infolist():
            name = part.filename.encode("ascii")
            content = _deflated(old, part)
            sizes = (part.CRC, len(content), part.file_size, len(name), 0)
            entry = struct.pack("<5H3L2H", _VERSION, 0, _DEFLATED, 0, _FIRST_DAY, *sizes)
            place = struct.pack("<3H2L", 0, 0, 0, 0, file.tell())
            directory.append(b"PK\1\2" + struct.pack("<H", _VERSION) + entry + place + name)
            file.write(b"PK\3\4" + entry + name)
            file.write(content)
        start, entries, size = file.tell(), len(directory), sum(map(len, directory))
        file.write(b"".join(directory) + b"PK\5\6")
        file.write(struct.pack("<4H2LH", 0, 0, entries, entries, size, start, 0))


def _deflated(old: zipfile.ZipFile, part: zipfile.ZipInfo) -> memoryview:
    packed = pa.BufferOutputStream()
    with old.open(part) as source, pa.CompressedOutputStream(packed, "gzip") as target:
        shutil.copyfileobj(source, target, 2**20)
    return memoryview(packed.getvalue())[_GZIP_HEAD:-_GZIP_TAIL]
