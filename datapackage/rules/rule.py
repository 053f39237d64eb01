"""What a rule is, and how a module of rules gathers its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datapackage.rules.reader import PackageReader
from datapackage.validator import FIRST_ROW, Finding

Find = Callable[[PackageReader], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """A named rule: what it asks for, and the function that finds what breaks it."""

    name: str
    asks: str
    find: Find


class Rules(list[Rule]):
    """The rules of a module; calling it makes the decorator that enters a function."""

    def __call__(self, name: str, asks: str) -> Callable[[Find], Find]:
        """Enter a function as a rule; its findings get the rule's name."""

        def enter(find: Find) -> Find:
            def named(package: PackageReader) -> Iterator[Finding]:
                return (replace(finding, rule=name) for finding in find(package))

            self.append(Rule(name, asks, named))
            return find

        return enter


def broken(table: str, row: int | None, field: str, message: str) -> Finding:
    """Return what breaks a rule, in a row (counted from 0; None: in the table as a whole)."""
    return Finding("", table, None if row is None else row + FIRST_ROW, field, message=message)


def rows_where(mask: pa.Array) -> Iterator[int]:
    """Yield the rows in which a condition holds; where it can't be told, it doesn't."""
    filled = pc.fill_null(mask, False)
    yield from map(int, np.flatnonzero(filled.to_numpy(zero_copy_only=False)))
