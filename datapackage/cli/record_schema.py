"""Print the JSON Schema of a source record.

Editors that know it complete keys and mark mistakes while a record is typed. It is derived from
the Table Schemas; schemas/records/agreement.schema.json holds a copy.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from datapackage.problems import DataError, ProblemList


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--sources",
        metavar="DIR",
        type=Path,
        default=Path("sources"),
        help="folder whose package.yaml says the languages (default: sources)",
    )
    parser.add_argument("--schemas", metavar="DIR", type=Path, help="folder of the Table Schemas")


def run(options: argparse.Namespace) -> int:
    """Print the schema."""
    from datapackage.read.package import read_package  # noqa: PLC0415
    from datapackage.read.schemas import default_schemas, load_contract  # noqa: PLC0415
    from datapackage.record_schema import record_json_schema  # noqa: PLC0415

    problems = ProblemList()
    package = read_package(options.sources, problems)
    if not package.languages:
        raise DataError(problems)
    contract = load_contract(
        options.schemas or default_schemas(), package.languages, package.required_languages
    )
    schema = record_json_schema(contract)
    print(json.dumps(schema, ensure_ascii=False, indent=2))
    return 0
