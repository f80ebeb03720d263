"""Reads the golden table and judges it; shared by the tests of the matcher."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from crawlers.records import Filing, Listing
from monitor.matching.prepare import Mark, Sign, prepare_entry, prepare_record
from watchlists.entries import WatchEntry

TABLE = Path(__file__).parent / "cases.toml"


def cases() -> list[dict[str, Any]]:
    return list(tomllib.loads(TABLE.read_text(encoding="utf-8"))["case"])


def mark_of(case: dict[str, Any]) -> Mark:
    return prepare_entry(
        WatchEntry(
            id="w",
            category=case.get("category", "TM"),
            text=case["mark"],
            aliases=tuple(case.get("aliases", ())),
            nice_classes=tuple(case.get("mark_classes", ())),
            owner=case.get("owner", ""),
            region=case.get("region", ""),
        )
    )


def sign_of(case: dict[str, Any]) -> Sign:
    if case.get("form", "filing") == "listing":
        return prepare_record(
            Listing(
                source="golden",
                native_id="r",
                text=case["record"],
                seller=case.get("party", ""),
                origin=case.get("origin", ""),
            )
        )
    return prepare_record(
        Filing(
            source="golden",
            native_id="r",
            text=case["record"],
            nice_classes=tuple(case.get("classes", ())),
            applicant=case.get("party", ""),
        )
    )
