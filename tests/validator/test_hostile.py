"""Packages made to hurt: each ends in a verdict, and the tables beside the bad one are judged."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from datapackage.cli import main
from datapackage.validator.engine import package as engine
from datapackage.validator.engine.table import Table, check_table
from datapackage.validator.render import FORMATS
from tests.validator.packages import HARBOUR_FILES, harbours, resource, write

Change = Callable[[dict[str, Any]], object]

FIELDS: dict[str, Any] = {"fields": [{"name": "a", "type": "string"}]}
LONE = "\ud800"
ESCAPE = "\x1b]0;owned\x07"


def beside(**changes: Any) -> Change:
    """Return what puts a bad table beside the good ones."""
    described = {**resource("bad", "bad.csv", FIELDS), **changes}
    return lambda d: d["resources"].append(described)


def nested(depth: int) -> Any:
    value: Any = {}
    for _ in range(depth):
        value = {"a": value}
    return value


def with_a(**constraints: Any) -> Any:
    return {"fields": [{"name": "a", "type": "string", "constraints": constraints}]}


def linked(name: str) -> Any:
    key = {"fields": "a", "reference": {"resource": name, "fields": "a"}}
    return {**FIELDS, "primaryKey": "a", "foreignKeys": [key]}


CASES: dict[str, tuple[Change, str]] = {
    "NUL in a path": (beside(path="b\0d.csv"), "not the path of a file (found 'b\\u0000d.csv'"),
    "NUL in a schema's path": (beside(schema="s\0.json"), "not the path of a file"),
    "a link to itself": (beside(path="loop.csv"), "not the path of a file"),
    "a schema that is a link to itself": (beside(schema="loop.csv"), "not the path of a file"),
    "a path of 5,000 characters": (beside(path="x" * 5000), "not the path of a file"),
    "half a character in a path": (beside(path=f"{LONE}.csv"), "not the path of a file"),
    "half a character in a name": (beside(name=LONE, path="no.csv"), "  \\ud800: not checked"),
    "half a character in an enum": (beside(schema=with_a(enum=[LONE])), "one of \\ud800"),
    "a terminal's escape in an enum": (
        beside(schema=with_a(enum=[ESCAPE])),
        "\\u001b]0;owned",
    ),
    "line ends in an enum": (
        beside(schema=with_a(enum=["x\n\u2028"])),
        "x\\u000a\\u2028",
    ),
    "a terminal's escape in a name": (beside(name=ESCAPE, path="no.csv"), "\\u001b]0;owned\\u0007"),
    "half a character in a pattern": (beside(schema=with_a(pattern=LONE)), "the pattern \\ud800"),
    "NUL as a delimiter": (beside(dialect={"delimiter": "\0"}), "is not one character"),
    "UTF-16 without its mark": (beside(encoding="utf-16"), "p/bad.csv: UTF-16 stream does not"),
    "an empty enum": (beside(schema=with_a(enum=[])), "the list is empty"),
    **{
        f"the encoding {name!r}": (beside(encoding=name), "not an encoding of text")
        for name in ("rot13", "base64", "zlib", "hex", "bz2", "punycode", "undefined", "utf-8\0")
    },
    "a chain of 1,500 keys": (
        lambda d: d["resources"].extend(
            resource(f"t{n}", "bad.csv", linked(f"t{n + 1}" if n < 1500 else "t0"))
            for n in range(1501)
        ),
        "there is no such row in ports",
    ),
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


def judge(change: Change) -> None:
    """Write the harbours, one of whose calls is at no port, and what a change puts beside them."""
    descriptor = harbours()
    change(descriptor)
    calls = f"{HARBOUR_FILES['calls.csv']!s}9,Vega,2018\n"
    write(Path("p"), descriptor, {**HARBOUR_FILES, "calls.csv": calls, "bad.csv": "a\nb\n"})
    if not Path("p/loop.csv").is_symlink():
        Path("p/loop.csv").symlink_to("loop.csv")


@pytest.mark.parametrize("case", CASES)
def test_it_ends_in_a_verdict_on_all_tables(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    change, expected = CASES[case]
    judge(change)
    assert main(["validate", "p"]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    assert expected in out
    assert "p/calls.csv:5: port_id: there is no such row in ports" in out
    assert all(line.isprintable() for line in out.split("\n"))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("case", ["half a character in an enum", "a terminal's escape in a name"])
def test_every_format_is_printable(
    case: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    judge(CASES[case][0])
    for suffix in ("csv", "parquet"):
        assert main(["validate", "p", "--format", form, "--errors", f"all.{suffix}"]) == 1
        out = capsys.readouterr().out
        assert all(line.isprintable() for line in out.split("\n"))
        if form == "json":
            names = {table["name"] for table in json.loads(out)["targets"][0]["tables"]}
            assert names >= {"ports", "calls"}
            assert ESCAPE in names or "enum" in case


def test_a_descriptor_is_read_to_a_depth(capsys: pytest.CaptureFixture[str]) -> None:
    judge(lambda d: d.update(extra=nested(600)))
    assert main(["validate", "p"]) == 1
    assert "not read: nested more than 100 deep" in capsys.readouterr().out


@pytest.mark.parametrize("path", ["x" * 5000, "a\0b", LONE, "p/loop.csv"])
def test_a_path_that_no_file_can_have(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    judge(lambda _: None)
    assert main(["validate", path, "p", "--format", "json"]) == 1
    first, second = json.loads(capsys.readouterr().out)["targets"]
    assert first["rules"][0]["findings"][0]["message"] == "there is no such file or folder"
    assert second["tables"][0]["rows"] == 2


def test_what_goes_wrong_inside_a_table_is_its_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(table: Table, *args: Any, **options: Any) -> Any:
        if table.name == "bad":
            raise RecursionError("too deep")
        return check_table(table, *args, **options)

    monkeypatch.setattr(engine, "check_table", fail)
    judge(beside())
    assert main(["validate", "p"]) == 1
    out = capsys.readouterr().out
    assert "p/bad.csv: the validator failed, please report it" in out
    assert "(RecursionError: too deep, at datapackage/validator/engine/package.py:" in out
    assert "p/calls.csv:5: port_id: there is no such row in ports" in out


def test_what_goes_wrong_outside_the_tables_is_the_packages_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise KeyError("x")

    monkeypatch.setattr(sys.modules["datapackage.validator.validate"], "prepare", fail)
    judge(beside())
    assert main(["validate", "p", "--format", "json"]) == 1
    [target] = json.loads(capsys.readouterr().out)["targets"]
    [found] = target["rules"][0]["findings"]
    assert found["message"].startswith("the validator failed, please report it (KeyError: 'x', at ")
