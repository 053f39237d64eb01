"""Rules on what happened to agreements, each broken on a copy of the published package."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from datapackage.rules.check import RULES
from datapackage.rules.history import RULES as HISTORY
from datapackage.rules.history import span
from datapackage.validator import FIRST_ROW
from tests.validator.copies import Copy, find

AGREEMENT = "kotka-saint-petersburg-2018"
SIGNED = dt.date(2018, 9, 27)


Edit = Callable[[Copy], None]


def within_each_other(copy: Copy, table: str, key: str, above: str) -> None:
    """Let the first two rows of a table lead to each other, and all others nowhere."""
    first, second, *others = copy.rows(table)
    first[above], second[above] = second[key], first[key]
    copy.write(table, [first, second, *({**row, above: None} for row in others)])


def suspended_without_events(copy: Copy) -> None:
    """Give the agreement a status, and no event that says so."""
    copy.set("agreements", 0, status="suspended")
    copy.drop("events", agreement_id=AGREEMENT)


def happens(*events: tuple[str, dt.date | None, str | None], **agreement: Any) -> Edit:
    """Return an edit: these types, days and precisions are all of the events."""

    def edit(copy: Copy) -> None:
        rows = [
            {
                "event_id": f"e{n}",
                "agreement_id": AGREEMENT,
                "event_type": type_,
                "event_on": day,
                "event_precision": precision,
            }
            for n, (type_, day, precision) in enumerate(events)
        ]
        copy.write("events", rows)
        if agreement:
            copy.set("agreements", 0, **agreement)

    return edit


def relates(*relations: dict[str, Any], **agreement: Any) -> Edit:
    """Return an edit: these are all relations, of the real agreement if they name no other."""

    def edit(copy: Copy) -> None:
        rows = [
            {"agreement_id": AGREEMENT, "relation_number": n} | relation
            for n, relation in enumerate(relations, start=1)
        ]
        copy.write("relations", rows)
        copy.add("agreements", 0, **{"agreement_id": "earlier", **agreement})

    return edit


def status(name: str | None, day: dt.date | None = SIGNED, **more: Any) -> Edit:
    return lambda copy: copy.set("agreements", 0, status=name, status_as_of=day, **more)


def signs(capacity: str, organisation: str | None) -> Edit:
    return lambda c: c.set("signatories", 1, capacity=capacity, organisation_id=organisation)


def costs(amount: float | None, currency: str | None) -> Edit:
    row = {"agreement_id": AGREEMENT, "funding_number": 1, "amount": amount, "currency": currency}
    return lambda copy: copy.write("funding", [row])


def evidence(evidence: str, type_: str | None, extent: str | None = None) -> Edit:
    def edit(copy: Copy) -> None:
        copy.set("agreements", 0, evidence=evidence)
        for row in range(len(copy.rows("sources"))):
            copy.set("sources", row, source_type=type_, extent=extent)

    return edit


YEAR = dt.date(2018, 1, 1)
SUPERSEDES = {"relation_type": "supersedes", "related_agreement_id": "earlier"}
BREACHES: dict[str, tuple[str, Edit, list[tuple[str, int, str, str]]]] = {
    "a year by another day than its first": (
        "date-fits-precision",
        lambda c: c.set("agreements", 0, signed_on_precision="year"),
        [
            (
                "agreements",
                0,
                "signed_on",
                "a date by year is written as the first day of it (found 2018-09-27;",
            )
        ],
    ),
    "a month's end by another day than its last": (
        "date-fits-precision",
        lambda c: c.set("agreements", 0, ends_on=SIGNED, ends_on_precision="month"),
        [("agreements", 0, "ends_on", "(found 2018-09-27; expected 2018-09-30)")],
    ),
    "a date without its precision": (
        "date-fits-precision",
        lambda c: c.set("agreements", 0, in_force_on=SIGNED),
        [("agreements", 0, "in_force_on_precision", "'in_force_on' and 'in_force_on_prec")],
    ),
    "signed on another day": (
        "event-has-date-of-agreement",
        happens(("signed", dt.date(2018, 9, 28), "day")),
        [("events", 0, "event_on", "the event is dated 2018-09-28, and 'signed_on' of its agree")],
    ),
    "expired in another year": (
        "event-has-date-of-agreement",
        happens(
            ("expired", dt.date(2020, 1, 1), "year"),
            ends_on=dt.date(2021, 12, 31),
            ends_on_precision="year",
        ),
        [("events", 0, "event_on", "and 'ends_on' of its agreement is another day")],
    ),
    "ended before it was signed": (
        "event-after-signing",
        happens(
            ("announced", dt.date(2018, 8, 1), "month"), ("terminated", dt.date(2017, 1, 1), "year")
        ),
        [("events", 1, "event_on", "terminated on 2017-01-01, before it was signed on 2018-09-27")],
    ),
    "suspended by no event": (
        "status-agrees-with-events",
        happens(("signed", SIGNED, "day"), status="suspended"),
        [("agreements", 0, "status", "the status is 'suspended', and none of the agreement's ev")],
    ),
    "in force after its end": (
        "status-agrees-with-events",
        happens(
            ("resumed", dt.date(2019, 5, 1), "day"),
            ("suspended", dt.date(2019, 1, 1), "year"),
            status="in-force",
            status_as_of=dt.date(2020, 1, 1),
        ),
        [("agreements", 0, "status", "is 'in-force', and an event stopped the agreement before")],
    ),
    "in force when its time had run out": (
        "status-agrees-with-dates",
        status("in-force", dt.date(2022, 1, 1), ends_on=dt.date(2021, 12, 31)),
        [("agreements", 0, "status", "is 'in-force', and the agreement ends on 2021-12-31")],
    ),
    "expired before its time ran out": (
        "status-agrees-with-dates",
        status("expired", dt.date(2020, 1, 1), ends_on=dt.date(2021, 12, 31)),
        [("agreements", 0, "status", "is 'expired', and the agreement ends on 2021-12-31")],
    ),
    "a status of no day": (
        "status-agrees-with-dates",
        status("signed", None),
        [("agreements", 0, "status_as_of", "'status' and 'status_as_of' are given together")],
    ),
    "a relation to itself": (
        "relation-names-one-agreement",
        relates({"relation_type": "amends", "related_agreement_id": AGREEMENT}),
        [("relations", 0, "related_agreement_id", "the agreement has a relation to itself")],
    ),
    "a relation to two": (
        "relation-names-one-agreement",
        relates(SUPERSEDES | {"related_year": 2015}),
        [("relations", 0, "related_agreement_id", "its title and year are said there")],
    ),
    "a superseded agreement that goes on": (
        "successor-follows",
        relates(SUPERSEDES, ends_on=dt.date(2019, 12, 31), ends_on_precision="year"),
        [("relations", 0, "related_agreement_id", "'earlier' ends on 2019-01-01 or later")],
    ),
    "agreements that follow each other": (
        "no-circle",
        relates(SUPERSEDES, {"agreement_id": "earlier", "relation_type": "continues",
                             "related_agreement_id": AGREEMENT}),
        [
            ("relations", 0, "related_agreement_id", f"from '{AGREEMENT}' this leads back to"),
            ("relations", 1, "related_agreement_id", "from 'earlier' this leads back to 'earlier'"),
        ],
    ),
    "a part of itself": (
        "no-circle",
        lambda c: c.set("documents", 1, part_of=f"{AGREEMENT}-action-plan"),
        [("documents", 1, "part_of", "this leads back to")],
    ),
    "a place within itself": (
        "no-circle",
        lambda c: c.set("places", 1, parent_id=c.rows("places")[1]["place_id"]),
        [("places", 1, "parent_id", "this leads back to")],
    ),
    "places within each other": (
        "no-circle",
        lambda c: within_each_other(c, "places", "place_id", "parent_id"),
        [("places", 0, "parent_id", "leads back to"), ("places", 1, "parent_id", "leads back to")],
    ),
    "organisations within each other": (
        "no-circle",
        lambda c: within_each_other(c, "organisations", "organisation_id", "parent_id"),
        [
            ("organisations", 0, "parent_id", "leads back to"),
            ("organisations", 1, "parent_id", "leads back to"),
        ],
    ),
    "documents that are parts of each other": (
        "no-circle",
        lambda c: within_each_other(c, "documents", "document_id", "part_of"),
        [
            ("documents", 0, "part_of", "leads back to"),
            ("documents", 1, "part_of", "leads back to"),
        ],
    ),
    "money of no currency": (
        "amount-has-currency",
        costs(100.0, None),
        [("funding", 0, "currency", "'amount' and 'currency' are given together, or neither is")],
    ),
    "for a party, and for none": (
        "signature-names-party",
        signs("for-party", None),
        [("signatories", 1, "organisation_id", "and 'organisation' does not say for which")],
    ),
    "the text, where news was read": (
        "evidence-was-read",
        evidence("full-text", "news", "whole"),
        [("agreements", 0, "evidence", "the evidence is 'full-text', and no source")],
    ),
    "all of the text, where a part was read": (
        "evidence-was-read",
        evidence("full-text", "agreement-text", "part"),
        [("agreements", 0, "evidence", "the evidence is 'full-text'")],
    ),
}  # fmt: skip


def test_every_rule_is_broken_in_some_way_here() -> None:
    assert {name for name, _, _ in BREACHES.values()} == {rule.name for rule in HISTORY}
    assert {rule.name for rule in HISTORY} <= {rule.name for rule in RULES}


@pytest.mark.parametrize("what", BREACHES)
def test_a_breach_is_found_in_its_row(what: str, copy: Copy) -> None:
    name, edit, expected = BREACHES[what]
    edit(copy)
    found = find(copy.opened(), name)
    assert [(f.rule, f.table, f.row, f.field) for f in found] == [
        (name, table, row + FIRST_ROW, column) for table, row, column, _ in expected
    ]
    for finding, (*_, message) in zip(found, expected, strict=True):
        assert message in finding.message


JUST_RIGHT: dict[str, tuple[str, Edit]] = {
    "signed in the year of the day": (
        "event-has-date-of-agreement",
        happens(("signed", YEAR, "year"), ("signed", None, None)),
    ),
    "approved on another day": (
        "event-has-date-of-agreement",
        happens(("approved", dt.date(2019, 10, 14), "day")),
    ),
    "expired in the year of its last day": (
        "event-has-date-of-agreement",
        happens(
            ("expired", dt.date(2021, 1, 1), "year"),
            ends_on=dt.date(2021, 12, 31),
            ends_on_precision="year",
        ),
    ),
    "ended in the year of signing": ("event-after-signing", happens(("terminated", YEAR, "year"))),
    "suspended by an event": (
        "status-agrees-with-events",
        happens(("suspended", SIGNED, "day"), ("resumed", SIGNED, "day"), status="suspended"),
    ),
    "suspended, of no known events": (
        "status-agrees-with-events",
        suspended_without_events,
    ),
    "in force, since it was resumed": (
        "status-agrees-with-events",
        happens(("suspended", SIGNED, "day"), ("resumed", SIGNED, "day"), status="in-force"),
    ),
    "in force before it was suspended": (
        "status-agrees-with-events",
        happens(
            ("suspended", dt.date(2022, 2, 28), "day"),
            status="in-force",
            status_as_of=dt.date(2018, 9, 27),
        ),
    ),
    "in force on its last day": (
        "status-agrees-with-dates",
        status("in-force", dt.date(2021, 12, 31), ends_on=dt.date(2021, 12, 31)),
    ),
    "no status": ("status-agrees-with-dates", status(None, None)),
    "superseded in the year of its end": (
        "successor-follows",
        relates(SUPERSEDES, ends_on=dt.date(2018, 12, 31), ends_on_precision="year"),
    ),
    "continued while it goes on": (
        "successor-follows",
        relates(
            SUPERSEDES | {"relation_type": "continues"},
            ends_on=dt.date(2029, 12, 31),
            ends_on_precision="year",
        ),
    ),
    "two that accompany each other": (
        "no-circle",
        relates(
            {"relation_type": "accompanies", "related_agreement_id": "earlier"},
            {
                "agreement_id": "earlier",
                "relation_type": "accompanies",
                "related_agreement_id": AGREEMENT,
            },
        ),
    ),
    "neither sum nor currency": ("amount-has-currency", costs(None, None)),
    "in person": ("signature-names-party", signs("in-person", None)),
    "a source of unknown type": ("evidence-was-read", evidence("full-text", None)),
    "worse than what was read": ("evidence-was-read", evidence("press", "agreement-text", "whole")),
}


@pytest.mark.parametrize("what", JUST_RIGHT)
def test_what_is_just_right_or_not_known_breaks_no_rule(what: str, copy: Copy) -> None:
    name, edit = JUST_RIGHT[what]
    edit(copy)
    assert find(copy.opened(), name) == []


def test_a_date_stands_for_all_days_of_its_month_or_year() -> None:
    days = pa.array([dt.date(2020, 2, 12)] * 4 + [dt.date(2020, 12, 31), None], pa.date32())
    found = span(days, pa.array(["day", None, "month", "year", "month", "year"]))
    assert found.first.to_pylist() == [
        dt.date(2020, 2, 12),
        dt.date(2020, 2, 12),
        dt.date(2020, 2, 1),
        dt.date(2020, 1, 1),
        dt.date(2020, 12, 1),
        None,
    ]
    assert found.last.to_pylist() == [
        dt.date(2020, 2, 12),
        dt.date(2020, 2, 12),
        dt.date(2020, 2, 29),
        dt.date(2020, 12, 31),
        dt.date(2020, 12, 31),
        None,
    ]
