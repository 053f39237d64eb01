"""Validate a data package with DuckDB's constraints: ``python -m benchmarks.with_duckdb FOLDER``.

Each CSV is loaded into a table in memory that has the rules as NOT NULL, CHECK, PRIMARY KEY and
FOREIGN KEY. The first row that breaks one ends the load: DuckDB tells that the data is wrong, not
how often. A foreign key to the table itself is a query after the load, since DuckDB refuses rows
whose parent comes in the same load.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb

TYPES = {"date": "DATE", "integer": "BIGINT", "year": "BIGINT", "boolean": "BOOLEAN"}


def main(folder: Path) -> None:
    """Print the verdict as JSON."""
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    database = duckdb.connect()
    rows, found = 0, ""
    for item in descriptor["resources"]:
        database.execute(create(item["name"], item["schema"]))
        try:
            database.execute(load(item, folder))
            found = dangling(database, item["name"], item["schema"])
        except (duckdb.ConstraintException, duckdb.ConversionException) as error:
            found = str(error).splitlines()[0]
        if found:
            break
        rows += database.table(item["name"]).count("*").fetchall()[0][0]
    found_list = [found] if found else []
    print(json.dumps({"valid": not found, "rows": rows, "found": found_list}))


def create(name: str, schema: dict[str, Any]) -> str:
    """Return the statement that makes a table with its constraints."""
    parts = [column(item) for item in schema["fields"]]
    parts.append(f"PRIMARY KEY ({', '.join(schema['primaryKey'])})")
    parts += [foreign_key(key) for key in schema["foreignKeys"] if key["reference"]["resource"]]
    return f"CREATE TABLE {name} ({', '.join(parts)})"


def column(item: dict[str, Any]) -> str:
    """Return the definition of a column; CHECK lets empty cells pass, as Table Schema does."""
    name, rules = item["name"], item.get("constraints", {})
    checks = []
    if "pattern" in rules:
        checks.append(f"regexp_full_match({name}, {literal(rules['pattern'])})")
    if "enum" in rules:
        checks.append(f"{name} IN ({', '.join(map(literal, rules['enum']))})")
    if "minimum" in rules:
        checks.append(f"{name} >= {literal(rules['minimum'])}")
    if "maximum" in rules:
        checks.append(f"{name} <= {literal(rules['maximum'])}")
    not_null = " NOT NULL" if rules.get("required") else ""
    return f"{name} {sql_type(item)}{not_null}" + "".join(f" CHECK ({check})" for check in checks)


def foreign_key(key: dict[str, Any]) -> str:
    """Return a foreign key to another table."""
    reference = key["reference"]
    fields, parent_fields = ", ".join(key["fields"]), ", ".join(reference["fields"])
    return f"FOREIGN KEY ({fields}) REFERENCES {reference['resource']} ({parent_fields})"


def dangling(database: duckdb.DuckDBPyConnection, name: str, schema: dict[str, Any]) -> str:
    """Return what is wrong with the references of a table to itself, or nothing."""
    for key in schema["foreignKeys"]:
        if not key["reference"]["resource"]:
            (field,), (parent,) = key["fields"], key["reference"]["fields"]
            rows = database.execute(
                f"SELECT count(*) FROM {name} WHERE {field} IS NOT NULL"
                f" AND {field} NOT IN (SELECT {parent} FROM {name})"
            ).fetchall()
            if rows[0][0]:
                return f"{rows[0][0]} values of {field} stand nowhere in {parent}"
    return ""


def load(item: dict[str, Any], folder: Path) -> str:
    """Return the statement that loads a table from its file."""
    fields = item["schema"]["fields"]
    columns = ", ".join(f"{literal(f['name'])}: {literal(sql_type(f))}" for f in fields)
    path = literal(str(folder / item["path"]))
    return (
        f"INSERT INTO {item['name']} SELECT * FROM read_csv({path}, header=true, delim=',',"
        f" quote='\"', escape='\"', nullstr='', auto_detect=false, columns={{{columns}}})"
    )


def sql_type(item: dict[str, Any]) -> str:
    """Return the type of a column."""
    return TYPES.get(item["type"], "VARCHAR")


def literal(value: Any) -> str:
    """Return a value as SQL writes it."""
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
