"""A verdict for people: a fault a line, then what was counted, then the verdict."""

from __future__ import annotations

from collections.abc import Iterator

from datapackage.validation.render.wording import engines, plural, summary
from datapackage.validation.verdict import TargetVerdict, Validation


def render(validation: Validation) -> str:
    """Return the verdict as text: ``FILE:LINE: PATH: what is wrong`` first, a summary last."""
    lines = [line for target in validation.targets for line in _target(target)]
    return "\n".join(lines) + "\n"


def _target(target: TargetVerdict) -> Iterator[str]:
    for fault in target.faults():
        yield str(fault.to_problem())
    for table in target.tables:
        for check in table.checks:
            shown = [(fault.rule, fault.path) for fault in check.faults]
            for count in check.counts:
                rest = count.total - shown.count((count.rule, count.path))
                if rest:
                    place = f"{table.name}, {count.path}" if count.path else table.name
                    yield f"{place}: {count.rule}: {rest:,} more, {plural(count.total, 'fault')} in all"
    for check in target.checks:
        rest = check.total - len(check.faults)
        if rest:
            yield f"{target.path}: {check.name}: {rest:,} more, {plural(check.total, 'fault')} in all"
    yield f"{target.path}: {summary(target)}"
    for note in (*engines(target), *target.notes):
        yield f"  {note}"
