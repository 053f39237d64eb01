"""A verdict as workflow commands of GitHub Actions, which become annotations.

GitHub shows ten errors and ten notices of a step; what is beyond is named in a notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from datapackage.problems import plural
from datapackage.validator.render.sentences import engines, summary
from datapackage.validator.results import Fault, Validation

SHOWN = 10
"""Annotations of one kind that GitHub shows for a step."""


def render(validation: Validation) -> str:
    """Return the verdict as workflow commands."""
    return "\n".join(_commands(validation)) + "\n"


def _commands(validation: Validation) -> Iterator[str]:
    shown = list(islice(validation.faults(), SHOWN))
    yield from map(_error, shown)
    rest = validation.total - len(shown)
    if rest:
        yield f"::notice title=More faults::{plural(rest, 'fault')} more than can be shown here"
    for target in validation.targets:
        lines = [f"{target.path}: {summary(target)}", *engines(target), *target.notes]
        yield f"::notice title=Validation::{_data(chr(10).join(lines))}"


def _error(fault: Fault) -> str:
    line = f",line={fault.line}" if fault.line else ""
    where = f"{fault.where}: " if fault.where else ""
    place = f"file={_property(fault.file)}{line},title={_property(fault.rule)}"
    return f"::error {place}::{_data(where + fault.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
