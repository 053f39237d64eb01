"""``mapping.yaml``: how the rows of foreign tables become records."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from datapackage.contract import Contract, reference_of
from datapackage.problems import Place, ProblemList, nearest_match
from datapackage.read.text import read_text
from datapackage.read.tree import Node, parse_yaml
from datapackage.shape import CITATIONS, Key, Kind, Shape

COLUMN = re.compile(r"\{([^{}]*)\}")
UNKNOWN = ("error", "candidate")
"""What becomes of a record with a name or code that is not known: it is an error, or it is left
out and waits for what :mod:`~datapackage.mapping.candidates` finds."""

_DATE_FORM = re.compile(r"(?=.*dd)(?=.*mm)(?=.*yyyy)(dd|mm|yyyy|[-./ ])+")
_DIGITS = {"dd": r"(?P<d>\d{1,2})", "mm": r"(?P<m>\d{1,2})", "yyyy": r"(?P<y>\d{4})"}


@dataclass(frozen=True)
class Template:
    """A text with the names of columns in braces; without any, it is a constant."""

    text: str
    place: Place

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it names."""
        return tuple(COLUMN.findall(self.text))


@dataclass(frozen=True)
class NewRow:
    """What is known of an entry that a register may lack: ``name`` is how records call it.

    ``cells`` holds the other columns of its row; a reference to a further register may be an entry
    of its own.
    """

    register: str
    name: Template
    cells: dict[str, Template | NewRow] = field(default_factory=dict)


@dataclass(frozen=True)
class Level:
    """The values of a level of the record: each by its key, and by its language if it has one."""

    shape: Shape
    place: Place
    texts: dict[tuple[str, ...], Template] = field(default_factory=dict)
    new: dict[str, NewRow] = field(default_factory=dict)

    @property
    def templates(self) -> list[Template]:
        """All templates of the level."""
        return list(self.texts.values())


@dataclass(frozen=True)
class TableFile:
    """A foreign table: its file, how it is written, and what joins it to the tables before.

    ``on`` holds, for columns of this table, the columns of the tables before that they equal.
    ``source`` is the source that its rows are cited in.
    """

    path: Path
    place: Place
    source: str = ""
    encoding: str = "utf-8"
    delimiter: str = ""
    header: int = 1
    on: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LeaveOut:
    """Rows that make no record: those with one of ``values`` in a column; empty text: no value."""

    column: str
    values: tuple[str, ...]
    reason: str
    place: Place


@dataclass
class Mapping:
    """What a mapping file says."""

    path: Path
    tables: list[TableFile] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    split: dict[str, str] = field(default_factory=dict)
    leave_out: list[LeaveOut] = field(default_factory=list)
    unknown: str = UNKNOWN[0]
    record: Level | None = None
    lists: list[Level] = field(default_factory=list)

    def named_columns(self) -> Iterator[tuple[str, Place]]:
        """Yield each column that is named anywhere but in a join, and where."""
        place = Place(str(self.path), 1)
        yield from ((name, place) for name in (*self.values, *self.split))
        yield from ((item.column, item.place) for item in self.leave_out)
        for level in self.levels():
            for template in (*level.templates, *_inside(level.new.values())):
                yield from ((name, template.place) for name in template.columns)

    def levels(self) -> list[Level]:
        """Return the record and its lists."""
        return [self.record, *self.lists] if self.record else []


def _inside(rows: Collection[Template | NewRow]) -> Iterator[Template]:
    for row in rows:
        if isinstance(row, Template):
            yield row
        else:
            yield row.name
            yield from _inside(row.cells.values())


def date_pattern(form: str) -> re.Pattern[str]:
    """Return what matches dates in a form such as ``dd/mm/yyyy``, with groups d, m and y."""
    parts = re.split("(dd|mm|yyyy)", form)
    return re.compile("".join(_DIGITS.get(part, re.escape(part)) for part in parts))


def read_mapping(
    path: Path, contract: Contract, shape: Shape, problems: ProblemList
) -> Mapping | None:
    """Read a mapping; None where anything in it is wrong, which goes to ``problems``.

    Args:
        path: The mapping file; its tables lie in the same folder.
        contract: The contract of the package.
        shape: The shape of a record under it.
        problems: Gets what is wrong with the file.
    """
    before = len(problems)
    text = read_text(path, problems)
    root = None if text is None else parse_yaml(text, str(path), problems)
    if root is None or not isinstance(root.value, dict):
        if len(problems) == before:
            problems.add(Place(str(path), 1), "there is no mapping in the file", rule="empty")
        return None
    mapping = _Reader(path, contract, problems).read(root, shape)
    return mapping if len(problems) == before else None


class _Reader:
    """Takes the keys of a mapping one by one, and gathers what is wrong."""

    def __init__(self, path: Path, contract: Contract, problems: ProblemList) -> None:
        self._path = path
        self._contract = contract
        self._problems = problems

    def read(self, root: Node, shape: Shape) -> Mapping:
        mapping = Mapping(self._path)
        known = ("tables", "dates", "empty", "values", "split", "leave_out", "unknown", "record")
        keys = self._keys(root, "", known, required=("tables", "record"))
        mapping.tables = [
            self._table(item, f"tables[{n}]", is_first=n == 1)
            for n, item in enumerate(self._list(keys, "tables"), start=1)
        ]
        if "tables" in keys and not mapping.tables:
            self._wrong(keys["tables"], "tables", "at least one table")
        mapping.dates = [self._date_form(item) for item in self._list(keys, "dates")]
        mapping.empty = [item.text for item in self._list(keys, "empty")]
        for column, node in self._dict(keys, "values").items():
            mapping.values[column] = self._texts(node, f"values.{column}")
        if "split" in keys:
            mapping.split = self._texts(keys["split"], "split")
            for column, separator in mapping.split.items():
                if not separator:
                    self._wrong(keys["split"], f"split.{column}", "what separates the names")
        for number, item in enumerate(self._list(keys, "leave_out"), start=1):
            mapping.leave_out.append(self._leave_out(item, f"leave_out[{number}]"))
        if "unknown" in keys:
            mapping.unknown = self._one_of(keys["unknown"], "unknown", UNKNOWN)
        if "record" in keys:
            mapping.record = self._level(keys["record"], "record", shape)
            mapping.lists = list(self._lists(keys["record"], shape))
        return mapping

    # --- Parts --------------------------------------------------------------------------------

    def _table(self, node: Node, path: str, *, is_first: bool) -> TableFile:
        if not isinstance(node.value, dict):
            node = Node({"file": node}, node.line)
        known = ("file", "source", "encoding", "delimiter", "header", "on")
        required = ("file",) if is_first else ("file", "on")
        keys = self._keys(node, path, known, required)
        more: dict[str, Any] = {
            name: keys[name].text for name in known[1:4] if name in keys and keys[name].text
        }
        if "header" in keys:
            more["header"] = keys["header"].value
            if not isinstance(more["header"], int) or more["header"] < 1:
                self._wrong(keys["header"], f"{path}.header", "the line of the header, from 1")
        try:
            "".encode(more.get("encoding", "utf-8"))
        except LookupError:
            expected = "a name of an encoding, such as utf-8, cp1252 or utf-16"
            self._wrong(keys["encoding"], f"{path}.encoding", expected)
        if more.get("delimiter") != "tab" and len(more.get("delimiter", ",")) > 1:
            self._wrong(keys["delimiter"], f"{path}.delimiter", "one character, or tab")
        if "on" in keys:
            more["on"] = self._texts(keys["on"], f"{path}.on")
        file = keys["file"].text if "file" in keys else ""
        if Path(file).name != file:
            self._wrong(keys["file"], f"{path}.file", "a file in the folder of the mapping")
        return TableFile(self._path.parent / file, self._place(node, path), **more)

    def _date_form(self, node: Node) -> str:
        if not _DATE_FORM.fullmatch(node.text):
            self._wrong(node, "dates", "dd, mm and yyyy with what is between, such as dd/mm/yyyy")
        return node.text

    def _leave_out(self, node: Node, path: str) -> LeaveOut:
        names = ("column", "values", "reason")
        keys = self._keys(node, path, names, required=names)
        values = tuple(item.text for item in self._list(keys, "values"))
        column, reason = (keys[name].text if name in keys else "" for name in ("column", "reason"))
        return LeaveOut(column, values, reason, self._place(node, path))

    def _lists(self, node: Node, shape: Shape) -> Iterator[Level]:
        for name, child in shape.children.items():
            found = node.value.get(name) if isinstance(node.value, dict) else None
            if found is None or name == CITATIONS:
                continue
            items = found.value if isinstance(found.value, list) else [found]
            for number, item in enumerate(items, start=1):
                yield self._level(item, f"record.{name}[{number}]", child)

    def _level(self, node: Node, path: str, shape: Shape) -> Level:
        level = Level(shape, self._place(node, path))
        is_top = path == "record"
        lists = [name for name in shape.children if name != CITATIONS] if is_top else []
        required = ("id",) if is_top else ()
        plain = {name: replace(c.only_key, name=name) for name, c in shape.plain_children.items()}
        valued = shape.keys | plain
        for name, child in self._keys(node, path, [*valued, *lists], required).items():
            if name in valued:
                self._value(child, f"{path}.{name}", valued[name], level)
        return level

    def _value(self, node: Node, path: str, key: Key, level: Level) -> None:
        if key.kind is Kind.LANGUAGES:
            for language, text in self._keys(node, path, key.languages).items():
                template = self._template(text, f"{path}.{language}")
                level.texts[key.name, language] = template
        elif isinstance(node.value, dict) and key.reference in self._contract.registers:
            row = self._new_row(node, path, str(key.reference))
            level.texts[key.name,] = row.name
            level.new[key.name] = row
        else:
            level.texts[key.name,] = self._template(node, path)

    def _new_row(self, node: Node, path: str, register: str) -> NewRow:
        keys = self._keys(node, path, ("name", "new"), required=("name",))
        table = self._contract[register]
        name = keys.get("name", Node("", node.line))
        row = NewRow(register, self._template(name, f"{path}.name"))
        cells = self._keys(keys["new"], f"{path}.new", table.columns) if "new" in keys else {}
        for column, cell in cells.items():
            target = reference_of(self._contract, table, column)
            place = f"{path}.new.{column}"
            nested = isinstance(cell.value, dict) and target in self._contract.registers
            row.cells[column] = (
                self._new_row(cell, place, str(target)) if nested else self._template(cell, place)
            )
        return row

    def _template(self, node: Node, path: str) -> Template:
        if isinstance(node.value, dict | list):
            self._wrong(node, path, "text, with the names of columns in braces: '{Title}'")
        return Template(node.text, self._place(node, path))

    # --- Nodes --------------------------------------------------------------------------------

    def _place(self, node: Node, path: str) -> Place:
        return Place(str(self._path), node.line, path)

    def _wrong(self, node: Node, path: str, expected: str, rule: str = "wrong-value") -> None:
        found = "a list or keys" if isinstance(node.value, dict | list) else node.text
        self._problems.add(
            self._place(node, path), "not valid here", found=found, expected=expected, rule=rule
        )

    def _keys(
        self, node: Node, path: str, known: Collection[str], required: Collection[str] = ()
    ) -> dict[str, Node]:
        """Return the keys of a node that are known, and report the others and what is missing."""
        if not isinstance(node.value, dict):
            self._wrong(node, path, f"keys with values: {', '.join(known)}", rule="type")
            return {}
        for name, child in node.value.items():
            if name not in known:
                place = self._place(child, f"{path}.{name}".lstrip("."))
                expected, near = f"one of {', '.join(known)}", nearest_match(name, known)
                self._problems.add(
                    place, "unknown key", expected=expected, nearest=near, rule="unknown-key"
                )
        for name in required:
            if name not in node.value:
                self._problems.add(self._place(node, path), f"'{name}' is missing", rule="required")
        return {name: child for name, child in node.value.items() if name in known}

    def _list(self, keys: dict[str, Node], name: str) -> list[Node]:
        """Return the items of a key; one value is a list of one."""
        if name not in keys:
            return []
        value = keys[name].value
        return value if isinstance(value, list) else [keys[name]]

    def _dict(self, keys: dict[str, Node], name: str) -> dict[str, Node]:
        if name in keys and not isinstance(keys[name].value, dict):
            self._wrong(keys[name], name, "columns with what is said of them", rule="type")
        return keys[name].value if name in keys and isinstance(keys[name].value, dict) else {}

    def _texts(self, node: Node, path: str) -> dict[str, str]:
        if not isinstance(node.value, dict):
            self._wrong(node, path, "texts, each with what stands for it", rule="type")
            return {}
        for key, child in node.value.items():
            if isinstance(child.value, dict | list):
                self._wrong(child, f"{path}.{key}", "text", rule="type")
        return {key: child.text for key, child in node.value.items()}

    def _one_of(self, node: Node, path: str, known: tuple[str, ...]) -> str:
        if node.text not in known:
            self._wrong(node, path, f"one of {', '.join(known)}")
        return node.text
