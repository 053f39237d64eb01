"""Where the package goes: the output folder as it was asked for, and what is refused there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from datapackage.publish.errors import OutputError


@dataclass(frozen=True, slots=True)
class Destination:
    """An output folder: as the user wrote it, and absolute with all links followed."""

    asked: Path
    folder: Path

    @property
    def lock(self) -> Path:
        """The lock file beside the output folder."""
        return self.folder.with_name(f".{self.folder.name}.lock")

    @property
    def aside(self) -> Path:
        """The name that the old folder has while two renames replace it."""
        return self.folder.with_name(f".{self.folder.name}.previous")

    @property
    def staging_prefix(self) -> str:
        """How the names of staging folders begin; eight characters follow."""
        return f".{self.folder.name}.staging-"

    def stagings(self) -> Iterator[Path]:
        """Yield the staging folders that are there."""
        # mkdtemp ends a name with eight of these characters.
        pattern = re.compile(re.escape(self.staging_prefix) + "[a-z0-9_]{8}")
        for path in sorted(self.folder.parent.iterdir()):
            if pattern.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
                yield path

    def shown(self, path: Path, staging: Path) -> Path:
        """Return a path in the staging folder as the place that the user asked for."""
        return self.asked / path.relative_to(staging)


def find(asked: Path, *, protected: Iterable[Path]) -> Destination:
    """Follow links from ``asked`` to the folder that is to be replaced.

    A link to a folder stays, and what it points to is replaced, so that both names lead to the new
    package and two builds that come by different names meet at one lock.

    Raises:
        OutputError: it is a file, a link to nothing, a mount point, or a folder that is
            needed: the current one, one of ``protected``, or a folder around these.
    """
    folder = Path(os.path.realpath(asked))
    if asked.is_symlink() and not asked.exists():
        raise OutputError(f"{asked}: this is a link to nothing; remove it or make its target")
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{asked}: this is a file; the output must be a folder")
    with suppress(FileNotFoundError):  # the current folder itself may be gone
        _refuse_if_around(asked, folder, Path.cwd(), "the current folder")
    for needed in protected:
        _refuse_if_around(asked, folder, needed, str(needed))
    if os.path.ismount(folder):
        raise OutputError(
            f"{asked}: this is a mount point, which can't be replaced; choose a folder inside it"
        )
    return Destination(asked, folder)


def _refuse_if_around(asked: Path, folder: Path, needed: Path, name: str) -> None:
    needed = Path(os.path.realpath(needed))
    if any(_same(folder, around) for around in (needed, *needed.parents)):
        raise OutputError(
            f"{asked}: the output would take the place of {name}; choose another folder"
        )


def _same(first: Path, second: Path) -> bool:
    """Tell whether two paths are one folder, also where upper and lower case are the same."""
    return first == second or (first.exists() and second.exists() and first.samefile(second))
