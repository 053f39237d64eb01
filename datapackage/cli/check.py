"""Check the sources: do all that build does, but publish nothing.

Lists every problem of the sources with its file and line. Exits with 0 if a build would publish.
"""

from __future__ import annotations

import argparse

from datapackage.cli.build import add_source_arguments, run_with_progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of build, but for the output."""
    add_source_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Check."""
    from datapackage.pipeline import check  # noqa: PLC0415  (imports pyarrow and pandas)

    return run_with_progress(options, check)
