"""The ordered list of all signals, by model; a new signal is one file and one line in its model's list."""

from __future__ import annotations

from monitor.matching.signals import context, cross, gi, han, latin, listing
from monitor.matching.signals.signal import Signal

BY_MODEL: dict[str, tuple[Signal, ...]] = {
    "han": (*han.SIGNALS, *context.SIGNALS),
    "latin": (*latin.SIGNALS, *context.SIGNALS),
    "cross": (*cross.SIGNALS, *context.SIGNALS),
    "listing": listing.SIGNALS,
    "gi": gi.SIGNALS,
}

__all__ = ["BY_MODEL", "Signal"]
