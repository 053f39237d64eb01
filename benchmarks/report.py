"""The report of a run in Markdown: ratios first, their conditions with them."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Run, median, spread
from benchmarks.parts import BEST, CLEAN, FLOOR, IMPORTS, OURS, SHARES, STEADY, TODAY
from benchmarks.results import Contest, Growth, Results

LIBRARIES = (
    *("pandas", "pyarrow", "numpy", "frictionless", "polars", "dataframely", "pandera", "duckdb"),
)
NOTES = Path(__file__).parent / "NOTES.md"
"""What was tried where a target is missed: written by hand, and taken over into the report."""


def unsteady(results: Results) -> list[str]:
    """Return what can't be believed, because the machine was busy: its runs are far apart."""
    return [
        f"{name} (spread {_spread(runs)})"
        for name, runs in results.runs().items()
        if spread(runs) > STEADY
    ]


def machine() -> dict[str, str]:
    """Describe the machine and the versions, without a name or a path of it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    found = {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{memory / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
    }
    return found | {name: importlib.metadata.version(name) for name in LIBRARIES}


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or "unknown"
    match = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return match[1] if match else "unknown"


def render(results: Results, notes: str = "") -> str:
    """Return the report as Markdown."""
    introduction = (
        "Written by `make bench`, from one run. What is compared ran in turns, and ratios compare"
        " medians of wall-clock time; the spread is how far the runs are apart. Peak memory is the"
        " resident memory of the process and its children. The data is synthetic"
        f" (seed {results.seed}); [docs/benchmark.md](../docs/benchmark.md) says how it is made"
        " and measured."
    )
    parts = [
        "# Benchmark results",
        "",
        introduction,
        "",
        *_targets(results),
        *_validation(results),
        *_build(results),
        *_growth(results),
        *_real(results),
        *_dirty(results),
        "## Machine",
        "",
        *(f"- {name}: {value}" for name, value in results.machine.items()),
        "",
    ]
    if notes.strip():
        parts += [notes.strip(), ""]
    return "\n".join(parts)


# --- Targets ----------------------------------------------------------------------------------


def _targets(results: Results) -> Iterator[str]:
    yield from ("## Targets", "", "| target | measured | |", "| --- | ---: | --- |")
    for target, measured, met in _judged(results):
        yield f"| {target} | {measured} | {'met' if met else '**missed**'} |"
    yield ""


def _judged(results: Results) -> Iterator[tuple[str, str, bool]]:
    if results.validation is not None:
        times = _seconds(results.validation)
        if "frictionless" in times:
            speed = times["frictionless"] / times[OURS]
            target = "validation: at least 20 times frictionless's speed"
            yield target, f"{speed:.1f} ×", speed >= 20
        speed = times["DuckDB"] / times[OURS]
        yield "validation: faster than DuckDB", f"{speed:.2f} ×", speed > 1
        yield from _judged_against_best(times, _peaks(results.validation))
    if results.build is not None:
        times, peaks = _seconds(results.build), _peaks(results.build)
        cost = times[OURS] / times[FLOOR]
        yield "build: at most 3 times the floor", f"{cost:.2f} ×", cost <= 3
        if TODAY in times:
            speed, share = times[TODAY] / times[OURS], peaks[OURS] / peaks[TODAY]
            target = "build: at least 10 times faster than today's way"
            yield target, f"{speed:.1f} ×", speed >= 10
            yield "build: under a third of today's memory", f"{share:.2f}", share < 1 / 3
    yield from _judged_growth([g for g in results.growth if g.agreements >= 100_000])
    if results.real is not None:
        times = _seconds(results.real)
        *builds, imports = times
        for command in builds:
            cost = times[command] / times[imports]
            yield f"`{command}`: at most 1.3 times the imports", f"{cost:.2f} ×", cost <= 1.3

    if results.dirty is not None:
        yield from _judged_dirty(results.dirty)


def _judged_against_best(
    times: dict[str, float], peaks: dict[str, float]
) -> Iterator[tuple[str, str, bool]]:
    best = min((name for name in BEST if name in times), key=times.__getitem__, default=None)
    if best is not None:
        cost, share = times[OURS] / times[best], peaks[OURS] / peaks[best]
        yield f"validation: at most the time of the fastest ({best})", f"{cost:.2f} ×", cost <= 1
        yield f"validation: at most 0.4 times its memory ({best})", f"{share:.2f} ×", share <= 0.4


def _judged_dirty(contest: Contest) -> Iterator[tuple[str, str, bool]]:
    few, many, _ = SHARES
    for share, most in ((few, 1.2), (many, 2.0)):
        for what, of in (("time", _seconds(contest)), ("memory", _peaks(contest))):
            cost = max(of[name] for name in of if name.endswith(f": {share}")) / of[CLEAN]
            target = f"build of records of which {share} are wrong, in any way: {what} at most"
            yield f"{target} {most} times that of clean ones", f"{cost:.2f} ×", cost <= most


def _judged_growth(large: list[Growth]) -> Iterator[tuple[str, str, bool]]:
    if len(large) < 2:
        return
    first, last = large[0], large[-1]
    span = f"from {first.agreements:,} to {last.agreements:,} agreements"
    each = [median(g.runs).seconds / g.agreements for g in (first, last)]
    growth = each[1] / each[0]
    yield f"time per agreement {span}: at most 1.1 times", f"{growth:.2f} ×", growth <= 1.1
    growth = _without_keys(last) / _without_keys(first)
    yield f"peak memory {span}: at most 1.2 times, keys aside", f"{growth:.2f} ×", growth <= 1.2


def _without_keys(size: Growth) -> int:
    return median(size.runs).peak_bytes - size.key_bytes


# --- Parts ------------------------------------------------------------------------------------


def _validation(results: Results) -> Iterator[str]:
    if results.validation is None:
        return
    yield from ("## 1. Validation", "", results.validation.conditions, "")
    yield from _contest(results.validation)
    if results.planted:
        count = len(results.planted)
        yield (
            f"All find the files valid, and each finds each of {count} errors, planted one at a"
            f" time in copies: {'; '.join(results.planted)}."
        )
        yield ""


def _build(results: Results) -> Iterator[str]:
    if results.build is not None:
        yield from ("## 2. The whole build", "", results.build.conditions, "")
        yield from _contest(results.build)


def _growth(results: Results) -> Iterator[str]:
    if not results.growth:
        return
    yield from ("## 3. Growth", "", "The whole build, as in part 2, at several sizes.", "")
    yield (
        "| agreements | records | time | spread | per 1,000 agreements | processor time"
        " | peak memory | keys in it |"
    )
    yield "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for size in results.growth:
        middle = median(size.runs)
        yield (
            f"| {size.agreements:,} | {_memory(size.source_bytes)} | {middle.seconds:.1f} s"
            f" | {_spread(size.runs)} | {1000 * middle.seconds / size.agreements:.3f} s"
            f" | {middle.cpu_seconds:.1f} s | {_memory(middle.peak_bytes)}"
            f" | {_memory(size.key_bytes)} |"
        )
    yield ""


def _real(results: Results) -> Iterator[str]:
    if results.real is not None:
        yield from ("## 4. The real record", "", results.real.conditions, "")
        yield from _contest(results.real, against=f'python -c "{IMPORTS}"')


def _dirty(results: Results) -> Iterator[str]:
    if results.dirty is not None:
        yield from ("## 5. Dirty input", "", results.dirty.conditions, "")
        yield from _contest(results.dirty, against=CLEAN)


def _contest(contest: Contest, against: str = OURS) -> Iterator[str]:
    times, peaks = _seconds(contest), _peaks(contest)
    label = {OURS: "this package", CLEAN: "clean records"}.get(against, "the imports")
    yield f"| | time | spread | against {label} | processor time | peak memory | runs |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, runs in contest.runs.items():
        scale = contest.scale.get(name, 1.0)
        yield (
            f"| {name} | {times[name]:.2f} s | {_spread(runs)}"
            f" | {times[name] / times[against]:.2f} ×"
            f" | {scale * median(runs).cpu_seconds:.2f} s | {_memory(peaks[name])} | {len(runs)} |"
        )
    yield ""
    for name, scale in contest.scale.items():
        yield (
            f"{name!r} ran on one part in {scale:g} of the data; its figures above are those of"
            f" that run times {scale:g}."
        )
        yield ""


def _seconds(contest: Contest) -> dict[str, float]:
    return {n: contest.scale.get(n, 1.0) * median(r).seconds for n, r in contest.runs.items()}


def _peaks(contest: Contest) -> dict[str, float]:
    return {n: contest.scale.get(n, 1.0) * _peak(r) for n, r in contest.runs.items()}


def _peak(runs: list[Run]) -> int:
    return median(runs).peak_bytes


def _memory(count: float) -> str:
    return f"{count / 2**30:.2f} GiB" if count >= 2**30 else f"{count / 2**20:.0f} MiB"


def _spread(runs: list[Run]) -> str:
    return f"{100 * spread(runs):.0f} %"
