"""Real disks that are full or read-only; they need the right to mount."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from datapackage import build
from datapackage.publish import staged
from tests.first_agreement import first_sources
from tests.publish.packages import NEW, snapshot, write_package

ROOT = Path(__file__).parents[2]
IN_OWN_MOUNTS = ("unshare", "--map-root-user", "--mount")
CANNOT_MOUNT = 77


def may_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    trial = [*IN_OWN_MOUNTS, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not may_mount(), reason="may not mount file systems"),
]

BUILD = """
import sys
from pathlib import Path
from datapackage.publish import OutputError, staged
from tests.publish.packages import NEW, snapshot, write_package

output = Path(sys.argv[1])
before = snapshot(output)
try:
    with staged(output) as staging:
        write_package(staging.path, {**NEW, "data/large.csv": "x" * 300_000})
        staging.publish()
except OutputError as error:
    print(error)
assert snapshot(output) == before
print(sorted(path.name for path in output.parent.iterdir()))
"""


def build_after(mounting: str, folder: Path) -> list[str]:
    """Run shell commands that mount something at ``$1``, build there, and return what it says."""
    script = f'{{ {mounting}; }} || exit {CANNOT_MOUNT}\nexec "$2" -c "$3" "$1/output"'
    done = subprocess.run(
        [*IN_OWN_MOUNTS, "sh", "-c", script, "sh", str(folder), sys.executable, BUILD],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == CANNOT_MOUNT:
        pytest.skip(f"can't mount this here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_full_disk(published: Path) -> None:
    folder = published.parent
    spare = folder.with_name("spare")
    shutil.copytree(folder, spare)
    mount = f'mount -t tmpfs -o size=200k tmpfs "$1" && cp -r "{spare}/output" "$1"'
    message, beside = build_after(mount, folder)
    assert message.startswith(f"{published}: the disk is full; make room")
    assert beside == "['output']"


FORMATS = ("database", "spreadsheet", "dcat")

REAL_BUILD = f"""
import sys
from pathlib import Path
from datapackage import build
from datapackage.publish import OutputError
from tests.publish.packages import snapshot

sources, output = map(Path, sys.argv[1:])
before = snapshot(output)
try:
    build(sources, output, formats={FORMATS})
except OutputError as error:
    print(error)
    assert snapshot(output) == before
print(sorted(path.name for path in output.parent.iterdir()))
"""


@pytest.mark.parametrize("share", [0.05, 0.4, 0.7, 0.8, 0.9, 0.95, 0.98])
def test_a_disk_that_is_full_at_some_point_of_a_build(share: float, tmp_path: Path) -> None:
    sources, output = first_sources(tmp_path), tmp_path / "built"
    build(sources, output, formats=FORMATS)
    (tmp_path / "mount" / "output").mkdir(parents=True)
    size = int(sum(f.stat().st_size for f in output.rglob("*") if f.is_file()) * share)
    mounting = f'mount -t tmpfs -o size={size} tmpfs "$1" && mkdir "$1/output"'
    script = f'{{ {mounting}; }} || exit {CANNOT_MOUNT}\nexec "$2" -c "$3" "$4" "$1/output"'
    arguments = [str(tmp_path / "mount"), sys.executable, REAL_BUILD, str(sources)]
    done = subprocess.run(
        [*IN_OWN_MOUNTS, "sh", "-c", script, "sh", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    message, beside = done.stdout.splitlines()
    assert "the disk is full; make room" in message
    assert beside == "['output']"


def test_a_read_only_disk(published: Path) -> None:
    mount = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"'
    message, beside = build_after(mount, published.parent)
    assert message.startswith(f"{published}: the disk is read-only here")
    assert beside == "['output']"


def test_an_output_that_is_a_mount_itself(published: Path) -> None:
    mount = 'mount --bind "$1/output" "$1/output"'
    message, beside = build_after(mount, published.parent)
    assert message.startswith(f"{published}: the folder is in use (a mount point, say)")
    assert beside == "['output']"


def test_a_layer_of_a_container_image(published: Path) -> None:
    layers = published.parent.with_name("layers")
    options = ",".join(
        [
            f'lowerdir="{layers}/lower"',
            f'upperdir="{layers}/upper"',
            f'workdir="{layers}/work"',
        ]
    )
    mount = " && ".join(
        [
            f'mkdir "{layers}"',
            f'mount -t tmpfs tmpfs "{layers}"',
            f'mkdir "{layers}/upper" "{layers}/work"',
            f'cp -r "$1" "{layers}/lower"',
            f'mount -t overlay overlay -o {options} "$1"',
        ]
    )
    message, beside = build_after(mount, published.parent)
    assert message.startswith(f"{published}: the file system can't rename this folder")
    assert beside == "['output']"


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a file system in memory")
def test_an_output_on_another_file_system_than_the_temporary_files(tmp_path: Path) -> None:
    folder = Path("/dev/shm") / f"{tmp_path.name}-{tmp_path.parent.name}"
    folder.mkdir()
    try:
        with staged(folder / "output") as staging:
            write_package(staging.path, NEW)
            staging.publish()
        assert "README.md" in snapshot(folder / "output")
    finally:
        shutil.rmtree(folder)
