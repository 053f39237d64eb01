"""Findings on published rows, told as problems of the sources that the rows came from."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from datapackage.contract import Contract
from datapackage.grouping import with_more
from datapackage.normalise.names import NearestNames
from datapackage.normalise.provenance import Provenance
from datapackage.problems import Place, Problem, ProblemList, plural, quote, visible
from datapackage.read.batches import JSONL_SUFFIXES, YAML_SUFFIXES
from datapackage.rules.causes import IN_USE, Causes, without_nested_duplicates
from datapackage.rules.reader import PackageReader
from datapackage.validator import FIRST_ROW, Finding, PackageResult, describe
from datapackage.write.tables import csv_path

UNCITED = "row-has-citation"
NO_CITATION = "no citation shows where the source says this"


def to_problems(
    result: PackageResult,
    contract: Contract,
    provenance: Provenance,
    known: ProblemList,
    folder: Path,
) -> list[Problem]:
    """Return the findings on a package as problems with places in the sources.

    What follows from a problem that is known, or from another finding, is left out; but a package
    with findings never comes out as no problem at all.

    Args:
        result: The verdict on the package.
        contract: The contract of the package.
        provenance: Leads from its rows to their places in the sources.
        known: The problems that were found before the package was checked.
        folder: The folder of the package.
    """
    causes = Causes(contract, known)
    teller = _Teller(contract, provenance, causes, folder)
    places = {problem.place for problem in known}
    direct: dict[Place, Problem] = {}
    likely: dict[Place, Problem] = {}
    more: Counter[Place] = Counter()
    for rule in result.all_rules:
        last: dict[str, Place] = {}
        for finding in rule.findings:
            explained = causes.explain(finding.rule)
            # Before its place is looked for, which takes time.
            if explained and not any(teller.misspelt(finding)):
                continue
            problem = teller.problem(finding)
            if problem.place in places or causes.is_certain(finding.rule, problem.place):
                continue
            if causes.is_likely(finding):
                likely.setdefault(problem.place, problem)
            else:
                direct.setdefault(problem.place, problem)
                last[finding.field] = problem.place
        for count in rule.not_kept():
            if count.field in last:
                more[last[count.field]] += count.total
    problems = [
        with_more(problem, more[problem.place])
        for problem in without_nested_duplicates(list(direct.values()))
    ]
    if not problems and not len(known):
        problems = list(likely.values())
    if not problems and not result.valid and not len(known):
        raise AssertionError("a rule is broken, and no finding says where")
    return problems


def _uncited(place: Place) -> str:
    """Return what is to be done where a row lacks a citation and 'cites' is of no use."""
    if place.cell:
        return f"{NO_CITATION}: write it into this cell, as 'cite … --in-full' prints it"
    if not place.file.endswith((*YAML_SUFFIXES, *JSONL_SUFFIXES)):
        return f"{NO_CITATION}: name the 'source' of the table in mapping.yaml"
    return ""


class _Teller:
    """Turns findings into problems; looks among the rows for what a reference may have meant."""

    def __init__(
        self, contract: Contract, provenance: Provenance, causes: Causes, folder: Path
    ) -> None:
        self._contract = contract
        self._provenance = provenance
        self._causes = causes
        self._package = PackageReader(folder, contract, {})
        self._names: dict[tuple[str, str], NearestNames] = {}
        self._found: dict[tuple[str, str, str], str | None] = {}

    def problem(self, finding: Finding) -> Problem:
        other = None
        if finding.other_row is not None:
            other = self._place(replace(finding, row=finding.other_row))
        place = self._place(finding)
        message = describe(finding, other=other, nearest=self._nearest(finding))
        if finding.rule == UNCITED:
            message = _uncited(place) or message
        misspelt, times = self.misspelt(finding)
        return Problem(
            place,
            misspelt or message,
            finding.rule,
            found=visible(finding.found),
            is_cause=times > 1,  # a slip is made once
        )

    def misspelt(self, finding: Finding) -> tuple[str, int]:
        """Return what is wrong with a row of a register that others seem to mean, and can't find.

        Where its name is misspelt in the register itself, all that refer to it complain, and the
        cause would be told nowhere. Also returns how many do, 0 where none does.
        """
        if finding.rule != IN_USE or finding.row is None or not self._causes.missed:
            return "", 0
        table = self._contract[finding.table]
        cells = [
            self._package.column(table.name, name)[finding.row - FIRST_ROW].as_py()
            for name in (table.primary_key[0], *table.name_columns)
        ]
        for name in cells:
            if name in self._causes.missed:
                found, times = self._causes.missed[name]
                return (
                    f"nothing refers to {quote(cells[0])}, and no row is {quote(found)}, named in"
                    f" {plural(times, 'place')}: is the name misspelt here?"
                ), times
        return "", 0

    def _place(self, finding: Finding) -> Place:
        if finding.table not in self._contract:
            return Place(finding.file, finding.line, finding.field)
        column = finding.field or self._causes.stated(finding)
        if finding.row is not None:
            row = finding.row - FIRST_ROW
            if place := self._provenance.place(finding.table, row, column):
                return place
        return Place(csv_path(finding.table), finding.row or 0, column)

    def _nearest(self, finding: Finding) -> str | None:
        """Return the row that a reference by one column may have meant."""
        target = finding.target
        if target is None or len(target.fields) != 1 or not finding.values[0]:
            return None
        where, value = (target.resource or finding.table, target.fields[0]), finding.values[0]
        if where not in self._names:
            words = self._package.column(*where).drop_null().to_pylist()
            self._names[where] = NearestNames(map(str, words))
        if (*where, value) not in self._found:
            self._found[*where, value] = self._names[where].find(value)
        return self._found[*where, value]
