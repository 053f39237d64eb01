"""A verdict for people: a problem a line, then what was counted, then the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from datapackage.grouping import MANY, in_one_line
from datapackage.problems import Problem, printable
from datapackage.validator.messages import describe, line_of, place_of
from datapackage.validator.render.sentences import engines, summary
from datapackage.validator.results import Finding, PackageResult, RuleResult, Validation


def render(validation: Validation) -> str:
    """Return the verdict as text: ``FILE:LINE: PATH: what is wrong`` first, a summary last."""
    lines = [printable(line) for target in validation.targets for line in _target(target)]
    return "\n".join(lines) + "\n"


def _target(target: PackageResult) -> Iterator[str]:
    rules = [(target.path, rule) for rule in target.rules]
    rules += [(table.name, rule) for table in target.tables for rule in table.rules]
    causes = _causes(rules) if target.total > MANY else {}
    told = {finding for findings in causes.values() for finding in findings}
    for finding in target.findings():
        if finding not in told:
            yield line_of(finding)
    for name, rule in rules:
        for count in rule.not_kept():
            if findings := causes.get((name, rule.rule, count.field)):
                yield _in_one_line(findings, count.total)
            else:
                place = f"{name}, {count.field}" if count.field else name
                more = f"{count.total:,} more of the rule {rule.rule}"
                yield f"{place}: {more} (see --limit, --errors)"
    yield f"{target.path}: {summary(target)}"
    for note in (*engines(target), *target.notes):
        yield f"  {note}"
    if causes:
        yield "  one line stands for many problems: --limit shows more of them, --errors writes all"


def _causes(rules: list[tuple[str, RuleResult]]) -> dict[tuple[str, str, str], list[Finding]]:
    """Return the findings of each rule and field that has more of them than were kept."""
    causes = {
        (name, rule.rule, count.field): [f for f in rule.findings if f.field == count.field]
        for name, rule in rules
        for count in rule.not_kept()
    }
    return {cause: findings for cause, findings in causes.items() if findings}


def _in_one_line(findings: list[Finding], more: int) -> str:
    problems = [Problem(place_of(f), describe(f), f.rule, found=f.found) for f in findings]
    return str(in_one_line([*problems[:-1], replace(problems[-1], more=more)]))
