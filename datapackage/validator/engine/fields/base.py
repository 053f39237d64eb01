"""What a field type is made of: how a cell is read, which constraints it takes, how keys compare.

A *reader* takes a cell (mostly text; constraint values and items of arrays come as JSON values)
and returns its value, or None where the cell is not of the type. That convention is
frictionless's own, and so are the readers' quirks: its verdict is the specification.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Reader = Callable[[Any], Any]
KeyWriter = Callable[[Any], str]

NAME = re.compile(r"[-a-z0-9._/]+")
"""What a name of a schema, a dialect or (in v1) a resource may consist of."""

BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
LENGTHS = ("minLength", "maxLength")


class UnsupportedError(Exception):
    """A descriptor asks for something that this engine does not judge itself."""


@dataclass(frozen=True, slots=True)
class FieldType:
    """A Table Schema field type.

    Attributes:
        name: As in the descriptor's ``type``.
        constraints: The constraints frictionless takes for it, ``unique`` aside.
        properties: The type's own properties (``trueValues``, say).
        make_reader: Builds the reader of a field from its descriptor; raises
            :class:`UnsupportedError` for a descriptor that it can't follow.
        key_kind: Values of fields of one kind compare as equal where their key texts are; None
            where values can't be compared this way.
        make_key_writer: Builds the function that turns a value into its key text.
    """

    name: str
    constraints: tuple[str, ...]
    make_reader: Callable[[Mapping[str, Any]], Reader]
    properties: tuple[str, ...] = ()
    key_kind: str | None = None
    key_writer: KeyWriter = str


def load(module: str) -> Any:
    """Import a module that only schemas with some format need, when one has it.

    Raises:
        UnsupportedError: If it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise UnsupportedError(f"a format that needs {error.name}") from error


def text_property(descriptor: Mapping[str, Any], name: str, default: str) -> str:
    """Return a property that has to be text.

    Raises:
        UnsupportedError: If it is something else.
    """
    value = descriptor.get(name)
    if value is None:
        return default
    if not isinstance(value, str):
        raise UnsupportedError(f'"{name}" is not text')
    return value


def refuse_nulls(descriptor: Mapping[str, Any]) -> None:
    """Refuse a descriptor with a null in it, which the standard's profiles don't allow.

    Raises:
        UnsupportedError: If there is one.
    """
    nulls = [name for name, value in descriptor.items() if value is None]
    if nulls:
        raise UnsupportedError(f'"{nulls[0]}" is null')


def flag_property(descriptor: Mapping[str, Any], name: str, *, default: bool) -> bool:
    """Return a property that has to be true or false.

    Raises:
        UnsupportedError: If it is something else.
    """
    value = descriptor.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise UnsupportedError(f'"{name}" is not true or false')
    return value


def field_format(descriptor: Mapping[str, Any]) -> str:
    """Return the field's format, freed of the prefix that v1 allowed."""
    return text_property(descriptor, "format", "default").replace("fmt:", "", 1)
