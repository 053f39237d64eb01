from pathlib import Path

import pytest

from datapackage.contract import Contract
from datapackage.normalise.provenance import Provenance
from datapackage.problems import Place, ProblemList, total
from datapackage.read.schemas import default_schemas, load_contract
from datapackage.rules.causes import without_nested_duplicates, without_repeated_gaps
from datapackage.rules.places import to_problems
from datapackage.validator import Collector, Finding, PackageResult


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(default_schemas(), ["fi", "en", "sv", "ru"])


def verdict_of(*findings: Finding, more: int = 0) -> PackageResult:
    collector = Collector(limit=1)
    collector.add(findings)
    for finding in findings:
        collector.count(finding.rule, finding.field, more)
    rules = collector.results({})
    return PackageResult("output", "package", "name", "1.0.0", "2", "", rules, ())


SLUG = "[a-z0-9]+(-[a-z0-9]+)*"
HOLE = Finding(
    "numbers-without-holes", "parties", None, "party_number", message="the numbers have holes"
)
BAD_ID = Finding("pattern", "goals", 6, "goal_id", "No Id", constraint="pattern", bound=SLUG)
BAD_ID_BELOW = Finding(
    "pattern", "citations", 9, "record_id", "No Id", constraint="pattern", bound=SLUG
)


def messages(
    contract: Contract, verdict: PackageResult, known: ProblemList | None = None
) -> list[tuple[str, str]]:
    problems = to_problems(verdict, contract, Provenance(), known or ProblemList(), Path())
    return [(str(problem.place), problem.message) for problem in problems]


def test_what_follows_from_another_finding_is_left_out(contract: Contract) -> None:
    verdict = verdict_of(BAD_ID, BAD_ID_BELOW, HOLE)
    ((place, message),) = messages(contract, verdict)
    assert place == "csv/goals.csv:6: goal_id:"
    assert message.startswith("not an identifier (found 'No Id'; expected lower-case letters")


def test_what_would_follow_is_said_where_there_is_nothing_else(contract: Contract) -> None:
    verdict = verdict_of(HOLE)
    assert messages(contract, verdict) == [
        ("csv/parties.csv: party_number:", "the numbers have holes")
    ]


def test_unused_rows_are_no_news_while_records_are_lost(contract: Contract) -> None:
    unused = Finding("register-row-in-use", "places", 5, "place_id", message="nothing refers to it")
    verdict = verdict_of(unused)
    harmless, serious = ProblemList(), ProblemList()
    harmless.add(Place("a.yaml", 4, "signed_on"), "not a date", rule="not-a-date")
    serious.add(Place("a.yaml", 4, "signing_place"), "unknown", rule="foreign-key")
    assert len(messages(contract, verdict, harmless)) == 1
    assert messages(contract, verdict, serious) == []


@pytest.mark.parametrize(("more", "counted"), [(1, "1"), (1234, "1,234")])
def test_what_is_not_listed_is_counted(contract: Contract, more: int, counted: str) -> None:
    verdict = verdict_of(BAD_ID, more=more)
    [problem] = to_problems(verdict, contract, Provenance(), ProblemList(), Path())
    assert problem.message.endswith(f" (and {counted} more like this)")
    assert total([problem]) == 1 + more


def test_no_count_follows_where_all_are_listed(contract: Contract) -> None:
    verdict = verdict_of(BAD_ID)
    assert [message for _, message in messages(contract, verdict) if "more" in message] == []


def test_what_follows_from_another_finding_is_not_counted_either(contract: Contract) -> None:
    verdict = verdict_of(BAD_ID, HOLE, more=1234)
    [problem] = to_problems(verdict, contract, Provenance(), ProblemList(), Path())
    assert (problem.rule, problem.more) == ("pattern", 1234)


def problems(*places: tuple[Place, str]) -> ProblemList:
    gathered = ProblemList()
    for place, rule in places:
        gathered.add(place, "wrong", rule=rule)
    return gathered


def test_duplicates_within_a_duplicate_are_one_mistake() -> None:
    found = problems(
        (Place("b.yaml", 2, "id"), "primary-key"),
        (Place("b.yaml", 9, "documents[1].id"), "primary-key"),
        (Place("c.yaml", 9, "areas[1].goals[2].id"), "primary-key"),
        (Place("c.yaml", 12, "areas[1].goals[2].actors[1].x"), "primary-key"),
        (Place("c.yaml", 20, "areas[1].goals[3].id"), "primary-key"),
        (Place("d.jsonl", 1, "id"), "primary-key"),
        (Place("d.jsonl", 2, "areas[1].id"), "primary-key"),
    )
    left = [f"{p.place.file} {p.place.path}" for p in without_nested_duplicates(list(found))]
    assert left == [
        "b.yaml id",
        "c.yaml areas[1].goals[2].id",
        "c.yaml areas[1].goals[3].id",
        "d.jsonl id",
        "d.jsonl areas[1].id",
    ]


def test_a_value_of_the_wrong_type_is_not_missing_too() -> None:
    found = problems(
        (Place("b.yaml", 2, "status"), "type"),
        (Place("b.yaml", 2, "status"), "required"),
        (Place("b.yaml", 3, "title.fi"), "required"),
        (Place("c.yaml", 2, "status"), "required"),
    )
    left = [(p.place.file, p.place.path, p.rule) for p in without_repeated_gaps(found)]
    assert left == [
        ("b.yaml", "status", "type"),
        ("b.yaml", "title.fi", "required"),
        ("c.yaml", "status", "required"),
    ]
