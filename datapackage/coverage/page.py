"""The page that shows the text of sources with its citations marked."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from datapackage.coverage.measure import Coverage, Segment
from datapackage.problems import UsageError, plural
from datapackage.shape import STATED

DESCRIPTOR = "datapackage.json"

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Coverage of {title}</title>
<style>
body {{ font: 1rem/1.6 system-ui, sans-serif; margin: 2rem auto; max-width: 46rem }}
article {{ white-space: pre-wrap; overflow-wrap: anywhere }}
mark {{ background: #d3e8d3; color: inherit }}
mark.again {{ background: #9fcf9f }}
mark.derived {{ border-bottom: 2px dashed #555 }}
</style>
<h1>Coverage of {title}</h1>
<p><mark>cited</mark>, <mark class="again">cited more than once</mark>,
<mark class="derived">derived, not stated</mark>; point at a passage to see what it supports.
This page holds the text of its sources: do not publish it.</p>
{sources}
</html>
"""


def write_page(path: str | Path, title: str, sources: Sequence[Coverage]) -> None:
    """Write the texts of sources as an HTML page with their citations marked.

    Raises:
        UsageError: The place is inside a published package, where no source's text may be.
    """
    target = Path(path)
    for folder in target.resolve().parents:
        if (folder / DESCRIPTOR).is_file():
            raise UsageError(
                f"{path}: {folder} is a data package, and the text of a source does not belong"
                " there: choose another place"
            )
    target.write_text(
        _PAGE.format(title=escape(title), sources="\n".join(map(_section, sources))),
        encoding="utf-8",
    )


def _section(source: Coverage) -> str:
    summary = f"{source.cited_words:,} of {plural(len(source.words), 'word')} cited"
    marked = "".join(_marked(source.text, segment) for segment in source.segments)
    return f"<h2>{escape(source.source)}</h2>\n<p>{summary}</p>\n<article>{marked}</article>"


def _marked(text: str, segment: Segment) -> str:
    passage = escape(text[segment.start : segment.end])
    if not segment.citations:
        return passage
    names = ["again"] * (len(segment.citations) > 1)
    names += ["derived"] * all(cited.basis != STATED for cited in segment.citations)
    kind = f' class="{" ".join(names)}"' if names else ""
    supports = "\n".join(f"{c.path} {c.field}".strip() for c in segment.citations)
    return f'<mark{kind} title="{escape(supports)}">{passage}</mark>'
