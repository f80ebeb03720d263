"""The signals of the cross model, in the order in which reasons are told."""

from monitor.matching.signals.cross.mixed_script import mixed_script
from monitor.matching.signals.cross.pinyin_held import pinyin_held
from monitor.matching.signals.cross.pinyin_whole import pinyin_whole
from monitor.matching.signals.cross.script_share import script_share
from monitor.matching.signals.cross.translation import translation
from monitor.matching.signals.signal import Signal

SIGNALS: tuple[Signal, ...] = (
    Signal(pinyin_whole, ("W17",)),
    Signal(pinyin_held, ("W17",)),
    Signal(translation, ("W06",)),
    Signal(mixed_script, ("W04", "W17")),
    Signal(script_share, ("W17",)),
)
