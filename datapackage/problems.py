"""What is wrong with the data, said so that a curator can mend it.

A :class:`Problem` is one finding with its place; a :class:`ProblemList` gathers all
findings of a run, so that they are reported together, sorted, instead of one at a time.
The wording follows one contract::

    FILE:LINE: PATH: what is wrong (what was found; what was expected; the nearest match)
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

MAX_QUOTED = 60
"""A found value is quoted up to this many characters."""
MAX_CHOICES = 12
"""Values that are expected are listed up to this many; of more, a few are named."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")
"""Characters that mean something to Markdown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a workbook: its sheet (empty in a CSV file), row and column from 1, its header."""

    sheet: str
    row: int
    column: int
    header: str

    @property
    def address(self) -> str:
        """The cell as spreadsheets name it: ``D17``."""
        letters, number = "", self.column
        while number:
            number, letter = divmod(number - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{letters}{self.row}"

    def __str__(self) -> str:
        sheet = f"{self.sheet}!" if self.sheet else ""
        header = " ".join(self.header.split())
        return f'{sheet}{self.address} "{header}"' if header else f"{sheet}{self.address}"


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """Where something is: file, line (from 1; 0 where lines mean nothing), path in the file.

    In a workbook people look for the ``cell``; line and path are then those that a record of its
    own would have, so that what belongs together is known.
    """

    file: str
    line: int = 0
    path: str = ""
    cell: Cell | None = field(default=None, compare=False)

    @property
    def shown_path(self) -> str:
        """What is shown beside file and line: the cell where there is one, else the path."""
        return str(self.cell) if self.cell else self.path

    def __str__(self) -> str:
        line = f":{self.line}" if self.line and not self.cell else ""
        path = f" {self.shown_path}:" if self.shown_path else ""
        return f"{self.file}{line}:{path}"


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing that is wrong: its place, the message, and the rule by its name in docs/rules.md.

    ``nearest`` is the match that the message proposes, and ``found`` the value that is wrong, as
    messages show it; both are empty where there is none. ``more`` is how many others of its kind
    the problem stands for, which are counted and not listed. Of a run, what may be the cause of
    others comes first.
    """

    place: Place
    message: str
    rule: str
    nearest: str = ""
    found: str = ""
    more: int = 0
    is_cause: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return printable(f"{self.place} {self.message}")


def total(problems: Iterable[Problem]) -> int:
    """Return how many problems there are, with those that others stand for."""
    return sum(1 + problem.more for problem in problems)


class DataError(Exception):
    """The data is wrong: carries every problem of the run, sorted. Commands exit with 1."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(
            sorted(set(problems), key=lambda problem: (not problem.is_cause, problem))
        )
        super().__init__("\n".join(map(str, self.problems)))


class UsageError(Exception):
    """The request itself is wrong (a bad option, say). Commands exit with 2."""


class WorkerLostError(Exception):
    """What did a part of the work was lost, again and again. Commands exit with 1."""


@dataclass(slots=True)
class ProblemList:
    """Gathers the problems of a run."""

    _items: list[Problem] = field(default_factory=list)

    def add(
        self,
        place: Place,
        message: str,
        *,
        rule: str,
        found: object = None,
        expected: str | None = None,
        nearest: str | None = None,
    ) -> None:
        """Add a problem; see :func:`explain` for how the message is put together."""
        text = explain(message, found=found, expected=expected, nearest=nearest)
        value = "" if found is None else visible(found)
        self._items.append(Problem(place, text, rule, nearest or "", value))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add problems that were put together elsewhere."""
        self._items.extend(problems)

    def raise_if_any(self) -> None:
        """Raise :class:`DataError` with everything gathered, if anything was."""
        if self._items:
            raise DataError(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._items)


def annotation(level: str, place: Place, title: str, message: str) -> str:
    """Return a message as a workflow command of GitHub Actions, which becomes an annotation."""
    line = f",line={place.line}" if place.line and not place.cell else ""
    where = f"file={_property(place.file)}{line},title={_property(title)}"
    path = f"{place.shown_path}: " if place.shown_path else ""
    return f"::{level} {where}::{escaped(printable(path + message))}"


def markdown_escaped(text: str) -> str:
    """Return text as Markdown shows it word for word."""
    return _MARKDOWN.sub(r"\\\1", text)


def escaped(text: str) -> str:
    """Return text as the data of a workflow command takes it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return escaped(text).replace(":", "%3A").replace(",", "%2C")


def explain(
    message: str,
    *,
    found: object = None,
    expected: str | None = None,
    nearest: str | None = None,
) -> str:
    """Return ``message (found …; expected …; did you mean …?)`` with the parts that are given."""
    parts = []
    if found is not None:
        parts.append(f"found {quote(found)}")
    if expected is not None:
        parts.append(f"expected {expected}")
    if nearest is not None:
        parts.append(f"did you mean {quote(nearest)}?")
    return f"{message} ({'; '.join(parts)})" if parts else message


def one_of(values: Sequence[Any]) -> str:
    """Return the values that are expected, or a few of them where there are many."""
    if not values:
        return "none: the list is empty"
    if len(values) <= MAX_CHOICES:
        return f"one of {', '.join(map(str, values))}"
    return f"one of {len(values)} values such as {', '.join(map(str, values[:3]))}"


def quote(value: object) -> str:
    """Return a value as it is quoted in messages."""
    return f"'{visible(value)}'" if isinstance(value, str) else str(value)


def visible(value: object) -> str:
    """Return a value as messages show it: on one line, shortened, nothing invisible."""
    text = printable(str(value))
    return text if len(text) <= MAX_QUOTED else text[: MAX_QUOTED - 1] + "…"


def printable(text: str) -> str:
    """Return text with escapes as JSON has them for line ends and all that nobody sees.

    Among that are a terminal's commands, and halves of characters, which no encoding has.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _escape(c) for c in text)


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def plural(count: int, noun: str) -> str:
    """Return a number and its regular noun: ``1 file``, ``1,200 files``."""
    return f"{count:,} {noun if count == 1 else noun + 's'}"


def nearest_match(word: str, options: Iterable[str]) -> str | None:
    """Return the option that is most like ``word``, or None where nothing is near."""
    lower = {option.casefold(): option for option in sorted(options, reverse=True)}
    matches = difflib.get_close_matches(word.casefold(), lower, n=1, cutoff=0.7)
    return lower[matches[0]] if matches else None
