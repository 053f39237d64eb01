"""The files of a package's resources: where they may lie, whether they are as described."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from datapackage.problems import explain, nearest_match
from datapackage.validator.results import Finding
from datapackage.validator.target.find import URL

ALGORITHMS = ("md5", "sha1", "sha256", "sha512")
"""Hash algorithms that the standard names by example; MD5 where a hash has no prefix."""


class PathError(Exception):
    """A path that must not be followed, or that leads to no file; the message says why."""


def check_path(folder: Path, path: str, *, trusted: bool) -> Path:
    """Return the file that a path of a descriptor leads to.

    Args:
        folder: The package's folder.
        path: The path, POSIX and relative (Data Package v2, "URL or Path").
        trusted: Whether it may leave the folder.

    Raises:
        PathError: It must not be followed, or there is no such file.
    """
    if URL.match(path) or path.startswith("file:"):
        raise PathError(
            explain("an address, and nothing is fetched unless it is trusted", found=path)
            if not trusted
            else explain("an address can't be read here", found=path)
        )
    file = folder / path
    try:
        if not trusted:
            _refuse_outside(folder, path)
        is_there = file.exists()
    except (OSError, RuntimeError, ValueError):  # too long, a link to itself, not encodable
        raise PathError(explain("not the path of a file", found=path)) from None
    if not is_there:
        near = _nearest(file)
        raise PathError(explain("the file is missing", found=None if near else path, nearest=near))
    if not file.is_file():
        raise PathError(explain("not a file", found=path))
    return file


def _refuse_outside(folder: Path, path: str) -> None:
    pure = PurePosixPath(path)
    if pure.is_absolute() or "\\" in path or path.startswith("~") or path[1:2] == ":":
        raise PathError(
            explain("not a relative path", found=path, expected="a path inside the package")
        )
    if ".." in pure.parts:
        raise PathError(
            explain("the path leaves the package", found=path, expected="a path inside it")
        )
    if not (folder / path).resolve().is_relative_to(folder.resolve()):
        raise PathError(
            explain("a link leads out of the package", found=path, expected="a file inside it")
        )


def _nearest(file: Path) -> str | None:
    if not file.parent.is_dir():
        return None
    return nearest_match(file.name, [other.name for other in file.parent.iterdir()])


def check_parquet(file: Path, form: object) -> None:
    """Check that a file that is said to be Parquet is one; nothing is read but its footer.

    frictionless takes a resource whose format is written "Parquet" for no table, and looks no
    further; so this is not left to the engines.

    Raises:
        PathError: It is not.
    """
    if str(form or file.suffix[1:]).lower() != "parquet":
        return
    import pyarrow as pa  # noqa: PLC0415  (only where there is Parquet)
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        pq.read_metadata(file)
    except (pa.ArrowException, OSError) as error:
        raise PathError(f"can't be read as Parquet: {' '.join(str(error).split())}") from None


def local_paths(resource: dict[str, Any]) -> list[str]:
    """Return the paths of a resource; empty where its data are in the descriptor."""
    path = resource.get("path")
    if isinstance(path, str):
        return [path]
    return [item for item in path if isinstance(item, str)] if isinstance(path, list) else []


def differences(resource: dict[str, Any], file: Path, shown: str) -> Iterator[Finding]:
    """Yield where a file, which messages call ``shown``, is not as its resource describes it."""
    size, expected = file.stat().st_size, resource.get("bytes")
    if isinstance(expected, int) and size != expected:
        yield Finding("file-size", value=str(size), bound=expected, file=shown)
    algorithm, digest = stated_hash(resource)
    if digest and algorithm in ALGORITHMS:
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, algorithm).hexdigest()
        if found != digest:
            value, bound = f"{algorithm}:{found}", f"{algorithm}:{digest}"
            yield Finding("file-hash", value=value, bound=bound, file=shown)


def stated_hash(resource: dict[str, Any]) -> tuple[str, str]:
    """Return the algorithm and the digest of a resource, both in lower case; empty for none."""
    stated = resource.get("hash")
    if not isinstance(stated, str) or not stated:
        return "", ""
    algorithm, _, digest = stated.lower().rpartition(":")
    return algorithm or "md5", digest
