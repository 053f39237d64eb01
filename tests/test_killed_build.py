"""The real build, killed at many instants: output/ is the old package or the new, whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.places import ROOT

INSTANTS = int(os.environ.get("CCA_INSTANTS", "40"))
"""How many instants are tried; CI tries a hundred."""
SHARES = 2
"""Processes that share the instants: CI has two cores."""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_instant_the_output_is_whole(tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    running = []
    for share in range(SHARES):
        folder = tmp_path / str(share)
        folder.mkdir()
        arguments = [str(folder), str(INSTANTS), str(share), str(SHARES)]
        command = [sys.executable, "-m", "tests.kill_real_build", *arguments]
        running.append(
            subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
        )
    for process in running:
        printed, errors = process.communicate()
        assert process.returncode == 0, errors
        counts.update(json.loads(printed))
    assert counts["steps"] == counts["old"] + counts["new"] == INSTANTS
    assert counts["killed"] >= INSTANTS - SHARES, "each build dies but for one at the very end"
    assert counts["old"] > INSTANTS // 2, "most of a build comes before the packages change places"
    assert counts["new"] > 2, "the old package is removed after that, file by file"
    assert counts["leftovers"] > INSTANTS // 2
