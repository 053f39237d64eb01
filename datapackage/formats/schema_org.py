"""``catalogue/schema-org.jsonld``: the package for search engines, as schema.org/Dataset.

The properties are those that Google Dataset Search requires and recommends
(https://developers.google.com/search/docs/appearance/structured-data/dataset). Reports and the
README are documentation, so they are no downloads here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from datapackage.contract import LANGUAGES, Table
from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.agents import creators, is_person
from datapackage.formats.core import CATALOGUE_FOLDER
from datapackage.formats.coverage import CoveredPlace, covered_period, covered_places
from datapackage.formats.files import FilesFacts
from datapackage.read.package import Agent
from datapackage.write.descriptor import write_json
from datapackage.write.readme import FILE_NAME as README
from datapackage.write.readme import recommended_citation
from datapackage.write.reports import REPORT_JSON, REPORT_MARKDOWN

PATH = f"{CATALOGUE_FOLDER}/schema-org.jsonld"
STANDARD = "https://schema.org/Dataset"

TITLES = {
    "fi": "Kuvaus hakukoneille",
    "en": "Description for search engines",
    "sv": "Beskrivning för sökmotorer",
    "ru": "Описание для поисковых систем",
}

_DOCUMENTATION = frozenset({README, REPORT_JSON, REPORT_MARKDOWN})


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the description."""
    (package.folder / CATALOGUE_FOLDER).mkdir(exist_ok=True)
    write_json(package.folder / PATH, description(package))
    return [
        PublishedFile(
            PATH,
            f"{TITLES['en']} (schema.org)",
            "application/ld+json",
            "JSON_LD",
            TITLES,
            STANDARD,
        )
    ]


def description(package: FinishedPackage) -> dict[str, Any]:
    """Return the content of the file."""
    info = package.info
    value: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{info.base_url}#dataset",
        "name": info.title["en"],
        "alternateName": [
            {"@language": language, "@value": info.title[language]}
            for language in LANGUAGES
            if language != "en"
        ],
        "description": info.description["en"],
        "url": info.base_url,
        "identifier": info.base_url,
        "version": info.version,
        "license": info.licence_url,
        "keywords": [word for words in info.keywords.values() for word in words],
        "inLanguage": list(LANGUAGES),
        "isAccessibleForFree": True,
        "datePublished": info.released.isoformat(),
        "dateModified": info.released.isoformat(),
        "creditText": recommended_citation(info),
        "creator": [_agent(agent) for agent in creators(info)],
        "publisher": _agent(info.publisher),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": f"{info.base_url}#catalogue",
            "name": info.title["en"],
            "url": info.base_url,
        },
        "spatialCoverage": [_place(place) for place in covered_places(package)],
        "variableMeasured": [
            variable for table in package.contract.values() for variable in _variables(table)
        ],
        "distribution": list(_downloads(package)),
    }
    if info.provenance:
        value["measurementTechnique"] = info.provenance["en"]
    if period := covered_period(package):
        value["temporalCoverage"] = "/".join(day.isoformat() for day in period)
    return value


def _agent(agent: Agent) -> dict[str, Any]:
    value = {"@type": "Person" if is_person(agent) else "Organization", "name": agent.name}
    more = {"@id": agent.uri, "url": agent.url, "email": agent.email}
    return value | {key: text for key, text in more.items() if text}


def _place(place: CoveredPlace) -> dict[str, Any]:
    value: dict[str, Any] = {
        "@type": "Place",
        "name": place.names["en"],
        "sameAs": [address for address in (place.uri, place.same_as) if address],
    }
    if place.coordinates:
        latitude, longitude = place.coordinates
        geo = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
        value["geo"] = geo
    return value


def _variables(table: Table) -> Iterator[dict[str, Any]]:
    """Yield the columns of a table; a text in several languages is one variable."""
    for item in table.fields:
        stem, _, language = item.name.rpartition("_")
        translated = language in LANGUAGES and stem in table.text_stems
        if translated and language != "en":
            continue
        yield {
            "@type": "PropertyValue",
            "name": f"{table.name}.{stem if translated else item.name}",
            "description": item.description,
        }


def _downloads(package: FinishedPackage) -> Iterator[dict[str, Any]]:
    facts = FilesFacts(package)
    for file in package.files:
        if file.path not in _DOCUMENTATION:
            yield {
                "@type": "DataDownload",
                "name": file.title,
                "contentUrl": f"{package.info.base_url}/{quote(file.path)}",
                "encodingFormat": file.media_type,
                "contentSize": f"{facts[file.path].size} B",
                "sha256": facts[file.path].sha256,
            }
