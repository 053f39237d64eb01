from pathlib import Path

import pytest

from datapackage.publish import OutputError, staged
from tests.publish.packages import NEW, OLD, neighbours, snapshot, write_package


def test_what_a_killed_build_left_is_removed(published: Path) -> None:
    before = snapshot(published)
    for name in (".output.staging-abcdefgh", ".output.staging-01234_67", ".output.previous"):
        write_package(published.with_name(name), NEW)
    published.with_name(".output.lock").touch()
    with staged(published) as staging:
        assert neighbours(published) == [".output.lock", staging.path.name]
    assert neighbours(published) == []
    assert snapshot(published) == before


def test_a_write_protected_leftover_is_removed(published: Path) -> None:
    folder = published.with_name(".output.staging-abcdefgh") / "data"
    folder.mkdir(parents=True)
    (folder / "goals.csv").touch()
    folder.chmod(0o500)
    with staged(published):
        pass
    assert neighbours(published) == []


@pytest.mark.parametrize("start", ["missing", "empty"])
def test_a_build_killed_between_two_renames_is_mended(output: Path, start: str) -> None:
    previous = output.with_name(".output.previous")
    write_package(previous, OLD)
    before = snapshot(previous)
    if start == "empty":
        output.mkdir()
    with staged(output):
        assert snapshot(output) == before
    assert snapshot(output) == before
    assert neighbours(output) == []


def test_names_that_only_look_alike_are_left_alone(published: Path) -> None:
    names = [".output.staging-abc", ".output.staging-abcdefghi", ".outputs.staging-abcdefgh"]
    for name in names:
        published.with_name(name).mkdir()
    file = published.with_name(".output.staging-filefile")
    file.touch()
    link = published.with_name(".output.staging-linklink")
    link.symlink_to(published, target_is_directory=True)
    with staged(published):
        pass
    assert neighbours(published) == sorted([*names, file.name, link.name])


def test_leftovers_stay_when_the_output_is_refused(output: Path) -> None:
    output.mkdir()
    (output / "letter.txt").touch()
    output.with_name(".output.staging-abcdefgh").mkdir()
    with pytest.raises(OutputError, match="holds no package of ours"), staged(output):
        pytest.fail("not refused")
    assert neighbours(output) == [".output.staging-abcdefgh"]
