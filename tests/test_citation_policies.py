"""What has to be cited is the publisher's choice: each row, each agreement, or its source."""

from __future__ import annotations

import json
import re
from pathlib import Path

import frictionless
import pyarrow.parquet as pq
import pytest

import datapackage
from datapackage.citations.passages import digest
from datapackage.cli import main
from datapackage.problems import DataError
from datapackage.read.lock import Line, SourcePassage, lock_path, lock_text
from tests.bad_inputs.case import RECORD
from tests.validator.copies import Copy, find


@pytest.fixture
def sources(minimal_sources: Path) -> Path:
    """The small sources, of whose record only the agreement itself is cited."""
    path = record(minimal_sources)
    text = re.sub(r"( +)citations:\n(\1  - .*\n)+", "", path.read_text(encoding="utf-8"))
    assert text.count("invented-news") == 1
    path.write_text(text, encoding="utf-8")
    return minimal_sources


def record(sources: Path) -> Path:
    return sources / "agreements" / f"{RECORD}.yaml"


def build(sources: Path, policy: str) -> datapackage.BuildResult:
    with (sources / "package.yaml").open("a", encoding="utf-8") as stream:
        stream.write(f"citations: {policy}\n")
    folder = sources.parent
    return datapackage.build(sources, folder / "output", documents=folder / "documents", formats=[])


def citations(sources: Path) -> list[tuple[str, str, object]]:
    path = sources.parent / "output" / "parquet" / "citations.parquet"
    return [
        (row["table_name"], row["covers"], row["start"]) for row in pq.read_table(path).to_pylist()
    ]


def cite_the_source_alone(sources: Path) -> None:
    """Name the source at the top of the record, and know it by its address alone."""
    path = record(sources)
    text = re.sub(r"citations:\n  - .*\n", "source: invented-news\n", path.read_text("utf-8"))
    path.write_text(text, encoding="utf-8")
    (sources / "registers" / "sources.csv").write_text(
        "source_id,title,language,url\ninvented-news,An invented news item,fi,https://example.org\n"
    )


def test_each_row_needs_a_citation_if_nothing_else_is_said(sources: Path) -> None:
    with pytest.raises(DataError) as error:
        build(sources, "row")
    assert {problem.rule for problem in error.value.problems} == {"row-has-citation"}


def test_the_citation_of_an_agreement_covers_the_rows_below(sources: Path) -> None:
    build(sources, "agreement")
    assert citations(sources) == [("agreements", "below", 0)]
    assert datapackage.validate(sources.parent / "output").valid


def test_an_agreement_is_cited_nevertheless(sources: Path) -> None:
    path = record(sources)
    text = re.sub(r"citations:\n  - .*\n", "", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="no citation shows where the source says this"):
        build(sources, "agreement")


def test_a_passage_of_one_column_covers_no_other_row(sources: Path) -> None:
    path = record(sources)
    text = path.read_text(encoding="utf-8").replace(
        "basis: stated}", "basis: stated, field: title}"
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as error:
        build(sources, "agreement")
    assert {problem.rule for problem in error.value.problems} == {"row-has-citation"}


def test_a_source_may_be_cited_as_a_whole(sources: Path) -> None:
    cite_the_source_alone(sources)
    result = build(sources, "source")
    assert citations(sources) == [("agreements", "below", None)]
    assert result.verification is not None
    assert [c.reason for c in result.verification.citations] == ["the source is cited as a whole"]
    output = sources.parent / "output"
    assert datapackage.validate(output).valid
    assert frictionless.validate(str(output / "datapackage.json")).valid


def test_a_source_is_cited_as_a_whole_beside_passages_of_other_rows(sources: Path) -> None:
    cite_the_source_alone(sources)
    path = record(sources)
    party = "organisation: Vesalan kaupunki\n    role: partner\n"
    text = path.read_text(encoding="utf-8").replace(party, f"{party}    cites: 0-18\n")
    path.write_text(text, encoding="utf-8")
    text = (sources.parent / "documents" / "invented-news.txt").read_text(encoding="utf-8")
    line = Line(digest(text[:18]), "Vesala … Nordholm")
    lock = lock_text({SourcePassage("invented-news", 0, 18): line})
    lock_path(path).write_text(lock, encoding="utf-8")
    build(sources, "source")
    assert set(citations(sources)) == {("agreements", "below", None), ("parties", "row", 0)}


def test_a_passage_lacks_no_part(sources: Path) -> None:
    path = record(sources)
    text = re.sub(r"sha256: \w+, ", "", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="a passage has 'start', 'end' and 'sha256'") as error:
        build(sources, "source")
    assert [problem.rule for problem in error.value.problems] == ["citation-within-source"]


def test_editors_are_told_the_policy(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (sources / "package.yaml").open("a", encoding="utf-8") as stream:
        stream.write("citations: source\n")
    assert main(["record-schema", "--sources", str(sources)]) == 0
    citation = json.loads(capsys.readouterr().out)["$defs"]["citations"]["items"]
    assert set(citation["required"]) == {"source", "basis"}


@pytest.mark.parametrize("policy", ["row", "agreement"])
def test_elsewhere_a_citation_has_its_passage(sources: Path, policy: str) -> None:
    cite_the_source_alone(sources)
    path = record(sources)
    text = path.read_text(encoding="utf-8")
    whole = "citations: [{source: invented-news, basis: stated}]"
    path.write_text(text.replace("source: invented-news", whole), encoding="utf-8")
    with pytest.raises(DataError, match=r"citations\[1\].start: 'start' is missing"):
        build(sources, policy)


def test_rows_below_are_covered_at_any_depth_and_no_others_are(copy: Copy) -> None:
    copy.write("citations", copy.rows("citations")[:1])
    name = "row-has-citation"
    copy.set("citations", 0, table_name="agreements", record_id="kotka-saint-petersburg-2018")
    copy.set("citations", 0, covers="below", field_name=None)
    assert find(copy.opened(), name) == []
    copy.set("citations", 0, covers="row")
    tables = {finding.table for finding in find(copy.opened(), name)}
    assert {"documents", "parties", "goals", "goal_actors"} <= tables
    assert "agreements" not in tables
