"""The program's own texts, by language: one file each, ``<language>.yaml`` in this folder.

A text is looked up by its key: the names on the way to it in the file, joined by dots
(``dictionary.heading``). To teach the program a language, add its file. A tag such as ``pt-BR`` is
also served by ``pt.yaml``; a text that a language lacks is said in English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

T = TypeVar("T")

FOLDER = Path(__file__).resolve().parent

ENGLISH = "en"
"""The language that has every text, and that the schemas are written in."""


def text(key: str, language: str, **values: Any) -> str:
    """Return the text of a key in a language, in English where the language has none.

    Args:
        key: Names on the way to the text, joined by dots.
        language: BCP 47 tag.
        values: What is filled in for the placeholders. A value that is itself a text by language
            is taken in the language asked for (:func:`in_language`).

    Raises:
        KeyError: English has no such text, or a placeholder has no value.
    """
    template = _own(key, language) or _english(key)
    filled = {
        name: in_language(value, language) if isinstance(value, Mapping) else value
        for name, value in values.items()
    }
    return template.format_map(filled)


def texts(key: str, languages: Sequence[str], **values: Any) -> dict[str, str]:
    """Return the text of a key by language, for those of the languages that really have it.

    Catalogues label each text with its language, so English is not passed off as another one: it
    comes as English, and only where none of the languages has the text. Arguments and errors are
    those of :func:`text`.
    """
    spoken = [language for language in languages if _own(key, language)] or [ENGLISH]
    return {language: text(key, language, **values) for language in spoken}


def in_language(by_language: Mapping[str, T], language: str) -> T:
    """Return a text in a language; else in English; else in the first language that it has."""
    first = next(iter(by_language.values()))
    return by_language.get(language) or by_language.get(ENGLISH) or first


def document_language(languages: Sequence[str]) -> str:
    """Return the language of what a package has only once: English, or its main language.

    Portals and developers expect English of a README or a descriptor. A package without English
    texts speaks its main language there, the first of ``languages``.
    """
    english = (tag for tag in languages if tag.split("-")[0] == ENGLISH)
    return next(english, languages[0])


def keys(language: str) -> dict[str, str]:
    """Return all texts of a language's own file, by key; none where it has no file."""
    return dict(_load(language))


def _own(key: str, language: str) -> str | None:
    """Return the text of a key in a language or in a wider one (``pt`` for ``pt-BR``)."""
    return next((found for tag in _widening(language) if (found := _load(tag).get(key))), None)


def _english(key: str) -> str:
    try:
        return _load(ENGLISH)[key]
    except KeyError:
        raise KeyError(f"the program has no text '{key}'") from None


def _widening(tag: str) -> Iterator[str]:
    """Yield a tag, then with fewer and fewer of its parts (RFC 4647, section 3.4)."""
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]


@cache
def _load(language: str) -> dict[str, str]:
    if language not in {path.stem for path in FOLDER.glob("*.yaml")}:
        return {}
    # The C reader takes a tenth of the time; not every build of PyYAML has it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (FOLDER / f"{language}.yaml").open(encoding="utf-8") as stream:
        return dict(_flat(yaml.load(stream, loader)))  # noqa: S506  (a safe loader)


def _flat(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
