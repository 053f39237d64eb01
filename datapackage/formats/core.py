"""The files that every package has, as catalogues describe them."""

from __future__ import annotations

from datapackage.contract import Contract
from datapackage.formats import PublishedFile
from datapackage.write.descriptor import FILE_NAME as DESCRIPTOR
from datapackage.write.readme import FILE_NAME as README
from datapackage.write.reports import REPORT_JSON, REPORT_MARKDOWN
from datapackage.write.tables import csv_path, parquet_path

PARQUET_MEDIA_TYPE = "application/vnd.apache.parquet"
CATALOGUE_FOLDER = "catalogue"
TABLE_SCHEMA = "https://datapackage.org/standard/table-schema/"

DESCRIPTOR_TITLES = {
    "fi": "Datapaketin kuvaus",
    "en": "Data Package descriptor",
    "sv": "Datapaketets beskrivning",
    "ru": "Описание пакета данных",
}
README_TITLES = {
    "fi": "Aineiston käyttöohje",
    "en": "How to use the data",
    "sv": "Så används data",
    "ru": "Как пользоваться данными",
}
REPORT_TITLES = {
    "fi": "Tarkastusraportti",
    "en": "Validation report",
    "sv": "Valideringsrapport",
    "ru": "Отчёт о проверке",
}


def core_files(contract: Contract) -> list[PublishedFile]:
    """Return descriptor, tables, README and reports."""
    files = [
        PublishedFile(
            DESCRIPTOR, DESCRIPTOR_TITLES["en"], "application/json", "JSON", DESCRIPTOR_TITLES
        )
    ]
    for table in contract.values():
        titles = dict(table.descriptor.get("titles", {}))
        files += [
            PublishedFile(
                csv_path(table.name),
                f"{table.title} (CSV)",
                "text/csv",
                "CSV",
                titles,
                TABLE_SCHEMA,
            ),
            PublishedFile(
                parquet_path(table.name),
                f"{table.title} (Parquet)",
                PARQUET_MEDIA_TYPE,
                "PARQUET",
                titles,
                TABLE_SCHEMA,
            ),
        ]
    report = REPORT_TITLES["en"]
    files += [
        PublishedFile(README, README_TITLES["en"], "text/markdown", "TXT", README_TITLES),
        PublishedFile(REPORT_JSON, f"{report} (JSON)", "application/json", "JSON", REPORT_TITLES),
        PublishedFile(
            REPORT_MARKDOWN, f"{report} (Markdown)", "text/markdown", "TXT", REPORT_TITLES
        ),
    ]
    return files
