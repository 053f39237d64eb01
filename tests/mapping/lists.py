"""Invented lists that imitate the mess of real ones, each in a folder of sources of its own."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from datapackage.languages import cldr_names
from datapackage.read.codelists import country_codes
from tests.bad_inputs.case import BASE

SYLLABLES = [c + v for c in "bdfgklmnprst" for v in "aeo"]
ODD = [*"áčðéğıłñøőșüßж"]
TOP = """\
  agreement_type: {type}
  status: signed
  status_as_of: 2024-01-01
  title: {{en: "{title}"}}
  summary: {{en: "{title}"}}
"""


def town(number: int) -> str:
    """Return an invented name; different numbers give different names."""
    name, base = "", len(SYLLABLES)
    left = number + base**2
    while left:
        left, syllable = divmod(left, base)
        name += SYLLABLES[syllable]
    return name.capitalize() + (ODD[number % len(ODD)] if number % 7 == 0 else "")


def spellings() -> list[tuple[str, str]]:
    """Return 239 spellings of countries with their codes: 190 of the CLDR, 49 of people."""
    names = cldr_names("en").territories
    known = [(names[code], code) for code in country_codes() if "," not in names[code]][:190]
    unusual = [f"{name.upper()} (rep. of)" for name, _ in known[:25]]
    unusual += [f"the former {name}" for name, _ in known[25:49]]
    return [*known, *zip(unusual, [code for _, code in known], strict=False)]


def make_sources(folder: Path, name: str, mapping: str) -> Path:
    """Make sources with empty registers and one mapping; return the folder of its tables."""
    (folder / "registers").mkdir(parents=True)
    package = (BASE / "sources/package.yaml").read_text(encoding="utf-8")
    (folder / "package.yaml").write_text(f"{package}required_languages: [en]\n", encoding="utf-8")
    for path in (BASE / "sources/registers").iterdir():
        header = path.read_text(encoding="utf-8").split("\n")[0]
        (folder / "registers" / path.name).write_text(f"{header}\n", encoding="utf-8")
    tables = folder / "tables" / name
    tables.mkdir(parents=True)
    (tables / "mapping.yaml").write_text(mapping, encoding="utf-8")
    return tables


def add_rows(folder: Path, register: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Append rows to a register."""
    path = folder / "registers" / f"{register}.csv"
    header = path.read_text(encoding="utf-8").split("\n")[0].split(",")
    with path.open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, header, lineterminator="\n").writerows(rows)


def add_source(folder: Path, source: str) -> None:
    """Register a source; how long its text is matters to no test here."""
    row = {"source_id": source, "title": "An invented list", "language": "en"}
    row |= {"media_type": "text/csv", "characters": "9" * 9, "bytes": "9" * 9, "sha256": "0" * 64}
    add_rows(folder, "sources", [row])


def write(path: Path, rows: Iterable[Sequence[object]], *, encoding: str, delimiter: str) -> None:
    """Write rows as a CSV file of any encoding, with Windows line ends."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)


# --- Treaties with party links ----------------------------------------------------------------

TREATIES = """\
tables:
  - {file: treaties.csv, source: treaty-list, encoding: cp1252, header: 3}
  - {file: links.txt, source: link-list, delimiter: tab, on: {treaty: No.}}
dates: dd/mm/yyyy
empty: [n/a, "-"]
values:
  Kind: {MoU: memorandum, Treaty: cooperation}
leave_out:
  - {column: Stage, values: [draft], reason: drafts bind nobody}
record:
  id: "treaty-{No.}"
  signed_on: "{Signed}"
  parties:
    organisation: "{Party}"
    role: partner
""" + TOP.format(type='"{Kind}"', title="{Name of the treaty}")


def treaties(folder: Path, treaties: int = 8000, links: int = 85_000) -> None:
    """Treaties in a spreadsheet's CSV, and who is a party in a second file."""
    chance = random.Random(1)
    tables = make_sources(folder, "treaties", TREATIES)
    states = [f"State of {town(n)}" for n in range(200)]
    add_rows(
        folder,
        "organisations",
        (
            {
                "organisation_id": f"state-{n}",
                "name_en": name,
                "organisation_type": "government-agency",
                "aliases": name.upper(),
                "keep": "a state",
            }
            for n, name in enumerate(states)
        ),
    )
    add_source(folder, "treaty-list")
    add_source(folder, "link-list")
    rows: list[list[object]] = [["Treaties – export"], [], ["No.", "Name of the treaty"]]
    rows[2] += ["Kind", "Signed", "Stage", ""]
    for n in range(1, treaties + 1):
        day = f"{n % 28 + 1:02}/{n % 12 + 1:02}/{1950 + n % 70}" if n % 50 else "n/a"
        stage = "draft" if n % 100 == 0 else "-"
        rows.append(
            [n, f"Treaty “{town(n % 7)}”; no. {n}", "MoU" if n % 3 else "Treaty", day, stage]
        )
    write(tables / "treaties.csv", rows, encoding="cp1252", delimiter=";")
    pairs = [(n % treaties + 1, n // treaties + 11 * (n % treaties)) for n in range(links - 40)]
    pairs += [(treaties + 1 + n, n) for n in range(40)]  # of treaties that are not in the list
    chance.shuffle(pairs)
    linked = [(n, states[s % 200].upper() if s % 5 else f" {states[s % 200]} ") for n, s in pairs]
    write(tables / "links.txt", [("treaty", "Party"), *linked], encoding="utf-8", delimiter="\t")


# --- Pairs of twin towns ----------------------------------------------------------------------

_TOWN = """\
    - role: partner
      organisation:
        name: "{{town{n}}}, {{country{n}}}"
        new:
          name_en: "{{town{n}}}"
          organisation_type: city
          place_id:
            name: "{{town{n}}}, {{country{n}}}"
            new: {{name_en: "{{town{n}}}", place_type: city, country_code: "{{country{n}}}"}}
"""
TWIN_TOWNS = (
    """\
tables: [{file: pairs.csv, source: encyclopedia}]
leave_out:
  - {column: country2, values: [""], reason: no country is named}
unknown: candidate
record:
  id: "{town1}-{country1}--{town2}-{country2}"
  parties:
"""
    + _TOWN.format(n=1)
    + _TOWN.format(n=2)
    + TOP.format(type="sister-city", title="{town1} and {town2}")
)


def twin_towns(folder: Path, pairs: int = 26_000) -> None:
    """Pairs of towns, each with its country as somebody spelt it."""
    tables = make_sources(folder, "twin-towns", TWIN_TOWNS)
    add_source(folder, "encyclopedia")
    names = spellings()

    def named(n: int) -> tuple[str, str]:
        return town(n), names[n % len(names)][0]

    rows = [(*named(n), *named(n + 1 + n % 13)) for n in range(pairs - 6)]
    rows += [(*named(n), town(n + 2), "") for n in range(5)]  # no country
    rows.append(rows[0])  # said again
    header = ("town1", "country1", "town2", "country2")
    write(tables / "pairs.csv", [header, *rows], encoding="utf-8-sig", delimiter=",")


# --- One statement and its signatories --------------------------------------------------------

STATEMENT = """\
tables: [{file: signatories.csv, source: statement}]
split: {For: " / "}
values:
  As: {Mayor: mayor, "Deputy Mayor": deputy mayor, "in person": ""}
record:
  id: statement-on-rivers
  parties:
    organisation: "{For}"
    role: partner
  signatories:
    - id: "rivers-{No}"
      organisation: "{Of}"
      person_name: "{Name}"
      position: {en: "{As}"}
""" + TOP.format(type="cooperation", title="Statement on rivers")


def statement(folder: Path, signatories: int = 250) -> None:
    """One text that many sign, as mayors of cities, for several at once, or in person."""
    tables = make_sources(folder, "statement", STATEMENT)
    add_source(folder, "statement")
    cities = [f"City of {town(n)}" for n in range(60)]
    add_rows(
        folder,
        "organisations",
        (
            {"organisation_id": f"city-{n}", "name_en": name, "organisation_type": "city"}
            for n, name in enumerate(cities)
        ),
    )
    rows = []
    for n in range(1, signatories + 1):
        here, there = cities[n % 60], cities[n * 7 % 60]
        both = f"{here} / {there}" if n % 9 == 0 else here
        capacity = ("Mayor", "Deputy Mayor", "in person")[n % 3]
        rows.append((n, f"{town(n)} {town(n * 3)}", capacity, here, both))
    header = ("No", "Name", "As", "Of", "For")
    write(tables / "signatories.csv", [header, *rows], encoding="utf-8", delimiter="|")
