"""What the title of a listing shows of a mark: where it stands, how it is disguised, and in what words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache

from crawlers.records import Listing
from monitor.matching import tables
from monitor.matching.crosspair import mixed
from monitor.matching.parties import is_genuine_seller
from monitor.matching.prepare import Form, Mark, Sign, make_form
from monitor.matching.rarity import letters_bits, run_bits, word_bits
from monitor.matching.text import is_ordinary_word
from monitor.matching.titlefind import NOTHING, Found, breaks_of, find_han, find_latin
from monitor.matching.weak import weak_words

_QUALITY_FROM = 0.6
_ALL = tuple(range(1, 46))


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
        options.append(find_han(form.units, other.units, breaks_of(other.raw)))
    if lettered and other.words and len(form.letters) > 1:
        options.append(find_latin(form.letters, other.words, _initials(form.words)))
    if form.units and mixed(form.units, other.folded):
        options.append(Found(other.raw[:12], 0.95, False, 0, 0.0))
    return max(options, key=lambda found: (found.quality - 0.05 * found.cut, -found.at), default=NOTHING)


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
        straddled=found.straddled if seen else 0.0,
        copy=seen and (says(record.text, "copy") or says(seller, "copy")),
        accessory=says(record.text, "accessory"),
        resale=says(record.text, "resale"),
        genuine=is_genuine_seller(mark.entry, seller),
        goods=_goods(make_form(record.text).units, mark),
        common=is_ordinary_word(form.units) if form.units else False,
        wholesale=seen and says(seller, "wholesale"),
        cheap=float(cheap),
    )
