"""The validation report of a package, as JSON and as Markdown."""

from __future__ import annotations

from pathlib import Path

from datapackage.validation.report import Report
from datapackage.write.descriptor import write_json

FOLDER = "validation"


def write_reports(folder: Path, report: Report) -> None:
    """Write ``validation/report.json`` and ``validation/report.md``."""
    (folder / FOLDER).mkdir()
    write_json(folder / FOLDER / "report.json", report.to_dict())
    markdown = folder / FOLDER / "report.md"
    markdown.write_text(report.to_markdown(), encoding="utf-8", newline="\n")
