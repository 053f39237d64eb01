"""The command line: one module a command, each paired with a library function.

Exit codes: 0, done; 1, the data is wrong or can't be written; 2, the command line is wrong.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from datapackage.problems import (
    DataError,
    UsageError,
    WorkerLostError,
    explain,
    nearest_match,
    printable,
)

COMMANDS = {
    "init": "make a folder to work in, with an example that can be built at once",
    "register-source": "enter a source document into the register of sources",
    "new": "draft a record of a source document",
    "build": "read, normalise, check and publish the package (the default)",
    "check": "do all that build does, but publish",
    "map": "read foreign tables by a mapping, or draft one",
    "candidates": "list names and codes that are not known, and merge them back",
    "validate": "check any Data Package, resource or CSV with a schema",
    "diff": "list what changed between two packages, and how big a change it is",
    "preview": "show the site of a package in a browser, on this machine alone",
    "release": "keep the package under its version, with a list of what changed",
    "publish": "publish the package on a data portal (CKAN)",
    "verify-release": "rebuild a release from its tag and compare the bytes",
    "mqa": "score the catalogue of a published package as data portals do",
    "cite": "turn the quotations of records into anchors, or print one",
    "coverage": "show how much of its sources a record cites, and what it leaves out",
    "verify-citations": "hold every citation of a package against the source documents",
    "workbook": "write a workbook to fill in, or one that holds what exists",
    "record-schema": "print the JSON Schema of a source record, for editors",
}

PUBLISHING = ("build", "check")
"""Commands whose failure means that nothing was published."""

EPILOG = """\
examples:
  %(prog)s init my-agreements               make a folder to work in
  %(prog)s new --from documents/news.txt    draft a record of a press release
  %(prog)s                                  build output/ from sources/
  %(prog)s check                            check the sources, publish nothing
  %(prog)s build --sources my-records --output my-data
  %(prog)s validate output                  check a published package
  %(prog)s diff HEAD output                 list what changed since the last commit
  %(prog)s mqa output --live                ask whether a hosted package is reachable, too
  %(prog)s cite --fill sources/agreements/a.yaml --documents documents
  %(prog)s map --suggest list.csv           draft a mapping of a foreign table
  %(prog)s candidates --write desk          list unknown names, to be edited
  %(prog)s verify-citations --documents documents

exit codes: 0 done; 1 the data is wrong, or can't be written; 2 the command line is wrong
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; ``argv`` without the program's name, from the command line by default."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        arguments.insert(0, "build")
    options = _parse(arguments)
    signal.signal(signal.SIGTERM, _terminate)
    try:
        return int(options.run(options))
    except DataError as error:
        from datapackage.cli.output import keep_list, print_problems  # noqa: PLC0415

        unpublished = "nothing was published" if options.command in PUBLISHING else ""
        endings = [unpublished, keep_list(error.problems, options)]
        print_problems(error.problems, filter(None, endings))
        return 1
    except UsageError as error:
        print(printable(f"error: {error}"), file=sys.stderr)
        return 2
    except WorkerLostError as error:
        print(printable(f"error: {error}"), file=sys.stderr)
        return 1
    except MemoryError:
        print("error: there is not enough memory; end other programs, or add some", file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(printable(f"error: {where}{error.strerror or error}"), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def _terminate(_signal: int, _frame: object) -> NoReturn:
    """Turn a request to end into an exception, so that what was begun is cleaned up."""
    sys.exit(143)


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line; --help has the rest."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {message} (see '{self.prog} --help')\n")

    def option_like(self, word: str) -> str | None:
        """Return the option that is most like a word that is none."""
        return nearest_match(word.partition("=")[0], self._option_string_actions)


def _parse(arguments: list[str]) -> argparse.Namespace:
    """Parse the command line; what is unknown in it is answered with what is near."""
    parser = _parser()
    name = arguments[0]
    if name not in COMMANDS and not name.startswith("-"):
        near = nearest_match(name, COMMANDS)
        parser.error(explain(f"no such command: {name}", nearest=near))
    options, unknown = parser.parse_known_args(arguments)
    if unknown:
        command: _Parser = options.parser
        near = command.option_like(unknown[0]) if unknown[0].startswith("-") else None
        command.error(explain(f"not an option or argument: {unknown[0]}", nearest=near))
    return options


def _parser() -> _Parser:
    parser = _Parser(
        prog="city-cooperation-agreements",
        description="Turn source records about agreements between cities into open data.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        command = _Command(name)
        sub = subparsers.add_parser(
            name,
            help=summary,
            description=command.description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,  # a build with half an option understood is not what was asked for
        )
        command.add_arguments(sub)
        sub.set_defaults(run=command.run, parser=sub, command=name)
    return parser


class _Command:
    """A command, found in the module of its name."""

    def __init__(self, name: str) -> None:
        self._module: Any = import_module(f"datapackage.cli.{name.replace('-', '_')}")

    @property
    def description(self) -> str:
        return str(self._module.__doc__)

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self._module.add_arguments(parser)

    def run(self, options: argparse.Namespace) -> int:
        return int(self._module.run(options))
