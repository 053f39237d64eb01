"""The rules of this project's own packages, as the validator takes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from datapackage.contract import Contract, Table
from datapackage.languages import is_tag
from datapackage.read.declarations import is_published_schema
from datapackage.read.schemas import default_schemas, load_contract, needed_tables
from datapackage.rules.check import check_published
from datapackage.validator import Collector, OwnRules

PROFILE = "city-cooperation-agreements"


def own_rules() -> OwnRules:
    """Return the rules for packages of agreements."""
    return OwnRules(PROFILE, is_ours, _check)


def is_ours(descriptor: dict[str, Any]) -> bool:
    """Tell whether a package is one of this project's: has most tables of the contract, by name.

    Not all of them, or a package that lost one would be held to no rule of ours.
    """
    resources = descriptor.get("resources")
    names = [r.get("name") for r in resources or () if isinstance(r, dict)]
    return sum(table in names for table in needed_tables()) * 2 > len(needed_tables())


def languages_of(descriptor: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return the languages that a package of ours states, and those that it requires.

    English stands in where it states none: then its schemas are found to be other ones.
    """
    stated = [_tags(descriptor.get(name)) for name in ("languages", "requiredLanguages")]
    languages = stated[0] or ["en"]
    return languages, [tag for tag in stated[1] if tag in languages] or languages


def _tags(raw: object) -> list[str]:
    items = raw if isinstance(raw, list) else []
    return [item for item in items if isinstance(item, str) and is_tag(item)]


def _check(folder: Path, descriptor: dict[str, Any], collector: Collector) -> dict[str, str]:
    return check_published(folder, descriptor, _contract(descriptor), collector)


def _contract(descriptor: dict[str, Any]) -> Contract:
    """Return our schemas in the languages of a package, and its own of tables of its own."""
    contract = load_contract(default_schemas(), *languages_of(descriptor))
    for resource in descriptor["resources"]:
        name, schema = resource.get("name"), resource.get("schema")
        if resource.get("format") == "csv" and name not in contract and is_published_schema(schema):
            contract[name] = Table(name, schema)
    return contract
