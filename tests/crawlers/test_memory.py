"""Reading is streaming: memory after a third of a file is memory at its end, so size does not matter."""

from __future__ import annotations

from pathlib import Path

import pytest
from big_files import MIB, make, measure

SIZES = {"uspto_daily": 60, "euipo_open": 30, "cnipa_gazette_old": 15, "filings_table": 20, "cnipa_open": 30}


def check_flat(feed: str, folder: Path, size: int) -> None:
    file, rows = make(feed, size, folder)
    got = measure(feed, file, rows)
    assert got["inputs"] == got["records"] == rows
    assert got["mib_at_the_end"] < 300
    assert got["mib_at_the_end"] - got["mib_at_a_third"] < 15, got


@pytest.mark.slow
@pytest.mark.parametrize("feed", SIZES)
def test_memory_is_flat(tmp_path: Path, feed: str) -> None:
    check_flat(feed, tmp_path, SIZES[feed] * MIB)


@pytest.mark.slow
def test_a_reader_that_keeps_what_it_read_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keeping = "import crawlers.reading.xml_stream as x; x._forget = lambda element: None\n"
    monkeypatch.setattr("big_files._CHILD", keeping + __import__("big_files")._CHILD)
    with pytest.raises(AssertionError):
        check_flat("uspto_daily", tmp_path, 60 * MIB)
