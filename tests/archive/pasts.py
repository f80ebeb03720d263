"""Small invented records for the archive's tests."""

from __future__ import annotations

from config.database import Database
from config.schema import records
from crawlers.records import Filing, Record
from monitor.archive.past import Past

NAMES = ("青羊听雨", "锦江听雨轩", "蜀山云雾", "云雾蜀山", "BRIGHTLEAF", "bright leaf", "玉垒浮云", "浮云记")


def filing(number: int, text: str, **more: object) -> Filing:
    """A filing of an invented applicant."""
    return Filing(
        source="test",
        native_id=str(number),
        text=text,
        applicant="甲乙丙商贸有限公司",
        applicant_address="某路 1 号",
        nice_classes=(30,),
        extra={"note": "x"},
        **more,
    )


def past(number: int, keys: tuple[int, ...] = (), revision: int = 1, day: str = "2026-10-01") -> Past:
    """A record as archived, with the keys that a test needs."""
    body = f'{{"kind":"filing","source":"test","native_id":"{number}","text":"第{number}号"}}'
    return Past(f"test:{number}", number, revision, "filing", day, keys, body)


def store(database: Database, seen: list[Record], first_seq: int = 1) -> None:
    """Put records into the database as an ingest would."""
    rows = [
        {
            "id": record.record_id,
            "seq": seq,
            "kind": record.kind,
            "source": record.source,
            "text": record.text,
            "jurisdiction": record.jurisdiction,
            "event": record.event,
            "content_hash": record.content_hash(),
            "revision": 1,
            "body": record.model_dump(mode="json", exclude_defaults=True) | {"kind": record.kind},
            "first_seen": "2026-11-20T00:00:00.000000Z",
            "last_seen": "2026-11-20T00:00:00.000000Z",
        }
        for seq, record in enumerate(seen, first_seq)
    ]
    with database.write() as conn:
        conn.execute(records.insert(), rows)
