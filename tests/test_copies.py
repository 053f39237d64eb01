"""Passages are found again in a copy with other white space, and in a document that was edited."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapackage.citations import Passage, canonical_text, digest, passage, verify
from datapackage.citations.copies import BREAKS_PUT_BACK, NORMALISATIONS, Copy
from datapackage.citations.documents import Documents
from tests.places import ROOT

PLACE, BLANKS, JOINED, ONE_LINE, SPACES = (how for how, _ in NORMALISATIONS)

TEXT = """Otsikko uutisesta

Vesala ja Nordholm sopivat toiminnasta vuosiksi 2020–2023. Sopimus on voimassa.
Kaupungit tapaavat
vuosittain.

Lopuksi soitettiin musiikkia."""


def cited(words: str) -> Passage:
    start = TEXT.index(words)
    return passage(TEXT, start, start + len(words))


def found(words: str, copy: str) -> str | None:
    each = cited(words)
    return Copy(copy).find(each.start, each.end - each.start, each.sha256)


@pytest.mark.parametrize(
    ("change", "words", "how"),
    [
        (lambda t: "Uutta. " + t, "toiminnasta vuosiksi", PLACE),
        (lambda t: t.replace(" ", "\u00a0 "), "toiminnasta vuosiksi", BLANKS),
        (lambda t: t.replace("\n", " \n\t"), "uutisesta\n\nVesala", BLANKS),
        (
            lambda t: "\n\n".join(textwrap.fill(p, 20) for p in t.split("\n\n")),
            "Nordholm sopivat toiminnasta",
            JOINED,
        ),
        (
            lambda t: t.replace("tapaavat\n", "tapaavat\n\n"),
            "Kaupungit tapaavat\nvuosittain",
            ONE_LINE,
        ),
        (lambda t: t.replace(" ", "\n\n"), "Vesala ja Nordholm", SPACES),
        (lambda t: " ".join(t.split()), "uutisesta\n\nVesala ja", BREAKS_PUT_BACK),
        (
            lambda t: " ".join(t.split()),
            "voimassa.\nKaupungit tapaavat\nvuosittain",
            BREAKS_PUT_BACK,
        ),
    ],
)
def test_a_passage_is_found_and_how_is_told(
    change: Callable[[str], str], words: str, how: str
) -> None:
    assert found(words, change(TEXT)) == how


def test_a_passage_that_reads_otherwise_is_not_found() -> None:
    assert found("vuosiksi 2020–2023", TEXT.replace("2020–2023", "2020-2023")) is None
    assert found("Vesala ja", TEXT.replace("Vesala ja", "Vesala, ja")) is None
    assert found("Vesala ja", "") is None


def test_all_places_of_a_passage_are_known_amid_words_only_where_no_word_begins_so() -> None:
    copy = Copy("ab aab ab")
    assert copy.places(2, digest("ab")) == [0, 7]
    assert Copy("aab").places(2, digest("ab")) == [1]
    assert copy.places(2, digest("xx")) == copy.places(99, digest("ab")) == []


def test_without_being_asked_for_a_passage_counts_only_where_it_is_cited() -> None:
    each = cited("toiminnasta vuosiksi")
    row = {"citation_id": "c", "source_id": "s", "start": each.start, "end": each.end}
    rows = [row | {"sha256": each.sha256}, row | {"start": None, "sha256": each.sha256}]
    documents = Documents(ROOT, {"s": "Uutta. " + TEXT}, {})
    assert [v.outcome for v in verify(rows, {}, documents)] == ["broken", "broken"]
    anywhere = list(verify(rows, {}, documents, anywhere=True))
    assert [(v.outcome, v.reason) for v in anywhere] == [
        ("verified", PLACE),
        ("broken", "the citation has no start or no end"),
    ]


WORD = st.text(st.sampled_from("abä–."), min_size=1, max_size=4)
SPACE = st.sampled_from([" ", " ", " ", "\n", "\n\n"])
OTHER = st.sampled_from([" ", "  ", "\t", "\u00a0", "\n", "\r\n", " \n"])


@given(words=st.lists(WORD, min_size=1, max_size=12), data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_passage_with_up_to_two_line_breaks_is_found_in_any_white_space(
    words: list[str], data: st.DataObject
) -> None:
    def joined(space: st.SearchStrategy[str]) -> tuple[str, list[int]]:
        text, starts = "", []
        for word in words:
            text += data.draw(space) if text else ""
            starts.append(len(text))
            text += word
        return text, starts

    text, starts = joined(SPACE)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    each = passage(text, starts[first], starts[last] + len(words[last]))
    breaks = text[each.start : each.end].replace("\n\n", "\n").count("\n")
    copy = canonical_text(joined(OTHER)[0].encode())
    assert breaks > 2 or Copy(copy).find(each.start, each.end - each.start, each.sha256)
