"""Languages by their BCP 47 tags: which tags there are, what a language is called, its columns."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

# RFC 5646, section 2.1, as far as languages that people publish in need it, in the letter case
# that section 2.1.1 recommends: column names are made of tags, so that there is one form only.
_TAG = re.compile(r"([a-z]{2,3})(?:-([A-Z][a-z]{3}))?(?:-([A-Z]{2}|[0-9]{3}))?")


def is_tag(text: str) -> bool:
    """Tell whether a text is a language tag such as ``fi``, ``pt-BR`` or ``zh-Hant``.

    Its parts have to be known to CLDR, which lists the languages, scripts and territories of
    ISO 639, ISO 15924 and ISO 3166.
    """
    found = _TAG.fullmatch(text)
    if found is None:
        return False
    language, script, territory = found.groups()
    english = _names("en")
    return (
        language in english.languages
        and (script is None or script in english.scripts)
        and (territory is None or territory in english.territories)
    )


def language_name(tag: str, reader: str) -> str:
    """Return what a language is called in the language of the reader, in English where unknown.

    The name has no parentheses, so that it may be put between some: ``Serbian, Latin``.
    """
    found = _TAG.fullmatch(tag)
    if found is None:
        return tag
    language, script, territory = found.groups()
    for names in (_names(reader), _names("en")):
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
def _names(reader: str) -> Any:
    """Return CLDR's names in the language of a tag, those in English where CLDR has none."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415  (only where names are needed)

    try:
        return Locale.parse(reader, sep="-")
    except (UnknownLocaleError, ValueError):
        language = reader.partition("-")[0]
        return _names(language if language != reader else "en")
