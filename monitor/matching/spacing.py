"""Decides which gaps of a folded text are real word breaks: signs inside Han or dotted letters never are."""

from __future__ import annotations

import re

_RUN = re.compile(r"[^\W_]+|[\W_]+")
_HAN_EDGE = re.compile("[㐀-䶿一-鿿\U00020000-\U0003ffff]")
_DISGUISE = re.compile(r"(?<=[a-z])[$@€!|](?=[a-z])|(?<![a-z0-9])[$@](?=[a-z]{2})")
_LETTER_FOR = {"$": "s", "@": "a", "€": "e", "!": "i", "|": "l"}
_REPEAT = re.compile("(.)々")
_SPACED_LETTERS = re.compile(r"(?<![a-z0-9])[a-z](?: [a-z]){2,}(?![a-z0-9])")
_APOSTROPHES = frozenset("'’‘`´ʼ＇")
_HIDING = frozenset("*#^~|•★☆●♥❤")


def _joint(before: str, gap: str, after: str) -> str:
    """What stands between two runs of letters in the folded text: nothing, a space or `and`."""
    if _HAN_EDGE.match(before[-1]) or _HAN_EDGE.match(after[0]):
        return ""
    spaced = any(c.isspace() for c in gap)
    if "&" in gap or "＆" in gap:
        return "" if len(before) == len(after) == 1 else " and "
    if spaced:
        return " "
    if set(gap) <= _APOSTROPHES or (set(gap) & _HIDING and before[-1].isalpha() and after[0].isalpha()):
        return ""
    single_letters = len(before) == len(after) == 1 and before.isalpha() and after.isalpha()
    return "" if single_letters else " "


def close_up(text: str) -> str:
    """Drop signs at the ends and inside words; keep one space between Latin words (small letters in)."""
    text = _REPEAT.sub(r"\1\1", text)
    text = _DISGUISE.sub(lambda m: _LETTER_FOR[m.group()], text)
    runs = _RUN.findall(text)
    out: list[str] = []
    gap = ""
    for run in runs:
        if not run[0].isalnum():
            gap = run
            continue
        if out and gap:
            out.append(_joint(out[-1], gap, run))
        out.append(run)
        gap = ""
    return _SPACED_LETTERS.sub(lambda m: m.group().replace(" ", ""), "".join(out))
