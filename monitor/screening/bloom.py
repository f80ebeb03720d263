"""Says of most absent keys that they are absent, without touching the disk; never so of a present one."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from monitor.screening.store import Numbers

BITS_A_KEY = 10
_TURNS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
_LEAST = 1 << 20


class Bloom:
    """A bit field in a file that is mapped into memory: ready at once, and shared between processes."""

    def __init__(self, file: Path, keys: int = 0) -> None:
        if not file.exists():
            size = max(_LEAST, 1 << (keys * BITS_A_KEY - 1).bit_length()) if keys else _LEAST
            file.write_bytes(bytes(size // 8))
        self._bits = np.memmap(file, dtype=np.uint8, mode="r+")
        self._shift = np.uint64(64 - (8 * len(self._bits) - 1).bit_length())

    @property
    def room(self) -> int:
        """So many keys may be in before it lets too many through."""
        return 8 * len(self._bits) // BITS_A_KEY * 2

    def _places(self, keys: Numbers) -> list[np.ndarray[tuple[int], np.dtype[np.uint64]]]:
        raw = keys.astype(np.uint64)
        return [raw * np.uint64(turn) >> self._shift for turn in _TURNS]

    def add(self, keys: Numbers) -> None:
        """Remember keys. Call before they are committed, so that a crash leaves none unknown."""
        for place in self._places(keys):
            np.bitwise_or.at(
                self._bits, place >> np.uint64(3), np.uint8(1) << (place & np.uint64(7)).astype(np.uint8)
            )

    def may_hold(self, keys: Numbers) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """False only where the key was never added."""
        found = np.ones(len(keys), dtype=np.bool_)
        for place in self._places(keys):
            byte = self._bits[place >> np.uint64(3)]
            found &= (byte >> (place & np.uint64(7)).astype(np.uint8) & np.uint8(1)).astype(np.bool_)
        return found

    def flush(self) -> None:
        """Write the bits to the disk."""
        self._bits.flush()
