"""Validate a data package with frictionless: ``python -m benchmarks.with_frictionless FOLDER``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from frictionless import Package


def main(folder: Path) -> None:
    """Print the verdict as JSON."""
    report = Package(str(folder / "datapackage.json")).validate()
    found = sorted({str(row[0]) for row in report.flatten(["type"])})
    rows = sum(task.stats.get("rows", 0) for task in report.tasks)
    print(json.dumps({"valid": report.valid, "rows": rows, "found": found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
