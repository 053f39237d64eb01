"""Turn source records about agreements between cities into open data.

>>> import datapackage
>>> result = datapackage.build("sources", "output")
>>> result.rows["agreements"]
1

Each command of the command line is a function here: :func:`build`, :func:`check`,
:func:`diff`, :func:`validate`, :func:`verify_citations`, :func:`repair_citations`, :func:`cite`,
:func:`fill_citations`, :func:`coverage`, :func:`init`, :func:`new`, :func:`register_source`,
:func:`write_workbook`, :func:`mark_workbook`, :func:`map_tables`, :func:`suggest_mapping`,
:func:`find_candidates`, :func:`merge_candidates`, :func:`publish_to_ckan`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapackage.problems import DataError, Place, Problem, UsageError

if TYPE_CHECKING:
    from datapackage.changes import Diff, diff
    from datapackage.citations import cite
    from datapackage.coverage import Coverage, coverage
    from datapackage.fill import FilledRecord, fill_citations
    from datapackage.mapping import (
        Candidates,
        MappingReport,
        find_candidates,
        map_tables,
        merge_candidates,
        suggest_mapping,
    )
    from datapackage.pipeline import BuildResult, build, check
    from datapackage.portals import PortalError, Publication, publish_to_ckan
    from datapackage.releases import release, verify_release, withdraw
    from datapackage.repair import Repair, repair_citations
    from datapackage.start.folder import init
    from datapackage.start.record import new
    from datapackage.start.source import register_source
    from datapackage.validation import validate
    from datapackage.verification import verify_citations
    from datapackage.workbook import mark_workbook, write_workbook

__all__ = [
    "BuildResult",
    "Candidates",
    "Coverage",
    "DataError",
    "Diff",
    "FilledRecord",
    "MappingReport",
    "Place",
    "PortalError",
    "Problem",
    "Publication",
    "Repair",
    "UsageError",
    "build",
    "check",
    "cite",
    "coverage",
    "diff",
    "fill_citations",
    "find_candidates",
    "init",
    "map_tables",
    "mark_workbook",
    "merge_candidates",
    "new",
    "publish_to_ckan",
    "register_source",
    "release",
    "repair_citations",
    "suggest_mapping",
    "validate",
    "verify_citations",
    "verify_release",
    "withdraw",
    "write_workbook",
]

_HOMES = {
    "BuildResult": "datapackage.pipeline",
    "Candidates": "datapackage.mapping",
    "MappingReport": "datapackage.mapping",
    "Diff": "datapackage.changes",
    "FilledRecord": "datapackage.fill",
    "PortalError": "datapackage.portals",
    "Publication": "datapackage.portals",
    "Repair": "datapackage.repair",
    "build": "datapackage.pipeline",
    "check": "datapackage.pipeline",
    "Coverage": "datapackage.coverage",
    "cite": "datapackage.citations",
    "coverage": "datapackage.coverage",
    "diff": "datapackage.changes",
    "fill_citations": "datapackage.fill",
    "find_candidates": "datapackage.mapping",
    "init": "datapackage.start.folder",
    "map_tables": "datapackage.mapping",
    "merge_candidates": "datapackage.mapping",
    "suggest_mapping": "datapackage.mapping",
    "mark_workbook": "datapackage.workbook",
    "new": "datapackage.start.record",
    "publish_to_ckan": "datapackage.portals",
    "register_source": "datapackage.start.source",
    "repair_citations": "datapackage.repair",
    "release": "datapackage.releases",
    "validate": "datapackage.validation",
    "verify_citations": "datapackage.verification",
    "verify_release": "datapackage.releases",
    "withdraw": "datapackage.releases",
    "write_workbook": "datapackage.workbook",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: pandas and pyarrow take their time."""
    if name in _HOMES:
        from importlib import import_module  # noqa: PLC0415

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
