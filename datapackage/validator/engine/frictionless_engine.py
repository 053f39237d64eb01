"""frictionless's own view of a table, in the data structures of this package.

It judges what the columnar engine does not, and shows its own verdict where that is asked for.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from datapackage.validator.engine.result import Collector, Finding, Sink, TableResult

ALL_ERRORS = 10**9
"""frictionless stops at a thousand errors unless told otherwise."""


def validate_with_frictionless(
    package: Mapping[str, Any],
    basepath: Path,
    name: str,
    *,
    reason: str,
    limit: int | None,
    sink: Sink | None,
    trusted: bool = False,
) -> TableResult:
    """Let frictionless judge one table of a package.

    Args:
        package: The package's descriptor.
        basepath: The folder that paths are relative to.
        name: The resource's name.
        reason: Why the columnar engine does not judge it.
        limit: How many findings of each kind to keep; None: all.
        sink: Receives all findings.
        trusted: Whether paths may leave the folder.
    """
    from frictionless import FrictionlessException, Package, system  # noqa: PLC0415 -- a second

    collector = Collector(name, limit, sink)
    path = next((str(r.get("path", "")) for r in package["resources"] if r["name"] == name), "")
    rows = 0
    try:
        with system.use_context(trusted=trusted):
            descriptor = copy.deepcopy(dict(package))
            loaded = Package.from_descriptor(descriptor, basepath=str(basepath))
            resource = loaded.get_resource(name)
            report = resource.validate(limit_errors=ALL_ERRORS)
        rows = int(report.tasks[0].stats.get("rows") or 0) if report.tasks else 0
        errors = [error for task in report.tasks for error in task.errors] + list(report.errors)
        collector.add(map(to_finding, errors))
    except FrictionlessException as error:
        collector.add(map(to_finding, error.reasons or [error.error]))
    except Exception as error:
        note = f"frictionless gave up: {type(error).__name__}: {error}"
        collector.add([Finding("engine-error", None, None, note)])
    return collector.result(path, rows, engine="frictionless", reason=reason)


def to_finding(error: Any) -> Finding:
    """Turn a frictionless error into a finding."""
    return Finding(
        error.type,
        getattr(error, "row_number", None),
        getattr(error, "field_name", None),
        error.note or error.message,
        getattr(error, "cell", getattr(error, "label", None)),
        getattr(error, "field_number", None),
    )
