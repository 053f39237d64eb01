"""A document was edited elsewhere: the record finds its passages again, or says which are lost."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapackage.citations import Passage, digest, find_moved, passage
from datapackage.cli import main
from datapackage.fill import fill_citations
from datapackage.pipeline import check
from datapackage.problems import DataError
from datapackage.read.lock import lock_path
from datapackage.repair import repair_citations
from tests.bad_inputs.case import RECORD
from tests.bad_inputs.runner import run
from tests.first_agreement import AGREEMENT
from tests.places import DOCUMENTS, NOT_BESIDE, SOURCES

RECORD_FILE = Path("sources/agreements") / f"{RECORD}.yaml"
DOCUMENT = Path("documents/invented-news.txt")
REGISTER = Path("sources/registers/sources.csv")
REPAIR = ["verify-citations", "--repair", "--documents", "documents"]
TEXT = "Vesala on kaupunki. Vesala ja Nordholm sopivat vuosista 2020–2023. Nordholm on kunta."


@pytest.fixture
def anchored(workplace: Path) -> Path:
    """Small sources whose record cites by anchors."""
    full = re.compile(r"citations:\n +- \{source: invented-news, start: (\d+), end: (\d+), .*\}")
    text = full.sub(r"cites: [\1-\2]", RECORD_FILE.read_text(encoding="utf-8"))
    RECORD_FILE.write_text(f"source: invented-news\n{text}", encoding="utf-8")
    fill_citations([RECORD_FILE], "documents")
    return workplace


def edit(change: Callable[[str], str]) -> str:
    """Edit the document, and return its text."""
    text = change(DOCUMENT.read_text(encoding="utf-8"))
    DOCUMENT.write_text(text, encoding="utf-8")
    return text


def anchors() -> list[tuple[int, int]]:
    found = re.findall(r"\b(\d+)-(\d+)\b", "".join(re.findall(r"cites: .*", record_text())))
    return [(int(start), int(end)) for start, end in found]


def record_text() -> str:
    return RECORD_FILE.read_text(encoding="utf-8")


@pytest.mark.usefixtures("anchored")
@pytest.mark.parametrize("added", ["Lisäys.\n\n", "😀 ", "Vesala "])
def test_all_passages_move_with_their_text_and_all_else_stays(added: str) -> None:
    before, old = record_text(), DOCUMENT.read_text(encoding="utf-8")
    passages = [old[start:end] for start, end in anchors()]
    text = edit(lambda t: added + t)
    code, said = run(REPAIR)
    assert (code, said) == (0, "")
    assert [text[start:end] for start, end in anchors()] == passages
    bare = re.compile(r"\b\d+-\d+(?= |,|\])")
    assert bare.sub("N", record_text()) == bare.sub("N", before)
    check("sources", documents="documents", formats=[])


@pytest.mark.usefixtures("anchored")
def test_the_register_describes_the_edited_text_and_no_other_row_changes() -> None:
    data = REGISTER.read_bytes()
    spare = b"spare" + b"," * data.split(b"\n")[0].count(b",") + b"\n"
    REGISTER.write_bytes((data + spare).replace(b"\n", b"\r\n"))
    before = REGISTER.read_bytes().split(b"\r\n")
    text = edit(lambda t: "Uusi alku. " + t)
    done = repair_citations("sources", "documents")
    after = REGISTER.read_bytes().split(b"\r\n")
    assert [
        n for n, (one, other) in enumerate(zip(before, after, strict=True)) if one != other
    ] == [1]
    assert digest(text).encode() in after[1]
    assert str(done.registered["invented-news"]) == f"{REGISTER}:2: sha256:"


@pytest.mark.usefixtures("anchored")
def test_what_is_not_found_is_listed_and_stays_and_the_rest_is_mended() -> None:
    text = edit(lambda t: "Alku. " + t.replace("musiikin", "laulun"))
    code, said = run(REPAIR)
    assert code == 1
    assert "is no longer in the document: quote what says so now" in said
    assert all(line.startswith(f"{RECORD_FILE}:") for line in said.splitlines()[:-1])
    with pytest.raises(DataError) as error:
        check("sources", documents="documents", formats=[])
    assert {p.rule for p in error.value.problems} == {"broken-citation"}
    assert len(error.value.problems) == len(said.splitlines()) - 1
    assert text.startswith("Alku.")


@pytest.mark.usefixtures("anchored")
def test_another_document_changes_nothing() -> None:
    files = [RECORD_FILE, lock_path(RECORD_FILE), REGISTER]
    before = [file.read_bytes() for file in files]
    edit(lambda _: "Something else.")
    code, said = run(REPAIR)
    assert code == 1
    assert said.startswith(f"{REGISTER}:2: sha256: the document has none of the")
    assert [file.read_bytes() for file in files] == before


@pytest.mark.usefixtures("anchored")
def test_where_nothing_was_edited_nothing_changes(capsys: pytest.CaptureFixture[str]) -> None:
    before = record_text()
    assert main(REPAIR) == 0
    assert capsys.readouterr().out == "every passage is where its anchor says\n"
    assert record_text() == before


@pytest.mark.usefixtures("anchored")
def test_a_lock_that_does_not_fit_is_refused() -> None:
    lock_path(RECORD_FILE).unlink()
    code, said = run(REPAIR)
    assert code == 1
    assert "is missing: run 'city-cooperation-agreements cite --fill" in said


@pytest.mark.usefixtures("anchored")
def test_a_package_is_not_what_is_repaired() -> None:
    code, said = run([*REPAIR, "output"])
    assert (code, said) == (
        2,
        "error: --repair mends the records of --sources, and takes no package\n",
    )


# --- Passages that read the same ---------------------------------------------------------------


def cited(*words: str, text: str = TEXT) -> list[Passage]:
    """Return passages; ``word@2`` is the second place of a word."""
    found = []
    for each in words:
        word, _, number = each.partition("@")
        start = -1
        for _ in range(int(number or 1)):
            start = text.index(word, start + 1)
        found.append(passage(text, start, start + len(word)))
    return found


def moved_to(text: str, passages: Iterable[Passage]) -> list[int | list[int] | None]:
    passages = list(passages)
    moved = find_moved(passages, text, len(TEXT))
    return [moved.starts.get(each, moved.unclear.get(each)) for each in passages]


def test_a_word_moves_with_the_sentence_around_it() -> None:
    text = "Nordholm ja Vesala. " + TEXT
    assert moved_to(text, cited("Vesala ja Nordholm sopivat", "Vesala@2", "Nordholm")) == [
        40,
        40,
        50,
    ]


def test_a_word_between_two_that_moved_equally_far_moved_as_far() -> None:
    passages = cited("Vesala on kaupunki. ", "Vesala@2", "sopivat vuosista 2020–2023")
    assert moved_to("Vesala! " + TEXT, passages)[1] == 28


def test_the_only_place_between_what_is_around_it_is_taken() -> None:
    text = TEXT.replace(" ja ", " sekä ").replace("Vesala on", "Vesala, tuo Vesala, on")
    passages = cited("Vesala@2", "sopivat vuosista 2020–2023")
    assert moved_to(text, [*passages, *cited("on kaupunki. ")])[0] == text.index("Vesala sekä")


def test_two_places_that_nothing_tells_apart_are_both_named() -> None:
    text = "Vesala, Vesala: " + TEXT.replace("Vesala ja", "Vesala sekä")
    assert moved_to(text, cited("Vesala@2")) == [[0, 8, 16, 36]]


def test_of_two_that_were_cited_one_is_left() -> None:
    text = TEXT.replace("Vesala on kaupunki. ", "").replace(" ja ", " sekä ")
    assert moved_to(text, cited("Vesala", "Vesala@2")) == [[0], [0]]


def test_a_short_passage_elsewhere_is_not_taken_for_the_one_that_is_gone() -> None:
    text = "Vuonna 2020–2023. " + TEXT.replace(" vuosista 2020–2023", "")
    passages = cited(
        "Vesala ja Nordholm sopivat", "2020–2023", "Nordholm on kunta.", "on kaupunki. Vesala"
    )
    assert moved_to(text, passages)[1] == [7]


@given(
    words=st.lists(st.sampled_from(["a", "b", "cd", "ä😀", "."]), min_size=8, max_size=40),
    cuts=st.lists(st.tuples(st.integers(0, 39), st.integers(1, 20)), min_size=1, max_size=12),
    at=st.integers(0, 40),
    more=st.lists(st.sampled_from(["a", "b", "xy"]), max_size=6),
)
@settings(max_examples=200, deadline=None)
def test_what_is_found_reads_as_it_did_and_no_two_share_a_place(
    words: list[str], cuts: list[tuple[int, int]], at: int, more: list[str]
) -> None:
    text, edited = " ".join(words), " ".join([*words[:at], *more, *words[at:]])
    starts = [m.start() for m in re.finditer(r"\S+", text)]
    ends = [m.end() for m in re.finditer(r"\S+", text)]
    passages = {
        passage(text, starts[first % len(words)], ends[min(first % len(words) + n, len(words) - 1)])
        for first, n in cuts
    }
    moved = find_moved(passages, edited, len(text))
    for each, start in moved.starts.items():
        assert digest(edited[start : start + each.end - each.start]) == each.sha256
    places = [(start, each.sha256) for each, start in moved.starts.items()]
    assert len(set(places)) == len(places)


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason=NOT_BESIDE)
def test_the_first_agreement_moves_as_a_whole(tmp_path: Path) -> None:
    shutil.copytree(SOURCES, tmp_path / "sources")
    shutil.copytree(DOCUMENTS, tmp_path / "documents")
    document = next((tmp_path / "documents").glob("*.txt"))
    text = document.read_text(encoding="utf-8")
    document.write_text(f"[Updated]\n\n{text}\nEnd.\n", encoding="utf-8")
    done = repair_citations(tmp_path / "sources", tmp_path / "documents")
    record = tmp_path / f"sources/agreements/{AGREEMENT}.yaml"
    assert [each.record for each in done.records] == [record]
    assert done.records[0].moved > 50
    assert done.problems == ()
    assert list(done.registered) == [document.stem]
