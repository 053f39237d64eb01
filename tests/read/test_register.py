"""Registers and code lists: CSV with a header, and the line of each row."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapackage.problems import ProblemList
from datapackage.read.register import Register, read_register

COLUMNS = ("place_id", "name_fi")


def read(folder: Path, text: str) -> tuple[Register | None, list[str]]:
    path = folder / "places.csv"
    path.write_text(text, encoding="utf-8", newline="")
    problems = ProblemList()
    register = read_register(path, COLUMNS, problems)
    return register, [str(problem).removeprefix(f"{folder}/") for problem in problems]


def rows(register: Register) -> list[list[str | None]]:
    columns = [column.to_pylist() for column in register.columns.values()]
    return [list(row) for row in zip(*columns, strict=True)]


def test_cells_come_as_text_and_empty_ones_as_none(tmp_path: Path) -> None:
    register, problems = read(tmp_path, 'name_fi,place_id,aliases\n007,kotka,\n"a, b",true,NA\n')
    assert problems == []
    assert register is not None
    assert list(register.columns) == ["name_fi", "place_id", "aliases", "keep"]
    assert rows(register) == [["007", "kotka", None, None], ["a, b", "true", "NA", None]]


def test_each_row_knows_the_line_on_which_it_starts(tmp_path: Path) -> None:
    text = 'place_id,name_fi\na,"x\ny"\n\nb,z\n'
    register, _ = read(tmp_path, text)
    assert register is not None
    assert [place("").line for place in register.places] == [2, 5]
    assert str(register.place(1, "name_fi")).endswith("places.csv:5: name_fi:")


def test_a_register_without_rows_is_read(tmp_path: Path) -> None:
    register, problems = read(tmp_path, "place_id,name_fi\n")
    assert problems == []
    assert register is not None
    assert len(register) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "places.csv:1: the file is empty: a header is expected"),
        ("\n\n", "places.csv:1: the file is empty: a header is expected"),
        ("place_id\n", "places.csv:1: column 'name_fi' is missing"),
        (
            "place_id,name_fi,place_id\n",
            "places.csv:1: column 'place_id' appears twice in the head",
        ),
        ("place_id,name_fi,alias\n", "places.csv:1: unknown column (found 'alias'; expected one o"),
        ("\nplace_id,name_fi,x\n", "places.csv:2: unknown column (found 'x'"),
        ("place_id,name_fi\na\n", "places.csv:2: the row has too few cells (found 1; expected 2"),
        (
            "place_id,name_fi\na,b,\n",
            "places.csv:2: the row has too many cells; a text with a comma",
        ),
        ('place_id,name_fi\na,"x"y\n', "places.csv:2: there is a quotation mark inside a text"),
        (
            'place_id,name_fi\na,b\nc,"x\n\n',
            "places.csv:3: a quotation mark opens in this row and is never",
        ),
        ("place_id;name_fi,x\n", "places.csv:1: unknown column (found 'name_fi,x'"),
        ("place_id,name_fi\na;b\n", "places.csv:2: the row has too few cells"),
        ("place_id;name_fi\na,b\n", "places.csv:2: the row has too few cells"),
        (
            "place_id\tname_fi\na\tb\tc\n",
            "places.csv:2: the row has too many cells; a text with a tab in it needs quotes",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    _, problems = read(tmp_path, text)
    assert problems[0].startswith(message)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_spreadsheets_write_is_the_same_register(
    tmp_path: Path, delimiter: str, mark: str, end: str
) -> None:
    lines = ["", "name_fi|place_id", '"a,;\tb"|x', "", '"two', 'lines"|y', "|z"]
    text = mark + "".join(line.replace("|", delimiter) + end for line in lines)
    register, problems = read(tmp_path, text)
    assert problems == []
    assert register is not None
    assert rows(register) == [
        ["a,;\tb", "x", None, None],
        ["two\nlines", "y", None, None],
        [None, "z", None, None],
    ]
    assert [place("").line for place in register.places] == [3, 5, 7]


def test_the_delimiter_comes_from_the_header_whatever_the_rows_hold(tmp_path: Path) -> None:
    register, problems = read(tmp_path, "place_id,name_fi\na;b;c,d;e\nf;g,h;i;j\n")
    assert problems == []
    assert register is not None
    assert [row[:2] for row in rows(register)] == [["a;b;c", "d;e"], ["f;g", "h;i;j"]]


def test_rows_of_a_wrong_length_are_all_told_and_nothing_is_made_of_the_rest(
    tmp_path: Path,
) -> None:
    register, problems = read(tmp_path, "place_id,name_fi\na\nb,x\nc,y,z\n")
    assert [problem.split(":")[1] for problem in problems] == ["2", "4"]
    assert register is None


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=8)


@given(st.lists(st.tuples(CELL, CELL), max_size=6))
@settings(max_examples=60, deadline=None)
def test_every_cell_that_the_csv_module_writes_is_read_back(table: list[tuple[str, str]]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(table)
    with TemporaryDirectory() as folder:
        register, problems = read(Path(folder), buffer.getvalue())
    assert problems == []
    assert register is not None
    assert [row[:2] for row in rows(register)] == [[cell or None for cell in row] for row in table]
    assert len(register) == len(table)
