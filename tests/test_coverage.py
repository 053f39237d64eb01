"""What of a source a record cites, and leaves out: as figures and as a page."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapackage.coverage import Coverage, coverage, write_page
from datapackage.coverage.measure import Cited
from datapackage.problems import DataError, UsageError

TEXT = "Kotka-päivä oli\ntorstaina. Kaupungit <sopivat>, ja Pietari juhli."
WORDS = ["Kotka-päivä", "oli", "torstaina", "Kaupungit", "sopivat", "ja", "Pietari", "juhli"]


def cited(words: str, path: str = "cites", field: str = "", basis: str = "stated") -> Cited:
    start = TEXT.index(words)
    return Cited(start, start + len(words), path, field, basis)


def covered(*citations: Cited) -> Coverage:
    return Coverage("s", TEXT, citations)


def test_a_word_is_cited_where_a_citation_touches_it() -> None:
    source = covered(cited("päivä oli"), cited("torstaina. Kaup"))
    assert [TEXT[word.start : word.end] for word in source.words] == WORDS
    assert [word.cited for word in source.words] == [True] * 4 + [False] * 4
    assert source.cited_words == 4


def test_what_is_not_cited_is_told_from_first_to_last_word() -> None:
    source = covered(cited("oli"), cited("ja"))
    assert [TEXT[slice(*span)] for span in source.uncited] == [
        "Kotka-päivä",
        "torstaina. Kaupungit <sopivat",
        "Pietari juhli",
    ]
    assert covered(cited(TEXT)).uncited == []
    assert Coverage("s", " . ", ()).uncited == []


SPAN = st.tuples(st.integers(0, 20), st.integers(1, 10))


@given(st.text(st.sampled_from("ab .\n"), min_size=31, max_size=31), st.lists(SPAN, max_size=5))
@settings(max_examples=100, deadline=None)
def test_segments_are_the_text_and_hold_the_citations_of_each_character(
    text: str, spans: list[tuple[int, int]]
) -> None:
    citations = tuple(
        Cited(start, start + size, str(i), "", "stated") for i, (start, size) in enumerate(spans)
    )
    segments = Coverage("s", text, citations).segments
    assert "".join(text[s.start : s.end] for s in segments) == text
    for segment in segments:
        for at in range(segment.start, segment.end):
            assert segment.citations == tuple(c for c in citations if c.start <= at < c.end)


# --- Records ----------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"a": TEXT, "b": "One two."}.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def measured(folder: Path, record: str) -> tuple[Coverage, ...]:
    (folder / "r.yaml").write_text(record, encoding="utf-8")
    return coverage(folder / "r.yaml", folder)


def test_anchors_at_every_level_and_citations_in_full_count(folder: Path) -> None:
    a, b = measured(
        folder,
        "sources: {x: b, y: a}\ncites: 0-3 id\nareas:\n- cites: [y:12-15 title derived]\n"
        "parties:\n- citations:\n  - {source: a, start: 0, end: 5, sha256: x, basis: stated}\n",
    )
    assert (a.source, b.source) == ("a", "b")
    assert a.citations == (
        Cited(0, 5, "parties[1].citations[1]", "", "stated"),
        Cited(12, 15, "areas[1].cites[1]", "title", "derived"),
    )
    assert b.citations == (Cited(0, 3, "cites", "id", "stated"),)
    assert (b.cited_words, len(b.words)) == (1, 2)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("source: a\ncites: Kotka", "r.yaml:2: cites: a quotation is left here: run 'cite --fill'"),
        ("source: c\ncites: 0-1", "r.yaml:2: cites: there is no document c.txt in "),
        ("source: b\ncites: [0-3, 5-9]", "r.yaml:2: cites[2]: the offsets 5–9 reach beyond the"),
        ("citations: [{source: a}]", "r.yaml:1: citations[1]: the offsets 0–0 enclose no passage"),
        ("id: x", "r.yaml: the record cites nothing"),
        ("cites: 0-1", "r.yaml:1: source: the record does not say which source it cites"),
        ("a: [", "r.yaml:"),
    ],
)
def test_a_record_that_can_not_be_measured_says_why(
    folder: Path, record: str, message: str
) -> None:
    with pytest.raises(DataError) as error:
        measured(folder, record)
    assert f"{folder}/{message}" in str(error.value)


def test_only_a_record_in_yaml_is_measured(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"b\.txt: not a YAML record"):
        coverage(folder / "b.txt", folder)


# --- The page ---------------------------------------------------------------------------------


class Reader(HTMLParser):
    """Gathers the text of the article, and the marks in it with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.marks: list[tuple[str, dict[str, str | None]]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or tag == "article"
        if self.inside and tag == "mark":
            self.marks.append(("", dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "article"

    def handle_data(self, data: str) -> None:
        self.text += data * self.inside
        if self.inside and self.lasttag == "mark" and self.marks and not self.marks[-1][0]:
            self.marks[-1] = (data, self.marks[-1][1])


def read_page(path: Path, *citations: Cited) -> Reader:
    write_page(path, "<r>.yaml", [covered(*citations)])
    page = path.read_text(encoding="utf-8")
    assert "<title>Coverage of &lt;r&gt;.yaml</title>" in page
    reader = Reader()
    reader.feed(page)
    return reader


def test_the_page_has_the_text_with_its_citations_marked(tmp_path: Path) -> None:
    page = read_page(
        tmp_path / "page.html",
        cited("Kaupungit <sopivat>", "cites[1]"),
        cited("<sopivat>", "cites[2]", "status"),
        cited("juhli", "cites[3]", basis="derived"),
    )
    assert page.text == TEXT
    assert page.marks == [
        ("Kaupungit ", {"title": "cites[1]"}),
        ("<sopivat>", {"class": "again", "title": "cites[1]\ncites[2] status"}),
        ("juhli", {"class": "derived", "title": "cites[3]"}),
    ]


def test_the_page_is_not_written_into_a_package(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("{}")
    (tmp_path / "csv").mkdir()
    for path in (tmp_path / "page.html", tmp_path / "csv" / ".." / "csv" / "page.html"):
        with pytest.raises(UsageError, match="is a data package, and the text of a source does"):
            write_page(path, "r.yaml", [covered()])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["csv", "datapackage.json"]
