"""The archive on Elasticsearch 8.19 or 9: our own keys as keywords, and no analyser that could disagree.

The only module that knows the client; its errors become ArchiveError at the door. Documents live in a
versioned index behind an alias; the cursor stands in the mapping's `_meta`, so that it goes with the index.
Only what every build of the server has is used: no scripts, no pipelines, no plugins.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from elasticsearch import ApiError, Elasticsearch, TransportError

from config.settings import Archive as ArchiveSettings
from monitor.archive.base import ArchiveError
from monitor.archive.document import MAPPING, PAGE, operations, past, question, sharing, sort_out
from monitor.archive.faults import fault, reason_of, unreachable
from monitor.archive.past import Past
from monitor.screening import keys

TRIES = 5
_PIT_KEPT = "2m"
_CHUNK = 1000
_LEAST = (8, 19)


def connect(settings: ArchiveSettings, *, timeout: float = 30) -> Elasticsearch:
    """A client by the configuration: TLS with an own CA file, a user or an API key."""
    secret = settings.api_key.get_secret_value()
    password = settings.password.get_secret_value()
    trust: dict[str, Any] = {"ca_certs": settings.ca_file} if settings.ca_file else {}
    return Elasticsearch(
        settings.url,
        **trust,
        api_key=secret or None,
        basic_auth=(settings.user, password) if settings.user and not secret else None,
        request_timeout=timeout,
        max_retries=0,
        retry_on_timeout=False,
    )


class ElasticArchive:
    """See Archive. `name` is the alias, or, for a successor, the index itself."""

    def __init__(
        self,
        client: Elasticsearch,
        name: str,
        where: str = "",
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.place = f"Elasticsearch {where or name}"
        self._client, self._name, self._where, self._sleep = client, name, where, sleep
        self._replaces = ""
        self._checked = False

    @classmethod
    def open(cls, settings: ArchiveSettings, timeout: float = 30) -> ElasticArchive:
        """The archive of the configuration; asks the server nothing yet."""
        host = urlsplit(settings.url)
        where = f"{host.hostname}:{host.port or 9200}/{settings.index}"
        return cls(connect(settings, timeout=timeout), settings.index, where)

    @contextmanager
    def _door(self) -> Iterator[None]:
        try:
            yield
        except ApiError as error:
            raise fault(error.status_code, f"{error.error} {reason_of(error.body)}", self.place) from error
        except TransportError as error:
            raise unreachable(self.place, f"{type(error).__name__}: {error}") from error

    def _ready(self) -> None:
        """Check the server's version and make the first index, once for each object."""
        if self._checked:
            return
        with self._door():
            nodes = self._client.nodes.info(metric="_none")["nodes"]
            for node in nodes.values():
                if tuple(map(int, node["version"].split("-")[0].split(".")[:2])) < _LEAST:
                    raise ArchiveError(
                        f"{self.place}：版本 {node['version']} 太旧，需要 8.19 或 9.x"
                        f" / version {node['version']} is too old; 8.19 or 9.x is needed",
                        retry=False,
                    )
            if not self._replaces and not self._client.indices.exists(index=self._name):
                self._create(self._fresh_name(), alias=self._name)
        self._refuse_other_stamp()
        self._checked = True

    def _refuse_other_stamp(self) -> None:
        stamp = self._meta().get("stamp")
        if stamp != keys.stamp():
            raise ArchiveError(
                f"{self.place}：索引由另一版本的键生成（{stamp}），请运行 zhiwei archive rebuild"
                f" / its keys are of another version; run: zhiwei archive rebuild",
                retry=False,
            )

    def _fresh_name(self) -> str:
        last = max((int(index[-6:]) for index in self._versions(self._name)), default=0)
        return f"{self._name}-{last + 1:06d}"

    def _versions(self, alias: str) -> dict[str, Any]:
        """Our own indices of an alias by name; one that merely begins alike is none of ours."""
        found = self._client.indices.get(index=f"{alias}-*", allow_no_indices=True)
        ours = re.compile(re.escape(alias) + r"-\d{6}")
        return {name: about for name, about in sorted(found.items()) if ours.fullmatch(name)}

    def _create(self, index: str, alias: str = "") -> None:
        meta = {"stamp": keys.stamp(), "cursor": 0, "building": not alias}
        self._client.indices.create(
            index=index,
            mappings=MAPPING | {"_meta": meta},
            settings={"number_of_shards": 1, "auto_expand_replicas": "0-1", "refresh_interval": "30s"},
            aliases={alias: {}} if alias else None,
            wait_for_active_shards=1,
        )

    def _meta(self) -> dict[str, Any]:
        with self._door():
            mappings = self._client.indices.get_mapping(index=self._name)
        return dict(next(iter(mappings.values()))["mappings"].get("_meta", {}))

    def cursor(self) -> int:
        """See Archive."""
        self._ready()
        return int(self._meta().get("cursor", 0))

    def put(self, pasts: Sequence[Past]) -> None:
        """See Archive. Busy answers are tried again, at most TRIES times; any other refusal is told."""
        self._ready()
        for start in range(0, len(pasts), _CHUNK):
            self._put(list(pasts[start : start + _CHUNK]))

    def _put(self, waiting: list[Past]) -> None:
        for attempt in range(TRIES):
            if attempt:
                self._sleep(min(30.0, 0.5 * 2**attempt))
            try:
                waiting, refusal = self._bulk(waiting)
            except ArchiveError as error:
                if not error.retry or attempt == TRIES - 1:
                    raise
                continue
            if not waiting:
                return
        assert refusal is not None
        raise refusal

    def _bulk(self, pasts: list[Past]) -> tuple[list[Past], ArchiveError | None]:
        """What must be tried again, and why. Raises for what no second try can mend, with its number."""
        with self._door():
            answer = self._client.bulk(
                index=self._name, operations=operations(pasts), require_alias=not self._replaces
            )
        return sort_out(pasts, answer["items"], self.place)

    def advance(self, seq: int) -> None:
        """See Archive."""
        self._ready()
        meta = self._meta() | {"cursor": seq}
        with self._door():
            self._client.indices.refresh(index=self._name)
            self._client.indices.put_mapping(index=self._name, meta=meta)

    def count(self) -> int:
        """See Archive."""
        self._ready()
        with self._door():
            return int(self._client.count(index=self._name)["count"])

    def search(self, asked: Sequence[Sequence[int]], since: str = "") -> list[list[Past]]:
        """See Archive. One `_msearch`; what fills a page is read on by point in time."""
        self._ready()
        if not asked:
            return []
        searches = [part for probes in asked for part in question(probes, since)]
        with self._door():
            answers = self._client.msearch(index=self._name, searches=searches)["responses"]
        found = []
        for probes, answer in zip(asked, answers, strict=True):
            if "error" in answer:
                raise fault(answer.get("status", 500), reason_of(answer), self.place)
            hits = answer["hits"]["hits"]
            rest = self._pages(sharing(probes, since), hits[-1]["sort"]) if len(hits) == PAGE else ()
            found.append([*map(past, hits), *rest])
        return found

    def scan(self, after: int = 0) -> Iterator[Past]:
        """See Archive."""
        self._ready()
        yield from self._pages({"range": {"seq": {"gt": after}}}, None)

    def _pages(self, query: dict[str, Any], after: list[Any] | None) -> Iterator[Past]:
        with self._door():
            pit = self._client.open_point_in_time(index=self._name, keep_alive=_PIT_KEPT)["id"]
        try:
            while True:
                with self._door():
                    answer = self._client.search(
                        pit={"id": pit, "keep_alive": _PIT_KEPT},
                        query=query,
                        size=PAGE,
                        sort=["seq"],
                        search_after=after,
                        track_total_hits=False,
                    )
                hits = answer["hits"]["hits"]
                yield from map(past, hits)
                if len(hits) < PAGE:
                    return
                pit, after = answer["pit_id"], hits[-1]["sort"]
        finally:
            with self._door():
                self._client.close_point_in_time(id=pit)

    def successor(self) -> ElasticArchive:
        """See Archive."""
        with self._door():
            begun = [
                index
                for index, about in self._versions(self._name).items()
                if (meta := about["mappings"].get("_meta", {})).get("building")
                and meta.get("stamp") == keys.stamp()
            ]
            name = begun[-1] if begun else self._fresh_name()
            if not begun:
                self._create(name)
        made = ElasticArchive(self._client, name, self._where, sleep=self._sleep)
        made._replaces = self._name
        return made

    def publish(self) -> None:
        """See Archive. One request moves the alias; the old index goes afterwards."""
        if not self._replaces:
            raise ValueError("only a successor is published")
        meta = self._meta() | {"building": False}
        with self._door():
            self._client.indices.put_mapping(index=self._name, meta=meta)
            old = [index for index in self._versions(self._replaces) if index != self._name]
            actions: list[dict[str, Any]] = [{"remove_index": {"index": index}} for index in old]
            actions.append({"add": {"index": self._name, "alias": self._replaces}})
            self._client.indices.update_aliases(actions=actions)

    def discard(self) -> None:
        """See Archive."""
        with self._door():
            self._client.indices.delete(index=self._name, ignore_unavailable=True)

    def close(self) -> None:
        """See Archive."""
        self._client.close()
