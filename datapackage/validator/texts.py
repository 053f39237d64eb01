"""The tables of any package as texts, cell for cell, for whoever compares or counts them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from datapackage.problems import DataError, Place, Problem
from datapackage.validator.engine.errors import READ_ERRORS, UnreadableFile
from datapackage.validator.engine.fields.base import UnsupportedError
from datapackage.validator.engine.schema import Field, compile_field
from datapackage.validator.engine.source import locate, open_table
from datapackage.validator.results import Collector
from datapackage.validator.target.descriptor import prepare
from datapackage.validator.target.files import PathError, check_path, local_paths
from datapackage.validator.target.find import find_target


@dataclass(frozen=True, slots=True)
class PackageTexts:
    """A package to read as texts.

    Attributes:
        path: As it was given, for messages.
        folder: What the paths of its resources are relative to.
        descriptor: Its descriptor, with the schemas and dialects that it refers to in place.
        held_back: Why a resource can't be read, by its name.
    """

    path: str
    folder: Path
    descriptor: dict[str, Any]
    held_back: dict[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        """Each resource with a Table Schema by its name; what comes twice is there once.

        A table may come in two formats, or once more to be read: then it has our ``viewOf``.
        """
        found = {
            str(resource.get("name")): resource
            for resource in self.descriptor.get("resources", [])
            if isinstance(resource, dict)
            and isinstance(resource.get("schema"), dict)
            and "viewOf" not in resource
        }
        return {
            name: resource
            for name, resource in found.items()
            if name.removesuffix("-parquet") == name or name.removesuffix("-parquet") not in found
        }

    def read(self, name: str) -> pa.Table:
        """Return a table's columns, all of them text; a cell that a row lacks is empty.

        Raises:
            DataError: The file is not there, or can't be read.
        """
        resource = self.tables[name]
        try:
            if name in self.held_back:
                raise UnsupportedError(self.held_back[name])
            for path in local_paths(resource):
                check_path(self.folder, path, trusted=False)
            return _read(resource, self.folder)
        except UnsupportedError as error:
            message = f"not a kind of table that is read here: {error}"
        except (PathError, UnreadableFile, *READ_ERRORS) as error:
            message = f"the table can't be read: {error}"
        raise DataError([Problem(Place(self.path, 0, name), message, "file")])


def open_texts(path: str | Path) -> PackageTexts:
    """Open a package's folder or descriptor, a resource's descriptor, or a table's file.

    Raises:
        DataError: There is no such file, or its descriptor is not JSON.
        UsageError: It is none of these.
    """
    target = find_target(path)
    prepared = prepare(target, Collector(), trusted=False)
    resources = dict(prepared.resources())
    reasons = {str(resources[at].get("name")): why for at, why in prepared.held_back.items()}
    return PackageTexts(str(path), target.folder, prepared.descriptor, reasons)


def _read(resource: dict[str, Any], folder: Path) -> pa.Table:
    file = open_table(locate(resource, folder))
    head = file.head()
    if len(set(head.labels)) < len(head.labels):
        raise UnsupportedError("two of its columns have the same name")
    fields = [_text_field(label) for label in head.labels]
    columns: list[list[Any]] = [[] for _ in fields]
    for batch in file.batches(head, fields, range(len(fields))):  # type: ignore[arg-type]
        for chunks, column in zip(columns, batch.columns, strict=True):
            chunks.append(column.fill_null("") if column.null_count else column)
    return pa.table(
        [pa.chunked_array(chunks, pa.string()) for chunks in columns], names=list(head.labels)
    )


def _text_field(label: str) -> Field:
    return compile_field({"name": label, "type": "string"}, frozenset([""]))
