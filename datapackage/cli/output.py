"""What commands print: problems, one a line, and sizes that people read."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from datapackage.problems import Problem, annotation, plural

MAX_SHOWN = 1000
"""Problems that are printed."""
ALL_PROBLEMS = Path("problems.txt")
"""Where all problems go if they are more than that."""


def print_problems(problems: Sequence[Problem], ending: str = "") -> None:
    """Print problems to standard error, then a summary of one line; annotate on GitHub.

    Where there are more than :data:`MAX_SHOWN`, how many break each rule comes first, and
    all of them go to :data:`ALL_PROBLEMS`. ``ending`` closes the summary.
    """
    if len(problems) > MAX_SHOWN:
        print_rules(problems)
    for problem in problems[:MAX_SHOWN]:
        print(problem, file=sys.stderr)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for problem in problems[:MAX_SHOWN]:
            print(annotation("error", problem.place, problem.rule, problem.message))
    if len(problems) > MAX_SHOWN:
        print(write_all(problems), file=sys.stderr)
    print(summary(problems) + ending, file=sys.stderr)


def print_warnings(warnings: Sequence[Problem]) -> None:
    """Print warnings to standard error, each marked as one; annotate on GitHub."""
    for warning in warnings:
        print(f"{warning.place} warning: {warning.message}", file=sys.stderr)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            print(annotation("warning", warning.place, warning.rule, warning.message))


def write_all(problems: Sequence[Problem]) -> str:
    """Write all problems to a file in the current folder, and return a line that says so."""
    try:
        with ALL_PROBLEMS.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(f"{problem}\n" for problem in problems)
    except OSError as error:
        return f"only the first {MAX_SHOWN:,} are shown; {ALL_PROBLEMS}: {error.strerror}"
    return f"the first {MAX_SHOWN:,} are shown; {ALL_PROBLEMS} lists all {len(problems):,}"


def print_rules(problems: Sequence[Problem]) -> None:
    """Print how many problems break each rule, the most frequent first."""
    rules = Counter(problem.rule for problem in problems)
    for rule, count in sorted(rules.items(), key=lambda item: (-item[1], item[0])):
        print(f"{count:>9,} {rule}", file=sys.stderr)


def summary(problems: Sequence[Problem]) -> str:
    """Return how many problems there are in how many files."""
    files = len({problem.place.file for problem in problems})
    return f"{plural(len(problems), 'problem')} in {plural(files, 'file')}"


def size(count: int) -> str:
    """Return a number of bytes as people read it: ``3.4 kB``, decimal units."""
    amount = float(count)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
