"""Makes the compared forms of an entry and of a record once, so that comparing a pair reads and never parses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from crawlers.records import Filing, Listing
from monitor.matching import fold, parties, tables
from watchlists.entries import WatchEntry

_HAN_LIKE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")
_DEVICE = re.compile("(?:及|和)?(?:图形设计|图形|图)$|及图")
_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")
_NOT_LATIN_UNIT = re.compile("[a-z\\s]")


@dataclass(frozen=True, slots=True)
class Form:
    """One text as it is compared.

    `units`: Han, kana and hangul in order, digits read as numerals when Han stands with them;
    `words`: Latin words and numbers; `letters`: the same joined.
    """

    raw: str
    folded: str
    units: str
    words: tuple[str, ...]
    letters: str
    alias: bool = False

    @property
    def has_han(self) -> bool:
        """Whether there is anything to compare character by character."""
        return bool(self.units)


def units_of(folded: str) -> str:
    """The Han, kana and hangul of a folded text in order, digits as numerals."""
    return _NOT_LATIN_UNIT.sub("", folded).translate(_DIGITS)


@lru_cache(maxsize=16384)
def make_form(text: str, alias: bool = False) -> Form:
    """The compared form of a text; a closing 及图 that names the picture of a composite mark is left out."""
    folded = fold.fold(text)
    if len(folded) > 2:
        folded = _DEVICE.sub("", folded) or folded
    han_like = bool(_HAN_LIKE.search(folded))
    units = units_of(folded) if han_like else ""
    words = tuple(re.findall(r"[^\W_]+", _HAN_LIKE.sub(" ", folded)))
    if not any(len(word) > 1 or word.isalpha() for word in words) and han_like:
        words = ()
    return Form(text, folded, units, words, "".join(words), alias)


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry ready to be compared: its own form first, then its aliases."""

    entry: WatchEntry
    forms: tuple[Form, ...]
    owners: frozenset[str]  # keys of the parties whose filings are the owner's own (F3)
    sellers: frozenset[str]  # and of those who may sell

    @property
    def main(self) -> Form:
        """The protected text itself."""
        return self.forms[0]


@dataclass(frozen=True, slots=True)
class Sign:
    """A record ready to be compared."""

    record: Filing | Listing
    forms: tuple[Form, ...]
    parties: frozenset[str]  # keys of the known ones

    @property
    def main(self) -> Form:
        """The text as filed or offered."""
        return self.forms[0]


@cache
def _public() -> dict[str, tuple[str, ...]]:
    """Folded name without spaces → the other names of the same brand, from the two shipped lists."""
    groups = [(zh.split(), latin.split()) for zh, latin in tables.plain_rows("known_names.tsv")]
    groups += [([zh], [latin.replace(" ", "")]) for zh, latin in tables.rows("brand_names.tsv.gz")]
    found: dict[str, list[str]] = {}
    for chinese, latin in groups:
        for name in (*chinese, *latin):
            found.setdefault(name, []).extend(other for other in (*chinese, *latin) if other != name)
    return {name: tuple(dict.fromkeys(others)) for name, others in found.items()}


def public_names(folded: str) -> tuple[str, ...]:
    """Publicly known other names of a brand (耐克 for nike); empty for most texts."""
    return _public().get(folded.replace(" ", ""), ())


def prepare_entry(entry: WatchEntry) -> Mark:
    """The mark of an entry with its aliases and publicly known names; one that folds like the text is dropped."""
    main = make_form(entry.text)
    seen, forms = {main.folded}, [main]
    for alias in (*entry.aliases, *public_names(main.folded)):
        form = make_form(alias, True)
        if form.folded and form.folded not in seen:
            seen.add(form.folded)
            forms.append(form)
    return Mark(entry, tuple(forms), parties.owners_of(entry), parties.sellers_of(entry))


def prepare_record(record: Filing | Listing) -> Sign:
    """The sign of a record; a filing's own variants (translation, transliteration) are further forms."""
    texts = [record.text, *(record.variants if isinstance(record, Filing) else ())]
    forms = tuple(dict.fromkeys(make_form(text) for text in texts if text)) or (make_form(""),)
    return Sign(record, forms, parties.parties_of(record))
