"""How an archived record looks as a document, what is asked about it, and what the answers to a bulk mean."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from monitor.archive.base import ArchiveError
from monitor.archive.faults import fault, reason_of
from monitor.archive.past import Past

PAGE = 5000  # documents read in one answer; the server allows 10,000
_LONGEST_ID = 512  # bytes; the server's limit
_BUSY = frozenset({429, 502, 503, 504})

MAPPING: dict[str, Any] = {
    "dynamic": "strict",
    "_source": {"excludes": ["keys"]},
    "properties": {
        "seq": {"type": "long"},
        "revision": {"type": "integer", "index": False},
        "kind": {"type": "keyword"},
        "day": {"type": "keyword"},
        "keys": {"type": "keyword", "doc_values": False},
        "id": {"type": "keyword", "index": False, "doc_values": False},
        "body": {"type": "keyword", "index": False, "doc_values": False},
    },
}


def identity(past: Past) -> str:
    """The document's `_id`: the record's id, or its digest where that is too long."""
    if len(past.record_id.encode()) <= _LONGEST_ID:
        return past.record_id
    return "sha256:" + hashlib.sha256(past.record_id.encode()).hexdigest()


def document(past: Past) -> dict[str, Any]:
    """The document of a record."""
    return {
        "seq": past.seq,
        "revision": past.revision,
        "kind": past.kind,
        "day": past.day,
        "keys": [format(key, "x") for key in past.keys],
        "id": past.record_id,
        "body": past.body,
    }


def past(hit: dict[str, Any]) -> Past:
    """The record of a search hit, without its keys."""
    source = hit["_source"]
    return Past(
        source["id"], source["seq"], source["revision"], source["kind"], source["day"], (), source["body"]
    )


def operations(pasts: Sequence[Past]) -> list[dict[str, Any]]:
    """A bulk that takes each record in unless a newer revision is there, so that it can be sent again."""
    lines: list[dict[str, Any]] = []
    for one in pasts:
        about = {"_id": identity(one), "version": one.revision, "version_type": "external_gte"}
        lines += ({"index": about}, document(one))
    return lines


def sort_out(
    pasts: Sequence[Past], answers: Sequence[dict[str, Any]], place: str
) -> tuple[list[Past], ArchiveError | None]:
    """The records that the server was too busy for, and what it said; every answer is looked at.

    Raises ArchiveError, with their number, for records that were refused for good.
    """
    again: list[Past] = []
    busy: ArchiveError | None = None
    refusals: list[ArchiveError] = []
    for one, answer in zip(pasts, answers, strict=True):
        result = answer["index"]
        status = int(result["status"])
        if status < 300 or status == 409:  # 409: a newer revision is already in
            continue
        error = fault(status, reason_of(result), place)
        if status in _BUSY:
            again.append(one)
            busy = busy or error
        else:
            refusals.append(error)
    if refusals:
        raise ArchiveError(
            f"{refusals[0]}；{len(refusals)} 条未能写入 / {len(refusals)} not taken in",
            retry=refusals[0].retry,
        )
    return again, busy


def sharing(probes: Sequence[int], since: str) -> dict[str, Any]:
    """The query for records of day `since` or later that share a key."""
    clauses: list[dict[str, Any]] = [{"terms": {"keys": [format(key, "x") for key in probes]}}]
    if since:
        clauses.append({"range": {"day": {"gte": since}}})
    return {"bool": {"filter": clauses}}


def question(probes: Sequence[int], since: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two lines of one search in an `_msearch`: its first page, by `seq`."""
    body = {"query": sharing(probes, since), "size": PAGE, "sort": ["seq"], "track_total_hits": False}
    return {}, body
