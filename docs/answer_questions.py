"""Questions to the data, in SQL that SQLite and DuckDB run unchanged, and their answers.

``docs/questions/*.sql`` holds a question a file: in comments at its head what is asked, then what
one has to know about the answer; then one SELECT statement. ``docs/questions.md`` is made of them.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = "python docs/answer_questions.py"
DOCS = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Question:
    """A question.

    Attributes:
        text: What is asked.
        remark: What one has to know about the answer.
        sql: The statement that answers it.
    """

    text: str
    remark: str
    sql: str


@dataclass(frozen=True)
class Answer:
    """A table: names of columns, and rows of texts, integers and None."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def read_questions(folder: Path) -> list[Question]:
    """Read the questions of a folder, in the order of their files' names."""
    return [
        parse_question(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.sql"))
    ]


def parse_question(text: str) -> Question:
    """Return the question that a file holds.

    Raises:
        ValueError: It does not begin with a comment, or holds no statement.
    """
    lines = text.splitlines()
    end = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    comments = [line.removeprefix("--").strip() for line in lines[:end]]
    sql = "\n".join(lines[end:]).strip()
    if not comments or not sql:
        raise ValueError("a question is asked in a comment before its statement")
    return Question(comments[0], " ".join(comments[1:]), sql)


def answer(connection: Any, question: Question) -> Answer:
    """Ask a database; ``connection`` is one of SQLite or DuckDB."""
    cursor = connection.execute(question.sql)
    columns = tuple(column[0] for column in cursor.description)
    return Answer(columns, tuple(tuple(map(_plain, row)) for row in cursor.fetchall()))


def _plain(value: Any) -> Any:
    """Return a value as both databases have it: SQLite knows neither dates nor booleans."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def render(questions: Sequence[Question], answers: Sequence[Answer]) -> str:
    """Return the document with all questions and answers."""
    return "\n".join(_document(questions, answers)).rstrip("\n") + "\n"


def _document(questions: Sequence[Question], answers: Sequence[Answer]) -> Iterator[str]:
    yield "# Questions that the data answers"
    yield ""
    yield (
        "Each question comes with SQL and with the answer that the published package gives. The"
        " statements run unchanged in SQLite and in DuckDB; they are also files in"
        " [questions/](questions/)."
    )
    yield ""
    yield "```sh"
    yield "cd output"
    yield "sqlite3 database/*.sqlite < ../docs/questions/02-who-signed.sql"
    yield "duckdb -init database/duckdb.sql < ../docs/questions/02-who-signed.sql"
    yield "```"
    yield ""
    yield f"The answers are made with `{COMMAND}`: do not edit them here."
    yield ""
    for number, (question, found) in enumerate(zip(questions, answers, strict=True), start=1):
        yield f"## {number}. {question.text}"
        yield ""
        if question.remark:
            yield question.remark
            yield ""
        yield "```sql"
        yield question.sql
        yield "```"
        yield ""
        yield from _table(found)
        yield ""


def _table(found: Answer) -> Iterator[str]:
    if not found.rows:
        yield "No row."
        return
    numeric = [
        all(isinstance(row[column], int) for row in found.rows)
        for column in range(len(found.columns))
    ]
    yield _row(found.columns)
    yield _row(["---:" if is_number else "---" for is_number in numeric])
    for row in found.rows:
        yield _row(["" if value is None else str(value) for value in row])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def document_of(database: Path) -> str:
    """Return the document that the questions and an SQLite file give."""
    questions = read_questions(DOCS / "questions")
    # Read-only: a file of that name is never made.
    with closing(
        sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
    ) as connection:
        return render(questions, [answer(connection, question) for question in questions])


if __name__ == "__main__":
    [published] = (DOCS.parent / "output" / "database").glob("*.sqlite")
    (DOCS / "questions.md").write_text(document_of(published), encoding="utf-8", newline="\n")
