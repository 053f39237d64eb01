"""Descriptors against the JSON profiles of the Data Package standard, version 1 and 2, offline.

The profiles are the standard's own (profiles/README.md). Where they say less or more than its text,
the text is followed: see :func:`_mend`. A field is held against the profile of its own type, so
that a fault is named by itself rather than as "fits none of fifteen types".
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

from datapackage.problems import explain, nearest_match
from datapackage.validator.target.json_file import JsonPath

Standard = Literal["1", "2"]
What = Literal["package", "resource", "schema"]

PROFILES = Path(__file__).parent / "profiles"
_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def profile_faults(
    descriptor: Any, what: What, standard: Standard
) -> Iterator[tuple[JsonPath, str]]:
    """Yield the place and the message of each breach of a profile.

    References (a schema or a dialect given as a path) are to be replaced by what they refer to.
    """
    for error in _validator(what, standard).iter_errors(descriptor):
        yield _describe(error)
    for path, field in _fields(descriptor, what):
        yield from _field_faults(path, field, standard)


def _field_faults(path: JsonPath, field: Any, standard: Standard) -> Iterator[tuple[JsonPath, str]]:
    if not isinstance(field, dict):
        return  # the profile around it says so
    kind = field.get("type", "string")
    validators = _field_validators(standard)
    if not isinstance(kind, str) or kind not in validators:
        near = nearest_match(kind, validators) if isinstance(kind, str) else None
        expected = None if near else ", ".join(validators)
        message = "not a type of Table Schema"
        yield (*path, "type"), explain(message, found=kind, expected=expected, nearest=near)
        return
    for error in validators[kind].iter_errors(field):
        place, message = _describe(error)
        yield (*path, *place), message


def _fields(descriptor: Any, what: What) -> Iterator[tuple[JsonPath, Any]]:
    """Yield the fields of all schemas in a descriptor, however wrong it is."""
    if what == "package":
        resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
        for index, resource in enumerate(resources if isinstance(resources, list) else ()):
            for path, field in _fields(resource, "resource"):
                yield ("resources", index, *path), field
    elif what == "resource":
        schema = descriptor.get("schema") if isinstance(descriptor, dict) else None
        for path, field in _fields(schema, "schema"):
            yield ("schema", *path), field
    else:
        fields = descriptor.get("fields") if isinstance(descriptor, dict) else None
        for index, field in enumerate(fields if isinstance(fields, list) else ()):
            yield ("fields", index), field


def _describe(error: Any) -> tuple[JsonPath, str]:
    """Return the place and, in plain words, the message of a breach."""
    while error.validator in ("anyOf", "oneOf") and error.context:
        error = max(error.context, key=lambda inner: len(inner.absolute_path))
    path, found, wanted = tuple(error.absolute_path), error.instance, error.validator_value
    if error.validator == "required":
        missing = next(name for name in wanted if name not in found)
        near = nearest_match(missing, [name for name in found if isinstance(name, str)])
        hint = f" (found '{near}', which is no property)" if near else ""
        return path, f"the property '{missing}' is missing{hint}"
    if error.validator == "type":
        kinds = [wanted] if isinstance(wanted, str) else wanted
        expected = " or ".join(_KINDS[kind] for kind in kinds)
        return path, explain("a value of the wrong kind", found=_shown(found), expected=expected)
    if error.validator == "enum":
        near = nearest_match(found, wanted) if isinstance(found, str) else None
        expected = ", ".join(map(str, wanted))
        return path, explain("not a known value", found=found, expected=expected, nearest=near)
    if error.validator == "format":
        return path, explain("not a moment", found=found, expected="such as 2018-09-27T16:30:00Z")
    if error.validator == "minItems":
        return path, "the list is empty (expected at least one item)"
    if error.validator == "uniqueItems":
        return path, "an item appears twice in the list"
    if error.validator == "pattern":
        return path, explain("not of the right form", found=found, expected=f"the form {wanted}")
    return path, str(error.message)


def _shown(value: Any) -> Any:
    if isinstance(value, dict | list):
        return _KINDS["object" if isinstance(value, dict) else "array"]
    return "null" if value is None else value


@cache
def _validator(what: What, standard: Standard) -> Any:
    import jsonschema  # noqa: PLC0415  (an import that only a descriptor's check needs)

    package = _load(standard)
    resource = package["properties"]["resources"]["items"]
    _mend(resource)
    schema = resource["properties"]["schema"]
    profile = {"package": package, "resource": resource, "schema": {**schema, "type": "object"}}[
        what
    ]
    moments = jsonschema.FormatChecker(formats=())
    moments.checks("date-time", raises=ValueError)(_is_moment)
    return jsonschema.Draft7Validator(profile, format_checker=moments)


def _is_moment(value: Any) -> bool:
    return not isinstance(value, str) or bool(dt.datetime.fromisoformat(value))


@cache
def _field_validators(standard: Standard) -> dict[str, Any]:
    """Return the validators of fields by their type.

    ``example`` may be any value: to the standard it is one of the field, its profile wants text.
    """
    import jsonschema  # noqa: PLC0415

    resource = _load(standard)["properties"]["resources"]["items"]
    variants = resource["properties"]["schema"]["properties"]["fields"]["items"]["oneOf"]
    known = {variant["properties"]["type"]["enum"][0]: variant for variant in variants}
    for variant in known.values():
        variant["properties"].pop("example", None)
    if standard == "2":
        known["list"] = _LIST_FIELD
    return {name: jsonschema.Draft7Validator(variant) for name, variant in known.items()}


_FIELDS = {"type": "array", "minItems": 1, "items": {"type": "object"}}
_PATHS = {"type": ["string", "array"], "minItems": 1, "items": {"type": "string"}}
_LIST_FIELD = {
    "type": "object",
    "required": ["name", "type"],
    "properties": {
        "name": {"type": "string"},
        "constraints": {"type": "object"},
        "delimiter": {"type": "string"},
        "itemType": {
            "enum": ["string", "integer", "boolean", "number", "datetime", "date", "time"]
        },
    },
}
"""Table Schema v2, list: the profile of the standard forgets this type."""


def _load(standard: Standard) -> Any:
    """Return the profile of a package; those of a resource and of a schema are parts of it."""
    return json.loads((PROFILES / f"datapackage-{standard}.0.json").read_text(encoding="utf-8"))


def _mend(resource: dict[str, Any]) -> None:
    """Bring a resource's profile in line with the standard's text.

    - ``dialect``: version 1 gives all its properties defaults, its profile requires two of them.
    - ``fieldsMatch``: the text of version 2 speaks of a word, its profile of a list.
    - ``path``: whether it may lead where it does is judged with the files themselves.
    """
    properties = resource["properties"]
    properties["dialect"].pop("required", None)
    properties["path"] = _PATHS
    resource.pop("oneOf", None)
    resource["required"] = ["name"]
    schema = properties["schema"]["properties"]
    schema["fields"] = _FIELDS
    if "fieldsMatch" in schema:
        schema["fieldsMatch"] = {"type": ["string", "array"]}
