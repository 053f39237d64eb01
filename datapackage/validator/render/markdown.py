"""A verdict as Markdown, for the summary of a workflow's step or a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datapackage.problems import plural
from datapackage.validator.render.sentences import engine, summary
from datapackage.validator.results import Check, TargetVerdict, Validation

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def render(validation: Validation) -> str:
    """Return the verdict as Markdown: a table of the resources, then what is wrong."""
    parts = ["\n".join(_target(target)) for target in validation.targets]
    return "\n\n".join(parts) + "\n"


def _target(target: TargetVerdict) -> Iterator[str]:
    yield f"### {_text(target.path)}: {'valid' if target.valid else 'NOT valid'}"
    yield ""
    yield f"{_text(summary(target))}, Data Package v{target.standard}."
    for note in target.notes:
        yield f"- {_text(note)}"
    if target.tables:
        yield ""
        yield "| resource | rows | result | engine |"
        yield "| --- | ---: | --- | --- |"
    for table in target.tables:
        if table.engine == "none":
            result = "not judged"
        else:
            result = "passed" if not table.total else f"**{plural(table.total, 'fault')}**"
        judged = "columnar" if table.engine == "columnar" else engine(table)
        yield f"| {_text(table.name)} | {table.rows:,} | {result} | {_text(judged)} |"
    failed = [("", check) for check in target.checks if check.total]
    failed += [
        (table.name, check) for table in target.tables for check in table.checks if check.total
    ]
    for name, check in failed:
        yield ""
        yield from _failed(name, check)


def _failed(name: str, check: Check) -> Iterator[str]:
    title = f"{name}: {check.name}" if name else check.name
    yield f"**{_text(title)}**, {plural(check.total, 'fault')}"
    if check.asks:
        yield f"({_text(check.asks)})"
    yield ""
    for fault in check.faults:
        yield f"- {_text(str(fault.to_problem()))}"
    rest = check.total - len(check.faults)
    if rest:
        yield f"- and {rest:,} more"


def _text(text: str) -> str:
    """Return text as Markdown shows it word for word, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
