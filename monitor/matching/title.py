"""What the title of a listing shows of a mark: where it stands, how it is disguised, and in what words."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from crawlers.records import Listing
from monitor.matching import tables
from monitor.matching.boundaries import straddled_everywhere
from monitor.matching.crosspair import mixed
from monitor.matching.fold import fold
from monitor.matching.glyphs import split_forms
from monitor.matching.latin import skeleton, sound_ratio
from monitor.matching.likeness import Likeness, likeness
from monitor.matching.parties import is_genuine_seller
from monitor.matching.prepare import Form, Mark, Sign, make_form
from monitor.matching.rarity import letters_bits, run_bits, word_bits
from monitor.matching.text import cut_margin, is_ordinary_word
from monitor.matching.weak import weak_words

_BREAK = re.compile(r"[\s,，。;；、/|【】\[\]（）()]+")
_QUALITY_FROM = 0.6
_ALL = tuple(range(1, 46))
_NUMERALS = frozenset("零一二三四五六七八九十百千万两")
_SLICED = (
    6.0  # natural-log likelihood by which the words that the stretch cuts through are the better reading
)


@dataclass(frozen=True, slots=True)
class TitleEvidence:
    """See the signals of the listing model; all values grow with suspicion except those named as wording."""

    mark: str
    sign: str
    found: str
    literal: float
    disguised: float
    quality: float
    bits: float
    opens: bool
    cut: float
    straddled: float  # commonness of a word across an edge of what was found
    copy: bool
    accessory: bool
    resale: bool
    genuine: bool
    goods: float
    common: bool
    wholesale: bool
    cheap: float


@cache
def wording(kind: str) -> tuple[str, ...]:
    """The listed words of one kind."""
    body = tomllib.loads((tables.FOLDER / "wording.toml").read_text(encoding="utf-8"))
    return tuple(word.casefold() for word in body[kind])


def says(text: str, kind: str) -> bool:
    """Whether the text holds a listed word of the kind."""
    plain = text.casefold()
    return any(word in plain for word in wording(kind))


@dataclass(frozen=True, slots=True)
class Found:
    """The stretch of the title that is nearest to the mark."""

    text: str
    quality: float
    literal: bool
    at: int
    cut: float


_NOTHING = Found("", 0.0, False, 99, 0.0)


def _window(mark: str, title: str) -> Found:
    """The best stretch of the same length, character by character; at least half must be the same or alike."""
    best = _NOTHING
    size = len(mark)
    for at in range(len(title) - size + 1):
        likes = [likeness(a, b) for a, b in zip(mark, title[at : at + size], strict=True)]
        if sum(like.relation != "other" for like in likes) < max(2, (2 * size + 2) // 3):
            continue
        worth = sum(
            1.0
            if like.relation == "same"
            else 0.0
            if like.relation == "other"
            else 0.4
            if like.relation == "meaning"
            else max(like.sound, like.shape) * 0.9
            for like in likes
        )
        quality = worth / size
        if quality > best.quality and _stands(likes, title, at, size):
            best = Found(title[at : at + size], quality, False, at, 0.0)
    return best


def _stands(likes: list[Likeness], title: str, at: int, size: int) -> bool:
    """Whether an altered stretch can be meant: no word itself, not made of numbers, no slice of other words.

    Of a mark of two characters one must stand unchanged: among the words of a title, all others meet by chance.
    """
    window = title[at : at + size]
    if sum(char not in _NUMERALS for char in window) < 2:
        return False
    if size == 2 and not any(like.relation == "same" for like in likes):
        return False
    if is_ordinary_word(window):
        return False
    return size > 3 or cut_margin(title, at, at + size) <= (_SLICED if size == 3 else 0.0)


def _joined(mark: str, title: str) -> str:
    """The title with characters of the mark that were written apart put together (而寸克 for 耐克)."""
    for char in dict.fromkeys(mark):
        if char not in title:
            for form in split_forms(char):
                if len(form) > 1:
                    title = title.replace(form, char)
    return title


def find_han(mark: str, title: str) -> Found:
    """Where Han units stand in a title: as they are (judged for word boundaries), or nearly so."""
    title = _joined(mark, title)
    at = title.find(mark)
    if at < 0:
        return _window(mark, title) if len(mark) > 1 else _NOTHING
    cuts = [
        (max(0.0, min(cut_margin(title, i, i + len(mark)), 12.0)), i)
        for i in range(len(title))
        if title.startswith(mark, i)
    ]
    cut, at = min(cuts)
    return Found(mark, 1.0, True, at, cut if len(mark) > 1 else 12.0)


@lru_cache(maxsize=65536)
def _word_quality(mark: str, word: str) -> float:
    if mark == word or skeleton(mark) == skeleton(word):
        return 1.0
    near = OSA.normalized_similarity(mark, word)
    if word.startswith(mark) and len(mark) > 3:
        near = max(near, 0.85)
    return max(near, 0.9 * sound_ratio(mark, word)) if near >= 0.5 and word[:1] == mark[:1] else near


def find_latin(letters: str, words: tuple[str, ...], initials: str = "") -> Found:
    """The word (or two or three together) of the title nearest to the letters."""
    best = _NOTHING
    if initials and initials in words:
        best = Found(initials, 0.75, False, words.index(initials), 0.0)
    for size in (1, 2, 3):
        for at in range(len(words) - size + 1):
            text = "".join(words[at : at + size])
            if abs(len(text) - len(letters)) <= max(2, len(letters) // 3) or text.startswith(letters):
                quality = _word_quality(letters, text)
                if quality > best.quality:
                    best = Found(" ".join(words[at : at + size]), quality, text == letters, at, 0.0)
    return best


def _straddled(part: str, title: str) -> float:
    """As `boundaries.straddled`, within the stretch of the title that holds the part: a break parts words."""
    stretches = [stretch for stretch in _BREAK.split(fold(title)) if part in stretch]
    return min((straddled_everywhere(stretch, part) for stretch in stretches), default=0.0)


def _goods(title: str, mark: Mark) -> float:
    """1 when the title names goods of the mark's classes, -1 when only of others, 0 when none is known."""
    named = _goods_named(title)
    if not named.isdisjoint(goods_words(mark.entry.nice_classes)):
        return 1.0
    if any(word in title for word in mark.entry.goods):
        return 1.0
    return -1.0 if named else 0.0


@lru_cache(maxsize=1024)
def _goods_named(title: str) -> frozenset[str]:
    """Goods words of any class in the title; a title is compared with many marks in turn."""
    return frozenset(word for word in goods_words(_ALL) if word in title)


@lru_cache(maxsize=1024)
def goods_words(classes: tuple[int, ...]) -> frozenset[str]:
    """Goods words of two or more characters of the classes, without those of every class."""
    return frozenset(
        w for w in weak_words("han", classes) - weak_words("han", ()) if len(w) > 1 or w in "茶酒药鞋包灯车床"
    )


def _initials(words: tuple[str, ...]) -> str:
    """The initials by which a name of two or more words is known (LOUIS VUITTON, LV)."""
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def _best(form: Form, other: Form) -> Found:
    options = []
    lettered = any(char.isalpha() for char in form.letters)
    # beats耳机: beside letters of its own, a goods word is no part to look for; 21: a number says nothing.
    described = lettered and form.units in goods_words(_ALL)
    if form.units and other.units and not described:
        options.append(find_han(form.units, other.units))
    if lettered and other.words and len(form.letters) > 1:
        options.append(find_latin(form.letters, other.words, _initials(form.words)))
    if form.units and mixed(form.units, other.folded):
        options.append(Found(other.raw[:12], 0.95, False, 0, 0.0))
    return max(options, key=lambda found: (found.quality - 0.05 * found.cut, -found.at), default=_NOTHING)


def examine(mark: Mark, form: Form, sign: Sign) -> TitleEvidence:
    """The evidence of a listing's title (and seller, price) for one form of a mark."""
    record = sign.record
    assert isinstance(record, Listing)
    found = _best(form, sign.main)
    plain = record.text.casefold()
    literal = found.literal and form.raw.casefold() in plain
    seen = found.quality >= _QUALITY_FROM
    seller = record.seller
    bits = run_bits(form.units) if form.units else min(letters_bits(form.letters), word_bits(form.letters))
    reference = mark.entry.price_reference
    cheap = record.price is not None and reference is not None and record.price < reference / 3
    return TitleEvidence(
        mark=form.raw,
        sign=record.text,
        found=found.text,
        literal=float(literal and seen),
        disguised=found.quality if seen and not literal else 0.0,
        quality=found.quality,
        bits=bits if seen else 0.0,
        opens=seen and found.at <= 1,
        cut=found.cut if seen else 0.0,
        straddled=_straddled(found.text, plain) if seen and form.units else 0.0,
        copy=seen and (says(record.text, "copy") or says(seller, "copy")),
        accessory=says(record.text, "accessory"),
        resale=says(record.text, "resale"),
        genuine=is_genuine_seller(mark.entry, seller),
        goods=_goods(make_form(record.text).units, mark),
        common=is_ordinary_word(form.units) if form.units else False,
        wholesale=seen and says(seller, "wholesale"),
        cheap=float(cheap),
    )
