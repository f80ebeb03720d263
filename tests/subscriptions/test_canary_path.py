"""The marked record goes the real way: run file, ingest, screening, case, heartbeat, the operator's mail."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

from sqlalchemy import select

from alerts import canary
from config.database import Database
from config.schema import outbox
from config.settings import Settings
from monitor.passes import JOBS, Service
from tests.subscriptions.office import Clock, text_of


def work(service: Service, *names: str) -> None:
    for name in names:
        service.run(next(job for job in JOBS if job.name == name))


def test_a_canary_of_each_source_arrives_in_the_same_mornings_mail(
    installation: Settings, database: Database, clock: Clock
) -> None:
    sources = [{"name": "shop_a"}, {"name": "shop_b"}]
    settings = Settings.model_validate(installation.model_dump() | {"sources": sources})
    service = Service.open(settings, clock)
    service.start()
    work(service, "canaries", "watch")
    with database.read() as conn:
        assert conn.execute(select(outbox.c.kind)).all() == [], "the heartbeat waits for the canaries"
    work(service, "ingest", "screen", "watch", "dispatch", "watch")
    (file,) = settings.path("mail-out").glob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage) and mail["To"].addresses[0].addr_spec == "ops@office.test"
    assert "shop_a" in text_of(mail) and text_of(mail).count("随本信到达") >= 2
    with database.write() as conn:
        assert [one.stage for one in canary.follow(conn, clock())] == ["已到达", "已到达"]
    service.database.close()


def test_a_screening_that_has_stopped_is_noticed_by_its_canary(
    installation: Settings, database: Database, clock: Clock
) -> None:
    settings = Settings.model_validate(installation.model_dump() | {"sources": [{"name": "shop_a"}]})
    service = Service.open(settings, clock)
    service.start()
    work(service, "canaries", "ingest")
    clock.forward(hours=3, minutes=1)
    work(service, "watch")
    with database.read() as conn:
        subjects = conn.execute(select(outbox.c.subject).where(outbox.c.kind == "alarm")).scalars().all()
    assert any("自检记录没有到达：shop_a" in subject for subject in subjects)
    service.database.close()
