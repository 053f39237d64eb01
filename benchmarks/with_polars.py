"""Validate a data package with polars by hand: ``python -m benchmarks.with_polars FOLDER``.

Each rule is an expression that counts what breaks it; polars reads the files lazily, in stretches,
on all cores, and works all of them out at one go. What is found is told by column, without rows.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

BOOLEANS = ("true", "True", "TRUE", "1", "false", "False", "FALSE", "0")
Frames = dict[str, pl.LazyFrame]


def main(folder: Path) -> None:
    """Print the verdict as JSON."""
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources = descriptor["resources"]
    tables = {item["name"]: read(folder / item["path"], item["schema"]) for item in resources}
    questions = [
        tables[item["name"]].select(pl.len().alias("rows"), *rules(item["schema"]))
        for item in resources
    ]
    questions += [
        count for item in resources for count in dangling(item["name"], item["schema"], tables)
    ]
    answers = pl.collect_all(questions, engine="streaming")
    rows = sum(answer["rows"].item() for answer in answers if "rows" in answer.columns)
    broken = {column: answer[column].item() for answer in answers for column in answer.columns}
    found = sorted(column for column, count in broken.items() if count and column != "rows")
    print(json.dumps({"valid": not found, "rows": rows, "found": found}))


def read(path: Path, schema: dict[str, Any]) -> pl.LazyFrame:
    """Return a table of texts that is read when it is asked for; only an empty cell is missing."""
    return pl.scan_csv(path, schema=dict.fromkeys((f["name"] for f in schema["fields"]), pl.String))


def rules(schema: dict[str, Any]) -> Iterator[pl.Expr]:
    """Yield for each rule of a table how many cells or rows break it."""
    key = schema["primaryKey"]
    yield (pl.len() - pl.struct(key).n_unique()).alias("primary key")
    for item in schema["fields"]:
        checks = cells(item, pl.col(item["name"]), is_key=item["name"] in key)
        for number, is_wrong in enumerate(checks):
            yield is_wrong.sum().alias(f"{item['name']} {number}")


def cells(item: dict[str, Any], text: pl.Expr, *, is_key: bool) -> Iterator[pl.Expr]:
    """Yield for each rule of a column which cells break it."""
    constraints = item.get("constraints", {})
    values = typed(item)
    if item["type"] in ("integer", "year", "date"):
        yield values.is_null() & text.is_not_null()
    if item["type"] == "boolean":
        yield ~text.is_in(BOOLEANS)
    if is_key or constraints.get("required"):
        yield text.is_null()
    if "pattern" in constraints:
        yield ~text.str.contains(f"^(?:{constraints['pattern']})$")
    if "enum" in constraints:
        yield ~text.is_in(constraints["enum"])
    if "minimum" in constraints:
        yield values < bound(item, constraints["minimum"])
    if "maximum" in constraints:
        yield values > bound(item, constraints["maximum"])


def typed(item: dict[str, Any]) -> pl.Expr:
    """Return a column of texts with the type of its values; null where a text has none."""
    text = pl.col(item["name"])
    if item["type"] in ("integer", "year"):
        return text.cast(pl.Int64, strict=False)
    if item["type"] == "date":
        return text.str.to_date("%Y-%m-%d", strict=False)
    return text


def bound(item: dict[str, Any], value: Any) -> pl.Expr:
    """Return the end of a range as a value of the column's type."""
    return pl.lit(value).str.to_date() if item["type"] == "date" else pl.lit(value)


def dangling(name: str, schema: dict[str, Any], tables: Frames) -> Iterator[pl.LazyFrame]:
    """Yield for each foreign key of a table how many of its values stand nowhere."""
    for key in schema["foreignKeys"]:
        (field,), (target,) = key["fields"], key["reference"]["fields"]
        parent = tables[key["reference"]["resource"] or name]
        stated = tables[name].select(field).drop_nulls()
        lost = stated.join(parent.select(target), left_on=field, right_on=target, how="anti")
        yield lost.select(pl.len().alias(f"{name} {field}"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
