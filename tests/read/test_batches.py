"""Batches of records: JSON Lines at one go must give what reading with care gives."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapackage.problems import ProblemList
from datapackage.read import batches, lines
from datapackage.read.batches import Batch, Chunk, read_chunks, record_files
from datapackage.read.tree import Node, parse_json_line
from datapackage.shape import Key, Kind, Shape
from tests.places import LANGUAGES, ROOT, shape


def read(files: list[Path]) -> tuple[list[Batch], ProblemList]:
    problems = ProblemList()
    chunks = list(read_chunks(files, shape(), problems))
    return [chunk.read(problems) for chunk in chunks], problems


def chunks_of(folder: Path, data: bytes) -> list[Chunk]:
    (folder / "a.jsonl").write_bytes(data)
    return list(read_chunks([folder / "a.jsonl"], shape(), ProblemList()))


def read_lines(folder: Path, data: bytes, name: str = "a.jsonl") -> tuple[list[Batch], ProblemList]:
    (folder / name).write_bytes(data)
    return read([folder / name])


def with_care(chunk: Chunk, problems: ProblemList) -> Batch:
    """Read a chunk line by line, nothing of it by Arrow."""
    nothing = np.array([], np.int64), pa.array([], shape().arrow_type())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "parse_objects", lambda *_: nothing)
        return chunk.read(problems)


@pytest.fixture
def lines_read_with_care(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lines that the test makes be read one by one."""
    numbers: list[int] = []

    def parse(text: str, file: str, line: int, problems: ProblemList) -> Node | None:
        numbers.append(line)
        return parse_json_line(text, file, line, problems)

    monkeypatch.setattr(batches, "parse_json_line", parse)
    return numbers


def messages(problems: ProblemList, folder: Path) -> list[str]:
    return [str(problem).removeprefix(f"{folder}/") for problem in problems]


def all_records(read_: list[Batch]) -> list[Any]:
    return [record for batch in read_ for record in batch.records.to_pylist()]


@contextmanager
def block_size(size: int) -> Iterator[None]:
    before = batches.BLOCK_SIZE
    batches.BLOCK_SIZE = size
    try:
        yield
    finally:
        batches.BLOCK_SIZE = before


# --- Random records ---------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.INTEGER: st.integers(-(2**63), 2**63 - 1),
    Kind.NUMBER: st.floats(allow_nan=False, allow_infinity=False),
    Kind.BOOLEAN: st.booleans(),
    Kind.LIST: st.lists(TEXT, max_size=2),
    Kind.LANGUAGES: st.dictionaries(st.sampled_from(LANGUAGES), st.none() | TEXT),
}


def value_of(key: Key) -> st.SearchStrategy[Any]:
    return st.none() | VALUES.get(key.kind, TEXT)


def record_of(level: Shape) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a few keys of a level, in any order: all of them at once would make few records."""
    keys = {name: value_of(key) for name, key in level.keys.items()}
    below = {
        name: st.none() | st.lists(TEXT if child.is_plain else record_of(child), max_size=2)
        for name, child in level.children.items()
    }
    every = {**keys, **below}
    return st.lists(st.sampled_from(sorted(every)), unique=True, max_size=4).flatmap(
        lambda names: st.fixed_dictionaries({name: every[name] for name in names})
    )


LINE_BREAKS = st.sampled_from(["\n"] * 8 + ["\n\n", "\n \n", "\n\t\n"])


@st.composite
def json_lines(draw: st.DrawFn) -> tuple[bytes, list[dict[str, Any]], list[int]]:
    """Draw a file: its bytes, its records and the line of each."""
    records = draw(st.lists(record_of(shape()), min_size=1, max_size=6))
    text, lines = draw(st.sampled_from(["", "", "", "\n"])), []
    for record in records:
        lines.append(text.count("\n") + 1)
        text += json.dumps(
            record,
            ensure_ascii=draw(st.booleans()),
            separators=draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,", " : ")])),
        )
        text += draw(LINE_BREAKS)
    return text.encode(), records, lines


@given(drawn=json_lines(), size=st.integers(1, 400))
@settings(max_examples=50, deadline=None)
def test_blocks_of_any_size_give_the_records_with_their_lines(
    drawn: tuple[bytes, list[dict[str, Any]], list[int]], size: int
) -> None:
    data, records, lines = drawn
    with TemporaryDirectory() as name, block_size(size):
        found, problems = read_lines(Path(name), data)
    assert len(problems) == 0
    expected = pa.array(records, type=shape().arrow_type())
    type_ = shape().arrow_type()
    joined = pa.concat_arrays([pa.array([], type_), *(batch.records for batch in found)])
    assert joined.equals(expected)
    places = [batch.origin.place(row, ()) for batch in found for row in range(len(batch.records))]
    assert [place.line for place in places] == lines


def test_canonical_lines_are_read_at_one_go(
    tmp_path: Path, lines_read_with_care: list[int]
) -> None:
    found, _ = read_lines(tmp_path, b'{"id":"a"}\n\n{"id":"b"}\n')
    assert [record["id"] for record in all_records(found)] == ["a", "b"]
    assert lines_read_with_care == []


# --- What is wrong ----------------------------------------------------------------------------

# Each of these has a line that is wrong; its message must come, whatever is around it.
WRONG_LINES = {
    b"null": "wrong type of value (found 'null'; expected a record",
    b"1": "wrong type of value (found '1'; expected a record",
    b"[]": "wrong type of value (found 'a list'; expected a record",
    b'{"id":"a","id":"b"}': "key 'id' appears twice",
    b'{"title":{"fi":"a","fi":"b"}}': "key 'fi' appears twice",
    b'{"idd":"a"}': "idd: unknown key",
    b'{"title":"x"}': "title: wrong type of value (found 'x'",
    b'{"legally_binding":1}': "legally_binding: wrong type of value (found '1'",
    b'{"citations":[{"start":1.0}]}': "citations[1].start: wrong type of value (found '1.0'",
    b'{"citations":[{"start":9223372036854775808}]}': "citations[1].start: wrong type of value",
    b'{"id":"\\ud800"}': "id: half of a surrogate pair",
    b'{"id":"\xff"}': "the file is not UTF-8",
    b'{"id":"a\0"}': "the file holds a NUL character",
    b'{"id":"a"}\r ': "old Mac line ends, or a carriage return inside a text",
    b'{"id":"a"} {"id":"b"}': "not valid JSON: Extra data",
    b'{"id":"a",}': "not valid JSON: ",
    b'{"id":NaN}': "not valid JSON: NaN is not JSON",
    b'{"citations":[{"start":01}]}': "not valid JSON: ",
    b'{"id":"a\tb"}': "not valid JSON: ",
    b'{"id":"a"} // note': "not valid JSON: Extra data",
    b"{'id':'a'}": "not valid JSON: ",
    b"[" * 2000: "nested more than 20 levels deep",
}


NUMBERS_AS_TEXT = b'{"title":{"fi":2018}}'


@given(
    drawn=json_lines(),
    wrong=st.lists(
        st.tuples(st.integers(0, 6), st.sampled_from([*WRONG_LINES, NUMBERS_AS_TEXT])), max_size=3
    ),
)
@settings(max_examples=100, deadline=None)
def test_reading_at_one_go_gives_what_reading_with_care_gives(
    drawn: tuple[bytes, list[dict[str, Any]], list[int]], wrong: list[tuple[int, bytes]]
) -> None:
    lines = drawn[0].split(b"\n")
    for at, line in wrong:
        lines.insert(at, line)
    with TemporaryDirectory() as name:
        for chunk in chunks_of(Path(name), b"\n".join(lines)):
            problems, told = ProblemList(), ProblemList()
            fast, exact = chunk.read(problems), with_care(chunk, told)
            assert list(problems) == list(told)
            assert fast.total == exact.total
            assert fast.records.equals(exact.records)
            for row in range(len(fast.records)):
                assert exact.origin.place(row, ("id",)) == fast.origin.place(row, ("id",))


@pytest.mark.parametrize("line", WRONG_LINES, ids=lambda line: line[:30].decode("latin-1"))
@pytest.mark.parametrize("before", [0, 2])
def test_a_wrong_line_is_told_with_its_number(tmp_path: Path, line: bytes, before: int) -> None:
    data = b'{"id":"x"}\n' * before + line + b'\n{"id":"y"}\n'
    _, problems = read_lines(tmp_path, data)
    assert len(problems) == 1
    message = WRONG_LINES[line]
    if line.startswith(b"[") and not before:
        message = "this is a JSON array: write one record"
    assert messages(problems, tmp_path)[0].startswith(f"a.jsonl:{before + 1}: {message}")


@pytest.mark.parametrize("size", [30, 2**20])
def test_windows_line_ends_and_a_mark_change_nothing(tmp_path: Path, size: int) -> None:
    lines = [b'{"id":"a"}', b'{"id":"b","idd":1}', b"", b'{"id":"c"}', b""]
    with block_size(size):
        plain, told = read_lines(tmp_path, b"\n".join(lines))
        windows, told_too = read_lines(tmp_path, b"\xef\xbb\xbf" + b"\r\n".join(lines))
    assert all_records(windows) == all_records(plain)
    assert messages(told_too, tmp_path) == messages(told, tmp_path)
    [problem] = messages(told, tmp_path)
    assert problem.startswith("a.jsonl:2: idd: unknown key")


def test_windows_lines_are_read_at_one_go_too(
    tmp_path: Path, lines_read_with_care: list[int]
) -> None:
    found, _ = read_lines(tmp_path, b'\xef\xbb\xbf{"id":"a"}\r\n{"id":"b"}\r\n')
    assert [record["id"] for record in all_records(found)] == ["a", "b"]
    assert lines_read_with_care == []


def test_a_mark_alone_is_no_record(tmp_path: Path) -> None:
    _, problems = read_lines(tmp_path, b"\xef\xbb\xbf\r\n")
    assert messages(problems, tmp_path) == ["a.jsonl:1: there is no record in the file"]


def test_a_file_of_nothing_but_null_is_told_and_does_not_crash_the_process(tmp_path: Path) -> None:
    # pyarrow 26 reads address 0 here: should it get there again, only a child may die of it.
    (tmp_path / "a.jsonl").write_bytes(b"null\n")
    code = (
        "import sys; from pathlib import Path; from tests.places import shape\n"
        "from datapackage.problems import ProblemList\n"
        "from datapackage.read.batches import read_chunks\n"
        "problems = ProblemList()\n"
        "for chunk in read_chunks([Path(sys.argv[1])], shape(), problems):\n"
        "    chunk.read(problems)\n"
        "print(*problems, sep='\\n')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.jsonl")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert ":1: wrong type of value (found 'null'; expected a record" in done.stdout


@pytest.mark.parametrize(
    "data",
    [
        b'{"id":"a"} {"id":"b",\n"status":"x"}\n',
        b'{"id":"a"}\n\t\n{"id":"b"}{"id":"c"}\n',
        b'{"id":"a"}{"id":"b"}\n\n{"id":\n"c"}\n',
    ],
)
def test_a_record_across_lines_is_not_made_up_for_by_two_on_a_line(
    tmp_path: Path, data: bytes
) -> None:
    _, problems = read_lines(tmp_path, data)
    assert {problem.rule for problem in problems} == {"invalid-json"}


# Each of these makes Arrow stumble in another way: with the record, the one after it, or nothing
# said; over a key that has no value anywhere; not at all, since it takes the null for an item.
STUMBLES = [
    b'{"id":1}',
    b'{"id":"a"} x}',
    b'{"citations":[{"start":1.0}]}',
    b'{"idd":"a"}',
    b'{"areas":[{"idd":null}]}',
    b'{"areas":[null]}',
    b'{"id":"a"} {"id":"b"}',
]


@pytest.mark.parametrize("line", STUMBLES, ids=bytes.decode)
@pytest.mark.parametrize("before", [0, 1, 20, 99])
def test_only_the_line_at_fault_is_read_with_care(
    tmp_path: Path, line: bytes, before: int, lines_read_with_care: list[int]
) -> None:
    right = b'{"id":"x"}\n'
    found, _ = read_lines(tmp_path, right * before + line + b"\n" + right * (99 - before))
    assert len(all_records(found)) >= 99
    after = {before + 2} if line.endswith(b"x}") and before < 99 else set()
    assert set(lines_read_with_care) == {before + 1} | after


@pytest.mark.parametrize(
    "wrong", [b'{"idd":"a"}', b'{"id":"a","areas":[{},{"goals":[{"idd":{"x":[1]}}]}]}']
)
def test_many_unknown_keys_take_few_looks(
    tmp_path: Path, wrong: bytes, lines_read_with_care: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, parse = [], lines._read

    def look(*arguments: Any) -> pa.StructArray:
        looks.append(arguments)
        return parse(*arguments)

    monkeypatch.setattr(lines, "_read", look)
    found, problems = read_lines(tmp_path, (b'{"id":"x"}\n' * 9 + wrong + b"\n") * 60)
    assert {problem.rule for problem in problems} == {"unknown-key"}
    assert lines_read_with_care == list(range(10, 601, 10))
    assert len(all_records(found)) == 600
    assert len(looks) <= 1 + 3 * lines.PARTS


@pytest.mark.parametrize("deep", [b"[" * 100_000, b'{"a":' * 100_000], ids=["list", "keys"])
def test_what_is_nested_without_end_ends_nothing(tmp_path: Path, deep: bytes) -> None:
    # Where Arrow may infer the type of a key that it does not know, it ends the process.
    ends = deep.translate(bytes.maketrans(b"[{", b"]}"), b'a":')
    data = b'{"id":"x"}\n{"idd":' + deep + b"1" + ends + b"}\n"
    _, problems = read_lines(tmp_path, data)
    assert [problem.rule for problem in problems] == ["too-deep"]


@pytest.mark.parametrize("text", [b'"]]]]]]"', b'"\\"]]]]]]\\\\"', b'"[[["'])
def test_levels_are_counted_outside_of_texts(text: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "DEEP", 4)
    deep = [b'{"a":' + text + b',"b":' + b"[" * depth + b"]" * depth + b"}" for depth in (3, 4)]
    found = lines.Lines(b"\n".join(deep))
    assert [found.is_deep(0), found.is_deep(1)] == [False, True]


def test_many_lines_at_fault_leave_the_others_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_A_TIME", 3)
    lines = [b'{"id":"%d"}' % number for number in range(60)]
    for number in range(0, 60, 5):
        lines[number] = STUMBLES[number // 5 % len(STUMBLES)]
    found, problems = read_lines(tmp_path, b"\n".join(lines))
    read_ = [
        (batch.origin.place(row, ()).line, record["id"])
        for batch in found
        for row, record in enumerate(batch.records.to_pylist())
    ]
    right = [(line, id_) for line, id_ in read_ if (line - 1) % 5]
    assert right == [(number + 1, str(number)) for number in range(60) if number % 5]
    assert [line for line, _ in read_] == sorted(line for line, _ in read_)
    assert {problem.place.line % 5 for problem in problems} == {1}


def test_a_null_in_a_list_is_told(tmp_path: Path) -> None:
    _, problems = read_lines(tmp_path, b'{"areas":[null]}\n')
    assert messages(problems, tmp_path)[0].startswith("a.jsonl:1: areas[1]: wrong type of value")


def test_the_line_of_a_wrong_value_counts_over_blocks(tmp_path: Path) -> None:
    data = b'{"id":"x"}\n' * 50 + b'{"idd":1}\n'
    with block_size(64):
        _, problems = read_lines(tmp_path, data)
    assert [problem.place.line for problem in problems] == [51]


# --- Files ------------------------------------------------------------------------------------


def test_compressed_lines_are_read_alike(tmp_path: Path) -> None:
    data = b'{"id":"a"}\n{"id":"b"}'
    plain, _ = read_lines(tmp_path, data)
    packed, problems = read_lines(tmp_path, gzip.compress(data), "a.jsonl.gz")
    assert len(problems) == 0
    assert all_records(packed) == all_records(plain)


@pytest.mark.parametrize(
    "data",
    [
        b"no gzip",
        gzip.compress(b'{"id":"a"}\n' * 9)[:-9],
        gzip.compress(b'{"id":"a"}\n')[:-8] + b"12345678",
    ],
    ids=["other", "cut", "checksum"],
)
def test_a_broken_compressed_file_is_a_problem(tmp_path: Path, data: bytes) -> None:
    _, problems = read_lines(tmp_path, data, "a.jsonl.gz")
    assert [problem.rule for problem in problems][-1] == "unreadable-file"


@pytest.mark.parametrize("data", [b"", b"\n", b"\n\n \n"])
def test_an_empty_file_is_a_problem(tmp_path: Path, data: bytes) -> None:
    found, problems = read_lines(tmp_path, data)
    assert all_records(found) == []
    assert [problem.rule for problem in problems] == ["empty"]


def test_yaml_files_go_into_one_batch_in_their_order(tmp_path: Path) -> None:
    for name in ("b.yml", "a.yaml"):
        (tmp_path / name).write_text(f"id: {name[0]}\n\ntitle:\n  fi: x\n")
    found, problems = read(record_files(tmp_path))
    assert len(problems) == 0
    assert [record["id"] for record in all_records(found)] == ["a", "b"]
    assert len(found) == 1
    assert str(found[0].origin.place(1, ("title", "fi"))) == f"{tmp_path}/b.yml:4: title.fi:"


def test_a_missing_value_has_the_line_of_what_is_around_it(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: a\nareas:\n  - id: x\n    citations: []\n")
    found, _ = read(record_files(tmp_path))
    place = found[0].origin.place(0, ("areas", 1, "title", "fi"))
    assert str(place) == f"{tmp_path}/a.yaml:3: areas[1].title.fi:"


def test_batches_of_yaml_are_cut_by_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "YAML_BATCH", 2)
    for number in range(5):
        (tmp_path / f"{number}.yaml").write_text(f"id: a{number}\n")
    found, _ = read(record_files(tmp_path))
    assert [len(batch.records) for batch in found] == [2, 2, 1]
    assert found[2].origin.place(0, ()).file == f"{tmp_path}/4.yaml"


def test_kinds_of_files_mix_in_the_order_of_their_names(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: a\n")
    (tmp_path / "b.jsonl").write_text('{"id": "b"}\n')
    (tmp_path / "c.yaml").write_text("id: c\n")
    found, _ = read(record_files(tmp_path))
    assert [record["id"] for record in all_records(found)] == ["a", "b", "c"]


def test_an_empty_yaml_file_is_a_problem_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("\n")
    (tmp_path / "b.yaml").write_text("id: b\n")
    (tmp_path / "c.yaml").write_text("- c\n")
    found, problems = read(record_files(tmp_path))
    assert [record["id"] for record in all_records(found)] == ["b"]
    assert [problem.rule for problem in problems] == ["empty", "type"]
    assert found[0].origin.place(0, ()).file == f"{tmp_path}/b.yaml"
