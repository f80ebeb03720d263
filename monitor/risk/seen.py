"""Which rules (W, G, F) a hit really shows. A matcher's reason also names the rules that it checked and did
not find (未见菜品用语 carries F1), so the policy's table says at which value of which signal a rule is seen.
"""

from __future__ import annotations

from alerts.model import Hit, Reason
from monitor.risk.policy import Policy, shipped_policy


def seen_rules(hit: Hit, policy: Policy | None = None) -> frozenset[str]:
    """Rule ids that are present in the hit; a hit without reasons is taken at its word."""
    if not hit.reasons:
        return frozenset(hit.rules)
    table = (policy or shipped_policy()).shown_by
    return frozenset(rule for why in hit.reasons for rule in _of(why, table))


def _of(why: Reason, table: dict[str, tuple[tuple[str, float, float], ...]]) -> list[str]:
    if why.signal in table:
        return [rule for rule, low, high in table[why.signal] if low <= why.value <= high]
    plain = "." not in why.signal  # a finding of law, not a measured signal of a model
    return [rule for rule in why.rules if plain or (rule.startswith("W") and why.value > 0)]
