"""What a PATH on the command line means: a package, a resource's descriptor, or a table's file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datapackage.problems import DataError, Place, Problem, UsageError
from datapackage.validator.results import Kind
from datapackage.validator.target.json_file import JsonFile, JsonPath, read_json
from datapackage.validator.target.profile import Standard

DESCRIPTOR = "datapackage.json"
V1 = "https://datapackage.org/profiles/1."
PROFILE_V2 = "https://datapackage.org/profiles/2.0/datapackage.json"

URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
"""What begins like this is an address, not a path."""

TABLES = ("csv", "tsv", "parquet")
PACKED = ("gz", "zip", "bz2", "xz")


@dataclass(frozen=True, slots=True)
class Target:
    """Something to validate.

    Attributes:
        path: As it was given, for messages.
        kind: What it is.
        folder: What the paths of its resources are relative to.
        descriptor: A package's descriptor; resources and tables are wrapped into one.
        standard: The version of the standard that it follows.
        source: Where the descriptor, or the schema of a table, was read from, if anywhere.
        prefix: The place of ``source``'s content in ``descriptor``.
    """

    path: str
    kind: Kind
    folder: Path
    descriptor: dict[str, Any]
    standard: Standard
    source: JsonFile | None
    prefix: JsonPath = ()

    def shown(self, path: str) -> str:
        """Return a path of a resource as messages write it."""
        return (self.folder / path).as_posix()


def find_target(path: str | Path, schema: str | Path | None = None) -> Target:
    """Find out what a path leads to and read its descriptor.

    Args:
        path: A package's folder or descriptor, a resource's descriptor, a CSV or Parquet file.
        schema: A file with the Table Schema of a CSV or Parquet file.

    Raises:
        UsageError: It is something that can't be validated, or a schema is given for what has
            schemas of its own.
        DataError: There is no such file, or the descriptor is not JSON.
    """
    text = str(path)
    if URL.match(text):
        raise UsageError(f"{text}: only local files are validated; download it first")
    location = Path(path)
    if not _exists(location):
        raise DataError([Problem(Place(text), "there is no such file or folder", "missing-file")])
    if location.is_dir():
        location = _descriptor_of(location)
    if location.suffix.lower() == ".json":
        if schema is not None:
            raise UsageError(
                f"{text}: --schema is for a CSV or Parquet file; a descriptor names its own schemas"
            )
        return _read_descriptor(text, location)
    if not _is_table(location):
        raise UsageError(
            f"{text}: not a Data Package (a folder or its {DESCRIPTOR}), a resource's descriptor"
            " (.json), or a table (.csv, .tsv, .parquet)"
        )
    return _table(text, location, schema)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # no file can have such a name
        return False


def standard_of(descriptor: dict[str, Any]) -> Standard:
    """Return the version of the standard that a descriptor follows.

    Version 2 brought ``$schema`` (Data Package v2, Profiles): a descriptor without it is of
    version 1, and one that names a profile of somebody else's extends version 2.
    """
    profile = descriptor.get("$schema")
    return "1" if not profile or str(profile).startswith(V1) else "2"


def _is_table(path: Path) -> bool:
    parts = path.name.lower().split(".")[1:]
    if parts and parts[-1] in PACKED:
        parts.pop()
    return bool(parts) and parts[-1] in TABLES


def _descriptor_of(folder: Path) -> Path:
    if (folder / DESCRIPTOR).is_file():
        return folder / DESCRIPTOR
    message = f"the folder holds no {DESCRIPTOR}, so it is no Data Package"
    others = sorted(file.name for file in folder.glob("*.json"))
    if others:
        message += f" (found {', '.join(others[:3])}; name a resource's descriptor itself)"
    raise DataError([Problem(Place(str(folder)), message, "missing-file")])


def _read_descriptor(text: str, path: Path) -> Target:
    file = read_json(path)
    value = file.value
    if not isinstance(value, dict):
        message = "not a descriptor (found no JSON object)"
        raise DataError([Problem(Place(file.name), message, "descriptor")])
    standard = standard_of(value)
    if "resources" in value or path.name == DESCRIPTOR:
        return Target(text, "package", path.parent, value, standard, file)
    if "fields" in value:
        raise UsageError(
            f"{text}: a Table Schema; name the table's file, and this one with --schema"
        )
    if "path" in value or "data" in value:
        package = _wrap(value, standard)
        return Target(text, "resource", path.parent, package, standard, file, ("resources", 0))
    message = "neither a package (it has no 'resources') nor a resource (no 'path', no 'data')"
    raise DataError([Problem(Place(file.name), message, "descriptor")])


def _table(text: str, path: Path, schema: str | Path | None) -> Target:
    resource: dict[str, Any] = {"name": path.name.split(".")[0].lower(), "path": path.name}
    if schema is None:
        return Target(text, "table", path.parent, _wrap(resource, "2"), "2", None)
    file = read_json(Path(schema))
    if not isinstance(file.value, dict):
        message = "not a Table Schema (found no JSON object)"
        raise DataError([Problem(Place(file.name), message, "descriptor")])
    resource["schema"] = file.value
    package = _wrap(resource, "2")
    return Target(text, "table", path.parent, package, "2", file, ("resources", 0, "schema"))


def _wrap(resource: dict[str, Any], standard: Standard) -> dict[str, Any]:
    profile = {"$schema": PROFILE_V2} if standard == "2" else {}
    return {**profile, "resources": [resource]}
