"""Validate a data package with this package: ``python -m benchmarks.with_columnar FOLDER``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from datapackage.validator import validate_package


def main(folder: Path) -> None:
    """Print the verdict as JSON."""
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    result = validate_package(descriptor, folder)
    other = [table.name for table in result.tables if table.engine != "columnar"]
    if other:
        sys.exit(f"not judged by the columnar engine: {', '.join(other)}")
    found = sorted({kind for table in result.tables for kind, _ in table.counts})
    rows = sum(table.rows for table in result.tables)
    print(json.dumps({"valid": result.valid, "rows": rows, "found": found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
