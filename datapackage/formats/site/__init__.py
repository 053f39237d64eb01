"""``site/``: pages for people, in all languages of the package, that open without a server.

Everything is there when the site is built: pages are HTML and SVG, and what little JavaScript there
is serves search, filters, the memory of a language and the checking of passages. Nothing is loaded
from anywhere else.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.columns import columns_of, descriptions_of, titles_of
from datapackage.formats.dictionary import MAX_CODES
from datapackage.formats.files import FilesFacts
from datapackage.formats.metadata import recommended_citation
from datapackage.formats.schema_org import description
from datapackage.formats.site import linked, search
from datapackage.formats.site.card import draw_card
from datapackage.formats.site.chart import LAND, Spot, charts
from datapackage.formats.site.facts import Facts
from datapackage.formats.site.page import Page
from datapackage.formats.site.plan import numbered, parts
from datapackage.formats.site.rows import Row, Texts
from datapackage.formats.site.texts import Speaker, plain
from datapackage.formats.site.timeline import MOST_LINES, draw_timeline, years_counted

FOLDER = "site"
FILES = Path(__file__).resolve().parent / "files"
CARD = "card.png"

MOST_UNPLACED = 50
"""Cities without coordinates that are listed below the map at most."""

MOST_PARTNERS = 20
"""Partners of a city in the list of cities at most; its own page has all."""

UNKNOWN = ("agreements", "documents", "goals", "signatories", "organisations", "places", "sources")
"""Tables of which the site says what is not known."""


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the site."""
    _Site(package).write()
    titles = package.titles("files.site")
    return [PublishedFile(f"{FOLDER}/index.html", titles, "text/html", "HTML", is_data=False)]


class _Site:
    """The pages of a package."""

    def __init__(self, package: FinishedPackage) -> None:
        self._package = package
        self._facts = Facts(package)
        self._rows = self._facts.rows
        self._speaker = Speaker(package.languages)
        self._written: list[str] = []
        self._environment = Environment(
            loader=PackageLoader("datapackage.formats.site"),
            autoescape=True,
            auto_reload=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            info=package.info,
            released=self._texts(
                "released", version=package.info.version, released=package.info.released
            ),
            say_all=self._texts,
            columns_of=columns_of,
            plain=plain,
            descriptions_of=descriptions_of,
            menu=self._menu(),
            card=CARD if any(self._spots()) else None,
        )

    def write(self) -> None:
        """Write all pages and files."""
        self._overview()
        self._agreements()
        self._cities()
        self._themes()
        self._sources()
        self._about_data()
        kinds = [(kind, self._title(table)) for kind, table in search.KINDS.items()]
        kinds[1] = ("city", self._say("cities"))
        self._page("search.html", "search.html", self._say("search"), kinds=kinds)
        for name, text in search.shards(self._facts, self._speaker):
            self._text(name, text)
        for file in sorted(FILES.iterdir()):
            if file != LAND:
                shutil.copyfile(file, self._package.new_file(f"{FOLDER}/{file.name}"))
        style = (FILES / "site.css").read_text(encoding="utf-8") + self._speaker.rules
        self._text("site.css", style)
        self._text("sitemap.xml", linked.sitemap(self._package.info, self._written))

    # Pages

    def _overview(self) -> None:
        facts, rows, info = self._facts, self._rows, self._package.info
        spots = list(self._spots())
        pairs = (
            (one, other)
            for row in rows["agreements"]
            for places in [facts.places(row["agreement_id"])]
            for one, other in combinations(places, 2)
        )
        maps = charts(spots, pairs)
        placed = {spot.key for spot in spots}
        unplaced = [key for key in facts.cities if key not in placed]
        page = self._new_page("index.html", None, info.description)
        few = len(rows["agreements"]) <= MOST_LINES
        years = years_counted(rows["agreements"])
        countries = {rows.one("places", key)["country_code"] for key in facts.cities} - {None}
        self._render(
            page,
            "index.html",
            json_ld=linked.dataset(description(self._package)),
            numbers=[
                ("agreements.html", self._title("agreements"), len(rows["agreements"])),
                ("cities.html", self._say("cities"), len(facts.cities)),
                ("", self._say("countries"), len(countries)),
                ("themes.html", self._title("goals"), len(rows["goals"])),
                ("sources.html", self._title("sources"), len(rows["sources"])),
                ("", self._say("passages"), len(rows["citations"])),
            ],
            charts=maps,
            unplaced=[page.link("places", key) for key in unplaced[:MOST_UNPLACED]],
            timeline=draw_timeline(rows, rows["agreements"]) if few else None,
            years=[] if few else years,
            most=max((number for _, number in years), default=0),
            actions=[(code, rows.label("goals", "action_type", code)) for code in self._actions],
            matrix=list(self._matrix()),
        )
        if maps:
            self._package.new_file(f"{FOLDER}/{CARD}").write_bytes(draw_card(maps[0]))

    def _agreements(self) -> None:
        facts = self._facts
        by_key = {row["agreement_id"]: row for row in self._rows["agreements"]}
        for path, items in facts.plan.pages("agreement", by_key):
            alone = items[0] if len(items) == 1 else None
            heading = self._rows.name("agreements", alone) if alone else self._title("agreements")
            about = alone["summary"] if alone else None
            graph = linked.agreements(facts, items)
            self._page(path, "agreement.html", heading, about, json_ld=graph, items=items)
        self._list(
            "agreements.html",
            self._title("agreements"),
            "list_agreement",
            "agreement",
            facts.agreements,
        )

    def _cities(self) -> None:
        facts, rows = self._facts, self._rows
        by_key = {key: rows.one("places", key) for key in facts.cities}
        for path, items in facts.plan.pages("city", by_key):
            heading = rows.name("places", items[0]) if len(items) == 1 else self._say("cities")
            graph = linked.cities(facts, items)
            self._page(path, "city.html", heading, json_ld=graph, items=items)
        page = self._new_page("cities.html", None)
        entries = [
            {
                "href": page.url("city", key),
                "name": page.show(row["name"]),
                "aside": page.label("places", "country_code", row),
                "below": page.listed(self._some_partners(page, facts.partners(key))),
                "count": len(facts.cities[key]),
            }
            for key, row in by_key.items()
        ]
        self._list("cities.html", self._say("cities"), "list_city", "city", entries)

    def _some_partners(self, page: Page, partners: Sequence[str]) -> Iterator[Markup]:
        for key in partners[:MOST_PARTNERS]:
            yield page.link("places", key, plain=True)
        if len(partners) > MOST_PARTNERS:
            yield Markup("…")

    def _themes(self) -> None:
        rows = self._rows
        page = self._new_page("themes.html", None)
        for theme in rows["themes"]:
            key = theme["theme_id"]
            pages = list(parts(self._goals(key), f"theme/{key}.html"))
            names = numbered(pages)
            for path, goals in pages:
                groups: dict[str, list[Row]] = {}
                for goal in goals:
                    groups.setdefault(goal["action_type"], []).append(goal)
                self._page(
                    path,
                    "theme.html",
                    theme["label"],
                    theme["description"],
                    json_ld=linked.theme(self._facts, theme),
                    theme=theme,
                    groups=list(groups.items()),
                    pages=names,
                )
        entries = [
            {
                "href": page.url("theme", theme["theme_id"]),
                "name": page.show(theme["label"]),
                "aside": "",
                "below": page.show(theme["description"]) if theme["description"] else "",
                "count": len(self._goals(theme["theme_id"])),
            }
            for theme in rows["themes"]
        ]
        self._list("themes.html", self._title("themes"), "list_theme", "theme", entries)

    def _sources(self) -> None:
        facts, rows = self._facts, self._rows
        by_key = {row["source_id"]: row for row in rows["sources"]}
        for path, items in facts.plan.pages("source", by_key):
            heading = {"": items[0]["title"]} if len(items) == 1 else self._title("sources")
            self._page(path, "source.html", heading, items=items, part=0)
            for row in items:
                page = self._new_page(path, {"": row["title"]})
                for part, (further, _) in enumerate(page.parts(row)[1:], start=1):
                    self._page(further, "source.html", page.heading, items=[row], part=part)
        page = self._new_page("sources.html", None)
        entries = [
            {
                "href": page.url("source", key),
                "name": _in_own_language(page, row),
                "aside": page.date(row, "published_on", "sources") if row["published_on"] else "–",
                "below": row["publisher"] or "",
                "count": page.count("citations", "source_id", key) or "",
            }
            for key, row in by_key.items()
        ]
        self._list("sources.html", self._title("sources"), "list_source", "source", entries)

    def _about_data(self) -> None:
        package, speaker = self._package, self._speaker
        facts = FilesFacts(package)
        files = [
            (file, speaker.size(facts[file.path].size), facts[file.path].sha256)
            for file in package.files
        ]
        citation = speaker.each(lambda tag: recommended_citation(package.info, tag))
        note = self._texts("readme.licence_note", licence=package.info.licence.name)
        heading = self._say("data")
        self._page(
            "data.html", "data.html", heading, files=files, citation=citation, licence_note=note
        )
        codelists = {
            name: codes
            for name, codes in self._rows.by("codes", "codelist").items()
            if len(codes) <= MAX_CODES
        }
        tables = list(package.contract.values())
        heading = self._texts("files.dictionary")
        self._page(
            "dictionary.html", "dictionary.html", heading, tables=tables, codelists=codelists
        )
        gaps = [(table, found) for table in UNKNOWN if (found := list(self._gaps(table)))]
        self._page("unknown.html", "unknown.html", self._say("unknown"), tables=gaps)

    def _list(self, path: str, heading: Texts, note: str, kind: str, items: Sequence[Any]) -> None:
        """Write a list of rows, as many pages as it takes."""
        pages = list(parts(items, path))
        names = numbered(pages)
        for name, part in pages:
            said = self._say(note)
            self._page(name, "list.html", heading, kind=kind, items=part, pages=names, note=said)

    # What pages show

    def _menu(self) -> list[tuple[str, Texts]]:
        return [
            ("agreements.html", self._title("agreements")),
            ("cities.html", self._say("cities")),
            ("themes.html", self._title("themes")),
            ("sources.html", self._title("sources")),
            ("data.html", self._say("data")),
            ("dictionary.html", self._texts("files.dictionary")),
            ("unknown.html", self._say("unknown")),
        ]

    def _spots(self) -> Iterator[Spot]:
        for key, agreements in self._facts.cities.items():
            place = self._rows.one("places", key)
            if place["latitude"] is not None and place["longitude"] is not None:
                address = self._facts.plan.url("city", key)
                yield Spot(
                    key, place["longitude"], place["latitude"], place["name"], address,
                    len(agreements),
                )  # fmt: skip

    @cached_property
    def _actions(self) -> list[str]:
        """Codes of actions in the order of their list, those that a goal has."""
        used = self._rows.by("goals", "action_type")
        field = self._package.contract["goals"].field("action_type")
        return [code for code in field.enum or sorted(filter(None, used)) if code in used]

    def _goals(self, theme: str) -> list[Row]:
        """Return the goals of a theme, by their actions."""
        order = {code: number for number, code in enumerate(self._actions)}
        goals = self._facts.goals_of_themes.get(theme, [])
        return sorted(goals, key=lambda goal: order.get(goal["action_type"], len(order)))

    def _matrix(self) -> Iterator[tuple[Row, list[dict[str, Any]]]]:
        counted = []
        for theme in self._rows["themes"]:
            first: dict[str, str] = {}
            numbers = dict.fromkeys(self._actions, 0)
            for path, goals in parts(
                self._goals(theme["theme_id"]), f"theme/{theme['theme_id']}.html"
            ):
                for goal in goals:
                    numbers[goal["action_type"]] += 1
                    first.setdefault(goal["action_type"], f"{path}#{goal['action_type']}")
            if any(numbers.values()):
                counted.append((theme, numbers, first))
        most = max((max(numbers.values()) for _, numbers, _ in counted), default=1)
        for theme, numbers, first in counted:
            yield (
                theme,
                [
                    {"number": number, "href": first.get(code), "heat": -(-5 * number // most)}
                    for code, number in numbers.items()
                ],
            )

    def _gaps(self, table: str) -> Iterator[dict[str, Any]]:
        """Yield the columns of a table that have empty cells, those with most first."""
        rows = self._rows[table]
        gaps: dict[str, dict[str, Any]] = {}
        for column in columns_of(self._package.contract[table]):
            stem = column.field.stem
            empty = sum(row[stem] in (None, {}) for row in rows)
            if empty and stem not in gaps and not stem.endswith("_precision"):
                gaps[stem] = {
                    "title": plain(column.titles) if column.field.language else column.titles,
                    "description": plain(column.descriptions)
                    if column.field.language
                    else column.descriptions,
                    "empty": empty,
                    "all": len(rows),
                    "share": round(100 * empty / len(rows), 1),
                }
        yield from sorted(gaps.values(), key=lambda gap: -gap["empty"])

    # Writing

    def _title(self, table: str) -> Texts:
        return titles_of(self._package.contract[table])

    def _texts(self, key: str, **values: Any) -> Texts:
        return self._speaker.texts(key, **values)

    def _say(self, key: str) -> Texts:
        return self._texts(f"site.{key}")

    def _new_page(self, path: str, heading: Texts | None, about: Texts | None = None) -> Page:
        return Page(self._facts, self._speaker, path, heading, about)

    def _page(
        self,
        path: str,
        template: str,
        heading: Texts | None,
        about: Texts | None = None,
        **values: Any,
    ) -> None:
        self._render(self._new_page(path, heading, about), template, **values)

    def _render(self, page: Page, template: str, **values: Any) -> None:
        found = self._environment.get_template(template)
        self._text(page.path, found.render(page=page, **{"json_ld": None, **values}) + "\n")
        self._written.append(page.path)

    def _text(self, path: str, text: str) -> None:
        self._package.write_text(f"{FOLDER}/{path}", text)


def _in_own_language(page: Page, source: Row) -> Markup:
    return Markup("<span{}>{}</span>").format(page.lang(source), source["title"])
