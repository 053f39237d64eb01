"""The verdict of ``validate``: what was checked, by which engine, and what is wrong where.

All renderers and the library's users take :class:`Validation`. It holds no clock and no machine's
paths but those that were asked for, so the same files give the same verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from datapackage.problems import Place, Problem

Kind = Literal["package", "resource", "table"]
Engine = Literal["columnar", "frictionless", "none"]
"""Who judged a table; ``none`` where nothing could, and where a file is no table."""

HEADER_ROWS = 1


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        file: The file that it stands in.
        line: Its line, from 1; 0 where it is not known for certain, or means nothing.
        row: Its row as frictionless and spreadsheets count: from 1, the header being row 1; 0 for
            what concerns no single row.
        path: The field, or the place in a descriptor (``resources[0].path``); may be empty.
        rule: The broken rule; for tables, the name that frictionless gives the error.
        message: What is wrong (what was found; what was expected).
        value: The text of the cell, where there is one.
    """

    file: str
    line: int
    row: int
    path: str
    rule: str
    message: str
    value: str | None = field(default=None, compare=False)

    @property
    def where(self) -> str:
        """The place inside the file, with the row where no line can stand for it."""
        row = f"row {self.row}" if self.row and not self.line else ""
        return ", ".join(part for part in (row, self.path) if part)

    def to_problem(self) -> Problem:
        """Return the fault as a problem, whose text is ``FILE:LINE: PATH: message``."""
        return Problem(Place(self.file, self.line, self.where), self.message, self.rule)


@dataclass(frozen=True, order=True, slots=True)
class Count:
    """How often a rule is broken in a field, whether the faults are shown or not."""

    rule: str
    path: str
    total: int


@dataclass(frozen=True, slots=True)
class Check:
    """Something that was checked: its name, what it asks for, and what came out.

    Attributes:
        name: Kebab-case.
        asks: A sentence.
        counts: By rule and field, complete; empty where the check passed.
        faults: The first ones of each rule and field.
    """

    name: str
    asks: str
    counts: tuple[Count, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def total(self) -> int:
        """Number of faults, shown or not."""
        return sum(count.total for count in self.counts)

    def hidden(self) -> Iterator[Count]:
        """Yield the rules and fields with more faults than are shown, and how many more."""
        shown = Counter((fault.rule, fault.path) for fault in self.faults)
        for count in self.counts:
            rest = count.total - shown[count.rule, count.path]
            if rest:
                yield Count(count.rule, count.path, rest)


@dataclass(frozen=True, slots=True)
class TableVerdict:
    """The verdict on one resource.

    Attributes:
        name: The resource's name.
        path: Its path as the descriptor gives it; several are joined by a comma.
        engine: Which engine judged.
        engine_reason: Why it was not the columnar one; empty for the columnar one.
        rows: Number of data rows.
        checks: What was checked, in a fixed order.
    """

    name: str
    path: str
    engine: Engine
    engine_reason: str
    rows: int
    checks: tuple[Check, ...]

    @property
    def total(self) -> int:
        """Number of faults."""
        return sum(check.total for check in self.checks)


@dataclass(frozen=True, slots=True)
class TargetVerdict:
    """The verdict on one PATH.

    Attributes:
        path: As it was given.
        kind: What it turned out to be.
        name: The name of the package or the resource; may be empty.
        standard: The version of the Data Package standard that it follows, ``1`` or ``2``.
        is_ours: Whether it is a package of this project's tables, held to all its rules.
        checks: What concerns the descriptor and the package as a whole.
        tables: The verdicts on the resources, in the order of the descriptor.
        notes: What a reader of the verdict should know, such as checks that nothing asked for.
    """

    path: str
    kind: Kind
    name: str
    standard: str
    is_ours: bool
    checks: tuple[Check, ...]
    tables: tuple[TableVerdict, ...]
    notes: tuple[str, ...] = ()

    @property
    def all_checks(self) -> tuple[Check, ...]:
        """The checks of the package and those of its tables."""
        return (*self.checks, *(check for table in self.tables for check in table.checks))

    @property
    def total(self) -> int:
        """Number of faults."""
        return sum(check.total for check in self.all_checks)

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return self.total == 0

    def faults(self) -> Iterator[Fault]:
        """Yield the faults that are shown, sorted by place."""
        yield from sorted(fault for check in self.all_checks for fault in check.faults)


@dataclass(frozen=True, slots=True)
class Validation:
    """The verdicts on all PATHs of a call."""

    targets: tuple[TargetVerdict, ...]

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong anywhere."""
        return all(target.valid for target in self.targets)

    @property
    def total(self) -> int:
        """Number of faults, shown or not."""
        return sum(target.total for target in self.targets)

    def faults(self) -> Iterator[Fault]:
        """Yield the faults that are shown: target by target, sorted by place."""
        for target in self.targets:
            yield from target.faults()


FaultSink = Callable[[str, Iterable[Fault]], None]
"""Receives every fault, shown or not: the resource's name (may be empty), and some faults."""


@dataclass(slots=True)
class Tally:
    """Counts the faults of one check, keeps the first of each kind, feeds the sink."""

    name: str
    asks: str
    limit: int | None = None
    sink: FaultSink | None = None
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _kept: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Take a fault."""
        kind = (fault.rule, fault.path)
        self._counts[kind] += 1
        if self.limit is None or self._counts[kind] <= self.limit:
            self._kept.append(fault)
        if self.sink is not None:
            self.sink("", [fault])

    def check(self) -> Check:
        """Return what came out."""
        counts = sorted(Count(*kind, total) for kind, total in self._counts.items())
        return Check(self.name, self.asks, tuple(counts), tuple(sorted(self._kept)))
