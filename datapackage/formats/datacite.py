"""``catalogue/datacite.json``: what a repository asks for when the package is deposited.

The metadata schema of DataCite 4.5 in its JSON form, as the API that registers DOIs takes it
(https://support.datacite.org/docs/api) and repositories such as InvenioRDM are fed with.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.files import CATALOGUE_FOLDER
from datapackage.formats.metadata import (
    covered_period,
    covered_places,
    creators,
    is_person,
    release_address,
    sources_on_web,
)
from datapackage.read.package import Agent

PATH = f"{CATALOGUE_FOLDER}/datacite.json"
STANDARD = "http://datacite.org/schema/kernel-4"

CONTRIBUTORS = {
    "dataCurator": "DataCurator",
    "dataCollector": "DataCollector",
    "contactPerson": "ContactPerson",
    "editor": "Editor",
}
"""Roles of contributors, and DataCite's contributorType for them; any other is ``Other``."""


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the file."""
    package.write_json(PATH, metadata(package))
    titles = package.titles("files.datacite", "DataCite")
    return [PublishedFile(PATH, titles, "application/json", "JSON", STANDARD, is_data=False)]


def metadata(package: FinishedPackage) -> dict[str, Any]:
    """Return the content of the file."""
    info = package.info
    return {
        **({"doi": info.doi} if info.doi else {}),
        "url": info.base_url,
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Data Package"},
        "creators": [_agent(agent) for agent in creators(info)],
        "titles": list(_titles(package)),
        "publisher": {"name": info.publisher.name},
        "publicationYear": str(info.released.year),
        "subjects": [
            {"subject": word, "lang": language}
            for language, keywords in info.keywords.items()
            for word in keywords
        ],
        "contributors": [
            {**_agent(agent), "contributorType": CONTRIBUTORS.get(role, "Other")}
            for agent in info.contributors
            for role in agent.roles
            if role not in ("author", "publisher")
        ],
        "dates": list(_dates(package)),
        "language": package.language,
        "alternateIdentifiers": [
            {"alternateIdentifier": info.base_url, "alternateIdentifierType": "URL"}
        ],
        "relatedIdentifiers": list(_related(package)),
        "formats": sorted({file.media_type for file in package.files if file.is_data}),
        "version": info.version,
        "rightsList": [_rights(package)],
        "descriptions": list(_descriptions(package)),
        "geoLocations": list(_places(package)),
        "schemaVersion": STANDARD,
    }


def _agent(agent: Agent) -> dict[str, Any]:
    kind = "Personal" if is_person(agent) else "Organizational"
    return {"name": agent.name, "nameType": kind}


def _titles(package: FinishedPackage) -> Iterator[dict[str, str]]:
    """Yield the title in the language of documents, then its translations."""
    titles = package.info.title
    own = package.text(titles)
    for language, title in sorted(titles.items(), key=lambda item: item[1] != own):
        kind = {} if title == own else {"titleType": "TranslatedTitle"}
        yield {"title": title, "lang": language, **kind}


def _dates(package: FinishedPackage) -> Iterator[dict[str, str]]:
    yield {"date": package.info.released.isoformat(), "dateType": "Issued"}
    if period := covered_period(package):
        first, last = (day.isoformat() for day in period)
        yield {
            "date": f"{first}/{last}",
            "dateType": "Other",
            "dateInformation": "Period that the data cover",
        }


def _related(package: FinishedPackage) -> Iterator[dict[str, str]]:
    """Yield the release before and the sources."""
    found = [("IsDerivedFrom", address) for address in sources_on_web(package)]
    if package.previous:
        found.insert(0, ("IsNewVersionOf", release_address(package.info, package.previous)))
    for relation, address in found:
        yield {
            "relatedIdentifier": address,
            "relatedIdentifierType": "URL",
            "relationType": relation,
        }


def _rights(package: FinishedPackage) -> dict[str, str]:
    licence = package.info.licence
    found = {"rights": licence.title or licence.name, "rightsUri": licence.url}
    if licence.well_known:
        scheme = {"rightsIdentifierScheme": "SPDX", "schemeUri": "https://spdx.org/licenses/"}
        found |= {"rightsIdentifier": licence.name, **scheme}
    return found


def _descriptions(package: FinishedPackage) -> Iterator[dict[str, str]]:
    for kind, texts in (
        ("Abstract", package.info.description),
        ("Methods", package.info.provenance or {}),
    ):
        for language, text in texts.items():
            yield {"description": text, "descriptionType": kind, "lang": language}


def _places(package: FinishedPackage) -> Iterator[dict[str, Any]]:
    for place in covered_places(package):
        found: dict[str, Any] = {"geoLocationPlace": package.text(place.names)}
        if place.coordinates:
            latitude, longitude = place.coordinates
            found["geoLocationPoint"] = {"pointLongitude": longitude, "pointLatitude": latitude}
        yield found
