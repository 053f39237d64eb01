"""Findings on published rows, told as problems of the sources that the rows came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from datapackage.contract import Contract
from datapackage.problems import Place, Problem, ProblemList
from datapackage.provenance import Provenance
from datapackage.rules.consequences import Consequences, without_nested_duplicates
from datapackage.rules.messages import Wording
from datapackage.rules.report import Report, RuleResult
from datapackage.rules.rules import Finding
from datapackage.write.tables import csv_path

HEADER_ROWS = 1


def to_problems(
    report: Report,
    contract: Contract,
    provenance: Provenance,
    known: ProblemList,
    folder: Path,
) -> list[Problem]:
    """Return the findings of a report as problems with places in the sources.

    What follows from a problem that is known, or from another finding, is left out; but a report
    with findings never comes out as no problem at all.

    Args:
        report: The verdict on the package.
        contract: The contract of the package.
        provenance: Leads from its rows to their places in the sources.
        known: The problems that were found before the package was checked.
        folder: The folder of the package.
    """
    teller = _Teller(contract, provenance, known, folder)
    places = {problem.place for problem in known}
    direct: dict[Place, Problem] = {}
    likely: dict[Place, Problem] = {}
    for rule, finding in report.findings():
        problem = teller.problem(rule, finding)
        if problem.place in places or teller.consequences.is_certain(rule.name, problem.place):
            continue
        follows = teller.consequences.is_likely(rule.name, finding)
        (likely if follows else direct).setdefault(problem.place, problem)
    problems = without_nested_duplicates(list(direct.values()))
    problems += _not_listed(report, problems)
    if not problems and not len(known):
        problems = list(likely.values())
    if not problems and not report.valid and not len(known):
        raise AssertionError("a rule failed, and no finding says where")
    return problems


def _not_listed(report: Report, problems: list[Problem]) -> Iterator[Problem]:
    """Yield, for each rule with more findings than are kept, how many there are beside them."""
    last = {problem.kind: problem for problem in problems}
    for rule in (*(rule for table in report.tables for rule in table.rules), *report.rules):
        more = rule.total - len(rule.findings)
        if more > 0 and rule.name in last:
            message = f"and {more:,} more problems of this kind"
            yield Problem(Place(last[rule.name].place.file), message, rule.name)


class _Teller:
    """Turns findings into problems."""

    def __init__(
        self, contract: Contract, provenance: Provenance, known: ProblemList, folder: Path
    ) -> None:
        self._contract = contract
        self._provenance = provenance
        self._wording = Wording(contract, folder)
        self.consequences = Consequences(contract, known)

    def problem(self, rule: RuleResult, finding: Finding) -> Problem:
        other = None
        if finding.other_row is not None:
            other = self._place(replace(finding, row=finding.other_row))
        stated = self.consequences.stated(finding)
        message = self._wording.message(rule.name, finding, stated, other)
        return Problem(self._place(finding), message, rule.name)

    def _place(self, finding: Finding) -> Place:
        column = finding.column or self.consequences.stated(finding)
        if finding.row is not None:
            place = self._provenance.place(finding.table, finding.row, column)
            if place is not None:
                return place
        known = finding.table in self._contract
        file = csv_path(finding.table) if known else finding.table
        line = 0 if finding.row is None else finding.row + HEADER_ROWS + 1
        return Place(file, line, column)
