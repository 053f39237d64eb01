"""``SHA256SUMS``: the digest of every file of the package, as ``sha256sum --check`` reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from datapackage.read.text import walk
from datapackage.write.descriptor import file_digest

FILE_NAME = "SHA256SUMS"

_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


def all_files(folder: Path) -> list[str]:
    """Return the paths of all files below ``folder``, sorted.

    Raises:
        OSError: A folder can't be listed; Path.rglob would pass over it.
    """
    files = (
        path
        for parent, _, names in walk(folder)
        for name in names
        if (path := Path(parent, name)).is_file()
    )
    return sorted(path.relative_to(folder).as_posix() for path in files)


def listed_files(folder: Path) -> list[str]:
    """Return the paths of all files below ``folder`` but ``SHA256SUMS`` itself, sorted."""
    return [name for name in all_files(folder) if name != FILE_NAME]


def write_checksums(folder: Path, known: Mapping[str, str] | None = None) -> None:
    """Write the digests of all files below ``folder``.

    ``known`` holds the digests, by path, of files that were read for it a moment ago.
    """
    known = known or {}
    lines = [
        f"{known.get(name) or file_digest(folder / name)}  {name}\n"
        for name in listed_files(folder)
    ]
    (folder / FILE_NAME).write_text("".join(lines), encoding="utf-8", newline="\n")


def read_checksums(folder: Path) -> dict[str, str]:
    """Return path -> digest as listed; raises ValueError for a line that is none."""
    checksums = {}
    text = (folder / FILE_NAME).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"line {number} is not a digest and a path")
        checksums[match[2]] = match[1]
    return checksums
