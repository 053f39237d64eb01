"""The folder of releases: ``releases/<version>/``, each with a package as one zip file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datapackage.changes.version import Version
from datapackage.problems import DataError, Place, Problem
from datapackage.read.text import children, is_there
from datapackage.write.checksums import FILE_NAME, listed_files, read_checksums
from datapackage.write.descriptor import file_digest

FACTS = "release.json"


@dataclass(frozen=True, slots=True)
class Release:
    """A version that was released.

    Attributes:
        folder: ``releases/<version>``.
        name: The package's name.
        version: Its version.
        released: Day of the release, as the package states it.
        withdrawn: Why it was withdrawn; empty if it was not.
        previous: The version that its list of changes begins from; empty if there is no list.
        options: What ``build`` was called with, as far as the bytes depend on it.
    """

    folder: Path
    name: str
    version: Version
    released: str
    withdrawn: str = ""
    previous: str = ""
    options: tuple[str, ...] = ()

    @property
    def archive(self) -> Path:
        """The zip file of the whole package; gone where the release was withdrawn."""
        return self.folder / f"{self.name}-{self.version}.zip"

    def facts(self) -> dict[str, Any]:
        """Return what ``release.json`` says."""
        stated = {"name": self.name, "version": str(self.version), "released": self.released}
        more = {"options": self.options, "previous": self.previous, "withdrawn": self.withdrawn}
        return stated | {key: value for key, value in more.items() if value}


def list_releases(folder: Path) -> list[Release]:
    """Return the releases in a folder, the lowest version first; none where there is no folder.

    Raises:
        DataError: ``release.json`` of one is not what ``release`` writes.
    """
    files = [path / FACTS for path in children(folder) if is_there(path / FACTS)]
    return sorted(map(_read, files), key=lambda release: release.version.order)


def _read(path: Path) -> Release:
    try:
        facts = json.loads(path.read_bytes())
        return Release(
            path.parent,
            facts["name"],
            Version.parse(facts["version"]),
            facts["released"],
            facts.get("withdrawn", ""),
            facts.get("previous", ""),
            tuple(map(str, facts.get("options", ()))),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise faults({path: f"not what 'release' writes ({error})"}) from None


def last_before(released: Sequence[Release], version: Version) -> Release | None:
    """Return the release that a version follows: the highest below it that was not withdrawn."""
    lower = [r for r in released if not r.withdrawn and r.version.order < version.order]
    return lower[-1] if lower else None


def require_intact(folder: Path) -> None:
    """Raise DataError unless the files of a folder are those that its ``SHA256SUMS`` lists."""
    try:
        listed = read_checksums(folder)
    except (OSError, ValueError) as error:
        raise faults({folder / FILE_NAME: f"can't be read: {error}"}) from None
    found = set(listed_files(folder))
    wrong = dict.fromkeys(listed.keys() - found, "the file is missing")
    for name in found:
        if name not in listed:
            wrong[name] = f"the file is not listed in {FILE_NAME}"
        elif file_digest(folder / name) != listed[name]:
            wrong[name] = f"the file was changed: its digest is not that of {FILE_NAME}"
    if wrong:
        raise faults({folder / name: message for name, message in wrong.items()})


def faults(messages: Mapping[Path, str]) -> DataError:
    """Return the error that files or folders of a release are at fault, each with a message."""
    return DataError(
        Problem(Place(path.as_posix()), message, "release") for path, message in messages.items()
    )
