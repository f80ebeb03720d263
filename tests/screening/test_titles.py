"""Titles find what a comparison with every mark finds, and leave most marks unread."""

from __future__ import annotations

import random

import numpy as np

from crawlers.records import Listing
from monitor.bench.names import entries
from monitor.bench.planted import HAN_WAYS
from monitor.matching.fold import han
from monitor.matching.prepare import prepare_entry, prepare_record
from monitor.matching.score import DEFAULT_THRESHOLD, score
from monitor.screening.bound import Bound
from monitor.screening.index import Index
from monitor.screening.sketch import SKETCH, sketch_of

MARKS = [prepare_entry(entry) for entry in entries(150, seed=31)]
FILL = ("新款", "正品包邮", "家用礼盒装", "2025", "夏季", " new")


def _titles() -> list[Listing]:
    dice = random.Random(5)
    found = []
    for number in range(60):
        text = dice.choice(MARKS).entry.text
        if len(han(text)) > 1:
            text = HAN_WAYS[dice.choice(("identical", "one homophone", "one look-alike", "infix"))](
                text, dice
            )
        text = f"{dice.choice(FILL)}{text}{dice.choice(FILL)}{dice.choice(FILL)}"
        found.append(Listing(source="t", native_id=str(number), text=text))
    written_apart = "木子" + "宁"
    return [*found, Listing(source="t", native_id="apart", text=f"正品{written_apart}跑鞋")]


def test_hits_of_every_pair_are_reached_and_few_others_are_read() -> None:
    index = Index()
    index.add_many((mark, 0) for mark in MARKS)
    signs = [prepare_record(title) for title in _titles()]
    every = {
        (n, mark.entry.id)
        for n, sign in enumerate(signs)
        for mark in MARKS
        if score(mark, sign) >= DEFAULT_THRESHOLD
    }
    found = {(n, mark.entry.id) for n, group in enumerate(index.hits_of(signs)) for mark, _ in group}
    assert len(every) > 10
    assert found <= every
    assert len(found) >= 0.97 * len(every)


def test_the_bound_of_titles_keeps_what_scores_and_drops_the_most() -> None:
    sketches = np.frombuffer(b"".join(map(sketch_of, MARKS)), dtype=SKETCH)
    signs = [prepare_record(title) for title in _titles()]
    askers, places = np.divmod(np.arange(len(signs) * len(MARKS)), len(MARKS))
    kept = Bound().of_pairs(signs, askers, sketches[places], 0.0)
    scores = np.array([score(MARKS[m], signs[s]) for s, m in zip(askers, places, strict=True)])
    assert not ((scores >= DEFAULT_THRESHOLD) & ~kept).any()
    han_only = sketches["kind"][places] == 1
    assert kept[han_only].mean() < 0.1
