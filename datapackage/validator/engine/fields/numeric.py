"""Fields whose values are numbers, or compare with numbers: integer, number, boolean, year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from datapackage.validator.engine.fields.base import (
    BOUNDS,
    FieldType,
    Reader,
    UnsupportedError,
    flag_property,
    text_property,
)

NOT_BARE = re.compile(r"^[^-\d]*|\D*$")
"""What may be around the digits where ``bareNumber`` is false ("€ 5", "95 %")."""

TRUE_VALUES = ("true", "True", "TRUE", "1")
FALSE_VALUES = ("false", "False", "FALSE", "0")


def _whole(cell: Any) -> int | None:
    """Return a JSON or Python number as an integer if it is one."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return int(cell) if isinstance(cell, Decimal) and cell % 1 == 0 else None


def make_integer_reader(descriptor: Mapping[str, Any]) -> Reader:
    """Build the reader of an ``integer`` field.

    ``groupChar`` is the standard's (v2); frictionless ignores it.
    """
    bare = flag_property(descriptor, "bareNumber", default=True)
    group = text_property(descriptor, "groupChar", "")

    def read(cell: Any) -> int | None:
        if not isinstance(cell, str):
            return _whole(cell)
        text = cell.strip()
        if not bare:
            text = NOT_BARE.sub("", text)
        if group:
            text = text.replace(group, "")
        try:
            return int(text)
        except ValueError:
            return None

    return read


def _number_text(descriptor: Mapping[str, Any]) -> Reader:
    """Build the function that frees a number's text of its group and decimal characters."""
    bare = flag_property(descriptor, "bareNumber", default=True)
    group = text_property(descriptor, "groupChar", "")
    point = text_property(descriptor, "decimalChar", ".")
    if bare and not group and point == ".":
        return str.strip
    if not point:
        raise UnsupportedError('"decimalChar" is empty')

    def clean(cell: str) -> str | None:
        text = cell.strip()
        if not bare:
            text = NOT_BARE.sub("", text)
        text = text.replace(group, "") if group else text
        if point != "." and "." in text:
            return None
        return text.replace(point, ".")

    return clean


def make_number_reader(descriptor: Mapping[str, Any]) -> Reader:
    """Build the reader of a ``number`` field; values are Decimals (floats with floatNumber)."""
    primary: type[Decimal] | type[float] = Decimal
    if flag_property(descriptor, "floatNumber", default=False):
        primary = float
    clean = _number_text(descriptor)

    def read(cell: Any) -> Decimal | float | int | None:
        if isinstance(cell, str):
            text = clean(cell)
            try:
                return None if text is None else primary(text)
            except (ValueError, ArithmeticError):
                return None
        if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
            return None
        if isinstance(cell, int | primary):
            return cell
        return Decimal(str(cell)) if primary is Decimal else float(cell)

    return read


def boolean_values(descriptor: Mapping[str, Any]) -> dict[str, bool]:
    """Return the texts of a ``boolean`` field with their values.

    Raises:
        UnsupportedError: If they are not lists of text.
    """
    values: dict[str, bool] = {}
    for name, default, value in (
        ("trueValues", TRUE_VALUES, True),
        ("falseValues", FALSE_VALUES, False),
    ):
        texts = descriptor.get(name)
        texts = default if texts is None else texts
        if not isinstance(texts, list | tuple) or not all(isinstance(t, str) for t in texts):
            raise UnsupportedError(f'"{name}" is not a list of text')
        values.update(dict.fromkeys(texts, value))
    return values


def make_boolean_reader(descriptor: Mapping[str, Any]) -> Reader:
    """Build the reader of a ``boolean`` field."""
    values = boolean_values(descriptor)

    def read(cell: Any) -> bool | None:
        if isinstance(cell, bool):
            return cell
        return values.get(cell) if isinstance(cell, str) else None

    return read


def make_year_reader(_descriptor: Mapping[str, Any]) -> Reader:
    """Build the reader of a ``year`` field."""

    def read(cell: Any) -> int | None:
        year = cell
        if isinstance(cell, str):
            try:
                year = int(cell) if len(cell) == 4 else -1
            except ValueError:
                return None
        return year if isinstance(year, int) and 0 <= year <= 9999 else None

    return read


def number_key(value: Any) -> str:
    """Return a text that is the same for equal numbers of any of these types."""
    number = value if isinstance(value, Decimal) else Decimal(value)
    if not number.is_finite():
        return "NaN" if number.is_nan() else str(number)
    sign, digits, exponent = number.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    if not text:
        return "0"
    bare = text.rstrip("0")
    return f"{'-' if sign else ''}{bare}e{int(exponent) + len(text) - len(bare)}"


def integer_key(value: Any) -> str:
    """Return an integer's text (a boolean's is that of 1 or 0, to which Python equals it)."""
    return str(int(value))


COMMON = ("required", *BOUNDS, "enum")

INTEGER = FieldType(
    "integer", COMMON, make_integer_reader, ("bareNumber", "groupChar"), "integer", integer_key
)
NUMBER = FieldType(
    "number",
    COMMON,
    make_number_reader,
    ("bareNumber", "groupChar", "decimalChar", "floatNumber"),
    "number",
    number_key,
)
BOOLEAN = FieldType(
    "boolean",
    ("required", "enum"),
    make_boolean_reader,
    ("trueValues", "falseValues"),
    "integer",
    integer_key,
)
YEAR = FieldType("year", COMMON, make_year_reader, (), "integer", integer_key)
