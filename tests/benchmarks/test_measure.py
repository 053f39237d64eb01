"""Measuring a process: time, memory of its tree, output, and what a failure says."""

from __future__ import annotations

from functools import partial

import pytest

from benchmarks.measure import FailedError, Run, alternate, median, run, spread

MIB = 2**20


def test_the_output_and_the_processor_time_of_a_run() -> None:
    done = run(["-c", "sum(range(3_000_000)); print('ready')"])
    assert done.output == "ready\n"
    assert done.cpu_seconds > 0
    assert done.seconds > 0


def test_peak_memory_counts_what_was_given_back() -> None:
    # Memory is looked at often, but on a busy machine not within any moment.
    wait = "import time; time.sleep(1)"
    small = run(["-c", wait])
    large = run(["-c", f"held = b'x' * (100 * 2**20); del held; {wait}"])
    assert large.peak_bytes - small.peak_bytes > 90 * MIB


def test_peak_memory_counts_children() -> None:
    child = "held = b'x' * (60 * 2**20); import time; time.sleep(0.5)"
    parent = (
        "import subprocess, sys\n"
        f"children = [subprocess.Popen([sys.executable, '-c', {child!r}]) for _ in range(2)]\n"
        "[c.wait() for c in children]"
    )
    assert run(["-c", parent]).peak_bytes > 120 * MIB


def test_a_failure_says_what_the_command_wrote() -> None:
    with pytest.raises(FailedError, match=r"exit code 3(.|\n)*no such thing"):
        run(["-c", "import sys; print('no such thing', file=sys.stderr); sys.exit(3)"])


def test_a_command_may_be_meant_to_fail() -> None:
    assert run(["-c", "import sys; print('wrong'); sys.exit(1)"], exit_code=1).output == "wrong\n"
    with pytest.raises(FailedError, match="exit code 0"):
        run(["-c", ""], exit_code=1)


def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(FailedError, match="not done"):
        run(["-c", "import time; time.sleep(60)"], timeout=0.2)


def test_ways_take_turns_forth_and_back() -> None:
    order: list[str] = []

    def way(name: str) -> Run:
        order.append(name)
        return Run(len(order), 1, 1, name)

    runs = alternate({name: partial(way, name) for name in "ab"}, 3)
    assert "".join(order) == "abbaab"
    assert {name: [r.seconds for r in done] for name, done in runs.items()} == {
        "a": [1, 4, 5],
        "b": [2, 3, 6],
    }


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [([10, 10, 10], 0), ([10, 9, 12], 0.3), ([10] * 4 + [99], 0), ([10] * 8 + [99] * 3, 8.9)],
)
def test_the_spread_leaves_out_the_slowest_of_many(seconds: list[float], expected: float) -> None:
    assert spread([Run(s, 1, 1, "") for s in seconds]) == pytest.approx(expected)


def test_median_of_each_figure() -> None:
    runs = [Run(1, 9, 30, "x"), Run(3, 7, 10, "y"), Run(2, 8, 20, "z")]
    assert median(runs) == Run(2, 8, 20, "z")
