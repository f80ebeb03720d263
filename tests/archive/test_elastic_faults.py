"""What the operator reads when Elasticsearch is away, busy, closed to writing, too old or set up otherwise."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from config.database import Database
from config.settings import Archive as ArchiveSettings
from monitor.archive import elastic
from monitor.archive.base import ArchiveError
from monitor.archive.elastic import ElasticArchive, connect
from monitor.archive.health import archive_line
from monitor.archive.sync import sync_archive
from tests.archive.pasts import NAMES, filing, past, store
from tests.archive.stub_server import bulk_answer, stub_running
from tests.conftest import NOW
from tests.servers.elastic import elastic_url  # noqa: F401
from tests.servers.mail import free_port


def _archive(url: str, **more: Any) -> ElasticArchive:
    settings = ArchiveSettings(url=url, index="i", **more)
    return ElasticArchive(connect(settings, timeout=5), "i", "host/i", sleep=lambda _: None)


def test_no_server(database: Database) -> None:
    archive = _archive(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(ArchiveError, match="连不上.*采集与比对照常") as caught:
        archive.cursor()
    assert caught.value.retry
    store(database, [filing(1, "听雨")])
    assert sync_archive(database, archive, NOW) == {"archive_failed": 1}
    assert archive_line(database, archive).startswith("档案不可用（采集与比对照常，恢复后自动补齐）")


def test_a_server_that_is_too_old() -> None:
    with stub_running(version="7.17.9") as stub, pytest.raises(ArchiveError, match="7.17.9 太旧") as caught:
        _archive(stub.url).cursor()
    assert not caught.value.retry


def test_an_8_server_refuses_the_9_client() -> None:
    refusal = {
        "error": {"type": "media_type_header_exception", "reason": "Invalid media-type"},
        "status": 400,
    }
    with (
        stub_running(lambda *_: (400, refusal)) as stub,
        pytest.raises(ArchiveError, match="pip install 'elasticsearch>=8.19.3,<9'"),
    ):
        _archive(stub.url).cursor()


@pytest.mark.parametrize(
    ("status", "retry", "sentence"),
    [
        (401, False, "密码或 API key 不对"),
        (403, False, "没有所需权限"),
        (503, True, "未就绪"),
        (500, True, "出错"),
    ],
)
def test_refusals(status: int, retry: bool, sentence: str) -> None:
    body = {"error": {"type": "x", "reason": "why"}, "status": status}
    with (
        stub_running(lambda *_: (status, body)) as stub,
        pytest.raises(ArchiveError, match=sentence) as caught,
    ):
        _archive(stub.url).cursor()
    assert caught.value.retry is retry


def test_busy_answers_are_tried_again_item_by_item() -> None:
    rounds: list[int] = []

    def answer(method: str, path: str, body: str) -> tuple[int, Any] | None:
        if not path.endswith("/_bulk") and "/_bulk?" not in path:
            return None
        rounds.append(len(body.splitlines()) // 2)
        return 200, bulk_answer(body, lambda place: 429 if place % 2 and len(rounds) < 3 else 201)

    with stub_running(answer) as stub:
        _archive(stub.url).put([past(n, (1,)) for n in range(8)])
    assert rounds == [8, 4, 2]


def test_a_server_that_stays_busy_is_given_up_for_now() -> None:
    rounds: list[int] = []

    def answer(method: str, path: str, body: str) -> tuple[int, Any] | None:
        if "/_bulk" not in path:
            return None
        rounds.append(1)
        return 200, bulk_answer(body, lambda _: 429)

    with stub_running(answer) as stub, pytest.raises(ArchiveError, match="429") as caught:
        _archive(stub.url).put([past(1, (1,))])
    assert caught.value.retry
    assert len(rounds) == elastic.TRIES


def test_every_refused_item_is_counted() -> None:
    def answer(method: str, path: str, body: str) -> tuple[int, Any] | None:
        return (200, bulk_answer(body, lambda place: 400 if place < 3 else 201)) if "/_bulk" in path else None

    with stub_running(answer) as stub, pytest.raises(ArchiveError, match="3 条未能写入") as caught:
        _archive(stub.url).put([past(n, (1,)) for n in range(8)])
    assert not caught.value.retry


def test_an_api_key_is_sent_and_no_secret_is_shown() -> None:
    with stub_running() as stub:
        archive = _archive(stub.url, api_key="a2V5OnNlY3JldA==", user="u", password="p")
        archive.cursor()
        assert stub.authorised_by == {"ApiKey a2V5OnNlY3JldA=="}
        assert "a2V5" not in archive.place + repr(archive)


def test_keys_of_another_version_are_not_read() -> None:
    old = {"i-000001": {"mappings": {"_meta": {"stamp": "0-old", "cursor": 9}}}}
    with stub_running(lambda m, path, b: (200, old) if path.endswith("/_mapping") else None) as stub:
        with pytest.raises(ArchiveError, match="另一版本的键生成（0-old）.*archive rebuild"):
            _archive(stub.url).search([[1]])
        assert not any("_msearch" in one for one in stub.asked)


# --- on the real server -------------------------------------------------------------------------------


@pytest.fixture
def real(request: pytest.FixtureRequest) -> Iterator[tuple[ElasticArchive, Elasticsearch, str]]:
    url = request.getfixturevalue("elastic_url")
    name = f"t-{uuid.uuid4().hex[:8]}"
    client = connect(ArchiveSettings(url=url))
    archive = ElasticArchive(client, name, sleep=lambda _: None)
    archive.put([past(100, (5,))])
    archive.advance(0)
    yield archive, client, name
    for index in client.indices.get(index=f"{name}-*"):
        client.indices.delete(index=index)


@pytest.mark.server
def test_a_full_disk_blocks_writing_and_is_caught_up_after(
    real: tuple[ElasticArchive, Elasticsearch, str], database: Database
) -> None:
    archive, client, name = real
    store(database, [filing(n, text) for n, text in enumerate(NAMES)], first_seq=200)
    client.indices.put_settings(index=name, settings={"index.blocks.read_only_allow_delete": True})
    assert sync_archive(database, archive, NOW) == {"archive_failed": 1}
    with pytest.raises(ArchiveError, match="只读") as caught:
        archive.put([past(3, (5,))])
    assert caught.value.retry
    assert archive.search([[5]])[0][0].seq == 100  # reading goes on
    client.indices.put_settings(index=name, settings={"index.blocks.read_only_allow_delete": None})
    assert sync_archive(database, archive, NOW) == {"archived": len(NAMES)}
    assert archive.count() == 1 + len(NAMES)


@pytest.mark.server
def test_an_index_of_other_fields_is_named(real: tuple[ElasticArchive, Elasticsearch, str]) -> None:
    _, client, name = real
    other = f"{name}-other"
    client.indices.create(
        index=other,
        mappings={"dynamic": "strict", "properties": {"seq": {"type": "date"}}, "_meta": _meta(client, name)},
        aliases={f"{name}-alias": {}},
    )
    with pytest.raises(ArchiveError, match="字段定义与本程序不符.*1 条未能写入") as caught:
        ElasticArchive(client, f"{name}-alias", sleep=lambda _: None).put([past(1, (5,))])
    assert not caught.value.retry


def _meta(client: Elasticsearch, name: str) -> dict[str, Any]:
    mappings = client.indices.get_mapping(index=name)
    return json.loads(json.dumps(next(iter(mappings.values()))["mappings"]["_meta"]))


@pytest.mark.server
def test_a_deleted_index_is_not_made_again_by_a_dynamic_mapping(
    real: tuple[ElasticArchive, Elasticsearch, str],
) -> None:
    archive, client, name = real
    client.indices.delete(index=f"{name}-000001")
    with pytest.raises(ArchiveError, match="archive rebuild"):
        archive.put([past(1, (5,))])
    assert not client.indices.exists(index=name)
