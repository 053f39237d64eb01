"""Size and digest of a published file, without reading anew what is known already."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from datapackage.formats import FinishedPackage
from datapackage.write.descriptor import file_digest


@dataclass(frozen=True)
class FileFacts:
    """A file's size in bytes and its SHA-256 in lower-case hexadecimal."""

    size: int
    sha256: str


class FilesFacts:
    """Facts of a package's files: those of its tables stand in the descriptor."""

    def __init__(self, package: FinishedPackage) -> None:
        self._package = package

    def __getitem__(self, path: str) -> FileFacts:
        return self._described.get(path) or self._measure(path)

    @cached_property
    def _described(self) -> dict[str, FileFacts]:
        return {
            resource["path"]: FileFacts(resource["bytes"], resource["hash"].split(":")[1])
            for resource in self._package.descriptor["resources"]
        }

    def _measure(self, path: str) -> FileFacts:
        file = self._package.folder / path
        return FileFacts(file.stat().st_size, file_digest(file))
