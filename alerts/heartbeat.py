"""Every day the operator hears how every source is; whoever falls silent is reported at once, not tomorrow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import Connection, func, select, update

from alerts import canary, outbox, receivers
from alerts.batch import Post
from alerts.compose import Letter, Receiver, message_id
from alerts.letters.blocks import Block, block_letter
from alerts.sight import CANARY, is_real_record
from alerts.sources import STATES, ExpectedSource, SourceLine, source_lines
from config.clock import SHANGHAI, from_db, local_day, show, to_db
from config.database import insert_for
from config.schema import alerts, canaries, jobs, pending, records, source_state
from config.schema import outbox as outbox_table

HOUR = time(8)
#: How long the heartbeat waits for the day's canaries.
_WAIT = timedelta(hours=1)
_AGAIN = timedelta(days=1)


def watch(conn: Connection, expected: Sequence[ExpectedSource], post: Post, now: datetime) -> int:
    """Report sources that are silent beyond their limit and canaries that did not arrive; returns the alarms."""
    know(conn, expected, now)
    alarms = 0
    for source in expected:
        alarms += _alarm_if_silent(conn, source, post, now)
    lost = canary.missing(canary.follow(conn, now), now)
    for one in lost:
        line = f"{one.source} 的自检记录（{one.day}）{show(one.placed_at)} 放入，至今没有到达：{one.stage}。"
        cure = "请看 zhiwei status：导入、比对或寄信中有一步停了。"
        alarms += _alarm(
            conn, f"自检记录没有到达：{one.source}", (line, cure), f"canary|{one.source}|{one.day}", post, now
        )
    return alarms


def know(conn: Connection, expected: Sequence[ExpectedSource], now: datetime) -> None:
    """From now on the silence of these sources counts."""
    make = insert_for(conn)
    for source in expected:
        row = {"source": source.name, "known_since": to_db(now)}
        conn.execute(make(source_state).values(row).on_conflict_do_nothing())
        conn.execute(
            update(source_state)
            .where(source_state.c.source == source.name, source_state.c.known_since.is_(None))
            .values(known_since=to_db(now))
        )


def _alarm_if_silent(conn: Connection, source: ExpectedSource, post: Post, now: datetime) -> int:
    line = source_lines(conn, [source], now - timedelta(days=1), now)[0]
    row = conn.execute(select(source_state).where(source_state.c.source == source.name)).one()
    since = line.as_of or from_db(row.known_since)
    if source.silence is None or now <= since + source.silence:
        return 0
    if row.alarmed_at is not None and now < from_db(row.alarmed_at) + _AGAIN:
        return 0
    why = STATES.get(row.state, row.state) if row.state not in ("ok", "empty") else "没有消息"
    lines = (
        f"{source.title}（{source.name}）自 {show(since)} 起没有新数据，超过了 {_hours(source.silence)} 小时的限度。",
        f"最近一次：{why}。{row.note}",
        "在它恢复之前，来自这个来源的近似不会被发现；每周报告会写明这个缺口。",
    )
    conn.execute(
        update(source_state).where(source_state.c.source == source.name).values(alarmed_at=to_db(now))
    )
    return _alarm(conn, f"数据源停摆：{source.title}", lines, f"silent|{source.name}|{to_db(now)}", post, now)


def _hours(span: timedelta) -> str:
    return f"{span.total_seconds() / 3600:g}"


def _alarm(conn: Connection, title: str, lines: tuple[str, ...], key: str, post: Post, now: datetime) -> int:
    told = [receivers.desk(conn, role, post.settings.office) for role in ("operator", "officer")]
    queued = 0
    for receiver in dict.fromkeys(one for one in told if one is not None):
        letter = block_letter(
            receiver, "alarm", f"{key}|{receiver.id}", title, [Block(lines=lines)], post, tone="红"
        )
        queued += outbox.queue(conn, letter, post.sender, now)
    return bool(queued)


def beat(conn: Connection, expected: Sequence[ExpectedSource], post: Post, now: datetime) -> bool:
    """Queue today's heartbeat when it is time and not queued yet; it takes the day's canaries along."""
    operator = receivers.desk(conn, "operator", post.settings.office)
    local = now.astimezone(SHANGHAI)
    if operator is None or local.time() < HOUR or _canaries_on_their_way(conn, now):
        return False
    letter = heartbeat_letter(conn, operator, expected, post, now)
    if not outbox.queue(conn, letter, post.sender, now):
        return False
    mine = select(outbox_table.c.id).where(
        outbox_table.c.message_id == message_id(letter.key, post.sender.address)
    )
    marked = select(alerts.c.id).where(alerts.c.tenant == CANARY)
    conn.execute(
        update(pending)
        .where(
            pending.c.receiver == operator.id,
            pending.c.outbox_id.is_(None),
            pending.c.alert_id.in_(marked.scalar_subquery()),
        )
        .values(outbox_id=mine.scalar_subquery())
    )
    return True


def _canaries_on_their_way(conn: Connection, now: datetime) -> bool:
    """Whether one was placed within the hour and has not yet become a case."""
    cases = select(alerts.c.record_id).where(alerts.c.tenant == CANARY)
    young = select(canaries.c.record_id).where(
        canaries.c.placed_at > to_db(now - _WAIT), canaries.c.record_id.not_in(cases.scalar_subquery())
    )
    return conn.execute(young.limit(1)).first() is not None


def heartbeat_letter(
    conn: Connection, operator: Receiver, expected: Sequence[ExpectedSource], post: Post, now: datetime
) -> Letter:
    """Every source by name, with `data as of`, `0 new` and `blocked` apart; canaries, jobs and mails."""
    lines = source_lines(conn, expected, now - timedelta(days=1), now)
    bad = [line for line in lines if line.state in ("blocked", "failed", "refused", "never", "silent")]
    day = local_day(now)
    state = "全部正常" if lines and not bad else f"{len(bad)} 个数据源异常" if bad else "没有任何数据源"
    blocks = [
        Block("数据源（最近 24 小时）", (), tuple((line.title, _source(line)) for line in lines)),
        Block("自检记录", (), _canaries(conn, now)),
        Block("任务与邮件", (), _works(conn)),
    ]
    return block_letter(
        operator,
        "heartbeat",
        f"heartbeat|{operator.id}|{day}",
        f"每日心跳 {day}：{state}",
        [block for block in blocks if block.table],
        post,
        tone="黄" if bad or not lines else "无",
    )


def _source(line: SourceLine) -> str:
    as_of = f"数据截至 {show(line.as_of)}" if line.as_of else "还没有数据"
    note = f"（{line.note[:120]}）" if line.note else ""
    return f"{line.word}；{as_of}{note}"


def _canaries(conn: Connection, now: datetime) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"{one.source} {one.day}", "随本信到达" if one.stage == "已成预警，等待寄出" else one.stage)
        for one in canary.follow(conn, now)
    )


def _works(conn: Connection) -> tuple[tuple[str, str], ...]:
    failed = list(conn.execute(select(jobs.c.name).where(jobs.c.last_outcome == "failed")).scalars())
    states = outbox.counts(conn)
    by_channel = conn.execute(
        select(outbox_table.c.channel, func.count())
        .where(outbox_table.c.state == "undeliverable", outbox_table.c.channel != "mail")
        .group_by(outbox_table.c.channel)
    ).all()
    waiting = conn.execute(
        select(func.count()).where(records.c.screened_revision < records.c.revision, is_real_record())
    ).scalar_one()
    facts = [
        ("失败的任务", "、".join(failed) or "无"),
        ("等待比对", f"{waiting} 条"),
        ("等待寄出", f"{states.get('waiting', 0) + states.get('sending', 0)} 封"),
        ("无法送达", f"{states.get('undeliverable', 0)} 封"),
    ]
    facts += [(f"无法送达（{channel}）", f"{count} 条") for channel, count in by_channel]
    return tuple(facts)
