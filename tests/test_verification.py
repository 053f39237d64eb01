from __future__ import annotations

from pathlib import Path

import pytest

from datapackage.citations import digest
from datapackage.problems import DataError, Place, UsageError
from datapackage.verification import VerificationSummary, verify_citations
from tests.places import OUTPUT
from tests.validator.copies import Copy

TEXT = "Kotka ja Pietari"


@pytest.fixture
def package(tmp_path: Path) -> Copy:
    """A package with three citations of one source, and a document of it."""
    copy = Copy(tmp_path)
    size = len(TEXT)
    facts = {"characters": size, "bytes": size, "sha256": digest(TEXT)}
    copy.write("sources", [copy.rows("sources")[0] | {"source_id": "s"} | facts])
    passages = [(0, 5), (9, 16), (6, 8)]
    copy.write(
        "citations",
        [
            row | {"source_id": "s", "start": start, "end": end, "sha256": digest(TEXT[start:end])}
            for row, (start, end) in zip(copy.rows("citations")[:3], passages, strict=True)
        ],
    )
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "s.txt").write_text(TEXT)
    return copy


def verified(package: Copy) -> VerificationSummary:
    return verify_citations(package.folder, package.folder.parent / "documents")


def nowhere(_table: str, _row: int, _column: str) -> Place | None:
    return None


def test_citations_that_fit_are_verified(package: Copy) -> None:
    summary = verified(package)
    assert [citation.outcome for citation in summary.citations] == ["verified"] * 3
    assert summary.count("verified") == 3
    assert summary.missing_sources == ()
    assert list(summary.problems(nowhere)) == []


def test_a_broken_citation_is_a_problem_of_its_row(package: Copy) -> None:
    package.set("citations", 1, end=15)
    [problem] = verified(package).problems(nowhere)
    assert problem.rule == "broken-citation"
    assert str(problem).startswith("csv/citations.csv:3: the passage at 9–15 has another digest")


def test_a_problem_has_its_place_in_the_sources_where_one_is_known(package: Copy) -> None:
    package.set("citations", 2, end=100)
    asked = []

    def place(table: str, row: int, column: str) -> Place | None:
        asked.append((table, row, column))
        return Place("a.yaml", 7, "citations[3]")

    [problem] = verified(package).problems(place)
    assert str(problem).startswith("a.yaml:7: citations[3]: the offsets 6–100 reach beyond")
    assert asked == [("citations", 2, "sha256")]


def test_another_document_under_the_name_of_the_source_is_a_problem(package: Copy) -> None:
    (package.folder.parent / "documents" / "s.txt").write_text(TEXT + "!")
    summary = verified(package)
    assert summary.count("verified") == 3
    problems = list(summary.problems(nowhere))
    assert [problem.rule for problem in problems] == ["source-differs"]
    assert str(problems[0]).startswith("csv/sources.csv:2: the document is not the one described")


def test_a_document_that_is_not_at_hand_is_told_and_no_problem(package: Copy) -> None:
    (package.folder.parent / "documents" / "s.txt").unlink()
    summary = verified(package)
    assert summary.count("no-document") == 3
    assert summary.missing_sources == ("s",)
    assert list(summary.problems(nowhere)) == []


def test_there_must_be_a_package_and_a_folder_of_documents(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no package here"):
        verify_citations(tmp_path, tmp_path)
    with pytest.raises(UsageError, match="no such folder of source documents"):
        verify_citations(OUTPUT, tmp_path / "absent")
