"""Rules have one name each, which docs/rules.md lists; the list is held against the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from datapackage.rules.check import FILE_RULES, RULES
from datapackage.rules.doubts import DOUBTS
from datapackage.validator import PACKAGE_RULES, TABLE_RULES
from tests.places import ROOT

ROWS = re.findall(
    r"^\| `([a-z0-9-]+)` \| (.+?) \| (.+) \|$",
    (ROOT / "docs/rules.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
DOCUMENTED = [name for name, _, _ in ROWS]
CODE = [ast.parse(path.read_bytes()) for path in sorted((ROOT / "datapackage").rglob("*.py"))]
MAKERS = {"Problem": 2, "NotNormalised": 0, "Finding": 0}
"""What carries a rule's name -> the place of the name among its arguments."""


def calls() -> Iterator[ast.Call]:
    yield from (node for tree in CODE for node in ast.walk(tree) if isinstance(node, ast.Call))


def texts(*nodes: ast.expr) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value


def names_in_code() -> set[str]:
    """Return the names that problems and findings are given where they are made."""
    names: set[str] = set()
    for call in calls():
        function = call.func.attr if isinstance(call.func, ast.Attribute) else None
        function = call.func.id if isinstance(call.func, ast.Name) else function
        place = MAKERS.get(function or "")
        if place is not None and len(call.args) > place:
            names |= {*texts(call.args[place])}
        names |= {*texts(*(k.value for k in call.keywords if k.arg == "rule"))}
    return names


def test_each_rule_is_documented_once() -> None:
    assert len(set(DOCUMENTED)) == len(DOCUMENTED)


@pytest.mark.parametrize("name", sorted(names_in_code()))
def test_what_the_code_reports_is_documented(name: str) -> None:
    assert name in DOCUMENTED


def test_registered_rules_are_documented_with_what_they_ask_for() -> None:
    asked = {rule.name: rule.asks for rule in (*RULES, *DOUBTS)} | FILE_RULES | PACKAGE_RULES
    asked |= {name: asks.replace(": {}", "") for name, asks in TABLE_RULES.items()}
    documented = {name: asks for name, asks, _ in ROWS}
    assert {name: documented.get(name) for name in asked} == asked


def test_what_is_documented_is_in_the_code() -> None:
    constants = {
        node.value
        for tree in CODE
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert [name for name in DOCUMENTED if name not in constants] == []


def test_the_page_is_found() -> None:
    readers = [ROOT / "README.md", ROOT / "docs/validating.md"]
    assert all("rules.md" in Path(page).read_text(encoding="utf-8") for page in readers)
