"""What a PATH means, and which paths of a descriptor are followed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package

from datapackage import UsageError, validate
from datapackage.validator import line_of, render_verdict
from datapackage.validator.target.find import find_target
from tests.validator.packages import (
    CALLS,
    CALLS_SCHEMA,
    HARBOUR_FILES,
    PORTS,
    PORTS_SCHEMA,
    changed,
    digest,
    dump,
    foreign_packages,
    harbours,
    messages,
    resource,
    write,
)

pytestmark = pytest.mark.usefixtures("empty_folder")


# --- packages that were not made for this project -------------------------------------------


# frictionless leaves packed files open.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", foreign_packages())
def test_frictionless_agrees_on_packages_of_others(name: str) -> None:
    folder = write(Path("p"), *foreign_packages()[name])
    ours = validate(folder)
    assert ours.valid == Package(str(folder / "datapackage.json")).validate().valid
    assert ours.valid, list(ours.findings())


@pytest.mark.parametrize("engine", ["columnar", "frictionless"])
def test_both_engines_find_the_same(engine: Any) -> None:
    files: dict[str, str | bytes] = {
        "ports.csv": "port_id,name,dept\n1,Kotka,-1\n1,,x\n\n3,ABCDEFGHIJKLM,2,5\n4\n",
        "calls.csv": CALLS.replace("2,Vega", "9,Vega").replace("2019", "2018"),
    }
    write(Path("p"), harbours(), files)
    assert messages("p", engine=engine) == [
        (
            "p/calls.csv:3: port_id + ship + year: the combination '1/Aino/2018' is used twice"
            " (also in row 2)"
        ),
        (
            "p/calls.csv:4: port_id: there is no such row in ports"
            " (found '9'; expected a value of port_id)"
        ),
        (
            "p/ports.csv: depth: the column has another name than its field in the schema"
            " (found 'dept'; expected 'depth')"
        ),
        "p/ports.csv:2: depth: too small (found '-1'; expected at least 0)",
        "p/ports.csv:3: port_id: the identifier '1' is used twice (also in row 2)",
        "p/ports.csv:3: depth: not a number (found 'x'; expected digits with a decimal point)",
        "p/ports.csv:3: name: the value is missing",
        "p/ports.csv:4: port_id: the primary key is empty",
        "p/ports.csv:4: the row is blank",
        "p/ports.csv:5: a cell beyond the last column (found '5')",
        "p/ports.csv:5: name: too long (found 'ABCDEFGHIJKLM'; expected a length of at most 10)",
        "p/ports.csv:6: depth: the row ends before this column",
        "p/ports.csv:6: name: the value is missing",
        "p/ports.csv:6: name: the row ends before this column",
    ]
    assert {t.engine for t in validate("p", engine=engine).targets[0].tables} == {engine}


def test_a_package_is_named_by_its_folder_or_its_descriptor() -> None:
    write(Path("p"), harbours(), HARBOUR_FILES)
    Path("p/other.json").write_bytes(Path("p/datapackage.json").read_bytes())
    verdict = validate("p", "p/datapackage.json", "p/other.json")
    assert verdict.valid
    assert [(t.kind, t.name, t.standard) for t in verdict.targets] == [
        ("package", "harbours", "2")
    ] * 3


def test_the_standard_is_told_by_the_profile() -> None:
    v1 = {k: v for k, v in harbours().items() if k != "$schema"}
    write(Path("a"), v1, HARBOUR_FILES)
    profile = "https://datapackage.org/profiles/1.0/datapackage.json"
    write(Path("b"), {**v1, "$schema": profile}, HARBOUR_FILES)
    write(Path("c"), {**v1, "$schema": "https://example.org/mine.json"}, HARBOUR_FILES)
    assert [find_target(name).standard for name in "abc"] == ["1", "1", "2"]


# --- paths of resources -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("../ports.csv", "the path leaves the package (found '../ports.csv'; expected a path"),
        ("data/../../ports.csv", "the path leaves the package"),
        ("/etc/hosts", "not a relative path (found '/etc/hosts'; expected a path inside the"),
        ("~/ports.csv", "not a relative path"),
        ("..\\ports.csv", "not a relative path"),
        ("C:/ports.csv", "not a relative path"),
        ("file:ports.csv", "an address, and nothing is fetched unless it is trusted"),
        ("https://localhost/ports.csv", "an address, and nothing is fetched unless it is trusted"),
        ("linked.csv", "a link leads out of the package (found 'linked.csv'; expected a file"),
        ("linked/ports.csv", "a link leads out of the package"),
        ("port.csv", "the file is missing (did you mean 'ports.csv'?)"),
        ("nowhere/else.csv", "the file is missing (found 'nowhere/else.csv')"),
        ("data", "not a file (found 'data')"),
    ],
)
def test_a_path_that_must_not_or_cannot_be_followed(path: str, message: str) -> None:
    Path("ports.csv").write_text(PORTS, encoding="utf-8")
    write(Path("p"), changed(path=path), {**HARBOUR_FILES, "data/x.csv": ""})
    Path("p/linked.csv").symlink_to(Path("ports.csv").resolve())
    Path("p/linked").symlink_to(Path.cwd())
    found = messages("p")
    assert len(found) == 1
    assert found[0].startswith(f"p/datapackage.json:7: resources[0].path: {message}")


def test_what_hangs_on_an_unreadable_table_is_said_once() -> None:
    write(Path("p"), harbours(), {"calls.csv": CALLS})
    target = validate("p").targets[0]
    assert target.total == 1
    assert [(t.name, t.engine, t.engine_reason) for t in target.tables] == [
        ("ports", "none", "not checked: its file can't be read"),
        ("calls", "columnar", ""),
    ]
    assert target.notes == (
        "calls: the foreign key to ports was not checked: no such table at hand",
    )


@pytest.mark.parametrize("path", ["../ports.csv", "linked.csv", "absolute"])
def test_a_trusted_package_may_reach_out(path: str) -> None:
    Path("ports.csv").write_text(PORTS, encoding="utf-8")
    absolute = str(Path("ports.csv").resolve())
    write(Path("p"), changed(path=absolute if path == "absolute" else path), HARBOUR_FILES)
    Path("p/linked.csv").symlink_to(absolute)
    assert validate("p", trusted=True).valid


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- its name in the base
        pass


@pytest.fixture
def server() -> Iterator[str]:
    handler = partial(_Quiet, directory=str(Path.cwd()))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


# frictionless leaves its session open.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_address_is_fetched_by_frictionless_where_it_is_trusted(server: str) -> None:
    Path("ports.csv").write_text(PORTS.replace("13.5", "x"), encoding="utf-8")
    write(Path("p"), changed(path=f"{server}/ports.csv"), {"calls.csv": CALLS})
    verdict = validate("p", trusted=True)
    assert [finding.rule for finding in verdict.findings()] == ["type"]
    ports = verdict.targets[0].tables[0]
    assert (ports.engine, ports.engine_reason) == (
        "frictionless",
        "the resource is not one local file",
    )


@pytest.mark.parametrize("form", ["parquet", "Parquet", None])
def test_a_file_that_is_no_parquet(form: str | None) -> None:
    more: dict[str, Any] = {"format": form} if form else {}
    write(Path("p"), changed(path="p.parquet", **more), {**HARBOUR_FILES, "p.parquet": "PAR1"})
    found = messages("p")
    assert len(found) == 1
    assert found[0].startswith("p/p.parquet: can't be read as Parquet: ")


# --- bytes and hashes -------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512"])
@pytest.mark.parametrize("spell", [str, str.upper], ids=["lower", "upper"])
def test_hashes_of_each_algorithm(algorithm: str, spell: Callable[[str], str]) -> None:
    stated = spell(f"{algorithm}:{digest(PORTS, algorithm)}")
    write(Path("p"), changed(hash=stated, bytes=len(PORTS)), HARBOUR_FILES)
    assert validate("p").valid
    Path("p/ports.csv").write_text(PORTS + "3,Pori,10\n", encoding="utf-8")
    now = digest(PORTS + "3,Pori,10\n", algorithm)
    assert messages("p") == [
        (
            f"p/ports.csv: the content differs (found {algorithm}:{now}; expected"
            f" {algorithm}:{digest(PORTS, algorithm)})"
        ),
        f"p/ports.csv: the size differs (found {len(PORTS) + 10}; expected {len(PORTS)})",
    ]


def test_a_hash_without_a_prefix_is_md5_and_an_unknown_one_is_named() -> None:
    write(Path("p"), changed(hash=digest(PORTS, "md5")), HARBOUR_FILES)
    assert validate("p").valid
    write(Path("q"), changed(hash="blake9:00"), HARBOUR_FILES)
    target = validate("q").targets[0]
    assert target.valid
    assert target.notes == ("ports: the hash was not checked: blake9 is unknown",)


# --- folders without a descriptor ---------------------------------------------------------------


def test_a_folder_without_descriptor_and_a_path_to_nothing() -> None:
    dump("p/ports.json", resource("ports", "ports.csv", PORTS_SCHEMA))
    assert messages("p", "q") == [
        (
            "p: the folder holds no datapackage.json, so it is no Data Package (found ports.json;"
            " name a resource's descriptor itself)"
        ),
        "q: there is no such file or folder",
    ]


# --- resources and tables ---------------------------------------------------------------------


def test_the_descriptor_of_a_resource() -> None:
    write(Path("p"), harbours(), HARBOUR_FILES)
    dump("p/ports.json", resource("ports", "ports.csv", PORTS_SCHEMA))
    dump("p/bad.json", resource("ports", "port.csv", PORTS_SCHEMA))
    verdict = validate("p/ports.json", "p/bad.json")
    assert [(t.kind, t.name, t.valid) for t in verdict.targets] == [
        ("resource", "ports", True),
        ("resource", "ports", False),
    ]
    assert [line_of(finding) for finding in verdict.findings()] == [
        "p/bad.json:1: path: the file is missing (did you mean 'ports.csv'?)"
    ]


def test_a_table_with_a_schema() -> None:
    dump("ports.csv", PORTS.replace("13.5", "-3"))
    dump("ports.json", PORTS_SCHEMA)
    assert messages("ports.csv", schema="ports.json") == [
        "ports.csv:2: depth: too small (found '-3'; expected at least 0)"
    ]


def test_an_example_is_of_the_type_of_its_field() -> None:
    fields = [{"name": "depth", "type": "number", "example": 9.5}]
    dump("depths.csv", "depth\n13.5\n")
    dump("depths.json", {"fields": fields})
    assert messages("depths.csv", schema="depths.json") == []


def test_a_table_whose_keys_lead_elsewhere_says_so() -> None:
    dump("calls.csv", CALLS)
    dump("calls.json", CALLS_SCHEMA)
    target = validate("calls.csv", schema="calls.json").targets[0]
    assert target.valid
    assert target.notes == (
        "calls: the foreign key to ports was not checked: no such table at hand",
    )


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"fields": [{"name": "a", "type": "x"}]}, "s.json:1: fields[0].type: not a type of"),
        ({"title": "x"}, "s.json:1: the property 'fields' is missing"),
        ([], "s.json: not a Table Schema (found no JSON object)"),
        ("{", "s.json:1: not JSON: "),
    ],
)
def test_a_schema_that_is_none(schema: Any, message: str) -> None:
    dump("ports.csv", PORTS)
    dump("s.json", schema)
    found = messages("ports.csv", schema="s.json")
    assert len(found) == 1
    assert found[0].startswith(message)


def test_a_table_without_a_schema_is_held_to_its_structure_only() -> None:
    dump("a.csv", "id,,a,a\n1,x,3,4\ny,5\n\n1,2,3,4,5\n")
    dump("b.csv", "id,a\n" + "1,2\n" * 500 + "x,y\n")
    verdict = validate("a.csv", "b.csv")
    assert [line_of(finding) for finding in verdict.findings()] == [
        "a.csv: a: another column has this name",
        "a.csv: column 2: the column has no name",
        "a.csv:3: a: the row ends before this column",
        "a.csv:3: a2: the row ends before this column",
        "a.csv:4: the row is blank",
        "a.csv:5: a cell beyond the last column (found '5')",
    ]
    assert [(t.tables[0].rows, t.tables[0].engine) for t in verdict.targets] == [
        (4, "columnar"),
        (501, "columnar"),
    ]
    assert "no schema was given" in render_verdict(verdict, "text")


def test_the_list_of_errors_of_a_table_without_a_schema_is_complete() -> None:
    dump("a.csv", "id,a\n" + "1\n" * 30)
    assert validate("a.csv", limit=2, errors="e.csv").total == 30
    lines = Path("e.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [line.split(",")[3] for line in lines] == [str(row) for row in range(2, 32)]


def test_lines_are_told_only_where_they_are_certain() -> None:
    text = 'id,text\n1,"two\nlines"\nx,a\n'
    schema = {"fields": [{"name": "id", "type": "integer"}, {"name": "text"}]}
    dump("p/t.csv", text)
    dump("p/t.json", resource("t", "t.csv", schema))
    dump("p/u.json", resource("u", "t.csv", schema, dialect={"delimiter": ","}))
    message = "not a whole number (found 'x'; expected digits)"
    assert messages("p/t.json") == [f"p/t.csv: row 3, id: {message}"]
    assert messages("p/u.json") == [f"p/t.csv:4: id: {message}"]


# --- what the command line gets wrong -----------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "options", "message"),
    [
        ("https://example.org/datapackage.json", {}, "only local files are validated"),
        ("x.pdf", {}, "not a Data Package"),
        ("s.json", {}, "a Table Schema; name the table's file"),
        ("p", {"schema": "s.json"}, "--schema is for a CSV or Parquet file"),
        ("p", {"errors": "e.xlsx"}, "ends in .csv or .parquet"),
        ("p", {"limit": -1}, "--limit -1"),
    ],
)
def test_what_cannot_be_asked(path: str, options: dict[str, Any], message: str) -> None:
    write(Path("p"), harbours(), HARBOUR_FILES)
    dump("x.pdf", "")
    dump("s.json", PORTS_SCHEMA)
    with pytest.raises(UsageError, match=message):
        validate(path, **options)
