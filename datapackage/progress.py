"""Telling a person at a terminal how far a long run is; silent everywhere else."""

from __future__ import annotations

import sys
import time
from typing import Protocol, TextIO

QUIET_SECONDS = 1.0
"""Runs that end sooner show nothing."""
REDRAW_SECONDS = 0.1


class Progress(Protocol):
    """Is told how far a run is."""

    def start(self, stage: str, unit: str) -> None:
        """Begin a stage; ``unit`` is what it counts."""

    def advance(self, count: int) -> None:
        """Say that ``count`` more were done."""

    def stop(self) -> None:
        """End the last stage."""


class _NoProgress:
    """Shows nothing."""

    def start(self, stage: str, unit: str) -> None:
        """Show nothing."""

    def advance(self, count: int) -> None:
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

    def start(self, stage: str, unit: str) -> None:
        """Begin a stage."""
        self._stage, self._unit, self._count = stage, unit, 0
        self._stage_begun = time.monotonic()
        self._draw(force=True)

    def advance(self, count: int) -> None:
        """Count on and redraw, a few times a second at most."""
        self._count += count
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
        text = f"{self._stage} …"
        if self._count:
            rate = self._count / max(now - self._stage_begun, 1e-9)
            text += f" {self._count:,} {self._unit}, {rate:,.0f} a second"
        self._stream.write(f"\r\x1b[K{text}")
        self._stream.flush()


def progress_for(stream: TextIO = sys.stderr) -> Progress:
    """Return a progress line for a terminal, and silence for a pipe or a file."""
    return TerminalProgress(stream) if stream.isatty() else NO_PROGRESS
