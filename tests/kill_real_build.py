"""Kill the real build at many of its steps, and look at what is left each time.

Usage: ``python -m tests.kill_real_build FOLDER INSTANTS SHARE SHARES``. A step is whatever Python's
audit hooks tell of: a module or a file that is opened, a folder that is made, listed, renamed or
removed, a mode that is set. ``INSTANTS`` steps are chosen between the build's first write and
its end, a part of them close to the end, where the packages change places; of these this process
takes every ``SHARES``-th. Each time a child builds and dies by SIGKILL just before the step. Fails
if ever the output is not the old package or the new one, whole, or if the next build
leaves anything behind. Prints, as JSON, how often which package was found.
The sources are small: a build of more of them takes the same steps, only slower.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyarrow.dataset  # noqa: F401 -- a build needs it: imported once here, not in each child

from datapackage import pipeline
from datapackage.publish import staged
from datapackage.write.checksums import FILE_NAME, listed_files, read_checksums
from datapackage.write.descriptor import file_digest
from tests.bad_inputs.case import make_base
from tests.publish.packages import neighbours

NEAR_THE_END = 120
"""Steps before the end among which a fifth of the instants are chosen."""


def build(sources: Path, output: Path) -> None:
    """Build the package itself; other formats would only add files to the same staging folder."""
    pipeline.build(sources, output, formats=())


def in_child(function: Callable[[], object]) -> int:
    """Run in a child, so that no build leaves threads or caches in this process."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            function()
            status = 0
        except BaseException as error:
            os.write(2, f"the build failed by itself: {error!r}\n".encode())
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1]


def count_steps(sources: Path, output: Path, told: Path) -> tuple[int, int]:
    """Build once and return the numbers of the first step that writes and of the last."""

    def counted() -> None:
        count, first = 0, 0

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal count, first
            count += 1
            if not first and event == "os.mkdir" and ".staging-" in str(arguments[0]):
                first = count

        sys.addaudithook(hook)
        build(sources, output)
        last = count
        told.write_text(json.dumps([first, last]), encoding="utf-8")

    if in_child(counted):
        raise AssertionError("the build fails")
    first, last = json.loads(told.read_text(encoding="utf-8"))
    return first, last


def chosen(first: int, last: int, instants: int) -> list[int]:
    """Return steps spread over the build, and more densely over its end."""
    dense = instants // 5
    end = range(last - NEAR_THE_END, last + 1)
    steps = {first + (last - first) * n // (instants - dense) for n in range(instants - dense)}
    steps |= {end[(len(end) - 1) * n // dense] for n in range(1, dense + 1)}
    fill = iter(range(last, first, -1))
    while len(steps) < instants:
        steps.add(next(fill))
    return sorted(steps)


def build_until(step: int, sources: Path, output: Path) -> bool:
    """Build in a child that is killed before a step; return whether it came to that."""

    def killed() -> None:
        count = 0

        def hook(*_: object) -> None:
            nonlocal count
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        build(sources, output)

    status = in_child(killed)
    if os.WIFSIGNALED(status):
        return True
    if status:
        raise AssertionError(f"the build failed before step {step}")
    return False


def name_of(output: Path, sums: dict[str, bytes]) -> str:
    """Return which package is published: one of the two, each file as SHA256SUMS has it."""
    found = (output / FILE_NAME).read_bytes()
    files = {name: file_digest(output / name) for name in listed_files(output)}
    if files != read_checksums(output):
        raise AssertionError("the files are not those of SHA256SUMS")
    [name] = [name for name, content in sums.items() if content == found]
    return name


def mend(output: Path) -> None:
    """Do what the next build does first; nothing may be left beside the output."""
    with staged(output):
        pass
    if neighbours(output):
        raise AssertionError(f"left behind: {neighbours(output)}")


def main(folder: Path, instants: int, share: int, shares: int) -> None:
    """Kill and look, step by step."""
    os.fsync = lambda _: None  # type: ignore[assignment]  # a kill is no power cut, and disks are slow
    new_sources, old_sources = folder / "sources", folder / "old" / "sources"
    make_base(folder)
    make_base(folder / "old")
    package = old_sources / "package.yaml"
    text = package.read_text(encoding="utf-8")
    package.write_text(text.replace("version: 0.1.0", "version: 0.0.1"), encoding="utf-8")
    home = folder / "home"
    old, new, output = folder / "old" / "output", folder / "new", home / "output"
    for sources, folder_ in ((old_sources, old), (new_sources, new)):
        if in_child(partial(build, sources, folder_)):
            raise AssertionError("the build fails")
    sums = {"old": (old / FILE_NAME).read_bytes(), "new": (new / FILE_NAME).read_bytes()}
    shutil.copytree(old, output)
    steps = chosen(*count_steps(new_sources, output, folder / "steps.json"), instants)
    counts: Counter[str] = Counter()
    for step in steps[share::shares]:
        shutil.rmtree(home)
        shutil.copytree(old, output)
        counts["killed"] += build_until(step, new_sources, output)
        found = name_of(output, sums)
        counts[found] += 1
        counts["leftovers"] += bool(neighbours(output))
        mend(output)
        if name_of(output, sums) != found:
            raise AssertionError(f"step {step}: {found} became another")
    if in_child(lambda: build(new_sources, output)):
        raise AssertionError("the next build fails")
    if name_of(output, sums) != "new" or neighbours(output):
        raise AssertionError("the next build does not mend")
    sys.stdout.write(json.dumps({"steps": len(steps[share::shares]), **counts}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
