"""Many problems, told by their causes: a line a cause, with its number, first places and values."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from datapackage.problems import Place, Problem, plural, quote, total

MANY = 100
"""Up to this many problems are shown one by one."""
MAX_PLACES = 3
"""Places that a cause names beside the first one."""
MAX_VALUES = 5
"""Values that a cause names, the most frequent first."""

ONE_RECORD_EACH = (".yaml", ".yml")
"""Endings of files that hold one record each: a cause runs through all files of a folder."""

_POSITION = re.compile(r"\[\d+\]")
_KEY_ITSELF = re.compile(r"(^|\.)('[^']*'|[^.']*)$")

Cause = tuple[str, str, str]
"""Rule, file or folder, and path without positions."""


def by_cause(problems: Iterable[Problem]) -> list[Problem]:
    """Return a problem for each cause, the most frequent one first; each stands for all of its own.

    Problems have one cause where they break one rule at one place of a record or table.
    """
    causes: dict[Cause, list[Problem]] = defaultdict(list)
    for problem in problems:
        causes[_cause(problem)].append(problem)
    told = [in_one_line(cause) for cause in causes.values()]
    return sorted(told, key=lambda problem: (-problem.more, problem))


class Counted:
    """Keeps so many problems of each cause, and counts the others: what bounds the memory."""

    def __init__(self, limit: int) -> None:
        """Take the number of problems of a cause that are kept."""
        self._limit = limit
        self._numbers: Counter[Cause] = Counter()
        self._last: dict[Cause, Problem] = {}

    def keep(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Yield those of some problems that are kept, but for the last of a cause."""
        for problem in problems:
            cause = _cause(problem)
            self._numbers[cause] += 1
            if self._numbers[cause] < self._limit:
                yield problem
            elif self._numbers[cause] == self._limit:
                self._last[cause] = problem

    def last(self) -> Iterator[Problem]:
        """Yield the last ones that are kept, each standing for those of its cause that are not."""
        for cause, problem in self._last.items():
            yield with_more(problem, self._numbers[cause] - self._limit)


def with_more(problem: Problem, more: int) -> Problem:
    """Return a problem as it stands for so many others that are not kept."""
    if not more:
        return problem
    return replace(problem, message=f"{problem.message} (and {more:,} more like this)", more=more)


def in_one_line(problems: Sequence[Problem]) -> Problem:
    """Return the first of some problems of one cause, with a message that tells of all of them."""
    first, *others = problems
    count = total(problems)
    if count == 1:
        return first
    files = len({problem.place.file for problem in problems})
    parts = [f"{count:,} such problems" + (f" in {plural(files, 'file')}" if files > 1 else "")]
    if places := _places(first.place, others):
        parts.append(f"next at {places}")
    if values := _values(problems, complete=count == len(problems)):
        parts.append(values)
    return replace(first, message=f"{first.message} [{'; '.join(parts)}]", more=count - 1)


def _cause(problem: Problem) -> Cause:
    place = problem.place
    where = str(Path(place.file).parent) if place.file.endswith(ONE_RECORD_EACH) else place.file
    path = _POSITION.sub("", place.path)
    if problem.rule == "unknown-key":  # the key is the value: what is wrong is its level
        path = _KEY_ITSELF.sub("", path)
    return problem.rule, where, path


def _places(first: Place, others: Iterable[Problem]) -> str:
    """Return the next places; those in the file of the first one by their lines alone."""
    before = Place(first.file, first.line)
    shown: dict[Place, str] = {before: ""}
    for problem in others:
        place = Place(problem.place.file, problem.place.line)
        in_same_file = place.line and place.file == first.file
        shown[place] = f"line {place.line}" if in_same_file else str(place).removesuffix(":")
        if len(shown) > MAX_PLACES:
            break
    return ", ".join(name for place, name in shown.items() if place != before)


def _values(problems: Sequence[Problem], *, complete: bool) -> str:
    """Return the values behind some problems; how often each is there, if all are at hand."""
    values = Counter(problem.found for problem in problems if problem.found)
    if not values:
        return ""
    ranked = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    if not complete:
        return f"values such as {', '.join(quote(text) for text, _ in ranked[:MAX_VALUES])}"
    named = [
        quote(text) + (f" ({number:,} times)" if number > 1 else "")
        for text, number in islice(ranked, MAX_VALUES)
    ]
    rest = len(ranked) - len(named)
    more = f" and {rest:,} more" if rest else ""
    return f"{plural(len(ranked), 'value')}: {', '.join(named)}{more}"
