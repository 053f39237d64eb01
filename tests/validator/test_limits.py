"""Packages that would take all time or all memory: what passes a limit is named, not read."""

from __future__ import annotations

import gzip
import re
import time
import tracemalloc
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapackage.cli import main
from datapackage.validator import Limits, validate
from datapackage.validator.engine.deadline import OutOfTime, deadline
from datapackage.validator.engine.patterns import Pattern, choices
from datapackage.validator.limits import LimitPassed
from tests.validator.packages import HARBOUR_FILES, harbours, resource, write

ENDLESS = ["(a+)+", "(?=a)(a+)+", r"(a+)+\1", "(.*)*x", "(a|a)*", "(a?){50}", "([a-z]+)*[0-9]"]
LONGEST = "a" * 40 + "!"
LINE = 2 << 20


def with_bad(content: str | bytes, name: str = "bad.csv", **constraints: Any) -> None:
    """Write the harbours, and beside them a table of one column."""
    schema = {"fields": [{"name": "a", "type": "string", "constraints": constraints}]}
    descriptor = harbours()
    descriptor["resources"].append(resource("bad", name, schema))
    write(Path("p"), descriptor, {**HARBOUR_FILES, name: content})


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


@pytest.mark.parametrize("pattern", ENDLESS)
def test_a_pattern_that_never_ends_is_not_checked(
    pattern: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with_bad(f"a\n{LONGEST}\nlong enough\n", pattern=pattern, maxLength=50, minLength=15)
    assert main(["validate", "p", "--at-most", "seconds=1"]) == 1
    out = capsys.readouterr().out
    shown = f"the pattern {pattern} takes more seconds than --at-most seconds=1 allows"
    assert f"p/bad.csv: a: not checked: {shown}" in out
    assert "p/bad.csv:3: a: too short" in out  # its other rules are checked


@pytest.mark.parametrize("pattern", ["[a-z]+(-[a-z]+)*", r"(\d+)?([a-z]-?)*", "(?=.*[0-9]).*"])
def test_a_pattern_that_might_but_ends_is_checked(
    pattern: str, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = ["ab-cd", "ab--cd", "7up", "a", "", "x" * 500, "a" * 30 + "!"]
    with_bad("a\n" + "".join(f'"{text}"\n' for text in texts), pattern=pattern)
    main(["validate", "p"])
    out = capsys.readouterr().out
    bad = {
        number
        for number, text in enumerate(texts, start=2)
        if text and not re.match(f"^{pattern}$", text)
    }
    assert {int(n) for n in re.findall(r"bad\.csv:(\d+): a: not of the form", out)} == bad != set()


def test_frictionless_does_not_get_such_a_pattern(capsys: pytest.CaptureFixture[str]) -> None:
    schema = {"fields": [{"name": "a", "type": "string", "constraints": {"pattern": "(a+)+"}}]}
    descriptor = harbours()
    descriptor["resources"].append({"name": "bad", "data": [["a"], [LONGEST]], "schema": schema})
    write(Path("p"), descriptor, dict(HARBOUR_FILES))
    assert main(["validate", "p"]) == 1
    assert "not checked: the pattern (a+)+ may take too long" in capsys.readouterr().out


def test_frictionless_has_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    schema = {"fields": [{"name": "a", "type": "string"}]}
    rows = [["a"], ["x"] * 5000]
    descriptor = harbours()
    descriptor["resources"].append({"name": "bad", "data": rows, "schema": schema})
    write(Path("p"), descriptor, dict(HARBOUR_FILES))
    assert main(["validate", "p", "--at-most", "frictionless=1"]) == 1
    shown = "not checked: frictionless takes more seconds for this table than --at-most"
    assert f"{shown} frictionless=1 allows" in capsys.readouterr().out


def test_what_ends_in_time_is_left_alone() -> None:
    for _ in range(50):
        with suppress(OutOfTime), deadline(0.01):  # a busy machine may be slower than that
            pass
    time.sleep(0.05)  # nothing comes later
    with pytest.raises(KeyError), deadline(5):
        raise KeyError


def test_what_does_not_end_is_interrupted_once() -> None:
    started = time.monotonic()
    steps = iter(lambda: time.monotonic() > started + 20, True)
    with pytest.raises(OutOfTime), deadline(0.05):
        deque(steps, 0)
    assert time.monotonic() < started + 10
    time.sleep(0.05)


parts = st.sampled_from(
    ["a", "b", ".", "[ab]", r"\w", "a?", "b*", "a+", "(ab)?", "(a|b)", "a{1,2}"]
)
patterns = st.lists(parts, min_size=1, max_size=4).map("".join)


@given(
    pattern=st.one_of(
        patterns, st.tuples(patterns, st.sampled_from("*+?")).map("({0[0]}){0[1]}".format)
    ),
    texts=st.lists(st.text("ab!\n", max_size=6), max_size=6),
)
def test_verdicts_are_those_of_re(pattern: str, texts: list[str]) -> None:
    tried = Pattern(pattern)
    tried.try_all(texts)
    expected = [re.match(f"^{pattern}$", text) is not None for text in texts]
    assert [tried(text) for text in texts] == expected
    assert tried(None)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        *((pattern, None) for pattern in ENDLESS if pattern != "(a?){50}"),
        ("(a?){50}", 50),
        ("[a-z]{3}", 0),
        ("(ab)*", 1),
        (r"-?[0-9]+(\.[0-9]+)?", 4),
        ("([0-9]{1,3}[.]){3}", 3),
        ("ab|cd|ef", 1),
        ("(?>a+)b", None),
        ("[a-z0-9]+(-[a-z0-9]+)*", 3),
        ("([a-z]+,)*[a-z]+", 3),
        ("([a-z]+ ?,)*", 3),
        ("(-[a-z-]+)*", None),
        ("(a+,a+)*", None),
        ("(-[^_]+)*", None),
        (r"(-\w+)*", None),
        ("(?i)(k[a-j]+)*", None),
    ],
)
def test_how_many_choices_a_pattern_has(pattern: str, expected: int | None) -> None:
    assert choices(pattern) == expected


@pytest.mark.parametrize(
    "content", [b"a\n" + b"x" * LINE + b"\n", b"x" * LINE, b'a\n"' + b"x\n" * LINE]
)
@pytest.mark.parametrize("name", ["bad.csv", "bad.csv.gz"])
def test_a_long_line_is_not_read(
    name: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    with_bad(gzip.compress(content) if name.endswith("gz") else content, name)
    assert main(["validate", "p", "--at-most", "line=1000000"]) == 1
    out = capsys.readouterr().out
    assert f"p/{name}: not checked: a" in out
    assert "--at-most line=1000000 allows" in out
    main(["validate", "p", "--at-most", f"line={4 * LINE}"])
    assert "not checked" not in capsys.readouterr().out


def test_memory_does_not_follow_the_length_of_a_line() -> None:
    with_bad(gzip.compress(b"a\n" + b"x" * (300 << 20)), "bad.csv.gz")
    tracemalloc.start()
    verdict = validate("p")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert not verdict.valid
    assert peak < 150 << 20


@pytest.mark.parametrize("kind", ["csv.gz", "txt.gz"])
def test_what_a_packed_file_holds_is_bounded(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    with_bad(gzip.compress(b"a\n" + b"x\n" * LINE), f"bad.{kind}")
    assert main(["validate", "p", "--at-most", "unpacked=1000000"]) == 1
    expected = "not checked: the file has more bytes than --at-most unpacked=1000000 allows"
    assert expected in capsys.readouterr().out


def test_columns_and_resources_are_bounded(capsys: pytest.CaptureFixture[str]) -> None:
    with_bad("a,b,c,d\n1,2,3,4\n")
    assert main(["validate", "p", "--at-most", "columns=3"]) == 1
    expected = "p/bad.csv: not checked: the header has more cells than --at-most columns=3 allows"
    assert expected in capsys.readouterr().out
    assert main(["validate", "p", "--at-most", "resources=2"]) == 1
    expected = "not checked: the package has more resources than --at-most resources=2 allows"
    assert expected in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("lines=3", "no such limit (found 'lines'; did you mean 'line'?)"),
        ("line", "not NAME=NUMBER with a whole number above 0"),
        ("line=1e6", "not NAME=NUMBER"),
        ("line=0", "not NAME=NUMBER"),
    ],
)
def test_limits_are_numbers(given: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "p", "--at-most", given]) == 2
    assert expected in capsys.readouterr().err


def test_the_message_names_the_option() -> None:
    assert str(LimitPassed("line", Limits().line, "a line has more bytes")) == (
        "not checked: a line has more bytes than --at-most line=33554432 allows"
    )
