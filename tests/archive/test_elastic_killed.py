"""A server that is killed in the middle of a bulk costs nothing but time; TLS and users work as configured."""

from __future__ import annotations

import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config.database import Database
from config.schema import records
from config.settings import Archive as ArchiveSettings
from monitor.archive.base import ArchiveError
from monitor.archive.elastic import ElasticArchive, connect
from monitor.archive.sync import sync_archive
from tests.archive.pasts import filing, past, store
from tests.conftest import NOW, need_program
from tests.servers.elastic import Elastic, elastic_running

COUNT = 6_000


@pytest.mark.server
def test_sigkill_in_the_middle_of_a_bulk(database: Database) -> None:
    store(database, [filing(n, f"名{n:05d}") for n in range(1, COUNT + 1)])
    with elastic_running() as node:
        archive = ElasticArchive(
            connect(ArchiveSettings(url=node.url), timeout=10), "killed", sleep=lambda _: None
        )
        assert archive.cursor() == 0
        outcome: list[Counter[str]] = []
        work = threading.Thread(target=lambda: outcome.append(sync_archive(database, archive, NOW)))
        work.start()
        while not _some_are_in(node, archive):
            time.sleep(0.01)
        node.kill()
        work.join(60)
        assert outcome[0]["archive_failed"] == 1
        assert 0 < outcome[0]["archived"] < COUNT
        node.start()
        _wait_for_shards(archive)
        done = sync_archive(database, archive, NOW)
        assert "archive_failed" not in done
        held = [one.record_id for one in archive.scan()]
    with database.read() as conn:
        wanted = conn.execute(select(func.count()).select_from(records)).scalar_one()
    assert len(held) == wanted == COUNT
    assert len(set(held)) == COUNT


def _some_are_in(node: Elastic, archive: ElasticArchive) -> bool:
    return archive.cursor() >= COUNT // 4


def _wait_for_shards(archive: ElasticArchive) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            archive.count()
            return
        except ArchiveError as error:
            assert error.retry, error
            time.sleep(0.5)
    raise AssertionError("the shards did not come back")


@pytest.fixture(scope="module")
def secured() -> Iterator[Elastic]:
    """A node with TLS by an own authority and a user of the file realm."""
    openssl = need_program("openssl")
    with tempfile.TemporaryDirectory(prefix="zhiwei-es-") as folder:  # pytest's own are private to root
        node = _secured(Path(folder), openssl)
        yield node.start()
        node.kill()


def _secured(folder: Path, openssl: str) -> Elastic:
    node = Elastic(
        folder,
        settings={
            "xpack.security.enabled": "true",
            "xpack.security.transport.ssl.enabled": "false",
            "xpack.security.http.ssl.enabled": "true",
            "xpack.security.http.ssl.key": "http.key",
            "xpack.security.http.ssl.certificate": "http.crt",
        },
    )
    node.scheme = "https"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(node.config / "http.key"), "-out", str(node.config / "http.crt")]
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files],
        check=True,
        capture_output=True,
    )
    for name in ("users", "users_roles"):
        (node.config / name).touch()
    node.command("elasticsearch-users", "useradd", "zhiwei", "-p", "correct horse", "-r", "superuser")
    return node


@pytest.mark.server
def test_tls_and_users(secured: Elastic) -> None:
    ca = str(secured.config / "http.crt")
    right = ArchiveSettings(url=secured.url, user="zhiwei", password="correct horse", ca_file=ca, index="s")
    archive = ElasticArchive.open(right)
    archive.put([past(1, (5,))])
    archive.advance(1)
    assert archive.count() == 1
    assert "correct horse" not in repr(right) + archive.place
    wrong = right.model_copy(update={"password": ArchiveSettings(password="wrong").password})
    with pytest.raises(ArchiveError, match="用户名、密码或 API key 不对"):
        ElasticArchive.open(wrong).cursor()
    with pytest.raises(ArchiveError, match="连不上.*TlsError"):
        ElasticArchive.open(right.model_copy(update={"ca_file": ""})).cursor()
