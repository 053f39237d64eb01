"""What a package covers: the time and the places that its records speak of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from datapackage.formats import FinishedPackage
from datapackage.formats.columns import texts_in
from datapackage.formats.vocabularies import GEONAMES, WIKIDATA, authority, country_codes
from datapackage.write.tables import parquet_path, stream_parquet

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
    with stream_parquet(package.folder / parquet_path(table)) as parquet:
        for batch in parquet.iter_batches(columns=list(columns)):
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
