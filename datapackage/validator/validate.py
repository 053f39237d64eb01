"""``validate``: any local Data Package, resource or table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datapackage.problems import DataError, Place, Problem, UsageError
from datapackage.validator.checks import PACKAGE_RULES
from datapackage.validator.engine import EngineChoice
from datapackage.validator.error_file import open_error_file
from datapackage.validator.failure import failure
from datapackage.validator.limits import DEFAULT_LIMITS, LimitPassed, Limits
from datapackage.validator.results import (
    DEFAULT_LIMIT,
    Collector,
    Finding,
    PackageResult,
    RuleResult,
    Sink,
    TableResult,
    Validation,
)
from datapackage.validator.structure import NOTE, check_structure
from datapackage.validator.tables import Places, check_files, check_tables
from datapackage.validator.target.descriptor import Prepared, prepare
from datapackage.validator.target.find import Target, find_target


@dataclass(frozen=True, slots=True)
class OwnRules:
    """Rules of a publisher's own, for packages that follow its profile.

    Attributes:
        profile: What the profile is called in results.
        applies: Tells from a package's descriptor whether it follows the profile.
        check: Checks the package in a folder, given its descriptor: puts what is wrong into the
            collector, and returns the rules that were checked: name -> what it asks for. Findings
            on rows name the resource, others the file, relative to the folder.
    """

    profile: str
    applies: Callable[[dict[str, Any]], bool]
    check: Callable[[Path, dict[str, Any], Collector], dict[str, str]]


def validate(
    *paths: str | Path,
    schema: str | Path | None = None,
    engine: EngineChoice = "columnar",
    limit: int | None = DEFAULT_LIMIT,
    errors: str | Path | None = None,
    trusted: bool = False,
    own_rules: Sequence[OwnRules] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> Validation:
    """Validate Data Packages, resources and tables.

    Args:
        paths: Each a package's folder or ``datapackage.json``, a resource's descriptor (``.json``),
            or a table (``.csv``, ``.tsv``, ``.parquet``); ``output`` if there is none.
        schema: The Table Schema, a JSON file, of the tables among the paths.
        engine: ``columnar`` leaves to frictionless what it does not cover, and says so;
            ``frictionless`` shows frictionless's own view of all tables.
        limit: How many findings of each rule and field are kept; None: all. All are counted.
        errors: A file, ``.csv`` or ``.parquet``, that gets every finding.
        trusted: Whether paths in descriptors may leave the package's folder, and lead to addresses.
        own_rules: Rules beyond the standard's, each for the packages that follow its profile.
        limits: What each package may cost; what passes a limit is reported as not checked.

    Returns:
        The verdict on each path. What is wrong with the data is in it, also where there is no such
        file or the descriptor is not JSON.

    Raises:
        UsageError: A path is something that can't be validated, or an option doesn't fit it.
        DataError: The file of errors can't be written.
    """
    if limit is not None and limit < 0:
        raise UsageError(f"--limit {limit}: not a number of findings")
    with ExitStack() as stack:
        sink = None if errors is None else stack.enter_context(open_error_file(errors))
        call = _Call(schema, engine, limit, trusted, sink, own_rules, limits)
        return Validation(tuple(call.validate(path) for path in paths or ("output",)))


@dataclass(frozen=True, slots=True)
class _Call:
    """What was asked for, for each of the paths."""

    schema: str | Path | None
    engine: EngineChoice
    limit: int | None
    trusted: bool
    sink: Sink | None
    own_rules: Sequence[OwnRules]
    limits: Limits

    def validate(self, path: str | Path) -> PackageResult:
        try:
            target = find_target(path, self.schema)
        except DataError as error:
            return self._unreadable(path, error.problems)
        try:
            if target.kind == "table" and self.schema is None:
                return self._structure(target)
            return self._target(target)
        except (DataError, UsageError):  # the list of errors can't be written
            raise
        except Exception as error:
            return self._unreadable(path, [Problem(Place(str(path)), failure(error), "descriptor")])

    def _collector(self) -> Collector:
        """Return a collector for what concerns the package as a whole: little, and all kept."""
        return Collector(limit=None, sink=self.sink)

    def _unreadable(self, path: str | Path, problems: Sequence[Problem]) -> PackageResult:
        """Return the verdict on a path whose descriptor can't be read."""
        collector = self._collector()
        collector.add(
            Finding(
                "descriptor",
                field=problem.place.path,
                message=problem.message,
                file=problem.place.file,
                line=problem.place.line,
            )
            for problem in problems
        )
        asks = {"descriptor": PACKAGE_RULES["descriptor"]}
        rules = collector.results(asks)
        return PackageResult(str(path), "package", "", "", "2", "", rules, ())

    def _structure(self, target: Target) -> PackageResult:
        table = check_structure(Path(target.path), target.path, limit=self.limit, sink=self.sink)
        return PackageResult(target.path, "table", table.name, "", "2", "", (), (table,), (NOTE,))

    def _target(self, target: Target) -> PackageResult:
        collector = self._collector()
        prepared = prepare(target, collector, trusted=self.trusted)
        trusted = self.trusted or target.kind == "table"
        tables: tuple[TableResult, ...] = ()
        notes: list[str] = []
        found, most = sum(1 for _ in prepared.resources()), self.limits.resources
        if found > most:
            message = str(LimitPassed("resources", most, "the package has more resources"))
            collector.add([prepared.finding(("resources",), "profile", message)])
        elif found:
            notes = check_files(prepared, collector, trusted=trusted)
            tables, unchecked = check_tables(
                prepared,
                engine=self.engine,
                limit=self.limit,
                trusted=trusted,
                sink=self.sink,
                limits=self.limits,
            )
            notes += unchecked
        rules = collector.results(PACKAGE_RULES)
        profile = ""
        for own in self.own_rules if target.kind == "package" else ():
            if own.applies(prepared.descriptor):
                profile = own.profile
                rules += self._check_own(own, prepared)
        name, version = _identity(target)
        return PackageResult(
            *(target.path, target.kind, name, version, target.standard, profile),
            rules=rules,
            tables=tables,
            notes=tuple(notes),
        )

    def _check_own(self, own: OwnRules, prepared: Prepared) -> tuple[RuleResult, ...]:
        """Return the results of a publisher's rules, their findings with files and lines."""
        places = Places(prepared)
        sink = None if self.sink is None else places.before(self.sink)
        collector = Collector(limit=self.limit, sink=sink)
        asked = own.check(prepared.target.folder, prepared.target.descriptor, collector)
        return tuple(map(places.placed, collector.results(asked)))


def _identity(target: Target) -> tuple[str, str]:
    """Return the name and the version of a target, as far as they are texts."""
    described = target.descriptor
    if target.kind != "package":
        described = target.descriptor["resources"][0]
    name, version = described.get("name"), described.get("version")
    return (
        name if isinstance(name, str) else "",
        version if isinstance(version, str) else "",
    )
