"""Time and places of a package: what its records speak of, and no more than a catalogue bears."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from datapackage.contract import Contract
from datapackage.formats import FinishedPackage
from datapackage.formats.metadata import MAX_PLACES, covered_period, covered_places
from datapackage.formats.vocabularies import country_codes, language_code
from datapackage.problems import ProblemList
from datapackage.read.package import read_package
from datapackage.read.schemas import load_contract
from datapackage.write.tables import PARQUET_FOLDER, parquet_path
from tests.formats.packages import NO_REPORT
from tests.places import LANGUAGES, ROOT

NAMES = {"name_fi": "A", "name_en": "B", "name_sv": "C", "name_ru": "D"}
COUNTRY: dict[str, Any] = {
    "place_id": "estonia",
    "place_type": "country",
    "country_code": "EE",
    **NAMES,
}


@pytest.fixture
def contract() -> Contract:
    return load_contract(ROOT / "schemas", LANGUAGES)


def package_of(folder: Path, contract: Contract, **tables: list[dict[str, Any]]) -> FinishedPackage:
    """A package of some rows, in batches of one row; other tables are empty."""
    (folder / PARQUET_FOLDER).mkdir()
    for name in ("agreements", "documents", "places"):
        schema = contract[name].arrow_schema
        nullable = pa.schema([field.with_nullable(True) for field in schema])
        rows = pa.Table.from_pylist(tables.get(name, []), schema=nullable)
        pq.write_table(rows, folder / parquet_path(name), row_group_size=1)
    info = read_package(ROOT / "sources", ProblemList()).info
    assert info is not None
    return FinishedPackage(
        folder, info, contract, dict.fromkeys(contract, 0), {"resources": []}, NO_REPORT
    )


def test_the_period_spans_signatures_and_plans_of_all_batches(
    tmp_path: Path, contract: Contract
) -> None:
    agreements = [{"signed_on": dt.date(2011, 5, 1)}, {"signed_on": dt.date(1999, 1, 2)}, {}]
    documents = [{"period_start": dt.date(2012, 1, 1), "period_end": dt.date(2014, 12, 31)}]
    package = package_of(tmp_path, contract, agreements=agreements, documents=documents)
    assert covered_period(package) == (dt.date(1999, 1, 2), dt.date(2014, 12, 31))


def test_records_without_a_date_have_no_period(tmp_path: Path, contract: Contract) -> None:
    assert covered_period(package_of(tmp_path, contract, agreements=[{}])) is None


def test_a_place_is_named_by_its_best_identifier(tmp_path: Path, contract: Contract) -> None:
    city: dict[str, Any] = {"place_type": "city", **NAMES}
    places = [
        COUNTRY | {"wikidata_id": "Q191"},
        city | {"geonames_id": 588409, "wikidata_id": "Q1770"},
        city | {"wikidata_id": "Q13972", "latitude": 58.38, "longitude": 26.72},
        city,
    ]
    found = covered_places(package_of(tmp_path, contract, places=places))
    assert [(place.uri, place.same_as, place.coordinates) for place in found] == [
        (
            "http://publications.europa.eu/resource/authority/country/EST",
            "http://www.wikidata.org/entity/Q191",
            None,
        ),
        ("http://www.wikidata.org/entity/Q13972", None, (58.38, 26.72)),
        ("https://sws.geonames.org/588409/", "http://www.wikidata.org/entity/Q1770", None),
    ]


def test_of_very_many_places_only_the_countries_are_named(
    tmp_path: Path, contract: Contract
) -> None:
    cities = [
        {"place_type": "city", "geonames_id": number, **NAMES}
        for number in range(1, MAX_PLACES + 1)
    ]
    found = covered_places(package_of(tmp_path, contract, places=[COUNTRY, *cities]))
    assert [place.uri.rsplit("/", 1)[1] for place in found] == ["EST"]


def test_countries_have_two_and_three_letters() -> None:
    codes = country_codes()
    assert len(set(codes.values())) == len(codes) >= 249
    assert all(len(two) == 2 and len(three) == 3 for two, three in codes.items())
    examples = {two: codes[two] for two in ("FI", "RU", "SE", "DE", "FR", "CD", "MM", "TL", "YE")}
    assert list(examples.values()) == [
        "FIN",
        "RUS",
        "SWE",
        "DEU",
        "FRA",
        "COD",
        "MMR",
        "TLS",
        "YEM",
    ]


def test_languages_have_the_code_of_the_eu() -> None:
    tags = ("fi", "en-GB", "sv", "ru", "de-AT", "smn", "xx")
    assert list(map(language_code, tags)) == ["FIN", "ENG", "SWE", "RUS", "DEU", "SMN", None]
