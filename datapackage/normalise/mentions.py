"""Dates, periods and known names that a running text mentions, each with its place.

Every stretch of a few words is held against the parsers that read records, the longest first: what
is found here is read the same way when a curator puts it into a record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from datapackage.normalise.aliases import NamedRow
from datapackage.normalise.dates import DASH, Period
from datapackage.normalise.matching import match_key
from datapackage.text import NotNormalised

MOST_WORDS = 8
"""No date has more words or numbers (``from 1 January 2019 to 31 December 2021`` has them all)."""
PLAUSIBLE_YEARS = range(1900, 2100)
"""A number on its own is a year only among these: a text counts other things, too."""

ANY_YEAR = 2000
"""A leap year, to see whether words are a day when they name no year."""
BREAK = "\n"
"""No date goes on over two of these."""

# Numbers with signs between them are one word: no part of 31.2.2018 is a date.
_WORD = re.compile(rf"[0-9]+(?:(?:[./]|{DASH})[0-9]+)+|\w+")


@dataclass(frozen=True)
class Mention:
    """A stretch of a text: offsets in code points, its words, and what they mean.

    ``meaning`` is a day, month or year in ISO 8601, two of them with a slash, or identifiers of a
    register joined by `` or ``; empty for a day without its year.
    """

    start: int
    end: int
    text: str
    meaning: str


def find_periods(text: str, parse: Callable[[str], Period]) -> list[Mention]:
    """Return the dates and periods in a text, in its order.

    Args:
        text: The text.
        parse: Reads a period as :meth:`datapackage.normalise.periods.PeriodParser.parse` does.
    """

    def period(stretch: str) -> str | None:
        if not any(map(str.isdigit, stretch)):
            return None
        try:
            found = parse(stretch)
        except NotNormalised:
            return None
        is_count = stretch.isdigit() and found.start.year not in PLAUSIBLE_YEARS
        return None if is_count else _iso(found)

    def day_of_any_year(stretch: str) -> str | None:
        if not any(map(str.isdigit, stretch)) or not any(map(str.isalpha, stretch)):
            return None
        try:
            return "" if parse(f"{stretch} {ANY_YEAR}").precision == "day" else None
        except NotNormalised as error:
            return "" if error.rule == "weekday-mismatch" else None

    whole = list(_mentions(text, MOST_WORDS, period))
    rest = text
    for found in whole:  # where a year is said, it belongs to the day
        rest = f"{rest[: found.start]}{BREAK * (found.end - found.start)}{rest[found.end :]}"
    days = _mentions(rest, MOST_WORDS, day_of_any_year, longest=False)
    return sorted([*whole, *days], key=lambda mention: mention.start)


def find_names(text: str, rows: Iterable[NamedRow]) -> list[Mention]:
    """Return the names and aliases of a register's rows in a text, in its order."""
    owners: dict[str, set[str]] = {}
    for row in rows:
        for name in row.all_names:
            owners.setdefault(match_key(name), set()).add(row.identifier)
    owners.pop("", None)

    def meaning(stretch: str) -> str | None:
        try:
            found = owners.get(match_key(stretch))
        except NotNormalised:
            return None
        return " or ".join(sorted(found)) if found else None

    most = max((len(_WORD.findall(name)) for name in owners), default=0)
    return list(_mentions(text, most, meaning))


def _mentions(
    text: str, most: int, meaning: Callable[[str], str | None], *, longest: bool = True
) -> Iterator[Mention]:
    """Yield the stretches of up to ``most`` words that mean something.

    Of those that begin with the same word, it is the longest or the shortest.
    """
    words = list(_WORD.finditer(text))
    first = 0
    while first < len(words):
        lasts = range(first, min(first + most, len(words)))
        for last in reversed(lasts) if longest else lasts:
            start, end = words[first].start(), words[last].end()
            stretch = text[start:end]
            found = None if BREAK * 2 in stretch else meaning(stretch)
            if found is not None:
                yield Mention(start, end, " ".join(stretch.split()), found)
                first = last
                break
        first += 1


def _iso(period: Period) -> str:
    length = {"year": 4, "month": 7, "day": 10}[period.precision]
    start, end = (day.isoformat()[:length] for day in (period.start, period.end))
    return start if start == end else f"{start}/{end}"
