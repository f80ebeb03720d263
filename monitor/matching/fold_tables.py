"""The translation tables behind `fold`, and the look-alike letters of other scripts.

Loaded once when first imported (about 7,000 rows).
"""

from __future__ import annotations

import re
import unicodedata

from monitor.matching import tables

_HAN = re.compile("[㐀-䶿一-鿿\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = "™®©℠℗"
_COMBINING = [*range(0x300, 0x370), *range(0x1AB0, 0x1B00), *range(0x1DC0, 0x1E00), *range(0x20D0, 0x2100)]
_INVISIBLE = [0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0]
_INVISIBLE += [*range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
_INVISIBLE += [*range(0xFE00, 0xFE10), *range(0xE0000, 0xE0200)]

# Before NFKC, which would turn ™ into letters; invisible characters would hide a word from every rule.
CLEAN: dict[int, str | None] = {ord(c): " " for c in _SIGNS} | dict.fromkeys(_INVISIBLE)
LETTERS: dict[int, str | None] = dict.fromkeys([*_INVISIBLE, *_COMBINING])
LETTERS |= {ord(char): to for char, to in tables.rows("fold.tsv.gz")}

_FOREIGN = tables.rows("foreign.tsv.gz")
_STRICT = {ord(letter): to for letter, to, kind in _FOREIGN if kind == "strict"}
_LOOSE = {ord(letter): to for letter, to, kind in _FOREIGN if kind in ("strict", "loose")}
_KANA = {letter: to for letter, to, kind in _FOREIGN if kind == "kana"}


def _is_latin(char: str) -> bool:
    return char.isascii() or unicodedata.name(char, "").startswith("LATIN")


def _word(match: re.Match[str]) -> str:
    """A word with true Latin letters reads as Latin throughout; one without only if every letter can."""
    word = match.group()
    if word.isascii() or _HAN.search(word):
        return _beside_han(word)
    if any(_is_latin(c) for c in word):
        return word.translate(_LOOSE)
    return word.translate(_STRICT) if all(ord(c) in _STRICT for c in word) else word


def _beside_han(word: str) -> str:
    """In a run with Han, take each stretch between Han by itself; a lone kana reads as its look-alike."""
    if word.isascii():
        return word
    parts = re.split(f"({_HAN.pattern}+)", word)
    for at in range(0, len(parts), 2):
        stretch = parts[at]
        if len(stretch) == 1 and stretch in _KANA:
            parts[at] = _KANA[stretch]
        elif stretch and not stretch.isascii():
            parts[at] = _WORD.sub(_word, stretch)
    return "".join(parts)


def foreign_letters(text: str) -> str:
    """Replace look-alike letters of other scripts where the word around them is meant as Latin or Han."""
    return _WORD.sub(_word, text)
