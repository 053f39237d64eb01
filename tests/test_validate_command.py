"""``validate`` on the command line: exit codes, formats, and the package of this project."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import datapackage
from datapackage.cli import main
from datapackage.contract import PROFILE
from datapackage.validator.render import FORMATS
from tests.validator.packages import HARBOUR_FILES, PORTS, PORTS_SCHEMA, harbours, write

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with a copy of the published package."""
    shutil.copytree(ROOT / "output", tmp_path / "output")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["validate", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_published_package_is_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys)
    assert (code, err) == (0, "")
    assert out.startswith("output: valid (")
    assert "resources judged by columnar" in out


def test_a_verdict_is_reported_in_other_formats_too(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--report", "json=report.json", "--report", "badge=badge.json")
    assert (code, out[:14]) == (0, "output: valid ")
    assert json.loads(Path("report.json").read_text(encoding="utf-8"))["valid"] is True
    assert json.loads(Path("badge.json").read_text(encoding="utf-8")) == {
        "schemaVersion": 1,
        "label": "data",
        "message": "valid",
        "color": "brightgreen",
    }
    with pytest.raises(SystemExit):
        main(["validate", "--report", "jsn=report.json"])
    assert "'jsn=report.json' (expected FORMAT=FILE with a format" in capsys.readouterr().err


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "badge"])
def test_every_format_of_a_valid_and_an_invalid_package(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(Path("p"), harbours(), {**HARBOUR_FILES, "ports.csv": PORTS.replace("13.5", "x")})
    code, out, _ = run(capsys, "output", "p", "--format", form)
    assert code == 1
    assert "not a number" in out
    assert run(capsys, "output", "--format", form)[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["https://example.org/datapackage.json"],
        ["output/README.md"],
        ["output", "--schema", "s.json"],
        ["output", "--limit", "-3"],
        ["output", "--errors", "errors.txt"],
    ],
)
def test_a_wrong_command_line_is_told_on_standard_error(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")


def test_a_list_of_errors_that_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "output", "--errors", "nowhere/errors.csv")
    assert code == 1
    assert err.startswith("nowhere/errors.csv: the list of errors can't be written: ")


def test_on_github_the_text_comes_with_annotations(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    Path("ports.csv").write_text(PORTS.replace("13.5", "x"), encoding="utf-8")
    Path("s.json").write_text(json.dumps(PORTS_SCHEMA), encoding="utf-8")
    _, out, _ = run(capsys, "ports.csv", "--schema", "s.json")
    lines = out.splitlines()
    assert lines[0].startswith("ports.csv:2: depth: not a number")
    assert "::error file=ports.csv,line=2,title=type::depth: not a number" in out


def test_help_has_an_example_for_each_kind_of_path(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["validate", "--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    for words in ("goals.csv --schema goals.json", "datapackage.json", "--format markdown", "exit"):
        assert words in out


def test_a_valid_package_needs_no_frictionless() -> None:
    code = (
        "import sys; from datapackage.cli import main; code = main(['validate', 'output']);"
        " sys.exit(code or ('frictionless' in sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT)}, check=False
    )
    assert result.returncode == 0


# --- the rules of our own package -------------------------------------------------------------


def edit(path: str, change: Callable[[str], str]) -> Callable[[], None]:
    def apply() -> None:
        file = Path("output", path)
        text = file.read_text(encoding="utf-8")
        changed = change(text)
        assert changed != text
        file.write_text(changed, encoding="utf-8")

    return apply


def drop_column() -> None:
    path = Path("output/parquet/goals.parquet")
    table = pq.read_table(path)
    pq.write_table(table.drop_columns(["goal_number"]), path)


def change_type() -> None:
    path = Path("output/parquet/goals.parquet")
    table = pq.read_table(path)
    at = table.schema.get_field_index("goal_number")
    column = table.column(at).cast(pa.string())
    pq.write_table(table.set_column(at, "goal_number", column), path)


def rename_package() -> None:
    edit("datapackage.json", lambda t: t.replace('"city-cooperation-agreements"', '"other"'))()


DAMAGE: dict[str, tuple[Callable[[], object], set[str]]] = {
    "a changed cell": (
        edit("csv/places.csv", lambda text: text.replace("Kotka", "Kotha", 1)),
        {"csv-equals-parquet", "file-hash", "files-as-listed"},
    ),
    "a missing file": (
        lambda: Path("output/parquet/goals.parquet").unlink(),
        {"file-path", "columns-fit", "files-as-listed"},
    ),
    "a missing text file": (
        lambda: Path("output/README.md").unlink(),
        {"files-as-listed"},
    ),
    "a file too many": (
        lambda: Path("output/csv/more.csv").write_text("a\n", encoding="utf-8"),
        {"files-as-listed"},
    ),
    "no checksums": (
        lambda: Path("output/SHA256SUMS").unlink(),
        {"files-as-listed"},
    ),
    "no Parquet": (
        lambda: Path("output/parquet/goals.parquet").write_text("PAR1", encoding="utf-8"),
        {"file-format", "file-size", "file-hash", "columns-fit", "files-as-listed"},
    ),
    "a column less": (
        drop_column,
        {
            *("file-size", "file-hash", "columns-fit", "files-as-listed"),
            *("header", "type", "required", "enum", "foreign-key"),
        },
    ),
    "a column of another type": (
        change_type,
        {"file-size", "file-hash", "columns-fit", "files-as-listed"},
    ),
    "another name": (rename_package, {"files-as-listed"}),
    "a table under another name": (
        edit("datapackage.json", lambda text: text.replace('"name": "codes"', '"name": "codez"')),
        {"files-as-listed", "columns-fit"},
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_to_our_package_is_found(damage: str) -> None:
    apply, expected = DAMAGE[damage]
    apply()
    target = datapackage.validate("output").targets[0]
    assert target.profile
    assert {rule.rule for rule in target.all_rules if rule.total} == expected


@pytest.mark.parametrize(
    ("stated", "ours"),
    [
        ([PROFILE], True),
        (["https://example.org/other", PROFILE], True),
        (PROFILE, True),
        ([f"{PROFILE}0"], False),
        ([], False),
        (None, False),
        (7, False),
        ({PROFILE: 1}, False),
    ],
)
def test_our_package_is_told_by_the_profile_that_it_names(stated: object, ours: bool) -> None:
    path = Path("output/datapackage.json")
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"conformsTo": stated}))
    target = datapackage.validate("output").targets[0]
    assert target.profile == (PROFILE if ours else "")
    assert ("columns-fit" in {rule.rule for rule in target.rules}) == ours


def test_another_package_is_held_to_no_rule_of_ours() -> None:
    write(Path("p"), harbours(name="city-cooperation-agreements"), HARBOUR_FILES)
    assert not datapackage.validate("p").targets[0].profile


def schema_of(descriptor: dict[str, Any], table: str) -> dict[str, Any]:
    found: dict[str, Any] = next(r for r in descriptor["resources"] if r["name"] == table)["schema"]
    return found


def drop_field(descriptor: dict[str, Any]) -> None:
    """Take a column of no key out of the schemas and out of one file."""
    for name in ("documents", "documents-parquet"):
        schema = schema_of(descriptor, name)
        schema["fields"] = [f for f in schema["fields"] if f["name"] != "period_end"]
    path = Path("output/parquet/documents.parquet")
    pq.write_table(pq.read_table(path).drop_columns(["period_end"]), path)


HOSTILE: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "no languages": (
        lambda d: d.pop("languages"),
        "languages: expected a list of language tags",
    ),
    "languages that are none": (
        lambda d: d.update(requiredLanguages=["Finnish", 1]),
        "requiredLanguages: expected a list of language tags",
    ),
    "no schema": (
        lambda d: d["resources"][0].update(schema=[]),
        "resources[0].schema: not a Table Schema",
    ),
    "a resource whose name is no text": (
        lambda d: d["resources"][0].update(name=[]),
        "resources[0]: the resource has no name",
    ),
    "a field without a name": (
        lambda d: schema_of(d, "goals")["fields"][0].pop("name"),
        "schema.fields[0]: a field needs a name and a type out of string",
    ),
    "a type that we don't have": (
        lambda d: schema_of(d, "goals")["fields"][0].update(type="geojson"),
        "schema.fields[0]: a field needs a name and a type out of string",
    ),
    "a key of no columns": (
        lambda d: schema_of(d, "goals").update(primaryKey=[["goal_id"]]),
        "schema.primaryKey: expected the names of columns",
    ),
    "a record of another form": (
        lambda d: schema_of(d, "goals").update(record=["goals"]),
        "schema.record: expected keys out of",
    ),
    "a foreign key to no table": (
        lambda d: schema_of(d, "goals")["foreignKeys"][0]["reference"].update(resource="absent"),
        "resources: there is no table 'absent' with",
    ),
    "a foreign key to no column": (
        lambda d: schema_of(d, "goals")["foreignKeys"][0]["reference"].update(fields=["absent"]),
        "with 'absent', which goals refers to",
    ),
    "a language that is not stated": (
        lambda d: schema_of(d, "goals")["fields"][0].update(language="de"),
        "the package does not state the language 'de'",
    ),
    "a type that is a list": (
        lambda d: schema_of(d, "goals")["fields"][0].update(type=[]),
        "schema.fields[0]: a field needs a name and a type out of string",
    ),
    "a text without one of its languages": (
        lambda d: schema_of(d, "goals")["fields"].remove(
            next(f for f in schema_of(d, "goals")["fields"] if f["name"] == "statement_sv")
        ),
        "schema: the text statement has no column in sv",
    ),
    "a column of another type": (
        lambda d: next(
            f for f in schema_of(d, "agreements")["fields"] if f["name"] == "signed_on"
        ).update(type="string"),
        "the column is of another type (found 'string'; expected date)",
    ),
    "a column less": (
        drop_field,
        "the rule period-order was not checked: the package has no column documents.period_end",
    ),
    "a table less": (
        lambda d: d["resources"].pop(0),
        "there is no table 'agreements' with 'agreement_id', which documents refers to",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_keeps_the_rules_from_being_checked_is_told(
    what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change, expected = HOSTILE[what]
    path = Path("output/datapackage.json")
    descriptor = json.loads(path.read_bytes())
    change(descriptor)
    path.write_text(json.dumps(descriptor))
    code, out, err = run(capsys, "output", "--limit", "100")
    assert (code, err) == (1, "")
    assert any(
        line.startswith("output/datapackage.json: ") and expected in line
        for line in out.splitlines()
    ), out


def test_a_broken_rule_between_tables_has_its_row_and_line() -> None:
    """Swap the dates of a period in both files; keys and types stay as they are."""
    path = Path("output/parquet/documents.parquet")
    table = pq.read_table(path)
    start, end = (table.schema.get_field_index(f"period_{side}") for side in ("start", "end"))
    swapped = table.set_column(start, table.schema.field(start), table.column(end))
    pq.write_table(swapped.set_column(end, table.schema.field(end), table.column(start)), path)
    faults = [f for f in datapackage.validate("output").findings() if f.rule == "period-order"]
    assert faults
    assert {finding.file for finding in faults} == {"output/csv/documents.csv"}
    rows = pq.read_table(path).column("period_start").to_pylist()
    expected = {row + 2 for row, value in enumerate(rows) if value is not None}
    assert {finding.line for finding in faults} == {finding.row for finding in faults} == expected
