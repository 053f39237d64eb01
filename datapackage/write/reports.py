"""The validation report of a package, as JSON and as Markdown."""

from __future__ import annotations

from pathlib import Path

from datapackage.validation.report import Report
from datapackage.write.descriptor import write_json

FOLDER = "validation"
REPORT_JSON = f"{FOLDER}/report.json"
REPORT_MARKDOWN = f"{FOLDER}/report.md"


def write_reports(folder: Path, report: Report) -> None:
    """Write ``validation/report.json`` and ``validation/report.md``."""
    (folder / FOLDER).mkdir()
    write_json(folder / REPORT_JSON, report.to_dict())
    (folder / REPORT_MARKDOWN).write_text(report.to_markdown(), encoding="utf-8", newline="\n")
