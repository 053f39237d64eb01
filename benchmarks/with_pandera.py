"""Validate a data package with pandera on pandas: ``python -m benchmarks.with_pandera FOLDER``.

pandera knows no Table Schema, so each rule becomes a check of its own: a type, a pattern, a list,
a range, uniqueness of the key; a foreign key asks whether the value is one of the parent's.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

DTYPES = {"date": "datetime64[s]", "integer": "Int64", "year": "Int64"}
BOOLEANS = ("true", "True", "TRUE", "1", "false", "False", "FALSE", "0")
Frames = dict[str, pd.DataFrame]


def main(folder: Path) -> None:
    """Print the verdict as JSON."""
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources = descriptor["resources"]
    frames = {item["name"]: read(folder / item["path"]) for item in resources}
    found: set[str] = set()
    for item in resources:
        schema = compile_schema(item["name"], item["schema"], frames)
        try:
            schema.validate(frames[item["name"]], lazy=True)
        except pa.errors.SchemaErrors as error:
            found |= set(error.failure_cases["check"].astype(str))
    rows = sum(map(len, frames.values()))
    print(json.dumps({"valid": not found, "rows": rows, "found": sorted(found)}))


def read(path: Path) -> pd.DataFrame:
    """Read a table as text; only an empty cell is missing."""
    return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], engine="pyarrow")


def compile_schema(name: str, schema: dict[str, Any], frames: Frames) -> pa.DataFrameSchema:
    """Return the checks of a table."""
    key = schema["primaryKey"]
    parents = {k["fields"][0]: parent(name, k, frames) for k in schema["foreignKeys"]}
    columns = {
        item["name"]: column(item, item["name"] in key, parents.get(item["name"]))
        for item in schema["fields"]
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=key)


def parent(name: str, key: dict[str, Any], frames: Frames) -> pd.Series:
    """Return the values that a foreign key may have."""
    reference = key["reference"]
    column_name: str = reference["fields"][0]
    return frames[reference["resource"] or name][column_name]


def column(item: dict[str, Any], is_key: bool, known: pd.Series | None) -> pa.Column:
    """Return the checks of a column."""
    rules = item.get("constraints", {})
    checks = []
    if "pattern" in rules:
        checks.append(pa.Check.str_matches(f"^(?:{rules['pattern']})$", error="pattern"))
    if "enum" in rules:
        checks.append(pa.Check.isin(rules["enum"], error="enum"))
    if "minimum" in rules:
        checks.append(pa.Check.ge(bound(item, rules["minimum"]), error="minimum"))
    if "maximum" in rules:
        checks.append(pa.Check.le(bound(item, rules["maximum"]), error="maximum"))
    if item["type"] == "boolean":
        checks.append(pa.Check.isin(BOOLEANS, error="boolean"))
    if known is not None:
        checks.append(pa.Check(lambda values: values.isin(known), error="foreign-key"))
    nullable = not (is_key or rules.get("required"))
    dtype = DTYPES.get(item["type"], "str")
    return pa.Column(dtype, checks, nullable=nullable, coerce=dtype != "str")


def bound(item: dict[str, Any], value: Any) -> Any:
    """Return the end of a range as a value of the column's type."""
    return pd.Timestamp(value) if item["type"] == "date" else value


if __name__ == "__main__":
    main(Path(sys.argv[1]))
