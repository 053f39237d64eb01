"""Make a folder to work in, with an invented example that can be built at once.

Asks for title, languages, licence, publisher and e-mail address, or takes them as options; what has
a default may be left out. A folder that isn't empty is left alone. The README in the new folder
says what to do next.

For example:
  city-cooperation-agreements init my-agreements
  city-cooperation-agreements init my-agreements --title de=Abkommen --title en=Agreements
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys

from datapackage.problems import UsageError

LICENCE = "CC-BY-4.0"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("folder", metavar="DIR", help="the folder to make")
    parser.add_argument(
        "--languages",
        metavar="TAG,…",
        help="languages of all texts, the main one first (default: those of the titles)",
    )
    parser.add_argument(
        "--title",
        metavar="TAG=TEXT",
        action="append",
        default=[],
        help="title of the package in a language; once for each",
    )
    parser.add_argument(
        "--licence", metavar="ID", help=f"identifier of the SPDX list (default: {LICENCE})"
    )
    parser.add_argument("--publisher", metavar="NAME", help="who publishes the package")
    parser.add_argument("--email", metavar="ADDRESS", help="where readers write to")


def run(options: argparse.Namespace) -> int:
    """Ask for what was not said, and make the folder."""
    from datapackage.start.folder import DOCUMENTS, init  # noqa: PLC0415

    titles = dict(_title(text) for text in options.title)
    tags = [
        tag.strip() for tag in (options.languages or ",".join(titles)).split(",") if tag.strip()
    ]
    if not tags:
        tags = [tag.strip() for tag in _ask("--languages", "Languages", [], "en").split(",")]
    for tag in titles.keys() - set(tags):
        raise UsageError(f"--title {tag}=…: not one of the languages {', '.join(tags)}")
    missing: list[str] = []
    title = {
        tag: titles.get(tag) or _ask(f"--title {tag}=…", f"Title ({tag})", missing) for tag in tags
    }
    licence = options.licence or _ask("--licence", "Licence", missing, LICENCE)
    publisher = options.publisher or _ask("--publisher", "Publisher", missing)
    email = options.email or _ask("--email", "E-mail address for readers", missing)
    if missing:
        raise UsageError(f"not said: {', '.join(missing)}")
    folder = init(
        options.folder,
        title=title,
        licence=licence,
        publisher=publisher,
        email=email,
        released=dt.datetime.now().astimezone().date(),
    )
    print(f"{folder}: made, with an invented example; {folder}/README.md says what to do next")
    print("to build it:")
    print(f"  cd {folder}")
    print(f"  city-cooperation-agreements build --documents {DOCUMENTS}")
    return 0


def _title(text: str) -> tuple[str, str]:
    tag, equals, title = text.partition("=")
    if not equals or not title.strip():
        raise UsageError(f"--title: expected a language and a text, such as en=… (found '{text}')")
    return tag.strip(), title.strip()


def _ask(option: str, what: str, missing: list[str], default: str = "") -> str:
    """Return an answer, or the default; without a terminal nobody is asked.

    Where there is none, the option is added to ``missing``.
    """
    answer = ""
    if sys.stdin.isatty():
        print(f"{what}{f' [{default}]' if default else ''}: ", end="", flush=True)
        answer = sys.stdin.readline().strip()
    if not (answer or default):
        missing.append(option)
    return answer or default
