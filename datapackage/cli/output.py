"""What commands print: problems, one a line or one a cause, and sizes that people read."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from datapackage.grouping import MANY, by_cause
from datapackage.problems import DataError, Problem, annotation, plural, printable, total

CACHE_FOLDER = "city-cooperation-agreements"
"""The program's folder in the one where the system keeps what programs can make again."""


def add_errors_argument(parser: argparse.ArgumentParser) -> None:
    """Add the option that names a file for the whole list of problems."""
    parser.add_argument(
        "--errors",
        metavar="FILE",
        type=_list_name,
        help="write every problem to FILE, .csv or .parquet (without it, where there are more than"
        f" {MANY}, to a file in the user's cache folder)",
    )


def _list_name(text: str) -> str:
    if not text.lower().endswith((".csv", ".parquet")):
        raise argparse.ArgumentTypeError(f"{text}: the file's name ends in .csv or .parquet")
    return text


# --- Problems on the screen -------------------------------------------------------------------


def print_problems(problems: Sequence[Problem], endings: Iterable[str] = ()) -> None:
    """Print problems to standard error, then a summary of one line; annotate on GitHub.

    Where there are more than :data:`~datapackage.grouping.MANY`, a line stands for all problems of
    one cause. ``endings`` close the summary.
    """
    _print_each(problems, "error")
    print("; ".join([summary(problems), *endings]), file=sys.stderr)


def print_warnings(warnings: Sequence[Problem]) -> None:
    """Print warnings to standard error, each marked as one; annotate on GitHub."""
    _print_each(warnings, "warning")


def _print_each(problems: Sequence[Problem], level: str) -> None:
    mark = "" if level == "error" else f"{level}: "
    for problem in by_cause(problems) if is_many(problems) else problems:
        print(printable(f"{problem.place} {mark}{problem.message}"), file=sys.stderr)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            print(annotation(level, problem.place, problem.rule, problem.message))


def is_many(problems: Iterable[Problem]) -> bool:
    """Tell whether there are too many problems to show them one by one."""
    return total(problems) > MANY


def summary(problems: Sequence[Problem]) -> str:
    """Return how many problems there are in how many files."""
    files = len({problem.place.file for problem in problems})
    return f"{plural(total(problems), 'problem')} in {plural(files, 'file')}"


# --- Problems in a file -----------------------------------------------------------------------


def keep_list(problems: Sequence[Problem], options: argparse.Namespace) -> str:
    """Write all problems of a command to a file, and return a phrase that says where they are.

    That is the file that the person named; else, where there are many, one in the cache folder,
    which the next run of the same command on the same sources replaces or removes. Returns an empty
    text where there is no need for a file.
    """
    cached = _cached_list(options)
    if named := getattr(options, "errors", None):
        _remove(cached)
        return _write(problems, Path(named))
    if not is_many(problems):
        _remove(cached)
        return ""
    with suppress(OSError):  # writing the file says why it can't be done
        cached.parent.mkdir(parents=True, exist_ok=True)
    return _write(problems, cached)


def _cached_list(options: argparse.Namespace) -> Path:
    """Return where a command keeps the list of what is wrong with its sources."""
    subject = Path(getattr(options, "sources", None) or options.command).resolve()
    name = hashlib.sha256(os.fsencode(subject)).hexdigest()[:16]
    return cache_folder() / CACHE_FOLDER / f"problems-{name}.csv"


def cache_folder() -> Path:
    """Return the folder where programs of this user keep what they can make again."""
    try:
        home = Path.home()
    except RuntimeError:  # in a container, a user may have none
        home = Path(tempfile.gettempdir())
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData/Local")
    if sys.platform == "darwin":
        return home / "Library/Caches"
    # XDG Base Directory Specification: a relative path is not valid, and to be ignored.
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return named if named.is_absolute() else home / ".cache"


def _remove(path: Path) -> None:
    with suppress(OSError):  # a folder that can't be changed holds no list of ours
        path.unlink()


def _write(problems: Sequence[Problem], path: Path) -> str:
    from datapackage.validator import Finding, open_error_file  # noqa: PLC0415  (imports pyarrow)

    findings = [
        Finding(
            problem.rule,
            field=problem.place.path,
            value=problem.found or None,
            message=problem.message,
            file=problem.place.file,
            line=problem.place.line,
        )
        for problem in problems
    ]
    try:
        with open_error_file(path) as add:
            add(findings)
    except DataError as error:
        return str(error)
    complete = total(problems) == len(problems)
    return f"{'all' if complete else f'the first {len(problems):,}'} are in {path}"


def size(count: int) -> str:
    """Return a number of bytes as people read it: ``3.4 kB``, decimal units."""
    amount = float(count)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
