"""The JSON Schema of a source record (draft 2020-12), derived from the contract."""

from __future__ import annotations

from typing import Any

from datapackage.contract import Contract
from datapackage.languages import without_language
from datapackage.shape import (
    BASES,
    CITATIONS,
    CITES,
    NAME,
    SOURCE,
    SOURCES,
    Key,
    Kind,
    Shape,
    record_shape,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TYPES: dict[Kind, Any] = {
    Kind.INTEGER: "integer",
    Kind.NUMBER: "number",
    Kind.BOOLEAN: "boolean",
}


def record_json_schema(contract: Contract) -> dict[str, Any]:
    """Return the JSON Schema of an agreement record.

    It tells keys, types and codes. What only the build can tell (names, dates, references) is
    text to it. Codes may also be written as labels, so they are examples, not an enumeration.
    """
    shape = record_shape(contract)
    schema = {"$schema": DIALECT, "title": "Agreement record", **_level(shape)}
    schema["properties"] = _SOURCES | schema["properties"]
    citations = {"type": "array", "items": _level(shape.children[CITATIONS])}
    schema["$defs"] = {CITATIONS: citations, CITES: _CITES}
    return schema


_ID = {"type": "string", "minLength": 1}
_SOURCES: dict[str, Any] = {
    SOURCE: {
        "title": "Source",
        "description": "The source that the anchors of this record point to: its identifier.",
        **_ID,
    },
    SOURCES: {
        "title": "Sources",
        "description": "The sources that the anchors of this record point to: identifiers by short"
        " names, which anchors begin with, as in a:12-64. The first is meant where none is named.",
        "type": "object",
        "propertyNames": {"pattern": f"^({NAME})$"},
        "additionalProperties": _ID,
        "minProperties": 1,
    },
}
_CITE: dict[str, Any] = {
    "description": "An anchor, such as '295-318 signed_on', or while you write a quotation, which"
    " the command 'cite --fill' turns into an anchor.",
    "anyOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "properties": {
                "quote": {**_ID, "description": "The passage, or 'its start … its end'."},
                "field": {**_ID, "description": "The key or column that it supports."},
                "basis": {"enum": list(BASES)},
                "source": {**_ID, "description": "The record's short name of the source."},
            },
            "required": ["quote"],
            "additionalProperties": False,
        },
    ],
}
_CITES = {"anyOf": [*_CITE["anyOf"], {"type": "array", "items": _CITE}]}


def _level(shape: Shape) -> dict[str, Any]:
    properties = {name: _key(key) for name, key in shape.keys.items()}
    for name, child in shape.children.items():
        if name == CITATIONS:
            properties |= {key: {"$ref": f"#/$defs/{key}"} for key in (CITES, CITATIONS)}
        else:
            properties[name] = {
                "description": child.table.description,
                "type": ["array", "null"],
                "items": _key(child.only_key) if child.is_plain else _level(child),
            }
    level: dict[str, Any] = {
        "description": shape.table.description,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    required = [name for name, key in shape.keys.items() if key.required]
    if required:
        level["required"] = required
    return level


def _key(key: Key) -> dict[str, Any]:
    schema: dict[str, Any] = {"title": key.field.title, "description": key.field.description}
    if key.kind is Kind.LANGUAGES:
        schema |= _languages(key)
    elif key.kind is Kind.LIST:
        schema |= {
            "type": _nullable("array", key),
            "items": {**_ID, "description": "One of these."},
        }
    elif key.kind in _TYPES:
        schema["type"] = _nullable(_TYPES[key.kind], key)
    else:
        # YAML reads 2018 as a number; where text is wanted it is taken as it was written.
        schema["type"] = [*_listed(_nullable("string", key)), "number"]
        if key.kind is Kind.TEXT or key.kind is Kind.ID:
            schema |= {k: v for k, v in key.field.constraints.items() if k == "pattern"}
        if key.kind is Kind.CODE and key.field.enum:
            schema["examples"] = list(key.field.enum)
    if "pattern" in schema:
        schema["pattern"] = f"^({schema['pattern']})$"
    return schema


def _languages(key: Key) -> dict[str, Any]:
    stem = key.name
    return {
        "title": without_language(key.field.title),
        "description": without_language(key.field.description),
        "type": _nullable("object", key),
        "properties": {
            language: {"type": "string", "minLength": 1, "description": f"{stem} in {language}"}
            for language in key.languages
        },
        "required": list(key.required_languages),
        "additionalProperties": False,
    }


def _nullable(type_: str, key: Key) -> str | list[str]:
    return type_ if key.required else [type_, "null"]


def _listed(types: str | list[str]) -> list[str]:
    return [types] if isinstance(types, str) else types
