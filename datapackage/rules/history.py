"""Rules on what happened to agreements, how they hang together, and what is known of them.

A date that is known by month or year stands for all of its days: two dates are in the wrong order
only if they are so whatever days were meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from datapackage.contract import Field
from datapackage.problems import quote
from datapackage.rules.keys import lookup
from datapackage.rules.reader import PackageReader, as_array
from datapackage.rules.rule import Rules, broken, rows_where
from datapackage.validator import Finding

RULES = rule = Rules()


class Span(NamedTuple):
    """The first and the last day that each date of a column may stand for."""

    first: pa.Array
    last: pa.Array


def span(dates: pa.Array, precisions: pa.Array) -> Span:
    """Return what dates stand for; a date without a precision is a day."""
    first, last = dates, dates
    for unit in ("month", "year"):
        whole = pc.equal(precisions, unit)
        start = pc.floor_temporal(dates, unit=unit)
        after = pc.ceil_temporal(dates, unit=unit, ceil_is_strictly_greater=True)
        end = pc.subtract(after.cast(pa.int32()), pa.scalar(1, pa.int32())).cast(pa.date32())
        first = pc.if_else(pc.fill_null(whole, False), start, first)
        last = pc.if_else(pc.fill_null(whole, False), end, last)
    return Span(first, last)


@rule("date-fits-precision", "A date by month or year is its first day, or its last.")
def _precisions(package: PackageReader) -> Iterator[Finding]:
    for table in package.contract.values():
        for item in table.fields:
            if item.precision:
                yield from _misfits(package, table.name, item, item.precision)


def _misfits(package: PackageReader, table: str, item: Field, precision: str) -> Iterator[Finding]:
    for first, columns in package.batches(table, [item.name, precision]):
        dates, precisions = columns[item.name], columns[precision]
        whole = span(dates, precisions)
        expected = whole.last if item.is_last_day else whole.first
        which = "last" if item.is_last_day else "first"
        for row in rows_where(pc.not_equal(dates, expected)):
            message = (
                f"a date by {precisions[row]} is written as the {which} day of it (found"
                f" {dates[row]}; expected {expected[row]})"
            )
            yield broken(table, first + row, item.name, message)
        yield from _half(first, table, columns)


# --- Events -----------------------------------------------------------------------------------

DATED = {
    "signed": "signed_on",
    "entered-into-force": "in_force_on",
    "expired": "ends_on",
}
"""Type of event -> the date of the agreement that it has."""

STOPS = ("suspended", "terminated", "expired")
"""Events that an agreement's status is named after."""
GOES_ON = ("resumed", "renewed")
LIVE = ("signed", "in-force")
"""States of agreements that nothing has stopped."""


class _Agreements:
    """Finds what a date of agreements stands for."""

    def __init__(self, package: PackageReader, column: str) -> None:
        precision = str(package.contract["agreements"].field(column).precision)
        self._dates, self._precisions = (
            lookup(package, "agreements", "agreement_id", name) for name in (column, precision)
        )

    def spans(self, agreements: pa.Array) -> Span:
        return span(self._dates.find(agreements), self._precisions.find(agreements))


def _events(package: PackageReader) -> Iterator[tuple[int, dict[str, pa.Array], Span]]:
    names = ("agreement_id", "event_type", "event_on", "event_precision", "organisation_id")
    for first, events in package.batches("events", names):
        yield first, events, span(events["event_on"], events["event_precision"])


@rule("event-has-date-of-agreement", "An event of all parties has the date that the agreement has.")
def _dated_events(package: PackageReader) -> Iterator[Finding]:
    agreements = {column: _Agreements(package, column) for column in DATED.values()}
    for first, events, ours in _events(package):
        of_all = pc.is_null(events["organisation_id"])
        for kind, column in DATED.items():
            theirs = agreements[column].spans(events["agreement_id"])
            meant = pc.and_(of_all, pc.equal(events["event_type"], kind))
            apart = pc.or_(pc.less(ours.last, theirs.first), pc.less(theirs.last, ours.first))
            for row in rows_where(pc.and_(meant, apart)):
                message = (
                    f"the event is dated {events['event_on'][row]}, and '{column}' of its agreement"
                    f" is another day"
                )
                yield broken("events", first + row, "event_on", message)


@rule("event-after-signing", "What changes, suspends or ends an agreement comes after its signing.")
def _early_events(package: PackageReader) -> Iterator[Finding]:
    signed = _Agreements(package, "signed_on")
    late = pa.array(["amended", *GOES_ON, *STOPS])
    for first, events, ours in _events(package):
        theirs = signed.spans(events["agreement_id"])
        meant = pc.is_in(events["event_type"], value_set=late)
        for row in rows_where(pc.and_(meant, pc.less(ours.last, theirs.first))):
            message = (
                f"the agreement was {events['event_type'][row]} on {events['event_on'][row]},"
                f" before it was signed on {theirs.first[row]}"
            )
            yield broken("events", first + row, "event_on", message)


# --- Status -----------------------------------------------------------------------------------


@rule("status-agrees-with-events", "A status is what the agreement's events have led to.")
def _status_by_events(package: PackageReader) -> Iterator[Finding]:
    happened = [
        (events["agreement_id"], events["event_type"], days.last)
        for _, events, days in _events(package)
    ]
    if not happened:
        return
    agreements, types, days = map(pa.concat_arrays, zip(*happened, strict=True))
    stopped = _last_day(agreements, types, days, STOPS)
    went_on = _last_day(agreements, types, days, GOES_ON)
    names = ("agreement_id", "status", "status_as_of")
    for first, columns in package.batches("agreements", names):
        keys, status, as_of = columns.values()
        for name in STOPS:
            said = agreements.filter(pc.equal(types, name))
            lacks = pc.and_(
                pc.is_in(keys, value_set=agreements), pc.invert(pc.is_in(keys, value_set=said))
            )
            for row in rows_where(pc.and_(pc.equal(status, name), lacks)):
                message = f"the status is '{name}', and none of the agreement's events is"
                yield broken("agreements", first + row, "status", message)
        stop, go = stopped.find(keys), went_on.find(keys)
        ended = pc.and_(
            pc.less_equal(stop, as_of), pc.invert(pc.fill_null(pc.greater_equal(go, stop), False))
        )
        live = pc.is_in(status, value_set=pa.array(LIVE))
        for row in rows_where(pc.and_(live, ended)):
            message = f"the status is '{status[row]}', and an event stopped the agreement before"
            yield broken("agreements", first + row, "status", message)


class _LastDays(NamedTuple):
    agreements: pa.Array
    days: pa.Array

    def find(self, agreements: pa.Array) -> pa.Array:
        return self.days.take(pc.index_in(agreements, value_set=self.agreements))


def _last_day(
    agreements: pa.Array, types: pa.Array, days: pa.Array, kinds: Sequence[str]
) -> _LastDays:
    """Return the last day of events of some types, for each agreement that has one."""
    meant = pc.is_in(types, value_set=pa.array(kinds))
    events = pa.table([agreements.filter(meant), days.filter(meant)], names=["agreement", "day"])
    last = events.group_by("agreement").aggregate([("day", "max")]).combine_chunks()
    return _LastDays(as_array(last["agreement"]), as_array(last["day_max"]))


@rule("status-agrees-with-dates", "A status is stated for a day, and fits when the agreement ends.")
def _status_by_dates(package: PackageReader) -> Iterator[Finding]:
    names = ("status", "status_as_of", "ends_on", "ends_on_precision")
    for first, columns in package.batches("agreements", names):
        status, as_of, ends_on, precision = columns.values()
        ends = span(ends_on, precision)
        over = pc.and_(pc.is_in(status, value_set=pa.array(LIVE)), pc.less(ends.last, as_of))
        early = pc.and_(pc.equal(status, "expired"), pc.greater(ends.first, as_of))
        for row in rows_where(pc.or_(over, early)):
            message = (
                f"the status on {as_of[row]} is '{status[row]}', and the agreement ends on"
                f" {ends_on[row]}"
            )
            yield broken("agreements", first + row, "status", message)
        yield from _half(first, "agreements", {"status": status, "status_as_of": as_of})


def _half(first: int, table: str, columns: Mapping[str, pa.Array]) -> Iterator[Finding]:
    """Yield the rows that fill one of two columns that go together, at the other one."""
    given = {name: pc.is_valid(column) for name, column in columns.items()}
    both = " and ".join(f"'{name}'" for name in columns)
    for name, here in given.items():
        for row in rows_where(pc.and_not(pc.or_(*given.values()), here)):
            message = f"{both} are given together, or neither is"
            yield broken(table, first + row, name, message)


# --- Relations --------------------------------------------------------------------------------


@rule("relation-names-one-agreement", "A relation names one agreement at most, and not its own.")
def _relations(package: PackageReader) -> Iterator[Finding]:
    titles = package.texts("relations", "related_title")
    names = ["agreement_id", "related_agreement_id", "related_year", *titles]
    for first, columns in package.batches("relations", names):
        own, other, year = (columns[name] for name in names[:3])
        for row in rows_where(pc.equal(own, other)):
            message = "the agreement has a relation to itself"
            yield broken("relations", first + row, "related_agreement_id", message)
        told = pc.or_(pc.is_valid(year), pc.is_valid(pc.coalesce(*(columns[t] for t in titles))))
        for row in rows_where(pc.and_(pc.is_valid(other), told)):
            message = (
                "the agreement is in this data set: its title and year are said there, and left out"
                " here"
            )
            yield broken("relations", first + row, "related_agreement_id", message)


@rule("successor-follows", "An agreement that is superseded ends before its successor begins.")
def _successors(package: PackageReader) -> Iterator[Finding]:
    dates = {n: _Agreements(package, n) for n in ("signed_on", "in_force_on", "ends_on")}
    names = ("agreement_id", "relation_type", "related_agreement_id")
    for first, columns in package.batches("relations", names):
        own, type_, other = columns.values()
        begins = pc.coalesce(
            dates["in_force_on"].spans(own).last, dates["signed_on"].spans(own).last
        )
        ends = dates["ends_on"].spans(other).first
        meant = pc.equal(type_, "supersedes")
        for row in rows_where(pc.and_(meant, pc.greater(ends, begins))):
            message = (
                f"{quote(other[row].as_py())} ends on {ends[row]} or later, after this agreement,"
                f" which supersedes it, began"
            )
            yield broken("relations", first + row, "related_agreement_id", message)


@rule("no-circle", "No agreement follows from itself, and nothing is a part of itself.")
def _circles(package: PackageReader) -> Iterator[Finding]:
    for table in package.contract.values():
        for key in table.foreign_keys:
            if key.reference_table == table.name and len(key.fields) == 1:
                steps = _steps(package, table.name, table.primary_key[0], key.fields[0])
                yield from _in_circles(table.name, key.fields[0], steps)
    follows = _steps(package, "relations", "agreement_id", "related_agreement_id")
    types = package.column("relations", "relation_type").to_pylist()
    steps = [step for step in follows if types[step.row] != "accompanies" and step.up != step.down]
    yield from _in_circles("relations", "related_agreement_id", steps)


class _Step(NamedTuple):
    """A row that leads from one identifier up to another."""

    row: int
    down: str
    up: str


def _steps(package: PackageReader, table: str, down: str, up: str) -> list[_Step]:
    return [
        _Step(first + row, columns[down][row].as_py(), columns[up][row].as_py())
        for first, columns in package.batches(table, [down, up])
        for row in rows_where(pc.and_(pc.is_valid(columns[down]), pc.is_valid(columns[up])))
    ]


def _in_circles(table: str, field: str, steps: list[_Step]) -> Iterator[Finding]:
    """Yield the steps of circles: what is left once all steps from or to an end are taken away."""
    count = -1
    while count != len(steps):
        count = len(steps)
        downs, ups = {step.down for step in steps}, {step.up for step in steps}
        steps = [step for step in steps if step.up in downs and step.down in ups]
    for step in steps:
        message = f"from {quote(step.down)} this leads back to {quote(step.down)}"
        yield broken(table, step.row, field, message)


# --- What goes together -----------------------------------------------------------------------


@rule("amount-has-currency", "A sum of money has a currency, and a currency a sum.")
def _amounts(package: PackageReader) -> Iterator[Finding]:
    for first, columns in package.batches("funding", ["amount", "currency"]):
        yield from _half(first, "funding", columns)


@rule("signature-names-party", "Who signs for a party names it.")
def _capacities(package: PackageReader) -> Iterator[Finding]:
    for first, columns in package.batches("signatories", ["capacity", "organisation_id"]):
        capacity, organisation = columns.values()
        lacks = pc.and_(pc.equal(capacity, "for-party"), pc.is_null(organisation))
        for row in rows_where(lacks):
            message = "the person signed for a party, and 'organisation' does not say for which"
            yield broken("signatories", first + row, "organisation_id", message)


EVIDENCE = {"press": 1, "official-report": 2, "part-of-text": 3, "full-text": 4}
"""What an agreement is known by -> how good that is."""


@rule("evidence-was-read", "Evidence is no better than the best source that the agreement cites.")
def _evidence(package: PackageReader) -> Iterator[Finding]:
    stated = dict(zip(*_of_agreements(package, "evidence"), strict=True))
    if not any(stated.values()):
        return
    types, extents = (
        lookup(package, "sources", "source_id", name) for name in ("source_type", "extent")
    )
    best: dict[str, int] = {}
    for _, columns in package.batches("citations", ["table_name", "record_id", "source_id"]):
        here = pa.table(columns).filter(pc.equal(columns["table_name"], "agreements"))
        sources = as_array(here["source_id"])
        cited = zip(
            here["record_id"].to_pylist(),
            types.find(sources).to_pylist(),
            extents.find(sources).to_pylist(),
            strict=True,
        )
        for agreement, type_, extent in cited:
            best[agreement] = max(best.get(agreement, 0), _worth(type_, extent))
    for row, (agreement, evidence) in enumerate(stated.items()):
        if agreement in best and EVIDENCE.get(evidence or "", 0) > best[agreement]:
            message = (
                f"the evidence is '{evidence}', and no source that the agreement's own citations"
                " name is as good"
            )
            yield broken("agreements", row, "evidence", message)


def _worth(source_type: str | None, extent: str | None) -> int:
    """Return how good evidence a source can be; one of an unknown type can be any."""
    if source_type == "agreement-text":
        return EVIDENCE["part-of-text" if extent == "part" else "full-text"]
    if source_type in ("minutes", "news", "report", "register"):
        return EVIDENCE["official-report"]
    return EVIDENCE["full-text" if source_type is None else "press"]


def _of_agreements(package: PackageReader, column: str) -> tuple[list[str], list[str | None]]:
    keys = package.column("agreements", "agreement_id").to_pylist()
    return keys, package.column("agreements", column).to_pylist()
