"""Languages by their BCP 47 tags: which tags there are, what a language is called, its columns."""

from __future__ import annotations

import pickle
import re
from collections import ChainMap, defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

# RFC 5646, section 2.1, as far as languages that people publish in need it, in the letter case
# that section 2.1.1 recommends: column names are made of tags, so that there is one form only.
_TAG = re.compile(r"([a-z]{2,3})(?:-([A-Z][a-z]{3}))?(?:-([A-Z]{2}|[0-9]{3}))?")


class CldrNames(NamedTuple):
    """What languages, scripts and territories are called, by their codes."""

    languages: Mapping[str, str]
    scripts: Mapping[str, str]
    territories: Mapping[str, str]


def is_tag(text: str) -> bool:
    """Tell whether a text is a language tag such as ``fi``, ``pt-BR`` or ``zh-Hant``.

    Its parts have to be known to CLDR, which lists the languages, scripts and territories of
    ISO 639, ISO 15924 and ISO 3166.
    """
    found = _TAG.fullmatch(text)
    if found is None:
        return False
    language, script, territory = found.groups()
    english = cldr_names("en")
    return (
        language in english.languages
        and (script is None or script in english.scripts)
        and (territory is None or territory in english.territories)
    )


@cache
def language_name(tag: str, reader: str) -> str:
    """Return what a language is called in the language of the reader, in English where unknown.

    The name has no parentheses, so that it may be put between some: ``Serbian, Latin``.
    """
    found = _TAG.fullmatch(tag)
    if found is None:
        return tag
    language, script, territory = found.groups()
    for names in (cldr_names(reader), cldr_names("en")):
        whole = names.languages.get(tag.replace("-", "_"))
        parts = [names.languages.get(language), names.scripts.get(script)]
        parts += [names.territories.get(territory)]
        name = whole or ", ".join(part for part in parts if part)
        if name:
            return str(name).replace(" (", ", ").replace(")", "")
    return tag


def column_of(stem: str, tag: str) -> str:
    """Return the column of a text in a language: ``title_fi``, ``title_pt_BR``."""
    return f"{stem}_{tag.replace('-', '_')}"


def with_language(text: str, code: str, reader: str) -> str:
    """Return a title or a description of a text with the language that the text is in.

    The language ends the title, or the first sentence of the description: what follows that, such
    as what an empty cell means, is true of any language.
    """
    first, stop, rest = text.partition(". ")
    end = "." if first.endswith(".") else ""
    return f"{first.removesuffix(end)} ({language_name(code, reader)}){end}{stop}{rest}"


def without_language(text: str) -> str:
    """Return a title or a description without what :func:`with_language` added."""
    first, stop, rest = text.partition(". ")
    return re.sub(r" \([^()]*\)(\.?)$", r"\1", first) + stop + rest


@cache
def cldr_names(reader: str) -> CldrNames:
    """Return CLDR's names in the language of a tag, those in English where CLDR has none."""
    files = cldr_files(reader)
    files = files if len(files) > 1 else cldr_files("en")  # root names nothing
    return CldrNames(*(ChainMap(*(file[kind] for file in files)) for kind in CldrNames._fields))


def cldr_files(tag: str) -> list[Mapping[str, Any]]:
    """Return what CLDR has for a language tag and those that it inherits from, root last.

    A language that CLDR doesn't know is served by root alone.
    """
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415  (many a command needs no names)
    from babel.core import get_global  # noqa: PLC0415
    from babel.localedata import exists  # noqa: PLC0415

    try:
        name = str(Locale.parse(tag, sep="-"))  # zh-TW is at home in zh_Hant_TW
    except (UnknownLocaleError, ValueError):
        name = tag.replace("-", "_")
    parents = get_global("parent_exceptions")
    found = []
    while name and name != "root":
        if exists(name):
            found.append(_cldr_file(name))
        name = str(parents.get(name) or name.rpartition("_")[0])
    return [*found, _cldr_file("root")]


@cache
def _cldr_file(name: str) -> Mapping[str, Any]:
    """Return what a file of CLDR itself has, without what it inherits; an empty part if none.

    Not by ``babel.Locale``, which resolves more than is asked for, in the time of a small build,
    and up to babel 2.18 at least writes what one locale resolved into what others inherit
    (python-babel/babel#1234): Rundi's ``Nyakanga``, September, would become a month of
    Kinyarwanda, where it is July.
    """
    from babel.localedata import resolve_locale_filename  # noqa: PLC0415

    return defaultdict(dict, pickle.loads(Path(resolve_locale_filename(name)).read_bytes()))  # noqa: S301
