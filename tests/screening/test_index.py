"""The index finds what a comparison with every mark finds, whichever store keeps its keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from monitor.bench.names import entries, filings
from monitor.bench.planted import planted
from monitor.matching.model import table
from monitor.matching.prepare import prepare_entry, prepare_record
from monitor.matching.score import DEFAULT_THRESHOLD, nearest, score
from monitor.screening import keys
from monitor.screening.bound import Bound
from monitor.screening.index import Index
from monitor.screening.memory import MemoryStore
from monitor.screening.shares import summed
from monitor.screening.sketch import SKETCH, sketch_of
from monitor.screening.table import TableStore
from watchlists.entries import WatchEntry

ENTRIES = entries(250, seed=11)
MARKS = [prepare_entry(entry) for entry in ENTRIES]
SIGNS = [prepare_record(filing) for *_, filing in planted(ENTRIES, 30, seed=12)]
SIGNS += [prepare_record(filing) for filing in filings(10, seed=13)]


def _filled(index: Index) -> Index:
    for mark in MARKS:
        index.add(mark)
    return index


def test_alerts_of_every_pair_are_reached() -> None:
    every = {
        (number, mark.entry.id)
        for number, sign in enumerate(SIGNS)
        for mark in MARKS
        if score(mark, sign) >= DEFAULT_THRESHOLD
    }
    found = {
        (number, mark.entry.id)
        for number, group in enumerate(_filled(Index()).hits_of(SIGNS))
        for mark, _ in group
    }
    assert found <= every
    assert len(every) > 20
    assert len(found) >= 0.97 * len(every)


def test_lost_keys_turn_the_measure_red(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sum(map(len, _filled(Index()).hits_of(SIGNS)))
    only_first = keys.mark_keys
    monkeypatch.setattr(keys, "mark_keys", lambda mark: only_first(mark)[:2])
    assert sum(map(len, _filled(Index()).hits_of(SIGNS))) < 0.9 * whole


def test_both_stores_give_the_same_marks_one_by_one_and_at_once(tmp_path: Path) -> None:
    memory, table = _filled(Index()), _filled(Index(TableStore(tmp_path / "k.sqlite", keys.stamp())))
    at_once = [[mark.entry.id for mark in group] for group in memory.candidates_of(SIGNS)]
    assert at_once == [[mark.entry.id for mark in group] for group in table.candidates_of(SIGNS)]
    assert at_once == [[mark.entry.id for mark in memory.candidates(sign)] for sign in SIGNS]
    scores = [[(mark.entry.id, value) for mark, value in group] for group in memory.hits_of(SIGNS)]
    single = [[(mark.entry.id, value) for mark, value in memory.hits_of([sign])[0]] for sign in SIGNS]
    assert scores == single
    table.close()


@pytest.mark.parametrize("make", [MemoryStore, None])
def test_a_change_is_in_force_at_once(make: Callable[[], MemoryStore] | None, tmp_path: Path) -> None:
    index = Index(make() if make else TableStore(tmp_path / "k.sqlite", keys.stamp()))
    entry = WatchEntry(id="a", category="TM", text="玉垒浮云", nice_classes=(30,))
    sign = prepare_record(filings(1, 1)[0].model_copy(update={"text": "玉垒浮云", "nice_classes": (30,)}))
    assert index.candidates(sign) == []
    index.add(prepare_entry(entry))
    assert [mark.entry.id for mark in index.candidates(sign)] == ["a"]
    index.add(prepare_entry(entry.model_copy(update={"text": "青羊听雨"})), version=2)
    assert index.candidates(sign) == []
    assert index.versions() == {"a": 2}
    index.remove("a")
    assert (len(index), index.candidates(sign)) == (0, [])


def test_the_bound_is_all_but_never_under_the_score() -> None:
    """Over pairs of every kind; what alerts stays over the line, and most of what does not is ruled out."""
    sketches = np.frombuffer(b"".join(map(sketch_of, MARKS)), dtype=SKETCH)
    askers, places = np.divmod(np.arange(len(SIGNS) * len(MARKS)), len(MARKS))
    distances = np.array([nearest(MARKS[m], SIGNS[s])[0] for s, m in zip(askers, places, strict=True)])
    bound = Bound()
    kept = {line: bound.of_pairs(SIGNS, askers, sketches[places], line) for line in (-6.0, -3.0, 0.0)}
    for line, held in kept.items():
        over = distances >= line
        assert (over & ~held).sum() <= 0.01 * over.sum(), line
    alerts = (distances >= 0).sum()
    assert alerts > 20
    assert kept[0.0].sum() < 4 * alerts


def test_the_bound_does_not_depend_on_what_is_asked_beside() -> None:
    sketches = np.frombuffer(b"".join(map(sketch_of, MARKS)), dtype=SKETCH)
    askers, places = np.divmod(np.arange(len(SIGNS) * len(MARKS)), len(MARKS))
    at_once = Bound().of_pairs(SIGNS, askers, sketches[places], -3.0)
    single = np.concatenate([Bound().may_reach(sign, sketches, -3.0) for sign in SIGNS])
    assert (at_once == single).all()


def test_a_signal_of_a_table_that_is_not_known_counts_with_its_most(monkeypatch: pytest.MonkeyPatch) -> None:
    learned = table("han")
    monkeypatch.setitem(learned.curves, "unheard_of", ([0.0, 1.0], [0.0, 5.0]))
    bucket = np.zeros(1, dtype=np.intp)
    with_it = summed("han", {}, bucket)
    monkeypatch.delitem(learned.curves, "unheard_of")
    assert with_it - summed("han", {}, bucket) == pytest.approx(5.0)


def test_keys_are_the_same_in_every_process() -> None:
    """Pinned: a change of these numbers must come with a new KEY_VERSION."""
    mark = prepare_entry(WatchEntry(id="a", category="TM", text="青羊", nice_classes=(30,)))
    assert keys.mark_keys(mark)[:3] == PINNED
    assert all(0 < key < 2**63 for key in keys.mark_keys(mark))


PINNED = [576460820775475026, 864691196927148409, 864691209694609910]
