"""What a finding says to the person who mends it.

The validation engine names constraints and positions; a curator wants to know which value is
wrong, what is expected, and where its double stands.
"""

from __future__ import annotations

from pathlib import Path

from datapackage.contract import Contract, Field, Table
from datapackage.normalise.names import NearestNames
from datapackage.problems import Place, explain, nearest_match, quote
from datapackage.rules.opened import OpenedPackage
from datapackage.rules.rules import Finding

FORMS = {
    "[a-z0-9]+(-[a-z0-9]+)*": (
        "not an identifier",
        "lower-case letters a to z, digits and single hyphens between them",
    ),
    "[0-9a-f]{64}": ("not a SHA-256 digest", "64 digits out of 0 to 9 and a to f"),
    "Q[1-9][0-9]*": ("not a Wikidata identifier", "Q and a number, such as Q1757"),
    "[A-Z]{2}": ("not a country code", "two capital letters, such as FI"),
    "[a-z]+/[a-z0-9.+-]+": ("not a media type", "a type and a subtype, such as text/plain"),
}
"""Patterns of the schemas -> what a value that doesn't fit is not, and what is expected."""

TYPES = {
    "date": ("not a date", "YYYY-MM-DD"),
    "integer": ("not a whole number", "digits"),
    "year": ("not a year", "four digits"),
    "number": ("not a number", "digits with a decimal point"),
    "boolean": ("not true or false", "true or false"),
}
"""Types of columns -> what a cell that doesn't fit is not, and what is expected."""


class Wording:
    """Words findings on the package in a folder; looks there for what a reference may have meant.

    Args:
        contract: The contract of the package.
        folder: The folder of the package.
    """

    def __init__(self, contract: Contract, folder: Path) -> None:
        self._contract = contract
        self._package = OpenedPackage(folder, contract, {})
        self._nearest: dict[tuple[str, str], NearestNames] = {}

    def message(self, rule: str, finding: Finding, stated: str, other: Place | None) -> str:
        """Return what is wrong.

        ``stated`` is the column of a broken key that a curator wrote, ``other`` the place of a row
        with the same key.
        """
        table = self._contract.get(finding.table)
        if table is None:
            return finding.message
        if rule in ("primary-key", "unique-key", "unique") and finding.values:
            return _duplicate(finding, table, stated, other)
        if rule == "foreign-key" and finding.values:
            return self._dangling(finding, table)
        if finding.column in table.columns:
            return _cell(rule, finding, table.field(finding.column)) or finding.message
        return finding.message

    def _dangling(self, finding: Finding, table: Table) -> str:
        key = next(key for key in table.foreign_keys if key.fields == finding.fields)
        value = "/".join(map(str, finding.values))
        target, column = key.reference_table, key.reference_fields[-1]
        nearest = self._similar(target, column, value) if len(key.fields) == 1 else None
        what = self._contract[target].title.lower().removesuffix("s")
        return explain(f"there is no {what} {quote(value)}", nearest=nearest)

    def _similar(self, table: str, column: str, value: str) -> str | None:
        if (table, column) not in self._nearest:
            words = self._package.column(table, column).drop_null().to_pylist()
            self._nearest[table, column] = NearestNames(map(str, words))
        return self._nearest[table, column].find(value)


def _duplicate(finding: Finding, table: Table, stated: str, other: Place | None) -> str:
    texts = ["" if part is None else part for part in finding.values]
    if finding.other_row is None:
        return "the row has no identifier: each part of its key is empty"
    also = "" if other is None else f" (also in {other.file}:{other.line})"
    if finding.fields == table.primary_key and len(table.primary_key) == 1:
        return f"the identifier {quote(texts[0])} is used twice{also}"
    if stated == finding.fields[-1] and len(finding.fields) == 2:
        within = f" in {quote(texts[0])}"
        return f"{quote(texts[1])} stands twice{within}{also}"
    return f"{quote('/'.join(texts))} stands twice{also}"


def _cell(rule: str, finding: Finding, item: Field) -> str | None:
    """Return what is wrong with a single cell, or None where the rule's own words will do."""
    if rule == "pattern":
        pattern = item.constraints.get("pattern", "")
        message, expected = FORMS.get(pattern, ("not of the form", f"the pattern {pattern}"))
        return explain(message, found=finding.cell, expected=expected)
    if rule == "range":
        low, high = item.constraints.get("minimum"), item.constraints.get("maximum")
        expected = f"{low} or more" if high is None else f"a number from {low} to {high}"
        return explain("the number is out of range", found=finding.cell, expected=expected)
    if rule == "enum" and item.enum is not None:
        nearest = nearest_match(finding.cell, item.enum) if finding.cell else None
        return explain(
            "no such code",
            found=finding.cell,
            expected=f"one of {', '.join(item.enum)}",
            nearest=nearest,
        )
    if rule == "types" and item.type in TYPES:
        message, expected = TYPES[item.type]
        return explain(message, found=finding.cell, expected=expected)
    return "the value is missing" if rule == "required" else None
