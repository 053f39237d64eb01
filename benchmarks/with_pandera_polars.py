"""Validate with pandera on polars: ``python -m benchmarks.with_pandera_polars FOLDER``.

Like pandera on pandas, each rule is a check of its own. Dates and numbers are made of texts by
polars, and foreign keys are asked of it, both faster than pandera does it.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import pandera.polars as pa
import polars as pl

from benchmarks.with_polars import BOOLEANS, dangling, read, typed

DTYPES = {"date": pl.Date, "integer": pl.Int64, "year": pl.Int64}


def main(folder: Path) -> None:
    """Print the verdict as JSON."""
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources = descriptor["resources"]
    tables = {item["name"]: read(folder / item["path"], item["schema"]) for item in resources}
    found: set[str] = set()
    rows = 0
    for item in resources:
        texts = tables[item["name"]].collect(engine="streaming")
        rows += len(texts)
        table = texts.with_columns(typed(field) for field in item["schema"]["fields"])
        found |= {c for c in table.columns if table[c].null_count() > texts[c].null_count()}
        try:
            compile_schema(item["schema"]).validate(table, lazy=True)
        except pa.errors.SchemaErrors as error:
            found |= set(error.failure_cases["check"].to_list())
    lost = [count for item in resources for count in dangling(item["name"], item["schema"], tables)]
    for answer in pl.collect_all(lost, engine="streaming"):
        found |= {column for column in answer.columns if answer[column].item()}
    print(json.dumps({"valid": not found, "rows": rows, "found": sorted(found)}))


def compile_schema(schema: dict[str, Any]) -> pa.DataFrameSchema:
    """Return the checks of a table."""
    key = schema["primaryKey"]
    columns = {item["name"]: column(item, item["name"] in key) for item in schema["fields"]}
    return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=key)


def column(item: dict[str, Any], is_key: bool) -> pa.Column:
    """Return the checks of a column."""
    rules = item.get("constraints", {})
    checks = []
    if "pattern" in rules:
        checks.append(pa.Check.str_matches(f"^(?:{rules['pattern']})$"))
    listed = BOOLEANS if item["type"] == "boolean" else rules.get("enum")
    if listed is not None:
        checks.append(pa.Check.isin(listed))
    if "minimum" in rules:
        checks.append(pa.Check.ge(bound(item, rules["minimum"])))
    if "maximum" in rules:
        checks.append(pa.Check.le(bound(item, rules["maximum"])))
    nullable = not (is_key or rules.get("required"))
    return pa.Column(DTYPES.get(item["type"], pl.String), checks, nullable=nullable)


def bound(item: dict[str, Any], value: Any) -> Any:
    """Return the end of a range as a value of the column's type."""
    return dt.date.fromisoformat(value) if item["type"] == "date" else value


if __name__ == "__main__":
    main(Path(sys.argv[1]))
