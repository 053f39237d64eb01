"""What the collector keeps, counts and hands on."""

from __future__ import annotations

from collections.abc import Sequence

from datapackage.validator import Collector, Count, Finding


def findings(rule: str, field: str, *rows: int) -> list[Finding]:
    return [Finding(rule, "t", row, field) for row in rows]


def test_it_wants_as_many_as_it_still_keeps() -> None:
    collector = Collector(limit=2)
    assert collector.wanted("type", "a") == 2
    collector.add(findings("type", "a", 2))
    assert collector.wanted("type", "a") == 1
    assert collector.wanted("type", "b") == collector.wanted("enum", "a") == 2
    collector.add(findings("type", "a", 3, 4))
    assert collector.wanted("type", "a") == 0


def test_it_wants_all_without_a_limit_or_with_a_sink() -> None:
    assert Collector(limit=None).wanted("type", "a") is None
    assert Collector(limit=2, sink=lambda _: None).wanted("type", "a") is None


def test_it_keeps_the_first_of_each_rule_and_field_and_counts_all() -> None:
    collector = Collector(limit=1)
    collector.add([*findings("type", "a", 2, 3), *findings("type", "b", 3)])
    collector.count("type", "a", 40)
    (result,) = collector.results({})
    assert [(f.field, f.row) for f in result.findings] == [("a", 2), ("b", 3)]
    assert result.counts == (Count("a", 42), Count("b", 1))
    assert [*result.not_kept()] == [Count("a", 41)]


def test_rules_come_as_asked_then_by_name_and_fields_by_name() -> None:
    collector = Collector()
    collector.add(findings("row", "b", 2))
    collector.add(findings("enum", "b", 2))
    collector.add(findings("type", "b", 2))
    collector.add(findings("type", "a", 3))
    results = collector.results({"type": "of its type", "required": "filled"})
    assert [(result.rule, result.asks) for result in results] == [
        ("type", "of its type"),
        ("required", "filled"),
        ("enum", ""),
        ("row", ""),
    ]
    assert results[0].counts == (Count("a", 1), Count("b", 1))
    assert results[1].counts == ()
    assert results[1].findings == ()


def test_counting_none_breaks_no_rule() -> None:
    collector = Collector()
    collector.count("type", "a", 0)
    assert collector.results({}) == ()


def test_a_sink_gets_every_batch_that_is_not_empty() -> None:
    batches: list[Sequence[Finding]] = []
    collector = Collector(limit=1, sink=batches.append)
    collector.add(iter(findings("type", "a", 2, 3)))
    collector.add([])
    assert batches == [findings("type", "a", 2, 3)]
