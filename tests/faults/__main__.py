"""Let one call of a small build fail, for every call and in every way, and look at what is left.

Usage: ``python -m tests.faults [--kinds disk-full,…] [--every 10] [--runs 50] [--workers 2]
[--formats site,…]`` (``make faults``; ``make kills N=1000`` is the kinds ``kill-at-swap`` and
``kill``). A shim in C (``shim.c``) stands between the build and the C library, so that it sees what
Python, Arrow and SQLite do alike. Each run is a build of its own that replaces an old package.
Afterwards the output has to be the old package or the new one, whole; the exit code has to say
which; what is said has to name the error and its place, without a traceback; and the next build has
to remove what is left beside the output. Linux only: needs a C compiler and ``LD_PRELOAD``.
"""

from __future__ import annotations

import argparse
import ctypes
import errno
import importlib
import json
import mmap
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import chdir, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datapackage.cli import main
from datapackage.normalise import elsewhere
from datapackage.publish import staged
from datapackage.write.checksums import FILE_NAME, listed_files, read_checksums
from datapackage.write.descriptor import file_digest
from tests.places import ROOT
from tests.publish.packages import neighbours
from tests.read.fuzz import small

OPEN, CREATE, READ, WRITE, FLUSH, RENAME, REMOVE, FOLDER, MODE, LIST, LOOK, LOCK, MEMORY, CLOCK = (
    1 << bit for bit in range(14)
)
DIE, HALF, BACK = -1, -2, -3
CHANGE = CREATE | WRITE | FLUSH | RENAME | REMOVE | FOLDER | MODE
ALL = OPEN | READ | LIST | LOOK | LOCK | CHANGE
NAMES = OPEN | CREATE | RENAME | REMOVE | FOLDER | LIST


@dataclass(frozen=True)
class Kind:
    """A way to fail: which calls, how, and whether those that follow fail, too."""

    mask: int
    error: int
    stays: bool = False


KINDS = {
    "disk-full": Kind(CREATE | WRITE | FLUSH | FOLDER, errno.ENOSPC, stays=True),
    "read-only": Kind(CHANGE & ~(WRITE | FLUSH), errno.EROFS, stays=True),
    "no-permission": Kind(NAMES | MODE, errno.EACCES),
    "io-error": Kind(ALL, errno.EIO),
    "dead-disk": Kind(ALL, errno.EIO, stays=True),
    "gone": Kind((NAMES | LOOK) & ~(CREATE | FOLDER), errno.ENOENT),
    "too-many-open": Kind(OPEN | CREATE | LIST, errno.EMFILE),
    "in-use": Kind(RENAME | REMOVE, errno.EBUSY),
    "other-disk": Kind(RENAME, errno.EXDEV),
    "no-locks": Kind(LOCK, errno.ENOLCK),
    "locks-unknown": Kind(LOCK, errno.EOPNOTSUPP),
    "half-written": Kind(WRITE, HALF, stays=True),
    "memory": Kind(MEMORY, errno.ENOMEM),
    "no-memory": Kind(MEMORY, errno.ENOMEM, stays=True),
    "clock-back": Kind(CLOCK, BACK, stays=True),
    "kill": Kind(ALL, DIE),
    "kill-at-swap": Kind(FLUSH | RENAME | REMOVE, DIE),
}
WHOLE = 20
"""After so many runs of a kind comes a build that has to go well."""


class State(ctypes.Structure):
    """What the shim reads and writes; ``struct state`` of ``shim.c``."""

    _fields_ = (
        ("count", ctypes.c_long),
        ("fired", ctypes.c_long),
        ("at", ctypes.c_long),
        ("mask", ctypes.c_int),
        ("error", ctypes.c_int),
        ("stays", ctypes.c_int),
        ("kind", ctypes.c_int),
        ("below", ctypes.c_char * 512 * 4),
        ("path", ctypes.c_char * 4096),
    )


@dataclass(frozen=True)
class Run:
    """What a build said and how it ended: an exit code, or minus the signal."""

    code: int
    said: str
    calls: int
    fired: bool
    path: str


class Workshop:
    """Sources, an old and a new package of them, and builds that fail."""

    def __init__(self, folder: Path, state: State, formats: str, workers: int) -> None:
        self.folder, self.state = folder, state
        self.command = ["build", "--output", "home/output", "--formats", formats]
        if workers:
            elsewhere.MIN_CHUNKS = 1  # so few records pay no process else
            self.command += ["--workers", str(workers)]
        self.home = folder / "home"
        self.output = self.home / "output"
        for name in ("cache", "tmp", "old", "whole"):
            (folder / name).mkdir()
        os.environ |= {"XDG_CACHE_HOME": str(folder / "cache"), "TMPDIR": str(folder / "home")}
        below = (folder / "sources", self.home, ROOT / "schemas", ROOT / "datapackage/codelists")
        for number, path in enumerate(below):
            state.below[number].value = os.fsencode(path)
        small(folder)
        self._import_what_a_build_needs()
        package = folder / "sources/package.yaml"
        text = package.read_text(encoding="utf-8")
        self.packages: dict[str, bytes] = {}
        for name, version in (("old", "0.0.1"), ("new", "0.1.0")):
            package.write_text(text.replace("version: 0.1.0", f"version: {version}"), "utf-8")
            self.home.mkdir()
            run = self.build()
            assert run.code == 0, run.said
            self.packages[name] = (self.output / FILE_NAME).read_bytes()
            self.home.rename(folder / "whole" / name)

    def _import_what_a_build_needs(self) -> None:
        """Import once, here, what each build would import; a child tells which modules that is."""
        told = self.folder / "modules.json"
        child = os.fork()
        if child == 0:
            with suppress(BaseException), chdir(self.folder):
                self.home.mkdir()
                self._redirect()
                main(self.command)
                told.write_text(json.dumps(sorted(sys.modules)), encoding="utf-8")
            os._exit(0)
        os.waitpid(child, 0)
        shutil.rmtree(self.home)
        for name in json.loads(told.read_text(encoding="utf-8")):
            with suppress(ImportError):
                importlib.import_module(name)

    def build(self, kind: Kind | None = None, at: int = 0) -> Run:
        """Build in a child, with the call number ``at`` of a kind failing; 0 counts alone."""
        self.state.mask = 0
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            status = 99
            try:
                os.chdir(self.folder)
                self._redirect()
                self._arm(kind, at)
                status = main(self.command)
            except SystemExit as stop:
                status = int(stop.code or 0)
            except BaseException:
                self.state.mask = 0
                sys.excepthook(*sys.exc_info())
            finally:
                self.state.mask = 0
                sys.stdout.flush()
                os._exit(status)
        status = os.waitpid(child, 0)[1]
        self.state.mask = 0
        text = (self.folder / "said").read_text(encoding="utf-8", errors="replace")
        path = os.fsdecode(self.state.path)
        code = os.waitstatus_to_exitcode(status)
        return Run(code, text, self.state.count, bool(self.state.fired), path)

    def _redirect(self) -> None:
        handle = os.open(self.folder / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, 1)
        os.dup2(handle, 2)

    def _arm(self, kind: Kind | None, at: int) -> None:
        state = self.state
        state.count = state.fired = state.kind = 0
        state.path = b""
        state.at = at
        if kind is not None:
            state.error, state.stays, state.mask = kind.error, kind.stays, kind.mask

    def judge(self, name: str, at: int, *, whole: bool) -> tuple[str, str]:
        """Let a call fail; return the outcome in a word, and what is wrong with it.

        Afterwards comes a ``whole`` build, or what each build does first.
        """
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.folder / "whole" / "old", self.home)
        kind = KINDS[name]
        run = self.build(kind, at)
        if not run.fired:
            return "not reached", "" if run.code == 0 else run.said
        wrong = [] if kind.error == DIE else list(self._wrong_words(kind, run))
        found = self._package()
        if found not in self.packages:
            wrong.append(f"the output is {found}")
        if (run.code == 0) != (found == "new") and run.code >= 0:
            wrong.append(f"exit code {run.code}, but the output is {found}")
        ended = "died" if run.code < 0 else f"exit {run.code}"
        left = ", leftovers" if neighbours(self.output) else ""
        outcome = f"{found}, {ended}{left}"
        if whole:
            found = "new"
            if (after := self.build()).code:
                wrong.append(f"the next build fails: {after.said}")
        else:
            with staged(self.output):
                pass
        if neighbours(self.output):
            wrong.append(f"left behind: {neighbours(self.output)}")
        if self._package() != found:
            wrong.append(f"the next build made {self._package()} of {found}")
        about = self._shown(run.path)
        if wrong:
            wrong.append(run.said[-3000:])
        return outcome, f"{about}: " + "\n    ".join(wrong) if wrong else ""

    def _wrong_words(self, kind: Kind, run: Run) -> Iterator[str]:
        if "Traceback" in run.said:
            yield "a traceback"
        if run.code not in (0, 1):
            yield f"exit code {run.code}"
        if kind.error in (HALF, BACK) and run.code:
            yield "should have gone well"
        if run.code != 1 or kind.error < 0:
            return
        if kind.error == errno.ENOMEM:
            if "memory" not in run.said:
                yield "does not speak of memory"
            return
        words = os.strerror(errno.ENOLCK if kind.mask == LOCK else kind.error)
        # A look at a staged file that isn't shown is no error; that it came back, is told.
        came_back = kind.error == errno.ENOENT and "files came and went" in run.said
        if words not in run.said and not came_back:
            yield f"does not say '{words}'"
        if not any(name in run.said for name in self._names(run.path)):
            yield "does not name the place"

    def _names(self, path: str) -> tuple[str, ...]:
        """Return what may stand for the file at fault in a message."""
        shown = self._shown(path)
        if not shown.startswith("home"):
            return (shown, path)
        return ("home/output",) if shown.startswith("home/.output") else (shown, "home/output")

    def _shown(self, path: str) -> str:
        return os.path.relpath(path, self.folder) if path.startswith(str(self.folder)) else path

    def _package(self) -> str:
        """Return which package is published: one of the two, each file as SHA256SUMS has it."""
        if not self.output.is_dir():
            return "missing"
        sums = (self.output / FILE_NAME).read_bytes()
        files = {name: file_digest(self.output / name) for name in listed_files(self.output)}
        if files != read_checksums(self.output):
            return "broken"
        return next((name for name, known in self.packages.items() if known == sums), "another")


def _calls(shop: Workshop, name: str, options: argparse.Namespace) -> list[int]:
    """Return the numbers of the calls of a kind that are to fail, in some order."""
    shutil.rmtree(shop.home, ignore_errors=True)
    shutil.copytree(shop.folder / "whole" / "old", shop.home)
    count = shop.build(KINDS[name]).calls
    if name == "half-written":
        return [1]
    numbers = list(range(1, count + 1, options.every))
    random.Random(options.seed).shuffle(numbers)
    return numbers[: options.runs] if options.runs else numbers


def run(options: argparse.Namespace) -> int:
    """Let calls fail, print what came of it, and return how often that was wrong."""
    state_file = os.open(os.environ["FAULTS_STATE"], os.O_RDWR)
    state = State.from_buffer(mmap.mmap(state_file, ctypes.sizeof(State)))
    bad = 0
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        shop = Workshop(Path(name).resolve(), state, options.formats, options.workers)
        for kind in options.kinds:
            begun, counts, faults = time.monotonic(), Counter[str](), 0
            for number, at in enumerate(_calls(shop, kind, options)):
                outcome, wrong = shop.judge(kind, at, whole=number % WHOLE == WHOLE - 1)
                counts[outcome] += 1
                if wrong:
                    faults += 1
                    sys.stdout.write(f"{kind} at call {at}: {outcome}: {wrong}\n")
            line: dict[str, Any] = {"kind": kind, "runs": counts.total(), "wrong": faults, **counts}
            line["seconds"] = round(time.monotonic() - begun)
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
            bad += faults
    return bad


def under_shim(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Compile the shim, and run Python under it with the arguments."""
    with tempfile.TemporaryDirectory(prefix="shim-") as name:
        shim, state = Path(name, "shim.so"), Path(name, "state")
        source = Path(__file__).with_name("shim.c")
        command = ["cc", "-O2", "-shared", "-fPIC", "-o", str(shim), str(source), "-ldl"]
        subprocess.run(command, check=True)
        state.write_bytes(bytes(ctypes.sizeof(State)))
        environment = os.environ | {"LD_PRELOAD": str(shim), "FAULTS_STATE": str(state)}
        return subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=environment, text=True, check=False, **more
        )


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kinds", type=lambda text: text.split(","), default=list(KINDS))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--formats", default="")
    parser.add_argument("--workers", type=int, default=0)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    if "FAULTS_STATE" in os.environ:
        sys.exit(bool(run(_options(sys.argv[1:]))))
    sys.exit(under_shim("-m", "tests.faults", *sys.argv[1:]).returncode)
