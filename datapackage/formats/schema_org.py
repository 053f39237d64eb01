"""``catalogue/schema-org.jsonld``: the package for search engines, as schema.org/Dataset.

The properties are those that Google Dataset Search requires and recommends
(https://developers.google.com/search/docs/appearance/structured-data/dataset). Downloads are the
files with data; documentation is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from datapackage.contract import Table
from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.columns import descriptions_of
from datapackage.formats.files import CATALOGUE_FOLDER, FilesFacts
from datapackage.formats.metadata import (
    CoveredPlace,
    covered_period,
    covered_places,
    creators,
    is_person,
    recommended_citation,
)
from datapackage.languages import without_language
from datapackage.read.package import Agent

PATH = f"{CATALOGUE_FOLDER}/schema-org.jsonld"
STANDARD = "https://schema.org/Dataset"


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the description."""
    package.write_json(PATH, description(package))
    titles = package.titles("files.schema-org", "schema.org")
    return [PublishedFile(PATH, titles, "application/ld+json", "JSON_LD", STANDARD, is_data=False)]


def description(package: FinishedPackage) -> dict[str, Any]:
    """Return the content of the file."""
    info = package.info
    value: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{info.base_url}#dataset",
        "name": package.text(info.title),
        "alternateName": [
            {"@language": language, "@value": title}
            for language, title in info.title.items()
            if title != package.text(info.title)
        ],
        "description": package.text(info.description),
        "url": info.base_url,
        "identifier": [info.doi_url, info.base_url] if info.doi else info.base_url,
        "version": info.version,
        "license": info.licence.url,
        "keywords": [word for words in info.keywords.values() for word in words],
        "inLanguage": list(package.languages),
        "isAccessibleForFree": True,
        "datePublished": info.released.isoformat(),
        "dateModified": info.released.isoformat(),
        "creditText": recommended_citation(info, package.language),
        "creator": [_agent(agent) for agent in creators(info)],
        "publisher": _agent(info.publisher),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": f"{info.base_url}#catalogue",
            "name": package.text(info.title),
            "url": info.base_url,
        },
        "spatialCoverage": [_place(place, package) for place in covered_places(package)],
        "variableMeasured": [
            variable
            for table in package.contract.values()
            for variable in _variables(table, package)
        ],
        "distribution": list(_downloads(package)),
    }
    if info.provenance:
        value["measurementTechnique"] = package.text(info.provenance)
    if period := covered_period(package):
        value["temporalCoverage"] = "/".join(day.isoformat() for day in period)
    return value


def _agent(agent: Agent) -> dict[str, Any]:
    value = {"@type": "Person" if is_person(agent) else "Organization", "name": agent.name}
    more = {"@id": agent.uri, "url": agent.url, "email": agent.email}
    return value | {key: text for key, text in more.items() if text}


def _place(place: CoveredPlace, package: FinishedPackage) -> dict[str, Any]:
    value: dict[str, Any] = {
        "@type": "Place",
        "name": package.text(place.names),
        "sameAs": [address for address in (place.uri, place.same_as) if address],
    }
    if place.coordinates:
        latitude, longitude = place.coordinates
        geo = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
        value["geo"] = geo
    return value


def _variables(table: Table, package: FinishedPackage) -> Iterator[dict[str, Any]]:
    """Yield the columns of a table; a text in several languages is one variable."""
    for item in table.fields:
        if item.language in (None, package.languages[0]):
            description = package.text(descriptions_of(item))
            yield {
                "@type": "PropertyValue",
                "name": f"{table.name}.{item.stem}",
                "description": without_language(description) if item.language else description,
            }


def _downloads(package: FinishedPackage) -> Iterator[dict[str, Any]]:
    facts = FilesFacts(package)
    for file in package.files:
        if file.is_data:
            yield {
                "@type": "DataDownload",
                "name": package.text(file.titles),
                "contentUrl": f"{package.info.base_url}/{quote(file.path)}",
                "encodingFormat": file.media_type,
                "contentSize": f"{facts[file.path].size} B",
                "sha256": facts[file.path].sha256,
            }
