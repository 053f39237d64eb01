"""Hurt packages in ways that nobody thought of, and see whether ``validate`` ends in a verdict.

Usage: ``python -m tests.validator.fuzz --minutes 60 [--first 0]`` (``make fuzz``). Each number is a
package: one of several publishers' habits, with up to four changes to its descriptor and its files.
Every one has to end within 30 s of processor time with exit code 0 or 1, one whole JSON document,
nothing beside it, and no failure of the validator. What does not is printed with its number, which
makes it again; put such numbers into ``FOUND``, which the tests try each time.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import gzip
import io
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datapackage.cli import main
from datapackage.validator.engine.check_schema import (
    CONSTRAINTS,
    FIELD_PROPERTIES,
    SCHEMA_PROPERTIES,
)
from tests.validator.packages import foreign_packages, write

SECONDS = 30
LIMITS = ("--at-most", "seconds=1", "--at-most", "frictionless=10")
FOUND: tuple[int, ...] = (201361, 201545)
"""Numbers of packages that once did not end in a verdict."""

WORDS = (
    *SCHEMA_PROPERTIES,
    *FIELD_PROPERTIES,
    *CONSTRAINTS,
    *(
        "path",
        "data",
        "schema",
        "dialect",
        "encoding",
        "format",
        "profile",
        "$schema",
        "bytes",
        "hash",
    ),
    *(
        "delimiter",
        "lineTerminator",
        "quoteChar",
        "escapeChar",
        "header",
        "headerRows",
        "commentChar",
    ),
    *(
        "fields",
        "reference",
        "resource",
        "compression",
        "innerpath",
        "control",
        "layout",
        "title@de",
    ),
)


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1,
        10**30,
        1e308,
        0.1,
        "",
        " ",
        "a",
        "1",
        "\0",
        "\ud800",
        "x" * 5000,
    ),
    *([], {}, [[]], [None], {"": ""}, {"a": {}}, nested(60), nested(150), ["a"] * 2000),
    *(
        "../ports.csv",
        "/etc/hostname",
        "http://127.0.0.1:9/t.csv",
        ".",
        "ports.csv/",
        "loop.csv",
        "p\nq",
    ),
    *("(a+)+", "(a|a)*b", "[", "(?P<a>", "\x1b]0;owned\x07", "\u202e", "ä" * 300, "NaN", "-inf"),
    *(
        "integer",
        "number",
        "date",
        "datetime",
        "list",
        "object",
        "array",
        "geojson",
        "geopoint",
        "any",
    ),
    *(
        "duration",
        "year",
        "yearmonth",
        "boolean",
        "rot13",
        "utf-16",
        "cp1252",
        "utf-7",
        "gz",
        "zip",
    ),
    *(
        "xlsx",
        "json",
        "tsv",
        "parquet",
        ",",
        ";",
        "\t",
        '"',
        "\\",
        "\r",
        "%Y-%m-%d",
        "%",
        "%Q",
        "default",
    ),
    *(
        "ports",
        "calls",
        ["port_id"],
        ["port_id", "port_id"],
        "port_id",
        {"value": "a", "label": "b"},
    ),
)

BYTES = (
    *(
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b'"',
        b'""',
        b"\r",
        b"\n",
        b"\r\n",
        b"\n\n",
        b",",
        b";" * 50,
        b"\t",
    ),
    *(
        b"#",
        b"\\",
        b"\xe2\x80\xa8",
        b"\xf0\x9f\x98\x80",
        b"9" * 400,
        b"=1+1",
        b"1e999",
        b"x" * 70_000,
    ),
)


def package(number: int) -> tuple[dict[str, Any], dict[str, str | bytes]]:
    """Return a hurt package: its descriptor and its files."""
    chance = random.Random(number)
    descriptor, files = copy.deepcopy(chance.choice([*foreign_packages().values()]))
    files = dict(files)
    for _ in range(chance.randint(1, 4)):
        if chance.random() < 0.7 or not files:
            _hurt_descriptor(chance, descriptor)
        else:
            _hurt_file(chance, files)
    return descriptor, files


def containers(value: Any) -> Iterator[Any]:
    """Yield each object and list of a document in JSON, itself included."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict | list):
            yield found
            waiting += found.values() if isinstance(found, dict) else found


def _hurt_descriptor(chance: random.Random, descriptor: dict[str, Any]) -> None:
    inside = chance.choice([*containers(descriptor)])
    value = copy.deepcopy(chance.choice([*VALUES, *containers(descriptor)]))
    keys: list[Any] = [*inside] if isinstance(inside, dict) else [*range(len(inside))]
    action = chance.choice(["set", "set", "set", "remove", "add", "add", "wrap", "rename"])
    key = chance.choice(keys) if keys else None
    if action == "add" or key is None:
        if isinstance(inside, dict):
            inside[chance.choice(WORDS)] = value
        else:
            inside.insert(chance.randint(0, len(inside)), value)
    elif action == "set":
        inside[key] = value
    elif action == "wrap":
        inside[key] = [inside[key]]
    elif action == "remove":
        del inside[key]
    elif isinstance(inside, dict):
        inside[chance.choice(WORDS)] = inside.pop(key)


def _hurt_file(chance: random.Random, files: dict[str, str | bytes]) -> None:
    name = chance.choice(sorted(files))
    content = files[name]
    data = content.encode() if isinstance(content, str) else content
    start, end = sorted(chance.randint(0, len(data)) for _ in range(2))
    hurt = {
        "insert": data[:start] + chance.choice(BYTES) + data[start:],
        "cut": data[:start] + data[end:],
        "repeat": data[:end] + data[start:],
        "many": data + data[start:end] * chance.randint(1, 300),
        "pack": gzip.compress(data),
        "none": b"",
    }
    files[name] = hurt[chance.choice([*hurt])]
    if chance.random() < 0.1:
        files[f"{name}.gz"] = files.pop(name)


def verdict(number: int, folder: Path) -> str:
    """Return what is wrong with the verdict on a package; empty where it is one."""
    descriptor, files = package(number)
    write(folder / "p", descriptor, files)
    (folder / "p" / "loop.csv").symlink_to("loop.csv")
    out, err = io.StringIO(), io.StringIO()
    started = time.process_time()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(["validate", str(folder / "p"), "--format", "json", *LIMITS])
        except BaseException as error:
            return f"{type(error).__name__}: {error}"
    if time.process_time() - started > SECONDS:
        return f"took {time.process_time() - started:.0f} s"
    if code not in (0, 1) or err.getvalue():
        return f"exit code {code}: {err.getvalue()}"
    if "the validator failed" in out.getvalue():
        found = [m for m in _messages(json.loads(out.getvalue())) if "the validator failed" in m]
        return found[0]
    json.loads(out.getvalue())
    return ""


def _messages(document: Any) -> Iterator[str]:
    for container in containers(document):
        if isinstance(container, dict) and isinstance(container.get("message"), str):
            yield container["message"]


def fuzz(minutes: float, first: int) -> int:
    """Try packages until the time is over, and return how many did not end in a verdict."""
    end, number, bad = time.monotonic() + 60 * minutes, first, 0
    while time.monotonic() < end:
        with tempfile.TemporaryDirectory() as folder:
            if wrong := verdict(number, Path(folder)):
                bad += 1
                sys.stdout.write(f"{number}: {wrong}\n")
        number += 1
    sys.stdout.write(f"{number - first} packages, {bad} without a verdict\n")
    return bad


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    sys.exit(bool(fuzz(options.minutes, options.first)))
