"""A package as a portal is to show it: its files in their order, texts by language, descriptor.

Any Data Package will do: titles and sizes come from its descriptor. Of one that our build made, the
catalogue tells more: titles in all languages, and which files are documentation.
"""

from __future__ import annotations

import copy
import hashlib
import json
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import quote

from datapackage.contract import PROFILE
from datapackage.words import document_language
from datapackage.write.checksums import read_checksums
from datapackage.write.descriptor import FILE_NAME

CATALOGUE = "catalogue/dcat.jsonld"

BY_FOLDER = ("SHA256SUMS", "site/", "csv/csv-metadata.json", "database/duckdb.sql")
"""Files that find others by their folders, and so would find nothing on a portal."""

_FORMATS = {
    ".cff": "CFF",
    ".jsonld": "JSON-LD",
    ".md": "Markdown",
    ".parquet": "Parquet",
    ".sqlite": "SQLite",
    ".ttl": "Turtle",
}
"""What the format of a file is called by people, where that is not the ending of its name."""

_REFERENCES = ("path", "schema", "dialect")
"""Properties of a resource that may name a file."""


@dataclass(frozen=True)
class Texts:
    """A text in the language of the descriptor, and in all languages that it is there in."""

    main: str
    by_language: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, language: str) -> str:
        """Return the text in a language; where it is missing, as the descriptor has it."""
        return self.by_language.get(language) or self.main


@dataclass(frozen=True)
class PortalFile:
    """A file that goes to the portal as it is.

    Attributes:
        path: In the package, with slashes.
        titles: What people call it.
        descriptions: What it holds; may be empty.
        format: As portals show it: ``CSV``, ``Parquet``, …
        media_type: IANA media type.
        file: Where it is on this machine.
        content: Its bytes where they are not those of ``file``.
    """

    path: str
    titles: Texts
    descriptions: Texts
    format: str
    media_type: str
    file: Path
    content: bytes | None = None

    def with_bytes(self, content: bytes) -> PortalFile:
        """Return the file with other bytes."""
        return replace(self, content=content)

    def open(self) -> IO[bytes]:
        """Open it for reading."""
        return self.file.open("rb") if self.content is None else BytesIO(self.content)

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of its bytes, in lower-case hexadecimal."""
        return self._digest("sha256")

    @cached_property
    def md5(self) -> str:
        """The MD5 of its bytes, in lower-case hexadecimal."""
        return self._digest("md5")

    def _digest(self, algorithm: str) -> str:
        with self.open() as stream:
            return hashlib.file_digest(stream, algorithm).hexdigest()  # type: ignore[arg-type]


class PortalPackage:
    """A valid package in a folder.

    Attributes:
        descriptor: The content of ``datapackage.json``.
        name: The package's name.
        titles: Of the package.
        descriptions: Of the package.
        keywords: By language; those of the descriptor under an empty text where it names none.
        files: What goes to the portal beside the descriptor: data, then documentation.
        descriptor_file: The descriptor as it lies in the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.descriptor: dict[str, Any] = json.loads(
            (folder / FILE_NAME).read_text(encoding="utf-8-sig")
        )
        self._is_ours = PROFILE in self.descriptor.get("conformsTo", ())
        languages = self.descriptor.get("languages") if self._is_ours else None
        self.language = document_language(languages) if languages else ""
        self._nodes = self._read_catalogue()
        self.name = str(self.descriptor.get("name") or folder.resolve().name)
        dataset = self._nodes.get(f"{self.descriptor.get('id')}#dataset", {})
        title, description = self.descriptor.get("title"), self.descriptor.get("description")
        self.titles = Texts(title or self.name, _by_language(dataset, "dct:title"))
        self.descriptions = Texts(description or "", _by_language(dataset, "dct:description"))
        self.keywords = _lists_by_language(dataset, "dcat:keyword") or {
            self.language: list(self.descriptor.get("keywords", ()))
        }
        self.files = list(self._files())
        self.descriptor_file = self._file(FILE_NAME, {"mediatype": "application/json"})

    def rewritten(self, addresses: Mapping[str, str]) -> bytes:
        """Return the descriptor with the address of each file (path → address) for its path."""
        descriptor = copy.deepcopy(self.descriptor)
        for resource in descriptor["resources"]:
            for key in _REFERENCES:
                match resource.get(key):
                    case str() as path:
                        resource[key] = addresses.get(path, path)
                    case [*paths] if key == "path":
                        resource[key] = [addresses.get(path, path) for path in paths]
        text = json.dumps(descriptor, ensure_ascii=False, indent=2)
        return (text + "\n").encode()

    # --- Files ------------------------------------------------------------------------------

    def _files(self) -> Iterator[PortalFile]:
        """Yield data first: the resources in their order, other data, then what tells of them."""
        described = dict(self._described())
        listed = read_checksums(self._folder) if self._is_ours else {}
        others = [
            path
            for path in listed
            if path not in described and path != FILE_NAME and not path.startswith(BY_FOLDER)
        ]
        for path in (*described, *sorted(others, key=lambda path: (self._tells(path), path))):
            yield self._file(path, described.get(path, {}))

    def _described(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the files that the descriptor names, each with the resource whose data it is."""
        references: list[tuple[str, dict[str, Any]]] = []
        for resource in self.descriptor["resources"]:
            for key in _REFERENCES:
                value = resource.get(key)
                paths = value if isinstance(value, list) else [value]
                found = [path for path in paths if isinstance(path, str) and self._is_here(path)]
                if key == "path":
                    yield from ((path, resource) for path in found)
                else:
                    references += ((path, {}) for path in found)
        yield from references

    def _is_here(self, path: str) -> bool:
        return "://" not in path and (self._folder / path).is_file()

    def _tells(self, path: str) -> bool:
        """Whether a file tells of the data, and holds none."""
        return self._node(path).get("@type") != ["dcat:Distribution"]

    def _file(self, path: str, resource: dict[str, Any]) -> PortalFile:
        node, suffix = self._node(path), PurePosixPath(path).suffix.lower()
        titles = _by_language(node, "dct:title")
        descriptions = _by_language(node, "dct:description")
        media_type = str(resource.get("mediatype") or mimetypes.guess_type(path)[0] or "")
        return PortalFile(
            path,
            Texts(titles.get(self.language) or resource.get("title") or path, titles),
            Texts(
                descriptions.get(self.language) or resource.get("description") or "", descriptions
            ),
            _FORMATS.get(suffix) or suffix[1:].upper(),
            media_type,
            self._folder / path,
        )

    # --- What the catalogue tells -------------------------------------------------------------

    def _read_catalogue(self) -> dict[str, dict[str, Any]]:
        """Return what the catalogue says, by the address of a file or the name of a thing."""
        file = self._folder / CATALOGUE
        if not self._is_ours or not file.is_file():
            return {}
        graph = json.loads(file.read_text(encoding="utf-8"))["@graph"]
        return {node.get("dcat:accessURL", node)["@id"]: node for node in graph}

    def _node(self, path: str) -> dict[str, Any]:
        return self._nodes.get(f"{self.descriptor.get('id')}/{quote(path)}", {})


def _by_language(node: dict[str, Any], key: str) -> dict[str, str]:
    return {language: texts[0] for language, texts in _lists_by_language(node, key).items()}


def _lists_by_language(node: dict[str, Any], key: str) -> dict[str, list[str]]:
    """Return the texts of a property by language; JSON-LD has a single one without a list."""
    values = node.get(key, [])
    found: dict[str, list[str]] = {}
    for value in values if isinstance(values, list) else [values]:
        found.setdefault(value["@language"], []).append(value["@value"])
    return found
