"""Regular expressions of the schemas as conditions that SQLite can check without extensions.

SQLite has no regular expressions of its own, but GLOB knows classes of characters. Two shapes are
translated, which cover almost every pattern of a schema:

* some characters or classes, each once or ``{n}`` times, and at most one repeated class at the
  end: ``Q[1-9][0-9]*``, ``[0-9a-f]{64}``, ``[a-z][a-z0-9_]*``;
* repeated runs with a separator between them: ``[a-z0-9]+(-[a-z0-9]+)*``.

A pattern of another shape is not translated, and says so. Patterns match whole values, as Table
Schema's constraint ``pattern`` does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from datapackage.formats.database.sql import text

MAX_CHARACTERS = 100
"""Longest fixed part that is written out as GLOB; ``{n}`` repeats its class n times."""

MAX_SPELT_OUT = 4
"""``[a-z]{2}`` is spelt out as ``[a-z][a-z]``; beyond so many times the length is tested."""

_CLASS = r"\[(?!\^)(?:[^\]\\\[])+\]"
_ATOM = re.compile(
    rf"(?P<atom>{_CLASS}|[A-Za-z0-9_ :/@-])(?P<times>\{{(?P<n>[0-9]+)\}}|[+*]|)", re.ASCII
)
_RUNS = re.compile(rf"(?P<run>{_CLASS})\+\((?P<separator>[-_/:]|\\\.)(?P=run)\+\)\*", re.ASCII)


@dataclass(frozen=True)
class _Shape:
    """Fixed characters or classes, then a class of which at least ``least`` (0, 1) follow."""

    fixed: tuple[str, ...]
    tail: str | None = None
    least: int = 0


def condition(column: str, pattern: str) -> str | None:
    """Return SQL that is true where ``column`` (SQL) matches ``pattern``, or None.

    NULL gives NULL, which a CHECK lets pass.
    """
    if runs := _RUNS.fullmatch(pattern):
        return _runs(column, runs["run"][1:-1], runs["separator"].removeprefix("\\"))
    shape = _parse(pattern)
    return None if shape is None else _sequence(column, shape)


def _runs(column: str, members: str, separator: str) -> str | None:
    if _has(members, separator):
        return None
    both = text(f"*[^{separator}{members}]*" if separator != "-" else f"*[^{members}-]*")
    return (
        f"{column} <> '' AND {column} NOT GLOB {both}"
        f" AND {column} NOT GLOB {text(separator + '*')}"
        f" AND {column} NOT GLOB {text('*' + separator)}"
        f" AND {column} NOT GLOB {text('*' + separator * 2 + '*')}"
    )


def _has(members: str, character: str) -> bool:
    return re.fullmatch(f"[{members}]", character) is not None


def _parse(pattern: str) -> _Shape | None:
    fixed: list[str] = []
    position = 0
    while position < len(pattern):
        found = _ATOM.match(pattern, position)
        if found is None:
            return None
        position = found.end()
        atom, times = found["atom"], found["times"]
        if times in {"+", "*"}:
            last = position == len(pattern)
            return _Shape(tuple(fixed), _members(atom), int(times == "+")) if last else None
        fixed += [atom] * int(found["n"] or 1)
        if len(fixed) > MAX_CHARACTERS:
            return None
    return _Shape(tuple(fixed))


def _members(atom: str) -> str:
    return atom[1:-1] if atom.startswith("[") else atom


def _sequence(column: str, shape: _Shape) -> str:
    head = "".join(shape.fixed)
    if shape.tail is None and len(set(shape.fixed)) == 1 and len(shape.fixed) > MAX_SPELT_OUT:
        others = text(f"*[^{_members(shape.fixed[0])}]*")
        return f"length({column}) = {len(shape.fixed)} AND {column} NOT GLOB {others}"
    if shape.tail is None:
        return f"{column} GLOB {text(head)}" if head else f"{column} = ''"
    one = f"[{shape.tail}]" if shape.least else ""
    rest = f"substr({column}, {len(shape.fixed) + 1})"
    only = f"{rest} NOT GLOB {text(f'*[^{shape.tail}]*')}"
    return f"{column} GLOB {text(head + one + '*')} AND {only}" if head + one else only
