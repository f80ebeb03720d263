"""The signals of the context model, in the order in which reasons are told."""

from monitor.matching.signals.context.fame import fame
from monitor.matching.signals.context.scope import scope
from monitor.matching.signals.context.scope_step import scope_step
from monitor.matching.signals.signal import Signal

SIGNALS: tuple[Signal, ...] = (
    Signal(scope, ("W12",)),
    Signal(scope_step, ("W12",)),
    Signal(fame, ("W16",)),
)
