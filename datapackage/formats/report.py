"""The validation report of a package, as JSON and as Markdown; in English, as messages are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.write.descriptor import write_json

FOLDER = "validation"
REPORT_JSON = f"{FOLDER}/report.json"
REPORT_MARKDOWN = f"{FOLDER}/report.md"


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write both files."""
    (package.folder / FOLDER).mkdir()
    write_json(package.folder / REPORT_JSON, package.report.to_dict())
    (package.folder / REPORT_MARKDOWN).write_text(
        package.report.to_markdown(), encoding="utf-8", newline="\n"
    )
    return [
        PublishedFile(REPORT_JSON, package.titles("report", "JSON"), "application/json", "JSON"),
        PublishedFile(
            REPORT_MARKDOWN, package.titles("report", "Markdown"), "text/markdown", "TXT"
        ),
    ]


def add_section(folder: Path, key: str, value: dict[str, Any], markdown: str) -> None:
    """Add a section to both reports in ``folder``: ``value`` under ``key``, and its Markdown.

    Sections come at the end, in the order of the calls.
    """
    path = folder / REPORT_JSON
    write_json(path, json.loads(path.read_text(encoding="utf-8")) | {key: value})
    with (folder / REPORT_MARKDOWN).open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(f"\n{markdown}")
