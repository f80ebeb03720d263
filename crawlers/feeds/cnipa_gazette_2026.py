"""CNIPA 商标公告, answers of the 2026 service (searchEsTmgg): `{"code": 0, "data": {"list": [...]}}`.

The service stands behind a real-name login and a firewall (domain facts 1.1): files come from a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from crawlers.outcome import Notes, Outcome
from crawlers.reading.gazette_rows import Shape, read_gazette
from crawlers.source import Source

SOURCE = Source(
    name="cnipa_gazette_2026",
    title_zh="国家知识产权局商标公告（2026 年接口，人工保存）",
    publisher="国家知识产权局商标局",
    homepage="https://wcjs.sbj.cnipa.gov.cn/",
    kind="drop",
    grade="C",
    last_checked=date(2026, 11, 23),
)

SHAPE = Shape(
    array="list",
    keys={
        "number": ("regNo",),
        "mark": ("tmName",),
        "applicant": ("registerCnName",),
        "type": ("anncType",),
        "type_name": ("anncTypeName",),
        "issue": ("anncIssue",),
        "date": ("anncDate",),
        "page": ("pageNo",),
    },
    waived=("id", "searchId", "fileId", "imgDir", "anncPageNum"),  # ids and places of page images
)


def read(path: Path, notes: Notes) -> Iterator[Outcome]:
    """One outcome for each object of a `list` array."""
    return read_gazette(path, notes, SOURCE.name, SHAPE)
