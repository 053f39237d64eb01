"""A target's descriptor: references followed, held against its profile, its files found.

What is left, :attr:`Prepared.descriptor`, is safe to give to an engine: schemas and dialects are
objects, and a resource that must not or can't be read is held back.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from datapackage.problems import DataError, Place, explain, nearest_match
from datapackage.validator.checks import names_of
from datapackage.validator.engine import MISSPELT, check_schema
from datapackage.validator.engine.encodings import is_text_encoding
from datapackage.validator.results import Collector, Finding
from datapackage.validator.target.files import PathError, check_path
from datapackage.validator.target.find import URL, Target
from datapackage.validator.target.json_file import JsonFile, JsonPath, read_json
from datapackage.validator.target.profile import profile_faults

REFERENCES = ("schema", "dialect")
JUDGED_BY = ("name", "path", "data", "schema", "dialect", "encoding", "format", "compression")
"""Properties of a resource without which, or with wrong ones, its table can't be judged."""

RULES_OF_RESOURCE = ("path", "data", "schema", "dialect", "encoding", "bytes", "hash")
"""Properties of a resource that set a rule: one that is misspelt would never be checked."""

KNOWN_TO_FRICTIONLESS = (
    *("profile", "scheme", "compression", "innerpath", "extrapaths", "stats", "control", "layout"),
    *("$schema", "name", "type", "title", "description", "homepage", "sources", "licenses"),
    *("format", "mediatype", "rows", "fields", "tests", "id", "version", "created"),
)


@dataclass(slots=True)
class Prepared:
    """A target whose descriptor was read to the end.

    Attributes:
        target: The target.
        descriptor: The package's descriptor with what it refers to in its place.
        held_back: Index of each resource that no engine is to see -> why.
        origins: The files that parts of the descriptor came from.
    """

    target: Target
    descriptor: dict[str, Any]
    held_back: dict[int, str] = field(default_factory=dict)
    origins: dict[JsonPath, JsonFile] = field(default_factory=dict)

    def place(self, path: JsonPath) -> Place:
        """Return where a part of the descriptor is, in the file that it was read from."""
        for end in range(len(path), -1, -1):
            file = self.origins.get(path[:end])
            if file is not None:
                return file.place(path[end:])
        return Place(self.target.path)

    def finding(self, path: JsonPath, rule: str, message: str) -> Finding:
        """Return what is wrong with a part of the descriptor."""
        place = self.place(path)
        return Finding(rule, field=place.path, message=message, file=place.file, line=place.line)

    def resources(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the resources that are objects, with their indexes."""
        resources = self.descriptor.get("resources")
        for index, resource in enumerate(resources if isinstance(resources, list) else ()):
            if isinstance(resource, dict):
                yield index, resource


def prepare(target: Target, collector: Collector, *, trusted: bool) -> Prepared:
    """Read a target's descriptor to the end and check it.

    Args:
        target: The target.
        collector: Takes what is wrong with the descriptor.
        trusted: Whether references may leave the package's folder.
    """
    prepared = Prepared(target, copy.deepcopy(target.descriptor))
    if target.source is not None:
        prepared.origins[target.prefix] = target.source
    _follow_references(prepared, collector, trusted=trusted)
    faulty = _check_profile(prepared, collector)
    _check_names(prepared, collector)
    fields_of = {
        str(resource.get("name")): _field_names(resource.get("schema"))
        for index, resource in prepared.resources()
        if isinstance(resource.get("schema"), dict) and index not in prepared.held_back
    }
    for index, resource in prepared.resources():
        if index not in prepared.held_back:
            _check_properties(prepared, collector, index, resource)
            if isinstance(resource.get("schema"), dict):
                _check_schema(prepared, collector, index, resource["schema"], fields_of)
    _drop(prepared, faulty)
    return prepared


def _drop(prepared: Prepared, faulty: set[JsonPath]) -> None:
    """Take faulty properties out of the descriptor.

    frictionless would say for each table that the package is not valid, and read none.
    """
    resources = dict(prepared.resources())
    for path in faulty:
        if len(path) == 1 and path != ("resources",):
            prepared.descriptor.pop(str(path[0]), None)
        elif len(path) >= 3 and int(path[1]) not in prepared.held_back:
            _at(resources[int(path[1])], path[2:-1]).pop(path[-1], None)


def _follow_references(prepared: Prepared, collector: Collector, *, trusted: bool) -> None:
    """Put schemas and dialects that are given as paths in their places."""
    for index, resource in prepared.resources():
        for name in REFERENCES:
            path = resource.get(name)
            if not isinstance(path, str) or (trusted and URL.match(path)):
                continue
            here: JsonPath = ("resources", index, name)
            try:
                read = _read_reference(prepared.target, path, trusted=trusted)
            except PathError as error:
                collector.add([prepared.finding(here, "reference", str(error))])
                prepared.held_back[index] = f"its {name} can't be read"
                continue
            except DataError as error:
                problem = error.problems[0]
                file, line = problem.place.file, problem.place.line
                found = Finding("reference", message=problem.message, file=file, line=line)
                collector.add([found])
                prepared.held_back[index] = f"its {name} can't be read"
                continue
            if isinstance(read.value, str):  # an engine would follow it, unchecked
                message = f"not a {name} (found no JSON object)"
                collector.add([Finding("reference", message=message, file=read.name)])
                prepared.held_back[index] = f"its {name} can't be read"
                continue
            resource[name] = read.value
            prepared.origins[here] = read


def _read_reference(target: Target, path: str, *, trusted: bool) -> JsonFile:
    file = check_path(target.folder, path, trusted=trusted)
    return read_json(file, target.shown(path))


def _check_profile(prepared: Prepared, collector: Collector) -> set[JsonPath]:
    """Check the profile, and return the properties of package and resources with a fault."""
    faulty: set[JsonPath] = set()
    target, descriptor = prepared.target, prepared.descriptor
    what = "package" if target.kind == "package" else "resource"
    checked, prefix = (descriptor, ()) if what == "package" else _only_resource(descriptor)
    for inside, message in profile_faults(checked, what, target.standard):  # type: ignore[arg-type]
        path = (*prefix, *inside)
        collector.add([prepared.finding(path, "profile", message)])
        if _has_default(descriptor, path):
            faulty.add(path)
            continue
        faulty.add(path[:1] if path[:1] != ("resources",) else path[:3])
        at_resource = path[:1] == ("resources",) and len(path) >= 2
        if at_resource and (len(path) == 2 or path[2] in JUDGED_BY):
            prepared.held_back[int(path[1])] = "its descriptor is not valid"
    return faulty


def _has_default(descriptor: Any, path: JsonPath) -> bool:
    """Return whether a table can be judged without a faulty property, as if it were not there."""
    if path[:1] != ("resources",) or path[2:3] not in (("schema",), ("dialect",)):
        return False
    value = _at(descriptor, path)
    return (path[3:4] == ("fields",) and path[-1] == "format") or (
        len(path) == 4 and value in (None, [])
    )


def _at(descriptor: Any, path: JsonPath) -> Any:
    for part in path:
        descriptor = descriptor[part]
    return descriptor


def _only_resource(descriptor: dict[str, Any]) -> tuple[Any, JsonPath]:
    return descriptor["resources"][0], ("resources", 0)


def _check_names(prepared: Prepared, collector: Collector) -> None:
    seen: dict[str, int] = {}
    for index, resource in prepared.resources():
        name = resource.get("name")
        if not isinstance(name, str):
            continue
        if name in seen:
            here: JsonPath = ("resources", index, "name")
            message = f"the name '{name}' is that of resource {seen[name] + 1} already"
            collector.add([prepared.finding(here, "resource-name", message)])
            prepared.held_back[index] = "another resource has its name"
        seen.setdefault(name, index)


def _check_properties(
    prepared: Prepared, collector: Collector, index: int, resource: dict[str, Any]
) -> None:
    here: JsonPath = ("resources", index)
    known = (*RULES_OF_RESOURCE, *KNOWN_TO_FRICTIONLESS)
    for name in resource:
        near = None if name.partition("@")[0] in known else nearest_match(name, known)
        if near in RULES_OF_RESOURCE and near not in resource:
            message = explain("unknown property of a resource", found=name, nearest=near)
            collector.add([prepared.finding((*here, name), "misspelt-property", message)])
    given = [name for name in ("path", "data") if resource.get(name) is not None]
    if len(given) != 1:
        found = "both" if given else "neither"
        message = f"a resource has either a 'path' or its 'data' (found {found})"
        collector.add([prepared.finding(here, "profile", message)])
        prepared.held_back[index] = "its descriptor is not valid"
    encoding = resource.get("encoding")
    if isinstance(encoding, str) and encoding and not is_text_encoding(encoding):
        message = explain("not an encoding of text", found=encoding, expected="such as utf-8")
        collector.add([prepared.finding((*here, "encoding"), "profile", message)])
        prepared.held_back[index] = "its encoding is not one of text"


def _check_schema(
    prepared: Prepared,
    collector: Collector,
    index: int,
    schema: dict[str, Any],
    fields_of: Mapping[str, list[str]],
) -> None:
    names = _field_names(schema)
    primary = [name for name in names_of(schema.get("primaryKey")) if name not in names]
    for found in check_schema(schema, fields_of, rules=MISSPELT):
        path: JsonPath = ("resources", index, "schema")
        if found.rule != "schema-key" and found.field in names:
            path = (*path, "fields", names.index(found.field))
            owner = _owner(schema["fields"][path[-1]], found.value)
            path = path if owner is None else (*path, *owner, str(found.value))
            if owner == ("constraints",):
                prepared.held_back[index] = "a constraint of its schema is misspelt"
        elif found.value in schema:
            path = (*path, str(found.value))
        if found.rule == "schema-key" and found.field in primary:
            prepared.held_back[index] = "its primary key is not valid"
        collector.add([prepared.finding(path, found.rule, found.message)])


def _owner(field: dict[str, Any], name: str | None) -> JsonPath | None:
    """Return where in a field an unknown property is, if it is there."""
    if name in field:
        return ()
    return ("constraints",) if name in field.get("constraints", {}) else None


def _field_names(schema: Any) -> list[str]:
    fields = schema.get("fields") if isinstance(schema, dict) else None
    fields = fields if isinstance(fields, list) else []
    return [str(field.get("name")) for field in fields if isinstance(field, dict)]
