"""Disputes abroad: a file becomes cases of the overseas desk with the clocks of their forum, once each."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from alerts import receivers
from alerts.batch import Post
from config.database import Database
from config.schema import alerts
from config.settings import Settings
from monitor.jobs import keep
from monitor.jobs.dockets import take_dockets
from tests.alerts.cases import subjects

FILE = """case_id,enterprise,role,country,forum,forum_case_no,served_on,cause,counterparty,text
D-1,成都示例光电有限公司,被告,US,US District Court N.D. Illinois,1:26-cv-00001,2026-11-20,商标,Example LLC,"Complaint for trademark infringement"
D-2,成都示例家居有限公司,被告,ZZ,Unknown Tribunal,7,2026-11-20,专利,Beispiel GmbH,
D-3,,被告,US,US District Court,8,2026-11-20,商标,Example LLC,
"""
OVERSEAS, DESK = "overseas:overseas@office.test", "officer:desk@office.test"


def test_each_case_opens_once_and_the_domestic_desk_is_in_copy(
    database: Database, installation: Settings, now: datetime, tmp_path: Path
) -> None:
    (tmp_path / "d.csv").write_text(FILE, "utf-8")
    post = Post(installation)
    with database.write() as conn:
        receivers.sync_people(conn, installation.office, now)
        found = take_dockets(conn, tmp_path / "d.csv", post, now)
        assert (len(found.cases), len(found.errors)) == (2, 1)
        take_dockets(conn, tmp_path / "d.csv", post, now)
        rows = {r.id: r for r in conn.execute(select(alerts))}
        assert len(rows) == 2 and {r.desk for r in rows.values()} == {"overseas"}
        assert rows[1].last_day == "2026-12-11", "21 days from service"
        assert rows[2].last_day is None and "人工" in rows[2].risk["why"]
        assert len(subjects(conn, OVERSEAS)) == len(subjects(conn, DESK)) == 1


def test_its_clock_runs_on_without_a_hit(
    database: Database, installation: Settings, now: datetime, tmp_path: Path
) -> None:
    (tmp_path / "d.csv").write_text(FILE, "utf-8")
    post = Post(installation)
    with database.write() as conn:
        receivers.sync_people(conn, installation.office, now)
        take_dockets(conn, tmp_path / "d.csv", post, now)
    total = sum(
        (keep.keep(database, post, now + timedelta(days=d)) for d in range(1, 25)), start=keep.Counter()
    )
    assert total["keep_expired"] == 1 and total["keep_reminder"] > 0
    with database.read() as conn:
        assert conn.execute(select(alerts.c.last_day).where(alerts.c.id == 1)).scalar_one() == "2026-12-11"
