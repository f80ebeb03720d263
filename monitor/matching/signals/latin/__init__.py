"""The signals of the latin model, in the order in which reasons are told."""

from monitor.matching.signals.latin.acronym import acronym
from monitor.matching.signals.latin.anagram import anagram
from monitor.matching.signals.latin.begins_with_mark import begins_with_mark
from monitor.matching.signals.latin.compound_parts import compound_parts
from monitor.matching.signals.latin.core_spelling import core_spelling
from monitor.matching.signals.latin.holds_letters import holds_letters
from monitor.matching.signals.latin.holds_words import holds_words
from monitor.matching.signals.latin.letters_in_order import letters_in_order
from monitor.matching.signals.latin.look import look
from monitor.matching.signals.latin.mark_words import mark_words
from monitor.matching.signals.latin.part_of_mark import part_of_mark
from monitor.matching.signals.latin.reordered import reordered
from monitor.matching.signals.latin.rhythm import rhythm
from monitor.matching.signals.latin.same_beginning import same_beginning
from monitor.matching.signals.latin.same_ending import same_ending
from monitor.matching.signals.latin.same_letters import same_letters
from monitor.matching.signals.latin.same_skeleton import same_skeleton
from monitor.matching.signals.latin.shared_letters import shared_letters
from monitor.matching.signals.latin.shared_letters_cover import shared_letters_cover
from monitor.matching.signals.latin.shared_words import shared_words
from monitor.matching.signals.latin.short_letters import short_letters
from monitor.matching.signals.latin.sign_words import sign_words
from monitor.matching.signals.latin.sound import sound
from monitor.matching.signals.latin.sound_rarity import sound_rarity
from monitor.matching.signals.latin.spelling import spelling
from monitor.matching.signals.latin.spelling_rarity import spelling_rarity
from monitor.matching.signals.signal import Signal

SIGNALS: tuple[Signal, ...] = (
    Signal(same_letters, ("W01",)),
    Signal(same_skeleton, ("W05", "W09")),
    Signal(holds_words, ("W12", "W16")),
    Signal(begins_with_mark, ("W16",)),
    Signal(holds_letters, ("W16",)),
    Signal(part_of_mark, ("W15",)),
    Signal(shared_words, ("W11", "W15")),
    Signal(mark_words, ("W11", "W15")),
    Signal(sign_words, ("W11", "W15")),
    Signal(spelling, ("W09",)),
    Signal(spelling_rarity, ("W09",)),
    Signal(rhythm, ("W09",)),
    Signal(same_beginning, ("W09",)),
    Signal(same_ending, ("W09",)),
    Signal(shared_letters, ("W16",)),
    Signal(shared_letters_cover, ("W09",)),
    Signal(letters_in_order, ("W09",)),
    Signal(sound, ("W04",)),
    Signal(sound_rarity, ("W04",)),
    Signal(look, ("W05", "W09")),
    Signal(compound_parts, ("W10", "W15")),
    Signal(reordered, ("W10",)),
    Signal(acronym, ("W06",)),
    Signal(anagram, ("W09",)),
    Signal(core_spelling, ("W12", "W09")),
    Signal(short_letters, ("W08",)),
)
