"""A verdict for people: a fault a line, then what was counted, then the verdict."""

from __future__ import annotations

from collections.abc import Iterator

from datapackage.validator.render.sentences import engines, summary
from datapackage.validator.results import Check, TargetVerdict, Validation


def render(validation: Validation) -> str:
    """Return the verdict as text: ``FILE:LINE: PATH: what is wrong`` first, a summary last."""
    lines = [line for target in validation.targets for line in _target(target)]
    return "\n".join(lines) + "\n"


def _target(target: TargetVerdict) -> Iterator[str]:
    for fault in target.faults():
        yield str(fault.to_problem())
    for check in target.checks:
        yield from _hidden(target.path, check)
    for table in target.tables:
        for check in table.checks:
            yield from _hidden(table.name, check)
    yield f"{target.path}: {summary(target)}"
    for note in (*engines(target), *target.notes):
        yield f"  {note}"


def _hidden(name: str, check: Check) -> Iterator[str]:
    for count in check.hidden():
        place = f"{name}, {count.path}" if count.path else name
        yield f"{place}: {count.total:,} more of {count.rule} (see --limit, --errors)"
