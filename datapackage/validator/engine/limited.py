"""A file's bytes, as far as they keep to the limits: its memory is bounded before it is read."""

from __future__ import annotations

import io
from typing import Any

from datapackage.validator.limits import LimitPassed, Limits

BLOCK_BYTES = 4 << 20


class LimitedFile(io.BufferedIOBase):
    """Reads a binary file, and counts.

    Attributes:
        read_so_far: How many bytes were read.
    """

    def __init__(self, file: Any, limits: Limits, is_packed: bool) -> None:
        """Take the file, and whether its bytes are unpacked from others."""
        self._file = file
        self._limits = limits
        self._is_packed = is_packed
        self._line = 0
        self.read_so_far = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Read so many bytes; all by default.

        Raises:
            LimitPassed: If a limit is passed.
        """
        if size is not None and 0 <= size <= BLOCK_BYTES:
            return self._count(self._file.read(size))
        parts = []
        left = size if size is not None and size >= 0 else None
        while left is None or left > 0:
            part = self._count(self._file.read(min(left or BLOCK_BYTES, BLOCK_BYTES)))
            if not part:
                break
            parts.append(part)
            left = None if left is None else left - len(part)
        return b"".join(parts)

    def read1(self, size: int = -1, /) -> bytes:
        """Read what is at hand, as :class:`io.TextIOWrapper` does.

        Raises:
            LimitPassed: If a limit is passed.
        """
        return self._count(self._file.read1(size if size >= 0 else io.DEFAULT_BUFFER_SIZE))

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def _count(self, block: bytes) -> bytes:
        self.read_so_far += len(block)
        if self._is_packed and self.read_so_far > self._limits.unpacked:
            raise LimitPassed("unpacked", self._limits.unpacked, "the file has more bytes")
        end = block.rfind(b"\n")
        self._line += len(block) if end < 0 else block.find(b"\n")
        if self._line > self._limits.line:
            raise LimitPassed("line", self._limits.line, "a line has more bytes")
        if end >= 0:
            self._line = len(block) - end - 1
        return block
