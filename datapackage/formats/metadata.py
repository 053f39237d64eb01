"""What catalogues and citations say of a package: who made it, how to cite it, what it covers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

import pyarrow as pa
import pyarrow.compute as pc

from datapackage import words
from datapackage.citations.addresses import WEB
from datapackage.formats import FinishedPackage
from datapackage.formats.columns import texts_in
from datapackage.formats.vocabularies import GEONAMES, WIKIDATA, authority, country_codes
from datapackage.read.package import Agent, PackageInfo

CREATOR_ROLES = frozenset({"author", "dataCurator", "editor"})
"""Roles of contributors that made the content."""


def creators(info: PackageInfo) -> list[Agent]:
    """Return those who made the content; the publisher where none is named."""
    found = [agent for agent in info.contributors if CREATOR_ROLES.intersection(agent.roles)]
    return [_completed(agent, info.publisher) for agent in found] or [info.publisher]


def recommended_citation(info: PackageInfo, language: str) -> str:
    """Return how the package is cited: publisher, year, title, version, DOI or address."""
    return words.text(
        "citation",
        language,
        publisher=info.publisher.name,
        year=info.released.year,
        title=info.title,
        version=info.version,
        url=info.doi_url or info.base_url,
    )


def release_address(info: PackageInfo, version: str) -> str:
    """Return where a release lies: the releases are hosted beside the package."""
    return urljoin(info.base_url, f"releases/{version}/")


def is_person(agent: Agent) -> bool:
    """Tell whether an agent is a person rather than an organisation."""
    return agent.type == "PrivateIndividual(s)"


def _completed(agent: Agent, publisher: Agent) -> Agent:
    """Return the publisher in the place of a contributor of that name: more is known of it."""
    return publisher if agent.name == publisher.name else agent


# --- What the records speak of --------------------------------------------------------------------

DATES = {
    "agreements": ("signed_on", "in_force_on", "ends_on"),
    "documents": ("period_start", "period_end"),
}
"""Columns that say when an agreement was made and for which time it plans."""

MAX_PLACES = 50
"""A catalogue names the single places up to this number; beyond it, only their countries."""


@dataclass(frozen=True)
class CoveredPlace:
    """A place with a public identifier.

    Attributes:
        uri: Of GeoNames, or of the EU's country table where it is a country, or of Wikidata.
        names: Name by language.
        same_as: Further address that identifies it.
        coordinates: Latitude and longitude in decimal degrees, WGS 84, where they are known.
    """

    uri: str
    names: dict[str, str]
    same_as: str | None
    coordinates: tuple[float, float] | None


MAX_SOURCES = 200
"""A catalogue names the sources up to this number."""


def sources_on_web(package: FinishedPackage) -> list[str]:
    """Return the addresses of the sources, sorted; none where they are too many to be named."""
    addresses = set(package.table("sources", ["url"])["url"].to_pylist())
    found = sorted(url for url in addresses if url and url.startswith(WEB))
    return found if len(found) <= MAX_SOURCES else []


def covered_period(package: FinishedPackage) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day that the records name; None where they name none."""
    days = [
        day for table, columns in DATES.items() for day in _first_and_last(package, table, columns)
    ]
    return (min(days), max(days)) if days else None


def covered_places(package: FinishedPackage) -> list[CoveredPlace]:
    """Return the places that have a public identifier, sorted by it."""
    rows = package.table("places")
    if len(rows) > MAX_PLACES:
        rows = rows.filter(pc.equal(rows["place_type"], "country"))
    places = (_covered_place(row, package.languages) for row in rows.to_pylist())
    return sorted(filter(None, places), key=lambda place: place.uri)


def _first_and_last(
    package: FinishedPackage, table: str, columns: tuple[str, ...]
) -> Iterator[dt.date]:
    """Yield the extremes of date columns, batch by batch: no table is held as a whole."""
    for batch in package.batches(table, list(columns)):
        for column in batch.columns:
            extremes: pa.Scalar = pc.min_max(column)
            yield from (day for day in extremes.as_py().values() if day is not None)


def _covered_place(row: dict[str, object], languages: Sequence[str]) -> CoveredPlace | None:
    wikidata = f"{WIKIDATA}{row['wikidata_id']}" if row["wikidata_id"] else None
    code = country_codes().get(str(row["country_code"]))
    if code and row["place_type"] == "country":
        uri = authority("country", code)
    elif row["geonames_id"]:
        uri = f"{GEONAMES}{row['geonames_id']}/"
    elif wikidata:
        uri = wikidata
    else:
        return None
    latitude, longitude = row["latitude"], row["longitude"]
    known = isinstance(latitude, float) and isinstance(longitude, float)
    return CoveredPlace(
        uri,
        texts_in(row, "name", languages),
        wikidata if wikidata != uri else None,
        (float(str(latitude)), float(str(longitude))) if known else None,
    )
