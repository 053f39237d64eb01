"""The contract of a published package, as its own descriptor states it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from datapackage.contract import Contract, Table
from datapackage.languages import is_tag
from datapackage.problems import Place, ProblemList, quote
from datapackage.read.declarations import check_fields, check_form, check_keys


def contract_of(descriptor: Mapping[str, Any], file: str) -> Contract:
    """Return the contract that a descriptor states: its tables as CSV, and their languages.

    Whoever has the package can hold it to the rules so, with no other file of its publisher.

    Args:
        descriptor: The descriptor of a package that follows our profile.
        file: What the descriptor's file is called in problems.

    Raises:
        DataError: The languages are not stated, or a schema is not one that a package of ours has.
    """
    problems = ProblemList()

    def add(where: str, message: str) -> None:
        problems.add(Place(file, 0, where), message, rule="schema")

    languages = _tags(descriptor, "languages", add)
    required = _tags(descriptor, "requiredLanguages", add)
    tables: dict[str, Table] = {}
    for where, resource in _tables(descriptor):
        name, schema = resource.get("name"), resource.get("schema")
        if not isinstance(name, str):
            add(where, "the resource has no name")
        elif faults := [*_check_schema(schema, languages)]:
            for part, message in faults:
                add(f"{where}.schema.{part}".rstrip("."), message)
        else:
            tables[name] = table = Table(name, dict(schema or {}))
            for stem, columns in table.texts.items():
                if lacking := [tag for tag in languages if tag not in columns]:
                    add(f"{where}.schema", f"the text {stem} has no column in {', '.join(lacking)}")
    # A table that is left out above would be missing to all that refer to it.
    for message in () if len(problems) else _dangling(tables):
        add("resources", message)
    problems.raise_if_any()
    return Contract(tables.values(), languages, [tag for tag in required if tag in languages])


def _tables(descriptor: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the resources that are tables, each with its place: of two formats, those as CSV."""
    resources = descriptor.get("resources")
    for number, resource in enumerate(resources if isinstance(resources, list) else ()):
        if isinstance(resource, dict) and _is_table(resource):
            yield f"resources[{number}]", resource


def _is_table(resource: Mapping[str, Any]) -> bool:
    """Tell whether a resource is a table as CSV, and doesn't repeat others to be read."""
    return resource.get("format") == "csv" and "viewOf" not in resource


def _dangling(tables: Mapping[str, Table]) -> Iterator[str]:
    for table in tables.values():
        for key in table.foreign_keys:
            target = tables.get(key.reference_table)
            if target is None or not set(key.reference_fields) <= set(target.columns):
                columns = ", ".join(map(quote, key.reference_fields))
                there = f"there is no table {quote(key.reference_table)} with {columns}"
                yield f"{there}, which {table.name} refers to"


def _check_schema(schema: object, languages: list[str]) -> Iterator[tuple[str, str]]:
    """Yield where a schema is not one that a table can have, and why."""
    faults = [*check_fields("", schema, published=True)]
    if not faults:
        assert isinstance(schema, dict)  # noqa: S101  (what isn't has no fields)
        faults = [*check_form("", schema), *check_keys("", schema, published=True)]
        for number, item in enumerate(schema["fields"]):
            if item.get("language", languages[:1]) not in (*languages, languages[:1]):
                message = f"the package does not state the language {quote(item['language'])}"
                faults.append(("", f"fields[{number}].language", message))
    yield from ((where, message) for _, where, message in faults)


def _tags(descriptor: Mapping[str, Any], name: str, add: Any) -> list[str]:
    stated = descriptor.get(name)
    tags = stated if isinstance(stated, list) else []
    if not tags or not all(isinstance(tag, str) and is_tag(tag) for tag in tags):
        add(name, "expected a list of language tags")
        return []
    return tags
