"""Each format, held against a file that a person has read (tests/validator/golden)."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapackage import validate
from datapackage.validator import (
    FORMATS,
    Count,
    Finding,
    PackageResult,
    RuleResult,
    TableResult,
    Validation,
    render_verdict,
)
from datapackage.validator.error_file import COLUMNS
from datapackage.validator.render.github import SHOWN
from tests.validator.packages import CALLS, PORTS, harbours, write

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, so that messages have relative paths."""
    monkeypatch.chdir(tmp_path)


def a_verdict(**options: Any) -> Validation:
    """Validate a package with a finding of most kinds, and one without."""
    descriptor = harbours()
    ports, calls = descriptor["resources"]
    ports["bytes"] = 1
    calls["title"] = 5
    notes: dict[str, Any] = {
        "name": "notes",
        "data": [{"id": "a|b"}],
        "schema": {"fields": [{"name": "id", "type": "integer"}]},
    }
    gone: dict[str, Any] = {"name": "gone", "path": "gone.csv"}
    picture: dict[str, Any] = {"name": "map", "path": "map.png"}
    descriptor["resources"] += [notes, gone, picture]
    files: dict[str, str | bytes] = {
        "ports.csv": PORTS + "".join(f"{n},<b>`x`</b>%0A,*{n}*\n" for n in range(3, 20)),
        "calls.csv": CALLS + "77,Aino,2018\n77,Aino,2018\n",
        "map.png": b"\x89PNG",
    }
    write(Path("bad"), descriptor, files)
    write(Path("good"), harbours(), {"ports.csv": PORTS, "calls.csv": CALLS})
    return validate("bad", "good", **{"limit": 2, **options})


@pytest.mark.parametrize("form", FORMATS)
def test_golden(form: str) -> None:
    expected = (GOLDEN / f"verdict.{form}").read_text(encoding="utf-8")
    assert render_verdict(a_verdict(), form) == expected


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "badge"])
def test_every_format_tells_who_judged_and_why(form: str) -> None:
    text = render_verdict(a_verdict(), form)
    assert "columnar" in text
    assert "frictionless" in text
    reason = '"data" of the resource'
    spellings = (reason, reason.replace('"', "&quot;"), reason.replace('"', '\\"'))
    assert any(spelling in text for spelling in spellings)


def test_counts_are_complete_whatever_the_limit() -> None:
    totals = {limit: a_verdict(limit=limit).total for limit in (0, 1, 10, None)}
    assert set(totals.values()) == {a_verdict().total}
    assert list(a_verdict(limit=0).targets[0].tables[0].rules[3].findings) == []
    assert len(list(a_verdict(limit=None).findings())) == totals[None]


def test_github_is_given_no_more_than_it_shows() -> None:
    commands = render_verdict(a_verdict(limit=None), "github").splitlines()
    assert sum(line.startswith("::error") for line in commands) == SHOWN
    assert any(line.startswith("::notice title=More problems::") for line in commands)


def test_github_escapes_what_would_end_a_command() -> None:
    finding = a_finding("100%\n::error::no", "a,b:c%.csv", row=3, line=3)
    commands = render_verdict(_verdict_of(finding), "github").splitlines()
    assert commands[0] == (
        "::error file=a%2Cb%3Ac%25.csv,line=3,title=type::x: 100%25\\u000a::error::no"
    )
    assert len(commands) == 2


def test_markdown_shows_text_word_for_word() -> None:
    finding = a_finding("<img> *no* `code` [a](b)", "a.csv", field="x|y", row=4)
    line = next(
        line
        for line in render_verdict(_verdict_of(finding), "markdown").splitlines()
        if "img" in line
    )
    assert line == r"- a.csv: row 4, x\|y: \<img\> \*no\* \`code\` \[a\](b)"


def a_finding(message: str, file: str, *, field: str = "x", row: int = 1, line: int = 0) -> Finding:
    return Finding("type", "t", row, field, message=message, file=file, line=line)


def _verdict_of(finding: Finding) -> Validation:
    rule = RuleResult("type", "Cells.", (Count(finding.field, 1),), (finding,))
    table = TableResult("t", "a.csv", "columnar", "", 1, (rule,))
    return Validation((PackageResult("p", "package", "p", "", "2", "", (), (table,)),))


# --- JUnit --------------------------------------------------------------------------------------


def test_junit_has_the_shape_that_ci_systems_read() -> None:
    root = ET.fromstring(render_verdict(a_verdict(), "junit"))
    _check_junit(root)
    names = [suite.get("name") for suite in root]
    assert names[:2] == ["bad", "bad: ports"]
    failed = {
        case.get("name")
        for suite in root
        for case in suite.iter("testcase")
        if case.find("failure") is not None
    }
    assert failed == {
        *("profile", "file-path", "file-size", "type", "max-length", "primary-key", "foreign-key")
    }


ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped"},
    "properties": set[str](),
    "property": {"name", "value"},
    "testcase": {"classname", "name"},
    "failure": {"message", "type"},
    "skipped": {"message"},
}
"""Elements and attributes of the junit-10 schema that are used; all are required here."""

CHILDREN = {
    "testsuites": ("testsuite",),
    "testsuite": ("properties", "testcase"),
    "properties": ("property",),
    "testcase": ("failure", "skipped"),
}


def _check_junit(root: ET.Element) -> None:
    assert root.tag == "testsuites"
    for element in root.iter():
        assert set(element.attrib) == ATTRIBUTES[element.tag]
        assert {child.tag for child in element} <= set(CHILDREN.get(element.tag, ()))
    for suite in root:
        assert [child.tag for child in suite].index("properties") == 0
        cases = suite.findall("testcase")
        assert suite.get("tests") == str(len(cases))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
        assert suite.get("skipped") == str(len(suite.findall("testcase/skipped")))
    for total in ("tests", "failures", "errors"):
        assert root.get(total) == str(sum(int(suite.get(total, "")) for suite in root))


@settings(max_examples=40, deadline=None)
@given(st.text(), st.text(min_size=1))
def test_junit_is_xml_whatever_the_table_holds(message: str, field: str) -> None:
    finding = a_finding(message, "a.csv", field=field, line=1)
    _check_junit(ET.fromstring(render_verdict(_verdict_of(finding), "junit").encode("utf-8")))


# --- JSON and the list of errors ------------------------------------------------------------------


def test_json_is_the_same_each_time() -> None:
    assert render_verdict(a_verdict(), "json") == render_verdict(a_verdict(), "json")


def test_json_counts_add_up() -> None:
    verdict = json.loads(render_verdict(a_verdict(), "json"))
    rules = [
        rule
        for target in verdict["targets"]
        for rule in [*target["rules"], *(r for t in target["tables"] for r in t["rules"])]
    ]
    assert verdict["total"] == sum(rule["total"] for rule in rules)
    for rule in rules:
        assert rule["total"] == sum(count["total"] for count in rule["counts"])
        assert len(rule["findings"]) <= rule["total"]


def test_the_documentation_names_every_property_of_the_json() -> None:
    documented = (Path(__file__).parents[2] / "docs" / "validating.md").read_text(encoding="utf-8")
    names = set(re.findall(r'^ *"(\w+)":', render_verdict(a_verdict(), "json"), re.MULTILINE))
    assert {name for name in names if f"`{name}`" not in documented} == set()


@pytest.mark.parametrize("name", ["errors.csv", "errors.parquet"])
def test_the_list_of_errors_is_complete(name: str) -> None:
    verdict = a_verdict(errors=name)
    if name.endswith(".csv"):
        with Path(name).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    else:
        rows = pq.read_table(name).to_pylist()
    assert len(rows) == verdict.total
    assert tuple(rows[0]) == COLUMNS
    types = [row for row in rows if row["rule"] == "type" and row["table"] == "ports"]
    assert [int(row["row"]) for row in types] == list(range(4, 21))
    assert types[0]["value"] == "*3*"
    assert types[0]["message"] == "not a number (found '*3*'; expected digits with a decimal point)"


def test_the_list_of_errors_of_what_is_valid_has_a_header_only() -> None:
    write(Path("good"), harbours(), {"ports.csv": PORTS, "calls.csv": CALLS})
    assert validate("good", errors="e.csv").valid
    assert Path("e.csv").read_text(encoding="utf-8") == ",".join(COLUMNS) + "\n"


# --- Many problems ------------------------------------------------------------------------------


def test_a_line_stands_for_more_problems_than_are_kept_where_there_are_many() -> None:
    rows = "".join(f"{n},Port,{'deep' if n % 2 else 'low'}\n" for n in range(3, 203))
    write(Path("bad"), harbours(), {"ports.csv": PORTS + rows, "calls.csv": CALLS})
    verdict = validate("bad")
    line, *rest = render_verdict(verdict, "text").splitlines()
    assert line == (
        "bad/ports.csv:4: depth: not a number (found 'deep'; expected digits with a decimal point)"
        " [200 such problems; next at line 5, line 6, line 7; values such as 'deep', 'low']"
    )
    assert rest[0].startswith("bad: NOT valid, 200 problems")
    assert rest[-1].strip().startswith("one line stands for many problems")
    every = render_verdict(validate("bad", limit=None), "text").splitlines()
    assert len(every) == 200 + len(rest) - 1
