"""The tables of a prepared target, judged by an engine: findings become faults of named checks."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from datapackage.validator import engine as columnar
from datapackage.validator.checks import FILE, asked_of, check_of
from datapackage.validator.lines import lines_of
from datapackage.validator.messages import describe
from datapackage.validator.results import Check, Count, Fault, FaultSink, TableVerdict, Tally
from datapackage.validator.target.descriptor import MISSPELT, Prepared
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

AskedEngine = Literal["columnar", "frictionless"]
TEXT_TABLES = ("csv", "tsv")
NO_TABLE = "no table: it has neither a schema nor the type 'table'"


def check_files(
    prepared: Prepared, *, trusted: bool, sink: FaultSink | None
) -> tuple[Tally, list[str]]:
    """Check that the resources' files are there, inside the package, and as described.

    A resource whose file can't be read is held back. What was checked here (bytes, hash) is taken
    out of the descriptor, so that the engine does not say the same again.

    Returns:
        The faults, and notes on what could not be checked.
    """
    asks = "Each file is there, inside the package, of the size and the hash that are stated."
    tally, notes = Tally("files", asks, sink=sink), []
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
                tally.add(prepared.fault(here, "file-path", str(error)))
                prepared.held_back[index] = "its file can't be read"
        if len(files) != 1 or index in prepared.held_back:
            continue
        path, file = files[0]
        try:
            check_parquet(file, resource.get("format"))
        except PathError as error:
            shown = prepared.target.shown(path)
            tally.add(Fault(shown, 0, 0, "", "file-format", str(error)))
            prepared.held_back[index] = "its file can't be read"
        for name, message in differences(resource, file):
            tally.add(Fault(prepared.target.shown(path), 0, 0, name, f"file-{name}", message))
        algorithm, _ = stated_hash(resource)
        if algorithm and algorithm not in ALGORITHMS:
            notes.append(
                f"{resource.get('name')}: the hash was not checked: {algorithm} is unknown"
            )
        resource.pop("bytes", None)
        resource.pop("hash", None)
    return tally, notes


def judge_tables(
    prepared: Prepared,
    *,
    engine: AskedEngine,
    limit: int | None,
    trusted: bool,
    sink: FaultSink | None,
) -> tuple[tuple[TableVerdict, ...], list[str]]:
    """Let an engine judge the tables.

    Returns:
        A verdict for each resource, in the order of the descriptor; notes on foreign keys that
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
    judged = _Judged(prepared, {r["name"]: r for r in descriptor["resources"]}, sink)
    verdict = columnar.validate_package(
        descriptor,
        prepared.target.folder,
        resources=names,
        limit=limit,
        engine=engine,
        sink=judged.sink if sink is not None else None,
        trusted=trusted or prepared.target.kind == "table",
    )
    by_name = {result.name: judged.table(result) for result in verdict.tables}
    _blame_parents(by_name, judged.parents)
    tables = []
    for index, resource in prepared.resources():
        reason = prepared.held_back.get(index)
        name = resource["name"] if isinstance(resource.get("name"), str) else ""
        if reason is None and name in by_name:
            tables.append(by_name[name])
        else:
            why = NO_TABLE if reason is None else f"not checked: {reason}"
            path = ", ".join(local_paths(resource))
            tables.append(TableVerdict(name, path, "none", why, 0, ()))
    return tuple(tables), notes


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
    known = {r.get("name") for r in descriptor["resources"] if isinstance(r, dict)}
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


def _blame_parents(tables: dict[str, TableVerdict], parents: Mapping[str, Collection[str]]) -> None:
    """Say that a table was not checked for its parent's sake where the engine repeats its fault.

    frictionless does, where a foreign key leads to a table that it can't read.
    """
    unread = {
        name: {f.message for check in table.checks if check.name == FILE for f in check.faults}
        for name, table in tables.items()
    }
    for name, table in list(tables.items()):
        blamed = {message: p for p in parents[name] for message in unread.get(p, ()) if p != name}
        if blamed and not table.rows:
            checks = tuple(_blame(check, blamed) for check in table.checks)
            tables[name] = replace(table, checks=checks)


def _blame(check: Check, blamed: Mapping[str, str]) -> Check:
    if check.name != FILE:
        return check
    why = "not checked: a foreign key refers to {}, which can't be read"
    faults = (
        replace(fault, message=why.format(blamed[fault.message]))
        if fault.message in blamed
        else fault
        for fault in check.faults
    )
    return replace(check, faults=tuple(faults))


class _Judged:
    """Turns the findings on the tables of a package into faults."""

    def __init__(
        self, prepared: Prepared, resources: Mapping[str, dict[str, Any]], sink: FaultSink | None
    ) -> None:
        self._prepared = prepared
        self._resources = resources
        self._sink = sink
        self.parents = {
            name: {parent for key in _foreign_keys(resource) if (parent := _parent(key))}
            for name, resource in resources.items()
        }
        self._fields = {name: _fields_of(resource) for name, resource in resources.items()}

    def sink(self, name: str, findings: Sequence[columnar.Finding]) -> None:
        assert self._sink is not None  # noqa: S101 -- else the engine has no sink
        self._sink(name, self._faults(name, findings, {}))

    def table(self, result: columnar.TableResult) -> TableVerdict:
        resource = self._resources[result.name]
        wanted = {f.row_number for f in result.findings if f.row_number}
        lines = self._lines(resource, wanted)
        kept = [f for f in result.findings if f.type not in MISSPELT]
        faults = list(self._faults(result.name, kept, lines))
        schema = resource.get("schema")
        asked = asked_of(schema if isinstance(schema, dict) else {})
        checks = tuple(sorted_checks(asked, result.counts, faults))
        path = ", ".join(local_paths(resource))
        rows = result.rows
        return TableVerdict(
            result.name, path, result.engine, " ".join(result.engine_reason.split()), rows, checks
        )

    def _lines(self, resource: dict[str, Any], rows: Collection[int]) -> dict[int, int]:
        paths = local_paths(resource)
        if len(paths) != 1 or URL.match(paths[0]):
            return {}
        return lines_of(self._prepared.target.folder / paths[0], resource, rows)

    def _file(self, resource: dict[str, Any], name: str) -> tuple[str, str]:
        """Return the file of a resource, and what to add to messages if it isn't just one."""
        target, paths = self._prepared.target, local_paths(resource)
        if len(paths) != 1:
            descriptor = target.source.name if target.source is not None else target.path
            return descriptor, f", in the data of '{name}'"
        return (paths[0] if URL.match(paths[0]) else target.shown(paths[0])), ""

    def _faults(
        self, name: str, findings: Sequence[columnar.Finding], lines: Mapping[int, int]
    ) -> Iterator[Fault]:
        resource = self._resources[name]
        file, suffix = self._file(resource, name)
        for finding in findings:
            if finding.type in MISSPELT:
                continue
            row = finding.row_number or 0
            message = describe(finding, self._fields[name]) + suffix
            field = finding.field_name or ""
            yield Fault(file, lines.get(row, 0), row, field, finding.type, message, finding.cell)


def _foreign_keys(resource: Mapping[str, Any]) -> list[Any]:
    schema = resource.get("schema")
    keys = schema.get("foreignKeys") if isinstance(schema, dict) else None
    return keys if isinstance(keys, list) else []


def _fields_of(resource: Mapping[str, Any]) -> dict[str, Any]:
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else ()
    return {str(field["name"]): field for field in fields or () if "name" in field}


def sorted_checks(
    asked: Mapping[str, str],
    counts: Mapping[tuple[str, str | None], int],
    faults: Sequence[Fault],
) -> Iterator[Check]:
    """Yield the checks of a table: those asked for, and those that failed all the same."""
    total: dict[str, list[Count]] = {}
    for (kind, field), number in counts.items():
        if kind not in MISSPELT:
            total.setdefault(check_of(kind), []).append(Count(kind, field or "", number))
    for name in dict.fromkeys([*asked, *sorted(total)]):
        found = tuple(sorted(fault for fault in faults if check_of(fault.rule) == name))
        yield Check(name, asked.get(name, ""), tuple(sorted(total.get(name, ()))), found)
