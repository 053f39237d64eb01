"""Findings in the words of somebody who has to mend them: the one place where they get words.

``describe(finding)`` says what is wrong, what was found, what was expected and what is near.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from datapackage.problems import Place, explain, nearest_match, one_of, printable, quote
from datapackage.validator.results import Finding

TYPES = {
    "string": ("not text", "text"),
    "integer": ("not a whole number", "digits"),
    "number": ("not a number", "digits with a decimal point"),
    "boolean": ("not true or false", "true or false"),
    "date": ("not a date", "YYYY-MM-DD"),
    "time": ("not a time", "a time such as 16:30:00"),
    "datetime": ("not a moment", "a moment such as 2018-09-27T16:30:00Z"),
    "year": ("not a year", "four digits"),
    "yearmonth": ("not a month", "a month such as 2018-09"),
    "duration": ("not a duration", "a duration such as P1Y6M"),
    "object": ("not an object", "a JSON object"),
    "array": ("not an array", "a JSON array"),
    "list": ("not a list", "a list"),
    "geopoint": ("not a point", "a longitude and a latitude such as 26.95, 60.47"),
    "geojson": ("not GeoJSON", "a GeoJSON object"),
}
"""Type of Table Schema -> what a cell that doesn't fit is not, and what is expected."""

FORMATS = {
    "email": ("not an e-mail address", "such as name@example.org"),
    "uri": ("not an address", "such as https://example.org"),
    "uuid": ("not a UUID", "such as 123e4567-e89b-12d3-a456-426614174000"),
    "binary": ("not Base64", "Base64"),
}
"""Format of a string -> the same."""

PATTERNS = {
    "[a-z0-9]+(-[a-z0-9]+)*": (
        "not an identifier",
        "lower-case letters a to z, digits and single hyphens between them",
    ),
    "[0-9a-f]{64}": ("not a SHA-256 digest", "64 digits out of 0 to 9 and a to f"),
    "Q[1-9][0-9]*": ("not a Wikidata identifier", "Q and a number, such as Q1757"),
    "[a-z]+/[a-z0-9.+-]+": ("not a media type", "a type and a subtype, such as text/plain"),
}
"""Well-known patterns -> the same."""

_LIMITS = {
    "minimum": ("too small", "at least {}"),
    "maximum": ("too large", "at most {}"),
    "exclusive-minimum": ("too small", "more than {}"),
    "exclusive-maximum": ("too large", "less than {}"),
    "min-length": ("too short", "a length of at least {}"),
    "max-length": ("too long", "a length of at most {}"),
    "json-schema": ("does not meet its JSON Schema", "{}"),
}

_ERRORS = {
    "missing-cell": "the row ends before this column",
    "blank-row": "the row is blank",
    "blank-header": "the header is blank",
    "blank-label": "the column has no name",
    "duplicate-label": "another column has this name",
    "missing-label": "the column is missing",
    "unmatched-header": "no column has the name of a field of the schema",
}
"""What needs no more words than these, by frictionless's name of the error."""


def describe(finding: Finding, *, other: Place | None = None, nearest: str | None = None) -> str:
    """Return what is wrong.

    Args:
        finding: The finding.
        other: Where in the sources the row with the same key comes from, where that is known.
        nearest: The row that a dangling reference may have meant.
    """
    if finding.message:
        return finding.message
    if finding.error in _ERRORS:
        return _ERRORS[finding.error]
    if finding.rule == "foreign-key":
        return _dangling(finding, nearest)
    if finding.rule in ("unique", "primary-key", "unique-key"):
        return _repeated(finding, other)
    words = _OF_RULE.get(finding.rule)
    return words(finding) if words is not None else f"breaks the rule {finding.rule}"


def place_of(finding: Finding) -> Place:
    """Return where a finding is: its file, and its row where no line tells it."""
    row = f"row {finding.row}" if finding.row and not finding.line else ""
    table = f"'{finding.table}'" if row and finding.file.endswith(".json") else ""
    columns = finding.field or " + ".join(finding.key)
    path = ", ".join(part for part in (table, row, columns) if part)
    return Place(finding.file, finding.line, path)


def line_of(finding: Finding) -> str:
    """Return a finding as ``FILE:LINE: PATH: what is wrong``."""
    return printable(f"{place_of(finding)} {describe(finding)}")


def _type(finding: Finding) -> str:
    schema = finding.schema or {}
    kind, form = str(schema.get("type", "string")), str(schema.get("format", "default"))
    message, expected = TYPES.get(kind, (f"not of type {kind}", f"a value of type {kind}"))
    if kind == "string" and form in FORMATS:
        message, expected = FORMATS[form]
    elif kind == "boolean" and ("trueValues" in schema or "falseValues" in schema):
        expected = one_of([*schema.get("trueValues", ()), *schema.get("falseValues", ())])
    elif kind in ("date", "time", "datetime") and form not in ("default", "any"):
        expected = f"the form {form}"
    elif kind == "number" and schema.get("decimalChar", ".") != ".":
        expected = f"digits with the decimal sign {quote(schema['decimalChar'])}"
    return explain(message, found=finding.value, expected=expected)


def _limit(finding: Finding) -> str:
    message, expected = _LIMITS[finding.rule]
    return explain(message, found=finding.value, expected=expected.format(finding.bound))


def _pattern(finding: Finding) -> str:
    pattern = str(finding.bound)
    message, expected = PATTERNS.get(pattern, ("not of the form", f"the pattern {pattern}"))
    return explain(message, found=finding.value, expected=expected)


def _choice(finding: Finding) -> str:
    is_code = "codelist" in (finding.schema or {})
    what = "category" if finding.rule == "category" else "code" if is_code else "value"
    values = [str(value) for value in finding.bound] if _is_list(finding.bound) else []
    near = nearest_match(finding.value, values) if finding.value else None
    expected = one_of(values) if values else None
    return explain(f"no such {what}", found=finding.value, expected=expected, nearest=near)


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


def _dangling(finding: Finding, nearest: str | None) -> str:
    target = finding.target
    if target is None:
        return "it refers to a row that isn't there"
    found = "/".join("" if value is None else value for value in finding.values)
    return explain(
        f"there is no such row in {target.resource or finding.table}",
        found=found,
        expected=None if nearest else f"a value of {' + '.join(target.fields)}",
        nearest=nearest,
    )


def _repeated(finding: Finding, other: Place | None) -> str:
    is_primary = finding.rule == "primary-key"
    if is_primary and finding.field:
        return "a part of the primary key is empty"
    what = "identifier" if is_primary else "value"
    what = what if len(finding.key) < 2 else "combination"
    if finding.other_row is None:
        return f"the {'primary key' if is_primary else what} is empty"
    also = f"row {finding.other_row}" if other is None else _shown(other)
    found = quote("/".join(text or "" for text in finding.values))
    return f"the {what} {found} is used twice (also in {also})"


def _shown(place: Place) -> str:
    if place.cell:
        return f"{place.file}: {place.cell}"
    return f"{place.file}:{place.line}" if place.line else place.file


def _header(finding: Finding) -> str:
    if finding.error == "incorrect-label":
        message = "the column has another name than its field in the schema"
        return explain(message, found=finding.value, expected=quote(finding.bound))
    known = finding.bound if _is_list(finding.bound) else ()
    near = nearest_match(finding.value or "", map(str, known))
    return explain("a column that the schema does not have", found=finding.value, nearest=near)


def _difference(what: str) -> Callable[[Finding], str]:
    def describe_difference(finding: Finding) -> str:
        return f"{what} differs (found {finding.value}; expected {finding.bound})"

    return describe_difference


_OF_RULE: Mapping[str, Callable[[Finding], str]] = {
    "type": _type,
    "required": lambda _finding: "the value is missing",
    "enum": _choice,
    "category": _choice,
    "pattern": _pattern,
    **dict.fromkeys(_LIMITS, _limit),
    "row": lambda finding: explain("a cell beyond the last column", found=finding.value),
    "header": _header,
    "file-size": _difference("the size"),
    "file-hash": _difference("the content"),
    "row-count": _difference("the number of rows"),
    "column-count": _difference("the number of columns"),
}
