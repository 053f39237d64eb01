"""Lines of JSON, parsed by Arrow at one go but for those that it can't be trusted with.

Arrow parses records of a known type many times faster than Python does, and says little of what it
could not parse. So what it can't parse is narrowed down to lines, which are left to be read one by
one, with care; all others are parsed as if these were not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json

Numbers = npt.NDArray[np.int64]

PARTS = 16
"""Parts that lines are cut into where one of them is at fault, and Arrow does not say which."""

DEEP = 400
"""Levels of a line for which Arrow may not infer the types of keys: without end, they end the
process."""

NONE: Numbers = np.array([], np.int64)

_LINE_END = ord("\n")
_ESCAPE = re.compile(rb"\\.")
_STRING = re.compile(rb'"[^"]*"')
_NO_SIGNS = bytes(set(range(256)) - set(b'[{]}"'))
"""What does not tell how deep a line is nested, once what is escaped is gone."""

_ROW = re.compile(r" in row (\d+)$")
"""Where Arrow says at which record it gave up."""


class Lines:
    """The lines of some bytes, without the empty ones.

    Attributes:
        numbers: The number of each line, counted from 0 with the empty ones.
        are_objects: Whether each begins with a brace and ends with one.
    """

    def __init__(self, data: bytes) -> None:
        """Take bytes whose lines end in LF."""
        self._data = data
        view = np.frombuffer(data, np.uint8)
        # numpy counts faster than bytes do, and lets other threads work meanwhile.
        breaks = np.flatnonzero(view == _LINE_END)
        starts, ends = np.append(0, breaks + 1), np.append(breaks, len(data))
        self.numbers = np.flatnonzero(starts < ends)
        self._starts, self._ends = starts[self.numbers], ends[self.numbers]
        self.are_objects = (view[self._starts] == ord("{")) & (view[self._ends - 1] == ord("}"))

    def __len__(self) -> int:
        return len(self.numbers)

    def line(self, at: int) -> bytes:
        """Return the bytes of a line; ``at`` counts the lines that aren't empty, from 0."""
        return self._data[self._starts[at] : self._ends[at]]

    def is_deep(self, at: int) -> bool:
        """Tell whether a line is nested deeper than :data:`DEEP` levels."""
        line = self.line(at)
        if line.count(b"[") + line.count(b"{") <= DEEP:
            return False
        signs = _STRING.sub(b"", _ESCAPE.sub(b"", line).translate(None, _NO_SIGNS))
        view = np.frombuffer(signs, np.uint8)
        return bool(np.cumsum(np.where(np.isin(view, list(b"[{")), 1, -1)).max() > DEEP)

    def joined(self, places: Numbers) -> pa.Buffer:
        """Return lines as one stretch of bytes: nothing is copied where they follow each other."""
        first, last = places[0], places[-1]
        if last - first == len(places) - 1:
            start, end = int(self._starts[first]), int(self._ends[last])
            return pa.py_buffer(self._data).slice(start, end - start)
        return pa.py_buffer(b"\n".join(map(self.line, places)))


def without_lines(data: bytes, gaps: Sequence[int]) -> bytes:
    """Return lines of bytes with nothing on some of them (counted from 0, in order)."""
    if not gaps:
        return data
    breaks = np.flatnonzero(np.frombuffer(data, np.uint8) == _LINE_END) + 1
    bounds = [0, *breaks.tolist(), len(data)]
    parts, end = [], 0
    for gap in gaps:
        parts += [data[end : bounds[gap]], b"\n"]
        end = bounds[gap + 1]
    return b"".join([*parts, data[end:]])


def parse_objects(lines: Lines, type_: pa.StructType) -> tuple[Numbers, pa.StructArray]:
    """Parse the lines that surely are a record of a type each.

    The bytes have to be UTF-8. A line that is left out may be right all the same.

    Returns:
        The places of the lines that were parsed, in order, and their records.
    """
    parsed = sorted(_parse(lines, type_), key=lambda part: part[0][0])
    empty = NONE, pa.array([], type_)
    all_places, all_records = zip(*parsed or [empty], strict=True)
    places, records = np.concatenate(all_places), pa.concat_arrays(all_records)
    if len(odd := _rows_with_null_items(records)):
        kept = np.delete(np.arange(len(places)), odd)
        return places[kept], records.take(pa.array(kept))
    return places, records


def _parse(lines: Lines, type_: pa.StructType) -> Iterator[tuple[Numbers, pa.StructArray]]:
    """Yield stretches of lines with their records, the lines at fault between them.

    Arrow does not care for lines: it reads a record across two of them, and two on one. With
    braces at all ends, a record a line is the only way to have as many records as lines. Nor does
    it care for objects: of a ``null`` it makes a record, or ends the process (26.0.1).
    """
    waiting = [np.flatnonzero(lines.are_objects)]
    while waiting:
        places = waiting.pop()
        if not len(places):
            continue
        try:
            records = _read(lines.joined(places), type_)
        except pa.ArrowInvalid as error:
            if row := _ROW.search(str(error)):
                # What follows a record is told as a fault of the next one.
                cut = min(int(row[1]), len(places) - 1)
                waiting += [places[:cut], places[cut + 1 :]]
                continue
            is_part = len(places) <= -(-len(lines) // PARTS)  # to look closer costs another parse
            if is_part and len(odd := _with_other_keys(lines, places, type_)):
                waiting.append(np.delete(places, odd))
                continue
        else:
            if len(records) == len(places):
                yield places, records
                continue
        if len(places) > 1:
            waiting += np.array_split(places, min(PARTS, len(places)))


def _read(data: pa.Buffer, type_: pa.StructType, others: str = "error") -> pa.StructArray:
    """Let Arrow parse records; raises ArrowInvalid also for a key that the type does not have.

    Such a key is read, too, if ``others`` is ``infer``.
    """
    table = pyarrow.json.read_json(
        pa.BufferReader(data),
        read_options=pyarrow.json.ReadOptions(use_threads=False, block_size=data.size + 1),
        parse_options=pyarrow.json.ParseOptions(
            explicit_schema=pa.schema(list(type_)), unexpected_field_behavior=others
        ),
    )
    return table.combine_chunks().to_struct_array().combine_chunks()


def _with_other_keys(lines: Lines, places: Numbers, type_: pa.StructType) -> Numbers:
    """Return which of some lines have keys that the type does not have, as far as Arrow can tell.

    It can't where the values of such a key are of several types, or only nulls.
    """
    if any(map(lines.is_deep, places)):
        return NONE
    try:
        records = _read(lines.joined(places), type_, "infer")
    except pa.ArrowException:
        return NONE
    return np.unique(_rows_beyond(records, type_)) if len(records) == len(places) else NONE


def _rows_beyond(records: pa.StructArray, type_: pa.StructType) -> Numbers:
    """Return the records with a value that is beyond a type; one may come several times."""
    rows = [NONE]
    known = {field.name: field.type for field in type_}
    for field in records.type:
        values = pc.struct_field(records, [field.name])
        if field.name not in known:
            rows.append(np.flatnonzero(values.is_valid()))
        elif pa.types.is_struct(field.type):
            rows.append(_rows_beyond(values, known[field.name]))
        elif pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type):
            inside = _rows_beyond(pc.list_flatten(values), known[field.name].value_type)
            rows.append(pc.list_parent_indices(values).to_numpy()[inside])
    return np.concatenate(rows)


def _rows_with_null_items(records: pa.StructArray) -> Numbers:
    """Return the records with a null in a list of structs: Arrow makes an item of it."""
    rows = [NONE]
    for item in records.type:
        if pa.types.is_list(item.type) and pa.types.is_struct(item.type.value_type):
            lists = pc.struct_field(records, [item.name])
            items = pc.list_flatten(lists)
            odd = _rows_with_null_items(items)
            if items.null_count:
                odd = np.append(odd, np.flatnonzero(items.is_null()))
            if len(odd):
                rows.append(pc.list_parent_indices(lists).to_numpy()[odd])
    return np.unique(np.concatenate(rows))
