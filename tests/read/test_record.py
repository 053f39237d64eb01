"""One record against the shape that the contract asks for."""

from typing import Any

import pytest

from datapackage.problems import ProblemList
from datapackage.read.record import RecordReader, path_text
from datapackage.read.tree import parse_yaml
from tests.places import shape


def read(text: str) -> tuple[dict[str, Any] | None, list[str]]:
    problems = ProblemList()
    root = parse_yaml(text, "a.yaml", problems)
    assert root is not None
    record = RecordReader(shape(), "a.yaml", problems).read(root)
    return record, [str(problem) for problem in problems]


def test_a_record_comes_as_plain_values() -> None:
    record, problems = read(
        "id: a-b\n"
        "signed_on: 2018-09-27\n"
        "legally_binding: true\n"
        "title: {fi: A, en: 2018, sv: ~}\n"
        "areas:\n"
        "  - id: x\n"
        "    themes: [culture, 2]\n"
        "    citations: [{source: s, start: 1, end: 2}]\n"
        "parties:\n"
    )
    assert problems == []
    assert record == {
        "id": "a-b",
        "signed_on": "2018-09-27",
        "legally_binding": True,
        "title": {"fi": "A", "en": "2018", "sv": None},
        "areas": [
            {
                "id": "x",
                "themes": ["culture", "2"],
                "citations": [{"source": "s", "start": 1, "end": 2}],
            }
        ],
        "parties": None,
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("signed_onn: x\n", "a.yaml:1: signed_onn: unknown key (found 'signed_onn'; expected one"),
        ("- a\n", "a.yaml:1: wrong type of value: is there a '- ' or a '[' too many? (found"),
        ("parties: Kotka\n", "a.yaml:1: parties: wrong type of value (found 'Kotka'; expected a"),
        ("parties:\n  - Kotka\n", "a.yaml:2: parties[1]: wrong type of value (found 'Kotka'"),
        ("parties:\n  - ~\n", "a.yaml:2: parties[1]: wrong type of value (found '~'; expected key"),
        ("title: Agreement\n", "a.yaml:1: title: wrong type of value (found 'Agreement'; expected"),
        ("title:\n  de: A\n", "a.yaml:2: title.de: unknown key (found 'de'; expected one of fi,"),
        ("title:\n  fi: [A]\n", "a.yaml:2: title.fi: wrong type of value: is there a '- ' or"),
        ("status: {a: b}\n", "a.yaml:1: status: wrong type of value (found 'keys with values'"),
        ("legally_binding: yes\n", "a.yaml:1: legally_binding: wrong type of value (found 'ye"),
        ("legally_binding: 1\n", "a.yaml:1: legally_binding: wrong type of value (found '1'"),
        ("citations:\n  - start: 1.0\n", "a.yaml:2: citations[1].start: wrong type of value (fou"),
        ("citations:\n  - start: true\n", "a.yaml:2: citations[1].start: wrong type of value (f"),
        (f"citations:\n  - start: {2**63}\n", "a.yaml:2: citations[1].start: wrong type of valu"),
        (
            "areas:\n  - themes:\n      - {theme: a}\n",
            "a.yaml:3: areas[1].themes[1]: wrong type of value (found 'keys with values'; expected",
        ),
        (
            "areas:\n  - goals:\n      - actors:\n          - place: [a]\n",
            "a.yaml:4: areas[1].goals[1].actors[1].place: wrong type of value: is there a '- ' or",
        ),
    ],
)
def test_a_wrong_key_or_type_is_told_with_its_place(text: str, message: str) -> None:
    _, problems = read(text)
    assert len(problems) == 1
    assert problems[0].startswith(message)


def test_a_reference_says_what_it_refers_to() -> None:
    text = "parties:\n  - organisation: [a]\n"
    assert "expected a name or an identifier out of organisations" in read(text)[1][0]


def test_an_unknown_key_comes_with_the_nearest_one() -> None:
    assert read("singed_on: x\n")[1][0].endswith("did you mean 'signed_on'?)")


def test_columns_that_follow_from_the_nesting_are_no_keys() -> None:
    text = "areas:\n  - area_number: 1\n    agreement_id: a\n    goals:\n      - document_id: d\n"
    _, problems = read(text)
    assert [problem.split(": ")[1] for problem in problems] == [
        "areas[1].area_number",
        "areas[1].agreement_id",
        "areas[1].goals[1].document_id",
    ]


def test_all_problems_of_a_record_come_together() -> None:
    assert len(read("a: 1\nb: 2\nparties: x\n")[1]) == 3


@pytest.mark.parametrize("whole", [-(2**63), -1, 0, 2**63 - 1])
def test_whole_numbers_of_64_bits_are_read(whole: int) -> None:
    record, problems = read(f"citations: [{{start: {whole}}}]\n")
    assert problems == []
    assert record == {"citations": [{"start": whole}]}


def test_the_line_of_each_path_is_noted() -> None:
    problems = ProblemList()
    root = parse_yaml("id: a\nareas:\n  - title:\n      fi: x\n", "a.yaml", problems)
    assert root is not None
    reader = RecordReader(shape(), "a.yaml", problems)
    reader.read(root)
    assert reader.lines == {
        (): 1,
        ("id",): 1,
        ("areas",): 2,
        ("areas", 1): 3,
        ("areas", 1, "title"): 3,
        ("areas", 1, "title", "fi"): 4,
    }


def test_a_path_is_written_as_people_read_it() -> None:
    assert (
        path_text(("areas", 2, "goals", 1, "statement", "fi")) == "areas[2].goals[1].statement.fi"
    )
    assert path_text(()) == ""
