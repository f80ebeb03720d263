"""The signals of the han model, in the order in which reasons are told."""

from monitor.matching.signals.han.any_order import any_order
from monitor.matching.signals.han.begins_alike import begins_alike
from monitor.matching.signals.han.common_run import common_run
from monitor.matching.signals.han.core_cover import core_cover
from monitor.matching.signals.han.edge_words import edge_words
from monitor.matching.signals.han.far_words import far_words
from monitor.matching.signals.han.first_character import first_character
from monitor.matching.signals.han.holds_mark import holds_mark
from monitor.matching.signals.han.inside_mark import inside_mark
from monitor.matching.signals.han.last_character import last_character
from monitor.matching.signals.han.likeness import likeness
from monitor.matching.signals.han.mark_cover import mark_cover
from monitor.matching.signals.han.meaning import meaning
from monitor.matching.signals.han.near_place import near_place
from monitor.matching.signals.han.near_place_cover import near_place_cover
from monitor.matching.signals.han.near_place_whole import near_place_whole
from monitor.matching.signals.han.one_kind import one_kind
from monitor.matching.signals.han.part_words import part_words
from monitor.matching.signals.han.reordered import reordered
from monitor.matching.signals.han.rhythm import rhythm
from monitor.matching.signals.han.same_characters import same_characters
from monitor.matching.signals.han.same_count import same_count
from monitor.matching.signals.han.same_text import same_text
from monitor.matching.signals.han.shape import shape
from monitor.matching.signals.han.shared_run import shared_run
from monitor.matching.signals.han.sign_cover import sign_cover
from monitor.matching.signals.han.sound import sound
from monitor.matching.signals.han.weak_rest import weak_rest
from monitor.matching.signals.han.weakest_place import weakest_place
from monitor.matching.signals.han.whole_words import whole_words
from monitor.matching.signals.signal import Signal

SIGNALS: tuple[Signal, ...] = (
    Signal(same_text, ("W01",)),
    Signal(holds_mark, ("W12", "W16")),
    Signal(whole_words, ("W15",)),
    Signal(inside_mark, ("W15",)),
    Signal(shared_run, ("W15", "W16")),
    Signal(likeness, ("W04", "W07")),
    Signal(same_characters, ("W07",)),
    Signal(mark_cover, ("W07",)),
    Signal(sign_cover, ("W07",)),
    Signal(core_cover, ("W07",)),
    Signal(any_order, ("W01", "W10")),
    Signal(sound, ("W04",)),
    Signal(shape, ("W05",)),
    Signal(first_character, ("W07",)),
    Signal(begins_alike, ("W07",)),
    Signal(reordered, ("W01",)),
    Signal(weak_rest, ("W12", "W13", "W14")),
    Signal(meaning, ("W06",)),
    Signal(rhythm, ("W03",)),
    Signal(far_words, ("W07",)),
    Signal(near_place, ("W04", "W05")),
    Signal(near_place_cover, ("W04", "W05")),
    Signal(near_place_whole, ("W04", "W05", "W07")),
    Signal(weakest_place, ("W04", "W05")),
    Signal(same_count, ("W07",)),
    Signal(last_character, ("W07",)),
    Signal(one_kind, ("W07",)),
    Signal(edge_words, ("W15",)),
    Signal(part_words, ("W15",)),
    Signal(common_run, ("W07",)),
)
