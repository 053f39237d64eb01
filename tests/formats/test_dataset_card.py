"""The README is a dataset card: the Hub shows it, and the library loads each table by it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from datapackage.formats import FinishedPackage
from datapackage.formats.readme.dataset_card import front_matter
from tests.formats.packages import NO_REPORT, info
from tests.places import contract

LOAD = """
import json, sys
import datasets
folder, cache = sys.argv[1:]
datasets.disable_progress_bars()
tables = {}
for name in datasets.get_dataset_config_names(folder):
    split = datasets.load_dataset(folder, name, split="train", cache_dir=cache)
    tables[name] = {"rows": split.num_rows, "columns": split.column_names}
print(json.dumps(tables))
"""


def metadata(text: str) -> dict[str, Any]:
    _, block, _ = text.split("---\n", 2)
    return dict(yaml.safe_load(block))


def package_with(**rows: int) -> FinishedPackage:
    counts = dict.fromkeys(contract(), 0) | rows
    return FinishedPackage(Path(), info(), contract(), counts, {}, NO_REPORT)


def test_the_readme_begins_with_the_card(package: Path) -> None:
    text = (package / "README.md").read_text(encoding="utf-8")
    card = metadata(text)
    assert text.startswith("---\n")
    assert card["license"] == "cc-by-4.0"
    assert card["language"] == ["fi", "en", "sv", "ru"]
    assert card["pretty_name"] == "City cooperation agreements"
    assert [config["config_name"] for config in card["configs"] if config.get("default")] == [
        "agreements"
    ]
    for config in card["configs"]:
        assert (package / config["data_files"]).is_file()


@pytest.mark.parametrize(
    ("rows", "category"), [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**9, "n>1B")]
)
def test_size_category(rows: int, category: str) -> None:
    card = metadata(front_matter(package_with(goals=rows)))
    assert card["size_categories"] == [category]


def test_tables_without_rows_are_no_configurations() -> None:
    card = metadata(front_matter(package_with(goals=1)))
    goals = {"config_name": "goals", "data_files": "parquet/goals.parquet", "default": True}
    assert card["configs"] == [goals]


@pytest.mark.skipif(find_spec("datasets") is None, reason="datasets is not installed")
def test_load_dataset_loads_every_table_offline(package: Path, tmp_path: Path) -> None:
    offline = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, "-c", LOAD, str(package), str(tmp_path / "cache")],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | offline,
    )
    assert result.returncode == 0, result.stderr
    tables = json.loads(result.stdout)
    report = json.loads((package / "validation" / "report.json").read_text(encoding="utf-8"))
    rows = {table["name"]: table["rows"] for table in report["tables"]}
    assert tables == {
        name: {"rows": rows[name], "columns": list(contract()[name].columns)}
        for name in contract()
        if rows[name]
    }
