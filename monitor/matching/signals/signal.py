"""What a signal is: one function of a pair, with the sentence that people read and the rules it serves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from monitor.matching.pair import Pair


@dataclass(frozen=True)
class Signal:
    """`function` returns the signal's value; more likeness never gives a lower one."""

    function: Callable[[Pair], float]
    rules: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name under which its share stands in the weights."""
        return self.function.__name__

    def sentence(self, words: dict[str, str]) -> str:
        """The function's docstring with its places filled in."""
        return (self.function.__doc__ or "").strip().format_map(words)
