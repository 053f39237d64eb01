"""The way in: engines, limits, sinks, files, references between tables."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import lzma
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from datapackage.problems import UsageError
from datapackage.validator import Finding, validate_package
from datapackage.validator.engine import validate_table
from tests.validator.engine.conftest import Validate
from tests.validator.engine.oracle import V2, compare, package_of
from tests.validator.engine.strategies import Case

NUMBERS = {"fields": [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]}
BAD_ROWS = "a,b\n" + "x,1\n" * 30 + "1,2\n"


def test_limit_keeps_the_first_and_counts_all(validate: Validate) -> None:
    (table,) = validate({"t": (NUMBERS, BAD_ROWS)}, limit=3).tables
    assert table.counts == {("type", "a"): 30}
    assert [f.row for f in table.findings] == [2, 3, 4]
    assert table.rows == 31
    assert not table.valid


def test_sink_receives_everything(validate: Validate) -> None:
    seen: list[tuple[str, int | None]] = []

    def sink(findings: Sequence[Finding]) -> None:
        seen.extend((finding.table, finding.row) for finding in findings)

    (table,) = validate({"t": (NUMBERS, BAD_ROWS)}, limit=1, sink=sink).tables
    assert len(table.findings) == 1
    assert seen == [("t", row) for row in range(2, 32)]


def test_finding_says_what_was_found_and_expected(validate: Validate) -> None:
    (table,) = validate({"t": (NUMBERS, "a,b\nx,1\n")}).tables
    assert table.findings == (Finding("type", "t", 2, "a", "x", position=1, error="type-error"),)
    assert table.findings[0].schema == {"name": "a", "type": "integer"}


def test_frictionless_on_request(validate: Validate) -> None:
    (table,) = validate({"t": (NUMBERS, BAD_ROWS)}, engine="frictionless").tables
    assert (table.engine, table.engine_reason) == ("frictionless", "asked for")
    assert table.counts == {("type", "a"): 30}


def test_uncovered_table_goes_to_frictionless_with_the_reason(validate: Validate) -> None:
    schema = {"fields": [{"name": "a", "type": "integer", "constraints": {"pattern": "1"}}]}
    (table,) = validate({"t": (schema, "a\n1\n")}).tables
    assert table.engine == "frictionless"
    assert table.engine_reason == 'field "a": constraint "pattern" for the type "integer"'
    assert [f.rule for f in table.findings] == ["file"]


def test_values_that_do_not_hash_are_no_traceback(validate: Validate) -> None:
    schema = {"fields": [{"name": "a", "type": "object", "constraints": {"unique": True}}]}
    (table,) = validate({"t": (schema, 'a\n{}\n"{""a"": 1}"\n')}).tables
    assert [f.error for f in table.findings] == ["engine-error"]


def test_chosen_resources(validate: Validate) -> None:
    tables = {"s": (NUMBERS, "a,b\n1,x\n"), "t": (NUMBERS, BAD_ROWS)}
    assert [t.name for t in validate(tables, resources=["t"]).tables] == ["t"]


def test_resource_that_is_not_there(validate: Validate) -> None:
    with pytest.raises(UsageError, match="did you mean 'goals'"):
        validate({"goals": (NUMBERS, BAD_ROWS)}, resources=["goal"])


def reference(resource: str, *fields: str) -> dict[str, Any]:
    return {"fields": list(fields), "reference": {"resource": resource, "fields": list(fields)}}


def test_references_in_a_circle() -> None:
    first = {**NUMBERS, "foreignKeys": [reference("child", "a")]}
    second = {**NUMBERS, "foreignKeys": [reference("parent", "a")]}
    content = b"a,b\n1,x\n2,y\n"
    cases = [Case("parent", first, content), Case("child", second, content + b"3,z\n")]
    assert [t.counts for t in compare(cases)] == [{}, {("foreign-key", ""): 1}]


def test_reference_to_a_table_that_is_not_validated(validate: Validate) -> None:
    child = {**NUMBERS, "foreignKeys": [reference("p", "a")]}
    tables = {"p": (NUMBERS, "a,b\n1,x\nx,y\n"), "c": (child, "a,b\n1,x\n2,x\n")}
    (table,) = validate(tables, resources=["c"]).tables
    assert [(f.rule, f.row) for f in table.findings] == [("foreign-key", 3)]


def test_composite_reference_with_nulls() -> None:
    child = {**NUMBERS, "foreignKeys": [reference("parent", "a", "b")]}
    cases = [
        Case("parent", NUMBERS, b"a,b\n1,x\n2,\n"),
        Case("child", child, b"a,b\n1,x\n2,\n1,\n,x\n,\n2,x\n"),
    ]
    rows = [f.row for f in compare(cases)[1].findings if f.rule == "foreign-key"]
    assert rows == [4, 5, 7]


def test_reference_to_a_table_that_is_not_there(validate: Validate) -> None:
    child = {**NUMBERS, "foreignKeys": [reference("nowhere", "a")]}
    (table,) = validate({"c": (child, "a,b\n1,x\n")}).tables
    assert table.engine == "frictionless"
    assert not table.valid


def test_paths_stay_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "t.csv").write_text("a,b\nx,1\n")
    (tmp_path / "inside" / "link.csv").symlink_to(tmp_path / "t.csv")
    for path in ("../t.csv", str(tmp_path / "t.csv"), "link.csv", "http://e.org/t.csv"):
        package = {"resources": [{"name": "t", "path": path, "schema": NUMBERS}]}
        result = validate_package(package, tmp_path / "inside")
        assert result.tables == ()
        (finding,) = result.findings()
        assert finding.rule == "file-path"
        assert path in finding.message


def test_references_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    for name in ("p.csv", "inside/c.csv"):
        (tmp_path / name).write_text("a,b\n1,2\n")
    resources = [
        {"name": "p", "path": "../p.csv", "schema": NUMBERS},
        {"name": "c", "path": "c.csv", "schema": {**NUMBERS, "foreignKeys": [reference("p", "a")]}},
    ]
    package = {"$schema": V2, "resources": resources}
    result = validate_package(package, tmp_path / "inside", resources=["c"])
    assert [f.table for f in result.findings()] == ["c"]
    assert result.tables == ()


@pytest.mark.parametrize(
    "resources", [None, "x", ["x"], [{"path": "t.csv"}], [{"name": "a"}, {"name": "a"}]]
)
def test_packages_whose_resources_cannot_be_told_apart(tmp_path: Path, resources: Any) -> None:
    result = validate_package({"resources": resources}, tmp_path)
    assert {f.rule for f in result.findings()} <= {"profile", "resource-name"}
    assert not result.valid


def test_trusted_paths_may_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "t.csv").write_text("a,b\nx,1\n")
    package = {"resources": [{"name": "t", "path": "../t.csv", "schema": NUMBERS}]}
    (table,) = validate_package(package, tmp_path / "inside", trusted=True).tables
    assert table.counts == {("type", "a"): 1}


@pytest.mark.parametrize("suffix", ["gz", "bz2", "xz", "zip"])
def test_packed_files(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"t.csv.{suffix}"
    content = BAD_ROWS.encode()
    if suffix == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("t.csv", content)
    else:
        packers = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}
        packed: bytes = packers[suffix](content)  # type: ignore[operator]
        path.write_bytes(packed)
    table = validate_table(path, NUMBERS)
    assert (table.engine, table.rows, table.counts) == ("columnar", 31, {("type", "a"): 30})


@pytest.mark.filterwarnings("ignore:Exception ignored in")  # frictionless leaves it open
def test_broken_pack_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "t.csv.gz").write_bytes(b"no gzip")
    table = validate_table(tmp_path / "t.csv.gz", NUMBERS)
    assert table.engine == "frictionless"
    assert not table.valid


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "iso-8859-15", "utf-8"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    schema = {"fields": [{"name": "ä", "type": "string", "constraints": {"maxLength": 1}}]}
    (tmp_path / "t.csv").write_bytes("ä\nö\nöö\n".encode(encoding))
    resource = {"name": "t", "path": "t.csv", "schema": schema, "encoding": encoding}
    (table,) = validate_package({"resources": [resource]}, tmp_path).tables
    assert (table.engine, table.counts) == ("columnar", {("max-length", "ä"): 1})


def test_bytes_of_another_encoding() -> None:
    content = b"a,b\n1,x\n" + b"2,y\n" * 5000 + b"3,\xff\n"
    (table,) = compare([Case("child", NUMBERS, content)])
    assert table.counts == {("file", ""): 1}


def test_encoding_that_is_not_given(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("a,b\n1,ä\n".encode())
    assert validate_table(tmp_path / "t.csv", NUMBERS).engine == "columnar"
    (tmp_path / "t.csv").write_bytes("a,b\n1,ä\n".encode("cp1252"))
    assert validate_table(tmp_path / "t.csv", NUMBERS).engine == "frictionless"


def test_size_hash_and_counts() -> None:
    content = b"a,b\n1,x\n"
    right = {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    case = Case("child", NUMBERS, content)
    assert compare([case], **right)[0].valid
    assert compare([case], hash=hashlib.md5(content).hexdigest(), rows=1, fields=2)[0].valid
    (wrong,) = compare([case], bytes=1, hash="sha256:00", rows=9, fields=9)
    errors = {finding.error for finding in wrong.findings}
    assert errors == {"byte-count", "hash-count", "row-count", "field-count"}


@pytest.mark.filterwarnings("ignore:Exception ignored in")  # frictionless leaves it open
def test_file_that_ends_too_early(tmp_path: Path) -> None:
    rows = "".join(f"{number},{number * number}\n" for number in range(20_000))
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(f"a,b\n{rows}".encode())[:-2000])
    resource = {"name": "t", "path": "t.csv.gz", "encoding": "utf-8", "schema": NUMBERS}
    package = {"$schema": V2, "resources": [resource]}
    (mine,) = validate_package(package, tmp_path).tables
    (other,) = validate_package(package, tmp_path, engine="frictionless").tables
    assert mine.counts == other.counts == {("file", ""): 1}
    assert mine.rows == other.rows > 0


def test_missing_file_is_no_traceback(tmp_path: Path) -> None:
    (table,) = validate_package(package_of([Case("child", NUMBERS, b"")]), tmp_path).tables
    assert table.engine == "frictionless"
    assert not table.valid


def test_schema_and_dialect_in_files_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a;b\nx;1\n")
    (tmp_path / "schema.json").write_text(json.dumps(NUMBERS))
    (tmp_path / "dialect.json").write_text('{"delimiter": ";"}')
    resource = {"name": "t", "path": "t.csv", "schema": "schema.json", "dialect": "dialect.json"}
    (table,) = validate_package({"$schema": V2, "resources": [resource]}, tmp_path).tables
    assert (table.engine, table.counts) == ("columnar", {("type", "a"): 1})


def test_v1_package_refuses_what_v2_added(tmp_path: Path) -> None:
    field = {"name": "a", "type": "integer", "constraints": {"exclusiveMinimum": 1}}
    (tmp_path / "t.csv").write_text("a\n1\n")
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": [field]}}
    (v1,) = validate_package({"resources": [resource]}, tmp_path).tables
    (v2,) = validate_package({"$schema": V2, "resources": [resource]}, tmp_path).tables
    assert (v1.engine, v2.engine) == ("frictionless", "columnar")
    assert v2.counts == {("exclusive-minimum", "a"): 1}


@pytest.mark.slow
def test_good_package_needs_neither_frictionless_nor_pandas(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('a,b\n1,x\n2,"y"\nx,\n')
    code = (
        "import sys; from pathlib import Path;"
        "from datapackage.validator.engine import validate_table;"
        f"t = validate_table(Path({str(tmp_path / 't.csv')!r}), {NUMBERS!r});"
        "assert t.engine == 'columnar' and t.rows == 3 and len(t.findings) == 1;"
        "print(sorted({'frictionless', 'pandas', 'dateutil'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_keys_beyond_a_byte_that_is_no_text_are_not_judged() -> None:
    # To judge keys, their columns alone are read again, where that byte is not in the way.
    lines = [b"%d,%s" % (number % 1000, b"x" * 30) for number in range(4000)]
    lines[3500] = b"1,\xff"
    content = b"a,b\n" + b"\n".join(lines)
    (table,) = compare([Case("t", {**NUMBERS, "primaryKey": ["a"]}, content)])
    rows = [finding.row for finding in table.findings if finding.row is not None]
    assert 1000 < table.rows < 3500
    assert max(rows) <= table.rows + 1
