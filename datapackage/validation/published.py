"""Checking a package that was published: everything that a reader relies on."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from datapackage.contract import default_schemas, load_contract
from datapackage.problems import DataError, Place, Problem
from datapackage.validation import integrity
from datapackage.validation.package import check_package
from datapackage.validation.report import Report
from datapackage.write.descriptor import FILE_NAME
from datapackage.write.tables import csv_path, parquet_path


def validate(path: str | Path = "output", *, schemas: str | Path | None = None) -> Report:
    """Check a published package of ours against all rules.

    Args:
        path: The package's folder, or its ``datapackage.json``.
        schemas: Folder of the Table Schemas that it is held against.

    Raises:
        DataError: There is no package, or so much of it is missing that no rule can be checked:
            the descriptor is no JSON or breaks its profile, a table has no file or one that is
            damaged beyond reading.
    """
    folder = Path(path)
    folder = folder.parent if folder.name == FILE_NAME else folder
    contract = load_contract(Path(schemas) if schemas else default_schemas())
    descriptor = read_descriptor(folder)
    missing = [
        Problem(Place(str(folder / file)), "the file is missing", "missing-file")
        for name in contract
        for file in (csv_path(name), parquet_path(name))
        if not (folder / file).is_file()
    ]
    if missing:
        raise DataError(missing)
    try:
        return check_package(folder, descriptor, contract, published=True)
    except (pa.ArrowException, OSError) as error:
        raise DataError(_damage(folder, descriptor, error)) from error


def _damage(folder: Path, descriptor: dict[str, Any], error: Exception) -> list[Problem]:
    """Return which files are not as they were published, where one of them can't be read."""
    findings = [*integrity.resource_files(folder, descriptor), *integrity.checksums(folder)]
    changed = [
        Problem(Place(f"{folder}/{item.table}", 0, item.column), item.message, "damaged-file")
        for item in findings
    ]
    reason = " ".join(str(error).split())
    message = f"a file of the package can't be read: {reason}"
    return changed or [Problem(Place(str(folder)), message, "damaged-file")]


def read_descriptor(folder: Path) -> dict[str, Any]:
    """Return the descriptor of a package; raises DataError where it is not a valid one."""
    path = folder / FILE_NAME
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError([Problem(Place(str(path)), "no such file", "missing-file")]) from None
    except UnicodeDecodeError:
        raise DataError([Problem(Place(str(path)), "not UTF-8", "not-utf-8")]) from None
    except json.JSONDecodeError as error:
        place = Place(str(path), error.lineno)
        raise DataError([Problem(place, f"not JSON: {error.msg}", "invalid-json")]) from None
    problems = profile_problems(descriptor, str(path))
    if not problems:  # our packages have these, though the profile does not ask for them
        missing = [name for name in ("name", "version") if name not in descriptor]
        problems = [Problem(Place(str(path), 0, n), "is missing", "descriptor") for n in missing]
    if problems:
        raise DataError(problems)
    return dict(descriptor)


def profile_problems(descriptor: Any, file: str) -> list[Problem]:
    """Return what breaks the JSON profile of Data Package v2, as dplib ships it for offline use."""
    # jsonschema is wanted here only, and a build has no use for it.
    import jsonschema  # noqa: PLC0415
    from referencing import Registry, Resource  # noqa: PLC0415

    resources = []
    for path in sorted(_profiles().glob("*.json")):
        contents = json.loads(path.read_text(encoding="utf-8"))
        address = f"https://datapackage.org/profiles/2.0/{path.name}"
        resources.append((address, Resource.from_contents(contents)))
    registry: Registry[Any] = Registry().with_resources(resources)
    profile = registry.contents("https://datapackage.org/profiles/2.0/datapackage.json")
    validator = jsonschema.Draft7Validator(profile, registry=registry)
    return [
        Problem(
            Place(file, 0, error.json_path.removeprefix("$").lstrip(".")),
            error.message,
            "descriptor",
        )
        for error in validator.iter_errors(descriptor)
    ]


def _profiles() -> Path:
    """Return the folder of the profiles; dplib itself is not imported, its data is what we use."""
    spec = importlib.util.find_spec("dplib")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("dplib-py is not installed")
    return Path(spec.origin).parent / "profiles" / "2.0"
