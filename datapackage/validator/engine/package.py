"""Validate a Data Package: each table once, parents before their children where that can be."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from datapackage.columnar.keysets import KeySet
from datapackage.problems import DataError, UsageError, explain, nearest_match
from datapackage.validator.checks import TABLE_RULES
from datapackage.validator.engine.check_schema import MISSPELT, check_schema
from datapackage.validator.engine.fields.base import NAME, UnsupportedError, refuse_nulls
from datapackage.validator.engine.schema import Version, compile_schema
from datapackage.validator.engine.source import locate, passed_limit
from datapackage.validator.engine.table import Table, check_table, read_keys
from datapackage.validator.engine.with_frictionless import validate_with_frictionless
from datapackage.validator.failure import failure
from datapackage.validator.limits import DEFAULT_LIMITS, LimitPassed, Limits
from datapackage.validator.results import (
    DEFAULT_LIMIT,
    Collector,
    Finding,
    PackageResult,
    Sink,
    TableResult,
)

EngineChoice = Literal["columnar", "frictionless"]
V2_PROFILE = "https://datapackage.org/profiles/2."


def standard_version(descriptor: Mapping[str, Any]) -> Version:
    """Return the version of the standard that a descriptor declares by its ``$schema``."""
    profile = descriptor.get("$schema")
    if not profile:
        return "v1"
    return "v2" if str(profile).startswith(V2_PROFILE) else "unknown"


def is_safe(path: str, basepath: Path) -> bool:
    """Return whether a path stays in the package's folder, links followed."""
    if "://" in path or path.startswith(("/", "\\")):
        return False
    return (basepath / path).resolve().is_relative_to(basepath.resolve())


def load_descriptor(path: str, basepath: Path) -> Any:
    """Return the descriptor that a resource refers to by its path.

    Raises:
        UnsupportedError: If it is not a JSON file in the package's folder.
    """
    if not is_safe(path, basepath):
        raise UnsupportedError(f'"{path}" leaves the package\'s folder')
    try:
        return json.loads((basepath / path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnsupportedError(f'"{path}" is not a JSON file') from error


class _Tables:
    """The tables of a package that this engine can judge, and why it can't judge the others.

    Key tuples that other tables refer to are read once.
    """

    def __init__(self, descriptor: Mapping[str, Any], basepath: Path, limits: Limits) -> None:
        self.limits = limits
        self.version = standard_version(descriptor)
        self.resources = {str(r.get("name", "")): r for r in descriptor.get("resources", [])}
        self.tables: dict[str, Table] = {}
        self.reasons: dict[str, str] = {}
        self.failures: dict[str, str] = {}
        self.keys: dict[tuple[str, tuple[str, ...]], KeySet] = {}
        for name, resource in self.resources.items():
            try:
                self.tables[name] = self._compile(resource, basepath)
            except UnsupportedError as error:
                self.reasons[name] = str(error)
            except Exception as error:
                self.failures[name] = failure(error)
        self.fields_of = {name: table.field_names for name, table in self.tables.items()}

    def _compile(self, resource: Mapping[str, Any], basepath: Path) -> Table:
        whole = dict(resource)
        refuse_nulls(whole)
        if self.version == "v1" and not NAME.fullmatch(str(whole.get("name", ""))):
            raise UnsupportedError("its name is not one that v1 allows")
        for name in ("schema", "dialect"):
            if isinstance(whole.get(name), str):
                whole[name] = load_descriptor(whole[name], basepath)
        if not isinstance(whole.get("schema"), Mapping):
            raise UnsupportedError("the resource has no schema")
        table = Table(
            locate(whole, basepath, self.limits), compile_schema(whole["schema"], self.version)
        )
        if table.schema.unsupported:
            raise UnsupportedError("; ".join(table.schema.unsupported))
        return table

    def keys_of(self, resource: str, fields: tuple[str, ...]) -> KeySet:
        if resource not in self.tables:
            raise UnsupportedError(f'foreign key to "{resource}", which this engine can\'t read')
        if (resource, fields) not in self.keys:
            self.keys[resource, fields] = read_keys(self.tables[resource], fields)
        return self.keys[resource, fields]

    def exports(self, name: str, selected: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the keys of a table that other tables refer to."""
        keys = {
            key.reference_fields
            for child in selected
            if child in self.tables and child != name
            for key in self.tables[child].schema.foreign_keys
            if key.resource == name
        }
        return sorted(keys)

    def release(self, remaining: Collection[str]) -> None:
        """Let go of the keys that no remaining table refers to."""
        needed = {
            key.resource
            for name in remaining
            if name in self.tables
            for key in self.tables[name].schema.foreign_keys
        }
        self.keys = {key: keys for key, keys in self.keys.items() if key[0] in needed}

    def ordered(self, selected: Sequence[str]) -> Iterator[str]:
        """Yield the selected tables, parents first, however long the chain of their keys."""
        wanted, begun, done = set(selected), set[str](), set[str]()
        waiting = list(reversed(selected))
        while waiting:
            name = waiting[-1]
            if name in begun or name not in wanted:
                waiting.pop()
                if name in begun - done:
                    done.add(name)
                    yield name
                continue
            begun.add(name)
            if name in self.tables:
                keys = self.tables[name].schema.foreign_keys
                waiting += [key.resource for key in reversed(keys)]


def validate_package(
    descriptor: Mapping[str, Any],
    basepath: Path,
    *,
    resources: Sequence[str] | None = None,
    limit: int | None = DEFAULT_LIMIT,
    engine: EngineChoice = "columnar",
    sink: Sink | None = None,
    trusted: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> PackageResult:
    """Validate the tables of a Data Package.

    Args:
        descriptor: The package's descriptor; schemas and dialects may be paths of JSON files.
        basepath: The folder that the resources' paths are relative to.
        resources: Names of the resources to validate; all by default.
        limit: How many findings of each rule and field to keep; None: all.
        engine: ``columnar`` leaves to frictionless what it does not cover; ``frictionless``
            shows frictionless's own view of everything.
        sink: Receives every finding of every table.
        trusted: Whether paths may leave the package's folder.
        limits: What it may cost; what passes a limit is reported as not checked.

    Returns:
        A result for each table, in the descriptor's order. What keeps tables from being told
        apart or read is among the package's own rules; such tables have no result.

    Raises:
        UsageError: If a resource was asked for that is not there.
    """
    faults = _check_resources(descriptor)
    if faults:
        return _result(descriptor, basepath, faults, ())
    tables = _Tables(descriptor, basepath, limits)
    for name in resources or ():
        if name not in tables.resources:
            nearest = nearest_match(name, tables.resources)
            raise UsageError(explain("no such resource", found=name, nearest=nearest))
    selected = [n for n in tables.resources if resources is None or n in resources]
    results: dict[str, TableResult] = {}
    findings = () if trusted else _unsafe_paths(tables.resources, selected, basepath)
    refused = {finding.table for finding in findings}
    ordered = list(tables.ordered([n for n in selected if n not in refused]))
    by_frictionless = partial(
        validate_with_frictionless,
        descriptor,
        basepath,
        limit=limit,
        sink=sink,
        trusted=trusted,
        limits=limits,
    )
    for place, name in enumerate(ordered):
        tables.release(ordered[place:])
        reason = "asked for" if engine == "frictionless" else tables.reasons.get(name, "")
        failed = tables.failures.get(name, "")
        try:
            if not reason and not failed:
                results[name] = _check(tables.tables[name], tables, selected, limit, sink)
                continue
        except UnsupportedError as error:
            reason = str(error)
        except DataError:  # the sink's
            raise
        except Exception as error:
            failed = str(error) if isinstance(error, LimitPassed) else failure(error)
        failed = failed or passed_limit(tables.resources[name], basepath, limits)
        if failed:
            results[name] = _failed(tables.resources[name], failed, sink)
        else:
            results[name] = by_frictionless(name, reason=reason)
    judged = tuple(results[n] for n in selected if n in results)
    return _result(descriptor, basepath, findings, judged)


def _failed(resource: Mapping[str, Any], message: str, sink: Sink | None) -> TableResult:
    """Return the result of a table that can't be judged, by a limit or by a fault of ours."""
    collector = Collector(sink=sink)
    name, path = str(resource["name"]), str(resource.get("path", ""))
    collector.add([Finding("file", name, error="engine-error", message=message)])
    rules = collector.results({"file": TABLE_RULES["file"]})
    return TableResult(name, path, "columnar", "", 0, rules)


def _result(
    descriptor: Mapping[str, Any],
    basepath: Path,
    findings: Sequence[Finding],
    tables: tuple[TableResult, ...],
) -> PackageResult:
    collector = Collector(limit=None)
    collector.add(findings)
    name, version = (str(descriptor.get(key) or "") for key in ("name", "version"))
    standard = "1" if standard_version(descriptor) == "v1" else "2"
    rules = collector.results({})
    return PackageResult(str(basepath), "package", name, version, standard, "", rules, tables)


def _check_resources(descriptor: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Return what keeps us from telling a package's resources apart."""
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not all(isinstance(r, Mapping) for r in resources):
        message = '"resources" is not a list of objects'
        return (Finding("profile", field="resources", message=message),)
    names = [resource.get("name") for resource in resources]
    findings = []
    for number, name in enumerate(names, start=1):
        if not isinstance(name, str) or not name:
            message = f"resource number {number} has no name"
            findings.append(Finding("resource-name", message=message))
        elif name in names[: number - 1]:
            message = f"resource number {number} has the name of an earlier one"
            findings.append(Finding("resource-name", value=name, message=message))
    return tuple(findings)


def _paths_outside(resource: Mapping[str, Any], basepath: Path) -> list[str]:
    """Return a resource's paths that leave the package's folder."""
    raw = resource.get("path") or []
    paths = raw if isinstance(raw, list) else [raw]
    return [str(path) for path in paths if not is_safe(str(path), basepath)]


def _parents(resource: Mapping[str, Any]) -> set[str]:
    """Return the names of the resources that a resource's foreign keys refer to."""
    schema = resource.get("schema")
    keys = schema.get("foreignKeys") if isinstance(schema, Mapping) else None
    references = [k.get("reference") for k in keys or () if isinstance(k, Mapping)]
    return {str(r.get("resource", "")) for r in references if isinstance(r, Mapping)}


def _unsafe_paths(
    resources: Mapping[str, Mapping[str, Any]], selected: Sequence[str], basepath: Path
) -> tuple[Finding, ...]:
    """Refuse paths that leave the package's folder."""
    outside = {name: _paths_outside(resource, basepath) for name, resource in resources.items()}
    findings = []
    for name in selected:
        notes = [f'path "{path}" leaves the package\'s folder' for path in outside[name]]
        notes += [
            f'refers to "{parent}", whose path leaves the package\'s folder'
            for parent in sorted(_parents(resources[name]))
            if outside.get(parent) and parent != name
        ]
        findings += [Finding("file-path", name, message=note) for note in notes]
    return tuple(findings)


def _check(
    table: Table,
    tables: _Tables,
    selected: Sequence[str],
    limit: int | None,
    sink: Sink | None,
) -> TableResult:
    table = _without_dead_references(table, tables.fields_of)
    extra = check_schema(table.resource.descriptor["schema"], tables.fields_of, rules=MISSPELT)
    exports = tables.exports(table.name, selected)
    result, exported = check_table(
        table, tables.keys_of, limit=limit, sink=sink, extra=extra, exports=exports
    )
    for fields, keys in exported.items():
        tables.keys[table.name, fields] = keys
    return result


def _without_dead_references(table: Table, fields_of: Mapping[str, Sequence[str]]) -> Table:
    """Return the table without foreign keys to fields that aren't there.

    The schema's check reports those once; frictionless reports every row.
    """
    keys = tuple(
        key
        for key in table.schema.foreign_keys
        if set(key.reference_fields) <= set(fields_of.get(key.resource or table.name, ()))
        or key.resource not in (*fields_of, "")
    )
    return replace(table, schema=replace(table.schema, foreign_keys=keys))


def validate_table(
    source: Path,
    schema: Mapping[str, Any],
    *,
    dialect: Mapping[str, Any] | None = None,
    limit: int | None = DEFAULT_LIMIT,
    sink: Sink | None = None,
) -> TableResult:
    """Validate one file against a Table Schema, as the only table of a package.

    Args:
        source: The file.
        schema: The Table Schema descriptor.
        dialect: Its Table Dialect descriptor.
        limit: How many findings of each rule and field to keep; None: all.
        sink: Receives every finding.
    """
    name = source.name.split(".")[0].lower() or "table"
    resource: dict[str, Any] = {"name": name, "path": source.name, "schema": schema}
    if dialect is not None:
        resource["dialect"] = dialect
    package = {"$schema": f"{V2_PROFILE}0/datapackage.json", "resources": [resource]}
    [table] = validate_package(package, source.parent, limit=limit, sink=sink, trusted=True).tables
    return table
