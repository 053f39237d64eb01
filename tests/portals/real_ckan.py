"""A real CKAN on this machine, with a database and a Redis of its own, for the length of a test."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.portals.solr_stand_in import running_solr

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / "build" / "ckan" / "bin" / "python"
"""CKAN wants libraries of its own versions, so it has an environment of its own."""

SERVE = Path(__file__).with_name("serve_ckan.py")
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
AS_POSTGRES: dict[str, Any] = {"user": "postgres", "group": "postgres"} if IS_ROOT else {}
"""PostgreSQL refuses to run as root; Debian's package comes with a user for it."""

CONFIG = """\
[DEFAULT]
debug = false
[app:main]
use = egg:ckan
SECRET_KEY = not-secret-since-nobody-else-reaches-it
ckan.site_id = test
ckan.site_url = http://127.0.0.1:{port}
ckan.plugins = dcat
ckan.storage_path = {folder}/storage
sqlalchemy.url = postgresql://{user}@/ckan?host={folder}/postgres
ckan.redis.url = unix://{folder}/redis.sock
solr_url = {solr}
"""


def missing() -> str:
    """What a real CKAN lacks here; empty where it has all."""
    if not (ROOT / "build" / "ckan" / ".ready").is_file():
        return "make test-ckan installs CKAN"
    programs = {"initdb": _postgres("initdb"), "redis-server": shutil.which("redis-server")}
    return ", ".join(name for name, path in programs.items() if not path)


@dataclass(frozen=True)
class Ckan:
    """A portal that runs: its address, and the API tokens of its users by name."""

    address: str
    tokens: dict[str, str]
    config: Path

    def harvested(self, file: Path, form: str) -> dict[str, Any]:
        """What ckanext-dcat's parser makes of a catalogue with one dataset."""
        call = [str(PYTHON), str(SERVE), str(self.config), str(file), form]
        told = subprocess.run(call, check=True, capture_output=True, text=True).stdout
        (dataset,) = json.loads(told.splitlines()[-1])
        return dict(dataset)


@contextmanager
def running_ckan() -> Iterator[Ckan]:
    """A portal with the organisation ``city``, its ``editor`` and a ``stranger``."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ckan-")))
        folder.chmod(0o755)  # the user of the database has to get through
        stack.enter_context(_running_postgres(folder / "postgres"))
        redis = ["redis-server", "--port", "0", "--unixsocket", f"{folder}/redis.sock"]
        stack.enter_context(_running([*redis, "--save", "", "--dir", str(folder)]))
        solr = stack.enter_context(running_solr())
        port, config = _free_port(), folder / "ckan.ini"
        user = "postgres" if IS_ROOT else os.environ.get("USER", "")
        text = CONFIG.format(port=port, folder=folder, solr=solr, user=user)
        config.write_text(text, encoding="utf-8")
        call = [str(PYTHON), str(SERVE), str(config), str(port)]
        with (folder / "log").open("w") as log:
            server = stack.enter_context(_running(call, stdout=subprocess.PIPE, stderr=log))
            assert server.stdout is not None
            told = server.stdout.readline()
            while told and not told.startswith(b"{"):
                told = server.stdout.readline()
        assert told, (folder / "log").read_text()[-3000:]
        _wait_for(lambda: _listens(port))
        yield Ckan(f"http://127.0.0.1:{port}", json.loads(told), config)


@contextmanager
def _running_postgres(folder: Path) -> Iterator[None]:
    folder.mkdir()
    if IS_ROOT:
        shutil.chown(folder, "postgres", "postgres")
    data = str(folder / "data")
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    encoding = ["-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    initdb = [_postgres("initdb"), "-D", data, *encoding]
    subprocess.run(initdb, check=True, **quiet, **AS_POSTGRES)
    settings = ["-c", "listen_addresses=", "-c", "fsync=off", "-k", str(folder)]
    with _running([_postgres("postgres"), "-D", data, *settings], **quiet, **AS_POSTGRES):
        create = [_postgres("createdb"), "-h", str(folder), "ckan"]
        _wait_for(
            lambda: not subprocess.run(create, check=False, **quiet, **AS_POSTGRES).returncode
        )
        yield


@contextmanager
def _running(call: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    options.setdefault("stdout", subprocess.DEVNULL)
    process = subprocess.Popen(call, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _postgres(program: str) -> str:
    """Where a program of PostgreSQL is; Debian keeps it off the path."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return shutil.which(program) or (str(places[-1]) if places else "")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return not tried.connect_ex(("127.0.0.1", port))


def _wait_for(ready: Any) -> None:
    for _ in range(300):
        if ready():
            return
        time.sleep(0.1)
    raise AssertionError("it did not start")
