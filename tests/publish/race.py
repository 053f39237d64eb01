"""Several builds publish to one folder at once, while a reader looks on.

Usage: ``python -m tests.publish.race OUTPUT``; the folders ``old`` and ``new`` beside it hold the
two packages. Fails if two builds are ever in the locked part at once, or if the reader ever
sees anything but one of the packages. Prints how often the reader looked.
"""

import os
import sys
import time
import traceback
from pathlib import Path

from datapackage.publish import Busy, Outcome, staged
from tests.publish.packages import NEW, OLD, snapshot, write_package

BUILDERS = 3
ROUNDS = 25


def build(output: Path) -> None:
    """Publish the package that is not there, a number of times."""
    inside = output.with_name("inside")
    done = 0
    while done < ROUNDS:
        try:
            with staged(output) as staging:
                os.close(os.open(inside, os.O_CREAT | os.O_EXCL))  # fails if another is inside
                is_old = (output / "README.md").read_text() == OLD["README.md"]
                write_package(staging.path, NEW if is_old else OLD)
                if staging.publish() is not Outcome.REPLACED:
                    raise AssertionError("the package was there already")
                inside.unlink()
                done += 1
        except Busy:
            time.sleep(0.001)


def look(output: Path) -> str | None:
    """Return the descriptor-held view of the output's README, None if it was replaced meanwhile."""
    handle = os.open(output, os.O_RDONLY)  # never missing
    try:
        readme = os.open("README.md", os.O_RDONLY, dir_fd=handle)
    except FileNotFoundError:
        return None  # this folder was replaced after it was opened, and is being removed
    finally:
        os.close(handle)
    with os.fdopen(readme) as file:
        return file.read()


def main(output: Path) -> None:
    """Start the builders, look at the output until they end, and check what they leave."""
    os.fsync = lambda _: None  # type: ignore[assignment]  # power cuts are not the matter here, and the disk is slow
    children = []
    for _ in range(BUILDERS):
        child = os.fork()
        if child == 0:
            try:
                build(output)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        children.append(child)
    looks, running = 0, set(children)
    while running:
        text = look(output)
        if text is not None:
            looks += 1
            if text not in (OLD["README.md"], NEW["README.md"]):
                raise AssertionError(f"broken: {text!r}")
        child, status = os.waitpid(-1, os.WNOHANG)
        if child:
            running.remove(child)
            if status:
                raise AssertionError("a builder failed")
    if snapshot(output) not in [snapshot(output.with_name(name)) for name in ("old", "new")]:
        raise AssertionError("the last package is not whole")
    sys.stdout.write(str(looks))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
