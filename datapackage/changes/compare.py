"""Compare two packages: their descriptors, then each table that both have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from datapackage.changes.descriptor import (
    Change,
    compare_descriptors,
    foreign_keys,
    primary_key,
)
from datapackage.changes.level import Level
from datapackage.changes.places import opened
from datapackage.changes.rows import TableDiff, compare_rows
from datapackage.validator import PackageTexts


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed between two packages.

    Attributes:
        name: Name of the new package.
        versions: Version of the old and of the new package; empty where it states none.
        changes: Changes of the descriptor.
        tables: Changes of the rows of each table in both packages, unchanged tables left out.
        referenced: Tables that a foreign key of either package refers to.
        references: Columns of each table with a foreign key.
    """

    name: str
    versions: tuple[str, str]
    changes: tuple[Change, ...]
    tables: tuple[TableDiff, ...]
    referenced: Set[str]
    references: Mapping[str, Set[str]]

    @property
    def level(self) -> Level:
        """How big the biggest change is."""
        levels = [change.level for change in self.changes]
        return max([*levels, *map(self.level_of, self.tables)], default=Level.NONE)

    def level_of(self, table: TableDiff) -> Level:
        """Return how big the changes in a table's rows are.

        The recipe's bullets, as far as a program can tell: rows added are MINOR; rows that other
        tables refer to, removed (combined, split, deleted), are MAJOR; a changed reference is
        MINOR; any other changed cell is a correction, PATCH. Of removed rows that nothing refers
        to the recipe says nothing: MINOR, since a correction takes nothing away.
        """
        if len(table.removed) and table.name in self.referenced:
            return Level.MAJOR
        references = self.references.get(table.name, set())
        if len(table.removed) or len(table.added) or references & table.cells.keys():
            return Level.MINOR
        return Level.PATCH if table else Level.NONE

    def operations(self) -> Iterator[dict[str, Any]]:
        """Yield every change as JSON Lines has it, those of the descriptor first."""
        for change in self.changes:
            yield change.as_json()
        for table in self.tables:
            yield from table.operations()


def diff(old: str | Path, new: str | Path = "output") -> Diff:
    """List what changed between two packages.

    Args:
        old: A package's folder or descriptor, a zip file with a package in it, or a git revision:
            ``REVISION`` or ``REVISION:FOLDER``, where FOLDER is ``output`` by default.
        new: The same of the new package.

    Returns:
        The changes. Cells are compared as texts, as the files have them.

    Raises:
        DataError: One of them is not there or can't be read.
        UsageError: One of them is no package.
    """
    with opened(old) as before, opened(new) as after:
        references: dict[str, set[str]] = defaultdict(set)
        referenced = set()
        for name, resource in chain(before.tables.items(), after.tables.items()):
            for columns, reference in foreign_keys(resource["schema"]).items():
                referenced.add(str(reference.get("resource") or name))
                references[name].update(columns)
        return Diff(
            str(after.descriptor.get("name", "")),
            (str(before.descriptor.get("version", "")), str(after.descriptor.get("version", ""))),
            tuple(compare_descriptors(_seen(before), _seen(after))),
            tuple(table for table in _compare_tables(before, after) if table),
            referenced,
            references,
        )


def _seen(package: PackageTexts) -> dict[str, Any]:
    """Return a descriptor in which a table in two formats comes once."""
    resources = package.descriptor.get("resources", [])
    others = [item for item in resources if isinstance(item, dict) and "schema" not in item]
    return {**package.descriptor, "resources": [*package.tables.values(), *others]}


def _compare_tables(before: PackageTexts, after: PackageTexts) -> Iterator[TableDiff]:
    for name in after.tables:
        if name not in before.tables or _is_same_file(before, after, name):
            continue
        old, new = before.read(name), after.read(name)
        both = set(old.column_names) & set(new.column_names)
        keys = [primary_key(package.tables[name]["schema"]) for package in (after, before)]
        key = next((key for key in keys if key and both.issuperset(key)), [])
        yield compare_rows(name, old, new, key)


def _is_same_file(before: PackageTexts, after: PackageTexts, name: str) -> bool:
    """Tell whether the file of a table is stated to be the same, to the byte, and read alike."""
    old, new = before.tables[name], after.tables[name]
    shared = ("hash", "bytes", "dialect", "encoding")
    return bool(new.get("hash")) and all(old.get(key) == new.get(key) for key in shared)
