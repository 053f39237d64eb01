"""The command line: what each command does, says and returns."""

import csv
import errno
import json
import re
import shutil
from pathlib import Path

import jsonschema
import pyarrow as pa
import pytest
import yaml

import datapackage.rules.check
from datapackage.citations import find_passages, read_document
from datapackage.cli import COMMANDS, main
from datapackage.write.tables import TableWriter
from tests.bad_inputs.case import BASE, RECORD
from tests.bad_inputs.runner import snapshot
from tests.places import ROOT

DOCUMENT = "documents/invented-news.txt"
RECORD_FILE = Path("sources/agreements") / f"{RECORD}.yaml"
BUILD = ["build", "--formats="]

Capture = pytest.CaptureFixture[str]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# --- Help and exit codes ----------------------------------------------------------------------


def help_of(arguments: list[str], capsys: Capture) -> str:
    with pytest.raises(SystemExit) as stop:
        main([*arguments, "--help"])
    assert stop.value.code == 0
    return capsys.readouterr().out


def test_help_lists_commands_examples_and_exit_codes(capsys: Capture) -> None:
    text = " ".join(help_of([], capsys).split())
    for name, summary in COMMANDS.items():
        assert f"{name} {summary}" in text
    assert "examples:" in text
    assert "exit codes: 0 done; 1 the data is wrong" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_explains_it_and_each_option(command: str, capsys: Capture) -> None:
    text = help_of([command], capsys)
    _usage, about, *options = text.split("\n\n")
    assert about.rstrip().endswith("."), "a sentence says what the command does"
    for line in "\n".join(options).splitlines():
        if line.startswith("  --"):
            assert len(line.split("  ")) > 2 or line == line.rstrip(), line
    assert "--schemas" in text or command in (
        "cite",
        "coverage",
        "diff",
        "init",
        "mqa",
        "preview",
        "publish",
        "validate",
        "verify-release",
        "verify-citations",
    )


def test_build_is_the_default_command(workplace: Path, capsys: Capture) -> None:
    shutil.rmtree(workplace / "output")
    assert main(["--formats="]) == 0
    said = capsys.readouterr()
    assert "output: created" in said.out
    assert "goals                     2 rows" in said.out
    assert said.err == "", "nothing but problems goes to standard error, no progress in a pipe"
    assert main(["--formats="]) == 0
    assert "was up to date" in capsys.readouterr().out


def test_no_arguments_at_all_build(workplace: Path, capsys: Capture) -> None:
    (workplace / "sources" / "package.yaml").unlink()
    assert main([]) == 1
    assert "sources/package.yaml: no such file" in capsys.readouterr().err


def test_an_output_is_replaced_as_a_whole(workplace: Path, capsys: Capture) -> None:
    edit(workplace / "sources/package.yaml", "version: 0.1.0", "version: 0.2.0")
    assert main(BUILD) == 0
    assert "output: replaced" in capsys.readouterr().out
    descriptor = json.loads((workplace / "output/datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["version"] == "0.2.0"


def test_check_publishes_nothing(workplace: Path, capsys: Capture) -> None:
    edit(workplace / "sources/package.yaml", "version: 0.1.0", "version: 0.2.0")
    before = snapshot(workplace)
    assert main(["check", "--formats=", "--documents", "documents"]) == 0
    said = capsys.readouterr().out
    assert "9 of 9 citations verified against documents" in said
    assert "nothing was published: this was a check" in said
    assert snapshot(workplace) == before


def test_an_unknown_format_is_named_with_the_known_ones(workplace: Path, capsys: Capture) -> None:
    assert main(["build", "--formats", "no-such-format"]) == 2
    assert capsys.readouterr().err.startswith("error: unknown format 'no-such-format' (expected ")


# --- Problems in great number -----------------------------------------------------------------


def add_places(workplace: Path, number: int) -> None:
    """Add places that nothing refers to, every third of a type that there isn't."""
    places = workplace / "sources/registers/places.csv"
    rows = [
        f"place-{n},Paikka,Place,Plats,Место,{'city' if n % 3 else f'citty-{n % 2}'},,,,,,,,\n"
        for n in range(number)
    ]
    places.write_text(places.read_text(encoding="utf-8") + "".join(rows), encoding="utf-8")


def read_list(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_line_stands_for_the_problems_of_a_cause(
    workplace: Path, cache: Path, capsys: Capture
) -> None:
    add_places(workplace, 3000)
    assert main(["check", "--formats="]) == 1
    unused, unknown, last = capsys.readouterr().err.splitlines()
    assert unused == (
        "sources/registers/places.csv:5: place_id: nothing refers to 'place-0': take it out, or say"
        " in the column 'keep' why it stays [3,000 such problems; next at line 6, line 7, line 8]"
    )
    assert unknown.startswith(
        "sources/registers/places.csv:5: place_type: no such code in the list 'place-type' (found"
        " 'citty-0'; "
    )
    assert unknown.endswith(
        " [1,000 such problems; next at line 8, line 11, line 14; 2 values: 'citty-0' (500 times),"
        " 'citty-1' (500 times)]"
    )
    [listed] = cache.rglob("*.csv")
    assert last == f"4,000 problems in 1 file; nothing was published; all are in {listed}"
    rows = read_list(listed)
    assert len(rows) == 4000
    assert rows[0]["message"].startswith("nothing refers to 'place-0'")
    assert not (workplace / "problems.txt").exists()


def test_the_list_goes_to_the_file_that_is_named(
    workplace: Path, cache: Path, capsys: Capture
) -> None:
    add_places(workplace, 300)
    assert main(["check", "--formats="]) == 1
    assert main(["build", "--formats=", "--errors", "wrong.csv"]) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == "400 problems in 1 file; nothing was published; all are in wrong.csv"
    assert len(read_list(workplace / "wrong.csv")) == 400
    assert not list(cache.rglob("*.csv")), "a list of an earlier run is out of date"


def test_a_success_leaves_no_list_that_is_out_of_date_and_no_file_of_the_persons_less(
    workplace: Path, cache: Path
) -> None:
    places = workplace / "sources/registers/places.csv"
    right = places.read_text(encoding="utf-8")
    mine = workplace / "problems.txt"
    mine.write_text("what I have to do", encoding="utf-8")
    add_places(workplace, 300)
    assert main(["check", "--formats="]) == 1
    assert main(["check", "--formats=", "--errors", "wrong.csv"]) == 1
    places.write_text(right, encoding="utf-8")
    assert main(["check", "--formats=", "--errors", "wrong.csv"]) == 0
    assert read_list(workplace / "wrong.csv") == []
    assert not list(cache.rglob("*.csv"))
    assert mine.read_text(encoding="utf-8") == "what I have to do"


def test_the_list_of_other_sources_stays(workplace: Path, cache: Path) -> None:
    shutil.copytree("sources", "others")
    add_places(workplace, 300)
    assert main(["check", "--formats="]) == 1
    assert main(["check", "--formats=", "--sources", "others"]) == 0
    assert len(list(cache.rglob("*.csv"))) == 1


def test_a_list_that_cannot_be_written_is_said_and_hides_nothing(
    workplace: Path, cache: Path, capsys: Capture
) -> None:
    add_places(workplace, 300)
    (cache / "city-cooperation-agreements").write_text("a file where a folder belongs")
    assert main(["check", "--formats="]) == 1
    first, *_, last = capsys.readouterr().err.splitlines()
    assert first.endswith("[300 such problems; next at line 6, line 7, line 8]")
    assert "the list of errors can't be written: Not a directory" in last
    assert main(["check", "--formats=", "--errors", "no/such/folder.csv"]) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.endswith(
        "no/such/folder.csv: the list of errors can't be written: No such file or directory"
    )


def test_the_kind_of_the_list_is_asked_for_before_the_work(
    workplace: Path, capsys: Capture
) -> None:
    with pytest.raises(SystemExit) as error:
        main(["check", "--errors", "wrong.txt"])
    assert error.value.code == 2
    assert "wrong.txt: the file's name ends in .csv or .parquet" in capsys.readouterr().err


def test_a_hundred_problems_are_shown_one_by_one(
    workplace: Path, cache: Path, capsys: Capture
) -> None:
    add_places(workplace, 75)
    assert main(["check", "--formats="]) == 1
    *lines, last = capsys.readouterr().err.splitlines()
    assert len(lines) == 100
    assert last == "100 problems in 1 file; nothing was published"
    assert not list(cache.rglob("*.csv"))


def test_what_is_beyond_the_limit_of_a_rule_is_counted(
    workplace: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datapackage.rules.check, "LIMIT", 10)
    add_places(workplace, 3000)
    assert main(["check", "--formats="]) == 1
    unused, *_, last = capsys.readouterr().err.splitlines()
    assert "[3,000 such problems; " in unused
    assert last.startswith(
        "4,000 problems in 1 file; nothing was published; the first 1,010 are in"
    )


# --- Disks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.ENOSPC, "the disk is full; make room and build again"),
        (errno.EROFS, "the disk is read-only here; choose another output folder"),
    ],
)
def test_a_disk_that_does_not_take_the_package(
    workplace: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
    number: int,
    message: str,
) -> None:
    def write(_self: object, _rows: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(TableWriter, "write", write)
    before = snapshot(workplace)
    assert main(BUILD) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: output")
    assert message in said
    assert said.count("\n") == 1, "no traceback"
    assert main(["check", "--formats="]) == 1
    said = capsys.readouterr().err
    assert "(where temporary files go, see TMPDIR)" in said
    assert message in said
    assert snapshot(workplace) == before


@pytest.mark.parametrize("error", [OSError(errno.EIO, "no"), MemoryError(), pa.ArrowMemoryError()])
@pytest.mark.parametrize("place", ["rules.integrity._compare", "validator.engine.table.open_table"])
def test_what_can_not_be_read_back_is_no_fault_of_the_sources(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, place: str, error: Exception
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(f"datapackage.{place}", refuse)
    before = snapshot(workplace)
    assert main(BUILD) == 1
    said = capsys.readouterr().err
    disk = r"error: output/csv/\w+\.csv: the disk reports an error"
    expected = disk if isinstance(error, OSError) else "error: there is not enough memory"
    assert re.match(expected, said)
    assert said.count("\n") == 1
    assert snapshot(workplace) == before


# --- cite -------------------------------------------------------------------------------------


def test_cite_prints_an_anchor(workplace: Path, capsys: Capture) -> None:
    assert main(["cite", DOCUMENT, "nostaa esiin musiikin"]) == 0
    start, end = map(int, capsys.readouterr().out.split("-"))
    assert read_document(workplace / DOCUMENT)[start:end] == "nostaa esiin musiikin"


def test_cite_takes_basis_field_and_source(workplace: Path, capsys: Capture) -> None:
    options = ["--basis", "derived", "--field", "theme", "--source", "plan"]
    assert main(["cite", DOCUMENT, "musiikin", *options]) == 0
    assert re.fullmatch(r"plan:\d+-\d+ theme derived\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("field", "near"),
    [
        ("singed_on", "; did you mean 'signed_on'?"),
        ("perod", "; did you mean 'period'?"),
        ("x", ""),
    ],
)
def test_cite_takes_fields_that_a_record_has(
    workplace: Path, capsys: Capture, field: str, near: str
) -> None:
    assert main(["cite", DOCUMENT, "musiikin", "--field", field]) == 2
    message = "--field: not a key of a record, nor a column of its tables"
    assert capsys.readouterr().err == f"error: {message} (found '{field}'{near})\n"


def test_cite_knows_fields_without_sources(empty_folder: None, capsys: Capture) -> None:
    Path("a.txt").write_text("as it says", encoding="utf-8")
    assert main(["cite", "a.txt", "it says", "--field", "title_en"]) == 0
    assert main(["cite", "a.txt", "it says", "--field", "title_xx"]) == 2


def test_cite_in_full_is_what_a_cell_of_a_workbook_takes(workplace: Path, capsys: Capture) -> None:
    assert main(["cite", DOCUMENT, "musiikin", "--in-full", "--field", "theme"]) == 0
    [passage] = find_passages(read_document(workplace / DOCUMENT), "musiikin")
    assert yaml.safe_load(capsys.readouterr().out) == {
        "source": Path(DOCUMENT).stem,
        "start": passage.start,
        "end": passage.end,
        "sha256": passage.sha256,
        "basis": "stated",
        "field": "theme",
    }


def test_cite_overlooks_how_lines_break(workplace: Path, capsys: Capture) -> None:
    assert main(["cite", DOCUMENT, "ystävyyssopimuksen   Vesalan"]) == 0
    start, end = map(int, capsys.readouterr().out.split("-"))
    assert read_document(workplace / DOCUMENT)[start:end] == "ystävyyssopimuksen\n\nVesalan"


def test_cite_lists_the_places_of_a_passage_that_recurs(workplace: Path, capsys: Capture) -> None:
    assert main(["cite", DOCUMENT, "Nordholm"]) == 1
    said = capsys.readouterr().err
    assert "the passage occurs 2 times; choose one with --occurrence:" in said
    assert "  1: line 1: …Vesala ja [passage] solmivat" in said
    assert "  2: line 3: …" in said
    assert main(["cite", DOCUMENT, "Nordholm", "--occurrence", "2"]) == 0
    second = find_passages(read_document(workplace / DOCUMENT), "Nordholm")[1]
    assert capsys.readouterr().out == f"{second.start}-{second.end}\n"


@pytest.mark.parametrize("number", ["0", "3"])
def test_cite_refuses_an_occurrence_that_is_not_there(
    workplace: Path, capsys: Capture, number: str
) -> None:
    assert main(["cite", DOCUMENT, "Nordholm", "--occurrence", number]) == 2
    assert capsys.readouterr().err == (
        f"error: --occurrence {number}: the passage occurs 2 times\n"
    )


@pytest.mark.parametrize(
    ("passage", "why"),
    [
        ("Qwxzj", "the passage does not occur in the text, nor does anything like it"),
        ("", "the quotation is empty"),
        ("vesala JA nordholm", "the passage does not occur; the nearest is "),
    ],
)
def test_cite_says_what_is_near_what_is_not_there(
    workplace: Path, capsys: Capture, passage: str, why: str
) -> None:
    assert main(["cite", DOCUMENT, passage]) == 1
    assert capsys.readouterr().err.startswith(f"{DOCUMENT}: {why}")


def test_cite_needs_the_document(workplace: Path, capsys: Capture) -> None:
    assert main(["cite", "documents/none.txt", "x"]) == 2
    said = capsys.readouterr().err
    assert said == "error: documents/none.txt: can't be read: No such file or directory\n"


def test_cite_wants_text(workplace: Path, capsys: Capture) -> None:
    (workplace / "scan.txt").write_bytes("Järvi".encode("latin-1"))
    assert main(["cite", "scan.txt", "x"]) == 2
    assert capsys.readouterr().err == "error: scan.txt: the document is not UTF-8 text\n"


# --- coverage ---------------------------------------------------------------------------------


def test_coverage_tells_what_is_not_cited_and_writes_a_page(
    workplace: Path, capsys: Capture
) -> None:
    command = ["coverage", str(RECORD_FILE), "--documents", "documents"]
    assert main([*command, "--html", "page.html"]) == 0
    first, *gaps, last = capsys.readouterr().out.splitlines()
    assert first == "invented-news: 20 of 38 words cited (52 %); 2 passages not cited:"
    assert len(gaps) == 2
    assert all(re.match(r"  \d+-\d+ in line \d: \w", gap) for gap in gaps)
    assert last == "page.html: written; it holds the text of its sources: do not publish it"
    assert "<mark" in (workplace / "page.html").read_text(encoding="utf-8")


def test_coverage_writes_no_page_into_the_output(workplace: Path, capsys: Capture) -> None:
    (workplace / "output").mkdir(exist_ok=True)
    (workplace / "output" / "datapackage.json").touch()
    command = ["coverage", str(RECORD_FILE), "--documents", "documents"]
    assert main([*command, "--html", "output/page.html"]) == 2
    assert capsys.readouterr().err.startswith("error: output/page.html: ")
    assert not (workplace / "output" / "page.html").exists()


# --- verify-citations -------------------------------------------------------------------------


def test_all_citations_are_verified(workplace: Path, capsys: Capture) -> None:
    assert main(["verify-citations", "--documents", "documents"]) == 0
    assert capsys.readouterr().out == "9 of 9 citations verified against documents\n"


def test_a_copy_with_other_white_space_is_enough_where_asked_for(
    workplace: Path, capsys: Capture
) -> None:
    document = workplace / DOCUMENT
    document.write_text("Etusivu " + document.read_text(encoding="utf-8").replace(" ", "\u00a0\n"))
    assert main(["verify-citations", "--documents", "documents"]) == 1
    capsys.readouterr()
    assert main(["verify-citations", "--documents", "documents", "--anywhere"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("9 of 9 citations verified against documents\n")
    assert " of them with the lines of each paragraph joined\n" in said


def test_each_broken_citation_is_reported(workplace: Path, capsys: Capture) -> None:
    edit(workplace / DOCUMENT, "Aino Laine", "Aino Lahti")
    edit(workplace / DOCUMENT, "kuoropäivän", "kuorojuhlan")
    assert main(["verify-citations", "output", "--documents", "documents"]) == 1
    said = capsys.readouterr()
    assert said.out == "7 of 9 citations verified against documents\n"
    source, *citations, last = sorted(said.err.splitlines(), reverse=True)
    assert source.startswith(
        "output/csv/sources.csv:2: the document is not the one described here (found bytes 354, "
    )
    assert all("has another digest" in line for line in citations[1:])
    assert last == "3 problems in 2 files"


def test_a_document_that_is_not_at_hand_is_no_error(workplace: Path, capsys: Capture) -> None:
    (workplace / DOCUMENT).unlink()
    assert main(["verify-citations", "--documents", "documents"]) == 0
    assert capsys.readouterr().out == (
        "0 of 9 citations verified against documents\n"
        "  not verified: documents does not hold the document 'invented-news'\n"
    )


def test_a_document_is_known_by_its_digest_too(workplace: Path, capsys: Capture) -> None:
    (workplace / DOCUMENT).rename(workplace / "documents/renamed.txt")
    assert main(["verify-citations", "--documents", "documents"]) == 0
    assert "9 of 9 citations verified" in capsys.readouterr().out


def test_there_must_be_a_package_and_documents(workplace: Path, capsys: Capture) -> None:
    assert main(["verify-citations", "sources", "--documents", "documents"]) == 1
    assert capsys.readouterr().err.startswith("sources: there is no package here\n")
    assert main(["verify-citations", "--documents", "archive"]) == 2
    assert capsys.readouterr().err == "error: archive: no such folder of source documents\n"


def test_the_published_citations_fit_the_real_document(
    source_documents: Path, capsys: Capture
) -> None:
    documents = str(source_documents)
    assert main(["verify-citations", str(ROOT / "output"), "--documents", documents]) == 0
    verified, _of, total, *_ = capsys.readouterr().out.split()
    with (ROOT / "output/csv/citations.csv").open(encoding="utf-8", newline="") as stream:
        cited = [row["source_id"] for row in csv.DictReader(stream)]
    held = {path.stem for path in source_documents.iterdir()}
    assert int(verified) == sum(source in held for source in cited) != 0
    assert int(total) == len(cited)


# --- validate ---------------------------------------------------------------------------------


def test_a_package_as_it_was_built_is_valid(workplace: Path, capsys: Capture) -> None:
    assert main(["validate"]) == 0
    assert capsys.readouterr().out.startswith("output: valid (60 resources, ")
    assert main(["validate", "output/datapackage.json"]) == 0


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("csv/goals.csv", "output/csv/goals.csv: the content is not the one that SHA256SUMS lists"),
        ("csv/goals.csv", "output/csv/goals.csv: the content differs"),
        ("csv/goals.csv", "CSV and Parquet differ (CSV has "),
        ("parquet/goals.parquet", "output/parquet/goals.parquet: the content differs"),
        ("README.md", "output/README.md: the content is not the one that SHA256SUMS lists"),
    ],
)
def test_a_changed_letter_is_found(workplace: Path, capsys: Capture, file: str, said: str) -> None:
    path = workplace / "output" / file
    data = path.read_bytes()
    at = data.index(b"Teachers") if file.startswith("csv") else len(data) // 2
    path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    assert main(["validate"]) == 1
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '"name": "goals"',
            '"name": "gaols"',
            "output/datapackage.json: resources: there is no table 'goals' with 'goal_id', which",
        ),
        (
            '"name": "small-agreements"',
            '"nmae": "x"',
            "output/datapackage.json: the content is not the one that SHA256SUMS lists",
        ),
        ('"version": "0.1.0",', '"version": "0.1.0"', "output/datapackage.json:12: not JSON: "),
    ],
)
def test_a_changed_descriptor_is_found(
    workplace: Path, capsys: Capture, old: str, new: str, said: str
) -> None:
    edit(workplace / "output/datapackage.json", old, new)
    assert main(["validate"]) == 1
    assert said in capsys.readouterr().out


def test_there_must_be_a_package_to_validate(workplace: Path, capsys: Capture) -> None:
    assert main(["validate", "sources"]) == 1
    assert capsys.readouterr().out.startswith("sources: the folder holds no datapackage.json")


@pytest.mark.parametrize("path", ["output", "output/", "output/datapackage.json"])
def test_places_are_those_of_the_package_however_it_is_named(
    workplace: Path, capsys: Capture, path: str
) -> None:
    edit(
        workplace / "output/csv/goals.csv",
        "vesala-nordholm-2020-music",
        "vesala-nordholm-2020-musik",
    )
    assert main(["validate", path]) == 1
    problems, verdict = capsys.readouterr().out.split(f"{path}: NOT valid, ")
    said = problems.splitlines()
    dangling = (
        "output/csv/goals.csv:2: area_id: there is no such row in cooperation_areas (found 'v"
    )
    assert any(line.startswith(dangling) for line in said)
    assert all(line.startswith("output/") for line in said)
    assert verdict.startswith(f"{len(said)} problems (60 resources, ")


# --- record-schema ----------------------------------------------------------------------------


def test_the_record_schema_fits_records(capsys: Capture) -> None:
    assert main(["record-schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path in (BASE / RECORD_FILE, *(ROOT / "sources/agreements").glob("*.yaml")):
        record = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert list(validator.iter_errors(record)) == []
        assert list(validator.iter_errors({**record, "signing_palce": "x"}))


# --- What the system refuses ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "a.csv"), "a.csv: Permission denied"),
        (OSError(errno.EMFILE, "Too many open files"), "Too many open files"),
        (OSError("odd"), "odd"),
        (MemoryError(), "there is not enough memory; end other programs, or add some"),
    ],
)
@pytest.mark.parametrize("command", ["check", "validate", "record-schema"])
def test_what_the_system_refuses_is_no_mistake_of_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, command: str, error: Exception, message: str
) -> None:
    def refuse(*_: object) -> int:
        raise error

    monkeypatch.setattr(f"datapackage.cli.{command.replace('-', '_')}.run", refuse)
    assert main([command]) == 1
    assert capsys.readouterr().err == f"error: {message}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_shows_a_call(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    text = capsys.readouterr().out.partition("\n\n")[2]  # without the usage
    call = re.compile(rf"(city-cooperation-agreements|^ +|%) ?{command}( [\w\-.>]|$)", re.MULTILINE)
    assert call.search(text), text
