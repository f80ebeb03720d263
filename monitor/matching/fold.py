"""Gives every spelling of a text one form: 繁体, variants, accents and inserted signs no longer differ.

`fold` keeps three kinds of character: Han (simplified, standard form), small Latin letters and
digits, and letters of other scripts. Spaces stay only between Latin words. What differs after
folding differs in substance (rule W01, examination guideline 5.1.1).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from monitor.matching.display import display
from monitor.matching.fold_tables import CLEAN, LETTERS, foreign_letters
from monitor.matching.spacing import close_up

__all__ = ["HAN", "Script", "display", "fold", "han", "latin_words", "script"]

Script = Literal["han", "latin", "mixed", "other"]

HAN = "㐀-䶿一-鿿\U00020000-\U0003ffff"
_SETTLED = re.compile(f"[{HAN}]*|[a-z0-9]+(?: [a-z0-9]{{2,}})*")
_HAN_ONLY = re.compile(f"[{HAN}]+")
_LATIN_WORD = re.compile(r"[a-z0-9]+")
_LETTER = re.compile(r"[a-z]")
_MOST_PASSES = 4
_BEYOND_LATIN = re.compile("[\u0370-\u1cff\u2c80-\u2dff\u3040-\u312f\ua490-\uabff\U00010000-\U0001ffff]")


def fold(text: str) -> str:
    """The one folded form of a mark, name or title (empty for a text without letters or digits)."""
    text = _fold_once(text)
    # Closing a gap can bring a foreign letter beside a Latin one, which then reads as Latin too.
    passes = 0
    while not text.isascii() and _BEYOND_LATIN.search(text) and passes < _MOST_PASSES:
        before, text = text, _fold_once(text)
        passes = _MOST_PASSES if text == before else passes + 1
    return text


def _fold_once(text: str) -> str:
    if text.isascii():
        text = text.lower()
    else:
        text = unicodedata.normalize("NFKC", text.translate(CLEAN))
        if _BEYOND_LATIN.search(text):
            text = foreign_letters(text)
        text = text.casefold().translate(LETTERS)
    return text if _SETTLED.fullmatch(text) else close_up(text)


def han(text: str) -> str:
    """Only the Han characters of the folded text, in order."""
    return "".join(_HAN_ONLY.findall(fold(text)))


def latin_words(text: str) -> tuple[str, ...]:
    """The Latin words and numbers of the folded text, in order: `Dr. Martens 1460` → dr, martens, 1460."""
    return tuple(_LATIN_WORD.findall(fold(text)))


def script(text: str) -> Script:
    """What the folded text is written in. Digits follow what is beside them; digits alone are Latin."""
    folded = fold(text)
    has_han = _HAN_ONLY.search(folded) is not None
    if has_han:
        return "mixed" if _LETTER.search(folded) else "han"
    return "latin" if _LATIN_WORD.search(folded) else "other"
