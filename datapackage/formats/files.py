"""The files of a package: those that it always has, and the size and digest of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.columns import titles_of
from datapackage.write.descriptor import FILE_NAME as DESCRIPTOR
from datapackage.write.descriptor import file_digest
from datapackage.write.tables import csv_path, parquet_path

PARQUET_MEDIA_TYPE = "application/vnd.apache.parquet"
CATALOGUE_FOLDER = "catalogue"
TABLE_SCHEMA = "https://datapackage.org/standard/table-schema/"


def core_files(package: FinishedPackage) -> Iterator[PublishedFile]:
    """Yield descriptor and tables."""
    titles = package.titles("files.descriptor")
    yield PublishedFile(DESCRIPTOR, titles, "application/json", "JSON")
    for table in package.contract.values():
        for path, name, media_type in (
            (csv_path(table.name), "CSV", "text/csv"),
            (parquet_path(table.name), "Parquet", PARQUET_MEDIA_TYPE),
        ):
            titles = {tag: f"{title} ({name})" for tag, title in titles_of(table).items()}
            yield PublishedFile(path, titles, media_type, name.upper(), TABLE_SCHEMA)


@dataclass(frozen=True)
class FileFacts:
    """A file's size in bytes and its SHA-256 in lower-case hexadecimal."""

    size: int
    sha256: str


class FilesFacts:
    """Facts of a package's files: those of its tables are in the descriptor."""

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
