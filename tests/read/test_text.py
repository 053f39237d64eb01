from pathlib import Path

import pytest

from datapackage.problems import ProblemList
from datapackage.read.text import decode_text, read_text


def told(data: bytes, first_line: int = 1) -> tuple[str | None, list[str]]:
    problems = ProblemList()
    text = decode_text(data, "a.csv", problems, first_line)
    return text, [str(problem) for problem in problems]


def test_text_comes_as_it_is() -> None:
    assert told("a\n\tä – Я\u2028\n".encode()) == ("a\n\tä – Я\u2028\n", [])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xef\xbb\xbfa", "a.csv:1: the file starts with a byte order mark"),
        (b"a\nb\r\nc", "a.csv:2: the file has Windows or old Mac line ends"),
        (b"a\n\nb\rc", "a.csv:3: the file has Windows or old Mac line ends"),
        (b"a\nb\0", "a.csv:2: the file holds a NUL character"),
        ("ä\nä\n".encode() + b"\xe4", "a.csv:3: the file is not UTF-8"),
        (b"\xff\xfea\0", "a.csv:1: the file is not UTF-8 but UTF-16"),
        (b"a\xed\xa0\x80", "a.csv:1: the file is not UTF-8"),
    ],
    ids=["mark", "windows", "mac", "nul", "latin-1", "utf-16", "surrogate"],
)
def test_other_text_is_refused_with_its_line(data: bytes, message: str) -> None:
    text, problems = told(data)
    assert text is None
    assert len(problems) == 1
    assert problems[0].startswith(message)


def test_a_part_of_a_file_counts_lines_from_where_it_starts() -> None:
    assert told(b"a\nb\0", first_line=100)[1] == ["a.csv:101: the file holds a NUL character"]


def test_a_mark_is_only_one_at_the_start_of_the_file() -> None:
    assert told("\ufeffa".encode(), first_line=2) == ("\ufeffa", [])


def test_the_byte_that_is_not_utf_8_is_shown() -> None:
    assert "found the byte 0xe4; expected UTF-8" in told(b"\xe4\n")[1][0]


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    problems = ProblemList()
    assert read_text(tmp_path / "absent.csv", problems) is None
    assert read_text(tmp_path, problems) is None
    assert [problem.kind for problem in problems] == ["unreadable-file"] * 2


def test_a_file_is_read_with_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\r")
    problems = ProblemList()
    read_text(tmp_path / "a.csv", problems)
    assert [problem.place.file for problem in problems] == [str(tmp_path / "a.csv")]
