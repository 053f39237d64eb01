"""Synthetic registers: places, organisations and sources with names in four languages.

Cities are named by three syllables each, written in Latin, Cyrillic, Greek and Georgian script,
so that no two share a name. Their number grows with the number of agreements up to
:data:`MAX_CITIES`: however many agreements there are, the world has only so many cities.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from random import Random

from benchmarks.forms import any_case, date_text, untidy
from benchmarks.phrases import SPOKEN

MAX_CITIES = 5_000
MAX_OTHERS = 20_000
"""Organisations besides the cities themselves."""
AGREEMENTS_PER_SOURCE = 100
SOURCE_CHARACTERS = 400_000

_LATIN = "ktpmnlrsvhjdaouieäöy"
_CYRILLIC = dict(zip(_LATIN, "ктпмнлрсвхйдаоуиеяёю", strict=True))
_GREEK = dict(zip(_LATIN, "κτπμνλρσβχγδαουιεηωϋ", strict=True))
_GEORGIAN = dict(zip(_LATIN, "კტპმნლრსვჰჯდაოუიეჲჵჳ", strict=True))
_ASCII = {**{letter: letter for letter in _LATIN}, "ä": "ae", "ö": "oe"}
_SYLLABLES = (
    *("ka", "to", "pi", "ma", "nu", "lä", "rö", "sa", "vi", "ho", "ju", "de", "ky", "ta", "pe"),
    *("mi", "no", "lu", "rä", "sö", "va", "hi", "jo", "du", "ke", "ty", "pa", "mo", "nä", "li"),
    *("ru", "se"),
)
_FI_ENDINGS = ("la", "järvi", "mäki", "koski", "salmi", "lahti", "niemi", "nen")
_SV_ENDINGS = ("stad", "sund", "vik", "näs", "köping", "fors", "ås", "hamn")
_RU_ENDINGS = ("ск", "город", "ово", "ино", "поль", "ец", "й", "ёвка")

_KINDS: tuple[tuple[str, tuple[str, str, str, str], str], ...] = (
    (
        "city-committee",
        ("{}n ulkosuhteet", "{} foreign relations committee", "{} utrikesnämnd", "Комитет {}"),
        "committee",
    ),
    (
        "university-of-applied-sciences",
        ("{}n AMK", "{} University of Applied Sciences", "{} yrkeshögskola", "{}: прикладной вуз"),
        "uas",
    ),
    ("university", ("{}n yliopisto", "{} University", "{} universitet", "Университет {}"), "uni"),
    (
        "vocational-school",
        ("{}n ammattiopisto", "{} Vocational College", "{} yrkesskola", "Колледж {}"),
        "school",
    ),
    ("company", ("{}n Vesi Oy", "{} Water Ltd.", "{} Vatten Ab", "ООО «Водоканал {}»"), "water"),
    (
        "association",
        ("{}n kauppakamari", "{} Chamber of Commerce", "{} handelskammare", "Палата {}"),
        "chamber",
    ),
    (
        "government-agency",
        ("{}n satamavirasto", "{} Port Authority", "{} hamnmyndighet", "Портовая служба {}"),
        "port",
    ),
)
"""Type of an organisation, its names around the name of its city, the end of its identifier."""

Names = tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A register's row: identifier, names by language, and all that it may be called."""

    id: str
    names: tuple[str, str, str, str]
    aliases: Names

    @property
    def called(self) -> Names:
        """Identifier, names and aliases: what a record may say."""
        return (self.id, *self.names, *self.aliases)


@dataclass(frozen=True)
class World:
    """The registers of a data set of ``agreements`` agreements, each entry by its number."""

    agreements: int

    @property
    def cities(self) -> int:
        """How many cities there are."""
        return min(MAX_CITIES, 20 + self.agreements // 10, max(2, self.agreements // 2))

    @property
    def others(self) -> int:
        """How many organisations there are that are no city; each is of some agreement."""
        return min(MAX_OTHERS, len(_KINDS) * self.cities, self.agreements // 8)

    @property
    def sources(self) -> int:
        """How many sources there are."""
        return -(-self.agreements // AGREEMENTS_PER_SOURCE)

    @cached_property
    def places(self) -> list[Entry]:
        """The cities as places."""
        return [_place(number) for number in range(self.cities)]

    @cached_property
    def organisations(self) -> list[Entry]:
        """The cities as legal persons, then the other organisations."""
        cities = [_city(place) for place in self.places]
        return cities + [_other(number, self.places) for number in range(self.others)]

    @staticmethod
    def source(number: int) -> str:
        """Return the identifier of a source."""
        return f"yearbook-{number + 1:05}"


def slug(number: int) -> str:
    """Return the identifier of a city."""
    return "".join(_ASCII[letter] for letter in _base(number))


def _base(number: int) -> str:
    size = len(_SYLLABLES)
    mixed = number * 7919 % size**3  # odd, so that no two numbers meet
    return "".join(_SYLLABLES[mixed // size**power % size] for power in (2, 1, 0))


def _written(base: str, letters: dict[str, str]) -> str:
    return "".join(letters[letter] for letter in base).capitalize()


def _place(number: int) -> Entry:
    base = _base(number)
    latin, cyrillic = base.capitalize(), _written(base, _CYRILLIC)
    fi = latin + _FI_ENDINGS[number % 8]
    sv = latin + _SV_ENDINGS[number // 8 % 8]
    ru = cyrillic + _RU_ENDINGS[number // 3 % 8]
    aliases = (
        *(f"{fi}ssa", f"{fi}n", f"{fi}an", f"St. {latin}", f"в {ru}е", f"г. {ru}"),
        *(_written(base, _GREEK), _written(base, _GEORGIAN)),
    )
    return Entry(slug(number), (fi, latin, sv, ru), aliases)


def _city(place: Entry) -> Entry:
    fi, en, sv, ru = place.names
    names = (f"{fi}n kaupunki", f"City of {en}", f"{sv}s stad", f"Город {ru}")
    aliases = (*place.names, f"{fi}n kaupungin", f"Town of {en}", f"Администрация г. {ru}")
    return Entry(f"city-of-{place.id}", names, (*aliases, *place.aliases[-2:]))


def _other(number: int, places: list[Entry]) -> Entry:
    place = places[number % len(places)]
    _, patterns, ending = _KINDS[number // len(places)]
    fi, en, sv, ru = (p.format(n) for p, n in zip(patterns, place.names, strict=True))
    return Entry(f"{place.id}-{ending}", (fi, en, sv, ru), (f"{place.names[1]} {ending.upper()}",))


# --- Files ------------------------------------------------------------------------------------


def write_registers(world: World, folder: Path, real: Path, seed: int) -> None:
    """Write the registers to ``folder``; themes and their mappings are those of ``real``."""
    folder.mkdir(parents=True)
    rng = Random(f"{seed}/registers")
    for name in ("themes.csv", "theme_mappings.csv"):
        shutil.copyfile(real / name, folder / name)
    _write(folder / "places.csv", _PLACE_COLUMNS, _place_rows(world, rng))
    _write(folder / "organisations.csv", _ORGANISATION_COLUMNS, _organisation_rows(world, rng))
    _write(folder / "sources.csv", _SOURCE_COLUMNS, _source_rows(world, rng))


def _names(stem: str) -> list[str]:
    return [f"{stem}_{language}" for language in SPOKEN]


_PLACE_COLUMNS = [
    *("place_id", *_names("name"), "place_type", "country_code", "parent_id", "wikidata_id"),
    *("geonames_id", "latitude", "longitude", "aliases", "keep"),
]
_ORGANISATION_COLUMNS = [
    *("organisation_id", *_names("name"), "organisation_type", "place_id", "parent_id"),
    *("wikidata_id", "aliases", "keep"),
]
_SOURCE_COLUMNS = [
    *("source_id", "title", "publisher", "published_on", "language", "url", "media_type"),
    *("characters", "bytes", "sha256", "aliases", "keep"),
]
_COUNTRIES: tuple[tuple[str, str, Names], ...] = (
    ("finland", "FI", ("Suomi", "Finland", "Finland", "Финляндия")),
    ("russia", "RU", ("Venäjä", "Russia", "Ryssland", "Россия")),
)


def _write(path: Path, columns: list[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _place_rows(world: World, rng: Random) -> Iterable[Iterable[object]]:
    for identifier, code, names in _COUNTRIES:
        yield (identifier, *names, "country", code, "", "", "", "", "", "", "")
    for number, entry in enumerate(world.places):
        country = _COUNTRIES[number % 2]
        known = rng.random() < 0.7
        written = [name if rng.random() < 0.97 else untidy(rng, name) for name in entry.names]
        yield (
            *(entry.id, *written, any_case(rng, "Kaupunki"), country[1]),
            rng.choice((country[0], *country[2])),
            f"Q{100_000 + number}" if known else "",
            500_000 + number if known else "",
            f"{rng.uniform(55, 70):.4f}" if known else "",
            f"{rng.uniform(20, 60):.4f}" if known else "",
            *("|".join(entry.aliases), ""),
        )


def _organisation_rows(world: World, rng: Random) -> Iterable[Iterable[object]]:
    for number, entry in enumerate(world.organisations):
        is_city = number < world.cities
        place = world.places[number if is_city else (number - world.cities) % world.cities]
        kind = "city" if is_city else _KINDS[(number - world.cities) // world.cities][0]
        parent = f"city-of-{place.id}" if kind == "city-committee" else ""
        # Each city is the place of its own organisation, so that no place is without use.
        stated = is_city or rng.random() < 0.6
        yield (
            *(entry.id, *entry.names, kind, rng.choice(place.called) if stated else "", parent),
            f"Q{900_000 + number}" if rng.random() < 0.2 else "",
            *("|".join(entry.aliases), ""),
        )


def _source_rows(world: World, rng: Random) -> Iterable[Iterable[object]]:
    for number in range(world.sources):
        identifier = world.source(number)
        day = _day(rng)
        yield (
            *(identifier, f"Yearbook of agreements, volume {number + 1}", ""),
            *(day, rng.choice(("fi", "English", "svenska", "РУССКИЙ")), "", "text/plain"),
            *(SOURCE_CHARACTERS, SOURCE_CHARACTERS + SOURCE_CHARACTERS // 9),
            *(hashlib.sha256(identifier.encode()).hexdigest(), "", ""),
        )


def _day(rng: Random) -> str:
    return date_text(rng, date(2000 + int(rng.random() * 25), 1 + int(rng.random() * 12), 17))
