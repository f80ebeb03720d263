"""Decides which gaps of a folded text are real word breaks: signs inside Han or dotted letters never are."""

from __future__ import annotations

import re

_HAN = "[㐀-䶿一-鿿\U00020000-\U0003ffff]"
_HAN_EDGE = re.compile(_HAN)
_GAP = re.compile(r"[\W_]+")
_BESIDE_HAN = re.compile(rf"(?<={_HAN})[\W_]+|[\W_]+(?={_HAN})")
_ENDS = re.compile(r"^[\W_]+|[\W_]+$")
_DISGUISE = re.compile(r"(?<=[a-z])[$@€!|](?=[a-z])|(?<![a-z0-9])[$@](?=[a-z]{2})")
_LETTER_FOR = {"$": "s", "@": "a", "€": "e", "!": "i", "|": "l"}
_REPEAT = re.compile("(.)々")
_SPACED_LETTERS = re.compile(r"(?<![a-z0-9])[a-z](?: [a-z]){2,}(?![a-z0-9])")
_APOSTROPHES = frozenset("'’‘`´ʼ＇")
_HIDING = frozenset("*#^~|•★☆●♥❤")


def _joint(gap_found: re.Match[str]) -> str:
    """What stands in the folded text for the gap between two runs of letters: nothing, a space or `and`."""
    gap = gap_found.group()
    if gap == " ":
        return gap
    text, start, end = gap_found.string, gap_found.start(), gap_found.end()
    single_before = start == 1 or _outside(text[start - 2])
    single_after = end + 1 == len(text) or _outside(text[end + 1])
    letters = text[start - 1].isalpha() and text[end].isalpha()
    if "&" in gap:
        return "" if single_before and single_after else " and "
    if any(c.isspace() for c in gap):
        return " "
    if _APOSTROPHES.issuperset(gap) or (letters and not _HIDING.isdisjoint(gap)):
        return ""
    return "" if letters and single_before and single_after else " "


def _outside(char: str) -> bool:
    """Whether a run of letters stops before this character: at a sign, or at Han."""
    return not char.isalnum() or _HAN_EDGE.match(char) is not None


def close_up(text: str) -> str:
    """Drop signs at the ends and inside words; keep one space between Latin words (small letters in)."""
    if "々" in text:
        text = _REPEAT.sub(r"\1\1", text)
    if not _LETTER_FOR.keys().isdisjoint(text):
        text = _DISGUISE.sub(lambda sign: _LETTER_FOR[sign.group()], text)
    text = _BESIDE_HAN.sub("", text)
    if text and not (text[0].isalnum() and text[-1].isalnum()):
        text = _ENDS.sub("", text)
    text = _GAP.sub(_joint, text)
    if " " in text:
        text = _SPACED_LETTERS.sub(lambda letters: letters.group().replace(" ", ""), text)
    return text
