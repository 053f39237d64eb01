"""The files that every package has beside README and report, as catalogues describe them."""

from __future__ import annotations

from collections.abc import Iterator

from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.columns import titles_of
from datapackage.write.descriptor import FILE_NAME as DESCRIPTOR
from datapackage.write.tables import csv_path, parquet_path

PARQUET_MEDIA_TYPE = "application/vnd.apache.parquet"
CATALOGUE_FOLDER = "catalogue"
TABLE_SCHEMA = "https://datapackage.org/standard/table-schema/"


def core_files(package: FinishedPackage) -> Iterator[PublishedFile]:
    """Yield descriptor and tables."""
    titles = package.titles("descriptor")
    yield PublishedFile(DESCRIPTOR, titles, "application/json", "JSON")
    for table in package.contract.values():
        for path, name, media_type in (
            (csv_path(table.name), "CSV", "text/csv"),
            (parquet_path(table.name), "Parquet", PARQUET_MEDIA_TYPE),
        ):
            titles = {tag: f"{title} ({name})" for tag, title in titles_of(table).items()}
            yield PublishedFile(path, titles, media_type, name.upper(), TABLE_SCHEMA)
