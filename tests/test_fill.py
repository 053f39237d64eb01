"""Quotations in a record become anchors; the record keeps all else, and its lock fits it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapackage.citations import digest, find_passages, passage
from datapackage.fill import MAX_RUN, fill_citations, shown_words
from datapackage.pipeline import check
from datapackage.problems import DataError, ProblemList, UsageError
from datapackage.read.cites import cites_in
from datapackage.read.lock import SourcePassage, lock_path, read_lock
from datapackage.read.tree import Node, parse_yaml
from tests.bad_inputs.case import RECORD
from tests.first_agreement import AGREEMENT
from tests.places import DOCUMENTS, NOT_BESIDE, SOURCES

FILE = Path("sources/agreements") / f"{RECORD}.yaml"
HEADLINE = "Vesala ja Nordholm solmivat ystävyyssopimuksen"


def write(text: str, data: bytes = b"") -> Path:
    """Write a record of one source, and no more than its citations."""
    Path("a.yaml").write_bytes(data or f"source: invented-news\n{text}".encode())
    return Path("a.yaml")


def filled(text: str) -> str:
    """Return what is made of a record, without its first line."""
    fill_citations([write(text)], "documents")
    return Path("a.yaml").read_bytes().decode().partition("\n")[2]


def locked(record: Path) -> dict[SourcePassage, str]:
    problems = ProblemList()
    lock = read_lock(lock_path(record), record, problems)
    assert lock is not None, list(problems)
    return {passage: line.sha256 for passage, line in lock.items()}


@pytest.mark.usefixtures("workplace")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("cites: Vesala ja Nordholm\n", "cites: 0-18\n"),
        ("cites: [Vesala ja, 'Nordholm solmivat' ] # two\n", "cites: [0-9, 10-27 ] # two\n"),
        ('cites:\n- "Vesala  ja\n   Nordholm"\n- 0-6 id\n', "cites:\n- 0-18\n- 0-6 id\n"),
        ("cites:\n  - >\n    Vesala\n    ja\n\n# end\n", "cites:\n  - 0-9\n\n# end\n"),
        ("cites: {quote: Vesala ja, field: id, basis: derived}", "cites: 0-9 id derived"),
        ("cites:\n  - quote: Vesala ja\n    field: id\n\nid: a", "cites:\n  - 0-9 id\n\nid: a"),
        ("cites: Vesala ja … ystävyyssopimuksen\n", "cites: 0-46\n"),
        ("cites: Vesala ja ... solmivat\r\nid:   a  \r\n", "cites: 0-27\r\nid:   a  \r\n"),
        ("title: {fi: 😀}\ncites: [Vesala ja]", "title: {fi: 😀}\ncites: [0-9]"),
        (
            "areas: [{cites: [Vesala ja], goals: [{cites: musiikin}]}]",
            "areas: [{cites: [0-9], goals: [{cites: 237-245}]}]",
        ),
    ],
)
def test_a_quotation_becomes_an_anchor_and_all_else_stays(before: str, after: str) -> None:
    assert filled(before) == after


@pytest.mark.usefixtures("workplace")
def test_a_byte_order_mark_stays() -> None:
    before = "\ufeffsource: invented-news\ncites: Vesala ja\n".encode()
    fill_citations([write("", before)], "documents")
    assert Path("a.yaml").read_bytes() == before.replace(b"Vesala ja", b"0-9")


@pytest.mark.usefixtures("workplace")
def test_several_sources_are_called_by_their_short_names() -> None:
    Path("documents/plan.txt").write_text("The plan.", encoding="utf-8")
    record = write(
        "",
        b"sources: {news: invented-news, p: plan}\n"
        b"cites: [Vesala ja, {quote: The plan, source: p}, {quote: solmivat, source: news}]\n",
    )
    fill_citations([record], "documents")
    assert "cites: [0-9, p:0-8, news:19-27]\n" in record.read_text(encoding="utf-8")
    assert list(locked(record)) == [
        SourcePassage("invented-news", 0, 9),
        SourcePassage("invented-news", 19, 27),
        SourcePassage("plan", 0, 8),
    ]


@pytest.mark.usefixtures("workplace")
def test_a_filled_record_builds_as_the_one_with_citations_in_full() -> None:
    before = check(formats=[]).rows
    text = FILE.read_text(encoding="utf-8")
    full = re.compile(r"citations:\n +- \{source: invented-news, start: (\d+), end: (\d+), .*\}")
    document = Path("documents/invented-news.txt").read_text(encoding="utf-8")
    quoted = full.sub(lambda m: f'cites: ["{_line(document[int(m[1]) : int(m[2])])}"]', text)
    FILE.write_text(f"source: invented-news\n{quoted}", encoding="utf-8")
    [result] = fill_citations([FILE], "documents")
    assert result.quotations == before["citations"] == 9
    after = check(formats=[], documents="documents")
    assert after.rows == before
    assert after.verification is not None
    assert after.verification.count("verified") == 9


def _line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.usefixtures("workplace")
def test_a_period_is_cited_by_its_key_or_its_columns(capsys: pytest.CaptureFixture[str]) -> None:
    text = FILE.read_text(encoding="utf-8")
    FILE.write_text(
        "source: invented-news\n"
        + re.sub(r"citations:\n +- .*(?=\nparties)", "cites: Vuosien 2020–2023", text).replace(
            "cites: Vuosien 2020–2023", "cites: {quote: Vuosien 2020–2023, field: period}"
        ),
        encoding="utf-8",
    )
    fill_citations([FILE], "documents")
    assert re.search(r"cites: \d+-\d+ period\n", FILE.read_text(encoding="utf-8"))
    assert check(formats=[], documents="documents").rows["citations"] == 9 + 2


@pytest.mark.usefixtures("workplace")
def test_nothing_is_written_if_one_record_is_wrong() -> None:
    right = write("cites: Vesala ja\n")
    wrong = Path("b.yaml")
    wrong.write_text("source: invented-news\ncites: Rauma\n", encoding="utf-8")
    before = right.read_bytes()
    with pytest.raises(DataError):
        fill_citations([right, wrong], "documents")
    assert right.read_bytes() == before
    assert not lock_path(right).exists()


@pytest.mark.usefixtures("workplace")
def test_filling_twice_changes_nothing_and_mends_a_lock() -> None:
    record = write("cites: [Vesala ja, solmivat]\n")
    fill_citations([record], "documents")
    before = record.read_bytes(), lock_path(record).read_bytes()
    fill_citations([record], "documents")
    assert (record.read_bytes(), lock_path(record).read_bytes()) == before
    lock_path(record).write_text("<<<<<<< ours\n", encoding="utf-8")
    fill_citations([record], "documents")
    assert (record.read_bytes(), lock_path(record).read_bytes()) == before


@pytest.mark.usefixtures("workplace")
def test_what_is_locked_needs_no_document_and_a_changed_document_is_refused() -> None:
    record = write("cites: [Vesala ja, solmivat]\n")
    fill_citations([record], "documents")
    before = locked(record)
    document = Path("documents/invented-news.txt")
    document.write_text("Nyt " + document.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(DataError, match="the passage at 0–9 has another digest"):
        fill_citations([record], "documents")
    document.unlink()
    fill_citations([record], "documents")
    assert locked(record) == before
    record.write_text("source: invented-news\ncites: [0-9]\n", encoding="utf-8")
    fill_citations([record], "documents")
    assert locked(record) == {SourcePassage("invented-news", 0, 9): digest("Vesala ja")}
    record.write_text("id: a\n", encoding="utf-8")
    fill_citations([record], "documents")
    assert not lock_path(record).exists()


@pytest.mark.usefixtures("workplace")
def test_what_reads_as_an_anchor_and_stands_in_the_source_is_refused() -> None:
    Path("documents/plan.txt").write_text("The plan covers 2-5 years.", encoding="utf-8")
    record = write("", b"source: plan\ncites: 2-5\n")
    with pytest.raises(DataError, match="reads as an anchor, and stands in the source"):
        fill_citations([record], "documents")
    record = write("", b"source: plan\ncites: {quote: 2-5}\n")
    fill_citations([record], "documents")
    assert record.read_bytes() == b"source: plan\ncites: 16-19\n"


@pytest.mark.usefixtures("workplace")
def test_only_yaml_records_are_filled() -> None:
    with pytest.raises(UsageError, match=r"bulk.jsonl: not a YAML record"):
        fill_citations(["bulk.jsonl"], "documents")


# --- Properties -------------------------------------------------------------------------------

WORDS = st.lists(
    st.sampled_from(["Kotka", "ja", "😀", "sopi:", "#1", "'a\"", "-", "[x],", "ä́", "2019–2021"])
)
LAYOUTS = (
    "cites: {}\n",
    "cites: [{}, 0-1]\n",
    "cites:\n- {} # why\n",
    "areas:\n  - goals:\n    - cites:\n        - {{quote: {}, field: id}}\n",
)


@settings(max_examples=60, deadline=None)
@given(
    words=WORDS,
    cut=st.tuples(st.integers(0, 20), st.integers(1, 20)),
    layout=st.sampled_from(LAYOUTS),
)
def test_what_was_quoted_is_what_the_anchor_points_to(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], cut: tuple[int, int], layout: str
) -> None:
    folder = tmp_path_factory.mktemp("fill")
    text = " ".join(words)
    quoted = " ".join(words[cut[0] : cut[0] + cut[1]])
    (folder / "s.txt").write_text(text, encoding="utf-8")
    record = folder / "a.yaml"
    escaped = quoted.replace("\\", "\\\\").replace('"', '\\"')
    before = "source: s\n# kept\n" + layout.format(f'"{escaped}"')
    record.write_text(before, encoding="utf-8")
    try:
        fill_citations([record], folder)
    except DataError:
        assert record.read_text(encoding="utf-8") == before
        assert not quoted or len(find_passages(text, quoted)) != 1
        return
    root = parse_yaml(record.read_text(encoding="utf-8"), "a.yaml", ProblemList())
    assert root is not None
    [(_, node)] = cites_in(root)
    items = node.value if isinstance(node.value, list) else [node]
    start, end = anchored(items[0])
    [found] = find_passages(text, quoted)
    assert (start, end) == (found.start, found.end)
    assert locked(record)[SourcePassage("s", start, end)] == passage(text, start, end).sha256
    assert record.read_text(encoding="utf-8").startswith("source: s\n# kept\n")


def anchored(node: Node) -> tuple[int, int]:
    start, end = re.split("[- ]", node.text)[:2]
    return int(start), int(end)


@given(
    ends=st.lists(st.tuples(st.integers(0, 90), st.integers(1, 90)), max_size=30),
    words=st.integers(1, 40),
)
def test_locks_never_show_a_passage_nor_eight_words_together(
    ends: list[tuple[int, int]], words: int
) -> None:
    text = " ".join(f"w{number:02}" for number in range(words))
    passages = sorted(
        {
            SourcePassage("s", start, min(start + length, len(text)))
            for start, length in ends
            if start < len(text)
        }
    )
    together: set[int] = set()
    for place, shown in zip(passages, shown_words(text, passages), strict=True):
        first, last = (part.split() for part in shown.split("…"))
        here = text[place.start : place.end].split()
        assert here[: len(first)] == first
        assert here[len(here) - len(last) :] == last
        assert len(first) == len(last) <= min(3, len(here) // 3)
        whole = {word for word in first + last if re.fullmatch(r"w\d\d", word)}
        together |= {int(word[1:]) for word in whole}
    runs = "".join("x" if n in together else " " for n in range(words)).split()
    assert max(map(len, runs), default=0) <= MAX_RUN


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason=NOT_BESIDE)
def test_filling_the_real_record_changes_nothing(tmp_path: Path) -> None:
    real = SOURCES / "agreements" / f"{AGREEMENT}.yaml"
    record = tmp_path / real.name
    record.write_bytes(real.read_bytes())
    # Of its texts one is held: of the others the lock says what was seen.
    lock_path(record).write_bytes(lock_path(real).read_bytes())
    fill_citations([record], DOCUMENTS)
    assert record.read_bytes() == real.read_bytes()
    assert lock_path(record).read_bytes() == lock_path(real).read_bytes()


def test_the_real_record_cites_in_few_bytes() -> None:
    real = SOURCES / "agreements" / f"{AGREEMENT}.yaml"
    text = real.read_text(encoding="utf-8")
    assert "sha256" not in text
    cites = re.findall(r"^ *cites: \[[^\]]*\]\n", text, re.MULTILINE)
    assert sum(len(" ".join(each.split())) for each in cites) < 5000  # without its layout
