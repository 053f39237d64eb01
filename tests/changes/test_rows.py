"""The rows of a table that were added, removed or changed."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa
import pytest

from datapackage.changes.rows import TableDiff, compare_rows

OLD = "a,x,1 b,x,2 b,y,3 c,z,4"


def table(text: str) -> pa.Table:
    """Return a table with the columns p, q and v; rows are split by blanks, cells by commas."""
    rows = [row.split(",") for row in text.split()]
    columns = [[row[place] for row in rows] for place in range(3)]
    return pa.table(
        [pa.chunked_array([pa.array(c, pa.string())]) for c in columns], ["p", "q", "v"]
    )


def changes(found: TableDiff) -> list[str]:
    """Return the operations in short: ``+a,x,1``, ``-b,y,3``, ``~b,x: v 2>5``."""
    lines = []
    for operation in found.operations():
        key = ",".join(operation["key"].values())
        if operation["op"] == "MOD":
            cells = " ".join(f"{name} {a}>{b}" for name, (a, b) in operation["cells"].items())
            lines.append(f"~{key}: {cells}")
        else:
            lines.append(
                {"ADD": "+", "DEL": "-"}[operation["op"]] + ",".join(operation["row"].values())
            )
    return lines


@pytest.mark.parametrize(
    ("new", "key", "expected"),
    [
        (OLD, ["p", "q"], []),
        ("c,z,4 b,y,3 a,x,1 b,x,2", ["p", "q"], []),
        ("a,x,1 b,x,5 b,y,3 c,z,4", ["p", "q"], ["~b,x: v 2>5"]),
        ("a,x,1 b,x,2 c,z,4 d,x,9", ["p", "q"], ["-b,y,3", "+d,x,9"]),
        ("c,z,4 b,y,3 a,x,1 b,w,2", ["p", "q"], ["-b,x,2", "+b,w,2"]),
        ("a,x,1 b,x,5 b,y,3 c,z,4", [], ["-b,x,2", "+b,x,5"]),
        ("", ["p", "q"], ["-a,x,1", "-b,x,2", "-b,y,3", "-c,z,4"]),
        # A key that occurs twice: rows are paired in their order.
        ("a,x,1 b,x,2 b,y,7 b,y,8 c,z,4", ["p"], ["+b,y,8", "~b: v 3>7"]),
        ("a,x,1 b,x,2 c,z,4", ["p"], ["-b,y,3"]),
    ],
)
def test_changes_of_rows(new: str, key: list[str], expected: list[str]) -> None:
    assert changes(compare_rows("t", table(OLD), table(new), key)) == expected
    back = {"+": "-", "-": "+", "~": "~"}
    opposite = changes(compare_rows("t", table(new), table(OLD), key))
    assert sorted(back[line[0]] for line in opposite) == sorted(line[0] for line in expected)


def test_the_parts_of_a_composite_key_are_kept_apart() -> None:
    found = compare_rows("t", table("ab,c,1"), table("a,bc,1"), ["p", "q"])
    assert changes(found) == ["-ab,c,1", "+a,bc,1"]


def test_a_limit_counts_each_kind() -> None:
    old = table(" ".join(f"a{n},x,1" for n in range(9)) + " z,x,1")
    found = compare_rows("t", old, table(" ".join(f"b{n},x,1" for n in range(9)) + " z,x,2"), ["p"])
    assert [o["op"] for o in found.operations(2)] == ["DEL", "DEL", "ADD", "ADD", "MOD"]


def test_a_column_that_one_table_lacks_is_not_compared() -> None:
    old = table("a,x,1")
    assert not compare_rows("t", old, old.drop_columns(["v"]), ["p"])
    assert not compare_rows("t", old.drop_columns(["v"]), old, ["p"])


@pytest.mark.parametrize("seed", range(20))
def test_random_tables_as_a_dictionary_compares_them(seed: int) -> None:
    choose = random.Random(seed)

    def rows() -> dict[tuple[str, str], str]:
        keys = [(choose.choice("abcdef"), choose.choice("uvwxyz")) for _ in range(25)]
        choose.shuffle(keys)
        return {key: choose.choice("12") for key in keys}

    def as_table(found: dict[tuple[str, str], str]) -> Any:
        return table(" ".join(f"{p},{q},{v}" for (p, q), v in found.items()))

    old, new = rows(), rows()
    expected = [f"-{p},{q},{v}" for (p, q), v in old.items() if (p, q) not in new]
    expected += [f"+{p},{q},{v}" for (p, q), v in new.items() if (p, q) not in old]
    expected += [
        f"~{p},{q}: v {old[p, q]}>{v}"
        for (p, q), v in new.items()
        if (p, q) in old and old[p, q] != v
    ]
    assert changes(compare_rows("t", as_table(old), as_table(new), ["p", "q"])) == expected
