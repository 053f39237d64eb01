"""The parts of the benchmark: what is run on what, and that all come to the same verdict."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from benchmarks.data import Data
from benchmarks.dirty import FAULTS
from benchmarks.keys import key_bytes
from benchmarks.measure import Run, Way, alternate, run, spread
from benchmarks.results import Contest, Growth
from benchmarks.two_tables import ERRORS, make_package, make_wrong_copy

OURS = "this package"
VALIDATORS = {
    OURS: "benchmarks.with_columnar",
    "polars": "benchmarks.with_polars",
    "dataframely": "benchmarks.with_dataframely",
    "pandera on polars": "benchmarks.with_pandera_polars",
    "DuckDB": "benchmarks.with_duckdb",
    "pandera on pandas": "benchmarks.with_pandera",
    "frictionless": "benchmarks.with_frictionless",
}
BEST = ("polars", "dataframely", "pandera on polars")
"""Whom one would choose today: the fastest of them is who counts."""
FLOOR = "floor: pyarrow moves the data"
TODAY = "today: json, json_normalize, frictionless"
IMPORTS = "import pandas, pyarrow, frictionless"
TIMES = 3
"""Runs of each way, at least."""
STEADY = 0.15
"""How far the runs of one way may be apart, as a share of their median, for it to be believed."""
SMALL = 1_000
"""Agreements of the package that every kind of error is planted in."""

Say = Callable[[str], None]


class DisagreementError(Exception):
    """Validators disagree, or one does not find a planted error."""


def measured(ways: Mapping[str, Way], say: Say, times: int = TIMES) -> dict[str, list[Run]]:
    """Run each way in turns; once more from the start where the machine was busy meanwhile."""
    say(f"in turns, {times} times each: {'; '.join(ways)}")
    runs = alternate(ways, times)
    if unsteady := [name for name, done in runs.items() if spread(done) > STEADY]:
        say(f"once more, since the times were far apart: {'; '.join(unsteady)}")
        runs = alternate(ways, times)
    return runs


# --- 1: validation ----------------------------------------------------------------------------


def validate_tables(
    data: Data, agreements: int, say: Say, validators: Sequence[str] = tuple(VALIDATORS)
) -> Contest:
    """Let each validator judge the same two tables; all must find them valid."""
    package = data.empty(data.folder / "two-tables")
    make_package(data.package(agreements), package)
    runs = measured({name: partial(run, _validator(name, package)) for name in validators}, say)
    verdicts = {name: _verdict(done[-1]) for name, done in runs.items()}
    if not all(verdict["valid"] for verdict in verdicts.values()):
        raise DisagreementError(f"valid data is not valid to all: {verdicts}")
    rows = int(str(verdicts[OURS]["rows"]))
    conditions = (
        f"{agreements:,} agreements and {rows - agreements:,} goals as two CSV files:"
        " primary keys, a foreign key between the tables and one within, lists, patterns, ranges,"
        " required cells, types. Each validator in a process of its own, imports included."
    )
    return Contest(conditions, runs)


def find_planted_errors(data: Data, agreements: int, say: Say) -> dict[str, dict[str, str]]:
    """Plant each kind of error in a small copy, one in a large copy; all must find each."""
    small = data.empty(data.folder / "two-tables-small")
    make_package(data.package(SMALL), small)
    found = {}
    for name in ERRORS:
        say(f"planted error: {name}")
        found[name] = _find_planted(data, small, name)
    name = "foreign key to nothing"
    say(f"planted error in the large tables: {name}")
    make_package(data.package(agreements), large := data.empty(data.folder / "two-tables"))
    found[f"{name}, in {agreements:,} agreements"] = _find_planted(data, large, name)
    return found


def _find_planted(data: Data, package: Path, name: str) -> dict[str, str]:
    wrong = data.empty(data.folder / "wrong")
    make_wrong_copy(package, wrong, ERRORS[name])
    verdicts = {v: _verdict(run(_validator(v, wrong))) for v in VALIDATORS}
    blind = [v for v, verdict in verdicts.items() if verdict["valid"]]
    if blind:
        raise DisagreementError(f"not found by {', '.join(blind)}: {name}")
    return dict.fromkeys(verdicts, "found")


def _validator(name: str, package: Path) -> list[str]:
    return ["-m", VALIDATORS[name], str(package)]


def _verdict(done: Run) -> dict[str, object]:
    verdict: dict[str, object] = json.loads(done.output)
    return verdict


# --- 2: the whole build -----------------------------------------------------------------------


def build_package(data: Data, agreements: int, today: int, say: Say) -> Contest:
    """Compare the build with moving the data and with what one would write today.

    ``today`` is the number of agreements that the last of them gets, scaled to all of them; with
    none, it is left out.
    """
    output = data.folder / "moved"

    def move(way: str, number: int) -> Run:
        return run(["-m", way, str(data.sources(number)), str(data.empty(output))])

    ways = {
        OURS: partial(data.build, agreements),
        FLOOR: partial(move, "benchmarks.floor", agreements),
    }
    if today:
        ways[TODAY] = partial(move, "benchmarks.todays_way", today)
    data.sources(agreements), data.sources(today or agreements)
    runs = measured(ways, say)
    data.empty(output)
    conditions = (
        f"{agreements:,} agreements in JSON Lines ({data.source_bytes(agreements) / 1e9:.1f} GB)"
        f" with {10 * agreements:,} goals, to CSV and Parquet. The floor normalises and checks"
        " nothing; the way of today normalises nothing and checks less, since its schemas let"
        " dates, codes and names be any text."
    )
    scale = {TODAY: agreements / today} if today not in (0, agreements) else {}
    return Contest(conditions, runs, scale)


# --- 5: dirty input ----------------------------------------------------------------------------

CLEAN = "clean"
SHARES = {"0.1 %": 1_000, "10 %": 10, "all": 1}
"""Share of the records that are wrong -> each how manyth that is."""


def build_dirty(
    data: Data, agreements: int, say: Say, faults: Sequence[str] = tuple(FAULTS)
) -> Contest:
    """Compare builds of wrong records, which end with what is wrong, with one of clean ones."""

    def build(sources: Path) -> Run:
        data.empty(data.output(agreements))
        return run(data.build_command(agreements, sources), exit_code=1)

    data.sources(agreements)
    ways: dict[str, Way] = {CLEAN: partial(data.build, agreements)}
    for fault in faults:
        for share, every in SHARES.items():
            ways[f"{fault}: {share}"] = partial(build, data.dirty(agreements, fault, every))
    conditions = (
        f"{agreements:,} agreements in JSON Lines, of which a share is wrong in one way. The build"
        " reads and checks all, reports every fault with its line, and publishes nothing; the build"
        " of clean records publishes a package."
    )
    return Contest(conditions, measured(ways, say))


# --- 3: growth --------------------------------------------------------------------------------


def grow(data: Data, sizes: Sequence[int], kept: Sequence[int], say: Say) -> tuple[Growth, ...]:
    """Build at each size; data of sizes that are not ``kept`` is removed in the end."""
    for agreements in sizes:
        say(f"sources of {agreements:,} agreements")
        data.sources(agreements)
    runs = measured({f"{size:,}": partial(data.build, size) for size in sizes}, say)
    found = []
    for agreements in sizes:
        keys = key_bytes(data.package(agreements))
        size = data.source_bytes(agreements)
        found.append(Growth(agreements, size, keys, runs[f"{agreements:,}"]))
        if agreements not in kept:
            data.forget(agreements)
    return tuple(found)


# --- 4: the real record -----------------------------------------------------------------------


def build_real(data: Data, times: int, say: Say) -> Contest:
    """Compare the command on the real record with the imports alone, in turns."""
    commands = {
        "python build_dataset.py": ["build_dataset.py", *_to(data, "real")],
        "python build_dataset.py --formats ''": [
            *("build_dataset.py", "--formats", ""),
            *_to(data, "real-tables"),
        ],
        f'python -c "{IMPORTS}"': ["-c", IMPORTS],
    }
    ways = {name: partial(run, command) for name, command in commands.items()}
    alternate(ways, 1)  # compiles the modules and publishes what the others find up to date
    conditions = (
        f"The repository's own record, warm; medians of {times} runs in turns. The package is"
        " built and checked each time, and found to be up to date."
    )
    return Contest(conditions, measured(ways, say, times))


def _to(data: Data, name: str) -> list[str]:
    return ["--output", str(data.empty(data.folder / name))]
