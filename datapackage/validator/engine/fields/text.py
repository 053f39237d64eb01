"""Fields whose values are text: string in all its formats, and any."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from datapackage.validator.engine.fields.base import (
    LENGTHS,
    FieldType,
    Reader,
    UnsupportedError,
    field_format,
    load,
)


def read_text(cell: Any) -> str | None:
    """Read a cell of a ``string`` field with the default format."""
    return cell if isinstance(cell, str) else None


def _checked(check: Callable[[str], object]) -> Reader:
    """Build a reader that takes the texts for which ``check`` neither raises nor returns False."""

    def read(cell: Any) -> str | None:
        if not isinstance(cell, str):
            return None
        try:
            return None if check(cell) is False else cell
        except Exception:
            return None

    return read


def _lazily(make: Callable[[], Reader]) -> Callable[[], Reader]:
    """Put off loading a library until the first cell that no proof clears."""

    def maker() -> Reader:
        made: list[Reader] = []

        def read(cell: Any) -> Any:
            if not made:
                made.append(make())
            return made[0](cell)

        return read

    return maker


def _email() -> Reader:
    email = load("validators").email
    return _checked(lambda cell: bool(email(cell)))


def _uuid() -> Reader:
    uuid = load("validators").uuid
    return _checked(lambda cell: bool(uuid(cell)))


def _uri() -> Reader:
    uri_reference = load("rfc3986").uri_reference
    validator = load("rfc3986.validators").Validator().require_presence_of("scheme")
    return _checked(lambda cell: validator.validate(uri_reference(cell)))


def _wkt() -> Reader:
    # The grammar is frictionless's own, so this loads frictionless.
    return _checked(load("frictionless.vendors.wkt").Parser().parse)


FORMATS: dict[str, Callable[[], Reader]] = {
    "default": lambda: read_text,
    "email": _lazily(_email),
    "uri": _lazily(_uri),
    "uuid": _lazily(_uuid),
    "binary": lambda: _checked(base64.b64decode),
    "wkt": _wkt,
}


def make_string_reader(descriptor: Mapping[str, Any]) -> Reader:
    """Build the reader of a ``string`` field."""
    name = field_format(descriptor)
    if name not in FORMATS:
        raise UnsupportedError(f'format "{name}" of a string')
    return FORMATS[name]()


def make_any_reader(_descriptor: Mapping[str, Any]) -> Reader:
    """Build the reader of an ``any`` field: it takes everything."""
    return lambda cell: cell


STRING = FieldType(
    "string", ("required", *LENGTHS, "pattern", "enum"), make_string_reader, (), "text", str
)
ANY = FieldType("any", ("required", "enum"), make_any_reader, (), "text", str)
