"""How bad a hit is, 0–100: likeness × goods × asset × territory, each factor kept for the explanation.

The share of a GI class (G1–G6) then sets a floor or a cap; F-signals act on the level, not here.
"""

from __future__ import annotations

from dataclasses import dataclass

from alerts.model import Hit
from crawlers.records import Filing, Record
from monitor.risk.clocks import office
from monitor.risk.policy import Policy
from monitor.risk.seen import seen_rules
from watchlists.categories import load_categories
from watchlists.entries import WatchEntry

SPECIAL_SIGN = ("专用标志", "地理标志产品", "GI 标志", "PGI", "PDO")


@dataclass(frozen=True)
class Severity:
    """The clamped points with the factors that gave them, in the words of the mail."""

    points: float
    factors: dict[str, float]
    words: str


def likeness(score: float, threshold: float, policy: Policy) -> float:
    """A matcher's score (0–1) as points 0–100, the same meaning whatever its reporting line is.

    The line itself gives `at_line`, a full score 100, linear on either side.
    """
    score, line = min(max(score, 0.0), 1.0), min(max(threshold, 0.0), 1.0)
    low = policy.similarity.at_line
    if score < line:
        return low * score / line
    return low + (100 - low) * ((score - line) / (1 - line) if line < 1 else 1.0)


def goods_factor(relation: str, category: str, points: float, far_reaching: bool, policy: Policy) -> float:
    """Factor of the goods; a category of wider reach has a floor when the marks all but agree."""
    factor = policy.goods.get(relation, policy.goods["unknown"])
    if points >= policy.similarity.near_identical or far_reaching:
        return max(factor, policy.cross_class.get(category, 0.0))
    return factor


def asset_factor(entry: WatchEntry, policy: Policy) -> float:
    """Weight of the right; an operator's own category brings its own weight."""
    weight = policy.assets.weights.get(entry.category)
    if weight is None:
        known = load_categories().find(entry.category)
        weight = known.rules.weight.value if known else 1.0
    if any(word in entry.note for word in policy.assets.defensive_words):
        weight *= policy.assets.defensive
    return weight


def territory_factor(entry: WatchEntry, record: Record, planned: frozenset[str], policy: Policy) -> float:
    """Weight of the place: the owner is there, plans to be, or is not."""
    place = office(record.jurisdiction)
    if place in {office(own) for own in entry.jurisdictions}:
        return policy.territory.active
    return policy.territory.planned if place in planned else policy.territory.other


def goods_relation(hit: Hit, entry: WatchEntry, record: Record, policy: Policy) -> str:
    """The matcher's word, but `class only` where one side has no groups: silence is no difference."""
    both = isinstance(record, Filing) and bool(entry.similar_groups) and bool(record.similar_groups)
    word = policy.relation(hit.relation)
    return "class only" if word == "same class" and not both else word


def severity(
    hit: Hit, entry: WatchEntry, record: Record, policy: Policy, planned: frozenset[str] = frozenset()
) -> Severity:
    """Points and factors of one hit."""
    usual = hit.threshold if hit.usual_threshold is None else hit.usual_threshold
    points = likeness(hit.score, usual, policy)  # a budget asks for fewer mails, not for milder ones
    relation = goods_relation(hit, entry, record, policy)
    factors = {
        "近似": round(points, 1),
        "商品": goods_factor(relation, entry.category, points, _reaches_far(hit, entry, policy), policy),
        "资产": asset_factor(entry, policy),
        "地域": territory_factor(entry, record, planned, policy),
    }
    product = points * factors["商品"] * factors["资产"] * factors["地域"]
    words = "近似 {近似:.1f} × 商品 {商品:.2f} × 资产 {资产:.2f} × 地域 {地域:.2f}".format(**factors)
    return _gi_limits(Severity(round(min(100.0, product), 1), factors, words), hit, record, policy)


def _reaches_far(hit: Hit, entry: WatchEntry, policy: Policy) -> bool:
    """W16: the whole mark is contained, and is long enough to be recognised in it."""
    core = "".join(entry.text.split())
    enough = len(core) >= (5 if core.isascii() else 3)
    return enough and "W16" in seen_rules(hit, policy)


def _gi_limits(found: Severity, hit: Hit, record: Record, policy: Policy) -> Severity:
    """The gravest class that was seen decides; its limits come before urgency and fair use."""
    rules = seen_rules(hit, policy)
    seen = [one for one in policy.gi if one.id in rules and one.kind in ("", record.kind)]
    if not seen:
        return found
    first = max(seen, key=lambda one: one.floor)
    marked = any(sign in record.text for sign in SPECIAL_SIGN)
    floor = first.marked_floor if first.marked_floor and marked else first.floor
    points = min(max(found.points, floor), first.cap)
    return Severity(points, {**found.factors, first.id: points}, f"{found.words}；{first.id} {first.words}")
