"""Print the JSON Schema of a source record.

Editors that know it complete keys and mark mistakes while a record is typed. It is derived from
the Table Schemas; schemas/records/agreement.schema.json holds a copy.

Example: city-cooperation-agreements record-schema > agreement.schema.json
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
        help="folder with package.yaml, for the languages, and codelists/ (default: sources)",
    )
    parser.add_argument("--schemas", metavar="DIR", type=Path, help="folder of the Table Schemas")


def run(options: argparse.Namespace) -> int:
    """Print the schema."""
    from datapackage.read.codelists import codes_of, read_codelists  # noqa: PLC0415
    from datapackage.read.package import read_package  # noqa: PLC0415
    from datapackage.read.schemas import default_schemas, load_contract  # noqa: PLC0415
    from datapackage.read.unread import CODELISTS  # noqa: PLC0415
    from datapackage.record_schema import record_json_schema  # noqa: PLC0415

    problems = ProblemList()
    package = read_package(options.sources, problems)
    if not package.languages:
        raise DataError(problems)
    contract = load_contract(
        options.schemas or default_schemas(),
        package.languages,
        package.required_languages,
        package.citations,
    )
    codelists = read_codelists(options.sources / CODELISTS, contract, problems, ProblemList())
    problems.raise_if_any()
    schema = record_json_schema(contract.with_codes(codes_of(codelists)))
    print(json.dumps(schema, ensure_ascii=False, indent=2))
    return 0
