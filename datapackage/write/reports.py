"""The validation report of a package, as JSON and as Markdown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from datapackage.rules.report import Report
from datapackage.write.descriptor import write_json

FOLDER = "validation"
REPORT_JSON = f"{FOLDER}/report.json"
REPORT_MARKDOWN = f"{FOLDER}/report.md"


def write_reports(folder: Path, report: Report) -> None:
    """Write ``validation/report.json`` and ``validation/report.md``."""
    (folder / FOLDER).mkdir()
    write_json(folder / REPORT_JSON, report.to_dict())
    (folder / REPORT_MARKDOWN).write_text(report.to_markdown(), encoding="utf-8", newline="\n")


def add_section(folder: Path, key: str, value: dict[str, Any], markdown: str) -> None:
    """Add a section to both reports in ``folder``: ``value`` under ``key``, and its Markdown.

    Sections come at the end, in the order of the calls.
    """
    path = folder / REPORT_JSON
    write_json(path, json.loads(path.read_text(encoding="utf-8")) | {key: value})
    with (folder / REPORT_MARKDOWN).open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(f"\n{markdown}")
