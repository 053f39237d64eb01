"""Fields for moments and spans: date, time, datetime, yearmonth, duration."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from datapackage.validator.engine.fields.base import BOUNDS, FieldType, Reader, field_format, load

ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
COMMON = ("required", *BOUNDS, "enum")


def _quiet(parse: Callable[[str], Any]) -> Reader:
    """Build a reader of text from a parser that raises for what is not of its format."""

    def read(cell: Any) -> Any:
        if not isinstance(cell, str):
            return None
        try:
            return parse(cell)
        except Exception:
            return None

    return read


def _parse_any(cell: str) -> dt.datetime:
    moment: dt.datetime = load("dateutil.parser").parse(cell)
    return moment


def _parse_iso(cell: str) -> dt.datetime:
    moment: dt.datetime = load("dateutil.parser").isoparse(cell)
    return moment


def _parse_pattern(pattern: str) -> Callable[[str], dt.datetime]:
    # The pattern is the publisher's: whether it has a time zone is not ours to say.
    return lambda cell: dt.datetime.strptime(cell, pattern)  # noqa: DTZ007


def _parse_default_date(cell: str) -> dt.date:
    match = ISO_DATE.fullmatch(cell)
    if match:  # the common case, five times faster than strptime
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    return _parse_pattern("%Y-%m-%d")(cell).date()


def _by_format(
    descriptor: Mapping[str, Any],
    default: Callable[[str], Any],
    convert: Callable[[dt.datetime], Any],
) -> Reader:
    """Build a reader for the formats that date, time and datetime share."""
    name = field_format(descriptor)
    if name == "default":
        return _quiet(default)
    parse = _parse_any if name == "any" else _parse_pattern(name)
    return _quiet(lambda cell: convert(parse(cell)))


def make_date_reader(descriptor: Mapping[str, Any]) -> Reader:
    """Build the reader of a ``date`` field."""
    return _by_format(descriptor, _parse_default_date, dt.datetime.date)


def _parse_default_time(cell: str) -> dt.time:
    # dateutil takes shorter forms (12:00); the standard and frictionless want seconds.
    if len(cell) < 8 or cell[5] != ":":
        raise ValueError(cell)
    return _parse_iso(f"2000-01-01T{cell}").timetz()


def make_time_reader(descriptor: Mapping[str, Any]) -> Reader:
    """Build the reader of a ``time`` field."""
    return _by_format(descriptor, _parse_default_time, dt.datetime.timetz)


def _parse_default_datetime(cell: str) -> dt.datetime:
    if len(cell) < 19 or cell[16] != ":":
        raise ValueError(cell)
    return _parse_iso(cell)


def make_datetime_reader(descriptor: Mapping[str, Any]) -> Reader:
    """Build the reader of a ``datetime`` field."""
    return _by_format(descriptor, _parse_default_datetime, lambda moment: moment)


class YearMonth(NamedTuple):
    """A month of a year; months compare in the order of time."""

    year: int
    month: int


def _parse_yearmonth(cell: str) -> YearMonth | None:
    year, month = map(int, cell.split("-"))
    return YearMonth(year, month) if 1 <= month <= 12 else None


def make_yearmonth_reader(_descriptor: Mapping[str, Any]) -> Reader:
    """Build the reader of a ``yearmonth`` field."""
    read_cell_text = _quiet(_parse_yearmonth)

    def read(cell: Any) -> YearMonth | None:
        if isinstance(cell, list | tuple):
            return YearMonth(*cell) if len(cell) == 2 else None
        value: YearMonth | None = read_cell_text(cell)
        return value

    return read


def make_duration_reader(_descriptor: Mapping[str, Any]) -> Reader:
    """Build the reader of a ``duration`` field (ISO 8601)."""
    return _quiet(load("isodate").parse_duration)


def _moment_key(value: dt.datetime) -> str:
    """Return a text that is the same for equal moments, whatever their offsets."""
    if value.utcoffset() is None:
        return value.replace(tzinfo=None).isoformat()
    offset = value.utcoffset() or dt.timedelta()
    try:
        return (value.replace(tzinfo=None) - offset).isoformat() + "Z"
    except OverflowError:  # within a day of the calendar's ends
        return value.isoformat()


def _time_key(value: dt.time) -> str:
    """Return a text that is the same for equal times of day."""
    offset = value.utcoffset()
    if offset is None:
        return value.replace(tzinfo=None).isoformat()
    clock = dt.timedelta(
        hours=value.hour,
        minutes=value.minute,
        seconds=value.second,
        microseconds=value.microsecond,
    )
    return f"{(clock - offset).total_seconds():.6f}Z"


DATE = FieldType("date", COMMON, make_date_reader, (), "date", dt.date.isoformat)
TIME = FieldType("time", COMMON, make_time_reader, (), "time", _time_key)
DATETIME = FieldType("datetime", COMMON, make_datetime_reader, (), "datetime", _moment_key)
YEARMONTH = FieldType(
    "yearmonth", COMMON, make_yearmonth_reader, (), "yearmonth", lambda v: f"{v.year}-{v.month}"
)
DURATION = FieldType("duration", ("required", "enum"), make_duration_reader)
