"""Where a package to compare is: in a folder, in a zip file, or in a revision of git."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from datapackage.problems import DataError, Place, Problem, UsageError
from datapackage.validator import PackageTexts, open_texts

DESCRIPTOR = "datapackage.json"
DEFAULT_FOLDER = "output"
"""The folder of a git revision where the request names none."""


@contextmanager
def opened(place: str | Path) -> Iterator[PackageTexts]:
    """Open a package; what has to be unpacked for it goes when the block is left.

    Args:
        place: A folder or a descriptor; a zip file with a package in it; or ``REVISION`` or
            ``REVISION:FOLDER``, a commit, branch or tag of the git repository around the current
            folder, to which FOLDER (``output`` by default) is relative.

    Raises:
        DataError: There is no such package, or it can't be read.
        UsageError: It is something else.
    """
    path = Path(place)
    if path.exists() and path.suffix.lower() != ".zip":
        yield open_texts(path)
        return
    with tempfile.TemporaryDirectory(prefix="city-cooperation-agreements-") as name:
        folder = Path(name)
        if path.exists():
            _unzip(path, folder)
        else:
            _check_out(str(place), folder)
        yield replace(open_texts(_package_in(folder, str(place))), path=str(place))


def _unzip(path: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)  # noqa: S202  (zipfile keeps members inside the folder)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise _fault(str(path), f"not a zip file that can be read: {error}") from None


def _package_in(folder: Path, place: str) -> Path:
    """Return the folder of the package: the outermost, or the only one in it."""
    found = [folder, *sorted(folder.iterdir())]
    for candidate in found:
        if (candidate / DESCRIPTOR).is_file():
            return candidate
    raise _fault(place, f"there is no {DESCRIPTOR} in it, so it holds no Data Package")


def _check_out(place: str, folder: Path) -> None:
    revision, _, inside = place.partition(":")
    if not revision or revision.startswith("-"):
        raise UsageError(f"{place}: neither a path nor a git revision")
    if not unpack_revision(revision, inside or DEFAULT_FOLDER, folder):
        where = inside or DEFAULT_FOLDER
        message = f"no such file or folder, nor is there {where}/ in a git revision {revision}"
        raise _fault(place, message, "missing-file")


def unpack_revision(revision: str, inside: str, folder: Path) -> bool:
    """Write what a git revision holds into a folder; nothing of the working tree is touched.

    Args:
        revision: A commit, branch or tag of the repository around the current folder.
        inside: The part of it, relative to the current folder; empty for all that is there.
        folder: An empty folder.

    Returns:
        Whether there is such a revision with such a folder.
    """
    tree = git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}:./{inside}")
    archive = folder / "archive.tar"
    if tree is None or git("archive", "--format=tar", f"--output={archive}", tree) is None:
        return False
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    archive.unlink()
    return True


def git(*arguments: str) -> str | None:
    """Return what git says; None where it fails or isn't there."""
    try:
        run = subprocess.run(  # noqa: S603
            ["git", *arguments],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return None
    return run.stdout.strip() if run.returncode == 0 else None


def _fault(place: str, message: str, rule: str = "unreadable-file") -> DataError:
    return DataError([Problem(Place(place), message, rule)])
