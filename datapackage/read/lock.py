"""The lock of a record's citations: digests of the passages that its anchors point to.

``kotka.citations.lock`` lies beside ``kotka.yaml``, is written by ``cite --fill`` and by nothing
else, and has a line for each distinct passage: source, offsets, length, digest, and a few words
from both its ends for people to know it by. Its first line holds the digest of the others, so
that a change by hand is noticed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from datapackage.problems import Place, ProblemList
from datapackage.read.text import read_text

SUFFIX = ".citations.lock"

_HEAD = "# Written by 'cite --fill', not by hand. SHA-256 of the lines below: "
_LINE = re.compile(r"([^\t]+)\t(\d{1,9})-(\d{1,9})\t(\d{1,9})\t([0-9a-f]{64})\t([^\t]*)")


@dataclass(frozen=True, order=True)
class SourcePassage:
    """What an anchor points to: a source as the record names it, and offsets in code points."""

    source: str
    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """What a lock says of a passage; ``number`` is the line in the file that was read."""

    sha256: str
    words: str
    number: int = 0


def lock_path(record: Path) -> Path:
    """Return where the lock of a record lies."""
    return record.with_suffix(SUFFIX)


def mending(record: Path) -> str:
    """Return what to do about a lock that does not fit its record."""
    return f"run 'city-cooperation-agreements cite --fill {record} --documents DIR'"


def passage_ends(records: Iterable[Path]) -> dict[tuple[str, int, int], str]:
    """Return the first and last words of the passages that the locks of records hold.

    Returns:
        (source, start, end) -> the words, as the lock has them.
    """
    locks = (lock_path(record) for record in records)
    return {
        (passage.source, passage.start, passage.end): line.words
        for path in locks
        if path.is_file()
        for passage, line in (_parse(path.read_text(encoding="utf-8-sig")) or {}).items()
    }


def lock_text(passages: Mapping[SourcePassage, Line]) -> str:
    """Return a lock as it is written, its lines in order."""
    lines = "".join(
        f"{p.source}\t{p.start}-{p.end}\t{p.end - p.start}\t{line.sha256}\t{line.words}\n"
        for p, line in sorted(passages.items(), key=itemgetter(0))
    )
    return f"{_HEAD}{_digest(lines)}\n{lines}"


def read_lock(path: Path, record: Path, problems: ProblemList) -> dict[SourcePassage, Line] | None:
    """Read the lock of a record; None where it is missing or is not as it was written."""
    if not path.is_file():
        message = f"the lock of the citations of {record.name} is missing: {mending(record)}"
        problems.add(Place(str(path)), message, rule="citation-lock")
        return None
    text = read_text(path, problems)
    if text is None:
        return None
    lock = _parse(text)
    if lock is None:
        message = f"the lock was edited by hand, or merged: {mending(record)}"
        problems.add(Place(str(path)), message, rule="citation-lock")
    return lock


def _parse(text: str) -> dict[SourcePassage, Line] | None:
    head, _, body = text.partition("\n")
    if head != _HEAD + _digest(body):
        return None
    lines = {}
    for number, line in enumerate(body.split("\n")[:-1], start=2):
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        source, start, end, _, sha256, words = match.groups()
        lines[SourcePassage(source, int(start), int(end))] = Line(sha256, words, number)
    return lines


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
