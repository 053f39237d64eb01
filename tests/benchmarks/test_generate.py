"""The generated data: the same bytes every time, and a package without a problem."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest

from benchmarks.generate import generate
from benchmarks.records import BLOCK, GOALS_PER_AGREEMENT
from benchmarks.registers import MAX_CITIES, World, slug
from datapackage.pipeline import check

AGREEMENTS = BLOCK + 40
"""More than one block, so that blocks can come in a wrong order."""


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated") / "sources"
    generate(folder, AGREEMENTS, workers=1)
    return folder


@pytest.fixture(scope="module")
def text(sources: Path) -> str:
    return (sources / "agreements" / "agreements.jsonl").read_text(encoding="utf-8")


def test_bytes_do_not_depend_on_the_number_of_processes(sources: Path, tmp_path: Path) -> None:
    generate(tmp_path / "again", AGREEMENTS, workers=2)
    assert contents(tmp_path / "again") == contents(sources)


def test_bytes_depend_on_the_seed(sources: Path, tmp_path: Path) -> None:
    generate(tmp_path / "other", AGREEMENTS, seed=1, workers=1)
    assert (
        contents(tmp_path / "other")["agreements/agreements.jsonl"]
        != (contents(sources)["agreements/agreements.jsonl"])
    )


def test_the_build_finds_no_problem(sources: Path) -> None:
    result = check(sources, formats=[])
    assert result.rows["agreements"] == AGREEMENTS
    assert result.rows["signatories"] == 2 * AGREEMENTS
    assert result.rows["citations"] > sum(
        result.rows[name] for name in ("agreements", "documents", "parties", "goals")
    )


def test_whole_blocks_have_ten_goals_an_agreement_and_a_long_tail(text: str) -> None:
    counts = [
        sum(len(area["goals"]) for area in json.loads(line).get("areas", []))
        for line in text.splitlines()[:BLOCK]
    ]
    assert sum(counts) == GOALS_PER_AGREEMENT * BLOCK
    assert min(counts) == 0
    assert max(counts) > 10 * GOALS_PER_AGREEMENT


def test_the_text_is_untidy(text: str) -> None:
    assert "\u00a0" in text
    assert not unicodedata.is_normalized("NFC", text)
    assert re.search("[α-ω]", text)
    assert re.search("[ა-ჰ]", text)
    forms = re.findall(r'"signed_on":"([^"]*)"', text)
    assert any(form.startswith("den ") for form in forms)
    assert any("kuuta" in form for form in forms)
    assert any(form.endswith("г.") for form in forms)
    assert any(re.fullmatch(r"\d{8}", form) for form in forms)
    assert any(re.fullmatch(r"\d{4}-\d\d-\d\d", form) for form in forms)


def test_no_two_cities_share_a_name() -> None:
    assert len({slug(number) for number in range(MAX_CITIES)}) == MAX_CITIES


def test_no_name_means_two_organisations() -> None:
    seen: dict[str, str] = {}
    for entry in World(3_000).organisations:
        for name in entry.called:
            assert seen.setdefault(name.casefold(), entry.id) == entry.id


def test_an_existing_folder_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        generate(tmp_path, 20)
