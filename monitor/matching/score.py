"""Scores a prepared mark against a prepared sign, and says why: the public face of the matcher.

`score` is the fast path of a screening, `compare` gives the same number with its reasons. 0.5 is the line at
which an alert is raised by default; it is set so that at most 3 of 100,000 everyday pairs reach it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from alerts.model import Hit
from monitor.matching import crosspair, giname, han, latinpair, model, rules, scope, title
from monitor.matching.explain import alignment_of, reasons_of
from monitor.matching.pair import Evidence, Model, Pair
from monitor.matching.prepare import Form, Mark, Sign, prepare_entry, prepare_record
from monitor.matching.text import is_ordinary_word
from monitor.matching.weak import joined

__all__ = ["DEFAULT_THRESHOLD", "compare", "pool", "prepare_entry", "prepare_record", "score", "version"]

DEFAULT_THRESHOLD = 0.5
FAMOUS = frozenset(("WKM", "LZH", "FB"))
HELD_WHOLE = 3  # characters: two meet too often by chance


def _squash(distance: float) -> float:
    """Log-odds to 0–1; rounded so that a stored score and a recomputed one are the same text."""
    within = -60.0 if distance < -60.0 else 60.0 if distance > 60.0 else distance
    return round(1.0 / (1.0 + math.exp(-within)), 9)


def _models(mark: Mark, form: Form, sign: Sign, other: Form) -> list[Model]:
    if mark.entry.category == "GI":
        return ["gi"]
    if sign.record.kind == "listing":  # asked by kind: to be told no by `isinstance` costs ten times as much
        return ["listing"]
    both_han = bool(form.units and other.units)
    found: list[Model] = ["han"] if both_han else []
    if form.letters and other.letters and (not both_han or min(len(form.letters), len(other.letters)) > 3):
        found.append("latin")
    if both_han:
        crosses = crosspair.mixed(form.units, other.folded) > 0.0
    else:
        crosses = bool(form.units and other.letters or form.letters and other.units)
    return [*found, "cross"] if crosses else found


Classes = tuple[int, ...]
Groups = tuple[str, ...]


@lru_cache(maxsize=4096)
def _nearness(ours: Classes, theirs: Classes, groups: Groups, other: Groups) -> tuple[scope.Relation, float]:
    """The relation of the goods and its bits."""
    relation = scope.relation(ours, theirs, groups, other)
    return relation, _scope_bits(relation, ours)


@lru_cache(maxsize=4096)
def _scope_bits(relation: scope.Relation, ours: Classes) -> float:
    return scope.bits(relation, ours, model.class_shares())


def _evidence(pair: Pair) -> Evidence:
    mark, form, sign, other = pair.mark, pair.form, pair.sign, pair.other
    ours, theirs = mark.entry.nice_classes, sign.record.nice_classes
    if pair.model == "han":
        return han.examine(form.units, other.units, ours, theirs)
    if pair.model == "latin":
        return latinpair.examine(form.words, other.words, ours, theirs)
    if pair.model == "cross":
        return crosspair.examine(form, other, joined(ours, theirs))
    if pair.model == "listing":
        return title.examine(mark, form, sign)
    return giname.examine(mark, form, sign, other)


def _unread(mark: Mark, sign: Sign) -> Iterator[Pair]:
    """Every comparison of a form of the mark with a form of the sign, in a fixed order, still without evidence."""
    entry, record = mark.entry, sign.record
    # The same goods word on both sides places them in one group as surely as its number does.
    groups = (*record.similar_groups, *record.goods) if record.kind == "filing" else ()
    own = (*entry.similar_groups, *entry.goods)
    relation, bits = _nearness(entry.nice_classes, record.nice_classes, own, groups)
    coined = is_coined(mark)
    for form in mark.forms:
        for other in sign.forms if entry.category != "GI" else sign.forms[:1]:
            for kind in _models(mark, form, sign, other):
                yield Pair(kind, mark, form, sign, other, relation, bits, coined)


def _read(pair: Pair) -> Pair:
    """The pair with its evidence.

    A coined known mark that stands whole in the sign is protected beyond its classes (商标法 Art 13(3)).
    """
    pair.evidence = _evidence(pair)
    far = pair.model == "han" and pair.coined and pair.relation in ("other", "unknown")
    if far and len(pair.form.units) >= HELD_WHOLE and pair.han.held_bits > 0.0:
        pair.across = True
        pair.scope_bits = max(pair.scope_bits, _scope_bits("related", pair.mark.entry.nice_classes))
    return pair


def pairs(mark: Mark, sign: Sign) -> Iterator[Pair]:
    """Every comparison with its evidence, in a fixed order, each made as it is asked for."""
    return map(_read, _unread(mark, sign))


def is_coined(mark: Mark) -> bool:
    """A known mark whose text is no dictionary word is protected across classes (category rule)."""
    if mark.entry.category not in FAMOUS:
        return False
    return not is_ordinary_word(mark.main.units or mark.main.letters)


def nearest(mark: Mark, sign: Sign) -> tuple[float, Pair | None]:
    """The best distance to the threshold over all comparisons, and the comparison that gave it."""
    best: tuple[float, Pair | None] = (-60.0, None)
    for pair in pairs(mark, sign):
        distance = model.distance(pair)
        if distance > best[0]:
            best = (distance, pair)
    return best


def score(mark: Mark, sign: Sign) -> float:
    """0–1; the number that `compare` stores, without its reasons."""
    if rules.settled(mark, sign):
        return 0.0
    return _squash(rules.limit(mark, sign, nearest(mark, sign)[0]))


def compare(mark: Mark, sign: Sign, threshold: float | None = None) -> Hit:
    """The hit of a pair with reasons, shares, aligned characters, rarity and distance to the threshold."""
    line = DEFAULT_THRESHOLD if threshold is None else threshold
    settled = rules.settled(mark, sign)
    distance, pair = nearest(mark, sign)
    number = 0.0 if settled else _squash(rules.limit(mark, sign, distance))
    reasons = reasons_of(pair, settled, distance)
    return Hit(
        entry_id=mark.entry.id,
        record_id=sign.record.record_id,
        score=number,
        per_100k=_rate(pair, distance) if not settled else 100_000.0,
        threshold=line,
        alert=number >= line,
        reasons=reasons,
        rules=tuple(dict.fromkeys(rule for reason in reasons for rule in reason.rules)),
        alignment=alignment_of(pair),
        matched_text=pair.form.raw if pair else "",
        relation=scope.CHINESE[pair.relation] if pair else scope.CHINESE["unknown"],
        model=version(),
    )


def _rate(pair: Pair | None, distance: float) -> float:
    if pair is None:
        return 100_000.0
    return round(model.table(pair.model).per_100k(distance, pair.length), 3)


def threshold_for_budget(marks: Sequence[Mark], monthly: int, filings_a_month: int = 600_000) -> float:
    """The score that keeps an entry within a monthly number of alerts from ordinary filings.

    `filings_a_month`: filings that the installation sees (about 7 million a year in China).
    """
    wanted = 100_000 * monthly / max(1, filings_a_month)
    kind = "han" if marks[0].main.units else "latin"
    length = len(marks[0].main.units or marks[0].main.letters)
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if model.table(kind).per_100k(middle, length) > wanted else (low, middle)
    return _squash(high)


def pool(marks: Sequence[Mark]) -> Callable[[Sign], Iterable[int]]:
    """For a sign, the positions of the marks that it may resemble (the seam for an index)."""
    from monitor.matching.pool import Pool  # numpy with it: a process that scores one pair needs neither

    return Pool(marks).candidates


@cache
def version() -> str:
    """The model's name: changes with any byte of the weights."""
    seen = hashlib.sha256()
    folder = files("monitor.matching").joinpath("weights")
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".json")):
        seen.update(folder.joinpath(name).read_bytes())
    return f"zhiwei-1.{seen.hexdigest()[:8]}"
