"""Kill a build at each of its steps, one after the other, and look at what is left each time.

Usage: ``python -m tests.publish.kill_each_step FOLDER {exchange,renames} {replace,create}``.
A step is whatever Python's audit hooks tell of: a file that is opened or half written, a folder
that is made, listed, renamed or removed, a mode that is set. The build dies by SIGKILL just before
its first step, then just before its second, and so on until one comes through. Fails if ever
the output is not the old package or the new one, whole, or if the next build leaves anything
behind. Prints, as JSON, how often which package was found.
"""

import json
import os
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path

from datapackage.publish import staged, swap
from tests.publish.packages import NEW, OLD, neighbours, snapshot, write_package

Content = dict[str, bytes]

TABLES = {f"data/table_{number}.csv": f"id\n{number}\n" for number in range(4)}
OLDER = {**OLD, **TABLES}
NEWER = {**NEW, **TABLES, "data/table_3.csv": "id\nx\n"}


def build(output: Path) -> None:
    """Publish the new package."""
    with staged(output) as staging:
        write_package(staging.path, NEWER)
        staging.publish()


def build_until(step: int, output: Path) -> bool:
    """Build in a child that is killed before a step; return whether it came to that."""
    child = os.fork()
    if child == 0:
        count = 0

        def hook(*_: object) -> None:
            nonlocal count
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(hook)
            build(output)
        except BaseException:
            os.write(2, b"the build failed by itself\n")
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    if status:
        raise AssertionError(f"the build failed before step {step}")
    return False


def name_of(output: Path, packages: dict[str, Content]) -> str:
    """Return which package is published; it must be one of them, whole."""
    found = snapshot(output) if output.exists() else {}
    for name, content in packages.items():
        if found == content:
            return name
    raise AssertionError(f"broken: {sorted(found)}")


def leave_and_mend(output: Path) -> None:
    """Run a build that publishes nothing, and check that it leaves nothing beside the output."""
    with staged(output):
        pass
    if neighbours(output):
        raise AssertionError(f"left behind: {neighbours(output)}")


def main(folder: Path, way: str, start: str) -> None:
    """Kill and look, step by step."""
    os.fsync = lambda _: None  # type: ignore[assignment]  # a kill is no power cut, and disks are slow
    if way == "renames":
        swap._system_exchange = lambda: None  # type: ignore[assignment]
    for name, files in (("old", OLDER), ("new", NEWER)):
        write_package(folder / name, files)
    packages = {"new": snapshot(folder / "new")}
    packages |= {"old": snapshot(folder / "old")} if start == "replace" else {"none": {}}
    output = folder / "home" / "output"
    counts: Counter[str] = Counter()
    step, killed = 0, True
    while killed:
        step += 1
        shutil.rmtree(output.parent, ignore_errors=True)
        output.parent.mkdir()
        if start == "replace":
            shutil.copytree(folder / "old", output)
        killed = build_until(step, output)
        between = way == "renames" and start == "replace" and not output.exists()
        found = "missing" if between else name_of(output, packages)
        counts[found] += 1
        counts["leftovers"] += bool(neighbours(output))
        leave_and_mend(output)
        after = name_of(output, packages)
        if after != ("old" if between else found):
            raise AssertionError(f"step {step}: {found} became {after}")
    sys.stdout.write(json.dumps({"steps": step, **counts}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
