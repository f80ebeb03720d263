"""What an archive promises, whichever program keeps it; one contract test runs over all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from monitor.archive.past import Past


class ArchiveError(RuntimeError):
    """The archive did not do what was asked. `retry`: the same may work later, without a person."""

    def __init__(self, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.retry = retry


class Archive(Protocol):
    """All records by their keys. Every method may raise ArchiveError and no vendor's error."""

    place: str  # where it is, as shown to people

    def cursor(self) -> int:
        """Every record whose `seq` is at most this one is in the archive."""
        ...

    def put(self, pasts: Sequence[Past]) -> None:
        """Take in records, all or ArchiveError; the same again, or an older revision, changes nothing."""
        ...

    def advance(self, seq: int) -> None:
        """Say that everything up to `seq` is in, and make it durable and findable."""
        ...

    def count(self) -> int:
        """How many records are held."""
        ...

    def search(self, asked: Sequence[Sequence[int]], since: str = "") -> list[list[Past]]:
        """For each list of probes, the records from day `since` on that share a key, by `seq`; keys empty."""
        ...

    def scan(self, after: int = 0) -> Iterator[Past]:
        """Every record whose `seq` is above `after`, by `seq`, keys empty; what comes meanwhile may be left out."""
        ...

    def successor(self) -> Archive:
        """The archive that is to take this one's place: the one begun before, if any, else an empty one."""
        ...

    def publish(self) -> None:
        """Put this successor in the place of the archive that it was made from."""
        ...

    def discard(self) -> None:
        """Give up this successor."""
        ...

    def close(self) -> None:
        """Give connections back."""
        ...
