"""The tables of a package as rows, the texts of a row in all languages as one value."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from datapackage.contract import Table
from datapackage.formats import FinishedPackage
from datapackage.formats.columns import texts_in

Row = dict[str, Any]
Texts = Mapping[str, str]

_NAMES = ("title", "name", "label", "statement")


class Rows:
    """Rows of a package, found by what they point to."""

    def __init__(self, package: FinishedPackage) -> None:
        self._package = package
        self._tables: dict[str, list[Row]] = {}
        self._groups: dict[tuple[str, ...], dict[Any, list[Row]]] = {}

    def __getitem__(self, name: str) -> list[Row]:
        """Return the rows of a table, in the order in which they are published."""
        if name not in self._tables:
            table = self._package.contract[name]
            rows = self._package.table(name).to_pylist()
            self._tables[name] = [self._with_texts(table, row) for row in rows]
        return self._tables[name]

    def by(self, table: str, *columns: str) -> dict[Any, list[Row]]:
        """Return the rows of a table by the value of a column, or the values of several."""
        key = (table, *columns)
        if key not in self._groups:
            groups: dict[Any, list[Row]] = {}
            for row in self[table]:
                values = tuple(row[column] for column in columns)
                groups.setdefault(values if len(columns) > 1 else values[0], []).append(row)
            self._groups[key] = groups
        return self._groups[key]

    def one(self, table: str, key: Any) -> Row:
        """Return the row with this key; its table has a key of one column."""
        [column] = self._package.contract[table].primary_key
        return self.by(table, column)[key][0]

    def record_id(self, table: str, row: Row) -> str:
        """Return the key of a row as citations name it."""
        return "/".join(str(row[column]) for column in self._package.contract[table].primary_key)

    def name(self, table: str, row: Row) -> Texts:
        """Return what a row is called; its key where it has no name."""
        found = next((row[stem] for stem in _NAMES if row.get(stem)), None)
        return found or {"": self.record_id(table, row)}

    @cached_property
    def labels(self) -> dict[tuple[str, str], Texts]:
        """Labels of codes: (code list, code) -> texts."""
        return {(row["codelist"], row["code"]): row["label"] for row in self["codes"]}

    def label(self, table: str, column: str, code: str) -> Texts:
        """Return the label of a code in a column; the code where the list has no label."""
        codelist = self._package.contract[table].field(column).codelist or ""
        return self.labels.get((codelist, code)) or {"": code}

    def _with_texts(self, table: Table, row: Row) -> Row:
        texts = {stem: texts_in(row, stem, self._package.languages) for stem in table.text_stems}
        columns = {name for names in table.texts.values() for name in names.values()}
        return {name: value for name, value in row.items() if name not in columns} | texts
