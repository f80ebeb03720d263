"""The public seed list of Chengdu goes through the import with nothing lost."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path

from watchlists.categories import load_categories
from watchlists.importing import import_file


def _converter() -> object:
    spec = importlib.util.spec_from_file_location("convert_seed", Path(__file__).with_name("convert_seed.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_seed_row_is_an_entry_or_a_reject(shared: Path, tmp_path: Path) -> None:
    seed = shared / "data" / "watchlist_seed_chengdu" / "watchlist_seed.csv"
    rows = _converter().convert(seed, tmp_path / "seed.csv")  # type: ignore[attr-defined]
    taken = import_file(tmp_path / "seed.csv", categories=load_categories())
    assert rows == 675
    assert len(taken.entries) + len(taken.rejects) == rows
    wrong = Counter(reject.problems[0].wrong_en.split(" as line")[0] for reject in taken.rejects)
    assert set(wrong) <= {"the same right"}, wrong  # the seed names a few rights twice
    assert len(taken.entries) >= 0.95 * rows
    assert {entry.category for entry in taken.entries} == {"GI", "LZH", "WKM", "FB"}
