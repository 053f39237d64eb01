"""Telling what is wrong from what only follows from it.

One slip of a curator breaks many rules: a goal with a bad identifier makes bad identifiers of all
its citations, a record that can't be read leaves registers without use. What follows is left out,
since it goes away with its cause, and would hide the cause among a hundred lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from datapackage.contract import Contract
from datapackage.problems import Place, Problem
from datapackage.read.batches import YAML_SUFFIXES
from datapackage.read.package import FILE_NAME as PACKAGE_FILE
from datapackage.read.register import ALIASES
from datapackage.shape import COMPUTED_CITATION_COLUMNS, Kind, Shape, record_shape
from datapackage.validator import Finding

REPORTED_EARLIER = frozenset({"required", "text-in-all-languages"})
"""Rules that normalising reports with better words: a missing value is seen in the source."""
IN_USE = "register-row-in-use"
NEED_EVERY_REFERENCE = frozenset({IN_USE, "theme-has-mapping"})
"""Rules that say nothing while a reference may be missing only because it could not be read."""
NEED_EVERY_PARTY = "signatory-signs-for-party"
DUPLICATE = "primary-key"
UNKNOWN = "foreign-key"
GAP = "required"

_POSITION = re.compile(r"\[\d+\]$")


class Causes:
    """Knows which findings follow from problems that are known, or from other findings.

    Args:
        contract: The contract of the package.
        known: The problems that were found before the package was checked.

    Attributes:
        missed: What is referred to and no register has, and how often, by the nearest name.
    """

    def __init__(self, contract: Contract, known: Iterable[Problem]) -> None:
        known = list(known)
        shape = record_shape(contract)
        self._written_elsewhere = {
            level.table.name: frozenset(_computed(level)) for level in shape.levels()
        }
        self._numbers = {level.number for level in shape.levels() if level.number}
        plain = _plain_keys(shape, contract)
        self._any_known = bool(known)
        self._may_hide_references = any(_hides_references(problem, plain) for problem in known)
        missed = Counter((p.nearest, p.found) for p in known if p.rule == UNKNOWN and p.nearest)
        self.missed = {nearest: (found, n) for (nearest, found), n in sorted(missed.items())}
        self._broken_parties = {
            record_of(problem.place)
            for problem in known
            if problem.place.path.startswith("parties")
        }

    def explain(self, rule: str) -> bool:
        """Tell whether all findings of a rule surely follow from known problems."""
        if rule in REPORTED_EARLIER:
            return self._any_known
        return rule in NEED_EVERY_REFERENCE and self._may_hide_references

    def is_certain(self, rule: str, place: Place) -> bool:
        """Tell whether a finding at a place surely follows from a known problem."""
        return rule == NEED_EVERY_PARTY and record_of(place) in self._broken_parties

    def is_likely(self, finding: Finding) -> bool:
        """Tell whether a finding follows from another one, if there is any other.

        Columns that a record does not state itself are wrong because of the level above.
        """
        computed = self._written_elsewhere.get(finding.table, frozenset())
        if not finding.key:
            return finding.field in computed
        has_rule_of_its_own = finding.rule == "foreign-key" and len(finding.key) > 1
        has_number = any(name in self._numbers for name in finding.key)
        return has_rule_of_its_own or has_number or computed.issuperset(finding.key)

    def stated(self, finding: Finding) -> str:
        """Return the column of a broken key that the record or register itself states."""
        computed = self._written_elsewhere.get(finding.table, frozenset())
        stated = [name for name in finding.key if name not in computed]
        return stated[-1] if stated else ""


def without_nested_duplicates(problems: list[Problem]) -> list[Problem]:
    """Leave out duplicates within a duplicate: a copied record is one mistake, not one a row."""
    scopes = {_scope(p.place) for p in problems if p.rule == DUPLICATE}
    return [
        problem
        for problem in problems
        if problem.rule != DUPLICATE or scopes.isdisjoint(_around(_scope(problem.place)))
    ]


def without_repeated_gaps(problems: Iterable[Problem]) -> list[Problem]:
    """Leave out that a value is missing where it is known why.

    It was of the wrong type, say, or its key is misspelt.
    """
    problems = list(problems)
    explained = {
        (*record_of(problem.place), path)
        for problem in problems
        if problem.rule != GAP
        for path in (problem.place.path, _meant(problem))
    }
    return [
        problem
        for problem in problems
        if problem.rule != GAP or (*record_of(problem.place), problem.place.path) not in explained
    ]


def _meant(problem: Problem) -> str:
    """Return the path that a misspelt key was meant to have; that of the problem otherwise."""
    if problem.rule != "unknown-key" or not problem.nearest:
        return problem.place.path
    level = problem.place.path.rpartition(".")[0]
    return f"{level}.{problem.nearest}" if level else problem.nearest


def _computed(level: Shape) -> Iterator[str]:
    yield from level.inherited
    if level.number:
        yield level.number
    if level.is_citation:
        yield from COMPUTED_CITATION_COLUMNS


def _plain_keys(shape: Shape, contract: Contract) -> frozenset[str]:
    """Return the keys and columns whose values refer to no other row."""
    keys = [key for level in shape.levels() for key in level.keys.values()]
    references = {key.name for key in keys if key.kind is Kind.REFERENCE}
    for table in contract.values():
        references |= {name for key in table.foreign_keys for name in key.fields}
    columns = {name for table in contract.values() for name in table.columns}
    plain = {key.name for key in keys} | columns | {ALIASES, *contract.languages}
    return frozenset(plain - references)


def _hides_references(problem: Problem, plain: frozenset[str]) -> bool:
    if problem.place.file.endswith(PACKAGE_FILE):
        return False
    return _POSITION.sub("", problem.place.path).rpartition(".")[2] not in plain


Record = tuple[str, int]
Scope = tuple[str, int, str]


def record_of(place: Place) -> Record:
    """Return what tells a record or a row from others: its file, and its line where it has one."""
    return place.file, 0 if place.file.endswith(YAML_SUFFIXES) else place.line


def _scope(place: Place) -> Scope:
    """Return the record of a place, and the path of the level that it is in."""
    return (*record_of(place), place.path.rpartition(".")[0])


def _around(scope: Scope) -> Iterator[Scope]:
    """Yield the levels around a level, inside out."""
    file, line, path = scope
    while path:
        path = path.rpartition(".")[0]
        yield file, line, path
