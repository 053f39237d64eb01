"""A verdict as Markdown, for the summary of a workflow's step or a comment."""

from __future__ import annotations

from collections.abc import Iterator

from datapackage.problems import markdown_escaped, plural
from datapackage.validator.messages import line_of
from datapackage.validator.render.sentences import engine, summary
from datapackage.validator.results import PackageResult, RuleResult, Validation


def render(validation: Validation) -> str:
    """Return the verdict as Markdown: a table of the resources, then what is wrong."""
    parts = ["\n".join(_target(target)) for target in validation.targets]
    return "\n\n".join(parts) + "\n"


def _target(target: PackageResult) -> Iterator[str]:
    yield f"### {markdown_text(target.path)}: {'valid' if target.valid else 'NOT valid'}"
    yield ""
    yield f"{markdown_text(summary(target))}, Data Package v{target.standard}."
    for note in target.notes:
        yield f"- {markdown_text(note)}"
    if target.tables:
        yield ""
        yield "| resource | rows | result | engine |"
        yield "| --- | ---: | --- | --- |"
    for table in target.tables:
        if table.engine == "none":
            result = "not judged"
        else:
            result = "passed" if not table.total else f"**{plural(table.total, 'problem')}**"
        judged = "columnar" if table.engine == "columnar" else engine(table)
        cells = (markdown_text(table.name), f"{table.rows:,}", result, markdown_text(judged))
        yield f"| {' | '.join(cells)} |"
    broken = [("", rule) for rule in target.rules if rule.total]
    broken += [(table.name, rule) for table in target.tables for rule in table.rules if rule.total]
    for name, rule in broken:
        yield ""
        yield from _broken(name, rule)


def _broken(name: str, rule: RuleResult) -> Iterator[str]:
    title = f"{name}: {rule.rule}" if name else rule.rule
    yield f"**{markdown_text(title)}**, {plural(rule.total, 'problem')}"
    if rule.asks:
        yield f"({markdown_text(rule.asks)})"
    yield ""
    for finding in rule.findings:
        yield f"- {markdown_text(line_of(finding))}"
    rest = rule.total - len(rule.findings)
    if rest:
        yield f"- and {rest:,} more"


def markdown_text(text: str) -> str:
    """Return text as Markdown shows it word for word, on one line."""
    return markdown_escaped(" ".join(text.split()))
