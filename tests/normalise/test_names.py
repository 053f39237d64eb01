import difflib
import os
import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapackage.normalise.names import NameIndex, NearestNames
from datapackage.text import NotNormalised
from tests.normalise.outcome import refusal

ROWS = [
    ("kotka", ["Kotka", "Котка", "Kotkan", "Kotkassa"]),
    ("saint-petersburg", ["Pietari", "Saint Petersburg", "Санкт-Петербург", "St. Petersburg", ""]),
    ("springfield-il", ["Springfield"]),
    ("springfield-mo", ["springfield"]),
]


@pytest.fixture
def index() -> NameIndex:
    return NameIndex(ROWS, what="place")


@pytest.mark.parametrize(
    "raw",
    [
        "saint-petersburg",
        " saint-petersburg ",
        "Pietari",
        "PIETARI",
        "St Petersburg",
        "st.petersburg",
        "Санкт–Петербург",
        "Saint\u00a0Petersburg",
    ],
)
def test_resolve(index: NameIndex, raw: str) -> None:
    assert index.resolve(raw) == "saint-petersburg"


def test_ids_and_size(index: NameIndex) -> None:
    assert "kotka" in index
    assert "Kotka" not in index
    assert len(index) == 9


def test_an_id_comes_before_a_name() -> None:
    index = NameIndex([("kotka", ["Kotka"]), ("kotka-2", ["kotka"])])
    assert index.resolve("kotka") == "kotka"
    with pytest.raises(NotNormalised):
        index.resolve("Kotka")


def test_names_of_one_id_add_up() -> None:
    index = NameIndex([("kotka", ["Kotka"]), ("kotka", ["KOTKA", "Котка"])])
    assert index.resolve("Котка") == index.resolve("Kotka") == "kotka"
    assert not index.ambiguous


def test_ambiguous_names_are_listed(index: NameIndex) -> None:
    assert index.ambiguous == {"Springfield": ("springfield-il", "springfield-mo")}


FROM_THE_REGISTER = "expected an id, name or alias from the register"


@pytest.mark.parametrize(
    ("raw", "kind", "message"),
    [
        (
            "Pietary",
            "foreign-key",
            (
                "no place has this name; the nearest one leads to saint-petersburg"
                f" (found 'Pietary'; {FROM_THE_REGISTER}; did you mean 'Pietari'?)"
            ),
        ),
        (
            "St. Petersburgh",
            "foreign-key",
            (
                "no place has this name; the nearest one leads to saint-petersburg"
                f" (found 'St. Petersburgh'; {FROM_THE_REGISTER}; did you mean 'St. Petersburg'?)"
            ),
        ),
        (
            "sprigfield",
            "foreign-key",
            (
                "no place has this name; the nearest one leads to springfield-il or"
                f" springfield-mo (found 'sprigfield'; {FROM_THE_REGISTER};"
                " did you mean 'Springfield'?)"
            ),
        ),
        (
            "Tokyo",
            "foreign-key",
            f"no place has this name (found 'Tokyo'; {FROM_THE_REGISTER})",
        ),
        (
            "SPRINGFIELD",
            "ambiguous-name",
            (
                "this name leads to more than one place: springfield-il, springfield-mo"
                " (found 'SPRINGFIELD'; expected one of the ids, or a name that only one has)"
            ),
        ),
        (" . ", "empty", "the name of the place is empty (found ' . '; expected a name)"),
    ],
)
def test_messages(index: NameIndex, raw: str, kind: str, message: str) -> None:
    with pytest.raises(NotNormalised) as caught:
        index.resolve(raw)
    assert (caught.value.rule, str(caught.value)) == (kind, message)


@pytest.mark.parametrize(("count", "more"), [(5, ""), (6, " and 1 more"), (8, " and 3 more")])
def test_many_ids_are_cut_short(count: int, more: str) -> None:
    index = NameIndex([(f"place-{number}", ["Spa"]) for number in range(count)], what="place")
    with pytest.raises(NotNormalised) as caught:
        index.resolve("Spa")
    assert caught.value.message == (
        f"this name leads to more than one place: place-0, place-1, place-2, place-3, place-4{more}"
    )


def test_the_nearest_may_be_an_id(index: NameIndex) -> None:
    error = refusal(index.resolve, "springfield-mi")
    assert error is not None
    assert error.nearest == "springfield-il"
    assert error.message.endswith("the nearest one leads to springfield-il")


def test_empty_register() -> None:
    with pytest.raises(NotNormalised) as caught:
        NameIndex([]).resolve("Kotka")
    assert caught.value.nearest is None


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_else_is_raised(raw: str) -> None:
    error = refusal(NameIndex(ROWS).resolve, raw)
    assert error is None or error.found is not None


@given(st.text(alphabet="kotapieri ", min_size=1, max_size=12))
def test_nearest_is_the_most_similar_for_difflib(word: str) -> None:
    options = ["kotka", "pietari", "pori", "tokio", "riika", "kiertotie"]
    ratios = {option: difflib.SequenceMatcher(None, option, word).ratio() for option in options}
    best = max(ratios.values())
    expected = min(option for option in options if ratios[option] == best) if best >= 0.7 else None
    assert NearestNames(options).find(word) == expected


def _many_names(count: int) -> list[str]:
    source = random.Random(20180927)
    syllables = [
        "ko",
        "tka",
        "pie",
        "ta",
        "ri",
        "hel",
        "sin",
        "ki",
        "vii",
        "pu",
        "nov",
        "go",
        "rod",
        "мос",
        "ква",
        "град",
        "дом",
        "stad",
        "köp",
        "ing",
    ]
    return [
        " ".join("".join(source.choices(syllables, k=source.randint(2, 4))) for _ in range(2))
        + f" {number}"
        for number in range(count)
    ]


def test_nearest_finds_a_slip_among_many() -> None:
    names = _many_names(20_000)
    nearest = NearestNames(names)
    for position in range(0, len(names), 1999):
        name = names[position]
        for slip in (name[1:], name[:4] + name[5:], name[:2] + "x" + name[2:], f"{name}n"):
            assert nearest.find(slip) == name


def test_nearest_is_found_among_long_words_that_hold_all_of_its_letters() -> None:
    long = [f"kotka {'abcdefghijklmnopqrstuvwxyz' * 3} {number} kan" for number in range(200)]
    assert NearestNames([*long, "kotkan"]).find("kotka") == "kotkan"


def test_nearest_in_a_register_of_one_word() -> None:
    assert NearestNames(["kotkan"]).find("kotka") == "kotkan"


def test_nearest_of_long_words() -> None:
    # Beyond 200 characters difflib would take common letters for noise, unless told otherwise.
    word = "kotkan kaupunki " * 18 + "x" * 12
    assert len(word) == NearestNames.MAX_LENGTH
    assert NearestNames([word[1:]]).find(word) == word[1:]
    assert NearestNames([word]).find(f"{word}x") is None


def test_nearest_of_odd_words() -> None:
    nearest = NearestNames(["", "a", "kotka"])
    assert nearest.find("") is None
    assert nearest.find("k" * 10_000) is None
    assert nearest.find("kotkan") == "kotka"
    assert NearestNames([]).find("kotka") is None


def test_suggestion_does_not_depend_on_the_hash_seed() -> None:
    program = (
        "from datapackage.normalise.names import NameIndex\n"
        "index = NameIndex((f'id-{n}', [f'kaupunki {n}']) for n in range(500))\n"
        "try: index.resolve('kaupunk')\n"
        "except ValueError as error: print(error)"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert "did you mean" in outputs.pop()
