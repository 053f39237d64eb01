"""A build's staging folder, from its making to the step that publishes it."""

from __future__ import annotations

import enum
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from datapackage.publish import swap, tree
from datapackage.publish.destination import Destination, find
from datapackage.publish.errors import OutputError, explain_os_error, explained
from datapackage.publish.lock import locked
from datapackage.publish.ownership import objection_to_replacing
from datapackage.read.text import is_there

Objection = Callable[[Path], str | None]
"""Says why a folder must not be replaced (``FOLDER: …`` is put before it), or None."""


class Outcome(enum.Enum):
    """What publishing did to the output folder."""

    CREATED = "created"
    """There was nothing, or an empty folder."""
    REPLACED = "replaced"
    """There was another package."""
    UNCHANGED = "unchanged"
    """The same package was there; its files and their times are as they were."""


@dataclass(frozen=True, slots=True)
class Staging:
    """A folder to write a package to, which :meth:`publish` makes the output folder."""

    path: Path
    _destination: Destination
    _objection: Objection

    def publish(self) -> Outcome:
        """Make the staging folder the output folder, in one step. Call it once, at the end.

        Files get mode 0644 and folders 0755. All of it is flushed to the disk before the
        step, so that a power cut can't publish empty files; a flush goes as far as ``fsync`` does
        on the system. Programs that have opened files of the old package keep them.

        Raises:
            OutputError: the output folder got content that would be lost, or a write failed;
                the output folder is as it was. So it is where the next build would refuse to
                replace what was staged, as when the system did not show a file for a moment.
            ValueError: what was staged is nothing, or holds links or empty folders.
        """
        self._require_replaceable()
        with explained(self._destination.asked):
            output = self._destination.folder
            tree.set_modes(self.path)
            if is_there(output) and tree.same_content(self.path, output):
                return Outcome.UNCHANGED
            tree.flush(self.path)
            # The build took its time, and somebody may have saved a file there.
            _refuse_objection(self._destination, self._objection)
            replaced = swap.put_in_place(self.path, output, aside=self._destination.aside)
        with suppress(OSError):  # published it is; what can't be removed, the next build reports
            tree.flush_folder(output.parent)
            if replaced:
                tree.remove(self.path)
        return Outcome.REPLACED if replaced else Outcome.CREATED

    def _require_replaceable(self) -> None:
        tree.require_plain(self.path)
        if not any(self.path.iterdir()):
            raise ValueError("nothing was staged")
        objection = self._objection(self.path)
        if objection:
            message = f"files came and went while the package was made: it {objection}"
            raise OutputError(f"{self._destination.asked}: {message}")


@contextmanager
def staged(
    output: Path,
    *,
    objection: Objection = objection_to_replacing,
    protected: Sequence[Path] = (),
) -> Iterator[Staging]:
    """Give a build an empty folder beside ``output`` to write to, and keep other builds away.

    Leaving the block without :meth:`Staging.publish`, by an exception or not, removes the
    staging folder and leaves the output folder as it was. Killed at any instant, the output
    folder is the old package or the new one, whole (see :mod:`datapackage.publish.swap` for
    systems that need two renames); what the killed build left is removed by the next.

    Names beside the output folder: ``.NAME.lock``, ``.NAME.staging-…`` and, where two
    renames are needed, ``.NAME.previous``. Nothing of them shows in the package.

    Args:
        output: the output folder; it and the folders above it need not exist. A link to a
            folder stays, and the folder is replaced.
        objection: says why a folder that exists must not be replaced.
        protected: folders that must not be replaced, nor a folder around them; the current folder
            is always among them.

    Yields:
        The staging folder; its path is absolute.

    Raises:
        OutputError: ``output`` is refused or can't be written to. An :class:`OSError` of the
            block becomes one too if it is about the staging folder, or names no path.
        Busy: another build is writing to ``output``.
    """
    with explained(output):
        destination = find(output, protected=protected)
        destination.folder.parent.mkdir(parents=True, exist_ok=True)
    busy = f"{output}: another build is writing here; wait for it to end"
    with locked(destination.lock, shown=output, busy=busy):
        folder = _prepare(destination, objection)
        try:
            yield Staging(folder, destination, objection)
        except OSError as error:
            path = _path_of(error, folder)
            if path is None:
                raise
            raise OutputError(explain_os_error(error, destination.shown(path, folder))) from error
        finally:
            # After the step the old package has this name; before it, what was staged.
            with suppress(OSError):
                if folder.exists():
                    tree.remove(folder)


def _prepare(destination: Destination, objection: Objection) -> Path:
    """Mend and remove what a killed build left, then make the staging folder."""
    with explained(destination.asked):
        swap.restore(destination.folder, destination.aside)
        _refuse_objection(destination, objection)
        _remove_leftovers(destination)
        return Path(
            tempfile.mkdtemp(prefix=destination.staging_prefix, dir=destination.folder.parent)
        )


def _remove_leftovers(destination: Destination) -> None:
    leftovers = list(destination.stagings())
    if destination.aside.is_dir():
        leftovers.append(destination.aside)
    for leftover in leftovers:
        try:
            tree.remove(leftover)
        except OSError as error:
            shown = destination.asked.with_name(leftover.name)
            raise OutputError(
                f"{shown}: a build that was stopped left this and it can't be removed; "
                f"remove it and build again ({error.strerror})"
            ) from error


def _refuse_objection(destination: Destination, objection: Objection) -> None:
    if not is_there(destination.folder):
        return
    reason = objection(destination.folder)
    if reason:
        raise OutputError(f"{destination.asked}: this folder {reason}")


def _path_of(error: OSError, folder: Path) -> Path | None:
    """Return what an error is about, if that is in ``folder``.

    What names no path comes from a file that was open, by Arrow or by Python: readers of sources
    name theirs, and all other files of a build are below the folder.
    """
    # Whoever read what is printed has gone, or it is an error of our own.
    if isinstance(error, BrokenPipeError) or not error.errno:
        return None
    path = Path(error.filename) if isinstance(error.filename, str | Path) else folder
    return path if path.is_relative_to(folder) else None
