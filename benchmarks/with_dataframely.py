"""Validate a data package with dataframely: ``python -m benchmarks.with_dataframely FOLDER``.

The lists, patterns, ranges, required cells and the key of a table are a dataframely schema, which
tells the rows that fail. Dates, which it does not read from text, and foreign keys, which it does
not have, are done by polars.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl

from benchmarks.with_polars import BOOLEANS, dangling, read, typed


def main(folder: Path) -> None:
    """Print the verdict as JSON."""
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources = descriptor["resources"]
    tables = {item["name"]: read(folder / item["path"], item["schema"]) for item in resources}
    found: list[str] = []
    rows = 0
    for item in resources:
        fields = item["schema"]["fields"]
        texts = tables[item["name"]].collect(engine="streaming")
        rows += len(texts)
        table = texts.with_columns(typed(field) for field in fields)
        found += [c for c in table.columns if table[c].null_count() > texts[c].null_count()]
        _, failures = compile_schema(item["name"], item["schema"]).filter(table)
        found += failures.counts()
    lost = [count for item in resources for count in dangling(item["name"], item["schema"], tables)]
    for answer in pl.collect_all(lost, engine="streaming"):
        found += [column for column in answer.columns if answer[column].item()]
    print(json.dumps({"valid": not found, "rows": rows, "found": sorted(found)}))


def compile_schema(name: str, schema: dict[str, Any]) -> type[dy.Schema]:
    """Return the schema of a table."""
    key = schema["primaryKey"]
    columns = {item["name"]: column(item, item["name"] in key) for item in schema["fields"]}
    return type(name, (dy.Schema,), columns)


def column(item: dict[str, Any], is_key: bool) -> dy.Column:
    """Return the rules of a column."""
    rules = item.get("constraints", {})
    low, high = rules.get("minimum"), rules.get("maximum")
    common: dict[str, Any] = {
        "nullable": not (is_key or rules.get("required", False)),
        "primary_key": is_key,
    }
    if item["type"] in ("integer", "year"):
        return dy.Int64(min=low, max=high, **common)
    if item["type"] == "date":
        first, last = (end and dt.date.fromisoformat(end) for end in (low, high))
        return dy.Date(min=first, max=last, **common)
    listed = BOOLEANS if item["type"] == "boolean" else rules.get("enum")
    check = None if listed is None else lambda text: text.is_in(listed)
    pattern = rules.get("pattern")
    return dy.String(regex=pattern and f"^(?:{pattern})$", check=check, **common)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
