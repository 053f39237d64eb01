"""Small packages to publish, and ways to look at what became of them."""

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

OLD = {"data/goals.csv": "goal_id\nold\n", "data/places.csv": "place_id\nkotka\n", "README.md": "1"}
NEW = {"data/goals.csv": "goal_id\nnew\n", "data/areas.csv": "area_id\nmusic\n", "README.md": "2"}


def write_package(folder: Path, files: Mapping[str, str]) -> None:
    """Write ``files`` with a descriptor and checksums, as a build does."""
    descriptor = json.dumps({"$schema": "https://example.org/profile", "name": "agreements"})
    content = {**files, "datapackage.json": descriptor}
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_in_two_parts(path, text.encode())
    sums = "".join(
        f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in content.items()
    )
    (folder / "SHA256SUMS").write_bytes(sums.encode())


def _write_in_two_parts(path: Path, content: bytes) -> None:
    middle = len(content) // 2
    with path.open("wb", buffering=0) as file:
        file.write(content[:middle])
        sys.audit("tests.half_written", path)  # for those who want to stop a build just here
        file.write(content[middle:])


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return all that is below a folder: files with their bytes, links with their targets."""
    return {
        path.relative_to(folder).as_posix(): _content(path) for path in sorted(folder.rglob("*"))
    }


def _content(path: Path) -> bytes:
    if path.is_symlink():
        return b"-> " + os.fsencode(path.readlink())
    return b"" if path.is_dir() else path.read_bytes()


def neighbours(output: Path) -> list[str]:
    """Return the names beside the output folder."""
    return sorted(path.name for path in output.parent.iterdir() if path != output)
