"""Trees of values with lines: YAML held against PyYAML itself, JSON against the json module."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from datapackage.problems import ProblemList
from datapackage.read.tree import MAX_DEPTH, Node, parse_json_line, parse_yaml

FILE = "a.yaml"


def read_yaml(text: str) -> tuple[Node | None, list[str]]:
    problems = ProblemList()
    return parse_yaml(text, FILE, problems), [str(problem) for problem in problems]


def read_json(text: str, line: int = 7) -> tuple[Node | None, list[str]]:
    problems = ProblemList()
    return parse_json_line(text, FILE, line, problems), [str(problem) for problem in problems]


def plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def texts(node: Node) -> Any:
    """As :func:`plain`, with scalars as they are written."""
    if isinstance(node.value, dict):
        return {key: texts(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [texts(child) for child in node.value]
    return node.text


# --- YAML against PyYAML ----------------------------------------------------------------------

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=12
) | st.sampled_from(
    [
        "no",
        "Null",
        "~",
        "1",
        "0x1F",
        "2018-09-27",
        "1:30",
        "a: b",
        "- x",
        "'",
        '"',
        "a\nb",
        "#",
        "é ",
    ]
)
SCALARS = WORDS | st.none() | st.booleans() | st.integers(-(2**70), 2**70)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(document=DOCUMENTS, flow=st.booleans(), width=st.sampled_from([10, 80]))
@settings(max_examples=150, deadline=None)
def test_yaml_has_the_structure_and_the_text_that_pyyaml_reads(
    document: Any, flow: bool, width: int
) -> None:
    text = yaml.safe_dump(
        document, allow_unicode=True, default_flow_style=flow, width=width, sort_keys=False
    )
    root, problems = read_yaml(text)
    # BaseLoader leaves every scalar as it is written: what a word means is tested below.
    expected = yaml.load(text, Loader=yaml.BaseLoader)
    assert problems == []
    assert root is not None
    assert texts(root) == expected


@given(
    document=st.recursive(
        st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(-1e6, 1e6),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from("abcdef"), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
@settings(max_examples=100, deadline=None)
def test_yaml_gives_back_the_values_that_pyyaml_wrote(document: Any) -> None:
    root, problems = read_yaml(yaml.safe_dump(document))
    assert problems == []
    assert root is not None
    assert plain(root) == document


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("null", None),
        ("~", None),
        ("", None),
        ("true", True),
        ("False", False),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("12", 12),
        ("+12", 12),
        ("-12", -12),
        ("012", 12),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1:30", "1:30"),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        (".", "."),
        ("2018-09-27", "2018-09-27"),
        ("27.9.2018", "27.9.2018"),
        ("'12'", "12"),
        ('"null"', "null"),
        ("NULL", None),
        ("nuLL", "nuLL"),
    ],
)
def test_plain_scalars_follow_the_core_schema(written: str, value: object) -> None:
    root, problems = read_yaml(f"a: {written}\n")
    assert problems == []
    assert root is not None
    found = root.value["a"].value
    assert (type(found), found) == (type(value), value)


def test_a_number_keeps_its_text() -> None:
    root, _ = read_yaml("a: 2018\nb: 1.10\n")
    assert root is not None
    assert texts(root) == {"a": "2018", "b": "1.10"}


@pytest.mark.parametrize("digits", ["9" * 5000, "1" + "0" * 4300])
def test_a_number_of_any_length_is_read(digits: str) -> None:
    root, problems = read_yaml(f"a: {digits}\n")
    assert problems == []
    assert root is not None
    assert root.value["a"].text == digits


def test_each_value_has_the_line_of_its_key() -> None:
    root, _ = read_yaml("# note\na: 1\nb:\n  - x\n  - y: 2\nc: >-\n  long\n  text\nd:\n")
    assert root is not None
    lines = {key: child.line for key, child in root.value.items()}
    assert lines == {"a": 2, "b": 3, "c": 6, "d": 9}
    first, second = root.value["b"].value
    assert (first.line, second.line, second.value["y"].line) == (4, 5, 5)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "a.yaml:3: key 'a' appears twice (first in line 1)"),
        ("a: {x: 1,\n  x: 2}\n", "a.yaml:2: key 'x' appears twice (first in line 1)"),
        ("a: &x 1\n", "a.yaml:1: YAML anchors are not used here (found '&x')"),
        ("b: 1\na: *x\n", "a.yaml:2: YAML aliases are not used here"),
        ("a: !!binary x\n", "a.yaml:1: YAML tags are not used here"),
        ("a: 1\n---\nb: 1\n", "a.yaml:2: a second document in one file"),
        ("? [a]\n: 1\n", "a.yaml:1: a key must be a word"),
        ("a:\n\tb: 1\n", "a.yaml:2: there is a tab where YAML needs spaces"),
        ("a: b: c\n", "a.yaml:1: not valid YAML: a second ': ' on a line"),
        ("a: [1\nb: 2\n", "a.yaml:1: not valid YAML: the bracket [ opens here"),
        ("a: 1\nb: \x07\n", "a.yaml:2: the file holds a control character"),
        (
            "# ääääääääääääääääääää\nä: 1\nb: \x07\nc: 1\nd: 1\n",
            "a.yaml:3: the file holds a control character",
        ),
        ("- " * (MAX_DEPTH + 1) + "x", "a.yaml:1: nested more than 20 levels deep"),
        ("[" * 100_000, "a.yaml:1: nested more than 20 levels deep"),
    ],
)
def test_what_is_wrong_with_yaml_is_told_with_its_line(text: str, message: str) -> None:
    _, problems = read_yaml(text)
    assert len(problems) == 1
    assert problems[0].startswith(message)


def test_a_bomb_of_aliases_is_not_expanded() -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 9)]
    root, problems = read_yaml("\n".join(["l0: &l0 lol", *levels]))
    assert root is None
    assert len(problems) == 1


def test_depth_up_to_the_limit_is_read() -> None:
    root, problems = read_yaml("- " * (MAX_DEPTH - 1) + "x")
    assert problems == []
    assert root is not None


def test_an_empty_file_is_no_tree() -> None:
    assert read_yaml("") == (None, [])
    assert read_yaml("# only a note\n") == (None, [])


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_is_a_problem(text: str) -> None:
    root, problems = read_yaml(text)
    if root is None and not problems:
        assert yaml.load(text, Loader=yaml.BaseLoader) is None


# --- JSON lines -------------------------------------------------------------------------------

JSON_SCALARS = (
    st.text(max_size=8)
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
)
JSON = st.recursive(
    JSON_SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(value=JSON, ascii_=st.booleans())
@settings(max_examples=150, deadline=None)
def test_json_gives_back_what_was_written(value: Any, ascii_: bool) -> None:
    root, problems = read_json(json.dumps(value, ensure_ascii=ascii_))
    assert problems == []
    assert root is not None
    assert plain(root) == value


def test_each_json_value_has_the_line_and_its_text() -> None:
    root, _ = read_json('{"a": 2018, "b": ["x", true]}', line=7)
    assert root is not None
    assert texts(root) == {"a": "2018", "b": ["x", "true"]}
    assert {root.line, root.value["a"].line, root.value["b"].value[0].line} == {7}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1, "a": 2}', "a.yaml:7: key 'a' appears twice"),
        ('{"a": NaN}', "a.yaml:7: not valid JSON: NaN is not JSON"),
        ('{"a": -Infinity}', "a.yaml:7: not valid JSON: -Infinity is not JSON"),
        ('{"a": 1} {}', "a.yaml:7: not valid JSON: Extra data at character 10"),
        ("", "a.yaml:7: not valid JSON: Expecting value at character 1"),
        ("[" * 100_000, "a.yaml:7: nested more than 20 levels deep"),
        ("[" * 900 + "]" * 900, "a.yaml:7: nested more than 20 levels deep"),
        ('{"a":' * 21 + "1" + "}" * 21, "a.yaml:7: nested more than 20 levels deep"),
    ],
)
def test_what_is_wrong_with_json_is_told_with_its_line(text: str, message: str) -> None:
    _, problems = read_json(text)
    assert len(problems) == 1
    assert problems[0].startswith(message)


def test_a_json_number_of_any_length_is_read() -> None:
    root, problems = read_json("9" * 5000)
    assert problems == []
    assert root is not None
    assert root.text == "9" * 5000


def test_json_up_to_the_limit_of_depth_is_read() -> None:
    root, problems = read_json("[" * (MAX_DEPTH - 1) + "1" + "]" * (MAX_DEPTH - 1))
    assert problems == []
    assert root is not None
