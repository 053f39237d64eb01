"""The files and tables of a prepared target: what is wrong with them, with files and lines."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from datapackage.validator.engine import MISSPELT, EngineChoice, validate_package
from datapackage.validator.limits import Limits
from datapackage.validator.lines import lines_of
from datapackage.validator.results import Collector, Finding, RuleResult, Sink, TableResult
from datapackage.validator.target.descriptor import Prepared
from datapackage.validator.target.files import (
    ALGORITHMS,
    PathError,
    check_parquet,
    check_path,
    differences,
    local_paths,
    stated_hash,
)
from datapackage.validator.target.find import URL

TEXT_TABLES = ("csv", "tsv")
NO_TABLE = "no table: it has neither a schema nor the type 'table'"


def check_files(prepared: Prepared, collector: Collector, *, trusted: bool) -> list[str]:
    """Check that the resources' files are there, inside the package, and as described.

    A resource whose file can't be read is held back. What was checked here (bytes, hash) is taken
    out of the descriptor, so that the engine does not say the same again.

    Returns:
        Notes on what could not be checked.
    """
    notes = []
    for index, resource in prepared.resources():
        if index in prepared.held_back:
            continue
        files = []
        for path in local_paths(resource):
            if trusted and URL.match(path):
                continue
            try:
                files.append((path, check_path(prepared.target.folder, path, trusted=trusted)))
            except PathError as error:
                here = ("resources", index, "path")
                collector.add([prepared.finding(here, "file-path", str(error))])
                prepared.held_back[index] = "its file can't be read"
        if len(files) != 1 or index in prepared.held_back:
            continue
        path, file = files[0]
        shown = prepared.target.shown(path)
        try:
            check_parquet(file, resource.get("format"))
        except PathError as error:
            collector.add([Finding("file-format", message=str(error), file=shown)])
            prepared.held_back[index] = "its file can't be read"
        collector.add(differences(resource, file, shown))
        algorithm, _ = stated_hash(resource)
        if algorithm and algorithm not in ALGORITHMS:
            notes.append(
                f"{resource.get('name')}: the hash was not checked: {algorithm} is unknown"
            )
        resource.pop("bytes", None)
        resource.pop("hash", None)
    return notes


def check_tables(
    prepared: Prepared,
    *,
    engine: EngineChoice,
    limit: int | None,
    trusted: bool,
    sink: Sink | None,
    limits: Limits,
) -> tuple[tuple[TableResult, ...], list[str]]:
    """Let an engine judge the tables.

    Returns:
        A result for each resource, in the order of the descriptor; notes on foreign keys that
        could not be checked, because the table that they refer to can't be read.
    """
    resources = {
        str(resource["name"]): resource
        for index, resource in prepared.resources()
        if index not in prepared.held_back
    }
    descriptor, notes = _without_dead_keys(
        prepared.descriptor, resources, alone=prepared.target.kind != "package"
    )
    names = [name for name, resource in resources.items() if is_table(resource)]
    places = Places(prepared)
    result = validate_package(
        descriptor,
        prepared.target.folder,
        resources=names,
        limit=limit,
        engine=engine,
        sink=None if sink is None else places.before(sink),
        trusted=trusted or prepared.target.kind == "table",
        limits=limits,
    )
    by_name = {table.name: _placed(table, places, resources[table.name]) for table in result.tables}
    parents = {
        resource["name"]: {_parent(key) or "" for key in _foreign_keys(resource)}
        for resource in descriptor["resources"]
    }
    _blame_parents(by_name, parents)
    tables = []
    for index, resource in prepared.resources():
        reason = prepared.held_back.get(index)
        name = resource["name"] if isinstance(resource.get("name"), str) else ""
        if reason is None and name in by_name:
            tables.append(by_name[name])
        else:
            why = NO_TABLE if reason is None else f"not checked: {reason}"
            path = ", ".join(local_paths(resource))
            tables.append(TableResult(name, path, "none", why, 0, ()))
    return tuple(tables), notes


def _placed(result: TableResult, places: Places, resource: Mapping[str, Any]) -> TableResult:
    """Return a result with places; what is wrong with its schema was said with the descriptor."""
    rules = tuple(places.placed(rule) for rule in result.rules if rule.rule not in MISSPELT)
    return replace(result, path=", ".join(local_paths(dict(resource))), rules=rules)


def is_table(resource: Mapping[str, Any]) -> bool:
    """Tell whether a resource is described as a table, or is one by its format."""
    path = next(iter(local_paths(dict(resource))), "")
    parts = path.lower().rsplit("/", 1)[-1].split(".")
    form = str(resource.get("format") or "").lower()
    return (
        resource.get("schema") is not None
        or resource.get("type") == "table"
        or form in TEXT_TABLES
        or (not form and any(part in TEXT_TABLES for part in parts[1:]))
        or resource.get("data") is not None
    )


def _without_dead_keys(
    descriptor: Mapping[str, Any], alive: Mapping[str, Mapping[str, Any]], *, alone: bool
) -> tuple[dict[str, Any], list[str]]:
    """Return the descriptor with the resources that can be read, and without keys to others.

    ``alone`` tells of a table without its package; in a package, a foreign key to a resource that
    it does not have stays, and is a fault.
    """
    names = [r.get("name") for r in descriptor["resources"] if isinstance(r, dict)]
    known = {name for name in names if isinstance(name, str)}
    notes, kept = [], []

    def is_dead(key: Any) -> bool:
        parent = _parent(key)
        return parent is not None and parent not in alive and (parent in known or alone)

    for name, resource in alive.items():
        keys = _foreign_keys(resource)
        dead = [key for key in keys if is_dead(key)]
        if dead:
            resource = copy.deepcopy(dict(resource))  # noqa: PLW2901 -- the descriptor stays
            resource["schema"]["foreignKeys"] = [key for key in keys if key not in dead]
            notes += [
                f"{name}: the foreign key to {_parent(key)} was not checked: no such table at hand"
                for key in dead
            ]
        kept.append(resource)
    return {**descriptor, "resources": kept}, notes


def _parent(key: Any) -> str | None:
    reference = key.get("reference") if isinstance(key, dict) else None
    return (reference.get("resource") or None) if isinstance(reference, dict) else None


def _blame_parents(tables: dict[str, TableResult], parents: Mapping[str, Collection[str]]) -> None:
    """Say that a table was not checked for its parent's sake where the engine repeats its fault.

    frictionless does, where a foreign key leads to a table that it can't read.
    """
    unread = {
        name: {f.message for f in table.findings if f.rule == "file"}
        for name, table in tables.items()
    }
    for name, table in list(tables.items()):
        blamed = {message: p for p in parents[name] for message in unread.get(p, ()) if p != name}
        if blamed and not table.rows:
            tables[name] = replace(table, rules=tuple(_blame(rule, blamed) for rule in table.rules))


def _blame(rule: RuleResult, blamed: Mapping[str, str]) -> RuleResult:
    if rule.rule != "file":
        return rule
    why = "not checked: a foreign key refers to {}, which can't be read"
    findings = (
        replace(f, message=why.format(blamed[f.message])) if f.message in blamed else f
        for f in rule.findings
    )
    return replace(rule, findings=tuple(findings))


class Places:
    """Knows the files of the tables of a package, and the lines of their rows."""

    def __init__(self, prepared: Prepared) -> None:
        self._target = prepared.target
        self._resources = {
            str(resource["name"]): resource
            for _, resource in prepared.resources()
            if isinstance(resource.get("name"), str)
        }

    def before(self, sink: Sink) -> Sink:
        """Return a sink that gives findings their files before another one takes them."""

        def place(findings: Sequence[Finding]) -> None:
            if named := [f for f in findings if f.rule not in MISSPELT]:
                sink([replace(finding, file=self._file(finding)) for finding in named])

        return place

    def placed(self, rule: RuleResult) -> RuleResult:
        """Return a result whose findings have files, and lines as far as they are certain."""
        rows: dict[str, set[int]] = {}
        for finding in rule.findings:
            if finding.row:
                rows.setdefault(finding.table, set()).add(finding.row)
        lines = {table: self._lines(table, wanted) for table, wanted in rows.items()}
        findings = tuple(
            replace(f, file=self._file(f), line=lines.get(f.table, {}).get(f.row or 0, f.line))
            for f in rule.findings
        )
        return replace(rule, findings=findings)

    def _lines(self, table: str, rows: Collection[int]) -> dict[int, int]:
        resource = self._resources.get(table, {})
        paths = local_paths(resource)
        if len(paths) != 1 or URL.match(paths[0]):
            return {}
        return lines_of(self._target.folder / paths[0], resource, rows)

    def _file(self, finding: Finding) -> str:
        """Return the file that a finding is about; the descriptor if the table isn't just one."""
        if not finding.table:
            return self._target.shown(finding.file) if finding.file else self._target.path
        paths = local_paths(self._resources.get(finding.table, {}))
        if len(paths) != 1:
            source = self._target.source
            return source.name if source is not None else self._target.path
        return paths[0] if URL.match(paths[0]) else self._target.shown(paths[0])


def _foreign_keys(resource: Mapping[str, Any]) -> list[Any]:
    schema = resource.get("schema")
    keys = schema.get("foreignKeys") if isinstance(schema, dict) else None
    return keys if isinstance(keys, list) else []
