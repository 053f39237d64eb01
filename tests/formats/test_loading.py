"""What the README says of loading the package for machine learning works in its folder, offline."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet as pq
import pytest


@pytest.mark.parametrize("library", ["datasets", "mlcroissant"])
def test_the_readme_loads_the_goals(package: Path, tmp_path: Path, library: str) -> None:
    if find_spec(library) is None:
        pytest.skip(f"{library} is not installed: make validators")
    readme = (package / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.+?)^```$", readme, re.MULTILINE | re.DOTALL)
    [code] = [block for block in blocks if re.search(rf"(?m)^(import|from) {library}", block)]
    offline = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path), "CROISSANT_CACHE": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"{code}\nprint(len(goals))"],
        capture_output=True,
        text=True,
        check=False,
        cwd=package,
        env=os.environ | offline,
    )
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) == pq.read_metadata(package / "parquet/goals.parquet").num_rows
