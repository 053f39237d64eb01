"""Which rules a schema sets, and what they ask for."""

from __future__ import annotations

from typing import Any

import pytest

from datapackage.validator import TABLE_RULES
from datapackage.validator.checks import RULE_OF_CONSTRAINT, rules_of

ALWAYS = ["file", "header", "row"]


@pytest.mark.parametrize(("constraint", "rule"), RULE_OF_CONSTRAINT.items())
def test_a_constraint_sets_its_rule(constraint: str, rule: str) -> None:
    fields = [
        {"name": "a", "constraints": {constraint: 1}},
        {"name": "b", "constraints": {constraint: False}},
        {"name": "c"},
        {"name": "d", "constraints": {constraint: 0}},
    ]
    asked = rules_of({"fields": fields})
    assert [*asked] == [*ALWAYS, "type", rule]
    assert asked[rule] == TABLE_RULES[rule].format("a, d")


@pytest.mark.parametrize(
    ("schema", "rule", "columns"),
    [
        ({"fields": [{"name": "a", "categories": ["x"]}, {"name": "b"}]}, "category", "a"),
        ({"primaryKey": "a"}, "primary-key", "a"),
        ({"primaryKey": ["a", "b"]}, "primary-key", "a + b"),
        ({"uniqueKeys": [["a", "b"], "c"]}, "unique-key", "a + b, c"),
        (
            {"foreignKeys": [{"fields": ["a", "b"], "reference": {"resource": "ports"}}]},
            "foreign-key",
            "a + b → ports",
        ),
        (
            {"foreignKeys": [{"fields": "a", "reference": {"resource": ""}}, {"fields": "b"}]},
            "foreign-key",
            "a → the table itself, b → the table itself",
        ),
    ],
)
def test_a_key_sets_its_rule(schema: dict[str, Any], rule: str, columns: str) -> None:
    asked = rules_of(schema)
    assert [*asked] == [*ALWAYS, *(["type"] if "fields" in schema else []), rule]
    assert asked[rule] == TABLE_RULES[rule].format(columns)


def test_rules_come_in_the_order_of_the_documentation() -> None:
    constraints = dict.fromkeys(reversed(RULE_OF_CONSTRAINT), 1)
    field = {"name": "a", "constraints": constraints, "categories": ["x"]}
    keys = {"primaryKey": "a", "uniqueKeys": ["a"], "foreignKeys": [{"fields": "a"}]}
    assert [*rules_of({"fields": [field], **keys})] == [*TABLE_RULES]


@pytest.mark.parametrize("schema", [{}, {"fields": None}, {"fields": ["a"], "primaryKey": []}])
def test_what_sets_no_rule(schema: dict[str, Any]) -> None:
    assert [*rules_of(schema)] == ALWAYS
