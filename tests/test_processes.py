"""Worker processes: what they answer, and what becomes of them and of their calls."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from datapackage.parallel import map_in_order
from datapackage.problems import WorkerLostError
from datapackage.processes import Processes, usable_processors
from tests.places import ROOT

pytestmark = pytest.mark.slow


def double(number: int) -> int:
    print("a library says something")  # noqa: T201  (it must not come between answers)
    return number * 2


def divide(number: int) -> float:
    return 1 / number


def killed(flag: Path, times: int) -> str:
    """Return how often the process was killed that was to answer."""
    before = flag.read_text() if flag.exists() else ""
    if len(before) == times:
        return before
    flag.write_text(before + "x")
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("it is dead")


def lives(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def ends(pid: int) -> bool:
    deadline = time.monotonic() + 30
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not lives(pid)


def test_answers_come_in_the_order_of_the_calls() -> None:
    with Processes(2) as pool:
        assert list(map_in_order(double, range(20), 2, pool)) == [2 * n for n in range(20)]
        pids = {pool.submit(os.getpid).result() for _ in range(8)}
    assert os.getpid() not in pids
    assert len(pids) <= 2
    assert all(map(ends, pids))


def test_nothing_is_started_before_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    with Processes(2):
        pass


def test_an_error_is_raised_as_it_was_with_its_place_in_the_worker() -> None:
    with Processes(1) as pool:
        with pytest.raises(ZeroDivisionError) as caught:
            pool.submit(divide, 0).result()
        assert "in divide" in caught.value.__notes__[0]
        with pytest.raises(ModuleNotFoundError, match="no_such_module"):
            pool.submit(divide, _Unknown()).result()
        assert pool.submit(divide, 2).result() == 0.5, "the process goes on"


class _Unknown:
    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return __import__, ("no_such_module",)


def test_a_call_whose_process_is_killed_is_made_once_more(tmp_path: Path) -> None:
    with Processes(1) as pool:
        assert pool.submit(killed, tmp_path / "flag", 1).result() == "x"


def test_a_call_that_ends_every_process_is_an_error_that_says_how(tmp_path: Path) -> None:
    with Processes(2) as pool:
        with pytest.raises(WorkerLostError, match=r"2 worker processes .* signal SIGKILL"):
            pool.submit(killed, tmp_path / "flag", 9).result()
        assert pool.submit(divide, 4).result() == 0.25


def test_leaving_the_pool_ends_what_is_under_way() -> None:
    begun = time.monotonic()
    with Processes(1) as pool:
        pid = pool.submit(os.getpid).result()
        asleep = pool.submit(time.sleep, 600)
    assert time.monotonic() - begun < 300
    assert ends(pid)
    assert isinstance(asleep.exception(), WorkerLostError)


_ASLEEP = """
import os, time
from datapackage.processes import Processes
with Processes(1) as pool:
    print(pool.submit(os.getpid).result(), flush=True)
    pool.submit(time.sleep, 600).result()
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_no_process_outlives_the_one_that_started_it(how: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _ASLEEP],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        process_group=0,
    )
    with process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        assert lives(pid)
        os.killpg(process.pid, how)  # as a terminal does
        assert process.wait(60) == -how
    assert ends(pid)


def test_a_script_that_starts_processes_is_not_run_again_by_them(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import os\n"
        "from datapackage.processes import Processes\n"
        "print('once')\n"
        "with Processes(2) as pool:\n"
        "    print(pool.submit(os.path.basename, 'a/b').result())\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "once\nb\n"


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="Linux only")
def test_only_processors_that_may_be_used_count() -> None:
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(before)})
        assert usable_processors() == 1
    finally:
        os.sched_setaffinity(0, before)
