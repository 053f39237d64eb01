"""Telling a person at a terminal how far a long run is; silent everywhere else."""

from __future__ import annotations

import sys
import time
from typing import Protocol, TextIO

QUIET_SECONDS = 1.0
"""Runs that end sooner show nothing."""
REDRAW_SECONDS = 0.1
BAR_WIDTH = 20


class Progress(Protocol):
    """Is told how far a run is."""

    def start(self, stage: str, unit: str, work: int = 0) -> None:
        """Begin a stage; ``unit`` is what it counts, ``work`` how much is to be done, if known."""

    def advance(self, count: int, work: int = 0) -> None:
        """Say that ``count`` more were done, which was so much of the work."""

    def stop(self) -> None:
        """End the last stage."""


class _NoProgress:
    """Shows nothing."""

    def start(self, stage: str, unit: str, work: int = 0) -> None:
        """Show nothing."""

    def advance(self, count: int, work: int = 0) -> None:
        """Show nothing."""

    def stop(self) -> None:
        """Show nothing."""


NO_PROGRESS: Progress = _NoProgress()


class TerminalProgress:
    """Draws one line on a terminal, from a second into the run, and wipes it at the end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._begun = time.monotonic()
        self._stage_begun = self._begun
        self._drawn = 0.0
        self._stage = ""
        self._unit = ""
        self._count = 0
        self._work = 0
        self._done = 0

    def start(self, stage: str, unit: str, work: int = 0) -> None:
        """Begin a stage."""
        self._stage, self._unit, self._count = stage, unit, 0
        self._work, self._done = work, 0
        self._stage_begun = time.monotonic()
        self._draw(force=True)

    def advance(self, count: int, work: int = 0) -> None:
        """Count on and redraw, a few times a second at most."""
        self._count += count
        self._done += work
        self._draw()

    def stop(self) -> None:
        """Wipe the line."""
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._drawn = 0.0

    def _draw(self, *, force: bool = False) -> None:
        now = time.monotonic()
        soon = now - self._drawn < REDRAW_SECONDS
        if now - self._begun < QUIET_SECONDS or (soon and not force):
            return
        self._drawn = now
        text = f"{self._stage} …{self._bar()}"
        passed = max(now - self._stage_begun, 1e-9)
        if self._count:
            text += f" {self._count:,} {self._unit}, {self._count / passed:,.0f} a second"
        if self._done and self._work:
            left = passed * max(self._work - self._done, 0) / self._done
            text += f", {_duration(left)} left"
        self._stream.write(f"\r\x1b[K{text}")
        self._stream.flush()

    def _bar(self) -> str:
        if not self._work:
            return ""
        share = min(self._done / self._work, 1)
        full = round(share * BAR_WIDTH)
        return f" [{'=' * full}{' ' * (BAR_WIDTH - full)}] {share:4.0%}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def progress_for(stream: TextIO = sys.stderr) -> Progress:
    """Return a progress line for a terminal, and silence for a pipe or a file."""
    return TerminalProgress(stream) if stream.isatty() else NO_PROGRESS
