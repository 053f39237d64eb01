"""A verdict for people: a problem a line, then what was counted, then the verdict."""

from __future__ import annotations

from collections.abc import Iterator

from datapackage.validator.messages import line_of
from datapackage.validator.render.sentences import engines, summary
from datapackage.validator.results import PackageResult, RuleResult, Validation


def render(validation: Validation) -> str:
    """Return the verdict as text: ``FILE:LINE: PATH: what is wrong`` first, a summary last."""
    lines = [line for target in validation.targets for line in _target(target)]
    return "\n".join(lines) + "\n"


def _target(target: PackageResult) -> Iterator[str]:
    for finding in target.findings():
        yield line_of(finding)
    for rule in target.rules:
        yield from _not_shown(target.path, rule)
    for table in target.tables:
        for rule in table.rules:
            yield from _not_shown(table.name, rule)
    yield f"{target.path}: {summary(target)}"
    for note in (*engines(target), *target.notes):
        yield f"  {note}"


def _not_shown(name: str, rule: RuleResult) -> Iterator[str]:
    for count in rule.not_kept():
        place = f"{name}, {count.field}" if count.field else name
        yield f"{place}: {count.total:,} more of the rule {rule.rule} (see --limit, --errors)"
