"""A JSON file and the line of each of its values, so that a message can name it."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from datapackage.problems import DataError, Place, Problem

JsonPath = tuple[str | int, ...]
"""Keys and indexes that lead to a value."""

# json's own scanner of strings, which its documentation and so its type hints leave out.
_string: Callable[[str, int], tuple[str, int]] = vars(json.decoder)["scanstring"]
MAX_DEPTH = 100
"""Levels in each other that a descriptor may have; what reads it later may use recursion."""

_SPACE = re.compile(r"[ \t\n\r]*")
_SCALAR = re.compile(r"[^\s,\]}]+")
_TOO_DEEP = f"not read: nested more than {MAX_DEPTH} deep"


@dataclass(slots=True)
class JsonFile:
    """A JSON file that was read: its name for messages, its text, its value."""

    name: str
    text: str
    value: Any
    _lines: dict[JsonPath, int] | None = None

    def place(self, path: Sequence[str | int]) -> Place:
        """Return the place of a value, or of the nearest one around it that is there."""
        if self._lines is None:
            self._lines = dict(_lines(self.text))
        here = tuple(path)
        while here not in self._lines:
            here = here[:-1]
        return Place(self.name, self._lines[here], dotted(path))


def dotted(path: Sequence[str | int]) -> str:
    """Return a path as people read it: ``resources[0].schema.fields[2].name``."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).removeprefix(".")


def read_json(path: Path, name: str | None = None) -> JsonFile:
    """Read a JSON file.

    Raises:
        DataError: It is not there, not UTF-8 or not JSON (RFC 8259), or a key appears twice.
    """
    name = str(path) if name is None else name
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise _error(name, f"not UTF-8 (byte {error.start + 1})", "not-utf-8") from None
    except FileNotFoundError:
        raise _error(name, "the file is missing", "missing-file") from None
    except OSError as error:
        raise _error(name, f"can't be read: {error.strerror}", "unreadable-file") from None
    if text.startswith("\ufeff"):
        message = "begins with a byte order mark; JSON must not (RFC 8259, 8.1)"
        raise _error(name, message, "invalid-json", 1)
    return JsonFile(name, text, _parse(text, name))


def _parse(text: str, name: str) -> Any:
    twice = False

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        value = dict(items)
        twice = twice or len(value) < len(items)
        return value

    def constant(word: str) -> Any:
        raise _error(name, f"not JSON: {word} is no number", "invalid-json")

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg[:1].lower()}{error.msg[1:]}, column {error.colno}"
        raise _error(name, message, "invalid-json", error.lineno) from None
    except RecursionError:
        raise _error(name, _TOO_DEEP, "invalid-json") from None
    except ValueError as error:  # a number with more digits than Python converts
        raise _error(name, f"not read: {error}", "invalid-json") from None
    if _is_deep(value):
        raise _error(name, _TOO_DEEP, "invalid-json")
    if twice:
        path, line = _second_of_a_kind(text)
        problem = Problem(Place(name, line, dotted(path)), "the key appears twice", "invalid-json")
        raise DataError([problem])
    return value


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        inner = [
            v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list)
        ]
        level = list(chain.from_iterable(inner))
    return bool(level)


def _second_of_a_kind(text: str) -> tuple[JsonPath, int]:
    """Return the first key that appears twice in an object, and the line of its second time."""
    seen: set[JsonPath] = set()
    for path, line in _lines(text):
        if path in seen:
            return path, line
        seen.add(path)
    raise AssertionError("a key appears twice, and can't be found")


def _error(name: str, message: str, kind: str, line: int = 0) -> DataError:
    return DataError([Problem(Place(name, line), message, kind)])


def _lines(text: str) -> Iterator[tuple[JsonPath, int]]:
    """Yield the path and the line of each value of a JSON text; that of a key for its value."""
    breaks = [match.start() for match in re.finditer("\n", text)]

    def line(position: int) -> int:
        return bisect_left(breaks, position) + 1

    def skip(position: int) -> int:
        match = _SPACE.match(text, position)
        return match.end() if match else position

    def value(position: int, path: JsonPath) -> Generator[tuple[JsonPath, int], None, int]:
        """Yield what is in a value; the generator's result is where the value ends."""
        if text[position] == '"':
            return _string(text, position + 1)[1]
        if text[position] not in "{[":
            scalar = _SCALAR.match(text, position)
            return scalar.end() if scalar else position
        is_object = text[position] == "{"
        position, index = skip(position + 1), 0
        while text[position] not in "}]":
            start = position
            key: str | int = index
            if is_object:
                key, position = _string(text, position + 1)
                position = skip(skip(position) + 1)
            yield (*path, key), line(start)
            position = skip((yield from value(position, (*path, key))))
            if text[position] == ",":
                position = skip(position + 1)
            index += 1
        return position + 1

    start = skip(0)
    yield (), line(start)
    yield from value(start, ())
