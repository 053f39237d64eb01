"""An engine's finding in the words of somebody who has to mend the table.

Both engines give a finding a type and frictionless's note, such as ``constraint "minimum" is "3"``.
Here it becomes what is wrong, what was found and what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from datapackage.problems import explain, nearest_match, quote
from datapackage.validator.engine import Finding

Field = Mapping[str, Any]

_CONSTRAINT = re.compile(r'constraint "(?P<name>\w+)" is "(?P<bound>.*)"', re.DOTALL)
_SAME_AS = re.compile(r"the same as in the row at position (\d+)")
_REFERENCE = re.compile(
    r'for "(?P<fields>.*)": values "(?P<values>.*)" not found'
    r' in (?:the lookup table )?"(?P<table>.*)" as "(?P<there>.*)"',
    re.DOTALL,
)
_SHOWN_OPTIONS = 6

_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date such as 2018-09-27",
    "time": "a time such as 16:30:00",
    "datetime": "a moment such as 2018-09-27T16:30:00Z",
    "year": "a year such as 2018",
    "yearmonth": "a month such as 2018-09",
    "duration": "a duration such as P1Y6M",
    "object": "a JSON object",
    "array": "a JSON array",
    "list": "a list",
    "geopoint": "a longitude and a latitude such as 26.95, 60.47",
    "geojson": "a GeoJSON object",
}
_FORMATS = {
    "email": "an e-mail address",
    "uri": "an address such as https://example.org",
    "uuid": "a UUID",
    "binary": "Base64",
}
_PLAIN = {
    "missing-cell": "the row ends before this column",
    "blank-row": "the row is blank",
    "blank-header": "the header is blank",
    "blank-label": "the column has no name",
    "duplicate-label": "another column has this name",
    "missing-label": "the column is missing",
    "unmatched-header": "no column has the name of a field of the schema",
    "primary-key-null": "a part of the primary key is empty",
}


def describe(finding: Finding, fields: Mapping[str, Field]) -> str:
    """Return the message of a finding.

    Args:
        finding: The finding.
        fields: The fields of the table's schema by name.
    """
    field = fields.get(finding.field_name or "", {})
    special = _SPECIAL.get(finding.type)
    if special is not None:
        return special(finding, field)
    plain = _PLAIN.get(finding.type)
    if plain is not None:
        return plain
    if finding.type in ("extra-label", "incorrect-label"):
        return _label(finding, fields)
    return " ".join(finding.note.split())


def expected_of(field: Field) -> str:
    """Return what a field's type and format ask of a cell."""
    kind, form = str(field.get("type", "string")), str(field.get("format", "default"))
    if kind == "string" and form in _FORMATS:
        return _FORMATS[form]
    if kind == "boolean" and ("trueValues" in field or "falseValues" in field):
        values = [*field.get("trueValues", ()), *field.get("falseValues", ())]
        return f"one of {_listed(values)}"
    if kind in ("date", "time", "datetime") and form not in ("default", "any"):
        return f"a {kind} of the form {form}"
    if kind == "number" and field.get("decimalChar", ".") != ".":
        return f"a number with the decimal sign {quote(field['decimalChar'])}"
    return _TYPES.get(kind, f"a value of type {kind}")


def _type(finding: Finding, field: Field) -> str:
    kind = str(field.get("type", "")) or finding.note.removeprefix('type is "').split("/")[0]
    message = f"not of type {kind}"
    return explain(message, found=finding.cell, expected=expected_of({**field, "type": kind}))


def _constraint(finding: Finding, field: Field) -> str:
    match = _CONSTRAINT.fullmatch(finding.note)
    if match is None:
        return explain(finding.note, found=finding.cell)
    name, bound, cell = match["name"], match["bound"], finding.cell
    if name == "required":
        return "a value is required"
    if name == "enum":
        return _choice("not one of the values", cell, field.get("constraints", {}).get("enum"))
    message, expected = _LIMITS.get(name, (f"breaks the constraint {name}", "{}"))
    return explain(message, found=cell, expected=expected.format(bound))


_LIMITS = {
    "minimum": ("too small", "at least {}"),
    "maximum": ("too large", "at most {}"),
    "exclusiveMinimum": ("too small", "more than {}"),
    "exclusiveMaximum": ("too large", "less than {}"),
    "minLength": ("too short", "a length of at least {}"),
    "maxLength": ("too long", "a length of at most {}"),
    "pattern": ("not of the pattern", "{}"),
    "jsonSchema": ("does not meet its JSON Schema", "{}"),
}


def _category(finding: Finding, field: Field) -> str:
    raw = field.get("categories") or ()
    values = [item.get("value") if isinstance(item, Mapping) else item for item in raw]
    return _choice("not one of the categories", finding.cell, values)


def _choice(message: str, cell: str | None, options: Any) -> str:
    values = [str(option) for option in options] if isinstance(options, list) else []
    near = nearest_match(cell, values) if cell else None
    expected = _listed(values) if values and len(values) <= _SHOWN_OPTIONS else None
    if expected is None and near is None and values:
        expected = f"one of {len(values)} values such as {_listed(values[:3])}"
    return explain(message, found=cell, expected=expected, nearest=near)


def _listed(values: list[Any]) -> str:
    return ", ".join(quote(str(value)) for value in values)


def _unique(what: str) -> Callable[[Finding, Field], str]:
    def message(finding: Finding, _field: Field) -> str:
        same = _SAME_AS.search(finding.note)
        if same is None:
            is_empty = '"None"' in finding.note
            return "the primary key is empty" if is_empty else f"{what} is not unique"
        return explain(f"{what} is that of row {same[1]} already", found=finding.cell)

    return message


def _reference(finding: Finding, _field: Field) -> str:
    match = _REFERENCE.fullmatch(finding.note)
    if match is None:
        return " ".join(finding.note.split())
    table = f" of {match['table']}" if match["table"] else " of this table"
    message = f"{match['fields']} refers to a row that isn't there"
    return explain(message, found=match["values"], expected=f"a value in {match['there']}{table}")


def _extra(finding: Finding, _field: Field) -> str:
    return explain("a cell beyond the last column", found=finding.cell)


_SPECIAL: dict[str, Callable[[Finding, Field], str]] = {
    "type-error": _type,
    "constraint-error": _constraint,
    "categories": _category,
    "unique-error": _unique("the value"),
    "primary-key": _unique("the primary key"),
    "unique-keys": _unique("the unique key"),
    "foreign-key": _reference,
    "extra-cell": _extra,
}


def _label(finding: Finding, fields: Mapping[str, Field]) -> str:
    if finding.type == "incorrect-label":
        message = "the column has another name than its field in the schema"
        return explain(message, found=finding.cell, expected=quote(finding.field_name or ""))
    near = nearest_match(finding.cell or "", fields)
    return explain("a column that the schema does not have", found=finding.cell, nearest=near)
