"""Reads the labelled rows of an evaluation file into the entries and records that the matcher takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from crawlers.records import Filing, Listing
from monitor.screening.categories import category_code
from watchlists.entries import WatchEntry

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


class BadRow(ValueError):
    """A row that cannot be measured; the message names file, line and field in Chinese and English."""


@dataclass(frozen=True)
class Row:
    """One labelled pair; `entry` is None for an innocent record aimed at nothing."""

    id: str
    kind: str
    entry: WatchEntry | None
    record: Filing | Listing
    label: int
    mechanism: str
    contested: bool
    also: tuple[str, ...]
    jurisdiction: str = ""
    goods: str = ""

    @property
    def script(self) -> str:
        """`han` when both signs hold Han, `latin` when neither does, else `cross`."""
        sides = [bool(_HAN.search(t)) for t in ((self.entry.text if self.entry else ""), self.record.text)]
        return "han" if all(sides) else "latin" if not any(sides) else "cross"


def entry_of(watch: dict[str, Any]) -> WatchEntry:
    """The entry that a `watch` object describes; Chinese category names become codes."""
    return WatchEntry(
        id=watch["id"],
        category=category_code(watch["category"]),
        text=watch["text"],
        aliases=tuple(watch.get("aliases", ())),
        nice_classes=tuple(watch.get("nice_classes", ())),
        owner=watch.get("owner", ""),
        owner_aliases=tuple(watch.get("owner_aliases", ())),
        region=watch.get("region", ""),
    )


def record_of(row_id: str, candidate: dict[str, Any]) -> Filing | Listing:
    """The filing or listing that a `candidate` object describes."""
    classes = tuple(candidate.get("nice_classes") or ())
    if candidate["form"] == "filing":
        return Filing(
            source="eval",
            native_id=row_id,
            text=candidate["text"],
            nice_classes=classes,
            applicant=candidate.get("applicant") or "",
            origin=candidate.get("origin") or "",
        )
    price = candidate.get("price")
    return Listing(
        source="eval",
        native_id=row_id,
        text=candidate["text"],
        nice_classes=classes,
        seller=candidate.get("seller") or "",
        price=None if price is None else Decimal(str(price)),
        origin=candidate.get("origin") or "",
    )


def _row(body: dict[str, Any]) -> Row:
    return Row(
        id=body["id"],
        kind=body["kind"],
        entry=entry_of(body["watch"]) if body["watch"] else None,
        record=record_of(body["id"], body["candidate"]),
        label=int(body["label"]),
        mechanism=body["mechanism"],
        contested=bool(body["contested"]),
        also=tuple(body.get("also", ())),
        jurisdiction=body.get("jurisdiction", ""),
        goods=body.get("goods", ""),
    )


def read_rows(path: Path) -> list[Row]:
    """All rows of a JSONL file; raises `BadRow` at the first that is not one."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            rows.append(_row(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise BadRow(
                f"{path}:{number}: 评测行无法读取 (evaluation row not readable): {error!r}"
            ) from error
    return rows


def is_fought(rows: list[Row]) -> bool:
    """Whether these are the fought pairs (they name a jurisdiction) or the constructed set."""
    return any(row.jurisdiction for row in rows)


def read_names(path: Path, limit: int | None = None) -> Iterator[Filing]:
    """Everyday names as filings: one a line, with `TAB class` where the stream gives one; unknown applicant."""
    lines = path.read_text(encoding="utf-8").splitlines()[:limit]
    for number, line in enumerate(lines, 1):
        text, _, nice = line.partition("\t")
        if text.strip():
            classes = (int(nice),) if nice.strip() else ()
            yield Filing(source=path.stem, native_id=str(number), text=text, nice_classes=classes)
