"""The main job on this machine: a gazette and a shop on loopback, the daemon, a mail server, real mails.

Can be killed anywhere and started again in the same folder: what was done stays done.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from contextlib import ExitStack
from email import message_from_bytes
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from alerts.register import alert_lines
from config import logging
from config.database import Database
from config.schema import alerts, hits, outbox, records, runs, source_state
from config.settings import Settings, load_settings
from crawlers.demo_site import DemoSite
from monitor import daemon
from monitor.builtin import load_lists
from monitor.demo.sink import Sink
from monitor.demo.write import write_installation
from monitor.passes import Job, Service

SOURCES = ("demo_gazette", "demo_shop")


def show(workdir: Path, *, once: bool, seconds: int) -> dict[str, Any]:
    """Walk the straight line and return the figures; `mails_sent` is what the outbox says was sent."""
    began = time.monotonic()
    with ExitStack() as stack:
        site = stack.enter_context(DemoSite())
        sink = stack.enter_context(Sink(workdir / "mails"))
        say(f"公告站与商店：{site.url}　收信服务器：{sink.url}")
        write_installation(workdir, site.url, sink.url)
        logging.configure("WARNING")
        lock = stack.enter_context(daemon.hold_installation(workdir))
        assert lock.writable()
        service = Service.open(load_settings(workdir))
        stack.callback(service.database.close)
        added = load_lists(service.database, service.settings, service.clock())
        say(f"监测对象：新装入内置名录 {added} 条")
        if once:
            service.once(progress=_progress)
        else:
            deadline = time.monotonic() + seconds
            daemon.run(service, until=lambda: _drained(service) or time.monotonic() > deadline)
        summary = figures(service.database, workdir / "mails")
        _print_alerts(service.database, service.settings, workdir)
    return summary | {"seconds": round(time.monotonic() - began, 1)}


def say(text: str) -> None:
    """Progress goes to standard error; the last line of standard output is the summary."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


_WORDS = {
    "crawl": "采集",
    "drops": "投放目录",
    "ingest": "入库",
    "screen": "比对",
    "inbox": "收信",
    "keep": "期限与提醒",
    "dispatch": "发信",
}


def _progress(job: Job, done: Counter[str]) -> None:
    figures_ = "　".join(f"{name} {n}" for name, n in sorted(done.items()) if n)
    say(f"· {_WORDS.get(job.name, job.name)}　{figures_ or '—'}")


def _drained(service: Service) -> bool:
    """Both sources were crawled, everything is screened, and no mail waits."""
    with service.database.read() as conn:
        crawled = conn.execute(
            select(func.count()).where(source_state.c.source.in_(SOURCES), source_state.c.state == "ok")
        ).scalar_one()
        left = conn.execute(
            select(func.count()).where(records.c.screened_revision < records.c.revision)
        ).scalar_one()
        mails = conn.execute(select(func.count()).where(outbox.c.state != "sent")).scalar_one()
        sent = conn.execute(select(func.count()).where(outbox.c.state == "sent")).scalar_one()
    return bool(crawled == len(SOURCES) and sent and not left and not mails)


def figures(database: Database, mails: Path) -> dict[str, Any]:
    """Totals of the installation; mails in the sink are counted by Message-ID, since a kill may repeat one."""
    with database.read() as conn:

        def count(statement: Any) -> int:
            return int(conn.execute(statement).scalar_one() or 0)

        return {
            "records": count(select(func.count()).select_from(records)),
            "hits": count(select(func.count()).select_from(hits)),
            "alerts": count(select(func.count()).select_from(alerts)),
            "mails_sent": count(select(func.count()).where(outbox.c.state == "sent")),
            "mails_in_sink": len({_message_id(file) for file in mails.glob("*.eml")}),
            "rejected": count(select(func.sum(runs.c.rejected))),
        }


def _message_id(file: Path) -> str:
    return str(message_from_bytes(file.read_bytes())["Message-ID"])


def _print_alerts(database: Database, settings: Settings, workdir: Path) -> None:
    with database.read() as conn:
        lines = alert_lines(conn, "all")
    say("")
    for line in lines:
        day = f"　最后一日 {line['last_day']}" if line["last_day"] else ""
        say(
            f"{line['level']} {line['alert']}　「{line['text']}」疑似近似「{line['watched']}」　{line['party']}{day}"
        )
    say(f"\n{len(lines)} 件预警；邮件（.eml 与 .html）在 {workdir / 'mails'}")
    say(f"接着可以：zhiwei status --home {workdir}；zhiwei explain A-1 --home {workdir}")
