"""The questions: the same answers in both engines, and in the document."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache

import duckdb
import pytest

from datapackage.formats.database import DUCKDB, database_path
from docs.answer_questions import (
    COMMAND,
    Answer,
    Question,
    answer,
    document_of,
    parse_question,
    render,
)
from tests.formats.packages import NAME, ROOT, real

FOLDER = ROOT / "docs" / "questions"
QUESTIONS = {path.stem: path for path in sorted(FOLDER.glob("*.sql"))}


@cache
def in_duckdb() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"SET file_search_path = '{real()}'")
    connection.execute((real() / DUCKDB).read_text(encoding="utf-8"))
    return connection


@pytest.fixture(scope="module")
def in_sqlite() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(real() / database_path(NAME))) as connection:
        yield connection


@pytest.mark.parametrize("name", QUESTIONS)
def test_both_engines_give_the_same_answer(name: str, in_sqlite: sqlite3.Connection) -> None:
    question = parse_question(QUESTIONS[name].read_text(encoding="utf-8"))
    found = answer(in_sqlite, question)
    assert found == answer(in_duckdb(), question)
    assert question.text.endswith("?")
    assert question.remark


@pytest.mark.parametrize("name", QUESTIONS)
def test_answers_come_in_an_order_that_is_asked_for(name: str) -> None:
    assert "\nORDER BY " in QUESTIONS[name].read_text(encoding="utf-8")


def test_the_document_is_in_step() -> None:
    expected = document_of(ROOT / "output" / database_path(NAME))
    text = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
    assert text == expected, f"docs/questions.md is out of step: build, then `{COMMAND}`"


@pytest.mark.parametrize("text", ["SELECT 1;", "-- Only a question?\n", ""])
def test_a_file_without_a_question_or_a_statement_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="comment before its statement"):
        parse_question(text)


def test_answers_are_written_as_tables() -> None:
    question = Question("Which?", "", "SELECT 1;")
    found = Answer(("text", "number"), (("a|b\nc", 1), (None, 2)))
    text = render([question, question], [found, Answer(("x",), ())])
    assert "| text | number |\n| --- | ---: |\n| a\\|b c | 1 |\n|  | 2 |\n" in text
    assert text.endswith("No row.\n")
