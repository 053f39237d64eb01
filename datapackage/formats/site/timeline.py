"""Agreements in time: from the first event to the last, and the periods that are stated."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from datapackage.formats.site.rows import Row, Rows, Texts

MOST_LINES = 60
"""Agreements that get a line each; where there are more, years are counted."""


@dataclass(frozen=True)
class Line:
    """An agreement in time; positions are percentages of the width.

    Attributes:
        agreement: Its row.
        known: From the first date that is known to the last.
        periods: Begin and length of each stated period.
        events: Where and of which type each event is.
    """

    agreement: Row
    known: tuple[float, float]
    periods: tuple[tuple[float, float], ...]
    events: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Timeline:
    """Lines on an axis of years; ``years`` are positions and numbers of those that are named."""

    years: tuple[tuple[float, int], ...]
    lines: tuple[Line, ...]
    types: tuple[tuple[str, Texts], ...]


def draw_timeline(rows: Rows, agreements: Sequence[Row]) -> Timeline | None:
    """Return the agreements in time; None where no date is known of any."""
    dated = [(row, periods_of(rows, row), _events(rows, row)) for row in agreements]
    dates = {row["agreement_id"]: _dates(row, spans, events) for row, spans, events in dated}
    known = [day for days in dates.values() for day in days]
    if not known:
        return None
    first, last = min(known).year, max(known).year + 1
    years = last - first

    def at(day: dt.date) -> float:
        share = (day - dt.date(day.year, 1, 1)).days / 366
        return round(100 * (day.year - first + share) / years, 2)

    lines = []
    for row, spans, events in sorted(dated, key=lambda item: _order(dates, item[0])):
        days = dates[row["agreement_id"]]
        if days:
            lines.append(
                Line(
                    row,
                    (at(min(days)), at(max(days))),
                    tuple((at(start), round(at(end) - at(start), 2)) for start, end in spans),
                    tuple((at(day), kind) for day, kind in sorted(events, key=_signed_on_top)),
                )
            )
    step = max(1, -(-years // 8))
    ticks = tuple((at(dt.date(year, 1, 1)), year) for year in range(first, last, step))
    kinds = dict.fromkeys(kind for line in lines for _, kind in line.events)
    types = tuple((kind, rows.label("events", "event_type", kind)) for kind in kinds)
    return Timeline(ticks, tuple(lines), types)


def years_counted(agreements: Sequence[Row]) -> list[tuple[int, int]]:
    """Return how many agreements were signed in each year, years without any included."""
    counts = Counter(row["signed_on"].year for row in agreements if row["signed_on"])
    return [(year, counts[year]) for year in range(min(counts), max(counts) + 1)] if counts else []


def periods_of(rows: Rows, agreement: Row) -> list[tuple[dt.date, dt.date]]:
    """Return the periods of an agreement and its documents that have a beginning and an end."""
    start = agreement["in_force_on"] or agreement["signed_on"]
    documents = rows.by("documents", "agreement_id").get(agreement["agreement_id"], [])
    planned = ((document["period_start"], document["period_end"]) for document in documents)
    found = [(start, agreement["ends_on"]), *planned]
    return sorted({(one, end) for one, end in found if one and end and one <= end})


def _events(rows: Rows, agreement: Row) -> list[tuple[dt.date, str]]:
    events = rows.by("events", "agreement_id").get(agreement["agreement_id"], [])
    dated = [(row["event_on"], row["event_type"]) for row in events if row["event_on"]]
    return sorted(dated)


def _signed_on_top(event: tuple[dt.date, str]) -> bool:
    return event[1] == "signed"


def _dates(
    row: Row, spans: Sequence[tuple[dt.date, dt.date]], events: Sequence[tuple[dt.date, str]]
) -> list[dt.date]:
    stated = [row[column] for column in ("signed_on", "in_force_on", "ends_on") if row[column]]
    return [*stated, *_ends(spans), *(day for day, _ in events)]


def _ends(spans: Sequence[tuple[dt.date, dt.date]]) -> Iterator[dt.date]:
    for span in spans:
        yield from span


def _order(dates: dict[str, list[dt.date]], row: Row) -> tuple[dt.date, str]:
    days = dates[row["agreement_id"]]
    return (min(days) if days else dt.date.max, row["agreement_id"])
