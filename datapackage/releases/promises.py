"""What a package owes to the release before it: a version that is high enough, and its ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from datapackage.changes import Diff, TableDiff, diff
from datapackage.changes.descriptor import primary_key
from datapackage.changes.render import describe
from datapackage.changes.version import Version
from datapackage.problems import Place, Problem, ProblemList, explain
from datapackage.releases.store import Release, last_before, list_releases, require_intact
from datapackage.validator import PackageTexts, open_texts

RETIRED = "retired_ids"
MAX_REASONS = 3
"""What makes a change as big as it is, is told up to this many times."""


def promise_problems(
    releases: Path, folder: Path, place: Place, warnings: ProblemList
) -> Iterator[Problem]:
    """Yield what a package breaks of what the latest release promised.

    Args:
        releases: The folder of releases; nothing is promised where there is none.
        folder: The package that is to be published.
        place: Where its version is stated.
        warnings: Gets a word if the releases are another package's.

    Raises:
        DataError: A release can't be read, or was changed.
    """
    released = list_releases(releases)
    if not released:
        return
    package = open_texts(folder)
    name, new = package.descriptor["name"], Version.parse(package.descriptor["version"])
    if name != released[-1].name:
        message = f"releases of another package, {released[-1].name}: nothing to hold {name} to"
        warnings.add(Place(releases.as_posix()), message, rule="version-bump")
        return
    latest = released[-1].version
    standing = [release for release in released if not release.withdrawn]
    if any(release.version == new and release.withdrawn for release in released):
        message = explain("this version was withdrawn: take another", found=str(new))
        yield Problem(place, message, "version-bump")
    elif new.order < latest.order:
        message = "a lower version than the latest release"
        text = explain(message, found=str(new), expected=f"{latest} or higher")
        yield Problem(place, text, "version-bump")
    if standing:
        require_intact(standing[-1].folder)
        found = diff(standing[-1].archive, folder)
        yield from _version(standing[-1], new, found, place)
        yield from _lost_ids(standing[-1], package, found, place)


def previous_version(releases: Path, name: str, version: str) -> str:
    """Return the version of the release that one of a package follows; empty for the first."""
    released = [release for release in list_releases(releases) if release.name == name]
    found = last_before(released, Version.parse(version))
    return str(found.version) if found else ""


def _version(old: Release, new: Version, found: Diff, place: Place) -> Iterator[Problem]:
    if new.order < old.version.order or old.version.allows(found.level, new):
        return
    reasons = "; ".join(_reasons(found))
    message = f"too low for a {found.level.name} change since {old.version}: {reasons}"
    expected = f"{old.version.next(found.level)} or higher"
    yield Problem(place, explain(message, found=str(new), expected=expected), "version-bump")


def _reasons(found: Diff) -> list[str]:
    """Return what makes the change as big as it is, the first few."""
    reasons = [describe(change)[2:] for change in found.changes if change.level is found.level]
    reasons += [
        f"{table.name}: rows {'removed' if len(table.removed) else 'added or changed'}"
        for table in found.tables
        if found.level_of(table) is found.level
    ]
    more = len(reasons) - MAX_REASONS
    return reasons[:MAX_REASONS] + ([f"and {more:,} more"] if more > 0 else [])


def _lost_ids(old: Release, package: PackageTexts, found: Diff, place: Place) -> Iterator[Problem]:
    """Yield each published id that is gone, and that no row of retired_ids explains."""
    retired = set(_ids(package, RETIRED, ("entity", "entity_id")))
    for table in found.tables:
        for entity, key in _gone(table, package):
            if (entity, key) not in retired:
                message = explain(
                    f"this id was published in {old.version} and is gone",
                    found=key,
                    expected=f"a row in registers/{RETIRED}.csv that says why",
                )
                yield Problem(Place(place.file, place.line, entity), message, "published-id-kept")


def _gone(table: TableDiff, package: PackageTexts) -> Iterator[tuple[str, str]]:
    """Yield table and id of each removed row that has an id of its own, or that says of one."""
    keys = table.keys(table.old, table.removed)
    schema = package.tables[table.name]["schema"]
    if table.name == RETIRED:
        yield from ((entity, key) for entity, key in keys if not _is_there(package, entity, key))
    elif len(table.key) == 1 and {"register", "record"} & schema.keys():
        yield from ((table.name, key) for (key,) in keys)


def _is_there(package: PackageTexts, table: str, key: str) -> bool:
    schema = package.tables.get(table, {}).get("schema", {})
    return (key,) in _ids(package, table, primary_key(schema))


def _ids(package: PackageTexts, table: str, columns: Sequence[str]) -> Iterator[tuple[str, ...]]:
    if table in package.tables:
        yield from zip(*package.read(table).select(list(columns)).to_pydict().values(), strict=True)
