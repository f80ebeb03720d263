"""A record as the archive keeps it: its keys, its day, and only those fields that a comparison reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawlers.records import Filing, Listing, Record, parse_record
from monitor.matching.prepare import make_form
from monitor.screening import keys

#: What leaves for the archive. Any other field (addresses, free extras, page bodies) stays in the database:
#: an archive may stand on a machine that others administer.
SHOWN = frozenset(
    {
        "kind", "source", "native_id", "text", "jurisdiction", "event", "event_on",
        "variants", "nice_classes", "similar_groups", "goods", "applicant", "filed_on", "origin",
        "platform", "seller", "price", "currency", "brand", "category",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Past:
    """One archived record. `day` is the day of its event, of its filing, or else when it was first seen."""

    record_id: str
    seq: int
    revision: int
    kind: str
    day: str
    keys: tuple[int, ...]
    body: str  # JSON of the fields in SHOWN

    def record(self) -> Record:
        """The record, without the fields that the archive never saw."""
        return parse_record(self.body)


def masked(body: dict[str, Any]) -> dict[str, Any]:
    """The fields of a record's JSON form that may be kept outside the database."""
    return {name: value for name, value in body.items() if name in SHOWN}


def day_of(body: Mapping[str, Any], first_seen: str) -> str:
    """The day of a record: of its event, of its filing, or else when it was first seen (UTC)."""
    return str(body.get("event_on") or body.get("filed_on") or first_seen)[:10]


def past_of(row: Any) -> Past:
    """The archived form of a row of the table `records`."""
    body = dict(row.body)
    texts = [row.text, *body.get("variants", ())]
    return Past(
        record_id=row.id,
        seq=row.seq,
        revision=row.revision,
        kind=row.kind,
        day=day_of(body, row.first_seen),
        keys=tuple(keys.keys(map(make_form, texts), tuple(body.get("nice_classes", ())))),
        body=json.dumps(masked(body), ensure_ascii=False, separators=(",", ":")),
    )


def compared(past: Past) -> Filing | Listing | None:
    """The record when it is of a kind that is compared with marks."""
    record = past.record() if past.kind in ("filing", "listing") else None
    return record if isinstance(record, Filing | Listing) else None
