"""Check a Table Schema descriptor itself: properties and keys that nothing would ever read.

The standard lets a descriptor have properties of its own, and frictionless passes over what it
does not know. So a misspelt ``constraint`` is a rule that is never checked; this finds it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from datapackage.problems import explain, nearest_match, quote
from datapackage.validator.engine.fields import FIELD_TYPES
from datapackage.validator.results import Finding

SCHEMA_PROPERTIES = (
    "$schema",
    "name",
    "title",
    "description",
    "fields",
    "fieldsMatch",
    "missingValues",
    "primaryKey",
    "uniqueKeys",
    "foreignKeys",
)
FIELD_PROPERTIES = (
    "name",
    "type",
    "format",
    "title",
    "description",
    "example",
    "examples",
    "missingValues",
    "constraints",
    "rdfType",
)
CATEGORY_PROPERTIES = ("categories", "categoriesOrdered")
CATEGORICAL = ("string", "integer")
CONSTRAINTS = (
    "required",
    "unique",
    "pattern",
    "enum",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "jsonSchema",
)
KEY_PROPERTIES = ("fields", "reference")
REFERENCE_PROPERTIES = ("resource", "fields")

OWN_PROPERTIES = (
    *("codelist", "titles", "descriptions", "language", "languages", "register", "record"),
    *("precision", "day"),
)
"""Properties that this project adds to the standard's; see docs/."""

MISSPELT = frozenset({"misspelt-property", "schema-key"})
"""The findings that are certainly faults; an unknown property with no near one may be meant."""

EVERYTHING = MISSPELT | {"unknown-property"}


def check_schema(
    descriptor: Mapping[str, Any],
    tables: Mapping[str, Collection[str]] | None = None,
    *,
    allowed: Collection[str] = OWN_PROPERTIES,
    rules: Collection[str] = EVERYTHING,
) -> list[Finding]:
    """Check a Table Schema descriptor.

    Args:
        descriptor: The schema.
        tables: The field names of the package's tables; references to others are not checked.
        allowed: Names of custom properties that fields and schema may have.
        rules: Which findings to return: ``misspelt-property`` (an unknown property that is like
            a known one), ``unknown-property`` (one that is not), ``schema-key`` (a key that names
            a field which isn't there).
    """
    found = [*_check_properties(descriptor, allowed), *_check_keys(descriptor, tables or {})]
    return [finding for finding in found if finding.rule in rules]


def _unknown(
    raw: Mapping[str, Any], known: Collection[str], where: str, field: str
) -> Iterator[Finding]:
    for name in raw:
        if name.partition("@")[0] in known:  # title@de is a title in German
            continue
        nearest = nearest_match(name, known)
        rule = "misspelt-property" if nearest else "unknown-property"
        message = explain(f"unknown property of {where}", found=name, nearest=nearest)
        yield Finding(rule, field=field, value=name, message=message)


def _check_properties(descriptor: Mapping[str, Any], allowed: Collection[str]) -> Iterator[Finding]:
    yield from _unknown(descriptor, (*SCHEMA_PROPERTIES, *allowed), "the schema", "")
    for field in descriptor.get("fields") or ():
        if isinstance(field, Mapping):
            yield from _check_field(field, allowed)
    for key in descriptor.get("foreignKeys") or ():
        if isinstance(key, Mapping):
            yield from _unknown(key, KEY_PROPERTIES, "a foreign key", "")
            reference = key.get("reference")
            if isinstance(reference, Mapping):
                yield from _unknown(reference, REFERENCE_PROPERTIES, "a reference", "")


def _check_field(field: Mapping[str, Any], allowed: Collection[str]) -> Iterator[Finding]:
    name = str(field.get("name", ""))
    type_name = str(field.get("type", "string"))
    field_type = FIELD_TYPES.get(type_name)
    own = field_type.properties if field_type else ()
    own = (*own, *CATEGORY_PROPERTIES) if type_name in CATEGORICAL else own
    yield from _unknown(field, (*FIELD_PROPERTIES, *own, *allowed), f"a {type_name} field", name)
    constraints = field.get("constraints")
    if isinstance(constraints, Mapping):
        yield from _unknown(constraints, CONSTRAINTS, "the constraints", name)


def _names(raw: Any) -> list[str]:
    items: Sequence[Any] = [raw] if isinstance(raw, str) else raw or []
    return [item for item in items if isinstance(item, str)]


def _check_keys(
    descriptor: Mapping[str, Any], tables: Mapping[str, Collection[str]]
) -> Iterator[Finding]:
    own = [f.get("name") for f in descriptor.get("fields") or () if isinstance(f, Mapping)]
    fields = [str(name) for name in own]
    yield from _absent(_names(descriptor.get("primaryKey")), fields, "the primary key")
    for key in descriptor.get("uniqueKeys") or ():
        yield from _absent(_names(key), fields, "a unique key")
    for key in descriptor.get("foreignKeys") or ():
        if not isinstance(key, Mapping):
            continue
        yield from _absent(_names(key.get("fields")), fields, "a foreign key")
        reference = key.get("reference")
        if not isinstance(reference, Mapping):
            continue
        target = str(reference.get("resource", ""))
        there = fields if target == "" else tables.get(target)
        if there is not None:
            where = f"the reference to {quote(target)}" if target else "the reference to itself"
            yield from _absent(_names(reference.get("fields")), there, where)


def _absent(names: Sequence[str], there: Collection[str], what: str) -> Iterator[Finding]:
    for name in names:
        if name not in there:
            nearest = nearest_match(name, there)
            message = explain(f"{what} names a field that isn't there", found=name, nearest=nearest)
            yield Finding("schema-key", field=name, message=message)
