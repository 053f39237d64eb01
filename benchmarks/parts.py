"""The parts of the benchmark: what is run on what, and that all come to the same verdict."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.data import SHORT, Data
from benchmarks.dirty import FAULTS, make_dirty
from benchmarks.keys import key_bytes
from benchmarks.measure import Run, alternate, run
from benchmarks.results import Contest, Growth
from benchmarks.two_tables import ERRORS, make_package, make_wrong_copy

OURS = "this package"
VALIDATORS = {
    OURS: "benchmarks.with_columnar",
    "DuckDB": "benchmarks.with_duckdb",
    "pandera": "benchmarks.with_pandera",
    "frictionless": "benchmarks.with_frictionless",
}
FLOOR = "floor: pyarrow moves the data"
TODAY = "today: json, json_normalize, frictionless"
IMPORTS = "import pandas, pyarrow, frictionless"
SMALL = 1_000
"""Agreements of the package that every kind of error is planted in."""

Say = Callable[[str], None]


class DisagreementError(Exception):
    """Validators disagree, or one does not find a planted error."""


# --- 1: validation ----------------------------------------------------------------------------


def validate_tables(data: Data, agreements: int, say: Say) -> Contest:
    """Let each validator judge the same two tables; all must find them valid."""
    package = data.empty(data.folder / "two-tables")
    make_package(data.package(agreements), package)
    commands = {name: _validator(name, package) for name in VALIDATORS}
    runs = _measured(commands, say)
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


def _measured(commands: Mapping[str, Sequence[str]], say: Say) -> dict[str, list[Run]]:
    """Run each command once; those that are short twice more, in turns."""
    runs: dict[str, list[Run]] = {}
    for name, command in commands.items():
        say(name)
        runs[name] = [run(command)]
    short = {n: c for n, c in commands.items() if runs[n][0].seconds <= SHORT}
    for name, more in alternate(short, 2).items():
        runs[name] += more
    return runs


# --- 2: the whole build -----------------------------------------------------------------------


def build_package(data: Data, agreements: int, today: int, say: Say) -> Contest:
    """Compare the build with moving the data and with what one would write today.

    ``today`` is the number of agreements that the last of them gets, scaled to all of them.
    """
    say("the build")
    runs = {OURS: data.builds(agreements)}
    output = data.folder / "moved"
    say(FLOOR)
    runs[FLOOR] = []
    while len(runs[FLOOR]) < 3:
        arguments = [str(data.sources(agreements)), str(data.empty(output))]
        runs[FLOOR].append(run(["-m", "benchmarks.floor", *arguments]))
    say(TODAY)
    arguments = [str(data.sources(today)), str(data.empty(output))]
    runs[TODAY] = [run(["-m", "benchmarks.todays_way", *arguments])]
    data.empty(output)
    conditions = (
        f"{agreements:,} agreements in JSON Lines ({data.source_bytes(agreements) / 1e9:.1f} GB)"
        f" with {10 * agreements:,} goals, to CSV and Parquet. The floor normalises and checks"
        " nothing; the way of today normalises nothing and checks less, since its schemas let"
        " dates, codes and names be any text."
    )
    scale = {} if today == agreements else {TODAY: agreements / today}
    return Contest(conditions, runs, scale)


# --- 5: dirty input ----------------------------------------------------------------------------

CLEAN = "clean"
SHARES = {"0.1 %": 1_000, "10 %": 10, "all": 1}
"""Share of the records that are wrong -> each how manyth that is."""


def build_dirty(data: Data, agreements: int, say: Say) -> Contest:
    """Compare builds of wrong records, which end with what is wrong, with one of clean ones."""
    folder, output = data.folder / "dirty", data.output(agreements)
    runs: dict[str, list[Run]] = {CLEAN: []}
    for _ in range(3):
        say("the build of clean records")
        data.empty(output)
        runs[CLEAN].append(run(data.build_command(agreements)))
        for fault in FAULTS:
            for share, every in SHARES.items():
                say(f"{fault}: {share}")
                make_dirty(data.sources(agreements), data.empty(folder), fault, every)
                command = data.build_command(agreements, sources=folder)
                runs.setdefault(f"{fault}: {share}", []).append(run(command, exit_code=1))
    data.empty(folder)
    conditions = (
        f"{agreements:,} agreements in JSON Lines, of which a share is wrong in one way. The build"
        " reads and checks all, reports every fault with its line, and publishes nothing; the build"
        " of clean records publishes a package. Runs in turns."
    )
    return Contest(conditions, runs)


# --- 3: growth --------------------------------------------------------------------------------


def grow(data: Data, sizes: Sequence[int], kept: Sequence[int], say: Say) -> tuple[Growth, ...]:
    """Build at each size; data of sizes that are not ``kept`` is removed at once."""
    found = []
    for agreements in sizes:
        say(f"{agreements:,} agreements")
        runs = list(data.builds(agreements))
        keys = key_bytes(data.package(agreements))
        found.append(Growth(agreements, data.source_bytes(agreements), keys, runs))
        if agreements not in kept:
            data.forget(agreements)
    return tuple(found)


# --- 4: the real record -----------------------------------------------------------------------


def build_real(data: Data, times: int, say: Say) -> Contest:
    """Compare the command on the real record with the imports alone, in turns."""
    say("the real record")
    commands = {
        "python build_dataset.py": ["build_dataset.py", *_to(data, "real")],
        "python build_dataset.py --formats ''": [
            *("build_dataset.py", "--formats", ""),
            *_to(data, "real-tables"),
        ],
        f'python -c "{IMPORTS}"': ["-c", IMPORTS],
    }
    alternate(commands, 1)  # compiles the modules and publishes what the others find up to date
    conditions = (
        f"The repository's own record, warm; medians of {times} runs in turns. The package is"
        " built and checked each time, and found to be up to date."
    )
    return Contest(conditions, alternate(commands, times))


def _to(data: Data, name: str) -> list[str]:
    return ["--output", str(data.empty(data.folder / name))]
