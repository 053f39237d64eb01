"""Records out of joined tables, as a mapping says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from datapackage.mapping.language import LeaveOut, Level, Mapping, date_pattern
from datapackage.mapping.origin import Items, MappedOrigin
from datapackage.mapping.report import LeftOut, MappingReport
from datapackage.mapping.tables import Flags, Joined, Rows, column_of
from datapackage.mapping.view import View
from datapackage.normalise.columns import TEXT
from datapackage.problems import ProblemList, quote
from datapackage.read.batches import Batch
from datapackage.shape import CITATIONS, Kind, Shape
from datapackage.text import slug

_SEP, _ROW, _LEVEL, _RECORD = "\0", "\0row", "\0level", "\0record"
"""What joins the parts of a value's path in a frame; columns that are no values of a record."""


class Maker:
    """Makes the records of one mapping."""

    def __init__(
        self, mapping: Mapping, joined: Joined, report: MappingReport, problems: ProblemList
    ) -> None:
        self._mapping = mapping
        self._joined = joined
        self._report = report
        self._problems = problems
        self._forms = [date_pattern(form) for form in mapping.dates]
        self._digests = [table.digests() if table.file.source else None for table in joined.tables]

    def batch(self) -> Batch:
        """Make all records; what became of the rows goes into the report."""
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
        return Batch(records, MappedOrigin(self._joined, top, first_rows, record_of, items))

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
    ) -> tuple[Items, pa.ListArray]:
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
        items = Items(levels, which, at, offsets.astype(np.int64))
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
