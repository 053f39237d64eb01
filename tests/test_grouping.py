"""Many problems in few lines: what belongs together, and what a line says of it."""

from __future__ import annotations

from datapackage.grouping import Counted, by_cause, in_one_line
from datapackage.problems import Place, Problem, total


def unknown(file: str, line: int, found: str, path: str = "parties[1].organisation") -> Problem:
    message = f"no such organisation (found '{found}')"
    return Problem(Place(file, line, path), message, "foreign-key", found=found)


def test_a_line_tells_the_number_the_first_places_and_the_values() -> None:
    names = ["Abo", "Abo", "Wyborg", "Reval", "Libau", "Windau", "Narva", "Abo"]
    problems = [
        unknown("all.jsonl", line, name, f"parties[{line}].organisation")
        for line, name in enumerate(names, start=1)
    ]
    [told] = by_cause(problems)
    assert str(told) == (
        "all.jsonl:1: parties[1].organisation: no such organisation (found 'Abo') [8 such problems;"
        " next at line 2, line 3, line 4; 6 values: 'Abo' (3 times), 'Libau', 'Narva', 'Reval',"
        " 'Windau' and 1 more]"
    )
    assert told.more == 7


def test_records_of_a_file_each_have_one_cause_in_all_files_of_a_folder() -> None:
    problems = [unknown(f"agreements/{name}.yaml", 3, "Abo") for name in ("a", "b", "c")]
    [told] = by_cause([*problems, problems[0]])
    assert told.message.endswith(
        " [4 such problems in 3 files; next at agreements/b.yaml:3, agreements/c.yaml:3; 1 value:"
        " 'Abo' (4 times)]"
    )


def test_other_rules_other_keys_and_other_tables_are_other_causes() -> None:
    first = unknown("a.csv", 3, "x", "place_id")
    others = [
        Problem(first.place, "wrong", "type"),
        unknown("a.csv", 3, "x", "parent_id"),
        unknown("b.csv", 3, "x", "place_id"),
    ]
    assert by_cause([first, *others]) == sorted([first, *others])


def test_unknown_keys_of_a_level_have_one_cause() -> None:
    problems = [
        Problem(Place("a.yaml", n, f"areas[{n}].'key {n}.x'"), "unknown key", "unknown-key")
        for n in range(1, 40)
    ]
    assert [told.more for told in by_cause(problems)] == [38]


def test_what_a_problem_stands_for_is_counted_and_its_values_are_not_all_known() -> None:
    last = Problem(Place("a.csv", 7, "x"), "wrong", "type", found="z", more=77_340)
    told = in_one_line([Problem(Place("a.csv", 5, "x"), "wrong", "type", found="y"), last])
    assert told.message == ("wrong [77,342 such problems; next at line 7; values such as 'y', 'z']")
    assert total([told]) == 77_342


def test_the_most_frequent_cause_comes_first() -> None:
    rare = unknown("a.csv", 1, "x", "a")
    frequent = [unknown("a.csv", line, "x", "b") for line in (2, 3)]
    assert [told.place.path for told in by_cause([rare, *frequent])] == ["b", "a"]
    assert by_cause([rare]) == [rare]


def test_of_each_cause_a_number_is_kept_and_all_are_counted() -> None:
    counted = Counted(limit=2)
    names = [
        unknown("all.jsonl", line, "Abo", f"parties[{line}].organisation") for line in range(5)
    ]
    places = [unknown("all.jsonl", line, "Abo", "signing_place") for line in range(2)]
    kept = [*counted.keep(names[:1]), *counted.keep([*names[1:], *places]), *counted.last()]
    assert sorted(p.place.line for p in kept) == [0, 0, 1, 1]
    assert [str(p).partition("'Abo')")[2] for p in sorted(kept)] == [
        *("", "", " (and 3 more like this)", "")
    ]
    assert total(kept) == 7
    assert "5 such problems" in by_cause(kept)[0].message
