"""A list of changes as text, Markdown, HTML or JSON Lines."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from datapackage.changes.compare import Diff
from datapackage.changes.descriptor import Change
from datapackage.changes.rows import TableDiff
from datapackage.problems import MAX_CHOICES, UsageError, markdown_escaped, one_of, plural, quote

DEFAULT_LIMIT = 10
_MARK = {"ADD": "+", "DEL": "-", "MOD": "~"}
_WORD = {"ADD": "added", "DEL": "removed", "MOD": "changed"}

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}
td,th{{text-align:left;padding:.2rem .8rem .2rem 0}}</style>
</head>
<body>
<h1>{title}</h1>
{body}</body>
</html>
"""
"""A page of HTML; the title and what is in the body are escaped by whoever fills them in."""


class Section(NamedTuple):
    """A heading, a sentence, and a line for each change."""

    heading: str
    sentence: str
    lines: list[str]


def render(diff: Diff, form: str = "text", limit: int | None = DEFAULT_LIMIT) -> str:
    """Return a list of changes.

    Args:
        diff: The changes.
        form: One of :data:`FORMATS`.
        limit: How many rows of a table are shown of each kind (added, removed, changed); all are
            counted. None: all. JSON Lines always has all.

    Raises:
        UsageError: There is no such format, or ``limit`` is negative.
    """
    if form not in FORMATS:
        raise UsageError(f"no such format: {form} (expected {one_of(list(FORMATS))})")
    if limit is not None and limit < 0:
        raise UsageError(f"--limit {limit}: not a number of rows")
    return "".join(FORMATS[form](diff, limit))


def title(diff: Diff) -> str:
    """Return what was compared, and how big the change is."""
    old, new = diff.versions
    versions = f" {old} → {new}" if old and new else ""
    size = f"{diff.level.name} change" if diff.level else "no change"
    return f"{diff.name or 'Package'}{versions}: {size}"


def sections(diff: Diff, limit: int | None) -> Iterator[Section]:
    """Yield what changed: the descriptor, then each table."""
    if diff.changes:
        ordered = sorted(diff.changes, key=lambda change: -change.level)
        count = plural(len(ordered), "change")
        yield Section("Schema and metadata", count, [describe(change) for change in ordered])
    for table in diff.tables:
        lines = [_row_line(operation) for operation in table.operations(limit)]
        counts = _counts(table)
        hidden = sum(counts.values()) - len(lines)
        if hidden:
            lines.append(f"and {hidden:,} more")
        words = [f"{count:,} {_WORD[op]}" for op, count in counts.items() if count]
        level = diff.level_of(table).name
        yield Section(table.name, f"rows: {', '.join(words)} ({level})", lines)


def _counts(table: TableDiff) -> dict[str, int]:
    return {
        "DEL": len(table.removed),
        "ADD": len(table.added),
        "MOD": table.changed.shape[1],
    }


def describe(change: Change) -> str:
    """Return a change of the descriptor in words, after a sign for what it is."""
    owner = ".".join(filter(None, [change.table, change.name])) or "package"
    of = {"codes": "codes", "key": "key"}.get(change.part, "")
    what = " ".join(filter(None, [of, change.property])) or change.part
    values = ""
    if change.op == "MOD":
        values = f": {_value(change.old)} → {_value(change.new)}"
    elif change.old is not None or change.new is not None:
        values = f": {_value(change.new if change.old is None else change.old)}"
    return f"{_MARK[change.op]} {owner}: {what} {_WORD[change.op]}{values} ({change.level.name})"


def _value(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        few = value if len(value) <= MAX_CHOICES else value[:3]
        return ", ".join(few) + (f" … ({len(value)} in all)" if few is not value else "")
    return quote(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _row_line(operation: dict[str, Any]) -> str:
    key = operation["key"] or operation["row"]
    cells = operation.get("cells", {})
    changes = "; ".join(f"{name} {quote(a)} → {quote(b)}" for name, (a, b) in cells.items())
    shown = ", ".join(f"{name}={quote(value)[1:-1]}" for name, value in key.items())
    return f"{_MARK[operation['op']]} {shown}{': ' if changes else ''}{changes}"


def _text(diff: Diff, limit: int | None) -> Iterator[str]:
    yield f"{title(diff)}\n"
    for heading, sentence, lines in sections(diff, limit):
        yield f"\n{heading}: {sentence}\n"
        yield from (f"  {line}\n" for line in lines)


def _markdown(diff: Diff, limit: int | None) -> Iterator[str]:
    yield f"## {markdown_escaped(title(diff))}\n"
    for heading, sentence, lines in sections(diff, limit):
        yield f"\n### {markdown_escaped(heading)}\n\n{markdown_escaped(sentence)}\n\n"
        # A sign at the start of an item would begin a list of its own.
        yield from (f"- `{line[0]}`{markdown_escaped(line[1:])}\n" for line in lines)


def _html(diff: Diff, limit: int | None) -> Iterator[str]:
    yield PAGE.format(
        title=html.escape(title(diff)), body="".join(_html_sections(sections(diff, limit)))
    )


def _html_sections(found: Iterable[Section]) -> Iterator[str]:
    for heading, sentence, lines in found:
        items = "".join(f"<li><code>{html.escape(line)}</code></li>\n" for line in lines)
        yield f"<h2>{html.escape(heading)}</h2>\n<p>{html.escape(sentence)}</p>\n"
        yield f"<ul>\n{items}</ul>\n"


def _json_lines(diff: Diff, _limit: int | None) -> Iterator[str]:
    for operation in diff.operations():
        yield json.dumps(operation, ensure_ascii=False) + "\n"


FORMATS: dict[str, Callable[[Diff, int | None], Iterator[str]]] = {
    "text": _text,
    "markdown": _markdown,
    "html": _html,
    "jsonl": _json_lines,
}
"""How a list of changes is written, by the name of the format."""

__all__ = ["DEFAULT_LIMIT", "FORMATS", "PAGE", "render", "sections", "title"]
