"""Everything that is asked about Latin words: look, sound, spoken forms, compounds. Words come in folded."""

from __future__ import annotations

from monitor.matching.compounds import split_compound
from monitor.matching.letters import letter_similarity, look_ratio, skeleton
from monitor.matching.phonetics import nearest_sound, phonetic_keys, respell, sound_ratio
from monitor.matching.spelling import expand_sounds, spoken_forms

__all__ = [
    "expand_sounds",
    "letter_similarity",
    "look_ratio",
    "nearest_sound",
    "phonetic_keys",
    "respell",
    "skeleton",
    "sound_ratio",
    "split_compound",
    "spoken_forms",
]
