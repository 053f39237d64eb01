"""Values with their lines: what YAML and JSON files are read into.

A :class:`Node` knows the line that it is on, so that whatever is found wrong later can be
shown there. YAML is read from the parser's events, because a loader that builds dictionaries
drops the first of two equal keys and expands aliases, both in silence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import yaml

from datapackage.problems import Place, ProblemList, quote

MAX_DEPTH = 20
"""Records nest seven levels deep; a file that goes beyond this is an attack or an accident."""

# All but c-printable of YAML 1.2, section 5.1.
_NOT_YAML = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

MERGE_KEY = "<<"
"""Takes keys over from elsewhere, in a type of YAML 1.1 that YAML 1.2 dropped."""

_NULL = re.compile(r"|~|null|Null|NULL")
_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_MAX_DIGITS = 400
"""Longer numbers stay text, which no key for numbers takes: Python refuses to convert them."""
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its line.

    ``value`` is a dict of key -> Node, a list of Nodes, or a str, bool, int, float or None.
    ``text`` is a scalar as it was written, for keys that take any text: ``2018`` is text there.
    ``span`` is where a value of a YAML file begins and ends, in characters of its text.
    """

    value: Any
    line: int
    text: str = ""
    span: tuple[int, int] = (0, 0)


class _StopReading(Exception):  # noqa: N818  (no error of its own: the problem is noted already)
    """Raised where a file can't be read on."""


def parse_yaml(text: str, file: str, problems: ProblemList) -> Node | None:
    """Read one YAML document; returns None after adding what is wrong to ``problems``.

    Scalars follow the YAML 1.2 core schema (``no`` is text, not false; dates stay text).
    Refused: duplicate keys, anchors, aliases, tags, several documents, nesting beyond
    :data:`MAX_DEPTH`.
    """
    try:
        reader = _YamlReader(yaml.parse(text, Loader=_Loader), file, problems)
        return reader.document()
    except _StopReading:
        return None
    except yaml.MarkedYAMLError as error:
        line, message, rule = _explain_yaml(error, text)
        problems.add(Place(file, line), message, rule=rule)
    except yaml.reader.ReaderError as error:
        # The position is one of bytes or of characters, depending on the loader.
        found = _NOT_YAML.search(text)
        line = text.count("\n", 0, found.start()) + 1 if found else 0
        problems.add(
            Place(file, line),
            "the file holds a control character that YAML does not allow",
            found=f"U+{ord(found[0]):04X}" if found else str(error.reason),
            rule="control-character",
        )
    return None


_NEVER_CLOSED = {
    "while scanning a quoted scalar": "a quotation mark opens here and is never closed",
    "while parsing a flow sequence": "the bracket [ opens here, and what follows does not close it",
    "while parsing a flow mapping": "the brace { opens here, and what follows does not close it",
}
"""What the parser was at -> the mistake, which is where that began."""


def _explain_yaml(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str, str]:
    """Return the line of a mistake, what it is, and the rule that it breaks."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 0
    lines = text.split("\n")
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    indent = written[: len(written) - len(written.lstrip())]
    if "\t" in indent or "'\\t'" in str(error.problem):
        return line, "there is a tab where YAML needs spaces: indent with spaces", "tab"
    if error.context_mark and error.context in _NEVER_CLOSED:
        begun = error.context_mark.line + 1
        return begun, f"not valid YAML: {_NEVER_CLOSED[error.context]}", "invalid-yaml"
    if "mapping values are not allowed" in str(error.problem) and written.count(": ") > 1:
        message = "not valid YAML: a second ': ' on a line; put the text into quotes"
        return line, message, "invalid-yaml"
    if error.problem and re.search("mapping values|expected key|expected '-'", error.problem):
        message = "not valid YAML: the line begins further left or right than those it belongs to"
        return line, message, "invalid-yaml"
    if error.problem and "expected node content" in error.problem:
        message = "not valid YAML: a value is missing before this, or a bracket is never closed"
        return line, message, "invalid-yaml"
    context = f" {error.context}" if error.context else ""
    return line, f"not valid YAML: {error.problem}{context}", "invalid-yaml"


class _YamlReader:
    """Builds Nodes from parser events."""

    def __init__(self, events: Iterator[Any], file: str, problems: ProblemList) -> None:
        self._events = events
        self._file = file
        self._problems = problems

    def document(self) -> Node | None:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._stop(event, "a second document in one file", "several-documents")
                root = self._node(next(self._events), 1)
        return root

    def _node(self, event: Any, depth: int) -> Node:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            self._stop(
                event,
                f"YAML aliases are not used here: write the value out again"
                f" (found '*{event.anchor}')",
                "yaml-alias",
            )
        if event.anchor:
            self._stop(
                event, f"YAML anchors are not used here (found '&{event.anchor}')", "yaml-alias"
            )
        if event.tag and event.tag != "!":
            self._stop(event, f"YAML tags are not used here (found {quote(event.tag)})", "yaml-tag")
        if depth > MAX_DEPTH:
            self._stop(event, f"nested more than {MAX_DEPTH} levels deep", "too-deep")
        if isinstance(event, yaml.ScalarEvent):
            value = resolve(event.value) if event.implicit[0] else event.value
            return Node(value, line, event.value, _span(event, event))
        read = self._list if isinstance(event, yaml.SequenceStartEvent) else self._mapping
        children, end = read(depth)
        return Node(children, line, span=_span(event, end))

    def _list(self, depth: int) -> tuple[list[Node], Any]:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return items, event

    def _mapping(self, depth: int) -> tuple[dict[str, Node], Any]:
        mapping: dict[str, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if isinstance(key.value, dict | list):
                self._stop(event, "a key must be a word", "invalid-yaml")
            if key.text == MERGE_KEY:
                self._stop(event, "YAML merge keys ('<<') are not used here", "yaml-alias")
            if key.text in mapping:
                first = mapping[key.text].line
                self._problems.add(
                    Place(self._file, key.line),
                    f"key {quote(key.text)} appears twice (first in line {first})",
                    rule="duplicate-key",
                )
            value = self._node(next(self._events), depth + 1)
            mapping[key.text] = value if value.text else replace(value, line=key.line)
        return mapping, event

    def _stop(self, event: Any, message: str, rule: str) -> None:
        self._problems.add(Place(self._file, event.start_mark.line + 1), message, rule=rule)
        raise _StopReading


def _span(start: Any, end: Any) -> tuple[int, int]:
    return start.start_mark.index, end.end_mark.index


def resolve(text: str) -> Any:
    """Return the value of a plain scalar under the YAML 1.2 core schema."""
    if _NULL.fullmatch(text):
        return None
    if _BOOLEAN.fullmatch(text):
        return text.lower() == "true"
    if _INTEGER.fullmatch(text):
        return _integer(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    return text


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= _MAX_DIGITS else text


def parse_json_line(text: str, file: str, line: int, problems: ProblemList) -> Node | None:
    """Read one JSON value that is on one line, with the same care as YAML."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key, value in items:
            if key in mapping:
                problems.add(
                    Place(file, line), f"key {quote(key)} appears twice", rule="duplicate-key"
                )
            mapping[key] = value
        return mapping

    def not_a_number(word: str) -> Any:
        raise ValueError(f"{word} is not JSON")

    try:
        value = json.loads(
            text, object_pairs_hook=pairs, parse_constant=not_a_number, parse_int=_integer
        )
        return _from_json(value, line)
    except RecursionError:
        problems.add(
            Place(file, line), f"nested more than {MAX_DEPTH} levels deep", rule="too-deep"
        )
        return None
    except ValueError as error:
        reason = getattr(error, "msg", str(error))
        column = f" at character {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        problems.add(Place(file, line), f"not valid JSON: {reason}{column}", rule="invalid-json")
        return None


def _from_json(value: Any, line: int, depth: int = 1) -> Node:
    if depth > MAX_DEPTH:
        raise RecursionError
    if isinstance(value, dict):
        items = {key: _from_json(item, line, depth + 1) for key, item in value.items()}
        return Node(items, line)
    if isinstance(value, list):
        return Node([_from_json(item, line, depth + 1) for item in value], line)
    return Node(value, line, value if isinstance(value, str) else json.dumps(value))
