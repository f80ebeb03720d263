"""What `zhiwei status` shows: everything that waits, failed or fell silent, in figures and plain words."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from alerts import outbox, receivers
from alerts.register import CANARY
from alerts.states import machine
from config.clock import from_db, show
from config.database import Database, integrity
from config.schema import alerts, entries, hits, jobs, quarantine, records, source_state
from config.settings import Settings


@dataclass
class Status:
    """Figures of one installation, and `problems` that need a person."""

    entries: int = 0
    records: int = 0
    waiting_records: int = 0
    hits: int = 0
    open_alerts: dict[str, int] = field(default_factory=dict)
    mails: dict[str, int] = field(default_factory=dict)
    quarantined: int = 0
    sources: list[dict[str, str]] = field(default_factory=list)
    jobs: list[dict[str, str]] = field(default_factory=list)
    archive: str = ""  # one line; empty where it was not asked
    problems: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self)


def read_status(database: Database, settings: Settings, now: datetime) -> Status:
    """Read everything in one transaction."""
    with database.read() as conn:
        status = Status(
            entries=_count(conn, select(func.count()).where(entries.c.status == "active")),
            records=_count(conn, select(func.count()).select_from(records)),
            waiting_records=_count(
                conn, select(func.count()).where(records.c.screened_revision < records.c.revision)
            ),
            hits=_count(conn, select(func.count()).select_from(hits)),
            open_alerts={
                row.level: row.n
                for row in conn.execute(
                    select(alerts.c.level, func.count().label("n"))
                    .where(
                        alerts.c.state.not_in(machine().settled),
                        alerts.c.tenant != CANARY,
                    )
                    .group_by(alerts.c.level)
                )
            },
            mails=outbox.counts(conn),
            quarantined=_count(conn, select(func.count()).select_from(quarantine)),
            sources=[
                {"source": r.source, "state": r.state, "note": r.note, "last": _shown(r.last_success)}
                for r in conn.execute(select(source_state).order_by(source_state.c.source))
            ],
            jobs=[
                {"job": r.name, "outcome": r.last_outcome, "last": _shown(r.last_finished)}
                for r in conn.execute(select(jobs).order_by(jobs.c.name))
            ],
        )
        status.problems = _problems(conn, settings, status)
    sound = integrity(database)
    if sound != "ok":
        status.problems.insert(0, f"数据库完整性检查未通过：{sound}；请立即停机并从备份恢复")
    return status


def _count(conn: Connection, statement: Any) -> int:
    return int(conn.execute(statement).scalar_one())


def _shown(moment: str | None) -> str:
    return show(from_db(moment)) if moment else ""


def _problems(conn: Connection, settings: Settings, status: Status) -> list[str]:
    found = []
    if not settings.mail_is_configured:
        found.append(
            f"未设置发信服务器 [mail] smtp：邮件只存为文件（{settings.path('mail-out')}），没有人会收到"
        )
    if receivers.desk(conn, "officer", settings.office) is None:
        found.append('没有值班员：请在 [[office.people]] 写上 role = "officer" 的人')
    error = outbox.last_error(conn)
    if error:
        found.append(f"有邮件发不出去，最近的原因：{error}")
    if status.mails.get("undeliverable"):
        found.append(f"{status.mails['undeliverable']} 封邮件无法送达，已告知第二联系人与值班台")
    for source in status.sources:
        if source["state"] not in ("ok", "empty"):
            found.append(f"数据源 {source['source']} 状态 {source['state']}：{source['note']}")
    for job in status.jobs:
        if job["outcome"] == "failed":
            found.append(f"任务 {job['job']} 上次失败，请看日志")
    return found
