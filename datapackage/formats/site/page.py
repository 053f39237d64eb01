"""A page of the site: what its template can ask for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup, escape

from datapackage.citations.addresses import WEB
from datapackage.contract import Field, reference_of
from datapackage.formats.columns import titles_of
from datapackage.formats.site.facts import Facts, passage_key
from datapackage.formats.site.plan import numbered
from datapackage.formats.site.rows import Row, Texts
from datapackage.formats.site.texts import Speaker, plain
from datapackage.formats.site.timeline import MOST_LINES, Timeline, draw_timeline
from datapackage.formats.vocabularies import GEONAMES, WIKIDATA
from datapackage.languages import language_name
from datapackage.shape import STATED

# Letters beyond ASCII: a page may have them as they are, in a third of the space.
_LETTERS = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+")

DIGITS = 32
"""Digits of a passage's SHA-256 on a page: 128 bits find it in a copy; the table has all."""

MOST_SIGNS = 60
"""Signs of an address that are shown; the link has all."""

IDENTIFIERS = {"wikidata_id": WIKIDATA, "geonames_id": GEONAMES}
"""Columns of identifiers, and what the address of such an identifier begins with."""


@dataclass(frozen=True)
class Fact:
    """A value of a row with the title of its column, and links to what is cited for it."""

    title: Texts
    value: Markup
    refs: Markup


@dataclass(frozen=True)
class Use:
    """What a passage supports of a row: columns or all of it, and of which row."""

    what: Markup
    name: Markup
    href: str


@dataclass(frozen=True)
class Passage:
    """A passage of a source, or the whole of it, with all that it supports."""

    anchor: str
    start: int | None
    end: int | None
    sha256: str
    opened: str
    uses: list[Use]


class Page:
    """A page, and the texts and links that are written on it."""

    def __init__(
        self,
        facts: Facts,
        speaker: Speaker,
        path: str,
        heading: Texts | None,
        about: Texts | None = None,
    ) -> None:
        self._facts = facts
        self._speaker = speaker
        self._info = facts.package.info
        self.path = path
        self.heading = heading
        self.about = about
        self.rows = facts.rows
        self.languages = speaker.languages
        self.root = "../" * path.count("/")
        self.address = f"{self._info.base_url}/site/"
        self.canonical = self.address + path.removesuffix("index.html")
        own = facts.package.text(self._info.title)
        self.title = f"{self.plain(heading)} – {own}" if heading else own
        self.show, self.say, self.number = speaker.show, speaker.say, speaker.number

    # Texts

    def plain(self, texts: Texts) -> str:
        """Return texts in the language of what a package has once."""
        return self._speaker.pick(texts, self._facts.package.language)

    def json(self, value: Any) -> Markup:
        """Return JSON that may stand in a page."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return Markup(text.replace("<", "\\u003c"))  # noqa: S704  (nothing in it can end the script)

    def language_name(self, tag: str) -> str:
        """Return what a language calls itself."""
        name = language_name(tag, tag)
        return name[:1].upper() + name[1:]

    def table_title(self, table: str) -> Texts:
        """Return what a table is called."""
        return titles_of(self._facts.package.contract[table])

    def label(self, table: str, column: str, row: Row) -> Markup:
        """Return the label of a code of a row; nothing where it has none."""
        return self.show(self.rows.label(table, column, row[column])) if row[column] else Markup()

    def date(self, row: Row, column: str, table: str) -> Markup:
        """Return a date of a row, as exactly as it is known."""
        precision = self._facts.package.contract[table].field(column).precision
        shown = self._speaker.date(row[column], row[precision] if precision else None)
        return self.show(shown)

    def lang(self, source: Row) -> Markup:
        """Return the mark of the language of a source."""
        return Markup(' lang="{}"').format(source["language"]) if source["language"] else Markup()

    def listed(self, items: Iterable[Markup]) -> Markup:
        """Return items of a list on one line."""
        return Markup(" · ").join(items)

    # Links

    def url(self, kind: str, key: str) -> str:
        """Return the address of a row from this page."""
        plan = self._facts.plan
        return self.root + (plan.url(kind, key) if kind != "theme" else f"theme/{key}.html")

    def goal_url(self, goal: Row) -> str:
        """Return the address of a goal from this page."""
        return self.root + self._facts.address(goal)

    def link(self, table: str, key: str, *, plain: bool = False) -> Markup:
        """Return the name of a row, with a link where the site has a page for it."""
        row = self.rows.one(table, key)
        name = self.show(self.rows.name(table, row))
        place = key if table == "places" else row["place_id"] if table == "organisations" else None
        if plain:
            return name
        if place in self._facts.cities:
            return Markup('<a href="{}">{}</a>').format(self.url("city", str(place)), name)
        if table == "agreements":
            return Markup('<a href="{}">{}</a>').format(self.url("agreement", key), name)
        return name

    def outward(self, address: str | None, text: str | int) -> Markup:
        """Return a link that leads out of the site; the text alone where it is no web address."""
        if not address or not address.startswith(WEB):
            return escape(text)
        return Markup('<a class="out" rel="external" href="{}">{}</a>').format(address, text)

    # Rows

    def under(self, table: str, agreement: Row) -> list[Row]:
        """Return the rows of a table that belong to an agreement."""
        return self.rows.by(table, "agreement_id").get(agreement["agreement_id"], [])

    def count(self, table: str, column: str, key: str) -> int:
        """Return how many rows of a table point to a row."""
        return len(self.rows.by(table, column).get(key, ()))

    def parties(self, agreement: Row, *, cited: bool = False) -> list[Markup]:
        """Return the parties of an agreement, with links to their cities, and to their passages."""
        return [
            self.link("organisations", party["organisation_id"])
            + (self.refs("parties", self.rows.record_id("parties", party)) if cited else "")
            for party in self._facts.parties(agreement["agreement_id"])
        ]

    def themes(self, area: Row) -> list[Row]:
        """Return the themes of an area, the best fit first."""
        links = self.rows.by("area_themes", "area_id").get(area["area_id"], ())
        return [self.rows.one("themes", link["theme_id"]) for link in links]

    def actors(self, goal: Row) -> list[tuple[Markup, list[Markup]]]:
        """Return who acts in a goal, and who gains: role -> names."""
        roles: dict[str, list[Markup]] = {}
        for row in self.rows.by("goal_actors", "goal_id").get(goal["goal_id"], ()):
            key = row["organisation_id"]
            name = self.link("organisations", key) if key else self.show(row["actor_group"])
            name += self.refs("goal_actors", self.rows.record_id("goal_actors", row))
            roles.setdefault(row["role"], []).append(name)
        label = self.rows.label
        return [(self.show(label("goal_actors", "role", r)), names) for r, names in roles.items()]

    def agreements_of(self, city: str) -> list[Row]:
        """Return the agreements of a city, the latest first."""
        own = set(self._facts.cities[city])
        return [row for row in self._facts.agreements if row["agreement_id"] in own]

    def partners(self, city: str) -> list[Row]:
        """Return the places that a city has agreements with."""
        return [self.rows.one("places", place) for place in self._facts.partners(city)]

    def timeline(self, agreements: Sequence[Row]) -> Timeline | None:
        """Return agreements in time, if there is something to see for each."""
        found = draw_timeline(self.rows, agreements) if len(agreements) <= MOST_LINES else None
        return found if found and len(found.lines) == len(agreements) else None

    def facts(self, table: str, row: Row, skip: Sequence[str] = ()) -> Iterator[Fact]:
        """Yield what a row says, column by column; nothing of cells that are empty."""
        contract = self._facts.package.contract[table]
        exact = {item.precision for item in contract.fields}
        done: set[str] = set(skip)
        record_id = self.rows.record_id(table, row)
        for item in contract.fields:
            stem = item.stem
            if stem in done or item.name in exact or row.get(stem) in (None, {}, ""):
                continue
            done.add(stem)
            titles = plain(titles_of(item)) if item.language else titles_of(item)
            refs = self.refs(table, record_id, stem, item.name)
            yield Fact(titles, self._value(table, item, row), refs)

    def _value(self, table: str, item: Field, row: Row) -> Markup:
        value = row[item.stem]
        target = reference_of(
            self._facts.package.contract, self._facts.package.contract[table], item.name
        )
        if item.language:
            return self.show(value)
        if item.type == "list":
            shown = (self.show(self.rows.label(table, item.name, each)) for each in value)
            return Markup(", ").join(shown)
        if item.codelist:
            return self.show(self.rows.label(table, item.name, value))
        if target and item.name not in self._facts.package.contract[table].primary_key:
            return self.link(target, value)
        if item.name in IDENTIFIERS:
            return self.outward(f"{IDENTIFIERS[item.name]}{value}", value)
        if isinstance(value, str) and "://" in value:
            end = "…" if len(value) > MOST_SIGNS else ""
            return self.outward(value, value[:MOST_SIGNS] + end)
        return self._by_type(table, item, row)

    def _by_type(self, table: str, item: Field, row: Row) -> Markup:
        value = row[item.stem]
        makers: dict[str, Callable[[], Markup]] = {
            "date": lambda: self.date(row, item.name, table),
            "boolean": lambda: self.show(
                self._speaker.texts(f"readable.{'yes' if value else 'no'}")
            ),
            "integer": lambda: self.show(self.number(value)),
            "number": lambda: self.show(self.number(value)),
        }
        return makers.get(item.type, lambda: escape(value))()

    # Citations

    def agreement_of_source(self, source: Row) -> Markup:
        """Return a link to the agreement that a source tells of; nothing if it tells of several."""
        found = self._facts.agreements_citing.get(source["source_id"], ())
        return self.link("agreements", next(iter(found))) if len(found) == 1 else Markup()

    def sources_of(self, agreement: Row) -> list[Row]:
        """Return the sources that an agreement's rows cite."""
        keys = self._facts.sources_of_agreements.get(agreement["agreement_id"], ())
        return [self.rows.one("sources", key) for key in keys]

    def refs(self, table: str, record_id: str, *fields: str, opened: bool = False) -> Markup:
        """Return small links to the passages cited for columns of a row, or for all that it says.

        The number is that of the source on the page of the agreement; a letter tells further
        passages of a source apart.

        Args:
            table: The table of the row.
            record_id: Its key, as citations name it.
            fields: The columns, an empty name for the row as a whole; all where none is given.
            opened: An arrow beside the number of a source opens the source itself at the passage.
        """
        found: dict[str, dict[tuple[int | None, int | None], Row]] = {}
        cited = self.rows.by("citations", "table_name", "record_id")
        for cite in cited.get((table, record_id), ()):
            if not fields or (cite["field_name"] or "") in fields:
                place = (cite["start"], cite["end"])
                found.setdefault(cite["source_id"], {}).setdefault(place, cite)
        if not found:
            return Markup()
        agreement = self._facts.agreement_of(self._facts.cited_row(table, record_id)) or ""
        sources = self._facts.sources_of_agreements[agreement]
        links = Markup(" ").join(
            self._ref(cite, f"{sources.index(key) + 1}{_letter(number)}", opened=opened)
            for key, cites in found.items()
            for number, cite in enumerate(cites.values())
        )
        return Markup("<sup>{}</sup>").format(links)

    def _ref(self, cite: Row, number: str, *, opened: bool) -> Markup:
        link = Markup('<a href="{}">{}</a>').format(self.root + self._facts.passage(cite), number)
        place = (cite["source_id"], cite["start"], cite["end"])
        return link + (self.opening(self._facts.opened(*place)) if opened else "")

    def opening(self, address: str, text: str = "") -> Markup:
        """Return the link that opens a source at a passage; the text alone without an address."""
        if not address:
            return escape(text)
        page, mark, ends = address.partition(":~:text=")
        ends = _LETTERS.sub(lambda found: unquote(found[0]), ends)
        return Markup('<a rel=external href="{}">{}↗</a>').format(
            page + mark + ends, text and f"{text} "
        )

    def passages(self, source: Row, part: int = 0) -> list[Passage]:
        """Return passages of a source in order, with what each supports: one page of them."""
        key = source["source_id"]
        found = self._facts.passages[key][part][1] if key in self._facts.passages else ()
        return [
            Passage(
                self._facts.plan.anchor("source", key, passage_key(start, end)),
                start,
                end,
                (cites[0]["sha256"] or "")[:DIGITS],
                self._facts.opened(key, start, end),
                self._uses(cites),
            )
            for (start, end), cites in found
        ]

    def parts(self, source: Row) -> list[tuple[str, int]]:
        """Return the pages that show the passages of a source, and their numbers."""
        return numbered(self._facts.passages.get(source["source_id"], ()))

    def _uses(self, cites: Sequence[Row]) -> list[Use]:
        """Return what is cited for, row by row; the name of an agreement if there are several."""
        alone = len(self._facts.agreements_citing[cites[0]["source_id"]]) == 1
        found: dict[tuple[Markup, str], list[Texts]] = {}
        for cite in cites:
            table = self._facts.package.contract[cite["table_name"]]
            row = self._facts.cited_row(table.name, cite["record_id"])
            named = bool(row.get("goal_id")) or not alone
            name = self.show(self._facts.called(row)) if named else Markup()
            column = cite["field_name"] or ""
            item = next((each for each in table.fields if column in _names(each)), None)
            titles: Texts = titles_of(item or table)
            whats = found.setdefault((name, self.root + self._facts.address(row)), [])
            whats.append(self._what(plain(titles) if item and item.language else titles, cite))
        return [Use(self._joined(whats), *which) for which, whats in found.items()]

    def _what(self, titles: Texts, cite: Row) -> Texts:
        """Return the title of what is cited; said so where the source does not state it itself."""
        if cite["basis"] == STATED:
            return titles
        label = self.rows.label("citations", "basis", cite["basis"])
        return self._combined((titles, label), lambda parts: f"{parts[0]} ({parts[1].lower()})")

    def _joined(self, texts: Sequence[Texts]) -> Markup:
        """Return texts as one list in each language, which takes less than a list of texts."""
        return self.show(self._combined(texts, lambda parts: ", ".join(dict.fromkeys(parts))))

    def _combined(self, texts: Sequence[Texts], make: Callable[[list[str]], str]) -> Texts:
        """Return one text of several, in the languages that all are in, if there are any."""
        tags = [tag for tag in texts[0] if all(tag in each for each in texts)]
        pick = self._speaker.pick
        return {tag: make([pick(each, tag) for each in texts]) for tag in tags or self.languages}


def _letter(number: int) -> str:
    """Return what tells a further passage of a source apart: nothing for the first, then b, c."""
    return "" if number == 0 else ascii_lowercase[number : number + 1] or "…"


def _names(item: Field) -> tuple[str | None, ...]:
    """Return what citations call a column: its exactness is cited with it."""
    return item.name, item.stem, item.precision
