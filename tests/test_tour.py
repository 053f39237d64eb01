"""``docs/tour.ipynb``: its code runs on the published package, and shows what its text says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

DOCS = Path(__file__).resolve().parents[1] / "docs"
NOTEBOOK = json.loads((DOCS / "tour.ipynb").read_text(encoding="utf-8"))


def cells(kind: str) -> list[str]:
    return ["".join(cell["source"]) for cell in NOTEBOOK["cells"] if cell["cell_type"] == kind]


def bars(figure: Figure) -> list[Rectangle]:
    return [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]


def test_it_runs_from_top_to_bottom(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mpl.use("agg")
    monkeypatch.chdir(DOCS)
    names: dict[str, Any] = {}
    for number, source in enumerate(cells("code")):
        exec(compile(source, f"cell {number}", "exec"), names)
    figures = [plt.figure(number) for number in plt.get_fignums()]
    plt.close("all")
    assert [figure.axes[0].get_title().partition(" (")[0] for figure in figures] == [
        "Goals by theme",
        "Agreements by year of signing",
    ]
    by_theme, by_year = (bars(figure) for figure in figures)
    assert [bar.get_width() for bar in by_theme] == list(names["themes"]["goals"])
    assert sum(bar.get_height() for bar in by_year) == len(names["agreements"]) - names["unknown"]
    assert "#:~:text=" in capsys.readouterr().out


def test_it_holds_no_results_and_its_links_lead_somewhere() -> None:
    for cell in NOTEBOOK["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    links = re.findall(r"\]\(([^)]+)\)", "\n".join(cells("markdown")))
    assert links
    for link in links:
        assert (DOCS / link).is_file(), link
