"""The few rules that law decides, not experience: own filing, truthful use from the place, listed exclusions.

Sources: F3 (facts 3.6; the owner cannot conflict with itself), 集体商标、证明商标注册和管理规定 Art 22–24 (truthful
use of a GI by producers of the area), old Art 59 / new Art 73 (fair use).
"""

from __future__ import annotations

from monitor.matching.fold import fold
from monitor.matching.parties import from_area, is_genuine_seller
from monitor.matching.prepare import Mark, Sign

OWN = "申请人或卖家是权利人、关联公司或许可使用人（F3）。"
EXCLUDED = "该文字已由使用单位列为与此监测对象无关。"
OF_PLACE = "来自产区的如实使用（地理标志办法、第79号令第22—24条）。"
OFFICIAL = "卖家以权利人名义开设官方店且无异常（F3、F4），仍应核对授权名单。"

_FAIR_CEILING = -1.5  # log-odds under the threshold: shown when asked for, never mailed


def settled(mark: Mark, sign: Sign) -> str:
    """The sentence of the rule that closes the pair without a score; empty when none does."""
    ours = mark.sellers if sign.record.kind == "listing" else mark.owners
    if not ours.isdisjoint(sign.parties):
        return OWN
    if mark.entry.exclusions:
        text = fold(sign.record.text)
        if any(fold(excluded) == text for excluded in mark.entry.exclusions):
            return EXCLUDED
    return ""


def fair_use(mark: Mark, sign: Sign) -> str:
    """The sentence of the rule that keeps the pair under the line; empty when none does."""
    if mark.entry.category == "GI":
        return OF_PLACE if from_area(mark.entry, sign.record) else ""
    record = sign.record
    if record.kind == "listing" and is_genuine_seller(mark.entry, record.seller):
        return OFFICIAL
    return ""


def limit(mark: Mark, sign: Sign, distance: float) -> float:
    """The distance after the rules of fair use."""
    return min(distance, _FAIR_CEILING) if fair_use(mark, sign) else distance
