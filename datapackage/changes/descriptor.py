"""What changed in a descriptor: the package's metadata, tables, columns, keys, code lists.

Each change has its level after the recipe (:mod:`datapackage.changes.level`). The recipe is silent
on dialects, encodings, missing values and keys: what a reader's program depends on is MAJOR here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from datapackage.changes.level import Level

VERSIONED = frozenset({"version", "created"})
"""What says that there is a new version does not ask for one."""
LOCATION = frozenset({"path", "bytes", "hash", "rows", "fields", "resources", "schema", "$schema"})
"""What follows from the files, or is compared by itself."""
IDENTITY = frozenset({"name", "id"})
READING = frozenset(
    {"type", "format", "encoding", "dialect", "compression", "missingValues", "fieldsMatch"}
    | {"bareNumber", "decimalChar", "groupChar", "trueValues", "falseValues", "delimiter"}
    | {"itemType", "arrayItem", "categories", "categoriesOrdered"}
)
"""Properties on which it depends how a file or a cell is read."""
KEYS = frozenset({"primaryKey", "uniqueKeys", "foreignKeys"})
LOWER_BOUNDS = frozenset({"minimum", "exclusiveMinimum", "minLength"})
UPPER_BOUNDS = frozenset({"maximum", "exclusiveMaximum", "maxLength"})


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a descriptor.

    Attributes:
        op: ``ADD``, ``DEL`` or ``MOD``.
        level: How big a change it is.
        part: ``package``, ``table``, ``column``, ``key`` or ``codes``.
        table: The table; empty for the package.
        name: The column, or the property of a key or a package.
        property: What changed of it; empty where it came or went as a whole.
        old: Value before; None where there was none.
        new: Value after.
    """

    op: str
    level: Level
    part: str
    table: str = ""
    name: str = ""
    property: str = ""
    old: Any = None
    new: Any = None

    def as_json(self) -> dict[str, Any]:
        """Return the change as JSON Lines has it."""
        return {**asdict(self), "level": self.level.name}


def compare_descriptors(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Yield the changes between the descriptors of two packages; schemas are in their places."""
    yield from _properties(old, new, "package", skip=VERSIONED | LOCATION)
    before, after = _by_name(old.get("resources")), _by_name(new.get("resources"))
    for name in before:
        if name not in after:
            yield Change("DEL", Level.MAJOR, "table", name)
    for name, resource in after.items():
        if name not in before:
            yield Change("ADD", Level.MINOR, "table", name)
            continue
        yield from _properties(before[name], resource, "table", name, skip=LOCATION)
        schemas = (before[name].get("schema"), resource.get("schema"))
        yield from _schema(name, *(s if isinstance(s, dict) else {} for s in schemas))


def _by_name(items: Any) -> dict[str, Mapping[str, Any]]:
    listed = items if isinstance(items, list) else []
    return {str(item["name"]): item for item in listed if isinstance(item, dict) and "name" in item}


def _op(old: Any, new: Any) -> str:
    return "ADD" if old is None else "DEL" if new is None else "MOD"


def _properties(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    part: str,
    table: str = "",
    name: str = "",
    *,
    skip: frozenset[str],
) -> Iterator[Change]:
    for key in sorted({*old, *new} - skip):
        before, after = old.get(key), new.get(key)
        if before != after:
            breaking = key in IDENTITY or (key in READING and part != "package")
            level = Level.MAJOR if breaking else Level.PATCH
            yield Change(_op(before, after), level, part, table, name, key, before, after)


def _schema(table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    yield from _properties(old, new, "table", table, skip=LOCATION | KEYS | {"name"})
    before, after = _by_name(old.get("fields")), _by_name(new.get("fields"))
    for name in before:
        if name not in after:
            yield Change("DEL", Level.MAJOR, "column", table, name)
    for name, field in after.items():
        if name not in before:
            yield Change("ADD", Level.MAJOR, "column", table, name)
            continue
        yield from _properties(
            before[name], field, "column", table, name, skip=frozenset({"constraints", "name"})
        )
        rules = (before[name].get("constraints"), field.get("constraints"))
        yield from _constraints(table, name, *(r if isinstance(r, dict) else {} for r in rules))
    orders = [name for name in before if name in after], [name for name in after if name in before]
    if orders[0] != orders[1]:
        yield Change("MOD", Level.MAJOR, "table", table, "", "order of columns", *orders)
    yield from _keys(table, old, new)


def _constraints(
    table: str, column: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    for key in sorted({*old, *new}):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if key == "enum" and isinstance(before, list) and isinstance(after, list):
            yield from _codes(table, column, before, after)
            continue
        level = Level.MAJOR if _is_stricter(key, before, after) else Level.MINOR
        yield Change(_op(before, after), level, "column", table, column, key, before, after)


def _is_stricter(name: str, old: Any, new: Any) -> bool:
    """Tell whether a constraint excludes values that it allowed; a pattern that differs may."""
    if name in ("required", "unique"):
        return bool(new)
    if old is None or new is None:
        return new is not None
    try:
        if name in LOWER_BOUNDS:
            return bool(new > old)
        if name in UPPER_BOUNDS:
            return bool(new < old)
    except TypeError:  # a bound that was a number and is a text
        pass
    return True


def _codes(table: str, column: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
    before, after = ({json.dumps(code): code for code in codes} for codes in (old, new))
    removed = [code for text, code in before.items() if text not in after]
    added = [code for text, code in after.items() if text not in before]
    if removed:
        yield Change("DEL", Level.MAJOR, "codes", table, column, "", removed)
    if added:
        yield Change("ADD", Level.MINOR, "codes", table, column, "", None, added)


def _keys(table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = _as_list(old.get("primaryKey")), _as_list(new.get("primaryKey"))
    if before != after:
        yield Change(
            _op(before or None, after or None),
            Level.MAJOR,
            "key",
            table,
            "primaryKey",
            "",
            before or None,
            after or None,
        )
    unique = [[_as_list(key) for key in s.get("uniqueKeys") or []] for s in (old, new)]
    for key in unique[0]:
        if key not in unique[1]:
            yield Change("DEL", Level.MINOR, "key", table, "uniqueKeys", "", key)
    for key in unique[1]:
        if key not in unique[0]:
            yield Change("ADD", Level.MAJOR, "key", table, "uniqueKeys", "", None, key)
    yield from _references(table, foreign_keys(old), foreign_keys(new))


def _references(
    table: str,
    old: Mapping[tuple[str, ...], Mapping[str, Any]],
    new: Mapping[tuple[str, ...], Mapping[str, Any]],
) -> Iterator[Change]:
    """Yield changed foreign keys: to refer to another table is MINOR, a new rule is MAJOR."""
    for columns in sorted({*old, *new}):
        before, after = old.get(columns), new.get(columns)
        if before != after:
            level = Level.MAJOR if before is None else Level.MINOR
            name = ", ".join(columns)
            yield Change(_op(before, after), level, "key", table, name, "reference", before, after)


def foreign_keys(schema: Mapping[str, Any]) -> dict[tuple[str, ...], Mapping[str, Any]]:
    """Return the reference of each foreign key of a schema, by its columns."""
    keys = schema.get("foreignKeys")
    return {
        tuple(_as_list(key.get("fields"))): key.get("reference") or {}
        for key in (keys if isinstance(keys, list) else [])
        if isinstance(key, dict)
    }


def primary_key(schema: Mapping[str, Any]) -> list[str]:
    """Return the columns of a schema's primary key."""
    return _as_list(schema.get("primaryKey"))


def _as_list(names: Any) -> list[str]:
    return [names] if isinstance(names, str) else [str(name) for name in names or []]
