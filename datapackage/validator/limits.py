"""What a package may cost to validate: bounds that a stranger's files can't pass."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from datapackage.problems import UsageError, explain, nearest_match


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one package; what passes one is reported as not checked, with the bound's name.

    Attributes:
        resources: Resources of a package.
        columns: Columns of a table.
        line: Bytes of a line of a text file. A quoted cell with line breaks may be longer.
        unpacked: Bytes of a file that comes packed, once it is unpacked.
        seconds: Seconds for all values of a column that its pattern has to be tried on one by one.
        frictionless: Seconds for a table that is left to frictionless.
    """

    resources: int = 10_000
    columns: int = 16_384
    line: int = 32 << 20
    unpacked: int = 32 << 30
    seconds: int = 10
    frictionless: int = 120


DEFAULT_LIMITS = Limits()


class LimitPassed(Exception):  # noqa: N818 -- a finding about the data, not a failure
    """A file passes one of the limits; the message names the limit and its option."""

    def __init__(self, name: str, bound: int, what: str) -> None:
        """Take the limit's name and value, and what passes it."""
        super().__init__(f"not checked: {what} than --at-most {name}={bound} allows")


def read_limits(texts: Iterable[str]) -> Limits:
    """Read limits that are written as ``name=number``.

    Raises:
        UsageError: A text is not of that form, or names no limit.
    """
    names = [item.name for item in fields(Limits)]
    chosen: dict[str, int] = {}
    for text in texts:
        name, _, number = text.partition("=")
        if name not in names:
            nearest = nearest_match(name, names)
            raise UsageError(explain("--at-most: no such limit", found=name, nearest=nearest))
        if not re.fullmatch("0*[1-9][0-9]{0,17}", number):
            message = "--at-most: not NAME=NUMBER with a whole number above 0"
            raise UsageError(explain(message, found=text))
        chosen[name] = int(number)
    return Limits(**chosen)
