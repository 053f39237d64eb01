"""What the site knows of agreements: who met whom, which goals a theme has, what is cited where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from datapackage.formats import FinishedPackage
from datapackage.formats.site.plan import Plan, parts
from datapackage.formats.site.rows import Row, Rows, Texts

Place = tuple[int | None, int | None]
"""Where a passage begins and ends in its source; the whole of it has no place."""


def passage_key(start: int | None, end: int | None) -> str:
    """Return what a passage is called in addresses; without offsets it is the whole source."""
    return "whole" if start is None else f"{start}-{end}"


class Facts:
    """The rows of a package, and what follows from several tables."""

    def __init__(self, package: FinishedPackage) -> None:
        self.package = package
        self.rows = Rows(package)
        self.plan = Plan(
            {
                "agreement": [row["agreement_id"] for row in self.rows["agreements"]],
                "city": list(self.cities),
                "source": [row["source_id"] for row in self.rows["sources"]],
            },
            {source: first for source, (first, *_) in self.agreements_citing.items()},
        )

    @cached_property
    def cities(self) -> dict[str, list[str]]:
        """Agreements of each place where a party is at home, the place with most of them first."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for party in self.rows["parties"]:
            if place := self.place_of(party):
                found[place][party["agreement_id"]] = None
        known = (key for key in self.rows.by("places", "place_id") if key in found)
        return {key: list(found[key]) for key in sorted(known, key=lambda key: -len(found[key]))}

    @cached_property
    def agreements(self) -> list[Row]:
        """All agreements, the latest first; those without a date last."""
        dated = sorted(
            (row for row in self.rows["agreements"] if row["signed_on"]),
            key=lambda row: (row["signed_on"], row["agreement_id"]),
            reverse=True,
        )
        return dated + [row for row in self.rows["agreements"] if not row["signed_on"]]

    def place_of(self, party: Row) -> str | None:
        """Return the place where a party is at home."""
        place: str | None = self.rows.one("organisations", party["organisation_id"])["place_id"]
        return place

    def parties(self, agreement: str) -> list[Row]:
        """Return the parties of an agreement in the order of the source."""
        return self.rows.by("parties", "agreement_id").get(agreement, [])

    def places(self, agreement: str) -> list[str]:
        """Return the places of the parties of an agreement, each once."""
        places = (self.place_of(party) for party in self.parties(agreement))
        return list(dict.fromkeys(place for place in places if place))

    def partners(self, city: str) -> list[str]:
        """Return the places that a city has agreements with, in the order of the register."""
        found = {place for key in self.cities[city] for place in self.places(key)} - {city}
        return [place for place in self.cities if place in found]

    @cached_property
    def goals_of_themes(self) -> dict[str, list[Row]]:
        """Return the goals of each theme: those of the areas that have it."""
        areas = self.rows.by("goals", "area_id")
        return {
            theme: [goal for link in links for goal in areas.get(link["area_id"], ())]
            for theme, links in self.rows.by("area_themes", "theme_id").items()
        }

    @cached_property
    def _cited(self) -> dict[str, dict[str, Row]]:
        """Return the rows of each table that is cited, by their keys as citations name them."""
        return {
            table: {self.rows.record_id(table, row): row for row in self.rows[table]}
            for table in self.rows.by("citations", "table_name")
        }

    def cited_row(self, table: str, record_id: str) -> Row:
        """Return the row that a citation supports."""
        return self._cited[table][record_id]

    def agreement_of(self, row: Row) -> str | None:
        """Return the agreement that a row belongs to."""
        if goal := row.get("goal_id"):
            row = self.rows.one("goals", goal)
        elif "agreement_id" not in row and (area := row.get("area_id")):
            row = self.rows.one("cooperation_areas", area)
        return row.get("agreement_id")

    def called(self, row: Row) -> Texts:
        """Return what a row is called that may be of any table: a goal, or its agreement."""
        if row.get("goal_id"):
            return self.rows.name("goals", self.rows.one("goals", row["goal_id"]))
        agreement = self.agreement_of(row)
        return self.rows.name("agreements", self.rows.one("agreements", agreement))

    def address(self, row: Row) -> str:
        """Return where the site shows a row of a record."""
        agreement = self.agreement_of(row) or ""
        if row.get("goal_id"):
            return f"{self.plan.path('agreement', agreement)}#goal-{row['goal_id']}"
        return self.plan.url("agreement", agreement)

    @cached_property
    def sources_of_agreements(self) -> dict[str, list[str]]:
        """Sources that the rows of each agreement cite, in the order of the first citation."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for cite in self.rows["citations"]:
            row = self.cited_row(cite["table_name"], cite["record_id"])
            if agreement := self.agreement_of(row):
                found[agreement][cite["source_id"]] = None
        return {agreement: list(sources) for agreement, sources in found.items()}

    @cached_property
    def agreements_citing(self) -> dict[str, list[str]]:
        """Agreements that cite each source, the first one first."""
        found: dict[str, list[str]] = defaultdict(list)
        for agreement, sources in self.sources_of_agreements.items():
            for source in sources:
                found[source].append(agreement)
        return found

    @cached_property
    def passages(self) -> dict[str, list[tuple[str, Sequence[tuple[Place, list[Row]]]]]]:
        """The passages of each source in order, and what cites each: page by page, with its path.

        The first passages are shown where the source is, further ones on pages of their own.
        """
        found = {}
        for key, cites in self.rows.by("citations", "source_id").items():
            places: dict[Place, list[Row]] = {}
            for cite in sorted(cites, key=_order):
                places.setdefault(_place(cite), []).append(cite)
            (_, first), *further = parts(list(places.items()), f"source/{key}.html")
            found[key] = [(self.plan.path("source", key), first), *further]
        return found

    @cached_property
    def _paths(self) -> dict[str, dict[Place, str]]:
        """The page that shows each passage of each source."""
        return {
            key: {place: path for path, part in pages for place, _ in part}
            for key, pages in self.passages.items()
        }

    def passage(self, cite: Row) -> str:
        """Return where the site shows a passage."""
        source, place = cite["source_id"], _place(cite)
        anchor = self.plan.anchor("source", source, passage_key(*place))
        return f"{self._paths[source][place]}#{anchor}"

    def opened(self, source: str, start: int | None, end: int | None) -> str:
        """Return the address that opens a source at a passage; empty where there is none."""
        if start is None or end is None:
            return self.rows.one("sources", source)["url"] or ""
        return self.package.passage_links.get((source, start, end), "")


def _place(cite: Row) -> Place:
    return cite["start"], cite["end"]


def _order(cite: Row) -> tuple[int, int]:
    """Return where a passage comes among those of its source; the whole comes first."""
    return cite["start"] or 0, cite["end"] or 0
