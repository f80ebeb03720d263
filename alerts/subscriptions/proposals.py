"""A watch list that an enterprise sends is a proposal: tried on past records, shown, in force once confirmed.

Its entries belong to the sender's account whatever the file says, so that no list can name another's
mailbox or overwrite another's entry. In force, it starts from a baseline: what was filed before raises
nothing by itself; the preview has shown it.
"""

from __future__ import annotations

import hashlib
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from alerts import journal, outbox, receivers
from alerts.batch import Post
from alerts.headers import clean
from alerts.subscriptions.links import Links
from alerts.subscriptions.preview import DryRun, Preview
from alerts.subscriptions.preview_letter import preview_letter, unreadable_letter
from config.clock import to_db
from config.schema import entries, proposals
from config.tabular import TabularError
from watchlists.categories import load_categories
from watchlists.entries import WatchEntry
from watchlists.importing import Import, import_file
from watchlists.store import EntryStore

SUFFIXES = (".csv", ".tsv", ".xlsx")
MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 2_000
PER_DAY = 5


class NotTaken(ValueError):
    """The file was not taken in; the text says why and what would be right."""


def receive(conn: Connection, receiver: str, tenant: str, name: str, content: bytes, now: datetime) -> int:
    """Keep a file for the trial; `tenant` is empty while the address is unconfirmed. Raises NotTaken."""
    name = clean(Path(name.replace("\\", "/")).name, 80)
    if Path(name).suffix.lower() not in SUFFIXES:
        raise NotTaken(f"只收 CSV、TSV、XLSX 文件，不收“{name}” / only CSV, TSV or XLSX")
    if len(content) > MAX_BYTES:
        raise NotTaken("文件超过 2 MiB，请分成几份 / the file is over 2 MiB")
    day = to_db(now - timedelta(days=1))
    recent = select(func.count()).where(proposals.c.receiver == receiver, proposals.c.created_at > day)
    if int(conn.execute(recent).scalar_one()) >= PER_DAY:
        raise NotTaken(f"24 小时内最多 {PER_DAY} 份清单，请明天再寄 / at most {PER_DAY} lists a day")
    values = {
        "receiver": receiver,
        "tenant": tenant,
        "file": name,
        "content": content,
        "state": "received" if tenant else "waiting",
        "created_at": to_db(now),
    }
    made = conn.execute(insert(proposals).values(values).returning(proposals.c.id))
    return int(made.scalar_one())


def read(proposal: Row[Any], address: str) -> Import:
    """The file as entries of its sender; raises NotTaken."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"list{Path(proposal.file).suffix.lower()}"
        file.write_bytes(proposal.content)
        try:
            taken = import_file(file, categories=load_categories(), category="TM")
        except TabularError as error:
            raise NotTaken(f"{proposal.file}：{error.reason_zh} / {error.reason_en}") from error
    if taken.rows > MAX_ROWS:
        raise NotTaken(f"清单有 {taken.rows} 行，最多 {MAX_ROWS} 行 / at most {MAX_ROWS} rows")
    if not taken.entries:
        why = str(taken.rejects[0]) if taken.rejects else "没有可用的行 / no usable row"
        raise NotTaken(f"{proposal.file}：{clean(why, 300)}")
    return Import(
        proposal.file,
        taken.columns,
        tuple(_own(entry, proposal, address) for entry in taken.entries),
        taken.lines,
        taken.rejects,
        taken.notices,
        taken.known,
        taken.unknown_columns,
    )


def _own(entry: WatchEntry, proposal: Row[Any], address: str) -> WatchEntry:
    named = hashlib.sha256(f"{proposal.tenant}|{entry.id}".encode()).hexdigest()[:20]
    return entry.model_copy(
        update={
            "id": f"p-{named}",
            "tenant": proposal.tenant,
            "receiver": address,
            "status": "proposed",
            "source": f"proposal {proposal.id}",
            "confidence": "未核实",
        }
    )


def waiting(conn: Connection) -> list[Row[Any]]:
    """Proposals that have not been tried yet."""
    chosen = select(proposals).where(proposals.c.state == "received")
    return list(conn.execute(chosen.order_by(proposals.c.id)))


def store_trial(
    conn: Connection, proposal: Row[Any], taken: Import, preview: Preview, post: Post, now: datetime
) -> None:
    """Keep the entries as proposed, and show their owner what they would have raised."""
    receiver = receivers.find(conn, proposal.receiver)
    known = set(conn.execute(select(entries.c.id).where(entries.c.tenant == proposal.tenant)).scalars())
    EntryStore().upsert(conn, [e for e in taken.entries if e.id not in known], now)
    rejects = [str(reject)[:300] for reject in taken.rejects]
    conn.execute(
        update(proposals)
        .where(proposals.c.id == proposal.id, proposals.c.state == "received")
        .values(
            state="proposed",
            rows=taken.rows,
            entry_ids=[entry.id for entry in taken.entries],
            rejects=rejects,
            preview=preview.model_dump(mode="json"),
        )
    )
    if receiver is not None:
        url = Links.of(post.settings).url("list", str(proposal.id), now)
        letter = preview_letter(receiver, proposal, taken, preview, url, post)
        outbox.queue(conn, letter, post.sender, now)


def refuse(conn: Connection, proposal: Row[Any], why: str, post: Post, now: datetime) -> None:
    """The file cannot be used: its sender is told what would be right."""
    conn.execute(
        update(proposals)
        .where(proposals.c.id == proposal.id)
        .values(state="unreadable", rejects=[why[:300]], decided_at=to_db(now))
    )
    receiver = receivers.find(conn, proposal.receiver)
    if receiver is not None:
        outbox.queue(conn, unreadable_letter(receiver, proposal, why, post), post.sender, now)


def put_in_force(conn: Connection, number: int, channel: str, now: datetime) -> int:
    """The owner confirmed: entries are active from now, old records are the baseline. Returns how many."""
    proposal = _decide(conn, number, "confirmed", now)
    receiver = None if proposal is None else receivers.find(conn, proposal.receiver)
    if proposal is None or receiver is None:
        return 0
    active = [
        entry.model_copy(update={"status": "active"}) for entry in read(proposal, receiver.address).entries
    ]
    EntryStore().upsert(conn, active, now)
    for entry in active:  # the archive is not searched for it: that would be the flood
        conn.execute(update(entries).where(entries.c.id == entry.id).values(back_scanned=entries.c.version))
    _note(conn, proposal, "list-confirmed", channel, now)
    return len(active)


def withdraw(conn: Connection, number: int, channel: str, now: datetime) -> bool:
    """The owner declined: the proposed entries go."""
    proposal = _decide(conn, number, "withdrawn", now)
    if proposal is None:
        return False
    mine = select(entries.c.id).where(entries.c.tenant == proposal.tenant, entries.c.status == "proposed")
    gone = set(conn.execute(mine).scalars()) & set(proposal.entry_ids)
    EntryStore().remove(conn, sorted(gone), now)
    _note(conn, proposal, "list-withdrawn", channel, now)
    return True


def try_one(conn: Connection, proposal: Row[Any], dry_run: DryRun, now: datetime) -> tuple[Import, Preview]:
    """Read and try a proposal (reading only, may take long); raises NotTaken."""
    receiver = receivers.find(conn, proposal.receiver)
    if receiver is None:
        raise NotTaken("订阅已不存在 / no such subscription")
    taken = read(proposal, receiver.address)
    active = [entry.model_copy(update={"status": "active"}) for entry in taken.entries]
    return taken, dry_run(conn, active, now)


def _decide(conn: Connection, number: int, state: str, now: datetime) -> Row[Any] | None:
    return conn.execute(
        update(proposals)
        .where(proposals.c.id == number, proposals.c.state == "proposed")
        .values(state=state, decided_at=to_db(now))
        .returning(proposals)
    ).first()


def _note(conn: Connection, proposal: Row[Any], verb: str, channel: str, now: datetime) -> None:
    journal.write(
        conn,
        now,
        alert_id=None,
        who=proposal.receiver,
        role="enterprise",
        channel=channel,
        verb=verb,
        before="proposed",
        after="active" if verb == "list-confirmed" else "removed",
        detail={"proposal": proposal.id, "entries": len(proposal.entry_ids)},
    )
