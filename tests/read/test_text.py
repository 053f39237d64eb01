import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from datapackage.problems import ProblemList
from datapackage.read.text import children, decode_text, is_there, read_text


def told(data: bytes, first_line: int = 1) -> tuple[str | None, list[str]]:
    problems = ProblemList()
    text = decode_text(data, "a.csv", problems, first_line)
    return text, [str(problem) for problem in problems]


def test_text_comes_as_it_is() -> None:
    assert told("a\n\tä – Я\u2028\n".encode()) == ("a\n\tä – Я\u2028\n", [])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\r\n\nb\rc", "a.csv:3: old Mac line ends, or a carriage return inside a text"),
        (b"a\r\r\n", "a.csv:1: old Mac line ends, or a carriage return inside a text"),
        (b"a\nb\0", "a.csv:2: the file holds a NUL character"),
        ("ä\nä\n".encode() + b"\xe4", "a.csv:3: the file is not UTF-8"),
        (b"\xff\xfea\0", "a.csv:1: the file is not UTF-8 but UTF-16"),
        (b"a\xed\xa0\x80", "a.csv:1: the file is not UTF-8"),
    ],
    ids=["mac", "doubled", "nul", "latin-1", "utf-16", "surrogate"],
)
def test_other_text_is_refused_with_its_line(data: bytes, message: str) -> None:
    text, problems = told(data)
    assert text is None
    assert len(problems) == 1
    assert problems[0].startswith(message)


def test_a_part_of_a_file_counts_lines_from_where_it_starts() -> None:
    assert told(b"a\nb\0", first_line=100)[1] == ["a.csv:101: the file holds a NUL character"]


def test_a_mark_is_only_one_at_the_start_of_the_file() -> None:
    assert told("\ufeffa".encode()) == ("a", [])
    assert told("\ufeff\ufeffa".encode()) == ("\ufeffa", [])
    assert told("\ufeffa".encode(), first_line=2) == ("\ufeffa", [])


def test_windows_line_ends_are_read_also_where_they_are_mixed() -> None:
    assert told(b"a\r\nb\n\r\n") == ("a\nb\n\n", [])


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("before", ["", "Я\r\n"])
def test_an_encoding_of_windows_is_refused_also_below_utf_8(encoding: str, before: str) -> None:
    data = b"\xef\xbb\xbf" + before.encode() + "a;ä".encode(encoding)
    line = 2 if before else 1
    [problem] = told(data)[1]
    assert problem.startswith(f"a.csv:{line}: the file is not UTF-8: save it as 'UTF-8'")
    assert "found the byte 0xe4" in problem


def test_the_byte_that_is_not_utf_8_is_shown() -> None:
    assert "found the byte 0xe4; expected UTF-8" in told(b"\xe4\n")[1][0]


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    problems = ProblemList()
    assert read_text(tmp_path / "absent.csv", problems) is None
    assert read_text(tmp_path, problems) is None
    assert [problem.rule for problem in problems] == ["unreadable-file"] * 2


def test_a_file_is_read_with_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\r")
    problems = ProblemList()
    read_text(tmp_path / "a.csv", problems)
    assert [problem.place.file for problem in problems] == [str(tmp_path / "a.csv")]


def test_what_is_there_and_what_is_not(tmp_path: Path) -> None:
    (tmp_path / "b").touch()
    (tmp_path / "a").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    there = {name: is_there(tmp_path / name) for name in ("a", "b", "b/c", "d", "loop")}
    assert there == {"a": True, "b": True, "b/c": False, "d": False, "loop": False}
    assert [path.name for path in children(tmp_path)] == ["a", "b", "loop"]
    assert children(tmp_path / "b") == children(tmp_path / "d") == []


@pytest.mark.parametrize("look", [is_there, children])
def test_what_the_system_can_not_tell_is_not_passed_over(
    look: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, **_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", fail)
    monkeypatch.setattr(Path, "iterdir", fail)
    with pytest.raises(PermissionError):
        look(tmp_path)
