"""The index that the site is searched with, in parts that a browser loads as it needs them.

``rows-N.js`` hold what a hit shows, ``terms-N.js`` in which rows each word stands; a part of the
words begins where the one before ends. They are scripts, since a page that was opened from a
folder may load nothing else. ``search.js`` cuts words as :func:`terms_of` does.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from datapackage.formats.site.facts import Facts
from datapackage.formats.site.rows import Row, Rows, Texts
from datapackage.formats.site.texts import Speaker

KINDS = {
    "agreement": "agreements",
    "city": "places",
    "theme": "themes",
    "source": "sources",
    "goal": "goals",
}
"""Kinds of hits in the order in which they are listed, and their tables."""

ROWS_A_PART = 500

TERMS_A_PART = 60_000
"""Characters of a part of the words; a word of very many rows may make one longer."""

# Scripts that put no blanks between words are searched by single signs.
_SIGNS = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff"
_TERM = re.compile(rf"[{_SIGNS}]|[^\W_{_SIGNS}]+")


@dataclass(frozen=True)
class Entry:
    """A row that can be found.

    Attributes:
        kind: Out of :data:`KINDS`.
        href: Its address.
        names: What it is called, by language.
        below: What is said under its name, or the number of the entry whose name that is.
        words: All that it can be found by.
    """

    kind: str
    href: str
    names: Texts
    below: Texts | int
    words: Sequence[str]


def terms_of(text: str) -> set[str]:
    """Return the words of a text as they are compared: in lower case, without marks."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return set(_TERM.findall("".join(sign for sign in plain if not unicodedata.combining(sign))))


def shards(facts: Facts, speaker: Speaker) -> Iterator[tuple[str, str]]:
    """Yield the scripts of the index: their paths in the site, and what they hold."""
    rows: list[list[Any]] = []
    places: dict[str, list[int]] = {}
    for entry in _entries(facts):
        for term in set().union(*map(terms_of, entry.words)):
            places.setdefault(term, []).append(len(rows))
        below = entry.below
        shown = below if isinstance(below, int) else _shown(below, speaker.languages)
        rows.append([entry.kind, entry.href, _shown(entry.names, speaker.languages), shown])
    for number, begin in enumerate(range(0, len(rows), ROWS_A_PART)):
        shown_part = rows[begin : begin + ROWS_A_PART]
        yield f"search/rows-{number}.js", _script(f"rows-{number}", shown_part)
    firsts = []
    for number, part in enumerate(_term_parts(places)):
        firsts.append(next(iter(part)))
        yield f"search/terms-{number}.js", _script(f"terms-{number}", part)
    start = {"terms": firsts, "rows": ROWS_A_PART, "languages": list(speaker.languages)}
    yield "search/start.js", _script("start", start)


def _entries(facts: Facts) -> Iterator[Entry]:
    rows = facts.rows
    yield from (_agreement(facts, row) for row in facts.agreements)
    yield from (_city(facts, rows.one("places", key)) for key in facts.cities)
    for row in rows["themes"]:
        words = _values(row["label"], row["description"])
        yield Entry("theme", f"theme/{row['theme_id']}.html", row["label"], {}, words)
    for row in rows["sources"]:
        publisher = row["publisher"] or ""
        address = facts.plan.url("source", row["source_id"])
        found_by = [row["title"], publisher, row["source_id"]]
        yield Entry("source", address, {"": row["title"]}, {"": publisher}, found_by)
    numbers = {row["agreement_id"]: number for number, row in enumerate(facts.agreements)}
    yield from (_goal(facts, row, numbers[row["agreement_id"]]) for row in rows["goals"])


def _agreement(facts: Facts, row: Row) -> Entry:
    key, rows = row["agreement_id"], facts.rows
    parties = [
        rows.one("organisations", party["organisation_id"])["name"] for party in facts.parties(key)
    ]
    people = rows.by("signatories", "agreement_id").get(key, ())
    year = str(row["signed_on"].year) if row["signed_on"] else ""
    words = [
        *_values(row["title"], row["summary"], *parties),
        *_aliases(rows, "agreements", key),
        *(person["person_name"] for person in people if person["person_name"]),
        *(key, year),
    ]
    names = rows.name("agreements", row)
    return Entry("agreement", facts.plan.url("agreement", key), names, {"": year}, words)


def _city(facts: Facts, row: Row) -> Entry:
    key, rows = row["place_id"], facts.rows
    bodies = rows.by("organisations", "place_id").get(key, ())
    words = _values(row["name"], *(body["name"] for body in bodies))
    words += _aliases(rows, "places", key)
    for body in bodies:
        words += _aliases(rows, "organisations", body["organisation_id"])
    country = row["country_code"]
    below = rows.label("places", "country_code", country) if country else {}
    return Entry("city", facts.plan.url("city", key), row["name"], below, words)


def _aliases(rows: Rows, entity: str, key: str) -> list[str]:
    return [
        row["alias"] for row in rows.by("aliases", "entity", "entity_id").get((entity, key), ())
    ]


def _goal(facts: Facts, row: Row, agreement: int) -> Entry:
    name = facts.rows.name("agreements", facts.agreements[agreement])
    area = facts.rows.one("cooperation_areas", row["area_id"])
    links = facts.rows.by("area_themes", "area_id").get(row["area_id"], ())
    themes = [facts.rows.one("themes", link["theme_id"])["label"] for link in links]
    words = _values(row["statement"], name, area["title"], *themes)
    return Entry("goal", facts.address(row), row["statement"], agreement, words)


def _values(*texts: Texts) -> list[str]:
    return [text for each in texts for text in each.values()]


def _shown(texts: Texts, languages: Iterable[str]) -> str | list[str]:
    """Return texts in the order of the languages, or the one that all readers see."""
    found = [texts.get(tag, "") for tag in languages]
    return found if any(found) else texts.get("", "")


def _term_parts(places: dict[str, list[int]]) -> Iterator[dict[str, list[int]]]:
    """Yield the words in order, cut into parts; rows as steps from the one before."""
    part: dict[str, list[int]] = {}
    size = 0
    for term, numbers in sorted(places.items()):
        steps = [number - before for before, number in zip([0, *numbers], numbers, strict=False)]
        length = len(term) + 3 * len(steps) + 6
        if part and size + length > TERMS_A_PART:
            yield part
            part, size = {}, 0
        part[term] = steps
        size += length
    if part:
        yield part


def _script(name: str, value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"found({json.dumps(name)},{text})\n"
