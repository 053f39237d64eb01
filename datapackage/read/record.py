"""One source record: is it of the shape that the contract asks for?

Checks keys and types, and turns the tree into plain values for Arrow. What a value means (a date,
a name, a code) is a matter of the normalising stage.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from datapackage.problems import Place, ProblemList, nearest_match, quote
from datapackage.read.tree import Node
from datapackage.shape import CITATIONS, CITES, SOURCE, SOURCES, Key, Kind, Shape

_WORD = re.compile(r"[\w-]+")

Path = tuple[str | int, ...]
"""Where a value is in a record: keys, and positions in lists from 1."""


@dataclass(slots=True)
class RecordReader:
    """Reads one record; ``lines`` gathers the line of each path, unless all is on one line."""

    shape: Shape
    file: str
    problems: ProblemList
    default_line: int = 0
    lines: dict[Path, int] = field(default_factory=dict)

    def read(self, root: Node) -> dict[str, Any] | None:
        """Return the record as plain values, or None where it is none; see ``problems``."""
        if not isinstance(root.value, dict):
            self._wrong_type((), root, "a record: keys with values")
            return None
        return self._level(root, self.shape, ())

    def _level(self, node: Node, shape: Shape, path: Path) -> dict[str, Any]:
        self._note(path, node)
        known = [*shape.keys, *shape.children, *self._of_anchors(shape, path)]
        record: dict[str, Any] = {}
        for name, child in node.value.items():
            if name in shape.keys:
                record[name] = self._value(child, shape.keys[name], (*path, name))
            elif name in shape.children:
                record[name] = self._list(child, shape.children[name], (*path, name))
            else:
                self._unknown_key(name, child, path, known)
        return record

    def _of_anchors(self, shape: Shape, path: Path) -> tuple[str, ...]:
        """Return the keys that became citations before the record came here."""
        if self.default_line or CITATIONS not in shape.children:
            return ()
        return (CITES,) if path else (CITES, SOURCE, SOURCES)

    def _list(self, node: Node, shape: Shape, path: Path) -> list[Any] | None:
        self._note(path, node)
        if node.value is None:
            return None
        if not isinstance(node.value, list):
            self._wrong_type(path, node, f"a list of {shape.table.title.lower()}")
            return None
        items: list[Any] = []
        for number, item in enumerate(node.value, start=1):
            if shape.is_plain:
                items.append(self._value(item, shape.only_key, (*path, number)))
            elif isinstance(item.value, dict):
                items.append(self._level(item, shape, (*path, number)))
            else:
                self._wrong_type((*path, number), item, "keys with values")
        return items

    def _value(self, node: Node, key: Key, path: Path) -> Any:
        self._note(path, node)
        if node.value is None:
            return None
        if key.kind is Kind.LANGUAGES:
            return self._languages(node, key, path)
        expected = _expected(key)
        if key.kind is Kind.LIST and isinstance(node.value, list):
            return [self._item(item, (*path, n)) for n, item in enumerate(node.value, start=1)]
        if isinstance(node.value, dict | list):
            return self._wrong_type(path, node, expected)
        if key.kind is Kind.BOOLEAN:
            return (
                node.value
                if isinstance(node.value, bool)
                else self._wrong_type(path, node, expected)
            )
        if key.kind is Kind.INTEGER:
            return self._integer(node, path, expected)
        if key.kind is Kind.NUMBER:
            number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
            return float(node.value) if number else self._wrong_type(path, node, expected)
        text = self._text(node, path)
        return [text] if key.kind is Kind.LIST else text

    def _item(self, node: Node, path: Path) -> str | None:
        self._note(path, node)
        if isinstance(node.value, dict | list):
            self._wrong_type(path, node, "a value")
        return self._text(node, path) if isinstance(node.value, str | int | float) else None

    def _text(self, node: Node, path: Path) -> str | None:
        try:
            node.text.encode()
        except UnicodeEncodeError:
            self.problems.add(
                Place(self.file, node.line, path_text(path)),
                "half of a surrogate pair, which is no character",
                found=node.text,
                rule="control-character",
            )
            return None
        return node.text

    def _integer(self, node: Node, path: Path, expected: str) -> int | None:
        whole = isinstance(node.value, int) and not isinstance(node.value, bool)
        if not whole or not -(2**63) <= node.value < 2**63:
            self._wrong_type(path, node, expected)
            return None
        return int(node.value)

    def _languages(self, node: Node, key: Key, path: Path) -> dict[str, str | None] | None:
        expected = f"a text for each of {', '.join(key.required_languages or key.languages)}"
        if not isinstance(node.value, dict):
            self._wrong_type(path, node, expected)
            return None
        texts: dict[str, str | None] = {}
        for language, text in node.value.items():
            self._note((*path, language), text)
            if language not in key.languages:
                self._unknown_key(language, text, path, list(key.languages))
            elif isinstance(text.value, dict | list):
                self._wrong_type((*path, language), text, "text")
            else:
                texts[language] = (
                    None if text.value is None else self._text(text, (*path, language))
                )
        return texts

    def _note(self, path: Path, node: Node) -> None:
        if not self.default_line:
            self.lines[path] = node.line

    def _unknown_key(self, name: str, node: Node, path: Path, known: list[str]) -> None:
        self.problems.add(
            Place(self.file, node.line, path_text((*path, name))),
            "unknown key",
            found=name,
            expected=f"one of {', '.join(known)}",
            nearest=nearest_match(name, known),
            rule="unknown-key",
        )

    def _wrong_type(self, path: Path, node: Node, expected: str) -> None:
        message, found = "wrong type of value", node.text
        if isinstance(node.value, dict):
            found = "keys with values"
        elif isinstance(node.value, list):
            found = "a list"
            # JSON Lines, whose records have one line each, have no such hyphens.
            message += "" if self.default_line else ": is there a '- ' or a '[' too many?"
        self.problems.add(
            Place(self.file, node.line, path_text(path)),
            message,
            found=found,
            expected=expected,
            rule="type",
        )


def path_text(path: Path) -> str:
    """Return a path as people read it: ``areas[2].goals[1].statement.fi``, positions from 1."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            word = key_text(part)
            text += f".{word}" if text else word
    return text


def key_text(key: str) -> str:
    """Return a key as a path has it: as it is if it is a word, else quoted, on one line."""
    return key if _WORD.fullmatch(key) else quote(key)


def _expected(key: Key) -> str:
    if key.kind is Kind.REFERENCE and key.reference:
        return f"a name or an identifier out of {key.reference}"
    return key.kind.value
