"""Deflated bytes that are the same everywhere.

What deflate makes of a file differs between zlib, zlib-ng and their versions, and Python takes the
one that the system has. pyarrow brings a zlib of its own, whose version is that of pyarrow, as the
bytes of Parquet files are.
"""

from __future__ import annotations

import shutil
from typing import IO

import pyarrow as pa

_GZIP_HEAD, _GZIP_TAIL = 10, 8
"""What a gzip file has around its deflated content (RFC 1952): no name, no time."""


def deflated(source: IO[bytes]) -> memoryview:
    """Return what is left to be read, deflated (RFC 1951), without a head or a tail."""
    packed = pa.BufferOutputStream()
    with pa.CompressedOutputStream(packed, "gzip") as target:
        shutil.copyfileobj(source, target, 2**20)
    return memoryview(packed.getvalue())[_GZIP_HEAD:-_GZIP_TAIL]
