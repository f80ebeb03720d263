"""Ordered respelling rules, each tried only on words that hold letters which it needs.

A rule is a regular expression of `tables/*_rules.tsv` with its replacement. Of a hundred rules a word meets
three or four; to look for their letters first costs a tenth of trying them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

Rule = tuple[list[str], re.Pattern[str], str]  # letters of which one is needed, pattern, replacement

_AROUND = re.compile(r"\(\?[^()]*\)|[\^$]")  # what stands around the letters: assertions and anchors
_OPTIONAL = re.compile(r"[a-z]\?")


def _needed(pattern: str) -> list[str]:
    """Letters of which a word must hold one for the pattern to match; [""] where that cannot be told."""
    plain = _AROUND.sub("", pattern)
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1]
    choices = [max(_OPTIONAL.split(choice), key=len) for choice in plain.split("|")]
    return choices if all(re.fullmatch("[a-z]+", choice) for choice in choices) else [""]


def compiled(pattern: str, replacement: str) -> Rule:
    """A rule ready to be used; raises `re.error` for a pattern that is none."""
    return _needed(pattern), re.compile(pattern), replacement


def respelled(word: str, rules: Iterable[Rule]) -> str:
    """The word after all rules in turn."""
    for needed, pattern, replacement in rules:
        for letters in needed:
            if letters in word:
                word = pattern.sub(replacement, word)
                break
    return word


def each(word: str, rules: Iterable[Rule]) -> Iterator[str]:
    """What each rule by itself makes of the word, where it may make anything of it."""
    for needed, pattern, replacement in rules:
        if any(letters in word for letters in needed):
            yield pattern.sub(replacement, word)
