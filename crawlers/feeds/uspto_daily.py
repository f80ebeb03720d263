"""USPTO Trademark Daily XML (TRTDXFAP, `apcYYMMDD.zip` or its XML): every case file as one filing.

A case file is the full present state: an older state of the same serial number later in the file is
ignored by name. The product needs a key and moves over a signed redirect, so files are dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from lxml import etree
from pydantic import ValidationError

from crawlers.outcome import Ignored, Notes, Outcome, Rejected
from crawlers.reading.uspto_case import filing, transaction_date
from crawlers.reading.values import BadValue, from_validation
from crawlers.reading.xml_stream import Element, elements
from crawlers.source import Expectations, Source

SOURCE = Source(
    name="uspto_daily",
    title_zh="美国专利商标局商标每日数据",
    publisher="United States Patent and Trademark Office",
    homepage="https://data.uspto.gov/bulkdata/datasets/trtdxfap",
    terms_url="https://data.uspto.gov/apis/api-rate-limits",
    kind="drop",
    grade="A",
    jurisdiction="US",
    redistribution_allowed=True,
    last_checked=date(2026, 11, 23),
    expect=Expectations(fill={"text": 0.5, "number": 1.0, "applicant": 0.8}),
    max_silence=timedelta(days=3),
)


def read(path: Path, notes: Notes) -> Iterator[Outcome]:
    """One outcome for each `case-file`."""
    newest: dict[str, str] = {}
    for found in elements(path, "case-file"):
        if isinstance(found, Rejected):
            yield found
        else:
            yield _outcome(*found, notes, newest)


def _outcome(file: str, case: Element, notes: Notes, newest: dict[str, str]) -> Outcome:
    try:
        record = filing(case, notes, SOURCE.name)
    except (BadValue, ValidationError) as error:
        bad = from_validation(error) if isinstance(error, ValidationError) else error
        raw = etree.tostring(case, encoding="unicode", with_tail=False)
        return bad.rejected(file, case.sourceline or 0, raw)
    day = transaction_date(case)
    if newest.get(record.number, "") > day:
        return Ignored("older state of a case that the file also holds in a newer one")
    newest[record.number] = day
    return record
