"""Rebuild a release and compare it with what was released, byte for byte.

The sources, the program and the lock are those of the git tag vVERSION, in a folder of their own:
nothing here is touched. The files of the release are held against SHA256SUMS before that.

Some calls:
  verify-release 1.0.0
  verify-release 1.0.0 --python .venv/bin/python    with libraries that are installed already
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("version", metavar="VERSION", help="the release, such as 1.0.0")
    parser.add_argument(
        "--releases",
        metavar="DIR",
        default="releases",
        help="folder of the releases (default: releases)",
    )
    parser.add_argument(
        "--python",
        metavar="FILE",
        help="a Python to build with (default: a new environment of the tag's requirements.lock)",
    )


def run(options: argparse.Namespace) -> int:
    """Verify and tell."""
    from datapackage.releases import verify_release  # noqa: PLC0415

    verify_release(options.version, options.releases, python=options.python)
    print(f"{options.version}: a rebuild gives the same bytes")
    return 0
