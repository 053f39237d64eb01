"""What can go wrong while a file is read, as findings about the data."""

from __future__ import annotations

import csv
import gzip
import lzma
import zipfile
import zlib

import pyarrow as pa

READ_ERRORS = (
    UnicodeError,
    OSError,
    EOFError,
    csv.Error,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    pa.ArrowException,
)
"""What readers raise for files that are not what they should be."""


class UnreadableFile(Exception):  # noqa: N818 -- a finding about the data, not a failure
    """A file can't be read to its end.

    Attributes:
        error: frictionless's name of the error.
    """

    def __init__(self, error: Exception) -> None:
        """Take what the reader raised."""
        super().__init__(str(error))
        self.error = "source-error"
        if isinstance(error, UnicodeError):
            self.error = "encoding-error"
        elif isinstance(error, gzip.BadGzipFile | zipfile.BadZipFile):
            self.error = "compression-error"
