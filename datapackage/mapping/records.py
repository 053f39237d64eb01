"""The records of a mapping: the rows of foreign tables as a batch like any other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from datapackage.contract import Contract
from datapackage.mapping.language import (
    COLUMN,
    LeaveOut,
    Level,
    Mapping,
    Template,
    date_pattern,
    read_mapping,
)
from datapackage.mapping.tables import Flags, Joined, Rows, blank, column_of, join_tables
from datapackage.normalise.columns import TEXT, Fault, parse_distinct
from datapackage.normalise.levels import Level as Rowset
from datapackage.normalise.levels import take_apart
from datapackage.normalise.parsers import Parsers
from datapackage.problems import Place, Problem, ProblemList, plural, quote
from datapackage.read.batches import Batch, Origin
from datapackage.read.record import Path as RecordPath
from datapackage.shape import CITATIONS, Key, Kind, Shape, record_shape
from datapackage.text import slug

UNKNOWN_RULES = frozenset({"foreign-key", "enum", "ambiguous-name"})
"""Rules that a name or code breaks that no register or code list has, or that several have."""

_SEP, _ROW, _LEVEL, _RECORD = "\0", "\0row", "\0level", "\0record"
"""What joins the parts of a value's path in a frame; columns that are no values of a record."""


@dataclass(frozen=True)
class LeftOut:
    """Rows of a table that made no record: why, how many, and where the first of them is."""

    reason: str
    rows: int
    first: Place


@dataclass
class Report:
    """What became of the tables of a mapping.

    Attributes:
        mapping: The mapping file.
        rows: Rows of the first table.
        taken: Those of them that are in a record.
        records: Records that they made.
        changed: What was changed on the way -> in how many cells or rows.
        left_out: Rows of any table that are in no record.
    """

    mapping: Path
    rows: int = 0
    taken: int = 0
    records: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)

    def warnings(self) -> Iterator[Problem]:
        """Yield a warning for each reason for which rows were left out."""
        for item in self.left_out:
            message = f"{plural(item.rows, 'row')} left out: {item.reason}"
            yield Problem(item.first, message, "rows-left-out")


@dataclass
class MappedTables:
    """The tables of a mapping as a chunk of the sources.

    With ``keep_unknown``, records with names or codes that are not known are there, whatever the
    mapping says of them. ``report`` is there, and ``mapping`` where it could be read, once the
    chunk was.
    """

    path: Path
    contract: Contract
    parsers: Parsers
    keep_unknown: bool = False
    report: Report = field(init=False)
    mapping: Mapping | None = None
    joined: Joined | None = None

    is_bulk = False

    def __post_init__(self) -> None:
        self.report = Report(self.path)

    @property
    def size(self) -> int:
        """The bytes of all files of its folder."""
        return sum(path.stat().st_size for path in self.path.parent.iterdir() if path.is_file())

    def read(self, problems: ProblemList) -> Batch:
        """Read the tables and make records of them; what is wrong goes to ``problems``."""
        shape = record_shape(self.contract)
        self.report = Report(self.path)
        self.mapping = read_mapping(self.path, self.contract, shape, problems)
        self.joined = None if self.mapping is None else join_tables(self.mapping, problems)
        if self.mapping is None or self.joined is None:
            return Batch(pa.array([], shape.arrow_type()), _Origin.empty())
        batch = _Maker(self.mapping, self.joined, self.report, problems).batch()
        if self.mapping.unknown == "candidate" and not self.keep_unknown:
            batch = self._known(batch, shape)
        self.report.records = len(batch.records)
        self.report.taken = self.report.rows - sum(
            item.rows
            for item in self.report.left_out
            if item.first.file == str(self.joined.tables[0].file.path)
        )
        return batch

    def _known(self, batch: Batch, shape: Shape) -> Batch:
        """Return a batch without the records in which a name or code is not known."""
        waiting = np.zeros(len(batch.records), dtype=bool)
        for rowset, _, fault in unknown_cells(batch, shape, self.parsers):
            waiting[rowset.path(fault.row)[0]] = True
        origin = batch.origin
        assert isinstance(origin, _Origin)  # noqa: S101  (it was made here)
        assert self.joined is not None  # noqa: S101  (nor would there be a batch)
        if waiting.any():
            rows = np.unique(self.joined.at[0][np.isin(origin.record_of, np.flatnonzero(waiting))])
            reason = "a name or code is not known yet ('candidates' lists them)"
            self.report.left_out.append(
                LeftOut(reason, len(rows), self.joined.tables[0].place(int(rows[0])))
            )
        kept = np.flatnonzero(~waiting)
        return Batch(batch.records.take(pa.array(kept)), _Kept(origin, kept))


def map_tables(path: Path, contract: Contract, parsers: Parsers) -> Report:
    """Make the records of a mapping, and tell what was taken, changed and left out.

    Raises:
        DataError: The mapping or one of its tables can't be read.
    """
    problems = ProblemList()
    tables = MappedTables(path, contract, parsers)
    tables.read(problems)
    problems.raise_if_any()
    return tables.report


def unknown_cells(
    batch: Batch, shape: Shape, parsers: Parsers
) -> Iterator[tuple[Rowset, Key, Fault]]:
    """Yield each cell of a batch whose name no register has, or whose code no code list has."""
    for rowset in take_apart(batch, shape):
        for key in rowset.shape.keys.values():
            parse = parsers.of_column(rowset.shape.table, key.field)
            if parse is not None and key.kind in (Kind.REFERENCE, Kind.CODE):
                for fault in parse_distinct(rowset.column(key.name), parse)[2]:
                    if fault.error.rule in UNKNOWN_RULES:
                        yield rowset, key, fault


# --- Places -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Items:
    """The rows of a list: the joined row and the template of each; ``offsets`` are the records'."""

    levels: list[Level]
    which: Rows
    rows: Rows
    offsets: Rows


@dataclass(frozen=True)
class _Origin:
    """Leads from a value of a record to the cell that it came from, or to the mapping."""

    joined: Joined | None
    record: Level | None
    first_rows: Rows
    record_of: Rows
    lists: dict[str, _Items]

    @classmethod
    def empty(cls) -> _Origin:
        none = np.zeros(0, np.int64)
        return cls(None, None, none, none, {})

    def place(self, record: int, path: RecordPath) -> Place:
        level, row, keys = self.record, int(self.first_rows[record]), path
        if path and path[0] in self.lists and len(path) > 1 and isinstance(path[1], int):
            items = self.lists[str(path[0])]
            number = int(items.offsets[record]) + path[1] - 1
            level, row, keys = items.levels[items.which[number]], int(items.rows[number]), path[2:]
        assert level is not None  # noqa: S101  (a record was made by a level
        assert self.joined is not None  # noqa: S101  of joined tables)
        if not keys or keys[0] == CITATIONS:
            return self.joined.place(row)
        template = level.texts.get(tuple(map(str, keys))) or level.texts.get((str(keys[0]),))
        if template is None or not template.columns:
            # Neither a cell's fault nor one of each row: it is the mapping that says so.
            return template.place if template else level.place
        return self.joined.place(row, template.columns[0])


@dataclass(frozen=True)
class _Kept:
    """The origin of a batch of which only some records are left."""

    origin: Origin
    kept: Rows

    def place(self, record: int, path: RecordPath) -> Place:
        return self.origin.place(int(self.kept[record]), path)


# --- Values -----------------------------------------------------------------------------------


class View:
    """The columns of joined tables as templates see them.

    ``rows`` holds the joined row of each of its rows: there are several for one where the
    templates name a column that is split.
    """

    def __init__(
        self,
        mapping: Mapping,
        joined: Joined,
        rows: Rows,
        templates: list[Template],
        changed: dict[str, int],
    ) -> None:
        used = {name for template in templates for name in template.columns}
        frame = joined.frame
        self.columns = {
            name: blank(column_of(frame, name).take(pa.array(rows)), mapping.empty) for name in used
        }
        self.rows = rows
        for name in used & mapping.split.keys():
            self._split(name, mapping)
        for name in used & mapping.values.keys():
            self._replace(name, mapping.values[name], changed)

    def _split(self, name: str, mapping: Mapping) -> None:
        lists = pc.split_pattern(self.columns[name], mapping.split[name])
        rows, parts = pc.list_parent_indices(lists), pc.utf8_trim_whitespace(pc.list_flatten(lists))
        parts = blank(parts, [*mapping.empty, ""])
        filled = parts.is_valid()
        rows = rows.filter(filled)
        self.columns = {key: column.take(rows) for key, column in self.columns.items()}
        self.columns[name] = parts.filter(filled)
        self.rows = self.rows[rows.to_numpy()]

    def _replace(self, name: str, values: dict[str, str], changed: dict[str, int]) -> None:
        column = self.columns[name]
        found = pc.index_in(column, pa.array(list(values), pa.string()))
        texts = pa.array([text or None for text in values.values()], pa.string())
        self.columns[name] = pc.if_else(found.is_valid(), texts.take(found), column)
        what = f"{name}: value replaced"
        changed[what] = max(changed.get(what, 0), len(found) - found.null_count)

    def fill(self, template: Template) -> pa.Array:
        """Return a template's text for each row; null where a column that it names is blank."""
        parts = COLUMN.split(template.text)  # literals and columns by turns
        if len(parts) == 1:
            return pa.repeat(pa.scalar(template.text or None, pa.string()), len(self.rows))
        if len(parts) == 3 and not parts[0] and not parts[2]:
            return self.columns[parts[1]]
        columns = [self.columns[p] if n % 2 else pa.scalar(p) for n, p in enumerate(parts)]
        return pc.binary_join_element_wise(*columns, "")


class _Maker:
    """Makes the records of one mapping."""

    def __init__(
        self, mapping: Mapping, joined: Joined, report: Report, problems: ProblemList
    ) -> None:
        self._mapping = mapping
        self._joined = joined
        self._report = report
        self._problems = problems
        self._forms = [date_pattern(form) for form in mapping.dates]
        self._digests = [table.digests() if table.file.source else None for table in joined.tables]

    def batch(self) -> Batch:
        top = self._mapping.record
        assert top is not None  # noqa: S101  (a mapping without a record is wrong)
        self._report.rows = len(self._joined.tables[0])
        rows = self._rows()
        self._not_joined()
        values = self._level(top, rows)
        numbers, identifiers = self._numbers(top, values)
        is_first = ~pd.Series(numbers).duplicated().to_numpy()
        first_rows = values.rows[is_first]
        self._differences(top, values, numbers, is_first)
        texts = {path: column.filter(pa.array(is_first)) for path, column in values.texts.items()}
        texts["id",] = identifiers
        record_of = np.full(len(self._joined.frame), -1)
        record_of[values.rows] = numbers
        lists, items = {}, {}
        for name, shape in top.shape.children.items():
            levels = [level for level in self._mapping.lists if level.shape is shape]
            if levels:
                items[name], lists[name] = self._list(levels, shape, record_of, len(first_rows))
        tables = {0, *(self._joined.owner[c] for t in top.templates for c in t.columns)}
        cited = self._citations(top.shape, first_rows, [tables] * len(first_rows))
        records = _structs(top.shape, texts, lists | cited, len(first_rows))
        return Batch(records, _Origin(self._joined, top, first_rows, record_of, items))

    # --- Rows ---------------------------------------------------------------------------------

    def _rows(self) -> Rows:
        """Return the joined rows that are not to be left out."""
        kept = np.ones(len(self._joined.frame), dtype=bool)
        for item in self._mapping.leave_out:
            column = column_of(self._joined.frame, item.column)
            hit = pc.is_in(pc.fill_null(column, ""), pa.array(item.values, pa.string()))
            hit = hit.to_numpy(zero_copy_only=False) & kept
            kept &= ~hit
            self._leave_out(item, np.flatnonzero(hit))
        return np.flatnonzero(kept)

    def _leave_out(self, item: LeaveOut, rows: Rows) -> None:
        owner = self._joined.owner[item.column]
        there = np.unique(self._joined.at[owner][rows])
        if len(there := there[there >= 0]):
            first = self._joined.tables[owner].place(int(there[0]), item.column)
            self._report.left_out.append(LeftOut(item.reason, len(there), first))

    def _not_joined(self) -> None:
        for table, lost in zip(self._joined.tables, self._joined.lost, strict=True):
            if len(lost):
                there = " and ".join(table.file.on.values())
                reason = f"no row of the tables before has this {there}"
                first = table.place(int(lost[0]), next(iter(table.file.on)))
                self._report.left_out.append(LeftOut(reason, len(lost), first))

    def _numbers(self, top: Level, values: _Values) -> tuple[Rows, pa.Array]:
        """Return the number of each row's record, and the records' identifiers.

        Rows whose ``id`` reads the same are one record. Two texts that make the same identifier
        are a problem, and so is a row without one.
        """
        raw = pd.arrays.ArrowExtensionArray(values.texts["id",])
        numbers, distinct = raw.factorize(use_na_sentinel=False)
        texts = distinct.to_numpy(object)
        identifiers = [slug(text) if isinstance(text, str) else None for text in texts]
        seen: set[str | None] = {None}  # that it is missing is found as in any record
        for number, identifier in enumerate(identifiers):
            if (identifier and identifier not in seen) or identifier is None:
                seen.add(identifier)
                continue
            message = "no identifier can be made of this text"
            if identifier:
                message = f"another text makes the same identifier, {quote(identifier)}"
            rule = "primary-key" if identifier else "pattern"
            for row in values.rows[numbers == number]:
                place = self._joined.place(int(row), next(iter(top.texts["id",].columns), ""))
                self._problems.add(place, message, found=texts[number], rule=rule)
        return numbers.astype(np.int64), pa.array(identifiers, pa.string())

    def _differences(self, top: Level, values: _Values, numbers: Rows, is_first: Flags) -> None:
        """Count the rows that say something else of their record than its first row."""
        for path, template in top.texts.items():
            if not template.columns or path == ("id",):
                continue
            column = pd.arrays.ArrowExtensionArray(values.texts[path])
            codes = column.factorize()[0]
            differs = (codes != codes[is_first][numbers]) & (codes >= 0)
            if count := int(np.count_nonzero(differs)):
                first = self._joined.place(int(values.rows[differs][0]), template.columns[0])
                what = f"{'.'.join(path)}: differs within a record, and the first value was taken"
                self._report.changed[f"{what} (see {str(first).rstrip(':')})"] = count

    # --- Levels -------------------------------------------------------------------------------

    def _level(self, level: Level, rows: Rows) -> _Values:
        view = View(self._mapping, self._joined, rows, level.templates, self._report.changed)
        texts = {path: view.fill(template) for path, template in level.texts.items()}
        for name, key in level.shape.keys.items():
            if key.kind in (Kind.DATE, Kind.PARTIAL_DATE) and (name,) in texts and self._forms:
                texts[name,] = self._dates(texts[name,], name)
            elif key.kind is Kind.ID and (name,) in texts and level is not self._mapping.record:
                texts[name,] = _each(texts[name,], slug)
        return _Values(texts, view.rows)

    def _dates(self, column: pa.Array, name: str) -> pa.Array:
        iso = _each(column, self._iso)
        changed = pc.sum(pc.not_equal(iso, column)).as_py() or 0
        self._report.changed[f"{name}: date read as {' or '.join(self._mapping.dates)}"] = changed
        return iso

    def _iso(self, text: str) -> str:
        """Return a day in one of the forms of the mapping; any other text as it is."""
        for form in self._forms:
            if found := form.fullmatch(text):
                try:
                    return dt.date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat()
                except ValueError:  # no such day in this form
                    continue
        return text

    def _list(
        self, levels: list[Level], shape: Shape, record_of: Rows, records: int
    ) -> tuple[_Items, pa.ListArray]:
        """Return the items of a list of all records, those of a row in the order of the levels."""
        parts = []
        rows = np.flatnonzero(record_of >= 0)
        for number, level in enumerate(levels):
            values = self._level(level, rows)
            part = pd.DataFrame(
                {_SEP.join(p): pd.array(t, dtype=TEXT) for p, t in values.texts.items()}
            )
            named = [_SEP.join(path) for path, text in level.texts.items() if text.columns]
            filled = part[named].notna().any(axis=1) if named else np.ones(len(part), dtype=bool)
            part[_ROW], part[_LEVEL] = values.rows, number
            parts.append(part[filled])
        frame = pd.concat(parts, ignore_index=True)
        names = [name for name in frame.columns if name not in (_ROW, _LEVEL)]
        frame[_RECORD] = record_of[frame[_ROW]]
        frame = frame.sort_values([_RECORD, _ROW, _LEVEL], kind="stable")
        again = frame.duplicated([_RECORD, *names])
        if again.any():
            self._report.changed[f"{shape.name}: said again, and taken once"] = int(again.sum())
        frame = frame[~again]
        which, at = frame[_LEVEL].to_numpy(np.int64), frame[_ROW].to_numpy(np.int64)
        tables = [
            {self._joined.owner[c] for t in level.templates for c in t.columns} or {0}
            for level in levels
        ]
        texts = {tuple(name.split(_SEP)): column_of(frame, name) for name in names}
        cited = self._citations(shape, at, [tables[n] for n in which])
        structs = _structs(shape, texts, cited, len(frame))
        offsets = np.searchsorted(frame[_RECORD].to_numpy(np.int64), np.arange(records + 1))
        items = _Items(levels, which, at, offsets.astype(np.int64))
        return items, pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs)

    def _citations(
        self, shape: Shape, rows: Rows, tables: list[set[int]]
    ) -> dict[str, pa.ListArray]:
        """Return the citations of each row: the rows of those tables that it came from."""
        if CITATIONS not in shape.children or not any(self._digests):
            return {}
        parts = []
        for number, (table, digests) in enumerate(
            zip(self._joined.tables, self._digests, strict=True)
        ):
            there = self._joined.at[number][rows]
            uses = np.fromiter((number in used for used in tables), bool, len(rows))
            if digests is None:
                continue
            items = np.flatnonzero(uses & (there >= 0))
            there = there[items]
            parts.append(
                pd.DataFrame(
                    {
                        "item": items,
                        "source": table.file.source,
                        "start": table.starts[there],
                        "end": table.ends[there],
                        "sha256": digests.take(pa.array(there)).to_pylist(),
                        "basis": "stated",
                    }
                )
            )
        frame = pd.concat(parts, ignore_index=True).sort_values("item", kind="stable")
        offsets = np.searchsorted(frame["item"].to_numpy(), np.arange(len(rows) + 1))
        cited = shape.children[CITATIONS]
        structs = pa.StructArray.from_arrays(
            [
                column_of(frame, item.name).cast(item.type)
                if item.name in frame
                else pa.nulls(len(frame), item.type)
                for item in cited.arrow_type()
            ],
            fields=list(cited.arrow_type()),
        )
        return {CITATIONS: pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs)}


@dataclass(frozen=True)
class _Values:
    """The texts of a level, and the joined row of each of its rows."""

    texts: dict[tuple[str, ...], pa.Array]
    rows: Rows


def _each(column: pa.Array, function: object) -> pa.Array:
    """Return a column with a function applied to each distinct text."""
    assert callable(function)  # noqa: S101
    encoded = column.dictionary_encode()
    texts = pa.array([function(text) for text in encoded.dictionary.to_pylist()], pa.string())
    return texts.take(encoded.indices)


def _one_each(column: pa.Array) -> pa.ListArray:
    """Return a list for each row, with its value if it has one."""
    offsets = np.cumsum([0, *column.is_valid().to_numpy(zero_copy_only=False)])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), column.drop_null())


def _structs(
    shape: Shape,
    texts: dict[tuple[str, ...], pa.Array],
    lists: dict[str, pa.ListArray],
    count: int,
) -> pa.StructArray:
    """Return the rows of a level of the record's shape; values are text, whatever their type."""
    none = pa.nulls(count, pa.string())
    names, arrays = [], []
    for name, key in shape.keys.items():
        names.append(name)
        if key.kind is Kind.LANGUAGES:
            each = [texts.get((name, language), none) for language in key.languages]
            arrays.append(pa.StructArray.from_arrays(each, list(key.languages)))
        else:
            arrays.append(texts.get((name,), none))
    for name, child in shape.children.items():
        names.append(name)
        if child.is_plain:
            arrays.append(_one_each(texts.get((name,), none)))
        else:
            arrays.append(lists.get(name, pa.nulls(count, pa.list_(child.arrow_type()))))
    return pa.StructArray.from_arrays(arrays, names)
