"""The JSON Schema of a source record (draft 2020-12), derived from the contract."""

from __future__ import annotations

from typing import Any

from datapackage.contract import Contract
from datapackage.languages import without_language
from datapackage.shape import CITATIONS, Key, Kind, Shape, record_shape

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
    return {
        "$schema": DIALECT,
        "title": "Agreement record",
        **_level(shape),
        "$defs": {CITATIONS: {"type": "array", "items": _level(shape.children[CITATIONS])}},
    }


def _level(shape: Shape) -> dict[str, Any]:
    properties = {name: _key(key) for name, key in shape.keys.items()}
    for name, child in shape.children.items():
        if name == CITATIONS:
            properties[name] = {"$ref": f"#/$defs/{CITATIONS}"}
        else:
            properties[name] = {
                "description": child.table.description,
                "type": ["array", "null"],
                "items": _level(child),
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
