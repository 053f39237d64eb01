"""Lists that imitate real ones, from the file to the package."""

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from datapackage import build
from datapackage.citations import digest
from datapackage.mapping import find_candidates, merge_candidates
from datapackage.problems import Problem
from tests.mapping.lists import spellings, statement, town, treaties, twin_towns


def rows(output: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(output / f"parquet/{table}.parquet").to_pylist()
    return found


def reasons(warnings: tuple[Problem, ...]) -> list[str]:
    return sorted(w.message for w in warnings if w.rule == "rows-left-out")


@pytest.mark.parametrize(
    ("number", "links"),
    [(400, 4250), pytest.param(8000, 85_000, marks=pytest.mark.slow)],
)
def test_treaties_and_their_parties(tmp_path: Path, number: int, links: int) -> None:
    treaties(tmp_path / "sources", number, links)
    result = build(tmp_path / "sources", tmp_path / "output", formats=[])
    drafts = number // 100
    assert result.rows["agreements"] == number - drafts
    assert links * 0.98 < result.rows["parties"] < links
    assert reasons(result.warnings) == sorted(
        [
            f"{drafts} rows left out: drafts bind nobody",
            "40 rows left out: no row of the tables before has this No.",
        ]
    )
    first = rows(tmp_path / "output", "agreements")[0]
    assert (first["agreement_id"], first["agreement_type"]) == ("treaty-1", "memorandum")
    assert str(first["signed_on"]) == "1951-02-02"
    assert first["title_en"] == f"Treaty “{town(1)}”; no. 1"
    undated = [r for r in rows(tmp_path / "output", "agreements") if r["signed_on"] is None]
    assert len(undated) == number // 50 - drafts


def test_each_row_cites_the_line_that_it_came_from(tmp_path: Path) -> None:
    treaties(tmp_path / "sources", 20, 100)
    build(tmp_path / "sources", tmp_path / "output", formats=[])
    tables = tmp_path / "sources/tables/treaties"
    texts = {
        "treaty-list": (tables / "treaties.csv").read_bytes().decode("cp1252"),
        "link-list": (tables / "links.txt").read_bytes().decode(),
    }
    texts = {source: text.replace("\r\n", "\n") for source, text in texts.items()}
    cited = rows(tmp_path / "output", "citations")
    for row in cited:
        passage = texts[row["source_id"]][row["start"] : row["end"]]
        assert digest(passage) == row["sha256"]
        assert passage.split(";" if row["table_name"] == "agreements" else "\t")[0] in str(
            row["record_id"]
        )
    assert {row["table_name"] for row in cited} == {"agreements", "parties"}


@pytest.mark.parametrize("pairs", [600, pytest.param(26_000, marks=pytest.mark.slow)])
def test_twin_towns_by_way_of_candidates(tmp_path: Path, pairs: int) -> None:
    sources, desk = tmp_path / "sources", tmp_path / "desk"
    twin_towns(sources, pairs)
    candidates = find_candidates(sources)
    unusual = dict(spellings()[190:])
    assert {item.value for item in candidates.items if item.list == "country"} == {*unusual}
    candidates.write(desk)
    edit(desk / "candidates.csv", unusual)
    merge_candidates(desk, sources)
    assert [i for i in find_candidates(sources).items if i.list == "country"] == []
    result = build(sources, tmp_path / "output", formats=[])
    assert result.rows["agreements"] >= 0.95 * pairs
    assert result.rows["parties"] == 2 * result.rows["agreements"]
    assert "5 rows left out: no country is named" in reasons(result.warnings)
    countries = {
        row["place_id"]: row["country_code"] for row in rows(tmp_path / "output", "places")
    }
    assert None not in countries.values()


def edit(path: Path, use: dict[str, str]) -> None:
    """Do what a person does: say which country each unusual spelling means."""
    with path.open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    for row in found:
        row["use"] = use.get(row["value"], row["use"])
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(found[0]))
        writer.writeheader()
        writer.writerows(found)


def test_a_statement_that_many_sign(tmp_path: Path) -> None:
    statement(tmp_path / "sources")
    build(tmp_path / "sources", tmp_path / "output", formats=[])
    signed = rows(tmp_path / "output", "signatories")
    assert len(signed) == 250
    assert {row["position_en"] for row in signed} == {"mayor", "deputy mayor", None}
    parties = rows(tmp_path / "output", "parties")
    assert len(parties) == len({row["organisation_id"] for row in parties}) == 60
    descriptor = json.loads((tmp_path / "output/datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["resources"]
