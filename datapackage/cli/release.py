"""Release the package: keep it under its version, with a list of what changed.

Everything has to be committed, and output/ to be what the sources give. The release is the folder
releases/VERSION with the whole package as one zip file, the list of changes and SHA256SUMS; the
index of all versions is written anew. A release never changes: a second run changes nothing. It can
only be withdrawn, which takes its files away and leaves the reason.

Some calls:
  release
  release --withdraw 1.0.0 --reason "A person asked for their name to be removed."
"""

from __future__ import annotations

import argparse
from pathlib import PurePath

from datapackage.cli.build import add_source_arguments


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_source_arguments(parser)
    parser.add_argument(
        "--output", metavar="DIR", default="output", help="the package (default: output)"
    )
    parser.add_argument("--withdraw", metavar="VERSION", help="withdraw a release")
    parser.add_argument("--reason", metavar="TEXT", default="", help="why it is withdrawn")


def run(options: argparse.Namespace) -> int:
    """Release or withdraw, and tell."""
    from datapackage.pipeline import build  # noqa: PLC0415  (imports pyarrow and pandas)
    from datapackage.problems import DataError, Place, Problem  # noqa: PLC0415
    from datapackage.publish import Outcome  # noqa: PLC0415
    from datapackage.releases import release, require_clean, withdraw  # noqa: PLC0415

    if options.withdraw:
        withdraw(options.withdraw, options.reason, options.releases)
        print(f"{options.releases}/{options.withdraw}: withdrawn")
        return 0
    rebuilding = _options(options)
    require_clean(options.releases)
    built = build(
        options.sources,
        options.output,
        schemas=options.schemas,
        documents=options.documents,
        formats=options.formats,
        releases=options.releases,
    )
    if built.outcome is not Outcome.UNCHANGED:
        message = "was not what the sources give, and was built anew: commit it, then release"
        raise DataError([Problem(Place(options.output), message, "release")])
    outcome, version = release(options.output, options.releases, options=rebuilding)
    done = "was made" if outcome is Outcome.CREATED else "was there already, and is the same"
    print(f"{options.releases}/{version}: {done}; commit it, and tag the commit v{version}")
    return 0


def _options(options: argparse.Namespace) -> list[str]:
    """Return what a build was called with that its bytes depend on; folders are the tag's."""
    from datapackage.problems import UsageError  # noqa: PLC0415

    given = [f"--sources={options.sources}"]
    given += [f"--schemas={options.schemas}"] if options.schemas else []
    for option in given:
        path = PurePath(option.partition("=")[2])
        if path.is_absolute() or ".." in path.parts:
            raise UsageError(f"{option}: name it from the current folder, and below it")
    return given + ([] if options.formats is None else [f"--formats={','.join(options.formats)}"])
