"""Cases whose level needs no score: own right attacked, lapsed or moved, verbatim leak, phishing domain."""

from __future__ import annotations

from alerts.model import Hit, Reason
from crawlers.records import DomainName, Filing, Patent, Record
from monitor.risk.identity import is_core_domain, is_own
from monitor.risk.policy import Direct, Policy, rank
from watchlists.entries import WatchEntry


def direct_level(hit: Hit, entry: WatchEntry, record: Record, policy: Policy) -> Direct | None:
    """The gravest line of the list that fits; None when the score decides."""
    fitting = [line for line in policy.direct if _fits(line, hit, entry, record)]
    return max(fitting, key=lambda line: rank(line.level), default=None)


def own_right_hit(entry: WatchEntry, record: Record, policy: Policy) -> Hit | None:
    """A hit for an event on the entry's own right, which likeness would set aside as an own filing.

    None when the record is not about a right of this entry, or its event is an ordinary one.
    """
    bare = Hit(entry_id=entry.id, record_id=record.record_id, score=1, per_100k=0, threshold=1, alert=True)
    line = direct_level(bare, entry, record, policy)
    if line is None or not line.own:
        return None
    why = Reason(signal="own-right", text=line.reason, value=1, share=0, rules=(line.id,))
    return bare.model_copy(update={"reasons": (why,), "matched_text": record.text, "model": policy.version})


def _fits(line: Direct, hit: Hit, entry: WatchEntry, record: Record) -> bool:
    return (
        line.kind in ("", record.kind)
        and line.category in ("", entry.category)
        and (not (line.codes or line.words) or _named(line, record))
        and (not line.signal or _measured(line, hit))
        and (not line.core_domain or (_armed(record) and is_core_domain(record, entry)))
        and (not line.own or is_own(record, entry))
    )


def _named(line: Direct, record: Record) -> bool:
    code = record.office_code if isinstance(record, Filing) else ""
    status = record.status if isinstance(record, Filing | Patent) else ""
    return code in line.codes or any(word in status for word in line.words)


def _armed(record: Record) -> bool:
    """The domain can send mail or serve TLS: an MX record or a certificate was seen."""
    return isinstance(record, DomainName) and (record.has_mx is True or bool(record.extra.get("certificate")))


def _measured(line: Direct, hit: Hit) -> bool:
    return any(why.signal == line.signal and why.value >= line.minimum for why in hit.reasons)
