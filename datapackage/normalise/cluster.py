"""A pool of workers of dask.distributed: those of a scheduler, or of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec

from datapackage.problems import UsageError, WorkerLostError

CONNECT = 20
"""Seconds that a scheduler may take to answer."""
PATIENCE = 60
"""Seconds that workers may take to start, or to notice that their scheduler is gone."""


def require_dask() -> None:
    """Raise UsageError where it is not installed."""
    if find_spec("distributed") is None:
        message = "the engine dask is not installed: install 'city-cooperation-agreements[dask]'"
        raise UsageError(message)


@contextmanager
def dask_pool(scheduler: str | None, workers: int) -> Iterator[tuple[Executor, int]]:
    """Give a pool and the number of calls that it works on at once.

    Args:
        scheduler: Its address; None for so many ``workers`` on this machine.
        workers: Number of processes to start where there is no scheduler.

    Raises:
        WorkerLostError: There is no such scheduler, it has no workers or is gone, or those that
            worked on a call were lost again and again.
    """
    from distributed import Client, KilledWorker  # noqa: PLC0415  (an extra, and slow)
    from distributed.comm import CommClosedError  # noqa: PLC0415

    with ExitStack() as stack:
        shown = scheduler or "of dask"
        try:
            address = stack.enter_context(_scheduler(scheduler, workers))
            client = stack.enter_context(Client(address, timeout=CONNECT))
            client.wait_for_workers(1 if scheduler else workers, timeout=PATIENCE)
        except (OSError, ValueError) as error:
            message = f"the scheduler {shown} can't be given work: {error}"
            raise WorkerLostError(message) from error
        try:
            yield client.get_executor(pure=False), sum(client.nthreads().values())
        except KilledWorker as error:
            message = f"workers of the scheduler {shown} were lost again and again: {error}"
            raise WorkerLostError(message) from error
        except (CancelledError, CommClosedError) as error:
            raise WorkerLostError(f"the scheduler {shown} was lost: {error}") from error


@contextmanager
def _scheduler(address: str | None, workers: int) -> Iterator[str]:
    """Give the address of a scheduler: that one, or one in this process with workers beside it."""
    if address is not None:
        yield address
        return
    from distributed import LocalCluster  # noqa: PLC0415

    with LocalCluster(n_workers=0, dashboard_address=None) as cluster:
        # Workers that LocalCluster starts would run the main script of the user's again.
        process = subprocess.Popen(  # noqa: S603  (dask itself)
            [
                *(sys.executable, "-m", "distributed.cli.dask_worker", cluster.scheduler_address),
                *("--nworkers", str(workers), "--nthreads", "1", "--no-dashboard"),
                *("--death-timeout", str(PATIENCE)),
            ],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield cluster.scheduler_address
        finally:
            process.terminate()
            process.wait()
