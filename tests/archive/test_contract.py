"""What every archive promises, run over the embedded one and over a real Elasticsearch."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.database import Database
from config.settings import Archive as ArchiveSettings
from monitor.archive.base import Archive, ArchiveError
from monitor.archive.elastic import ElasticArchive
from monitor.archive.embedded import EmbeddedArchive
from monitor.archive.health import archive_line
from monitor.archive.past import Past, past_of
from monitor.archive.rebuild import rebuild
from monitor.archive.sync import sync_archive
from monitor.matching.prepare import make_form
from monitor.screening import keys
from tests.archive.pasts import NAMES, filing, past, store
from tests.conftest import NOW
from tests.servers.elastic import elastic_url  # noqa: F401

BACKENDS = ["embedded", pytest.param("elastic", marks=pytest.mark.server)]


@pytest.fixture(params=BACKENDS)
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    if request.param == "embedded":
        opened: Archive = EmbeddedArchive(tmp_path / "archive")
    else:
        url = request.getfixturevalue("elastic_url")
        opened = ElasticArchive.open(ArchiveSettings(url=url, index=f"t-{uuid.uuid4().hex[:8]}"))
    yield opened
    opened.close()


def _ids(archive: Archive, *probes: int, since: str = "") -> list[str]:
    return [one.record_id for one in archive.search([list(probes)], since)[0]]


def test_a_new_archive_is_empty(archive: Archive) -> None:
    assert (archive.cursor(), archive.count(), archive.search([[1], []])) == (0, 0, [[], []])


def test_finds_by_any_shared_key_in_order_of_arrival(archive: Archive) -> None:
    archive.put([past(2, (7, 9)), past(1, (7,)), past(3, (8,))])
    archive.advance(3)
    assert _ids(archive, 7) == ["test:1", "test:2"]
    assert _ids(archive, 9, 8) == ["test:2", "test:3"]
    assert _ids(archive, 1) == []
    found = archive.search([[8], [7]])
    assert [[one.seq for one in group] for group in found] == [[3], [1, 2]]
    assert (archive.count(), archive.cursor()) == (3, 3)


def test_gives_back_what_was_put_in(archive: Archive) -> None:
    archive.put([past(1, (2**62 + 1,), revision=2, day="2026-02-03")])
    archive.advance(1)
    one = archive.search([[2**62 + 1]])[0][0]
    assert (one.record_id, one.seq, one.revision, one.kind, one.day) == (
        "test:1",
        1,
        2,
        "filing",
        "2026-02-03",
    )
    assert one.record().text == "第1号"


def test_the_same_again_doubles_nothing_and_an_older_revision_changes_nothing(archive: Archive) -> None:
    for revision, key in ((1, 5), (2, 6), (2, 6), (1, 5)):
        archive.put([past(1, (key,), revision)])
    archive.advance(1)
    assert archive.count() == 1
    assert _ids(archive, 5) == []
    assert _ids(archive, 6) == ["test:1"]


def test_looks_back_only_as_far_as_asked(archive: Archive) -> None:
    archive.put([past(1, (5,), day="2026-01-31"), past(2, (5,), day="2026-02-01")])
    archive.advance(2)
    assert _ids(archive, 5, since="2026-02-01") == ["test:2"]


def test_reads_on_where_one_page_ends(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("document", "elastic"):
        monkeypatch.setattr(f"monitor.archive.{module}.PAGE", 10)
    monkeypatch.setattr("monitor.archive.embedded._STEP", 10)
    archive.put([past(n, (5,)) for n in range(1, 36)])
    archive.advance(35)
    assert [one.seq for one in archive.search([[5]])[0]] == list(range(1, 36))
    assert [one.seq for one in archive.scan()] == list(range(1, 36))
    assert [one.seq for one in archive.scan(after=17)] == list(range(18, 36))


def test_a_scan_goes_by_seq_however_records_came(archive: Archive) -> None:
    archive.put([past(n, (5,)) for n in (3, 1, 2)])
    archive.put([past(n, (5,)) for n in (5, 4)])
    archive.put([past(n, (5,)) for n in (5, 4)])  # a step that a kill made necessary twice
    archive.put([Past("test:2", 6, 2, "filing", "2026-10-01", (5,), past(2).body)])  # a change arrives anew
    archive.advance(6)
    assert [one.seq for one in archive.scan()] == [1, 3, 4, 5, 6]
    assert [one.record_id for one in archive.scan(after=4)] == ["test:5", "test:2"]


def test_a_successor_serves_only_when_published(archive: Archive) -> None:
    archive.put([past(1, (5,))])
    archive.advance(1)
    begun = archive.successor()
    begun.put([past(2, (5,))])
    begun.advance(2)
    assert _ids(archive, 5) == ["test:1"]
    again = archive.successor()
    assert again.cursor() == 2  # one that was begun is gone on with
    again.publish()
    assert _ids(archive, 5) == ["test:2"]
    assert archive.cursor() == 2
    assert archive.successor().count() == 0


def test_a_discarded_successor_leaves_no_trace(archive: Archive) -> None:
    archive.put([past(1, (5,))])
    archive.advance(1)
    begun = archive.successor()
    begun.put([past(2, (5,))])
    begun.advance(2)
    begun.discard()
    assert archive.successor().count() == 0
    assert _ids(archive, 5) == ["test:1"]


def test_what_is_missing_is_caught_up(archive: Archive, database: Database) -> None:
    seen = [filing(n, text) for n, text in enumerate(NAMES)]
    store(database, seen[:3])
    assert sync_archive(database, archive, NOW) == {"archived": 3}
    store(database, seen[3:], first_seq=4)
    assert "缺 5 条" in archive_line(database, archive)
    assert sync_archive(database, archive, NOW) == {"archived": 5}
    assert sync_archive(database, archive, NOW) == {}
    assert archive.count() == len(NAMES)
    assert archive_line(database, archive).endswith("已齐")


def test_a_name_finds_its_likes_and_masked_fields_never_left(archive: Archive, database: Database) -> None:
    store(database, [filing(n, text) for n, text in enumerate(NAMES)])
    sync_archive(database, archive, NOW)
    found = archive.search([keys.probes([make_form("听雨")]), keys.probes([make_form("Brightleaf")])])
    assert [[one.record().text for one in group] for group in found] == [
        ["青羊听雨", "锦江听雨轩"],
        ["BRIGHTLEAF", "bright leaf"],
    ]
    for one in archive.scan():
        assert "某路" not in one.body and "extra" not in one.body


def test_rebuild_goes_on_where_it_was_stopped(
    archive: Archive, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(database, [filing(n, text) for n, text in enumerate(NAMES)])
    monkeypatch.setattr("monitor.archive.rebuild.STEP", 2)
    told: list[tuple[int, int]] = []

    def stop_after_four(done: int, total: int) -> None:
        told.append((done, total))
        if done == 4 and len(told) < 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(database, archive, stop_after_four)
    assert archive.count() == 0
    told.clear()
    assert rebuild(database, archive, lambda done, total: told.append((done, total))) == len(NAMES)
    assert told == [(4, 8), (6, 8), (8, 8)]
    assert archive.count() == len(NAMES)


def test_rebuild_leaves_the_old_one_when_counts_differ(archive: Archive, database: Database) -> None:
    archive.put([past(1, (5,))])
    archive.advance(1)
    store(database, [filing(n, text) for n, text in enumerate(NAMES)])
    begun = archive.successor()
    begun.put([past(999, (5,))])  # a record that the database does not have
    begun.advance(0)
    with pytest.raises(ArchiveError, match="条数不符"):
        rebuild(database, archive)
    assert _ids(archive, 5) == ["test:1"]


def test_both_backends_find_the_same(tmp_path: Path, database: Database, archive: Archive) -> None:
    texts = [
        a + b for a in ("听雨", "云雾", "锦官", "BLUE ", "blu") for b in ("轩", "记", "楼", "leaf", "leef")
    ]
    store(database, [filing(n, text) for n, text in enumerate(texts)])
    yardstick = EmbeddedArchive(tmp_path / "other")
    for one in (archive, yardstick):
        sync_archive(database, one, NOW)
    asked = [keys.probes([make_form(text)]) for text in texts]
    plain = [[[one.record_id for one in group] for group in a.search(asked)] for a in (archive, yardstick)]
    assert plain[0] == plain[1]
    assert sum(map(len, plain[0])) > len(texts)
    yardstick.close()


def test_keys_are_made_from_every_text_of_a_record(database: Database) -> None:
    store(database, [filing(1, "BRIGHTLEAF", variants=("明叶",))])
    from sqlalchemy import select

    from config.schema import records

    with database.read() as conn:
        one = past_of(conn.execute(select(records)).one())
    assert set(keys.probes([make_form("明叶")])) & set(one.keys)
