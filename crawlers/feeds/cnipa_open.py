"""CNIPA 商标数据开放: a zip of CSVs becomes one filing for each mark and class, with owners and goods.

Columns are found by name, never by position (one 2026 batch had no 商标名称). The set is about registered
marks and comes too late for opposition: it is the baseline of portfolios, not an opposition feed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from crawlers.outcome import Notes, Outcome, Rejected
from crawlers.reading.cnipa_package import BASIC, join_sides, open_table, row_outcome
from crawlers.reading.safe_zip import SafeZip, UnsafeZip, open_zip
from crawlers.reading.scratch import Scratch, scratch
from crawlers.reading.values import BadValue
from crawlers.source import Expectations, Source

SOURCE = Source(
    name="cnipa_open",
    title_zh="国家知识产权局商标数据开放",
    publisher="国家知识产权局商标局",
    homepage="https://sbj.cnipa.gov.cn/sbj/sjfw/sjsj/",
    kind="drop",
    grade="B",
    schedule=timedelta(days=31),
    last_checked=date(2026, 11, 23),
    expect=Expectations(fill={"applicant": 0.9}),
)


def read(path: Path, notes: Notes) -> Iterator[Outcome]:
    """One outcome for each row of 注册商标基本信息.csv; the other tables are joined to it."""
    try:
        with open_zip(path) as archive, scratch() as store:
            join_sides(archive, store, notes)
            yield from _basic_rows(archive, store, notes)
    except UnsafeZip as error:
        yield Rejected(path.name, 0, "*", "", error.reason_zh, error.reason_en)
    except BadValue as error:
        yield error.rejected(path.name, 1, error.value)


def _basic_rows(archive: SafeZip, store: Scratch, notes: Notes) -> Iterator[Outcome]:
    with open_table(archive, BASIC, notes) as table:
        for line, cells, raw in table.rows():
            if isinstance(cells, BadValue):
                yield cells.rejected(BASIC.file, line, raw)
            else:
                yield row_outcome(cells, line, raw, store, notes, SOURCE.name)
