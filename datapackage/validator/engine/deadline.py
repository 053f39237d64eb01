"""Python code of others that may take too long, such as frictionless's on a row of 10,000 cells."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class OutOfTime(BaseException):
    """The time is over. Nothing but :func:`deadline` is to catch it."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in a block that is not left in time.

    It reaches the block between two steps of Python's, so a single call of a library in C is
    not interrupted. CPython only, as the package is.
    """
    thread = ctypes.c_ulong(threading.get_ident())
    lock, ended, fired = threading.Lock(), False, False

    def fire() -> None:
        nonlocal fired
        with lock:
            if not ended:
                fired = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(OutOfTime))

    timer = threading.Timer(seconds, fire)
    timer.daemon = True
    timer.start()
    delivered = False
    try:
        yield
    except OutOfTime:
        delivered = True
        raise
    finally:
        timer.cancel()
        with lock:
            ended = True
        while fired and not delivered:  # it is on its way, and must not reach the caller
            time.sleep(0.001)
