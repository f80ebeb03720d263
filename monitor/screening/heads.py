"""The heads of a key table's texts in a file that is mapped into memory: ready at once, read by row.

A row that was never written is zeros, which says nothing; so a crash before a commit leaves nothing false.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from monitor.screening.store import HEAD, Numbers

_LEAST = 1024


class Heads:
    """Rows by number; made when the first head comes. `lost`: there was no file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.lost = not file.exists()
        self._rows: NDArray[np.uint8] | None = None if self.lost else self._mapped()

    def _mapped(self) -> NDArray[np.uint8]:
        return np.memmap(self._file, dtype=np.uint8, mode="r+").reshape(-1, HEAD)

    def put(self, number: int, head: bytes) -> None:
        """Write one row."""
        if self._rows is None or number >= len(self._rows):
            size = max(_LEAST, number * 3 // 2 + 1)
            with self._file.open("ab") as file:
                file.truncate(size * HEAD)
            self._rows = self._mapped()
        row = np.zeros(HEAD, dtype=np.uint8)
        row[: len(head)] = np.frombuffer(head, dtype=np.uint8)
        self._rows[number] = row

    def of(self, numbers: Numbers) -> NDArray[np.uint8]:
        """The rows of numbers; zeros where none was written."""
        found = np.zeros((len(numbers), HEAD), dtype=np.uint8)
        if self._rows is not None:
            known = numbers < len(self._rows)
            found[known] = self._rows[numbers[known]]
        return found

    def flush(self) -> None:
        """Write to the disk."""
        if isinstance(self._rows, np.memmap):
            self._rows.flush()
