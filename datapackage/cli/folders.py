"""The options by which commands are told where sources and schemas are."""

from __future__ import annotations

import argparse


def add_folder_arguments(
    parser: argparse.ArgumentParser, sources: str = "folder of the sources"
) -> None:
    """Add ``--sources`` and ``--schemas``; ``sources`` is what the help says of the first."""
    parser.add_argument(
        "--sources", metavar="DIR", default="sources", help=f"{sources} (default: sources)"
    )
    parser.add_argument(
        "--schemas",
        metavar="DIR",
        help="folder of the Table Schemas (default: the ones that come with this package)",
    )
