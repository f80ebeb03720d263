"""The stated rate is a count over our own filings: exact over the sample, fresh, and told as what it is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from alerts.batch import Post
from alerts.model import Hit
from alerts.views import HitView
from config.database import Database
from config.schema import entries, hits, rates, records
from config.settings import Settings
from crawlers.records import Filing, Listing, Record
from monitor.archive.embedded import EmbeddedArchive
from monitor.archive.opening import FOLDER
from monitor.archive.sync import sync_archive
from monitor.jobs import rates as module
from monitor.jobs.rates import Sample, count_rates, counted, sample_of
from monitor.jobs.screen import screen_waiting
from monitor.matching.prepare import prepare_entry, prepare_record
from monitor.matching.score import DEFAULT_THRESHOLD, score
from monitor.passes import Service
from monitor.screening.live import LiveScreen
from tests.alerts import cases
from tests.archive.pasts import store
from tests.conftest import NOW
from watchlists.store import EntryStore

MARK = cases.entry(text="水井坊", category="WKM", nice_classes=(33,), owner="四川水井坊股份有限公司")
NEAR = ("水井坊", "水井访", "老水井坊", "水井坊酒", "井坊水", "水坊井")


def _filing(number: int, text: str) -> Filing:
    return cases.filing(number, source="test", text=text, nice_classes=(33,), applicant=f"示例酒行{number}")


def _seen(count: int) -> list[Record]:
    seen: list[Record] = [
        _filing(n, NEAR[n // 3 % 6] if n % 3 == 0 else f"某某{n:03d}") for n in range(count)
    ]
    return seen + [
        Listing(source="shop", native_id=f"l{n}", text="水井坊 500ml", nice_classes=(33,), seller="示例店")
        for n in range(10)
    ]


@pytest.fixture
def archive(installation: Settings, database: Database, monkeypatch: pytest.MonkeyPatch) -> EmbeddedArchive:
    monkeypatch.setattr(module, "ENOUGH", 90)
    store(database, _seen(90))
    with database.write() as conn:
        conn.execute(update(records).values(screened_revision=1))
        EntryStore().upsert(conn, [MARK], NOW)
    opened = EmbeddedArchive(installation.path(FOLDER))
    sync_archive(database, opened, NOW)
    return opened


def _row(database: Database) -> Any:
    with database.read() as conn:
        return conn.execute(select(rates)).one()


def _of_all(database: Database, sample: Sample) -> list[float]:
    """The scores over the line by comparing every filing of the sample."""
    mark, found = prepare_entry(MARK), []
    with database.read() as conn:
        for row in conn.execute(select(records).where(records.c.kind == "filing")):
            if row.seq % 1000 * 379 % 1000 < sample.share:
                found.append(score(mark, prepare_record(Filing.model_validate(row.body))))
    return sorted(value for value in found if value >= DEFAULT_THRESHOLD)


@pytest.mark.parametrize("most", [45, 1000])
def test_counts_the_sample(
    archive: EmbeddedArchive, database: Database, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SAMPLE", most)
    sample = sample_of(database, archive.cursor())
    assert sample is not None and sample.size == 90 if most > 90 else 20 < sample.size < 70
    assert count_rates(database, archive, NOW) == {"rates_counted": 1}
    row = _row(database)
    assert row.scores == _of_all(database, sample) and len(row.scores) > 5
    assert (row.sampled, row.version, row.line) == (sample.size, 1, DEFAULT_THRESHOLD)


def test_the_sample_is_at_most_its_size_and_scattered() -> None:
    for total in (50_000, 120_000, 3_000_000):
        share = max(1, min(1000, 1000 * 50_000 // total))
        held = sum(number * 379 % 1000 < share for number in range(1000))
        assert held == share and held * total // 1000 <= 50_000


def test_too_few_filings_say_nothing(
    archive: EmbeddedArchive, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ENOUGH", 91)
    assert count_rates(database, archive, NOW) == {}
    assert sample_of(database, 10) is None


def test_counts_again_for_another_version_and_when_old(archive: EmbeddedArchive, database: Database) -> None:
    assert count_rates(database, archive, NOW) == {"rates_counted": 1}
    assert count_rates(database, archive, NOW + timedelta(days=89)) == {}
    assert count_rates(database, archive, NOW + timedelta(days=91)) == {"rates_counted": 1}
    with database.write() as conn:
        EntryStore().upsert(conn, [MARK.model_copy(update={"goods": ("白酒",)})], NOW)
    assert count_rates(database, archive, NOW + timedelta(days=91)) == {"rates_counted": 1}
    assert _row(database).version == 2
    with database.write() as conn:
        conn.execute(update(entries).values(status="paused"))
        conn.execute(delete(rates))
    assert count_rates(database, archive, NOW) == {}


def _hit(value: float) -> Hit:
    return cases.hit(MARK, _filing(1, "水井坊"), value, per_100k=3.0, threshold=0.5)


class _Counted:
    sampled, line, scores, counted_at = 40_000, 0.5, [0.6, 0.8, 0.8, 0.9], "2026-11-23T18:00:00.000000Z"


@pytest.mark.parametrize(
    ("value", "rate"), [(0.9, 2.5), (0.85, 2.5), (0.8, 7.5), (0.55, 10.0), (0.95, 1.25), (0.4, 3.0)]
)
def test_a_hit_is_as_rare_as_its_score(value: float, rate: float) -> None:
    hit = counted(_hit(value), _Counted())
    assert hit.per_100k == rate
    assert (hit.counted_in, hit.counted_on) == ((40_000, date(2026, 11, 24)) if value >= 0.5 else (0, None))


def test_the_sentence_says_from_what_it_is_counted() -> None:
    said = [HitView(MARK, counted(_hit(value), _Counted())).rarity for value in (0.8, 0.95, 0.4)]
    assert said == [
        "十万件普通申请中约有 8 件达到这一近似程度（按本中心档案中 40,000 件申请统计，2026-11-24）。",
        "本中心档案中抽查的 40,000 件申请里没有一件达到这一近似程度（2026-11-24 统计）。",
        "十万件普通申请中约有 3 件达到这一近似程度。",
    ]
    odd = type("_Odd", (_Counted,), {"sampled": 49_999})()
    assert "约有 2 件" in HitView(MARK, counted(_hit(0.9), odd)).rarity


def test_the_live_screen_states_the_count(
    archive: EmbeddedArchive, database: Database, installation: Settings, now: datetime
) -> None:
    count_rates(database, archive, now)
    listing = Listing(
        source="shop", native_id="x", text="水井坊 白酒 500ml", nice_classes=(33,), seller="新店"
    )
    store(database, [_filing(900, "水井访"), listing], first_seq=900)
    screen_waiting(database, LiveScreen(), Post(installation), lambda: now)
    with database.read() as conn:
        bodies = {row.record_id: row for row in conn.execute(select(hits))}
    row, hit = _row(database), Hit.model_validate(bodies["test:f900"].body)
    near = sum(value >= hit.score for value in row.scores)
    assert hit.per_100k == bodies["test:f900"].per_100k == pytest.approx(near / 90 * 100_000, abs=1e-3)
    assert (hit.counted_in, hit.counted_on) == (90, date(2026, 11, 24))
    assert all(one.body["counted_in"] == 0 for key, one in bodies.items() if key.startswith("shop:"))


def test_a_count_of_another_version_is_not_stated(
    archive: EmbeddedArchive, database: Database, installation: Settings, now: datetime
) -> None:
    count_rates(database, archive, now)
    with database.write() as conn:
        EntryStore().upsert(conn, [MARK.model_copy(update={"goods": ("白酒",)})], now)
    store(database, [_filing(900, "水井访")], first_seq=900)
    screen_waiting(database, LiveScreen(), Post(installation), lambda: now)
    with database.read() as conn:
        assert [row.body["counted_in"] for row in conn.execute(select(hits))] == [0]


def test_the_job_counts(archive: EmbeddedArchive, database: Database, installation: Settings) -> None:
    archive.close()
    service = Service.open(installation, lambda: NOW)
    assert service.once()["rates_counted"] == 1
    service.database.close()
    assert _row(database).sampled == 90
