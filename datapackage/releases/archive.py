"""A package as one zip file, the same bytes on every machine."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from datapackage.write.checksums import all_files

FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can state: the files have no time of their own."""


def write_archive(folder: Path, path: Path) -> None:
    """Write all files of a folder into a zip file, in the order of their names.

    They are stored as they are: what a deflated file's bytes are depends on the zlib that a system
    happens to have.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in all_files(folder):
            entry = zipfile.ZipInfo(name, FIRST_MOMENT)
            entry.create_system = 3  # Unix, whatever the system is
            entry.external_attr = 0o644 << 16
            entry.file_size = (folder / name).stat().st_size  # decides on the form of the header
            with (folder / name).open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target)
