"""Every table on one page, in the order of the straight line; moments are UTC text (config.clock)."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _moment(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, String(27), nullable=null)


# --- how records get in -------------------------------------------------------------------------
runs = Table(  # one file taken in: inputs = records + repeats + rejected + ignored
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String, nullable=False, index=True),
    Column("file", String, nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("state", String, nullable=False),  # reading, done, refused
    Column("inputs", Integer, nullable=False, default=0),
    Column("records", Integer, nullable=False, default=0),  # new or changed
    Column("repeats", Integer, nullable=False, default=0),
    Column("rejected", Integer, nullable=False, default=0),
    Column("ignored", JSON, nullable=False, default=dict),  # reason → count
    Column("note", String, nullable=False, default=""),
    _moment("started_at"),
    _moment("finished_at", null=True),
)
quarantine = Table(  # what could not be read, raw, with the reason
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", Integer, ForeignKey("runs.id"), nullable=True, index=True),
    Column("file", String, nullable=False),
    Column("line", Integer, nullable=False),
    Column("field", String, nullable=False),
    Column("value", String, nullable=False),
    Column("reason_zh", String, nullable=False),
    Column("reason_en", String, nullable=False),
    Column("raw", String, nullable=False),
)
source_state = Table(  # what is known of each source: alive, blocked, silent
    "source_state",
    metadata,
    Column("source", String, primary_key=True),
    _moment("last_success", null=True),
    _moment("last_attempt", null=True),
    Column("state", String, nullable=False, default="never"),  # ok, empty, blocked, failed, never
    Column("note", String, nullable=False, default=""),
    Column("new_records", Integer, nullable=False, default=0),
    _moment("alarmed_at", null=True),
    _moment("known_since", null=True),  # from when on its silence counts
)
records = Table(
    "records",
    metadata,
    Column("id", String, primary_key=True),
    Column("seq", Integer, nullable=False, unique=True),  # order of arrival, for catching up
    Column("kind", String, nullable=False),
    Column("source", String, nullable=False),
    Column("text", String, nullable=False),
    Column("party", String, nullable=False, default=""),  # applicant or seller
    Column("jurisdiction", String, nullable=False),
    Column("event", String, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("revision", Integer, nullable=False, default=1),
    Column("body", JSON, nullable=False),
    Column("run_id", Integer, ForeignKey("runs.id"), nullable=True),
    _moment("first_seen"),
    _moment("last_seen"),
    Column("screened_revision", Integer, nullable=False, default=0),  # 0: waits for screening
    Index("ix_records_waiting", "screened_revision", "seq"),
    Index("ix_records_kind", "kind", "seq"),
)

# --- what is protected --------------------------------------------------------------------------
entries = Table(
    "entries",
    metadata,
    Column("id", String, primary_key=True),
    Column("category", String, nullable=False),
    Column("text", String, nullable=False),
    Column("tenant", String, nullable=False, default="", index=True),
    Column("receiver", String, nullable=False, default=""),
    Column("status", String, nullable=False),
    Column("body", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("back_scanned", Integer, nullable=False, default=0),  # version that met the whole archive
    _moment("updated_at"),
)

rates = Table(  # how near the filings of a sample of the archive come to an entry
    "rates",
    metadata,
    Column("entry_id", String, primary_key=True),
    Column("version", Integer, nullable=False),  # of the entry
    Column("sampled", Integer, nullable=False),  # filings it was compared with
    Column("line", Float, nullable=False),  # scores from here on are kept
    Column("scores", JSON, nullable=False),  # ascending
    _moment("counted_at"),
)
archive_state = Table(  # how the archive was when the job last asked it
    "archive_state",
    metadata,
    Column("place", String, primary_key=True),
    Column("cursor", Integer, nullable=False, default=0),  # everything up to this seq was in
    Column("reason", String, nullable=False, default=""),
    _moment("down_since", null=True),
)
backfills = Table(  # many entries at once against all archived records: the join turned round
    "backfills",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("last", Integer, nullable=False),  # seq of the last record that is to be met
    Column("up_to", Integer, nullable=False, default=0),  # seq of the last record that was met
    _moment("started_at"),
    _moment("finished_at", null=True),
)
backfill_entries = Table(  # whom a back-fill takes along, at which version
    "backfill_entries",
    metadata,
    Column("backfill_id", Integer, ForeignKey("backfills.id"), primary_key=True),
    Column("entry_id", String, primary_key=True),
    Column("version", Integer, nullable=False),
)

# --- from a hit to a decided case ---------------------------------------------------------------
hits = Table(
    "hits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", String, nullable=False),
    Column("entry_version", Integer, nullable=False),
    Column("record_id", String, ForeignKey("records.id"), nullable=False, index=True),
    Column("record_revision", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("per_100k", Float, nullable=False),
    Column("is_alert", Boolean, nullable=False),
    Column("quiet", String, nullable=False, default=""),  # why it raised no alert, else empty
    Column("mark_key", String, nullable=False, default=""),  # the record's text as folded by the matcher
    Column("alert_id", Integer, ForeignKey("alerts.id"), nullable=True, index=True),
    Column("body", JSON, nullable=False),
    Column("input", JSON, nullable=False),  # entry and record as compared, so that it can be repeated
    _moment("created_at"),
    UniqueConstraint("entry_id", "record_id", "record_revision"),
)
alerts = Table(  # a case; `id` is the number in A-12 and is kept for life
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_key", String, nullable=False, unique=True),  # receiver, record, event, jurisdiction
    Column("receiver", String, nullable=False, index=True),
    Column("tenant", String, nullable=False, default="", index=True),
    Column("desk", String, nullable=False),  # centre, overseas
    Column("record_id", String, ForeignKey("records.id"), nullable=False, index=True),
    Column("category", String, nullable=False),
    Column("state", String, nullable=False),
    Column("level", String, nullable=False),
    Column("level_by", String, nullable=False, default=""),  # officer who set it by hand, else empty
    Column("severity", Float, nullable=False),
    Column("revision", Integer, nullable=False, default=1),  # of what is told to people
    Column("assigned_to", String, nullable=False, default=""),
    Column("outcome", String, nullable=False, default=""),
    Column("last_day", String(10), nullable=True),  # nearest last day by law
    Column("act_by", String(10), nullable=True),
    Column("wait_until", String(27), nullable=True),  # snoozed until
    Column("expired", Boolean, nullable=False, default=False),
    Column("merged_into", Integer, nullable=True),
    Column("risk", JSON, nullable=False),
    _moment("created_at"),
    _moment("updated_at"),
    _moment("decided_at", null=True),
    _moment("reminded_at", null=True),
)
level_history = Table(
    "level_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert_id", Integer, ForeignKey("alerts.id"), nullable=False, index=True),
    Column("before", String, nullable=False),
    Column("after", String, nullable=False),
    Column("who", String, nullable=False),
    Column("why", String, nullable=False),
    Column("policy", String, nullable=False, default=""),
    _moment("at"),
)
outbox = Table(  # mail leaves through this table only
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", String, nullable=False, unique=True),
    Column("receiver", String, nullable=False, index=True),
    Column("tenant", String, nullable=False, default=""),
    Column("address", String, nullable=False),
    Column("channel", String, nullable=False, default="mail"),
    Column("kind", String, nullable=False),  # alert, digest, receipt, help, reminder, coverage, …
    Column("alert_ids", JSON, nullable=False, default=list),
    Column("subject", String, nullable=False),
    Column("mime", LargeBinary, nullable=False),
    Column("state", String, nullable=False),  # waiting, sending, sent, undeliverable
    Column("attempts", Integer, nullable=False, default=0),
    Column("last_error", String, nullable=False, default=""),
    Column("lease_owner", String, nullable=False, default=""),
    _moment("next_at"),
    _moment("leased_until", null=True),
    _moment("created_at"),
    _moment("sent_at", null=True),
    Index("ix_outbox_due", "state", "next_at"),
)
pending = Table(  # told to a receiver in its next digest
    "pending",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("receiver", String, nullable=False),
    Column("alert_id", Integer, ForeignKey("alerts.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("cause", String, nullable=False),  # new, changed, reminder, decision
    Column("outbox_id", Integer, ForeignKey("outbox.id"), nullable=True),
    _moment("created_at"),
    _moment("due_at"),
    UniqueConstraint("receiver", "alert_id", "revision", "cause"),
)
mails_in = Table(  # every mail that came in, raw, and what became of it
    "mails_in",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("message_id", String, nullable=False, index=True),
    Column("sender", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("verdict", String, nullable=False),  # applied, help, ignored, refused, challenged, bounce
    Column("why", String, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    _moment("received_at"),
)
journal = Table(  # append-only: no state without a row here
    "journal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert_id", Integer, ForeignKey("alerts.id"), nullable=True, index=True),
    Column("who", String, nullable=False),
    Column("role", String, nullable=False, default=""),
    Column("channel", String, nullable=False),
    Column("verb", String, nullable=False),
    Column("before", String, nullable=False),
    Column("after", String, nullable=False),
    Column("reason", String, nullable=False, default=""),
    Column("note", String, nullable=False, default=""),
    Column("mail_sha256", String(64), nullable=False, default=""),
    Column("undo_until", String(27), nullable=True),
    Column("undone_by", Integer, nullable=True),
    Column("detail", JSON, nullable=False, default=dict),
    _moment("at"),
)
judgements = Table(  # 研判: what a person decided; the newest standing one wins
    "judgements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", String, nullable=False, index=True),
    Column("entry_version", Integer, nullable=False),
    Column("mark_key", String, nullable=False),  # folded text of the record
    Column("party_key", String, nullable=False),  # core name of applicant or seller
    Column("classes", JSON, nullable=False, default=list),
    Column("event", String, nullable=False, default=""),
    Column("verdict", String, nullable=False),
    Column("reason", String, nullable=False, default=""),
    Column("who", String, nullable=False),
    Column("facts", JSON, nullable=False, default=dict),  # price band, sales, owner at that time
    _moment("at"),
    _moment("until", null=True),
    _moment("ended_at", null=True),
    Column("ended_why", String, nullable=False, default=""),
    Index("ix_judgements_key", "entry_id", "mark_key", "party_key"),
)
silences = Table(
    "silences",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("receiver", String, nullable=False, default=""),
    Column("entry_id", String, nullable=False, default=""),
    Column("alert_id", Integer, nullable=True),
    Column("level", String, nullable=False),  # hides this level and lower ones only
    Column("who", String, nullable=False),
    Column("reason", String, nullable=False, default=""),
    _moment("at"),
    _moment("until"),
    _moment("ended_at", null=True),
)

# --- who listens, and the daemon's own ------------------------------------------------------------
receivers = Table(  # 接收方: from the configuration, an entry, or a subscription
    "receivers",
    metadata,
    Column("id", String, primary_key=True),
    Column("role", String, nullable=False),  # enterprise, officer, lead, overseas, operator
    Column("name", String, nullable=False, default=""),
    Column("address", String, nullable=False),
    Column("second_address", String, nullable=False, default=""),
    Column("tenant", String, nullable=False, default=""),
    Column("state", String, nullable=False, default="active"),  # active, unconfirmed, suspended, left
    Column("cadence", String, nullable=False, default="now"),  # now, daily, weekly
    Column("minimum", String, nullable=False, default="蓝"),
    Column("language", String, nullable=False, default="zh"),
    Column("hours", String, nullable=False, default=""),
    Column("bounces", JSON, nullable=False, default=list),
    Column("helped_at", String(27), nullable=True),
    _moment("updated_at"),
)
jobs = Table(
    "jobs",
    metadata,
    Column("name", String, primary_key=True),
    Column("lease_owner", String, nullable=False, default=""),
    _moment("leased_until", null=True),
    _moment("last_started", null=True),
    _moment("last_finished", null=True),
    Column("last_outcome", String, nullable=False, default=""),
    Column("runs", Integer, nullable=False, default=0),
)
numbers = Table(  # sequences that two writers must not hand out twice
    "numbers",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Integer, nullable=False),
)

# --- subscriptions --------------------------------------------------------------------------------
subscriptions = Table(  # who asked for what; nothing is sent for a row that is not active
    "subscriptions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("receiver", String, nullable=False, index=True),
    Column("tenant", String, nullable=False, default=""),
    Column("kind", String, nullable=False),  # own, list
    Column("scope", JSON, nullable=False, default=dict),  # of a list: category, district, industry, zone
    Column("asked", JSON, nullable=False, default=dict),  # name and pace, in force once confirmed
    Column("state", String, nullable=False),  # requested, active, ended
    Column("origin", String, nullable=False),  # mail, page, desk, entry
    _moment("created_at"),
    _moment("confirmed_at", null=True),
    _moment("ended_at", null=True),
    Column("ended_why", String, nullable=False, default=""),
)
proposals = Table(  # a watch list that an enterprise sent; its entries stay proposed until it confirms
    "proposals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("receiver", String, nullable=False, index=True),
    Column("tenant", String, nullable=False),
    Column("file", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("state", String, nullable=False),  # waiting (for the address), proposed, confirmed, withdrawn
    Column("rows", Integer, nullable=False, default=0),
    Column("entry_ids", JSON, nullable=False, default=list),
    Column("rejects", JSON, nullable=False, default=list),
    Column("preview", JSON, nullable=False, default=dict),
    _moment("created_at"),
    _moment("decided_at", null=True),
    UniqueConstraint("receiver", "file", "created_at"),
)
nonces = Table(  # a button can be pressed once
    "nonces",
    metadata,
    Column("nonce", String, primary_key=True),
    _moment("used_at"),
)
campaigns = Table(  # one applicant, agent, address, shop or picture against several rights
    "campaigns",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("key", String, nullable=False),
    Column("alert_ids", JSON, nullable=False, default=list),
    Column("told", JSON, nullable=False, default=list),  # alert numbers already told to the desk
    _moment("opened_at"),
    _moment("updated_at"),
    _moment("told_at", null=True),
    UniqueConstraint("kind", "key"),
)
sample_items = Table(  # what lay just below the threshold, shown to the desk once a month
    "sample_items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("month", String(7), nullable=False),
    Column("number", Integer, nullable=False),  # its line in the mail
    Column("entry_id", String, nullable=False),
    Column("record_id", String, nullable=False),
    Column("score", Float, nullable=False),
    Column("stratum", Integer, nullable=False),  # band of the score, 0 just below the threshold
    Column("drawn_from", Integer, nullable=False),  # pairs in that band this month
    Column("body", JSON, nullable=False),
    Column("answer", String, nullable=False, default=""),  # needed, unneeded
    Column("answered_by", String, nullable=False, default=""),
    _moment("answered_at", null=True),
    UniqueConstraint("month", "number"),
)
thresholds = Table(  # suggested by a sample, in force once a person accepted it
    "thresholds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("month", String(7), nullable=False),
    Column("before", Float, nullable=False),
    Column("suggested", Float, nullable=False),
    Column("recall", Float, nullable=False),
    Column("recall_low", Float, nullable=False),
    Column("recall_high", Float, nullable=False),
    Column("accepted_by", String, nullable=False, default=""),
    _moment("at"),
    _moment("accepted_at", null=True),
)
canaries = Table(  # one marked record a source and day that must arrive in a mail
    "canaries",
    metadata,
    Column("record_id", String, primary_key=True),
    Column("source", String, nullable=False, index=True),
    Column("day", String(10), nullable=False),
    _moment("placed_at"),
    _moment("arrived_at", null=True),
    _moment("alarmed_at", null=True),
)
announced = Table(  # how far a webhook or chat room has been told
    "announced",
    metadata,
    Column("target", String, primary_key=True),
    Column("up_to", Integer, nullable=False, default=0),  # journal row
    _moment("at"),
)
