"""The files that every package has, as catalogues describe them."""

from __future__ import annotations

from datapackage.contract import Contract
from datapackage.formats import PublishedFile
from datapackage.write.descriptor import FILE_NAME as DESCRIPTOR
from datapackage.write.readme import FILE_NAME as README
from datapackage.write.reports import REPORT_JSON, REPORT_MARKDOWN
from datapackage.write.tables import csv_path, parquet_path

PARQUET_MEDIA_TYPE = "application/vnd.apache.parquet"


def core_files(contract: Contract) -> list[PublishedFile]:
    """Return descriptor, tables, README and reports."""
    files = [PublishedFile(DESCRIPTOR, "Data Package descriptor", "application/json", "JSON")]
    for table in contract.values():
        titles = dict(table.descriptor.get("titles", {}))
        files += [
            PublishedFile(csv_path(table.name), f"{table.title} (CSV)", "text/csv", "CSV", titles),
            PublishedFile(
                parquet_path(table.name),
                f"{table.title} (Parquet)",
                PARQUET_MEDIA_TYPE,
                "PARQUET",
                titles,
            ),
        ]
    files += [
        PublishedFile(README, "How to use the data", "text/markdown", "TXT"),
        PublishedFile(REPORT_JSON, "Validation report (JSON)", "application/json", "JSON"),
        PublishedFile(REPORT_MARKDOWN, "Validation report (Markdown)", "text/markdown", "TXT"),
    ]
    return files
