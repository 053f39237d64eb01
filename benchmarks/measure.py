"""Run a command in a process of its own, and tell its time and the memory it needed."""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Way = Callable[[], "Run"]
"""One run of a way to do something, what it needs made ready before the time is taken."""
POLL = 0.05
"""Seconds between two looks at the memory of the processes."""


class FailedError(Exception):
    """A command that was to be measured failed; the message holds the end of what it wrote."""


@dataclass(frozen=True)
class Run:
    """What one run took.

    Attributes:
        seconds: Wall-clock time from start to end.
        cpu_seconds: Processor time of the process and its children, user and system.
        peak_bytes: Highest resident memory, of the process tree as a whole.
        output: What the command wrote to its standard output.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str


def run(command: Sequence[str], *, timeout: float | None = None, exit_code: int = 0) -> Run:
    """Run ``python ARGUMENTS…`` from the repository's root.

    Peak memory is the larger of two figures, looked at every :data:`POLL` seconds: the sum over
    the process tree (pages that processes share count once for each), and the high-water mark
    that Linux keeps of the process itself. The mark that comes with the exit code is of no use:
    a child starts with that of its parent.

    Raises:
        FailedError: The command ended with another exit code than ``exit_code``, or did not end
            in ``timeout`` seconds.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment(), stdout=out, stderr=err
        )
        watcher = _Watcher(process.pid, timeout)
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        watcher.stop()
        process.returncode = os.waitstatus_to_exitcode(status)
        if watcher.timed_out:
            raise FailedError(f"{' '.join(command)}: not done after {timeout:.0f} s")
        out.seek(0)
        err.seek(0)
        if process.returncode != exit_code:
            text = (out.read() + err.read()).decode(errors="replace")
            raise FailedError(
                f"{' '.join(command)}: exit code {process.returncode}\n{text[-2000:]}"
            )
        return Run(
            seconds,
            usage.ru_utime + usage.ru_stime,
            watcher.peak,
            out.read().decode(errors="replace"),
        )


def alternate(ways: Mapping[str, Way], times: int) -> dict[str, list[Run]]:
    """Run each way ``times`` times, in turns, so that a busy moment does not hit only one."""
    runs: dict[str, list[Run]] = {name: [] for name in ways}
    for turn in range(times):
        names = list(ways)
        for name in names if turn % 2 == 0 else reversed(names):
            runs[name].append(ways[name]())
    return runs


def spread(runs: Sequence[Run]) -> float:
    """Return how far the times of some runs are apart, as a share of their median.

    Of five runs and more, the slowest fifth does not count: among many, one is always disturbed.
    """
    seconds = sorted(r.seconds for r in runs)
    kept = seconds[: len(seconds) - len(seconds) // 5]
    return (kept[-1] - kept[0]) / statistics.median(seconds)


def median(runs: Sequence[Run]) -> Run:
    """Return the run with the medians of time and memory, and the output of the last one."""
    return Run(
        statistics.median(r.seconds for r in runs),
        statistics.median(r.cpu_seconds for r in runs),
        int(statistics.median(r.peak_bytes for r in runs)),
        runs[-1].output,
    )


def environment() -> dict[str, str]:
    """Return the environment of a measured command: Python may keep its compiled modules."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}


class _Watcher(threading.Thread):
    """Looks at a process tree's memory until told to stop; ends it when its time is over.

    A thread of its own, so that the wait for the process ends when the process does.
    """

    def __init__(self, pid: int, timeout: float | None) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.timed_out = False
        self._pid = pid
        self._timeout = timeout
        self._ended = threading.Event()

    def run(self) -> None:
        begun = time.monotonic()
        while not self._ended.wait(POLL):
            tree = sum(map(_resident, _tree(self._pid)))
            self.peak = max(self.peak, tree, _high_water(self._pid))
            if self._timeout is not None and time.monotonic() - begun > self._timeout:
                self.timed_out = True
                os.kill(self._pid, signal.SIGKILL)
                return

    def stop(self) -> None:
        self._ended.set()
        self.join()


def _tree(pid: int) -> list[int]:
    """Return a process and all that descend from it; on Linux only, else the process alone."""
    found = [pid]
    for member in found:
        for children in Path(f"/proc/{member}/task").glob("*/children"):
            try:
                found += map(int, children.read_text().split())
            except OSError:  # it ended between two looks
                continue
    return found


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _high_water(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    match = re.search(r"^VmHWM:\s*(\d+) kB", status, re.MULTILINE)
    return int(match[1]) * 1024 if match else 0
