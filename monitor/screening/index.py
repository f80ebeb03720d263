"""Holds prepared marks and gives, for a sign, every mark that could resemble it."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.matching.prepare import Mark, Sign


class Index:
    """Marks by entry id; adding, changing and removing one takes effect at once."""

    def __init__(self) -> None:
        self._marks: dict[str, Mark] = {}

    def __len__(self) -> int:
        return len(self._marks)

    def add(self, mark: Mark) -> None:
        """Take in a mark, in place of an earlier one of the same entry."""
        self._marks[mark.entry.id] = mark

    def remove(self, entry_id: str) -> None:
        """Forget an entry; one that is not there changes nothing."""
        self._marks.pop(entry_id, None)

    def candidates(self, sign: Sign) -> Iterable[Mark]:
        """Marks worth a full comparison with `sign`, in the order of their ids, each once."""
        return [self._marks[entry_id] for entry_id in sorted(self._marks)]
