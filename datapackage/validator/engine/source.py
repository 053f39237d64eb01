"""A resource's file: where it is, how it is packed, encoded and read.

Anything but a local CSV, TSV or Parquet file is left to frictionless.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import hashlib
import lzma
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from datapackage.validator.engine.dialect import compile_dialect
from datapackage.validator.engine.encodings import is_text_encoding
from datapackage.validator.engine.errors import READ_ERRORS
from datapackage.validator.engine.fields.base import UnsupportedError
from datapackage.validator.engine.limited import LimitedFile
from datapackage.validator.engine.read_csv import CsvFile, Opener
from datapackage.validator.engine.read_parquet import ParquetFile
from datapackage.validator.limits import DEFAULT_LIMITS, LimitPassed, Limits
from datapackage.validator.results import Finding

COMPRESSIONS = ("gz", "zip", "bz2", "xz")
ENCODING_SAMPLE = 100_000
"""So many bytes frictionless looks at to guess an encoding that the resource does not give."""

NO_LINES = (".parquet", ".xlsx", ".xls", ".ods", ".json", ".geojson")
HASHES = ("md5", "sha256")
SPECIAL_PROPERTIES = (
    "data",
    "layout",
    "stats",
    "control",
    "innerpath",
    "scheme",
    "extrapaths",
    "missingValues",
)
"""Properties of a resource that this engine does not follow."""

PROPERTY_TYPES: dict[str, type] = {
    "bytes": int,
    "fields": int,
    "rows": int,
    "hash": str,
    "encoding": str,
    "format": str,
    "title": str,
    "description": str,
}


@dataclass(frozen=True, slots=True)
class Resource:
    """The parts of a resource's descriptor that say how its file is read and checked."""

    name: str
    path: str
    file: Path
    form: str
    compression: str
    descriptor: Mapping[str, Any]
    limits: Limits = DEFAULT_LIMITS


def locate(
    descriptor: Mapping[str, Any], basepath: Path, limits: Limits = DEFAULT_LIMITS
) -> Resource:
    """Find a resource's file.

    Raises:
        UnsupportedError: If it is not one local file of a known format.
    """
    special = [name for name in SPECIAL_PROPERTIES if descriptor.get(name) is not None]
    if descriptor.get("scheme") == "file":  # as some publishers say of each of their files
        special.remove("scheme")
    if special:
        raise UnsupportedError(f'"{special[0]}" of the resource')
    for name, kind in PROPERTY_TYPES.items():
        value = descriptor.get(name, kind())
        if not isinstance(value, kind) or isinstance(value, bool):
            raise UnsupportedError(f'"{name}" of the resource has a value of the wrong type')
    path = descriptor.get("path")
    if isinstance(path, list) and len(path) == 1:
        path = path[0]
    if not isinstance(path, str) or "://" in path:
        raise UnsupportedError("the resource is not one local file")
    file = basepath / path
    if not file.is_file():
        raise UnsupportedError("there is no such file")
    parts = path.rsplit("/", 1)[-1].lower().split(".")
    compression = parts.pop() if parts[-1] in COMPRESSIONS else ""
    if descriptor.get("compression", compression) != compression:
        raise UnsupportedError(f'compression "{descriptor["compression"]}"')
    form = str(descriptor.get("format") or parts[-1]).lower()
    if form not in ("csv", "tsv", "parquet") or (compression and form == "parquet"):
        raise UnsupportedError(f'format "{form}"')
    name = str(descriptor.get("name", ""))
    return Resource(name, path, file, form, compression, descriptor, limits)


def make_opener(file: Path, compression: str) -> Opener:
    """Return what opens the file's bytes, unpacked."""
    return lambda: cast("IO[bytes]", _OPENERS[compression](file))


def passed_limit(resource: Mapping[str, Any], basepath: Path, limits: Limits) -> str:
    """Return which limit a file passes that this engine does not read; empty if none.

    frictionless reads lines whole, and would unpack what there is.
    """
    raw = resource.get("path") or []
    for path in raw if isinstance(raw, list) else [raw]:
        file = basepath / str(path)
        compression = file.suffix[1:].lower()
        compression = compression if compression in COMPRESSIONS else ""
        if "://" in str(path) or not file.is_file() or file.suffix in NO_LINES:
            continue
        try:
            with LimitedFile(make_opener(file, compression)(), limits, bool(compression)) as stream:
                while stream.read(ENCODING_SAMPLE):
                    pass
        except LimitPassed as error:
            return str(error)
        except READ_ERRORS:
            continue  # frictionless says what is wrong with it
    return ""


def _open_zip(file: Path) -> IO[bytes]:
    archive = zipfile.ZipFile(file)
    names = archive.namelist()
    if not names:
        raise zipfile.BadZipFile("there is no file in the archive")
    return archive.open(names[0])


_OPENERS: Mapping[str, Callable[[Path], Any]] = {
    "": lambda file: file.open("rb"),
    "gz": gzip.open,
    "bz2": bz2.open,
    "xz": lzma.open,
    "zip": _open_zip,
}


def find_encoding(declared: object, opener: Opener) -> str:
    """Return the Python codec for a file.

    The standard's default is UTF-8. frictionless guesses instead; its guess is followed only
    where the file can't be UTF-8, by leaving the file to it.

    Raises:
        UnsupportedError: For such a file, for an unknown encoding, or one that can't be unpacked.
    """
    if not is_text_encoding(str(declared or "utf-8")):
        raise UnsupportedError("the encoding is not one of text")
    name = codecs.lookup(str(declared or "utf-8")).name
    try:
        with opener() as stream:
            sample = stream.read(ENCODING_SAMPLE)
    except (LookupError, *READ_ERRORS) as error:
        if isinstance(error, OSError) and error.errno:  # the system's, which frictionless has, too
            raise
        raise UnsupportedError(f"the file can't be opened: {error}") from error
    if declared is None:
        try:
            codecs.getincrementaldecoder("utf-8")().decode(sample)
        except UnicodeDecodeError as error:
            raise UnsupportedError("no encoding is given, and it is not UTF-8") from error
    marks = {"utf-16-be": codecs.BOM_UTF16_BE, "utf-16-le": codecs.BOM_UTF16_LE}
    if name in marks and sample.startswith(marks[name]):
        return "utf-16"
    return "utf-8-sig" if name == "utf-8" else name


def open_table(resource: Resource) -> CsvFile | ParquetFile:
    """Return the reader of a resource's file.

    Raises:
        UnsupportedError: If its dialect or its encoding is not one that this engine reads.
    """
    if resource.form == "parquet":
        if resource.descriptor.get("dialect"):
            raise UnsupportedError("a dialect for Parquet")
        return ParquetFile(resource.file)
    opener = make_opener(resource.file, resource.compression)
    dialect = compile_dialect(resource.descriptor.get("dialect"), resource.form)
    encoding = find_encoding(resource.descriptor.get("encoding"), opener)
    newline = "" if resource.form == "csv" else None
    plain = None if resource.compression else resource.file
    return CsvFile(opener, encoding, dialect, newline, plain, resource.limits)


def check_file(resource: Resource, rows: int, fields: int) -> Iterator[Finding]:
    """Yield what is wrong with the file as a whole: bytes, hash, numbers of rows and fields."""
    declared = resource.descriptor.get("hash")
    if isinstance(declared, str) and declared:
        algorithm, _, expected = declared.rpartition(":")
        actual = _digest(resource.file, algorithm or "md5")
        if actual is not None and actual != expected:
            yield _difference("file-hash", "hash-count", expected, actual)
    size = resource.file.stat().st_size
    for name, rule, error, actual_number in (
        ("bytes", "file-size", "byte-count", size),
        ("fields", "column-count", "field-count", fields),
        ("rows", "row-count", "row-count", rows),
    ):
        expected_number = resource.descriptor.get(name)
        if expected_number and expected_number != actual_number:
            yield _difference(rule, error, expected_number, actual_number)


def _difference(rule: str, error: str, expected: object, actual: object) -> Finding:
    return Finding(rule, value=str(actual), bound=expected, error=error)


def _digest(file: Path, algorithm: str) -> str | None:
    if algorithm not in HASHES:
        return None
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, algorithm).hexdigest()
