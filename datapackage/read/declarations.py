"""Is a schema one that a table can be built by, and do the schemas go together?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from typing import Any

from datapackage.contract import ARROW_TYPES, InDiagram, InRecord
from datapackage.problems import quote

Schema = Mapping[str, Any]
Fault = tuple[str, str, str]
"""Table, property, and what is wrong with it."""

ALL, ANY = True, "any"
"""Values of the property ``languages``: a text is given in all languages that the package
requires, or it may be given in any."""

LAST = 1_000_000
"""Position of a table that doesn't say one."""


def by_position(schemas: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return the schemas in the order in which their tables are published."""
    return dict(sorted(schemas.items(), key=lambda item: (item[1].get("position", LAST), item[0])))


def check_fields(name: str, schema: object, *, published: bool = False) -> Iterator[Fault]:
    """Yield what keeps a schema from being one with columns of types that this package has.

    Fields are counted from 1, as curators count; those of a published schema from 0, as the
    validator counts in descriptors.
    """
    if not isinstance(schema, dict) or not isinstance(schema.get("fields"), list):
        yield name, "", "not a Table Schema: a JSON object with a list of fields is expected"
        return
    for number, item in enumerate(schema["fields"], start=0 if published else 1):
        where = f"fields[{number}]"
        known = isinstance(item, dict) and isinstance(item.get("name"), str)
        if not known or item.get("type") not in tuple(ARROW_TYPES):
            yield name, where, f"a field needs a name and a type out of {', '.join(ARROW_TYPES)}"
        elif item["type"] == "list" and not {"delimiter", "itemType"}.isdisjoint(item):
            yield name, where, "a list has texts, with commas between: leave out what else is said"
        elif not _is_sound(item):
            message = "'constraints' is no object, or 'codelist', 'enum' or 'precision' is wrong"
            yield name, where, message
        elif item.get("languages", ALL) not in (ALL, ANY):
            yield name, where, "'languages' is either true or \"any\""
        elif "language" in item and not published:
            yield name, where, "'language' is for published schemas; here it is 'languages'"


def _is_sound(item: Schema) -> bool:
    """Tell whether what is read of a field has the form that it is read in."""
    constraints = item.get("constraints", {})
    return (
        isinstance(constraints, dict)
        and isinstance(constraints.get("enum", []), list)
        and isinstance(item.get("codelist", ""), str)
        and isinstance(item.get("precision", ""), str)
        and item.get("day", "first") in ("first", "last")
    )


def check_keys(name: str, schema: Schema, *, published: bool = False) -> Iterator[Fault]:
    """Yield what is wrong with the keys of a schema whose fields are sound; they are counted so."""
    columns = [item["name"] for item in schema["fields"]]
    for column in sorted({each for each in columns if columns.count(each) > 1}):
        yield name, "fields", f"there is more than one column {quote(column)}"
    foreign = _listed(schema, "foreignKeys", published)
    keys = [("primaryKey", schema.get("primaryKey")), *_listed(schema, "uniqueKeys", published)]
    keys += [
        (where, key.get("fields") if isinstance(key, dict) else None) for where, key in foreign
    ]
    for where, key in keys:
        names = _names(key)
        if not names:
            yield name, where, "expected the names of columns"
        for column in names:
            if column not in columns:
                yield name, where, f"the table has no column {quote(column)}"
    for item in schema["fields"]:
        if item.get("precision", columns[0]) not in columns:
            yield name, "fields", f"the table has no column {quote(item['precision'])}"
    for where, key in foreign:
        if isinstance(key, dict) and not _fits(key):
            yield name, where, "expected a reference to as many fields of a resource"


def _listed(schema: Schema, what: str, published: bool) -> list[tuple[str, Any]]:
    """Return the keys of a kind, each with its place; a property that is no list is no key."""
    keys = schema.get(what, [])
    if not isinstance(keys, list):
        return [(what, None)]
    return [
        (f"{what}[{number}]", key) for number, key in enumerate(keys, start=0 if published else 1)
    ]


def _fits(key: Schema) -> bool:
    """Tell whether the reference of a foreign key is one, and to as many columns."""
    reference = key.get("reference")
    return (
        isinstance(reference, dict)
        and isinstance(reference.get("resource", ""), str)
        and len(_names(reference.get("fields"))) == len(_names(key.get("fields"))) > 0
    )


def _names(key: object) -> list[str]:
    """Return the columns of a key; none where it is no key."""
    names = [key] if isinstance(key, str) else key
    return names if isinstance(names, list) and all(isinstance(n, str) for n in names) else []


def check_form(name: str, schema: Schema) -> Iterator[Fault]:
    """Yield what is not of the form that it should be."""
    for what, type_, form in (
        ("position", int, "a whole number"),
        ("register", bool, "true or false"),
    ):
        if not isinstance(schema.get(what, type_()), type_):
            yield name, what, f"expected {form}"
    columns = [item["name"] for item in schema["fields"]]
    for what, form_of in (("record", InRecord), ("diagram", InDiagram)):
        if what in schema:
            yield from ((name, what, fault) for fault in _misfits(schema[what], form_of))
    record = schema.get("record")
    number = record.get("number") if isinstance(record, dict) else None
    if number is not None and number not in columns:
        yield name, "record.number", f"the table has no column {quote(number)}"


def check_nesting(schemas: Mapping[str, Schema]) -> Iterator[Fault]:
    """Yield what keeps the tables from being nested in a record, from one topmost table down."""
    records = {name: schema["record"] for name, schema in schemas.items() if "record" in schema}
    top = [name for name, record in records.items() if record.get("under") is None]
    for name in top[1:]:
        yield name, "record.under", f"{quote(top[0])} is the topmost table already"
    reached = set(_below(top, records))
    for name, record in records.items():
        if name not in reached:
            under = quote(record.get("under"))
            yield name, "record.under", f"{under} is no table that is written in a record"
    keys: dict[tuple[str | None, str], str] = {}
    for name, record in records.items():
        other = keys.setdefault((record.get("under"), record["key"]), name)
        if other != name:
            yield name, "record.key", f"the table {quote(other)} has the same key"


def _misfits(stated: object, form: type) -> Iterator[str]:
    """Yield how a property differs from the attributes of a class; each has text, number, flag."""
    known = [item.name for item in fields(form)]
    if not isinstance(stated, dict) or not set(stated) <= set(known):
        yield f"expected keys out of {', '.join(known)}"
    elif form is InRecord and not isinstance(stated.get("key"), str):
        yield "'key' is missing"


def _below(names: Collection[str], records: Mapping[str, Schema]) -> Iterator[str]:
    for name in names:
        yield name
        yield from _below([n for n, r in records.items() if r.get("under") == name], records)
