"""A verdict as text, JSON, annotations of GitHub, JUnit, Markdown, a badge; a module each."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from datapackage.problems import printable
from datapackage.validator.results import Validation

FORMATS = ("text", "json", "github", "junit", "markdown", "badge")


def render_verdict(validation: Validation, form: str) -> str:
    """Return a verdict in a format, one of :data:`FORMATS`, with a line feed at its end.

    No text of the data reaches a screen as it is: what can't be seen is an escape, as in JSON.

    Raises:
        ValueError: There is no such format.
    """
    if form not in FORMATS:
        raise ValueError(f"no format '{form}': there are {', '.join(FORMATS)}")
    module = import_module(f"datapackage.validator.render.{form}")
    function: Callable[[Validation], str] = module.render
    return "\n".join(map(printable, function(validation).split("\n")))
