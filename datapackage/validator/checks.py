"""What a Table Schema asks of a table, as named checks; and which finding belongs to which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

HEADER = "header"
ROWS = "rows"
FILE = "file"

_CHECK_OF = {
    "type-error": "types",
    "constraint-error": "constraints",
    "unique-error": "unique",
    "primary-key": "primary-key",
    "primary-key-null": "primary-key",
    "unique-keys": "unique-keys",
    "foreign-key": "foreign-keys",
    "categories": "categories",
    "missing-cell": ROWS,
    "extra-cell": ROWS,
    "blank-row": ROWS,
    "blank-header": HEADER,
    "blank-label": HEADER,
    "duplicate-label": HEADER,
    "extra-label": HEADER,
    "missing-label": HEADER,
    "incorrect-label": HEADER,
    "unmatched-header": HEADER,
}


def check_of(finding_type: str) -> str:
    """Return the name of the check that a type of finding belongs to."""
    return _CHECK_OF.get(finding_type, FILE)


def asked_of(schema: Mapping[str, Any]) -> dict[str, str]:
    """Return what is checked in a table: name of the check -> what it asks for, in fixed order."""
    fields = [f for f in schema.get("fields") or () if isinstance(f, Mapping)]
    checks = {
        FILE: "The file can be read.",
        HEADER: "The header is that of the schema.",
        ROWS: "Each row has a cell for each column, and is not blank.",
    }
    if not fields:
        return checks
    checks["types"] = "Cells are of the type of their column."
    constrained = [text for field in fields if (text := _constraints(field))]
    _add(checks, "constraints", "Cells meet their constraints", constrained)
    unique = [str(f.get("name")) for f in fields if _constraint(f, "unique")]
    _add(checks, "unique", "Values don't recur", unique)
    categories = [str(f.get("name")) for f in fields if f.get("categories")]
    _add(checks, "categories", "Values are of a category", categories)
    primary = _names(schema.get("primaryKey"))
    _add(checks, "primary-key", "The primary key is filled and unique", [*_joined([primary])])
    keys = [_names(key) for key in schema.get("uniqueKeys") or ()]
    _add(checks, "unique-keys", "Combinations don't recur", [*_joined(keys)])
    references = [_reference(key) for key in schema.get("foreignKeys") or ()]
    _add(checks, "foreign-keys", "References lead to a row that is there", references)
    return checks


def _add(checks: dict[str, str], name: str, asks: str, columns: list[str]) -> None:
    if columns:
        checks[name] = f"{asks}: {', '.join(columns)}."


def _constraint(field: Mapping[str, Any], name: str) -> Any:
    constraints = field.get("constraints")
    return constraints.get(name) if isinstance(constraints, Mapping) else None


def _constraints(field: Mapping[str, Any]) -> str:
    raw = field.get("constraints")
    names = [name for name in raw if name != "unique"] if isinstance(raw, Mapping) else []
    return f"{field.get('name')} ({', '.join(names)})" if names else ""


def _names(raw: Any) -> list[str]:
    return [raw] if isinstance(raw, str) else [str(item) for item in raw or ()]


def _joined(keys: list[list[str]]) -> Iterator[str]:
    return (" + ".join(key) for key in keys if key)


def _reference(key: Any) -> str:
    reference = key.get("reference") if isinstance(key, Mapping) else None
    target = reference.get("resource") if isinstance(reference, Mapping) else None
    names = _names(key.get("fields")) if isinstance(key, Mapping) else []
    return f"{' + '.join(names)} → {target or 'the table itself'}"
