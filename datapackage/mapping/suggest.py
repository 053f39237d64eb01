"""A first draft of a mapping, from the headers and values of a table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc

from datapackage.contract import Contract
from datapackage.mapping.tables import ForeignTable, blank, draft_file, guess_delimiter, read_table
from datapackage.normalise.parsers import Parsers
from datapackage.problems import ProblemList, plural, quote
from datapackage.read.sources import read_sources
from datapackage.shape import CITATIONS, Key, Kind, Shape, record_shape
from datapackage.text import NotNormalised

SAMPLE = 500
"""Distinct values of a column that are looked at."""
SAYS_NOTHING = ("-", "--", "?", ".", "n/a", "na", "n.a.", "#n/a", "nan", "null", "none", "unknown")
"""What lists write into cells that say nothing, in lower case."""
SEPARATORS = ("; ", ";", " | ", "|", ", ")

_NUMERIC_DATE = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2\d{4}")


@dataclass(frozen=True)
class _Target:
    """Where a column may go: a key of the record, or of a list in it."""

    list: str
    key: Key


def suggest_mapping(
    table: str | Path, sources: str | Path = "sources", *, schemas: str | Path | None = None
) -> str:
    """Return a draft of ``mapping.yaml`` for a table; columns that it can't place are comments.

    Args:
        table: The table, a CSV file as its publisher wrote it.
        sources: Folder of the sources, whose registers and code lists know names. What is wrong
            in it is a matter of ``check``.
        schemas: Folder of the Table Schemas; those of this package by default.

    Raises:
        DataError: The table can't be read, or the languages of the package are not known.
    """
    read = read_sources(Path(sources), schemas, ProblemList())
    parsers = Parsers(read.contract, read.registers, read.codelists, ProblemList())
    problems = ProblemList()
    foreign = read_table(draft_file(Path(table)), problems)
    problems.raise_if_any()
    assert foreign is not None  # noqa: S101  (or there was a problem)
    return "".join(f"{line}\n" for line in _Draft(foreign, read.contract, parsers).lines())


class _Draft:
    """Looks at each column, and words what it saw."""

    def __init__(self, table: ForeignTable, contract: Contract, parsers: Parsers) -> None:
        self._table = table
        self._parsers = parsers
        self._shape = record_shape(contract)
        self._samples = {
            name: column.drop_null().unique().to_pylist()[:SAMPLE]
            for name, column in table.columns.items()
        }
        self._empty = sorted(
            {v for values in self._samples.values() for v in values if v.lower() in SAYS_NOTHING}
        )
        for name, values in self._samples.items():
            self._samples[name] = [value for value in values if value not in self._empty]
        self._split = {
            name: separator
            for name, values in self._samples.items()
            if (separator := _separator(values))
        }
        self._named = {_stems(name): target for name, target in _names(self._shape)}

    def lines(self) -> Iterator[str]:
        file = self._table.file
        yield f"# A draft for {plural(len(self._table), 'row')}. Look at each line of it."
        yield "tables:"
        delimiter = guess_delimiter(self._table.text)
        yield f"  - file: {_scalar(file.path.name)}"
        yield "    source:   # the id of the table in registers/sources.csv, to cite its rows in"
        if file.encoding != "utf-8":
            yield f"    encoding: {file.encoding}"
        if delimiter != ",":
            yield f"    delimiter: {_scalar(delimiter)}"
        forms = [form for values in self._samples.values() for form in _date_forms(values)]
        if forms:
            yield f"dates: [{', '.join(dict.fromkeys(forms))}]"
        if self._empty:
            yield f"empty: [{', '.join(map(_scalar, self._empty))}]"
        if self._split:
            pairs = (f"{_scalar(n)}: {_scalar(s)}" for n, s in self._split.items())
            yield f"split: {{{', '.join(pairs)}}}"
        yield "unknown: candidate"
        yield from self._record()

    def _record(self) -> Iterator[str]:
        found: dict[str, dict[str, tuple[str, Key]]] = {}
        unplaced = []
        for name in self._samples:
            target = self._target(name)
            if target is None or target.key.name in found.setdefault(target.list, {}):
                unplaced.append(name)
            else:
                found[target.list][target.key.name] = (name, target.key)
        yield "record:"
        if "id" not in found.get("", {}):
            yield f"  id: {_scalar(self._identifier())}"
        yield from _keys(self._shape, found.get("", {}), "  ")
        for list_, keys in found.items():
            if list_ and keys:
                yield f"  {list_}:"
                lines = list(_keys(self._shape.children[list_], keys, "      "))
                yield f"    - {lines[0].strip()}"
                yield from lines[1:]
        for name in unplaced:
            shown = ", ".join(quote(value) for value in self._samples[name][:3])
            yield f"# not placed: {_scalar('{' + name + '}')}   {shown}".rstrip()

    def _target(self, column: str) -> _Target | None:
        """Return where a column goes: by its header, or by what its values are names of."""
        return self._named.get(_stems(column)) or self._by_values(column)

    def _by_values(self, column: str) -> _Target | None:
        values = self._samples[column][:50]
        if column in self._split:
            values = [part.strip() for v in values for part in v.split(self._split[column])]
        targets = {(t.list, t.key.name): t for t in self._named.values()}
        for target in targets.values():
            key = target.key
            shape = self._shape.children[target.list] if target.list else self._shape
            parse = self._parsers.of_column(shape.table, key.field)
            if key.required and key.kind in (Kind.REFERENCE, Kind.CODE) and parse is not None:
                known = sum(_reads(parse, value) for value in values)
                if values and known * 2 >= len(values):
                    return target
        return None

    def _identifier(self) -> str:
        """Return a template of what tells rows apart: the first column that does, or all."""
        columns = {n: blank(c, self._empty) for n, c in self._table.columns.items()}
        for name, column in columns.items():
            if not column.null_count and pc.count_distinct(column).as_py() == len(column):
                return f"{{{name}}}"
        full = [name for name, column in columns.items() if not column.null_count]
        return "-".join(f"{{{name}}}" for name in full[:4] or self._table.columns)


def _names(shape: Shape) -> Iterator[tuple[str, _Target]]:
    """Yield what keys are called, in words, with the key; a key of the record comes last."""
    for name, child in (*shape.children.items(), ("", shape)):
        if name == CITATIONS:
            continue
        for key in child.keys.values():
            target = _Target(name, key)
            if name and key.required and key.kind is Kind.REFERENCE:
                yield name, target
                yield name.removesuffix("s"), target
            if key.kind is not Kind.ID or not name:
                titles = key.field.descriptor.get("titles", {})
                for word in (key.name.replace("_", " "), key.field.title, *titles.values()):
                    yield word, target


def _stems(name: str) -> frozenset[str]:
    """Return what headers are compared by: ``DateSigned`` means what ``date of signing`` does."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower())
    return frozenset(word[:4] for word in words if len(word) > 2)


def _keys(shape: Shape, found: dict[str, tuple[str, Key]], indent: str) -> Iterator[str]:
    for key in shape.keys.values():
        if key.name in found:
            text = _scalar(f"{{{found[key.name][0]}}}")
            if key.kind is Kind.LANGUAGES:
                text = f"{{{key.languages[0]}: {text}}}"
            yield f"{indent}{key.name}: {text}"
        elif key.required and key.kind is not Kind.ID:
            yield f"{indent}# {key.name}: required, {key.kind.value}"


def _separator(values: list[str]) -> str:
    """Return what separates names in the cells of a column; empty if nothing does.

    Where it does, the same names come again and again.
    """
    for separator in SEPARATORS:
        parts = [part for value in values for part in value.split(separator)]
        several = sum(separator in value for value in values)
        if several * 3 >= len(values) > 2 and len(set(parts)) * 4 <= len(parts) * 3:
            return separator
    return ""


def _date_forms(values: list[str]) -> Iterator[str]:
    """Yield the form of the dates of a column, where the program does not know it anyway."""
    dates = [found for value in values if (found := _NUMERIC_DATE.fullmatch(value))]
    if len(dates) * 2 < len(values) or not dates:
        return
    mark = dates[0][2]
    month_first = any(int(found[3]) > 12 for found in dates)
    yield f"mm{mark}dd{mark}yyyy" if month_first else f"dd{mark}mm{mark}yyyy"


def _reads(parse: object, value: str) -> bool:
    assert callable(parse)  # noqa: S101
    try:
        parse(value)
    except NotNormalised:
        return False
    return True


def _scalar(text: str) -> str:
    """Return a text as YAML takes it anywhere."""
    plain = re.fullmatch(r"[A-Za-z][\w./ -]*", text) and text == text.strip()
    return text if plain else json.dumps(text, ensure_ascii=False)
