"""Packed answers: each encoding is cut at 32 MiB, alone and one in another."""

from __future__ import annotations

import gzip
import resource
import sys
import time
import zlib
from collections.abc import Callable

import brotli
import pytest
import scrapy
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.statscollectors import MemoryStatsCollector

from crawlers.scrapy_settings import MAX_BYTES, safe_settings

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Pack = Callable[[bytes], bytes]
PACKERS: dict[str, Pack] = {
    "gzip": lambda body: gzip.compress(body, 6),
    "deflate": lambda body: zlib.compress(body, 6),
    "br": lambda body: brotli.compress(body, quality=3),
    "zstd": lambda body: zstd.compress(body),
}


def unpack(encodings: list[str], size: int) -> Response:
    crawler = Crawler(scrapy.Spider, safe_settings(2.0))
    crawler.stats = MemoryStatsCollector(crawler)
    body = b"0" * size
    for name in encodings:
        body = PACKERS[name](body)
    answer = Response("http://site.example/", headers={"Content-Encoding": ", ".join(encodings)}, body=body)
    request = Request("http://site.example/", meta={"download_maxsize": MAX_BYTES})
    found = HttpCompressionMiddleware(crawler=crawler).process_response(request, answer)
    assert isinstance(found, Response)
    return found


@pytest.mark.parametrize(
    "encodings", [["gzip"], ["deflate"], ["br"], ["zstd"], ["gzip", "gzip"], ["br", "zstd", "gzip"]]
)
def test_a_bomb_is_cut(encodings: list[str]) -> None:
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(IgnoreRequest, match="DOWNLOAD_MAXSIZE"):
        unpack(encodings, 3 * MAX_BYTES)
    assert time.monotonic() - began < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024


@pytest.mark.parametrize("encoding", PACKERS)
def test_an_ordinary_packed_page_is_read(encoding: str) -> None:
    assert unpack([encoding], 100_000).body == b"0" * 100_000
