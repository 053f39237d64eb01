"""Publish a package on a data portal, or bring what is there to what the package is now.

The portal is a CKAN. The dataset has the name of the package, and a resource for each file, data
first; resources keep their addresses from one publication to the next, and what is gone from the
package is removed. Only what differs is written: a second run writes nothing, and one that was
interrupted is gone on with by the next. datapackage.json is written anew with the portal's
addresses, so that it can be validated there; all other files go there as they are.

Your API token is read from the environment variable CKAN_API_TOKEN.

Example:
  publish output --ckan https://data.example.org --org my-city --dry-run
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "package",
        nargs="?",
        type=Path,
        default=Path("output"),
        help="folder of the package, any Data Package (default: output)",
    )
    parser.add_argument("--ckan", metavar="URL", required=True, help="address of the portal")
    parser.add_argument(
        "--org", metavar="NAME", required=True, help="organisation that owns the dataset there"
    )
    parser.add_argument(
        "--licence",
        metavar="ID",
        default="",
        help="the licence in the portal's own list, where it isn't found by itself",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be written, and write nothing"
    )


def run(options: argparse.Namespace) -> int:
    """Publish and tell."""
    from datapackage.portals import TOKEN_VARIABLE, publish_to_ckan  # noqa: PLC0415
    from datapackage.problems import plural, printable  # noqa: PLC0415

    published = publish_to_ckan(
        options.package,
        options.ckan,
        options.org,
        token=os.environ.get(TOKEN_VARIABLE, ""),
        licence=options.licence,
        dry_run=options.dry_run,
        tell=lambda line: print(printable(line), flush=True),
    )
    changes = plural(len(published.changes), "change")
    done = f"{changes} to be made" if options.dry_run else changes
    print(f"{published.page}: {done if published.changes else 'nothing to change'}")
    if published.descriptor:
        print(f"validate it there with: frictionless validate {published.descriptor}")
    return 0
