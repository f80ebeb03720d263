"""EUIPO Open Data, trade marks (EM-TM V3-4, bare XML or zip): inserts, updates and deletes as filings.

Names of applicants stand in a file of their own; the applicant's identifier is kept in `extra`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from lxml import etree
from pydantic import ValidationError

from crawlers.outcome import Notes, Outcome, Rejected
from crawlers.reading.euipo_mark import NAMESPACE, filing
from crawlers.reading.values import BadValue, from_validation
from crawlers.reading.xml_stream import Element, elements
from crawlers.source import Expectations, Source

SOURCE = Source(
    name="euipo_open",
    title_zh="欧盟知识产权局商标开放数据",
    publisher="European Union Intellectual Property Office",
    homepage="https://euipo.europa.eu/ohimportal/open-data",
    terms_url="https://euipo.europa.eu/ohimportal/terms-of-use",
    kind="drop",
    grade="A",
    jurisdiction="EM",
    redistribution_allowed=True,
    last_checked=date(2026, 11, 23),
    expect=Expectations(fill={"number": 1.0}),
    max_silence=timedelta(days=4),
)


def read(path: Path, notes: Notes) -> Iterator[Outcome]:
    """One outcome for each `TradeMark`."""
    for found in elements(path, f"{{{NAMESPACE}}}TradeMark"):
        if isinstance(found, Rejected):
            yield found
        else:
            yield _outcome(*found, notes)


def _outcome(file: str, mark: Element, notes: Notes) -> Outcome:
    try:
        return filing(mark, notes, SOURCE.name)
    except (BadValue, ValidationError) as error:
        bad = from_validation(error) if isinstance(error, ValidationError) else error
        raw = etree.tostring(mark, encoding="unicode", with_tail=False)
        return bad.rejected(file, mark.sourceline or 0, raw)
