"""Citations: offsets and digests of passages, found and verified."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapackage.citations import (
    Documents,
    Passage,
    canonical_text,
    cite,
    digest,
    find_passages,
    passage,
    read_document,
    read_documents,
    source_faults,
    verify,
)
from datapackage.problems import UsageError

TEXT = "Kotka ja  Pietari\nsopivat. Kotka ja Pietari\tsopivat!"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfa", "a"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        ("a\u0308".encode(), "ä"),
        (b"", ""),
    ],
)
def test_copies_that_differ_in_nothing_that_counts_have_one_text(data: bytes, text: str) -> None:
    assert canonical_text(data) == text


def test_a_digest_is_sha256_of_utf_8() -> None:
    assert digest("ä") == hashlib.sha256(b"\xc3\xa4").hexdigest()


def test_a_passage_is_found_across_any_white_space() -> None:
    assert find_passages(TEXT, "ja Pietari sopivat") == [
        Passage(6, 25, digest("ja  Pietari\nsopivat")),
        Passage(33, 51, digest("ja Pietari\tsopivat")),
    ]


@pytest.mark.parametrize("quoted", ["", " \n", "kotka", "Kotkaja", "sopivat?", "Kotka.ja"])
def test_all_but_white_space_must_be_exact(quoted: str) -> None:
    assert find_passages(TEXT, quoted) == []


def test_passages_may_overlap() -> None:
    assert [(p.start, p.end) for p in find_passages("ababa", "aba")] == [(0, 3), (2, 5)]


def test_signs_of_patterns_are_plain_text() -> None:
    assert [(p.start, p.end) for p in find_passages("a (b.c) [d]*", "(b.c) [d]*")] == [(2, 12)]


def test_a_quotation_is_composed_as_the_text_is() -> None:
    assert find_passages("Sirviö", unicodedata.normalize("NFD", "Sirviö")) == [
        passage("Sirviö", 0, 6)
    ]


WORD = st.text(st.sampled_from("abä.*(-"), min_size=1, max_size=3)
SPACE = st.text(st.sampled_from(" \n\t\u00a0"), min_size=1, max_size=2)


@given(
    words=st.lists(WORD, min_size=1, max_size=8),
    space=st.lists(SPACE, min_size=8, max_size=8),
    data=st.data(),
)
@settings(max_examples=150, deadline=None)
def test_every_run_of_words_is_found_where_it_stands(
    words: list[str], space: list[str], data: st.DataObject
) -> None:
    text = "".join(word + gap for word, gap in zip(words, space, strict=False))
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    start = sum(len(w) + len(g) for w, g in zip(words[:first], space, strict=False))
    end = sum(len(w) + len(g) for w, g in zip(words[: last + 1], space, strict=False)) - len(
        space[last]
    )
    quoted = data.draw(SPACE).join(words[first : last + 1])
    found = find_passages(text, quoted)
    assert passage(text, start, end) in found
    for each in found:
        assert text[each.start : each.end].split() == quoted.split()
        assert each.sha256 == digest(text[each.start : each.end])
    assert found == sorted(set(found))


# --- Documents --------------------------------------------------------------------------------


def test_a_document_is_cited(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone\r\ntwo")
    assert cite(tmp_path / "a.txt", "two") == [Passage(4, 7, digest("two"))]


def test_a_document_that_is_not_there_or_no_text_is_a_matter_of_the_command(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"absent\.txt: can't be read"):
        read_document(tmp_path / "absent.txt")
    (tmp_path / "a.txt").write_bytes(b"\xff")
    with pytest.raises(UsageError, match=r"a\.txt: the document is not UTF-8 text"):
        read_document(tmp_path / "a.txt")
    with pytest.raises(UsageError, match="no such folder of source documents"):
        read_documents(tmp_path / "absent")


def test_a_document_is_known_by_its_name_or_by_its_digest(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "scan-7.txt").write_text("two")
    (tmp_path / "note.md").write_text("three")
    documents = read_documents(tmp_path)
    assert documents.text_of("a") == "one"
    assert documents.text_of("a", digest("two")) == "one", "the name comes first"
    assert documents.text_of("b", digest("two")) == "two"
    assert documents.text_of("note", digest("three")) is None
    assert documents.text_of("b") is None


# --- Verification -----------------------------------------------------------------------------

DOCUMENTS = Documents(Path("documents"), {"s": "Kotka"}, {})


def citation(**changes: Any) -> dict[str, Any]:
    row = {"citation_id": "c", "source_id": "s", "start": 0, "end": 5, "sha256": digest("Kotka")}
    return row | changes


def outcome(**changes: Any) -> tuple[str, str]:
    [result] = verify([citation(**changes)], {}, DOCUMENTS)
    assert result.citation_id == "c"
    return result.outcome, result.reason


def test_a_citation_that_fits_is_verified() -> None:
    assert outcome() == ("verified", "")
    assert outcome(start=1, end=3, sha256=digest("ot")) == ("verified", "")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"end": 6}, "the offsets 0–6 reach beyond the text, which has 5 characters"),
        ({"start": 1}, "the passage at 1–5 has another digest (found "),
        ({"sha256": digest("kotka")}, "the passage at 0–5 has another digest (found "),
        ({"start": 5}, "the offsets 5–5 enclose no passage"),
        ({"start": -1}, "the offsets -1–5 enclose no passage"),
        ({"end": None}, "the citation has no start or no end"),
        ({"start": None, "end": None}, "the citation has no start or no end"),
    ],
)
def test_a_citation_that_does_not_fit_is_broken(changes: dict[str, Any], reason: str) -> None:
    found, why = outcome(**changes)
    assert found == "broken"
    assert why.startswith(reason)


def test_without_the_document_nothing_is_verified_or_wrong() -> None:
    assert outcome(source_id="t") == ("no-document", "no document for 't'")


def test_a_source_must_be_the_document_that_is_registered() -> None:
    right = {"characters": 5, "bytes": 5, "sha256": digest("Kotka")}
    assert list(source_faults({"s": right, "t": right}, DOCUMENTS)) == []
    wrong = {"characters": 6, "bytes": 7, "sha256": digest("x")}
    faults = list(source_faults({"s": wrong}, DOCUMENTS))
    assert [source for source, _ in faults] == ["s"]
    assert faults[0][1].startswith("the document is not the one described here (found characters 5")
