"""Show the site of a package in a browser, served on this machine alone.

Prints the address and serves until it is interrupted (Ctrl+C). Nobody else can reach it. The site
also opens without a server: open site/index.html of the package in a browser.

For example, city-cooperation-agreements preview my-data --port 0 takes any port that is free.
"""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "package",
        nargs="?",
        type=Path,
        default=Path("output"),
        help="folder of the package (default: output)",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=8000,
        help="where to listen; 0 takes a free port (default: 8000)",
    )


def run(options: argparse.Namespace) -> int:
    """Serve and tell where."""
    from datapackage.formats.site.server import preview_server  # noqa: PLC0415

    with preview_server(options.package, options.port) as server:
        host, port = server.server_address[:2]
        print(f"http://{host!s}:{port}/site/ (Ctrl+C ends it)", flush=True)
        with suppress(KeyboardInterrupt):
            server.serve_forever()
    return 0
