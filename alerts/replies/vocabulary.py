"""The vocabulary of an answer (commands.toml), and the form in which its words are compared.

Compared after NFKC, in lower case, with dashes unified and traditional characters mapped; the place of each
character in the raw line is kept, so that a note or a name stays as it was written.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣⁃─━"), "-")
_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\ufe00-\ufe0f\ufeff]"
)
MARKS = (
    "quotation",
    "question",
    "prohibition",
    "negation",
    "condition",
    "contrast",
    "doubt",
    "report",
    "done",
    "whole",
    "everything",
)


@cache
def table() -> dict[str, Any]:
    """commands.toml as it stands."""
    return tomllib.loads(Path(__file__).with_name("commands.toml").read_text("utf-8"))


def folded(line: str) -> tuple[str, list[int]]:
    """The line as it is compared, and for each of its characters the place in the raw line."""
    mapped = str.maketrans(table()["traditional"]["from"], table()["traditional"]["to"])
    text: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(_INVISIBLE.sub("\0", line)):
        if letter == "\0":
            continue
        for plain in unicodedata.normalize("NFKC", letter).translate(_DASHES).translate(mapped).lower():
            text.append(plain)
            places.append(place)
    return "".join(text), places + [len(line)]


@cache
def vocabulary(reasons_first: bool) -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    """A pattern over all words, longest first, and word → (kind, value); after 排除 reasons win."""
    words: dict[str, tuple[str, str]] = {}
    fillers = {word: ("fill", word) for word in table()["fillers"]["words"]}
    fillers |= {word: ("noun", word) for word in table()["fillers"]["nouns"]}
    marks = {word: (kind, word) for kind in MARKS for word in table()["marks"][kind]}
    verbs = {word: ("verb", verb) for verb, forms in table()["verbs"].items() for word in forms}
    reasons = {word: ("reason-word", code) for code, forms in table()["reasons"].items() for word in forms}
    for layer in (fillers, marks, verbs, reasons) if reasons_first else (reasons, fillers, marks, verbs):
        words |= layer
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(_bounded, ordered))), words


def _bounded(word: str) -> str:
    return rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9'’])" if re.match(r"[a-z]", word) else re.escape(word)


def disguised(line: str) -> bool:
    """True for direction-changing characters anywhere, or an invisible one inside a word."""
    if re.search(r"[\u202a-\u202e\u2066-\u2069]", line):
        return True
    return bool(re.search(rf"[\w-](?:{_INVISIBLE.pattern})+[\w-]", line))
