"""A few of the calls that ``make faults`` lets fail, and of the instants of ``make kills``."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter

import pytest

from tests.faults.__main__ import KINDS, under_shim

KILLS = ("kill", "kill-at-swap")
INSTANTS = int(os.environ.get("CCA_INSTANTS", "40")) // len(KILLS)
"""How often each kind of kill is tried; CI tries more."""
CALLS = max(1, INSTANTS // 20)
"""How many calls fail in each way."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux" or not shutil.which("cc"), reason="needs Linux and a C compiler"
    ),
]


def outcomes(*arguments: str) -> dict[str, Counter[str]]:
    """Run the harness, which has to find nothing wrong, and return what came of each kind."""
    done = under_shim("-m", "tests.faults", *arguments, capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = map(json.loads, done.stdout.splitlines())
    return {line.pop("kind"): Counter(line) for line in lines}


def test_a_call_that_fails_leaves_a_whole_package_and_a_message() -> None:
    kinds = [name for name in KINDS if name not in KILLS]
    found = outcomes("--kinds", ",".join(kinds), "--runs", str(CALLS))
    assert list(found) == kinds
    assert all(each["runs"] for each in found.values())
    assert sum(each["old, exit 1"] for each in found.values()) > len(kinds) // 2


def test_a_kill_at_any_instant_leaves_a_whole_package() -> None:
    each = outcomes("--kinds", ",".join(KILLS), "--runs", str(INSTANTS))
    found = sum(each.values(), Counter[str]())
    died = Counter({name: n for name, n in found.items() if "died" in name})
    assert died.total() == found["runs"] == INSTANTS * len(KILLS)
    assert died["old, died, leftovers"] > INSTANTS // 2, "most of a build comes before the swap"
    assert died["new, died, leftovers"] > 2, "the old package is removed after it, file by file"


def test_what_is_not_told_is_found() -> None:
    code = (
        "from datapackage.publish import errors, lock, publishing\n"
        "for module in (errors, lock, publishing):\n"
        "    module.explain_os_error = lambda *_: 'sorry'\n"
        "from tests.faults.__main__ import _options, run\n"
        "print(run(_options(['--kinds', 'disk-full', '--runs', '1'])))\n"
    )
    done = under_shim("-c", code, capture_output=True)
    assert "does not name the place" in done.stdout
