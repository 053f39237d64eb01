"""A server of a package on this machine alone, to look at its site."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from datapackage.problems import UsageError

LOOPBACK = "127.0.0.1"


class _Handler(SimpleHTTPRequestHandler):
    """Serves files without a word on each; nothing is kept by the browser."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


def preview_server(package: str | Path, port: int = 0) -> ThreadingHTTPServer:
    """Return a server of a package; it serves once ``serve_forever`` is called.

    Args:
        package: Folder of a package that has a site.
        port: Where it listens on the loopback address; 0 takes one that is free.

    Raises:
        UsageError: There is no site, or the port is taken.
    """
    folder = Path(package)
    if not (folder / "site" / "index.html").is_file():
        raise UsageError(f"{folder}: no package with a site (build it with --formats site)")
    try:
        return ThreadingHTTPServer((LOOPBACK, port), partial(_Handler, directory=str(folder)))
    except OSError as error:
        raise UsageError(f"port {port} can't be used: {error.strerror}") from None
    except OverflowError:
        raise UsageError(f"port {port} can't be used (expected 0 to 65535)") from None
