"""A verdict as workflow commands of GitHub Actions, which become annotations.

GitHub shows ten errors and ten notices of a step; what is beyond is named in a notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from datapackage.problems import annotation, escaped, plural
from datapackage.validator.messages import describe, place_of
from datapackage.validator.render.sentences import engines, summary
from datapackage.validator.results import Finding, Validation

SHOWN = 10
"""Annotations of one kind that GitHub shows for a step."""


def render(validation: Validation) -> str:
    """Return the verdict as workflow commands."""
    return "\n".join(_commands(validation)) + "\n"


def _commands(validation: Validation) -> Iterator[str]:
    shown = list(islice(validation.findings(), SHOWN))
    yield from map(_error, shown)
    rest = validation.total - len(shown)
    if rest:
        yield f"::notice title=More problems::{plural(rest, 'problem')} more than can be shown here"
    for target in validation.targets:
        lines = [f"{target.path}: {summary(target)}", *engines(target), *target.notes]
        yield f"::notice title=Validation::{escaped(chr(10).join(lines))}"


def _error(finding: Finding) -> str:
    return annotation("error", place_of(finding), finding.rule, describe(finding))
