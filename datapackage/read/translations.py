"""Translations of what the schemas say: ``languages/<language>.yaml``, a file a language."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from datapackage.problems import Place, ProblemList, nearest_match
from datapackage.read.record import key_text
from datapackage.read.text import is_there, read_text
from datapackage.read.tree import Node, parse_yaml


@dataclass(frozen=True)
class Words:
    """Title and description of a table or a column in a language; empty where there is none."""

    title: str = ""
    description: str = ""
    fields: Mapping[str, Words] = field(default_factory=dict)


NO_WORDS = Words()
TEXTS = ("title", "description")


def read_translations(
    path: Path, schemas: Mapping[str, Mapping[str, Any]], problems: ProblemList
) -> dict[str, Words]:
    """Return the words of each table that a file translates; none where there is no such file.

    What it names has to be in a schema: a misspelt column would lose its translation in silence.
    """
    text = read_text(path, problems) if is_there(path) else None
    root = parse_yaml(text, str(path), problems) if text is not None else None
    if root is None:
        return {}
    reader = _Reader(str(path), problems)
    return {
        name: reader.table(node, name, schemas[name])
        for name, node in reader.known(root, "", tuple(schemas))
    }


@dataclass(frozen=True)
class _Reader:
    file: str
    problems: ProblemList

    def table(self, node: Node, path: str, schema: Mapping[str, Any]) -> Words:
        words = dict(self.known(node, path, (*TEXTS, "fields")))
        names = tuple(item["name"] for item in schema["fields"])
        inner = words.get("fields", Node({}, node.line))
        fields = {
            name: self._words(dict(self.known(child, place, TEXTS)), place)
            for name, child in self.known(inner, f"{path}.fields", names)
            if (place := f"{path}.fields.{name}")
        }
        return replace(self._words(words, path), fields=fields)

    def known(self, node: Node, path: str, names: Collection[str]) -> Iterator[tuple[str, Node]]:
        """Yield the keys of a node that are among the names; another is a problem."""
        if not isinstance(node.value, dict):
            self._wrong(node, path, "keys with values are expected", "type")
            return
        for name, child in node.value.items():
            if name in names:
                yield name, child
            else:
                self.problems.add(
                    Place(self.file, child.line, f"{path}.{key_text(name)}".removeprefix(".")),
                    "there is no such table, column or text to translate",
                    found=name,
                    expected=f"one of {', '.join(names)}",
                    nearest=nearest_match(name, names),
                    rule="unknown-key",
                )

    def _words(self, words: Mapping[str, Node], path: str) -> Words:
        title, description = (self._text(words, path, name) for name in TEXTS)
        return Words(title, description)

    def _text(self, words: Mapping[str, Node], path: str, name: str) -> str:
        node = words.get(name, Node("", 0))
        if isinstance(node.value, dict | list):
            self._wrong(node, f"{path}.{name}", "text is expected", "type")
        return " ".join(node.text.split())

    def _wrong(self, node: Node, path: str, message: str, rule: str) -> None:
        self.problems.add(Place(self.file, node.line, path), message, rule=rule)
