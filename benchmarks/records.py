"""Synthetic records, a line of JSON each, built as text since there are a million of them.

Everything in them follows from the seed and the number of their block, so that blocks can be
made in any order and by any number of processes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log
from pathlib import Path
from random import Random
from statistics import NormalDist
from typing import TypeVar

from benchmarks import phrases
from benchmarks.forms import any_case, date_text, period_text, untidy
from benchmarks.phrases import Phrase
from benchmarks.registers import SOURCE_CHARACTERS, World, slug
from datapackage.read.codelists import default_codelists
from datapackage.read.schemas import default_schemas, load_contract

BLOCK = 200
"""Agreements that are made together; a multiple of the length of :data:`GOAL_COUNTS`."""
GOALS_PER_AGREEMENT = 10

_FIRST_DAY = date(1950, 1, 1)
_DAYS = (date(2025, 12, 31) - _FIRST_DAY).days
_OPTIONAL = 0.35
"""Share of the agreements that state an optional value."""


def _goal_counts() -> tuple[int, ...]:
    """Return the numbers of goals of a hundred agreements: log-normal, ten on average."""
    normal = NormalDist(1.5, 1.25)
    counts = [int(exp(normal.inv_cdf((i + 0.5) / 100))) for i in range(100)]
    counts[-1] += 100 * GOALS_PER_AGREEMENT - sum(counts)
    return tuple(counts)


GOAL_COUNTS = _goal_counts()

T = TypeVar("T")
Codes = dict[str, dict[str, tuple[str, ...]]]
"""Code list -> code -> all that it may be called."""


def default_codes() -> Codes:
    """Return the default code lists; a label that two codes of a list share names neither."""
    codes: Codes = {}
    for codelist, register in default_codelists(
        load_contract(default_schemas(), phrases.SPOKEN)
    ).items():
        labels = [register.columns[f"label_{language}"].to_pylist() for language in phrases.SPOKEN]
        called = dict(
            zip(register.columns["code"].to_pylist(), zip(*labels, strict=True), strict=True)
        )
        used = [label.casefold() for names in called.values() for label in {*names}]
        codes[codelist] = {
            code: (code, code, code, *(n for n in names if used.count(n.casefold()) == 1))
            for code, names in called.items()
        }
    return codes


@dataclass(frozen=True)
class Themes:
    """The themes of the real register: identifiers and labels."""

    called: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, path: Path) -> Themes:
        """Read a register of themes."""
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        return cls(
            tuple(
                (row["theme_id"], *(row[f"label_{lang}"] for lang in phrases.SPOKEN))
                for row in rows
            )
        )


@dataclass(frozen=True)
class Maker:
    """Makes the blocks of a data set."""

    seed: int
    world: World
    codes: Codes
    themes: Themes

    def block(self, number: int) -> bytes:
        """Return the lines of a block, the last one of a data set possibly shorter."""
        rng = Random(f"{self.seed}/{number}")
        counts = list(GOAL_COUNTS) * (BLOCK // len(GOAL_COUNTS))
        rng.shuffle(counts)
        first = number * BLOCK
        last = min(first + BLOCK, self.world.agreements)
        lines = (_Record(self, rng, n, counts[n - first]).line() for n in range(first, last))
        return "".join(lines).encode()


class _Record:
    """Writes one agreement; the order of the draws is the order of the text."""

    def __init__(self, maker: Maker, rng: Random, number: int, goals: int) -> None:
        self._maker = maker
        self._rng = rng
        self._number = number
        self._goals = goals
        self._id = _identifier(maker.world, number)
        self._source = World.source(number // 100)
        self._signed = _signing_day(number)
        self._first_city, self._second_city = _cities(maker.world, number)

    def line(self) -> str:
        parts = [
            f'{{"id":"{self._id}"',
            *self._facts(),
            f'"events":[{",".join(self._events())}]',
            f'"relations":[{",".join(self._relations())}]',
            f'"documents":[{",".join(self._documents())}]',
            f'"parties":[{",".join(self._parties())}]',
            f'"signatories":[{",".join(self._signatories())}]',
        ]
        if self._goals:
            parts.append(f'"areas":[{",".join(self._areas())}]')
        return ",".join(parts) + "}\n"

    # --- Small parts --------------------------------------------------------------------------

    def _maybe(self) -> bool:
        return self._rng.random() < _OPTIONAL

    def _choice(self, options: tuple[T, ...]) -> T:
        return options[int(self._rng.random() * len(options))]

    def _code(self, codelist: str, code: str | None = None) -> str:
        codes = self._maker.codes[codelist]
        return self._name(codes[code or self._choice(tuple(codes))])

    def _name(self, called: tuple[str, ...]) -> str:
        """Return one of the names in any case, or the identifier, which comes first, as it is."""
        name = self._choice(called)
        return name if name == called[0] else any_case(self._rng, name)

    def _texts(self, texts: tuple[str, str, str, str]) -> str:
        if self._rng.random() < 0.1:
            dirty = int(self._rng.random() * 4)
            mended = [untidy(self._rng, t) if n == dirty else t for n, t in enumerate(texts)]
            fi, en, sv, ru = mended
        else:
            fi, en, sv, ru = texts
        return f'{{"fi":"{fi}","en":"{en}","sv":"{sv}","ru":"{ru}"}}'

    def _day(self, after: int) -> str:
        return date_text(self._rng, self._signed + timedelta(days=after))

    def _citation(self, field: str = "") -> str:
        rng = self._rng
        start = int(rng.random() * (SOURCE_CHARACTERS - 2_000))
        end = start + 1 + int(rng.random() * 400)
        named = f',"field":"{field}"' if field else ""
        basis = "derived" if rng.random() < 0.1 else "stated"
        return (
            f'{{"source":"{self._source}","start":{start},"end":{end},'
            f'"sha256":"{rng.getrandbits(256):064x}","basis":"{basis}"{named}}}'
        )

    def _citations(self, *fields: str) -> str:
        all_of_them = [self._citation(), *(self._citation(field) for field in fields)]
        if self._rng.random() < 0.08:
            all_of_them.append(self._citation())
        return f'"citations":[{",".join(all_of_them)}]'

    # --- The agreement ------------------------------------------------------------------------

    def _facts(self) -> Iterator[str]:
        world = self._maker.world
        first, second = world.places[self._first_city], world.places[self._second_city]
        pairs = zip(first.names, second.names, strict=True)
        cities = [f"{a} – {b}" for a, b in pairs]
        kind = self._choice(phrases.AGREEMENT_TITLES)
        yield f'"title":{self._texts(_join(kind, cities))}'
        yield f'"agreement_type":"{self._code("agreement-type")}"'
        cited = ["agreement_type"]
        if self._rng.random() < 0.9:
            yield f'"signed_on":"{self._day(0)}"'
            cited.append("signed_on")
        if self._rng.random() < 0.6:
            yield f'"signing_place":"{self._name(self._choice((first, second)).called)}"'
        if self._rng.random() < 0.15:
            yield f'"signing_event":{self._texts(self._choice(phrases.EVENTS))}'
        if self._maybe():
            yield f'"in_force_on":"{self._day(int(self._rng.random() * 60))}"'
        if self._maybe():
            yield f'"ends_on":"{self._day(400 + int(self._rng.random() * 4_000))}"'
            cited.append("ends_on")
        status = self._choice(("unknown", "signed", "in-force", "superseded"))
        yield f'"status":"{self._code("agreement-status", status)}"'
        yield f'"status_as_of":"{self._day(int(self._rng.random() * 400))}"'
        yield f'"summary":{self._texts(_join(kind, self._statement()))}'
        yield self._citations(*cited)

    def _events(self) -> Iterator[str]:
        """Write the approval that comes before a signing, of a third of the agreements."""
        if self._maybe():
            organisation = self._maker.world.organisations[self._first_city].called
            kind = self._code("event-type", "approved")
            yield (
                f'{{"id":"{self._id}-approved","event_type":"{kind}"'
                f',"event_on":"{self._day(-int(self._rng.random() * 90))}"'
                f',"organisation":"{self._name(organisation)}",{self._citations()}}}'
            )

    def _relations(self) -> Iterator[str]:
        kind = self._code("relation-type", "continues")
        if self._number > BLOCK and self._rng.random() < 0.1:
            earlier = self._number - 1 - int(self._rng.random() * BLOCK)
            related = f',"related_agreement":"{_identifier(self._maker.world, earlier)}"'
            yield f'{{"relation_type":"{kind}"{related},{self._citations()}}}'
        elif self._maybe():
            yield f'{{"relation_type":"{kind}",{self._citations()}}}'

    def _documents(self) -> Iterator[str]:
        for kind in self._document_kinds():
            parts = [
                f'{{"id":"{self._id}-{kind}"',
                f'"document_type":"{self._code("document-type", kind)}"',
                f'"title":{self._texts(phrases.DOCUMENT_TITLES[kind])}',
            ]
            if kind == "action-plan":
                first = self._signed.year + int(self._rng.random() * 2)
                last = first + 1 + int(self._rng.random() * 5)
                parts.append(f'"period":"{period_text(self._rng, first, last)}"')
            if self._maybe():
                parts.append('"is_exhaustive":false')
            parts.append(self._citations())
            yield ",".join(parts) + "}"

    def _document_kinds(self) -> list[str]:
        kinds = ["agreement"]
        if self._goals > 2:
            kinds.append("action-plan")
        if self._number % 20 == 7:
            kinds.append("protocol")
        if self._number % 50 == 11:
            kinds.append("annex")
        return kinds

    def _party_numbers(self) -> list[int]:
        """Return the organisations of the parties: two cities, and an eighth has an observer."""
        numbers = [self._first_city, self._second_city]
        observer, rest = divmod(self._number, 8)
        if rest == 0 and observer < self._maker.world.others:
            numbers.append(self._maker.world.cities + observer)
        return numbers

    def _parties(self) -> Iterator[str]:
        for position, number in enumerate(self._party_numbers()):
            organisation = self._name(self._maker.world.organisations[number].called)
            role = self._code("party-role", "observer" if position == 2 else "partner")
            yield f'{{"organisation":"{organisation}","role":"{role}",{self._citations()}}}'

    def _signatories(self) -> Iterator[str]:
        organisations = self._maker.world.organisations
        for position, number in enumerate(self._party_numbers()[:2], start=1):
            given = self._choice(phrases.GIVEN_NAMES)
            family = self._choice(phrases.FAMILY_NAMES)
            parts = [
                f'{{"id":"{self._id}-s{position}"',
                f'"organisation":"{self._name(organisations[number].called)}"',
                f'"person_name":"{given} {family}"',
            ]
            if self._rng.random() < 0.8:
                parts.append(f'"given_name":"{given}","family_name":"{family}"')
            if self._rng.random() < 0.7:
                parts.append(f'"position":{self._texts(self._choice(phrases.POSITIONS))}')
            if self._rng.random() < 0.3:
                called = organisations[number].called
                parts.append(f'"position_organisation":"{self._name(called)}"')
            parts.append(self._citations())
            yield ",".join(parts) + "}"

    # --- Areas, goals, actors -----------------------------------------------------------------

    def _areas(self) -> Iterator[str]:
        themes = self._maker.themes.called
        left, number = self._goals, 0
        document = self._document_kinds()[min(1, self._goals // 3)]
        while left:
            number += 1
            goals = min(left, 1 + int(-log(1 - self._rng.random()) * 3.5))
            left -= goals
            called = themes[(self._number + number) % len(themes)]
            area = f"{self._id}-a{number}"
            names = called[-4], called[-3], called[-2], called[-1]
            parts = [
                f'{{"id":"{area}","document":"{self._id}-{document}"',
                f'"section":"{self._code("area-section")}"',
                f'"themes":["{self._name(called)}"]',
                f'"title":{self._texts(names)}',
            ]
            if self._rng.random() < 0.2:
                parts.append('"is_exhaustive":false')
            parts.append(self._citations())
            parts.append(f'"goals":[{",".join(self._goals_of(area, goals))}]')
            yield ",".join(parts) + "}"

    def _goals_of(self, area: str, count: int) -> Iterator[str]:
        rng = self._rng
        for number in range(1, count + 1):
            action = self._choice(tuple(phrases.ACTIONS))
            texts = self._texts(_join(phrases.ACTIONS[action], self._statement()))
            parts = [
                f'{{"id":"{area}-g{number}","action_type":"{self._code("action-type", action)}"',
                f'"statement":{texts}',
            ]
            if rng.random() < 0.15:
                parts.append(f'"target_year":{self._signed.year + 1 + int(rng.random() * 10)}')
            if rng.random() < 0.1:
                parts.append(f'"indicator":{self._texts(self._choice(phrases.INDICATORS))}')
            parts.append(self._citations())
            if rng.random() < 0.22:
                parts.append(f'"actors":[{",".join(self._actors())}]')
            yield ",".join(parts) + "}"

    def _statement(self) -> Phrase:
        """Return a statement without its verb: mostly short, with a long tail of clauses."""
        rng = self._rng
        texts = _join(self._choice(phrases.OBJECTS), self._choice(phrases.MANNERS))
        if rng.random() < 0.4:
            place = self._maker.world.places[self._second_city].names
            year = self._signed.year + int(rng.random() * 9)
            texts = _join(texts, [f"({name}, {year})" for name in place])
        for _ in range(int(-log(1 - rng.random()) * 0.9)):
            texts = _join(texts, self._choice(phrases.CLAUSES))
        return texts

    def _actors(self) -> Iterator[str]:
        world, rng = self._maker.world, self._rng
        for _ in range(1 + int(-log(1 - rng.random()) * 0.6)):
            parts = [f'{{"role":"{self._code("actor-role")}"']
            if rng.random() < 0.4:
                organisation = self._choice(tuple(self._party_numbers()))
                name = self._name(world.organisations[organisation].called)
                parts.append(f'"organisation":"{name}"')
            else:
                parts.append(f'"actor_group":{self._texts(self._choice(phrases.ACTOR_GROUPS))}')
            if rng.random() < 0.3:
                parts.append(f'"place":"{self._name(world.places[self._second_city].called)}"')
            parts.append(self._citations())
            yield ",".join(parts) + "}"


def _join(left: tuple[str, ...], right: tuple[str, ...] | list[str]) -> Phrase:
    a, b, c, d = left
    w, x, y, z = right
    return f"{a} {w}", f"{b} {x}", f"{c} {y}", f"{d} {z}"


# --- What follows from an agreement's number alone --------------------------------------------


def _cities(world: World, number: int) -> tuple[int, int]:
    """Return the numbers of the two cities; the first ones take turns, so that all are used."""
    first = number % world.cities
    distance = 1 + (number // world.cities * 31 + number * 17) % (world.cities - 1)
    return first, (first + distance) % world.cities


def _signing_day(number: int) -> date:
    """Return the day of signing: more of them in recent years."""
    spread = number * 2_654_435_761 % 2**32 / 2**32
    return _FIRST_DAY + timedelta(days=int(_DAYS * spread**0.6))


def _identifier(world: World, number: int) -> str:
    first, second = _cities(world, number)
    return f"{slug(first)}-{slug(second)}-{_signing_day(number).year}-{number + 1}"
