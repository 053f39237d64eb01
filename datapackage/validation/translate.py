"""Findings on published rows, told as problems of the sources that the rows came from."""

from __future__ import annotations

from datapackage.contract import Contract
from datapackage.problems import Place, Problem, ProblemList, explain
from datapackage.provenance import Provenance
from datapackage.validation.report import Report, RuleResult
from datapackage.validation.rules import Finding
from datapackage.write.tables import csv_path

HEADER_ROWS = 1
IDENTIFIER = "[a-z0-9]+(-[a-z0-9]+)*"

REPORTED_EARLIER = frozenset({"required", "text-in-all-languages"})
"""Rules that normalising reports with better words: a missing value is seen in the source."""


def to_problems(
    report: Report, contract: Contract, provenance: Provenance, known: ProblemList
) -> list[Problem]:
    """Return the findings of a report as problems with places in the sources.

    Where a place has a problem already, what the check finds there is its consequence and is left
    out. A report with findings never comes out as no problem at all.
    """
    places = {problem.place for problem in known}
    problems: dict[Place, Problem] = {}
    for rule, finding in report.findings():
        if rule.name in REPORTED_EARLIER and len(known):
            continue
        problem = _problem(rule, finding, contract, provenance)
        if problem.place not in places:
            problems.setdefault(problem.place, problem)
    if not problems and not report.valid and not len(known):
        raise AssertionError("a rule failed, and no finding says where")
    return list(problems.values())


def _problem(
    rule: RuleResult, finding: Finding, contract: Contract, provenance: Provenance
) -> Problem:
    return Problem(_place(finding, contract, provenance), _message(rule, finding), rule.name)


def _place(finding: Finding, contract: Contract, provenance: Provenance) -> Place:
    if finding.row is not None:
        place = provenance.place(finding.table, finding.row, finding.column)
        if place is not None:
            return place
    file = csv_path(finding.table) if finding.table in contract else finding.table
    line = 0 if finding.row is None else finding.row + HEADER_ROWS + 1
    return Place(file, line, finding.column)


def _message(rule: RuleResult, finding: Finding) -> str:
    if rule.name == "pattern" and IDENTIFIER in finding.message:
        return explain(
            "not an identifier",
            expected="lower-case letters a to z, digits and single hyphens between them",
        )
    return finding.message
