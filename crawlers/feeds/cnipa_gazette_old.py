"""CNIPA 商标公告, archived dumps of the old JSON service (2018–2021): `{"total": n, "rows": [...]}`.

The service is gone; files come from archives. Several answers in one file are read one after another.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from crawlers.outcome import Notes, Outcome
from crawlers.reading.gazette_rows import Shape, read_gazette
from crawlers.source import Source

SOURCE = Source(
    name="cnipa_gazette_old",
    title_zh="国家知识产权局商标公告（旧接口存档）",
    publisher="国家知识产权局商标局",
    homepage="https://sbj.cnipa.gov.cn/",
    kind="drop",
    grade="C",
    last_checked=date(2026, 11, 23),
)

SHAPE = Shape(
    array="rows",
    keys={
        "number": ("reg_num",),
        "mark": ("tm_name", "tmname"),
        "applicant": ("reg_name", "regname"),
        "type": ("ann_type_code",),
        "type_name": ("ann_type",),
        "issue": ("ann_num",),
        "date": ("ann_date",),
        "page": ("page_no",),
    },
    waived=("id", "rn"),  # id of the page image and position in the answer
)


def read(path: Path, notes: Notes) -> Iterator[Outcome]:
    """One outcome for each object of a `rows` array."""
    return read_gazette(path, notes, SOURCE.name, SHAPE)
