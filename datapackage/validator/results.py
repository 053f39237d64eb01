"""What a validation says: one kind of finding, and one tree of results.

A :class:`Validation` holds a :class:`PackageResult` for each target; that holds the results of the
rules of the package as a whole and a :class:`TableResult` for each resource, which holds the
results of its rules. Whatever finds something makes a :class:`Finding`: the columnar engine,
frictionless's adapter, the checks of descriptors and files, the rules of whoever publishes. Words
are made from it at the edge, by :func:`datapackage.validator.messages.describe`.

Results hold no clock, and no paths but those that were asked for: the same files give the same
result.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["package", "resource", "table"]
Engine = Literal["columnar", "frictionless", "none"]
"""Which engine judged a table; ``none`` where none could, and where a file is no table."""

DEFAULT_LIMIT = 10
"""How many findings of each rule and field are kept unless asked otherwise."""

FIRST_ROW = 2
"""The number of a table's first row of data: the header is row 1."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a foreign key points to: ``resource`` is empty for the table itself."""

    resource: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        rule: The rule that is broken, a name of docs/rules.md.
        table: The resource's name; empty for what concerns the package as a whole.
        row: Its row as frictionless and spreadsheets count: from 1, the header being row 1; None
            for what concerns no single row.
        field: The column, or the place in a descriptor (``resources[0].path``); may be empty.
        value: The text of the cell or the label; None where there is none.
        constraint: The constraint that the cell breaks, as Table Schema names it.
        bound: What the rule asks for: the constraint's value, the size that is stated, the names
            that a label may have.
        schema: The descriptor of the field; None where the finding concerns no single field.
        key: The columns of the key that is broken; empty for rules about a single cell.
        values: Their texts in this row, None for a null.
        target: What a foreign key points to.
        other_row: The row, counted as ``row`` is, that has the same key.
        position: The column's number, from 1; None where there is no cell.
        error: frictionless's name of the error (``type-error``), where it has one.
        message: What is wrong, where the rule itself has to word it; else words follow from the
            other attributes.
        file: The file to mend, as messages name it; empty where the table tells.
        line: Its line, from 1; 0 where it is not known for certain, or means nothing.
    """

    rule: str
    table: str = ""
    row: int | None = None
    field: str = ""
    value: str | None = None
    constraint: str = ""
    bound: Any = dataclasses.field(default=None, compare=False)
    schema: Mapping[str, Any] | None = dataclasses.field(default=None, compare=False)
    key: tuple[str, ...] = ()
    values: tuple[str | None, ...] = ()
    target: Reference | None = None
    other_row: int | None = None
    position: int | None = None
    error: str = ""
    message: str = ""
    file: str = ""
    line: int = 0

    @property
    def found(self) -> str:
        """What is wrong, as text: the values of the key or the cell; empty where there is none."""
        return "/".join(text or "" for text in self.values) or self.value or ""


Sink = Callable[[Sequence[Finding]], None]
"""Receives every finding, kept or not, in batches as they are made."""


@dataclass(frozen=True, order=True, slots=True)
class Count:
    """How often a rule is broken in a field, whether the findings are kept or not."""

    field: str
    total: int


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A rule, and what breaks it.

    Attributes:
        rule: Its name, one of docs/rules.md.
        asks: What it asks for, a sentence.
        counts: By field, complete; empty where nothing breaks the rule.
        findings: The first ones of each field.
    """

    rule: str
    asks: str
    counts: tuple[Count, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def total(self) -> int:
        """Number of findings, kept or not."""
        return sum(count.total for count in self.counts)

    def not_kept(self) -> Iterator[Count]:
        """Yield the fields with more findings than are kept, and how many more."""
        kept = Counter(finding.field for finding in self.findings)
        for count in self.counts:
            if count.total > kept[count.field]:
                yield Count(count.field, count.total - kept[count.field])


@dataclass(frozen=True, slots=True)
class TableResult:
    """The verdict on one resource.

    Attributes:
        name: The resource's name.
        path: Its path as the descriptor gives it; several are joined by a comma.
        engine: Which engine judged.
        engine_reason: Why it was not the columnar one; empty for the columnar one.
        rows: Number of data rows.
        rules: The results of its rules, in a fixed order.
    """

    name: str
    path: str
    engine: Engine
    engine_reason: str
    rows: int
    rules: tuple[RuleResult, ...]

    @property
    def total(self) -> int:
        """Number of findings, kept or not."""
        return sum(rule.total for rule in self.rules)

    @property
    def valid(self) -> bool:
        """Whether no rule is broken."""
        return self.total == 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that were kept, in the order of the rows, then of the columns."""
        kept = (finding for rule in self.rules for finding in rule.findings)
        return tuple(sorted(kept, key=lambda f: (f.row or 0, f.position or 0)))

    @property
    def counts(self) -> dict[tuple[str, str], int]:
        """How often each rule is broken in each field: (rule, field) -> number."""
        return {(rule.rule, c.field): c.total for rule in self.rules for c in rule.counts}


@dataclass(frozen=True, slots=True)
class PackageResult:
    """The verdict on a target: a package, or a resource or table that stands alone.

    Attributes:
        path: As it was given.
        kind: What it turned out to be.
        name: The name of the package or the resource; may be empty.
        version: The package's own version; empty where it states none.
        standard: The version of the Data Package standard that it follows, ``1`` or ``2``.
        profile: Whose rules of their own it was held to; empty for none but the standard's.
        rules: The results of what concerns the descriptor, the files, and the package as a whole.
        tables: The results of the resources, in the order of the descriptor.
        notes: What a reader should know, such as what could not be checked.
    """

    path: str
    kind: Kind
    name: str
    version: str
    standard: str
    profile: str
    rules: tuple[RuleResult, ...]
    tables: tuple[TableResult, ...]
    notes: tuple[str, ...] = ()

    @property
    def all_rules(self) -> tuple[RuleResult, ...]:
        """The results of the package as a whole, then those of its tables."""
        return (*self.rules, *(rule for table in self.tables for rule in table.rules))

    @property
    def total(self) -> int:
        """Number of findings, kept or not."""
        return sum(rule.total for rule in self.all_rules)

    @property
    def valid(self) -> bool:
        """Whether no rule is broken."""
        return self.total == 0

    def findings(self) -> Iterator[Finding]:
        """Yield the findings that were kept, in the order of their files, lines and rows."""
        kept = (finding for rule in self.all_rules for finding in rule.findings)
        yield from sorted(kept, key=lambda f: (f.file, f.line, f.row or 0, f.field, f.rule))


@dataclass(frozen=True, slots=True)
class Validation:
    """The verdicts on all targets of a call."""

    targets: tuple[PackageResult, ...]

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong anywhere."""
        return all(target.valid for target in self.targets)

    @property
    def total(self) -> int:
        """Number of findings, kept or not."""
        return sum(target.total for target in self.targets)

    def findings(self) -> Iterator[Finding]:
        """Yield the findings that were kept, target by target."""
        for target in self.targets:
            yield from target.findings()


class Collector:
    """Counts findings, keeps the first of each rule and field, hands every one to a sink."""

    def __init__(self, *, limit: int | None = DEFAULT_LIMIT, sink: Sink | None = None) -> None:
        """Keep ``limit`` findings of each rule and field; None: all."""
        self._limit = limit
        self._sink = sink
        self._counts: Counter[tuple[str, str]] = Counter()
        self._kept: dict[str, list[Finding]] = {}

    def add(self, findings: Iterable[Finding]) -> None:
        """Take findings; those of one rule and field come in the order of their rows."""
        batch = list(findings)
        for finding in batch:
            kind = (finding.rule, finding.field)
            self._counts[kind] += 1
            if self._limit is None or self._counts[kind] <= self._limit:
                self._kept.setdefault(finding.rule, []).append(finding)
        if self._sink is not None and batch:
            self._sink(batch)

    def wanted(self, rule: str, name: str) -> int | None:
        """Return how many more findings of a rule in a field are of use to anyone; None: all."""
        if self._sink is not None or self._limit is None:
            return None
        return max(0, self._limit - self._counts[rule, name])

    def count(self, rule: str, name: str, number: int) -> None:
        """Count findings that nobody wants to see one by one."""
        if number:
            self._counts[rule, name] += number

    def results(self, asked: Mapping[str, str]) -> tuple[RuleResult, ...]:
        """Return the results of the rules that were asked for, then of others that are broken."""
        broken = dict.fromkeys(rule for rule, _ in self._counts)
        return tuple(
            RuleResult(rule, asked.get(rule, ""), self._counts_of(rule), self._kept_of(rule))
            for rule in dict.fromkeys([*asked, *sorted(broken)])
        )

    def _counts_of(self, rule: str) -> tuple[Count, ...]:
        return tuple(sorted(Count(name, n) for (r, name), n in self._counts.items() if r == rule))

    def _kept_of(self, rule: str) -> tuple[Finding, ...]:
        return tuple(self._kept.get(rule, ()))
