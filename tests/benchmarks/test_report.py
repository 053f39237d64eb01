"""The report: ratios, targets met and missed, figures that were scaled."""

from __future__ import annotations

from benchmarks.measure import Run
from benchmarks.parts import CLEAN, FLOOR, IMPORTS, OURS, TODAY, VALIDATORS
from benchmarks.report import machine, render, unsteady
from benchmarks.results import Contest, Growth, Results

MACHINE = {"cores": "2", "Python": "3.13.0"}
MIB = 2**20


def took(seconds: float, mib: int = 100) -> list[Run]:
    return [Run(seconds, 2 * seconds, mib * MIB, "")]


def row(report: str, start: str) -> str:
    (found,) = [line for line in report.splitlines() if line.startswith(f"| {start}")]
    return found


def test_validation_is_compared_with_ours() -> None:
    times = dict.fromkeys(VALIDATORS, 10.0) | {OURS: 2.0, "DuckDB": 3.0, "frictionless": 50.0}
    contest = Contest("Two tables.", {name: took(times[name]) for name in VALIDATORS})
    report = render(Results(MACHINE, 7, validation=contest, planted={"range": {}, "list": {}}))
    assert "seed 7" in report
    assert row(report, "frictionless") == (
        "| frictionless | 50.00 s | 0 % | 25.00 × | 100.00 s | 100 MiB | 1 |"
    )
    assert row(report, "validation: at least 20").endswith("| 25.0 × | met |")
    assert row(report, "validation: faster than DuckDB").endswith("| 1.50 × | met |")
    assert "each of 2 errors" in report
    assert "range; list" in report


def test_of_the_best_the_fastest_counts() -> None:
    runs = {OURS: took(2.2, 36), "polars": took(2.0, 100), "dataframely": took(2.1, 50)}
    report = render(Results(MACHINE, 7, validation=Contest("Two.", {**runs, "DuckDB": took(3)})))
    assert row(report, "validation: at most the time of the fastest (polars)").endswith(
        "| 1.10 × | **missed** |"
    )
    assert row(report, "validation: at most 0.4 times its memory").endswith("| 0.36 × | met |")


def test_a_missed_target_is_said_to_be_missed() -> None:
    runs = {OURS: took(40, 300), FLOOR: took(10), TODAY: took(100, 600)}
    report = render(Results(MACHINE, 7, build=Contest("A build.", runs)))
    assert row(report, "build: at most 3 times the floor").endswith("| 4.00 × | **missed** |")
    assert row(report, "build: at least 10 times").endswith("| 2.5 × | **missed** |")
    assert row(report, "build: under a third").endswith("| 0.50 | **missed** |")


def test_a_run_on_a_sample_is_scaled_and_said_so() -> None:
    runs = {OURS: took(40, 300), FLOOR: took(20), TODAY: took(100, 600)}
    report = render(Results(MACHINE, 7, build=Contest("A build.", runs, {TODAY: 10.0})))
    assert row(report, TODAY).startswith(
        f"| {TODAY} | 1000.00 s | 0 % | 25.00 × | 2000.00 s | 5.86"
    )
    assert row(report, "build: at least 10 times").endswith("| 25.0 × | met |")
    assert "one part in 10 of the data" in report


def test_growth_is_judged_from_a_hundred_thousand_on() -> None:
    sizes = {1_000: (5, 90), 100_000: (100, 500), 1_000_000: (1_050, 700)}
    growth = tuple(Growth(n, n * 12_000, 105 * n, took(*figures)) for n, figures in sizes.items())
    report = render(Results(MACHINE, 7, growth=growth))
    assert row(report, "time per agreement").endswith("| 1.05 × | met |")
    assert row(report, "peak memory from 100,000").endswith("| 1.22 × | **missed** |")
    expected = "| 1,000 | 11 MiB | 5.0 s | 0 % | 5.000 s | 10.0 s | 90 MiB | 0 MiB |"
    assert row(report, "1,000 |") == expected


def test_the_real_record_is_compared_with_the_imports() -> None:
    runs = {"build": took(1.2), "build tables": took(1.6), f'python -c "{IMPORTS}"': took(1)}
    report = render(Results(MACHINE, 7, real=Contest("The record.", runs)))
    assert row(report, "`build`").endswith("| 1.20 × | met |")
    assert row(report, "`build tables`").endswith("| 1.60 × | **missed** |")


def test_dirty_input_is_judged_by_the_fault_that_costs_most() -> None:
    runs = {
        CLEAN: took(10, 100),
        "a date: 0.1 %": took(11, 90),
        "no JSON: 0.1 %": took(13, 119),
        "a date: 10 %": took(19, 90),
        "no JSON: 10 %": took(15, 201),
        "a date: all": took(99, 999),
    }
    report = render(Results(MACHINE, 7, dirty=Contest("Wrong records.", runs)))
    of = "build of records of which"
    assert row(report, f"{of} 0.1 % are wrong, in any way: time").endswith(
        "| 1.30 × | **missed** |"
    )
    assert row(report, f"{of} 0.1 % are wrong, in any way: memory").endswith("| 1.19 × | met |")
    assert row(report, f"{of} 10 % are wrong, in any way: time").endswith("| 1.90 × | met |")
    assert row(report, f"{of} 10 % are wrong, in any way: memory").endswith(
        "| 2.01 × | **missed** |"
    )
    assert row(report, "no JSON: 10 %").startswith("| no JSON: 10 % | 15.00 s | 0 % | 1.50 × |")
    assert "| against clean records |" in report


def test_parts_that_did_not_run_are_left_out_and_notes_come_last() -> None:
    report = render(Results(MACHINE, 7), "## What was tried\n\nMuch.\n")
    assert "## 1." not in report
    assert "## 4." not in report
    assert "- cores: 2" in report
    assert report.endswith("## What was tried\n\nMuch.\n")


def test_the_machine_is_described_without_its_name() -> None:
    found = machine()
    assert {"cores", "memory", "Python", "pandas", "pyarrow", "frictionless"} <= found.keys()
    assert not {"host", "path", "user"} & found.keys()


def test_runs_that_are_far_apart_are_named() -> None:
    steady, busy = [*took(10), *took(11), *took(11)], [*took(10), *took(11), *took(12)]
    results = Results(
        MACHINE,
        7,
        build=Contest("A build.", {OURS: steady, FLOOR: busy}),
        growth=(Growth(1_000, 1, 1, busy),),
    )
    assert unsteady(results) == [f"2: {FLOOR} (spread 18 %)", "3: 1,000 agreements (spread 18 %)"]
    assert row(render(results), FLOOR).startswith(f"| {FLOOR} | 11.00 s | 18 % |")


def test_the_short_form_has_neither_frictionless_nor_todays_way() -> None:
    contest = Contest("A few.", {OURS: took(2), "DuckDB": took(3)})
    build = Contest("A build.", {OURS: took(2), FLOOR: took(1)})
    report = render(Results(MACHINE, 7, validation=contest, build=build))
    assert row(report, "validation: faster than DuckDB").endswith("met |")
    assert "today" not in report
    assert "frictionless" not in report
