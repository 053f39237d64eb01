"""Records and registers as tables, by a check of whole sources: values, numbers, places."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import datapackage
from datapackage.problems import DataError
from datapackage.read.lock import lock_path
from tests.first_agreement import first_package, first_sources
from tests.test_record_schema import record_in_full

RECORD = "agreements/kotka-saint-petersburg-2018.yaml"


class Edited:
    """A copy of the sources in which files are edited."""

    def __init__(self, folder: Path) -> None:
        self.folder = first_sources(folder)

    def edit(self, name: str, old: str, new: str) -> int:
        """Replace the first occurrence; return the line on which it is."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def problems(self) -> list[str]:
        with pytest.raises(DataError) as error:
            datapackage.check(self.folder, formats=())
        return [str(p).removeprefix(f"{self.folder}/") for p in error.value.problems]


@pytest.fixture
def sources(tmp_path: Path) -> Edited:
    return Edited(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        ("torstaina 27. syyskuuta 2018", "31.2.2018", "signed_on", "31.2.2018"),
        (
            "signing_place: Pietarissa",
            "signing_place: Pietarisa",
            "signing_place",
            "did you mean 'Pie",
        ),
        (
            "agreement_type: partnership",
            "agreement_type: partnr",
            "agreement_type",
            "no such code in",
        ),
        ("period: vuosille 2019–2021", "period: 2021–2019", "documents[2].period", ""),
        ("  fi: Kotka-päivä Pietarissa\n", "  fi: a\u202eb\n", "signing_event.fi", "U+202E"),
        (
            "  sv: Kotkadagen i Sankt Petersburg\n",
            "",
            "signing_event.sv",
            "missing or empty in one l",
        ),
        ("agreement_type: partnership\n", "", "agreement_type", "'agreement_type' is miss"),
        ("    role: partner\n", "", "parties[1].role", "'role' is missing"),
        (
            "        action_type: develop\n",
            "",
            "areas[1].goals[1].action_type",
            "'action_type' is miss",
        ),
    ],
)
def test_a_value_without_a_reading_is_told_with_its_path(
    sources: Edited, old: str, new: str, path: str, message: str
) -> None:
    sources.edit(RECORD, old, new)
    [found] = sources.problems()
    assert re.match(rf"{re.escape(RECORD)}:\d+: {re.escape(path)}: ", found)
    assert message in found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("signing_place: Pietarissa", "signing_place: Pietarisa"),
        ("action_type: develop", "action_type: x"),
    ],
)
def test_a_value_is_told_with_its_line(sources: Edited, old: str, new: str) -> None:
    line = sources.edit(RECORD, old, new)
    [found] = sources.problems()
    assert found.startswith(f"{RECORD}:{line}: ")


@pytest.mark.parametrize(
    ("name", "old", "new", "column"),
    [
        ("registers/places.csv", "kotka,Kotka,", "kotka,,", "name_fi"),
        ("registers/places.csv", ",Q192155,", ",192155,", "wikidata_id"),
        ("registers/sources.csv", "27.09.2018", "27.13.2018", "published_on"),
    ],
)
def test_a_cell_of_a_register_is_told_with_its_line(
    sources: Edited, name: str, old: str, new: str, column: str
) -> None:
    line = sources.edit(name, old, new)
    assert any(p.startswith(f"{name}:{line}: {column}: ") for p in sources.problems())


def test_problems_of_records_and_registers_come_in_one_run(sources: Edited) -> None:
    sources.edit(RECORD, "status: unknown", "status: unknwon")
    sources.edit("registers/places.csv", ",Q192155,", ",x,")
    files = [problem.split(":")[0] for problem in sources.problems()]
    assert files == [RECORD, "registers/places.csv"]


def test_a_record_in_json_lines_gives_the_same_tables(sources: Edited) -> None:
    for path in (sources.folder / RECORD, lock_path(sources.folder / RECORD)):
        path.unlink()
    line = json.dumps(record_in_full(), ensure_ascii=False)
    (sources.folder / "agreements" / "bulk.jsonl").write_text(line + "\n", encoding="utf-8")
    output = sources.folder.parent / "output"
    datapackage.build(sources.folder, output, formats=())
    for path in (first_package() / "csv").glob("*.csv"):
        assert (output / "csv" / path.name).read_bytes() == path.read_bytes()
