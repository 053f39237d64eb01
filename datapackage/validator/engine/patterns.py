"""Patterns of strangers: some take longer than anyone waits, and none may stop a validation.

Python's ``re`` goes back and tries again. How often is bounded for most patterns by a power of
the text's length: those are tried here, as long as the text is short enough. Where a choice is
repeated (``(a+)+``) or a pattern looks around or back, the tries may double with each character:
those are tried in a process of its own, which ends when the time that was given is over.
"""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
import time
import warnings
import weakref
from collections.abc import Iterable, Sequence
from re import _constants as codes  # type: ignore[attr-defined]  # only re knows how it reads
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from datapackage.validator.limits import DEFAULT_LIMITS

TRIES = 10_000_000
"""A text is tried here if so many tries suffice for certain: about a tenth of a second."""

REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT)
SINGLE = (codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY, codes.AT)

_WORKER = """
import faulthandler, json, os, re, sys, warnings
warnings.simplefilter("ignore")
match = re.compile(json.loads(sys.stdin.readline())).match
print("ready", flush=True)
nowhere = open(os.devnull, "w")
for line in sys.stdin:
    seconds, texts = json.loads(line)
    faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
    found = "".join("01"[match(text) is not None] for text in texts)
    faulthandler.cancel_dump_traceback_later()
    print(found, flush=True)
"""
"""Ends itself where a match takes too long, since nothing in Python interrupts one."""


def is_bounded(pattern: object) -> bool:
    """Return whether the tries for a pattern are bounded, or it is none at all."""
    try:
        return not isinstance(pattern, str) or choices(pattern) is not None
    except (re.error, OverflowError, RecursionError):
        return True


def pattern_text(pattern: str) -> str:
    """Return the regular expression that frictionless matches at a value's start."""
    return f"^{pattern}$"


def choices(pattern: str) -> int | None:
    """Return how many parts of a pattern may each take a length, or a way, of their own.

    A match tries at most about the text's length to this power. None: there is no such bound.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = parser.parse(pattern)
        return None if parsed.state.flags & re.IGNORECASE else _choices(parsed)


def _choices(tree: Iterable[Any]) -> int | None:
    counts = [_choices_of(code, argument) for code, argument in tree]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _choices_of(code: Any, argument: Any) -> int | None:
    if code in SINGLE:
        return 0
    if code == codes.SUBPATTERN:
        return _choices(argument[-1])
    if code == codes.BRANCH:
        return _choices([*itertools.chain(*argument[1]), (codes.MAX_REPEAT, (0, 1, ()))])
    if code in REPEATS:
        least, most, part = argument
        inside = _choices(part)
        if inside and most == codes.MAXREPEAT:
            return inside + 1 if _is_marked(list(part)) else None
        if inside is None:
            return None
        return inside * int(most) + (least != most) if inside else int(least != most)
    return None


def _is_marked(part: list[Any]) -> bool:
    """Return whether a sign that is nowhere else in it begins or ends a part.

    A text is then divided into such parts in one way only, as by the hyphens of ``(-[a-z]+)*``.
    """
    while len(part) == 1 and part[0][0] == codes.SUBPATTERN:
        part = list(part[0][1][-1])
    return any(
        code == codes.LITERAL and not any(_may_be(argument, *item) for item in others)
        for (code, argument), others in ((part[0], part[1:]), (part[-1], part[:-1]))
    )


def _may_be(sign: int, code: Any, argument: Any) -> bool:
    """Return whether a part of a pattern may match a text with a sign in it."""
    if code == codes.LITERAL:
        return bool(argument == sign)
    if code == codes.IN:
        return any(_may_be(sign, *item) for item in argument)
    if code == codes.RANGE:
        return bool(argument[0] <= sign <= argument[1])
    if code in REPEATS or code == codes.SUBPATTERN:
        return any(_may_be(sign, *item) for item in argument[-1])
    return True


class Pattern:
    """Tells whether values match, in a bounded time.

    Attributes:
        text: The pattern.
        seconds: What is left of the time for all texts that are not tried here.
        gave_up: Whether that time was over; from then on every text counts as a match.
    """

    def __init__(self, text: str) -> None:
        """Compile a pattern, to be matched at a value's start and to its end.

        Raises:
            re.error: It is not a regular expression.
            OverflowError: It repeats something too often.
        """
        with warnings.catch_warnings():  # "[[" may mean a nested set one day
            warnings.simplefilter("ignore", FutureWarning)
            self._match = re.compile(pattern_text(text)).match
        self._choices = choices(text)
        self.text = text
        self._process: subprocess.Popen[str] | None = None
        self.seconds = float(DEFAULT_LIMITS.seconds)
        self.gave_up = False
        self._answers: dict[str, bool] = {}

    def __call__(self, value: str | None) -> bool:
        """Return whether a value matches from its start; a null does."""
        if value is None:
            return True
        if self._is_quick(value):
            return self._match(value) is not None
        if value not in self._answers:
            self.try_all([value])
        return self._answers.get(value, True)

    def try_all(self, values: Sequence[str]) -> None:
        """Try values that will be asked about, all at once, which is faster."""
        slow = [value for value in values if not self._is_quick(value)]
        if not slow or self.gave_up:
            return
        if self._process is None:
            self._process = _start(pattern_text(self.text))
            weakref.finalize(self, _end, self._process)
        started = time.monotonic()
        found = _answer(self._process, [self.seconds, slow])
        self.seconds -= time.monotonic() - started
        self.gave_up = not found or self.seconds <= 0
        self._answers = {value: answer == "1" for value, answer in zip(slow, found, strict=False)}

    def _is_quick(self, value: str) -> bool:
        return self._choices is not None and (len(value) + 2) ** self._choices <= TRIES


def _start(pattern: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-I", "-S", "-c", _WORKER]
    process = subprocess.Popen(  # noqa: S603 -- our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="ascii"
    )
    _answer(process, pattern)
    return process


def _answer(process: subprocess.Popen[str], question: Any) -> str:
    """Return the line that answers a question; empty once the process has ended."""
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 -- pipes
    try:
        process.stdin.write(json.dumps(question) + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        return ""
    return process.stdout.readline()


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()
