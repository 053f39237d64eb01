"""Each rule between rows and tables: it passes on the real package, and finds what breaks it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest

from datapackage.rules import rules
from datapackage.rules.check import RULES
from datapackage.rules.reader import PackageReader
from datapackage.validator import FIRST_ROW
from tests.places import OUTPUT, contract
from tests.validator.copies import Copy, find

AGREEMENT = "kotka-saint-petersburg-2018"
PLAN = f"{AGREEMENT}-action-plan"
OF_A_DOCUMENT = 19
"""The row of the first citation of a document, which cites the agreement."""


@pytest.mark.parametrize("name", [rule.name for rule in RULES])
def test_the_published_package_keeps_the_rule(name: str) -> None:
    descriptor = json.loads((OUTPUT / "datapackage.json").read_bytes())
    assert find(PackageReader(OUTPUT, contract(), descriptor), name) == []


Edit = Callable[[Copy], object]


def move_area(copy: Copy, row: int, agreement: str) -> None:
    """Make an area and its goals those of another agreement."""
    copy.set("cooperation_areas", row, agreement_id=agreement)
    area = copy.rows("cooperation_areas")[row]["area_id"]
    goals = copy.rows("goals")
    own = [
        goal | {"agreement_id": agreement} if goal["area_id"] == area else goal for goal in goals
    ]
    assert own != goals
    copy.write("goals", own)


def set_both(copy: Copy, table: str, first: dict[str, Any], second: dict[str, Any]) -> None:
    """Change cells of the first two rows of a table."""
    copy.set(table, 0, **first)
    copy.set(table, 1, **second)


def retire(copy: Copy, entity: str, gone: str, successor: str | None = None) -> None:
    """List an identifier as retired."""
    reasons = {f"reason_{language}": language for language in contract().languages}
    row = {"entity": entity, "entity_id": gone, "retired_in": "2.0.0", "successor_id": successor}
    copy.write("retired_ids", [{**row, **reasons}])


BREACHES: dict[str, tuple[str, Edit, list[tuple[str, int | None, str, str]]]] = {
    "retired, and there": (
        "retired-id-is-gone",
        lambda c: retire(c, "places", "kotka"),
        [("retired_ids", 0, "entity_id", "'kotka' is retired, and is there in places")],
    ),
    "a successor that is not there": (
        "retired-id-is-gone",
        lambda c: retire(c, "places", "kotkka", "kotkaa"),
        [("retired_ids", 0, "successor_id", "there is no row 'kotkaa' in places")],
    ),
    "retired from no table": (
        "retired-id-is-gone",
        lambda c: retire(c, "plases", "kotkka"),
        [("retired_ids", 0, "entity", "there is no table 'plases'")],
    ),
    "signs for no party": (
        "signatory-signs-for-party",
        lambda c: c.set("signatories", 1, organisation_id="xamk"),
        [("signatories", 1, "organisation_id", f"'xamk', which is no party of '{AGREEMENT}'")],
    ),
    "signs for a party of another agreement": (
        "signatory-signs-for-party",
        lambda c: c.set("signatories", 0, agreement_id="other"),
        [("signatories", 0, "organisation_id", "'city-of-kotka', which is no party of 'other'")],
    ),
    "signs for a slash": (
        "signatory-signs-for-party",
        lambda c: c.set("signatories", 0, organisation_id="a/b"),
        [("signatories", 0, "organisation_id", f"'a/b', which is no party of '{AGREEMENT}'")],
    ),
    "a document's period runs backwards": (
        "period-order",
        lambda c: c.set("documents", 1, period_end=dt.date(2018, 12, 31)),
        [("documents", 1, "period_end", "it ends on 2018-12-31, before it begins on 2019-01-01")],
    ),
    "an agreement ends before it is in force": (
        "period-order",
        lambda c: c.set(
            "agreements", 0, in_force_on=dt.date(2020, 1, 2), ends_on=dt.date(2020, 1, 1)
        ),
        [("agreements", 0, "ends_on", "it ends on 2020-01-01, before it begins on 2020-01-02")],
    ),
    "an agreement ends before it is signed": (
        "period-order",
        lambda c: c.set("agreements", 0, ends_on=dt.date(2018, 9, 26)),
        [("agreements", 0, "ends_on", "it ends on 2018-09-26, before it begins on 2018-09-27")],
    ),
    "a plan ends before the signing": (
        "plan-after-signing",
        lambda c: c.set("documents", 1, period_end=dt.date(2018, 9, 26)),
        [("documents", 1, "period_end", "the plan ends on 2018-09-26, before the agreement was")],
    ),
    "a hole": (
        "numbers-without-holes",
        lambda c: c.set("parties", 1, party_number=3),
        [
            (
                "parties",
                None,
                "party_number",
                f"within '{AGREEMENT}' have holes (found 2 rows, the h",
            )
        ],
    ),
    "numbers from 0": (
        "numbers-without-holes",
        lambda c: set_both(c, "signatories", {"signatory_number": 0}, {"signatory_number": 2}),
        [("signatories", None, "signatory_number", f"within '{AGREEMENT}' do not begin with 1")],
    ),
    "a number twice": (
        "numbers-without-holes",
        lambda c: set_both(c, "parties", {"party_number": 1}, {"party_number": 1}),
        [("parties", None, "party_number", f"within '{AGREEMENT}' recur (found 2 rows")],
    ),
    "a number twice, and no hole by the highest": (
        "numbers-without-holes",
        lambda c: c.set("cooperation_areas", 1, area_number=1),
        [
            (
                "cooperation_areas",
                None,
                "area_number",
                f"within '{AGREEMENT}/kotka-saint-petersburg-2018-act…' have holes (found 8 rows",
            )
        ],
    ),
    "no first number": (
        "numbers-without-holes",
        lambda c: c.set("parties", 0, party_number=None),
        [("parties", None, "party_number", f"within '{AGREEMENT}' do not begin with 1")],
    ),
    "a goal's number": (
        "numbers-without-holes",
        lambda c: c.set("goals", 6, goal_number=8),
        [("goals", None, "goal_number", f"within '{AGREEMENT}-vocational-education'")],
    ),
    "an actor's number": (
        "numbers-without-holes",
        lambda c: c.set("goal_actors", 1, actor_number=3),
        [("goal_actors", None, "actor_number", f"within '{AGREEMENT}-double")],
    ),
    "a theme without mapping": (
        "theme-has-mapping",
        lambda c: c.drop("theme_mappings", theme_id="sport"),
        [("themes", 5, "theme_id", "the theme 'sport' has no mapping to another scheme")],
    ),
    "an unused organisation": (
        "register-row-in-use",
        lambda c: c.add("organisations", 3, organisation_id="unused"),
        [("organisations", 4, "organisation_id", "nothing refers to 'unused'")],
    ),
    "an unused place": (
        "register-row-in-use",
        lambda c: c.add("places", 0, place_id="sweden"),
        [("places", 6, "place_id", "nothing refers to 'sweden'")],
    ),
    "a theme that only its mapping names": (
        "register-row-in-use",
        lambda c: (
            c.add("themes", 0, theme_id="fishing"),
            c.add("theme_mappings", 0, theme_id="fishing"),
        ),
        [("themes", 9, "theme_id", "nothing refers to 'fishing'")],
    ),
    "an unused source": (
        "register-row-in-use",
        lambda c: c.add("sources", 0, source_id="other"),
        [("sources", 4, "source_id", "nothing refers to 'other'")],
    ),
    "a citation of a row that is gone": (
        "cited-row-exists",
        lambda c: c.set("citations", OF_A_DOCUMENT, record_id="gone"),
        [("citations", OF_A_DOCUMENT, "record_id", "there is no row 'gone' in documents")],
    ),
    "a citation in the wrong table": (
        "cited-row-exists",
        lambda c: c.set("citations", OF_A_DOCUMENT, table_name="goals"),
        [("citations", OF_A_DOCUMENT, "record_id", f"no row '{AGREEMENT}-agreement' in goals")],
    ),
    "a citation of a row with a key of two parts": (
        "cited-row-exists",
        lambda c: c.set("citations", 0, table_name="parties", record_id=f"{AGREEMENT}/3"),
        [("citations", 0, "record_id", f"there is no row '{AGREEMENT}/3' in parties")],
    ),
    "a row without citation": (
        "row-has-citation",
        lambda c: c.drop("citations", table_name="agreements"),
        [("agreements", 0, "citations", "no citation shows where the source says this")],
    ),
    "a row with a key of two parts without citation": (
        "row-has-citation",
        lambda c: c.drop("citations", table_name="parties", record_id=f"{AGREEMENT}/2"),
        [("parties", 1, "citations", "no citation shows where the source says this")],
    ),
    "a cited column that is none": (
        "cited-field-exists",
        lambda c: c.set("citations", OF_A_DOCUMENT, field_name="ends_on"),
        [("citations", OF_A_DOCUMENT, "field_name", "documents has no column 'ends_on'")],
    ),
    "a passage that ends where it starts": (
        "citation-within-source",
        lambda c: c.set("citations", 2, start=10, end=10),
        [("citations", 2, "end", "the offsets 10–10 enclose no passage")],
    ),
    "an actor without a name": (
        "actor-is-named-once",
        lambda c: c.set("goal_actors", 0, organisation_id=None),
        [("goal_actors", 0, "organisation_id", "(found neither)")],
    ),
    "an actor with two names": (
        "actor-is-named-once",
        lambda c: c.set("goal_actors", 1, organisation_id="xamk"),
        [("goal_actors", 1, "organisation_id", "(found both)")],
    ),
    "an area of another agreement than its document": (
        "levels-agree",
        lambda c: move_area(c, 7, "other"),
        [
            (
                "cooperation_areas",
                7,
                "document_id",
                f"the document belongs to '{AGREEMENT}', this row to 'other'",
            )
        ],
    ),
    "a goal of another agreement than its area": (
        "levels-agree",
        lambda c: c.set("goals", 0, agreement_id="other"),
        [("goals", 0, "area_id", f"the area belongs to '{AGREEMENT}', this row to 'other'")],
    ),
    "a goal of another document than its area": (
        "levels-agree",
        lambda c: c.set("goals", 24, document_id=f"{AGREEMENT}-agreement"),
        [("goals", 24, "area_id", f"the area belongs to '{PLAN}', this row to")],
    ),
    "an address without a host": (
        "web-address",
        lambda c: c.set("theme_mappings", 0, uri="http:?/www.yso.fi/x"),
        [("theme_mappings", 0, "uri", "not a web address (found 'http:?/www.yso.fi/x'; expected")],
    ),
    "a language that is no code": (
        "listed-code-exists",
        lambda c: c.set("documents", 1, languages=["fi", "xx", "en"]),
        [("documents", 1, "languages", "no such code in the list 'language' (found 'xx')")],
    ),
    "a text in three languages": (
        "text-in-all-languages",
        lambda c: c.set("goals", 4, indicator_fi="x", indicator_en="x", indicator_ru="x"),
        [("goals", 4, "indicator_sv", "the text is missing in this language, and given in anot")],
    ),
    "a text in one language": (
        "text-in-all-languages",
        lambda c: c.set("signatories", 0, position_fi=None, position_en=None, position_sv=None),
        [
            ("signatories", 0, "position_fi", "the text is missing in this language"),
            ("signatories", 0, "position_en", "the text is missing in this language"),
            ("signatories", 0, "position_sv", "the text is missing in this language"),
        ],
    ),
}


def test_every_rule_is_broken_in_some_way_here() -> None:
    assert {name for name, _, _ in BREACHES.values()} == {rule.name for rule in rules.RULES}


@pytest.mark.parametrize("what", BREACHES)
def test_a_breach_is_found_in_its_row(what: str, copy: Copy) -> None:
    name, edit, expected = BREACHES[what]
    edit(copy)
    found = find(copy.opened(), name)
    where = [(finding.table, finding.row, finding.field) for finding in found]
    assert where == [
        (table, None if row is None else row + FIRST_ROW, column)
        for table, row, column, _ in expected
    ]
    assert {finding.rule for finding in found} == {name}
    for finding, (*_, message) in zip(found, expected, strict=True):
        assert message in finding.message


def test_each_passage_beyond_the_text_is_found(copy: Copy) -> None:
    copy.set("sources", 0, characters=2000)
    beyond = [row for row, cells in enumerate(copy.rows("citations")) if cells["end"] > 2000]
    found = find(copy.opened(), "citation-within-source")
    assert beyond
    assert [(f.row, f.field) for f in found] == [(row + FIRST_ROW, "end") for row in beyond]
    assert all("beyond the text of its source, which has 2000" in f.message for f in found)


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        ("plan-after-signing", lambda c: c.set("documents", 1, period_end=dt.date(2018, 9, 27))),
        ("plan-after-signing", lambda c: c.set("documents", 1, period_end=None)),
        ("plan-after-signing", lambda c: c.set("agreements", 0, signed_on=None)),
        ("period-order", lambda c: c.set("documents", 1, period_start=None)),
        ("period-order", lambda c: c.set("agreements", 0, ends_on=dt.date(2018, 9, 27))),
        ("cited-field-exists", lambda c: c.set("citations", OF_A_DOCUMENT, field_name="title")),
        ("cited-field-exists", lambda c: c.set("citations", OF_A_DOCUMENT, field_name="title_sv")),
        ("text-in-all-languages", lambda c: c.set("signatories", 0, **dict.fromkeys(
            ("position_fi", "position_en", "position_sv", "position_ru")))),
    ],
)  # fmt: skip
def test_what_is_just_right_or_not_known_breaks_no_rule(name: str, edit: Edit, copy: Copy) -> None:
    edit(copy)
    assert find(copy.opened(), name) == []


def test_a_plan_is_what_the_rule_on_plans_looks_at(copy: Copy) -> None:
    copy.set("documents", 1, document_type="protocol", period_end=dt.date(2000, 1, 1))
    assert find(copy.opened(), "plan-after-signing") == []


def test_numbers_may_come_in_any_order_of_rows(copy: Copy) -> None:
    for table in ("parties", "goals", "goal_actors"):
        copy.write(table, reversed(copy.rows(table)))
    assert find(copy.opened(), "numbers-without-holes") == []


def test_a_row_that_is_kept_needs_no_use(copy: Copy) -> None:
    copy.add("places", 0, place_id="sweden")
    package = copy.opened()
    resource = next(r for r in package.descriptor["resources"] if r["name"] == "places")
    kept = resource.get("keptUnused", [])
    resource["keptUnused"] = [*kept, "sweden"]
    assert find(package, "register-row-in-use") == []
    resource["keptUnused"] = [*kept, "norway"]
    assert [finding.row for finding in find(package, "register-row-in-use")] == [8]
