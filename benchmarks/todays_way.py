"""What one would write today: ``python -m benchmarks.todays_way SOURCES OUTPUT``.

``json`` reads the lines, loops gather the rows of each table, ``pandas.json_normalize`` spreads
the languages over columns, ``to_csv`` and ``to_parquet`` write, ``frictionless.validate`` checks.
Nothing is normalised. So that frictionless finds the data valid and reads all of it, dates and
periods are text in its schemas, codes are not listed, and names are no references to registers:
it has less to check than the build has.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from frictionless import Package

from benchmarks.phrases import SPOKEN
from datapackage.contract import Contract
from datapackage.read.schemas import default_schemas, load_contract

KEYS = {
    "agreements": ["agreement_id"],
    "events": ["event_id"],
    "relations": ["agreement_id", "relation_number"],
    "documents": ["document_id"],
    "parties": ["agreement_id", "party_number"],
    "signatories": ["signatory_id"],
    "cooperation_areas": ["area_id"],
    "area_themes": ["area_id", "theme_id"],
    "goals": ["goal_id"],
    "goal_actors": ["goal_id", "actor_number"],
}
REGISTERS = ("organisations", "places", "themes", "theme_mappings", "sources")
Row = dict[str, Any]
Rows = dict[str, list[Row]]


def main(sources: Path, output: Path) -> None:
    """Build and check the tables; exits with the findings if there are any."""
    rows = gather(sources / "agreements" / "agreements.jsonl")
    for name in ("csv", "parquet"):
        (output / name).mkdir(parents=True)
    for name in list(rows):
        write(name, pd.json_normalize(rows.pop(name), sep="_"), output)
    for name in REGISTERS:
        frame = pd.read_csv(sources / "registers" / f"{name}.csv", dtype=str)
        write(name, frame.drop(columns=["aliases", "keep"], errors="ignore"), output)
    report = Package(describe(output), basepath=str(output)).validate()
    if not report.valid:
        sys.exit(str(report.flatten(["type", "rowNumber", "fieldName", "note"])[:10]))


def write(name: str, frame: pd.DataFrame, output: Path) -> None:
    """Write a table with the columns of its schema as CSV and Parquet."""
    frame = frame.rename(columns={"period": "period_start"})
    frame = frame.reindex(columns=[item["name"] for item in schema(name)["fields"]])
    frame = frame.convert_dtypes()
    frame.to_csv(output / "csv" / f"{name}.csv", index=False)
    frame.to_parquet(output / "parquet" / f"{name}.parquet", index=False, compression="zstd")


# --- From records to rows ---------------------------------------------------------------------


def gather(path: Path) -> Rows:
    """Return the rows of each table; a text in four languages is a nested value yet."""
    rows: Rows = {name: [] for name in (*KEYS, "citations")}
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            add_agreement(json.loads(line), rows)
    return rows


def add_agreement(record: Row, rows: Rows) -> None:
    """Take an agreement apart."""
    documents, parties = record.pop("documents", []), record.pop("parties", [])
    signatories, areas = record.pop("signatories", []), record.pop("areas", [])
    events, relations = record.pop("events", []), record.pop("relations", [])
    agreement = {"agreement_id": record["id"]}
    add("agreements", record, rows, agreement)
    for item in events:
        add("events", item, rows, agreement, event_id=item["id"])
    for number, item in enumerate(relations, start=1):
        add("relations", item, rows, agreement, relation_number=number)
    for item in documents:
        add("documents", item, rows, agreement, document_id=item["id"])
    for number, item in enumerate(parties, start=1):
        add("parties", item, rows, agreement, party_number=number)
    for number, item in enumerate(signatories, start=1):
        add("signatories", item, rows, agreement, signatory_id=item["id"], signatory_number=number)
    for number, item in enumerate(areas, start=1):
        goals = item.pop("goals", [])
        themes = item.pop("themes")
        above = {**agreement, "document_id": item["document"], "area_id": item["id"]}
        add("cooperation_areas", item, rows, above, area_number=number)
        for position, theme in enumerate(themes, start=1):
            area = {"area_id": item["id"]}
            add("area_themes", {}, rows, area, theme_id=theme, theme_number=position)
        add_goals(goals, above, rows)


def add_goals(goals: list[Row], above: Row, rows: Rows) -> None:
    """Take the goals of an area apart."""
    for number, item in enumerate(goals, start=1):
        actors = item.pop("actors", [])
        goal = {"goal_id": item["id"]}
        add("goals", item, rows, above, **goal, goal_number=number)
        for position, actor in enumerate(actors, start=1):
            add("goal_actors", actor, rows, goal, actor_number=position)


def add(table: str, item: Row, rows: Rows, above: Row, **more: Any) -> None:
    """Add a row and its citations."""
    citations = item.pop("citations", [])
    row = {**above, **more, **item}
    for short in ("organisation", "place", "signing_place", "related_agreement"):
        if short in row:
            row[f"{short}_id"] = row[short]
    if "position_organisation" in row:
        row["position_organisation_id"] = row["position_organisation"]
    rows[table].append(row)
    record_id = "/".join(str(row[name]) for name in KEYS[table])
    for number, citation in enumerate(citations, start=1):
        rows["citations"].append(
            {
                "citation_id": f"{table}-{record_id}-{number}",
                "table_name": table,
                "record_id": record_id,
                "field_name": citation.get("field"),
                "source_id": citation["source"],
                "covers": "row",
                **citation,
            }
        )


# --- Schemas ----------------------------------------------------------------------------------


@cache
def schemas() -> Contract:
    """Return the schemas as they are published."""
    return load_contract(default_schemas(), SPOKEN)


def schema(name: str) -> dict[str, Any]:
    """Return the Table Schema of a table, without what raw values would break."""
    found = schemas()[name].descriptor
    fields = [loosened(item) for item in found["fields"]]
    keys = [key for key in found.get("foreignKeys", []) if is_kept(key)]
    return {"fields": fields, "primaryKey": found["primaryKey"], "foreignKeys": keys}


def loosened(item: dict[str, Any]) -> dict[str, Any]:
    """Return a field whose raw values are valid."""
    constraints = dict(item.get("constraints", {}))
    raw = item["type"] == "date" or "codelist" in item or item["name"] in RAW_NAMES
    if raw:
        constraints = {k: v for k, v in constraints.items() if k == "required"}
    if item["name"] in ("citation_id", "record_id"):
        constraints.pop("pattern", None)  # made of names here, not of identifiers
    return {
        "name": item["name"],
        "type": "string" if raw else item["type"],
        "constraints": constraints,
    }


RAW_NAMES = {
    *("organisation_id", "place_id", "parent_id", "signing_place_id", "theme_id"),
    *("position_organisation_id",),
}


def is_kept(key: dict[str, Any]) -> bool:
    """Tell whether a foreign key is between identifiers that records state as they are."""
    return not RAW_NAMES & set(key["fields"])


def describe(output: Path) -> dict[str, Any]:
    """Return the descriptor of the CSV files."""
    return {"name": "today", "resources": list(resources(output))}


def resources(output: Path) -> Iterator[dict[str, Any]]:
    """Yield the resource of each CSV file."""
    for path in sorted((output / "csv").glob("*.csv")):
        yield {
            "name": path.stem,
            "type": "table",
            "path": f"csv/{path.name}",
            "format": "csv",
            "encoding": "utf-8",
            "schema": schema(path.stem),
        }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
