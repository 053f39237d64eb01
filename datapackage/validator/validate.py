"""``validate``: any local Data Package, resource or table; a package of ours by all rules."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from datapackage.problems import DataError, UsageError
from datapackage.validator.error_file import error_file
from datapackage.validator.results import (
    Check,
    Count,
    Fault,
    FaultSink,
    TableVerdict,
    TargetVerdict,
    Validation,
)
from datapackage.validator.structure import NOTE, judge_structure
from datapackage.validator.tables import AskedEngine, check_files, judge_tables
from datapackage.validator.target.descriptor import Prepared, prepare
from datapackage.validator.target.find import Target, find_target

DEFAULT_LIMIT = 10
"""Faults that are kept of each rule and field unless asked otherwise; all are counted."""


def validate(
    *paths: str | Path,
    schema: str | Path | None = None,
    schemas: str | Path | None = None,
    engine: AskedEngine = "columnar",
    limit: int | None = DEFAULT_LIMIT,
    errors: str | Path | None = None,
    trusted: bool = False,
) -> Validation:
    """Validate Data Packages, resources and tables.

    A package whose resources cover this project's tables is held to all of its rules too.

    Args:
        paths: Each a package's folder or ``datapackage.json``, a resource's descriptor (``.json``),
            or a table (``.csv``, ``.tsv``, ``.parquet``); ``output`` if there is none.
        schema: The Table Schema, a JSON file, of the tables among the paths.
        schemas: Folder of the Table Schemas that a package of ours is held against; by default
            those that come with this package.
        engine: ``columnar`` leaves to frictionless what it does not cover, and says so;
            ``frictionless`` shows frictionless's own view of all tables.
        limit: How many faults of each rule and field are kept; None: all.
        errors: A file, ``.csv`` or ``.parquet``, that gets every fault.
        trusted: Whether paths in descriptors may leave the package's folder, and lead to addresses.

    Returns:
        The verdict on each path. What is wrong with the data is in it, also where there is no such
        file or the descriptor is not JSON.

    Raises:
        UsageError: A path is something that can't be validated, or an option doesn't fit it.
        DataError: The file of errors can't be written; the folder of schemas can't be read.
    """
    if limit is not None and limit < 0:
        raise UsageError(f"--limit {limit}: not a number of faults")
    with ExitStack() as stack:
        sink = None if errors is None else stack.enter_context(error_file(errors))
        options = _Options(schema, schemas, engine, limit, trusted, sink)
        return Validation(tuple(options.validate(path) for path in paths or ("output",)))


class _Options:
    """What was asked for, for each of the paths."""

    def __init__(
        self,
        schema: str | Path | None,
        schemas: str | Path | None,
        engine: AskedEngine,
        limit: int | None,
        trusted: bool,
        sink: FaultSink | None,
    ) -> None:
        self.schema = schema
        self.schemas = schemas
        self.engine = engine
        self.limit = limit
        self.trusted = trusted
        self.sink = sink

    def validate(self, path: str | Path) -> TargetVerdict:
        try:
            target = find_target(path, self.schema)
        except DataError as error:
            return self._unreadable(path, error)
        if target.kind == "table" and self.schema is None:
            return self._structure(target)
        return self._target(target)

    def _unreadable(self, path: str | Path, error: DataError) -> TargetVerdict:
        """Return the verdict on a path whose descriptor can't be read."""
        faults = tuple(
            Fault(p.place.file, p.place.line, 0, p.place.path, p.kind, p.message)
            for p in error.problems
        )
        if self.sink is not None:
            self.sink("", faults)
        counts = tuple(sorted(Count(fault.rule, fault.path, 1) for fault in faults))
        check = Check("descriptor", "The descriptor can be read.", counts, faults)
        return TargetVerdict(
            str(path), "package", "", "2", is_ours=False, checks=(check,), tables=()
        )

    def _structure(self, target: Target) -> TargetVerdict:
        file = Path(target.path)
        table = judge_structure(file, target.path, limit=self.limit, sink=self.sink)
        return TargetVerdict(
            target.path,
            "table",
            table.name,
            "2",
            is_ours=False,
            checks=(),
            tables=(table,),
            notes=(NOTE,),
        )

    def _target(self, target: Target) -> TargetVerdict:
        prepared, descriptor = prepare(target, trusted=self.trusted, sink=self.sink)
        checks = [descriptor.check()]
        tables: tuple[TableVerdict, ...] = ()
        notes: list[str] = []
        if any(True for _ in prepared.resources()):
            trusted = self.trusted or target.kind == "table"
            files, notes = check_files(prepared, trusted=trusted, sink=self.sink)
            checks.append(files.check())
            tables, dead = judge_tables(
                prepared,
                engine=self.engine,
                limit=self.limit,
                trusted=self.trusted,
                sink=self.sink,
            )
            notes += dead
        name = target.descriptor.get("name")
        ours = target.kind == "package" and self._check_ours(prepared, checks)
        if target.kind != "package":
            name = target.descriptor["resources"][0].get("name")
        return TargetVerdict(
            target.path,
            target.kind,
            name if isinstance(name, str) else "",
            target.standard,
            is_ours=ours,
            checks=tuple(checks),
            tables=tables,
            notes=tuple(notes),
        )

    def _check_ours(self, prepared: Prepared, checks: list[Check]) -> bool:
        from datapackage.rules.own_rules import check_own_rules, is_ours  # noqa: PLC0415

        if not is_ours(prepared.descriptor):
            return False
        from datapackage.read.schemas import default_schemas, load_contract  # noqa: PLC0415

        contract = load_contract(Path(self.schemas) if self.schemas else default_schemas())
        known = {(fault.file, fault.path) for check in checks for fault in check.faults}
        checks.extend(
            check_own_rules(
                prepared.target, contract, known=known, limit=self.limit, sink=self.sink
            )
        )
        return True
