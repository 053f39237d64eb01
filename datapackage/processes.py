"""Worker processes that a library may start.

Python's own pools run the main script of the user's again in every process that they start, so that
a script without ``if __name__ == "__main__"`` begins all over in each of them. These processes get
the search path of modules and nothing else. Calls and answers go through pipes; what is large is
better left in files.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import subprocess
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Lock, Thread, local
from typing import IO, Any, TypeVar

from datapackage.problems import WorkerLostError

Result = TypeVar("Result")
Call = Callable[[], Any]

TRIES = 2
"""Processes that may be lost at one call: another one may have taken the memory."""

_LENGTH = struct.Struct("<Q")
_START = "import sys; sys.path[:] = {!r}; from datapackage.processes import serve; serve()"


def usable_processors() -> int:
    """Return how many processors this process may run on."""
    if hasattr(os, "sched_getaffinity"):  # Linux
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Processes(Executor):
    """A pool of processes, started when they are first needed.

    A call whose process is lost is made once more, in a new one: it must do no harm twice. Leaving
    the pool ends the processes, whatever they are at.
    """

    def __init__(self, count: int) -> None:
        """Take the number of processes."""
        self.count = count
        # A thread a process, which waits for its answers.
        self._threads = ThreadPoolExecutor(count)
        self._own = local()
        self._started: list[_Worker] = []
        self._lock = Lock()
        self._is_closed = False

    def submit(
        self, function: Callable[..., Result], /, *args: Any, **kwargs: Any
    ) -> Future[Result]:
        """Call a function in a process; it and its arguments are pickled."""
        return self._threads.submit(self._answer, partial(function, *args, **kwargs))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End all processes."""
        with self._lock:
            self._is_closed = True
            for worker in self._started:
                worker.end()
        self._threads.shutdown(wait, cancel_futures=cancel_futures)

    def _answer(self, call: Call) -> Any:
        ended = ""
        for _ in range(TRIES):
            worker = getattr(self._own, "worker", None) or self._start()
            try:
                return worker.answer(call)
            except (EOFError, BrokenPipeError):
                ended = worker.end()
                self._own.worker = None
        raise WorkerLostError(
            f"{TRIES} worker processes were lost at the same work, the last one by {ended}; if"
            " memory ran out, fewer workers may have enough"
        )

    def _start(self) -> _Worker:
        with self._lock:
            if self._is_closed:
                raise WorkerLostError("the worker processes were ended")
            self._own.worker = worker = _Worker()
            self._started.append(worker)
        return worker


class _Worker:
    """A process, as the one sees it that gives it work."""

    def __init__(self) -> None:
        # Arrow and numpy are to leave the other processors to the other processes. In a session
        # of its own, an interrupt of the terminal doesn't reach it: it ends when its pool does.
        self._process = subprocess.Popen(  # noqa: S603  (ourselves)
            [sys.executable, "-c", _START.format(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            start_new_session=True,
        )

    def answer(self, call: Call) -> Any:
        """Return what a call returns, or raise what it raises; EOFError if the process ended."""
        assert self._process.stdin is not None  # noqa: S101  (it is a pipe, and so is the other)
        assert self._process.stdout is not None  # noqa: S101
        _send(self._process.stdin, pickle.dumps(call))
        result, error = pickle.loads(_receive(self._process.stdout))  # noqa: S301  (our own)
        if error is not None:
            raise error
        return result

    def end(self) -> str:
        """End the process, and return how it ended."""
        process = self._process
        process.kill()
        code = process.wait()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):  # bytes that were not sent yet
                stream and stream.close()
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def serve() -> None:
    """Make the calls that come on standard input, until it ends."""
    calls, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not come between answers
    waiting: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_queue, args=(calls, waiting), daemon=True).start()
    while True:
        _send(answers, _made(waiting.get()))


def _queue(calls: IO[bytes], waiting: SimpleQueue[bytes]) -> None:
    """Take in calls; end the process at once when whoever gives them has ended."""
    while True:
        try:
            waiting.put(_receive(calls))
        except EOFError:
            os._exit(0)


def _made(call: bytes) -> bytes:
    try:
        return pickle.dumps((pickle.loads(call)(), None))  # noqa: S301  (from our own parent)
    except Exception as error:
        error.add_note(f"in a worker process:\n{traceback.format_exc()}")
        return pickle.dumps((None, error))


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    length = stream.read(_LENGTH.size)
    data = stream.read(_LENGTH.unpack(length)[0]) if len(length) == _LENGTH.size else b""
    if not data:
        raise EOFError
    return data
