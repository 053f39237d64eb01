"""The files of a package: as described, as listed, and CSV the same as Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from datapackage.rules.integrity import checksums, csv_against_parquet
from datapackage.validator import FIRST_ROW
from datapackage.write.checksums import read_checksums, write_checksums
from tests.places import contract
from tests.validator.copies import Copy

CSV = "csv/goals.csv"
PARQUET = "parquet/goals.parquet"


def told(findings: Any) -> list[tuple[str, int | None, str, str]]:
    return [(f.table or f.file, f.row and f.row - FIRST_ROW, f.field, f.message) for f in findings]


# --- SHA256SUMS -------------------------------------------------------------------------------


def test_the_published_files_are_as_listed(copy: Copy) -> None:
    assert told(checksums(copy.folder)) == []


def test_changed_missing_and_added_files_are_told(copy: Copy) -> None:
    (copy.folder / "README.md").write_text("x")
    (copy.folder / "csv" / "added.csv").write_text("x")
    (copy.folder / PARQUET).unlink()
    assert told(checksums(copy.folder)) == [
        ("README.md", None, "", "the content is not the one that SHA256SUMS lists"),
        ("csv/added.csv", None, "", "SHA256SUMS does not list the file"),
        (PARQUET, None, "", "SHA256SUMS lists the file, and it is missing"),
    ]


def test_the_list_itself_must_be_there_and_be_one(copy: Copy) -> None:
    path = copy.folder / "SHA256SUMS"
    path.write_text("abc  README.md\n")
    assert told(checksums(copy.folder)) == [
        ("SHA256SUMS", None, "", "line 1 is not a digest and a path")
    ]
    path.unlink()
    assert told(checksums(copy.folder)) == [("SHA256SUMS", None, "", "the file is missing")]


def test_what_is_written_is_read_back_in_the_form_of_sha256sum(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "ä x.csv").write_bytes(b"")
    (tmp_path / "a.csv").write_bytes(b"a")
    write_checksums(tmp_path)
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    a = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    text = (tmp_path / "SHA256SUMS").read_text(encoding="utf-8")
    assert text == f"{a}  a.csv\n{empty}  b/ä x.csv\n"
    assert read_checksums(tmp_path) == {"a.csv": a, "b/ä x.csv": empty}


# --- CSV against Parquet ----------------------------------------------------------------------


def rewrite_csv(copy: Copy, old: str, new: str) -> None:
    text = (copy.folder / CSV).read_text(encoding="utf-8")
    assert old in text
    (copy.folder / CSV).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def compared(copy: Copy) -> list[tuple[str, int | None, str, str]]:
    return told(csv_against_parquet(copy.folder, contract()))


def test_the_published_tables_are_the_same_in_both_formats(copy: Copy) -> None:
    assert compared(copy) == []


@pytest.mark.parametrize("group", [5, 25])
@pytest.mark.parametrize("row", [0, 13, 24])
def test_a_cell_that_differs_is_told_with_its_row(copy: Copy, row: int, group: int) -> None:
    kept = pq.read_table(copy.folder / PARQUET)
    was = copy.rows("goals")[row]["action_type"]
    copy.set("goals", row, action_type="wonder")
    pq.write_table(kept, copy.folder / PARQUET, row_group_size=group)
    message = f"CSV and Parquet differ (CSV has 'wonder', Parquet has '{was}')"
    assert compared(copy) == [("goals", row, "action_type", message)]


def test_an_empty_cell_differs_from_a_filled_one(copy: Copy) -> None:
    kept = (copy.folder / CSV).read_bytes()
    copy.set("goals", 3, target_year=2020)
    (copy.folder / CSV).write_bytes(kept)
    [(_, row, column, message)] = compared(copy)
    assert (row, column) == (3, "target_year")
    assert message == "CSV and Parquet differ (CSV has None, Parquet has 2020)"


@pytest.mark.parametrize("groups", [1, 3])
def test_rows_that_are_missing_in_csv_are_counted(copy: Copy, groups: int) -> None:
    table = pq.read_table(copy.folder / PARQUET)
    copy.write("goals", copy.rows("goals")[:20])
    pq.write_table(table, copy.folder / PARQUET, row_group_size=-(-len(table) // groups))
    assert compared(copy) == [(CSV, None, "", "CSV has 20 rows, Parquet has 25")]


def test_rows_that_are_missing_in_parquet_are_counted(copy: Copy) -> None:
    kept = (copy.folder / CSV).read_bytes()
    copy.write("goals", copy.rows("goals")[:20])
    (copy.folder / CSV).write_bytes(kept)
    assert compared(copy) == [(CSV, None, "", "CSV has 25 rows, Parquet has 20")]


def test_groups_of_rows_do_not_matter(copy: Copy) -> None:
    table = pq.read_table(copy.folder / PARQUET)
    pq.write_table(table, copy.folder / PARQUET, row_group_size=5)
    assert compared(copy) == []


def test_tables_without_rows_are_the_same(copy: Copy) -> None:
    copy.write("goals", [])
    assert compared(copy) == []


def test_a_column_of_another_type_is_told(copy: Copy) -> None:
    table = pq.read_table(copy.folder / PARQUET)
    index = table.schema.get_field_index("goal_number")
    other = table.set_column(index, "goal_number", table["goal_number"].cast(pa.int32()))
    pq.write_table(other, copy.folder / PARQUET)
    assert compared(copy) == [(PARQUET, None, "goal_number", "the column is not of type int64")]


def test_a_column_that_is_missing_in_either_is_told(copy: Copy) -> None:
    rewrite_csv(copy, "target_year", "target_yeer")
    [(file, row, _, message)] = compared(copy)
    assert (file, row) == (CSV, None)
    assert message.startswith("can't be compared: ")
    table = pq.read_table(copy.folder / PARQUET)
    pq.write_table(table.drop_columns(["goal_number"]), copy.folder / PARQUET)
    assert compared(copy) == [(PARQUET, None, "goal_number", "the column is not of type int64")]


@pytest.mark.parametrize(
    ("old", "new"),
    [(",1,", ",one,"), (",1,", ",1,1,"), ("\n", "\nx\n")],
    ids=["type", "cell", "row"],
)
def test_csv_that_can_not_be_read_is_told(copy: Copy, old: str, new: str) -> None:
    rewrite_csv(copy, old, new)
    [(file, row, _, message)] = compared(copy)
    assert (file, row) == (CSV, None)
    assert message.startswith("can't be compared: ")


def test_parquet_that_can_not_be_read_is_told(copy: Copy) -> None:
    (copy.folder / PARQUET).write_bytes(b"no Parquet")
    [(_, row, _, message)] = compared(copy)
    assert row is None
    assert message.startswith("can't be compared: ")
