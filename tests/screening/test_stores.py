"""One contract for both key stores: whatever is put in, taken out or changed, they find the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from monitor.screening.bloom import Bloom
from monitor.screening.memory import MemoryStore
from monitor.screening.store import Store, Text, candidates
from monitor.screening.table import TableStore

Make = Callable[[], Store]


@pytest.fixture(params=["memory", "table"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened: Store = MemoryStore() if request.param == "memory" else TableStore(tmp_path / "k.sqlite", "1-a")
    yield opened
    opened.close()


def _add(store: Store, name: str, keys: list[int], body: bytes, version: int = 0) -> None:
    store.add_many([Text(name, keys, body, version)])


def _names(store: Store, *probes: int) -> list[bytes]:
    return store.bodies(candidates(store, [list(probes)])[0].tolist())


def test_many_put_in_at_once_are_found_as_those_put_in_singly(store: Store) -> None:
    texts = [Text(str(n), [n, 1000 + n % 7], str(n).encode(), n) for n in range(200)]
    store.add_many([*texts, Text("3", [5000], b"again", 9)])
    assert _names(store, 3) == []
    assert _names(store, 5000) == [b"again"]
    assert len(_names(store, 1004)) == 28
    assert dict(store.versions())["3"] == 9


def test_heads_are_those_of_the_texts_asked_for(store: Store) -> None:
    numbers = store.add_many([Text(str(n), [n], b"", 0, bytes([n % 256] * 64)) for n in range(1, 2000, 9)])
    numbers += store.add_many([Text("bare", [1], b"")])
    asked = np.array([numbers[-1], numbers[5], numbers[0]])
    assert store.heads(asked)[:, 63].tolist() == [0, 46, 1]


def test_finds_by_any_shared_key_once(store: Store) -> None:
    _add(store, "a", [1, 5, 9], b"a")
    _add(store, "b", [5, 2**62], b"b")
    assert _names(store, 5, 9) == [b"a", b"b"]
    assert _names(store, 2**62) == [b"b"]
    assert _names(store, 4) == []
    assert _names(store) == []
    assert len(store) == 2


def test_a_change_takes_the_place_of_what_was_there(store: Store) -> None:
    _add(store, "a", [1], b"old", 1)
    _add(store, "a", [2], b"new", 2)
    assert _names(store, 1) == []
    assert _names(store, 2) == [b"new"]
    assert list(store.versions()) == [("a", 2)]
    assert len(store) == 1


def test_what_is_removed_is_found_no_more(store: Store) -> None:
    _add(store, "a", [1], b"a")
    _add(store, "b", [1], b"b")
    assert store.remove("a")
    assert not store.remove("a")
    assert _names(store, 1) == [b"b"]


def test_many_questions_at_once_are_answered_apart(store: Store) -> None:
    for n in range(20):
        _add(store, str(n), [n, n + 1], str(n).encode())
    found = candidates(store, [[3], [], [0, 19, 20]])
    assert [store.bodies(f.tolist()) for f in found] == [[b"2", b"3"], [], [b"0", b"18", b"19"]]


def _random_life(store: Store, seed: int) -> list[list[bytes]]:
    """Five hundred random changes, then what two hundred questions find."""
    draw = random.Random(seed)
    for step in range(500):
        name = str(draw.randrange(120))
        if draw.random() < 0.3:
            store.remove(name)
        else:
            made = {draw.randrange(300) for _ in range(draw.randrange(12))}
            _add(store, name, sorted(made), f"{name}/{step}".encode())
    asked = [sorted({draw.randrange(300) for _ in range(draw.randrange(30))}) for _ in range(200)]
    return [sorted(store.bodies(found.tolist())) for found in candidates(store, asked)]


def test_both_stores_find_the_same_after_a_random_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.screening.runs._LATELY", 40)  # so that merging is part of it
    for seed in range(3):
        table = TableStore(tmp_path / f"{seed}.sqlite", "1-a")
        assert _random_life(MemoryStore(), seed) == _random_life(table, seed)
        table.close()


def test_a_table_outlasts_its_process(tmp_path: Path) -> None:
    first = TableStore(tmp_path / "k.sqlite", "1-a")
    _add(first, "a", [7, 8], b"a", 3)
    first.close()
    second = TableStore(tmp_path / "k.sqlite", "1-a")
    assert _names(second, 8) == [b"a"]
    assert list(second.versions()) == [("a", 3)]
    second.close()


def test_a_table_of_another_stamp_is_emptied_not_misread(tmp_path: Path) -> None:
    first = TableStore(tmp_path / "k.sqlite", "1-a")
    _add(first, "a", [7], b"a")
    first.close()
    second = TableStore(tmp_path / "k.sqlite", "2-a")
    assert len(second) == 0
    assert _names(second, 7) == []
    second.close()


def test_lost_heads_are_made_again(tmp_path: Path) -> None:
    first = TableStore(tmp_path / "k.sqlite", "1-a")
    numbers = np.array(first.add_many([Text("a", [7], b"a", 0, b"head")]))
    first.close()
    (tmp_path / "k.sqlite.heads").unlink()
    second = TableStore(tmp_path / "k.sqlite", "1-a")
    assert bytes(second.heads(numbers)[0, :5]) == b"head\0"
    second.close()


def test_a_lost_filter_is_made_again(tmp_path: Path) -> None:
    first = TableStore(tmp_path / "k.sqlite", "1-a")
    _add(first, "a", [7], b"a")
    first.close()
    (tmp_path / "k.sqlite.bloom").unlink()
    second = TableStore(tmp_path / "k.sqlite", "1-a")
    assert _names(second, 7) == [b"a"]
    second.close()


def test_the_remainder_of_removed_texts_can_be_tidied(tmp_path: Path) -> None:
    table = TableStore(tmp_path / "k.sqlite", "1-a")
    _add(table, "a", [1, 2, 3], b"a")
    _add(table, "b", [1], b"b")
    table.remove("a")
    assert table.tidy() == 3
    assert _names(table, 1) == [b"b"]
    table.close()


def test_the_filter_never_denies_a_key_and_denies_most_others(tmp_path: Path) -> None:
    draw = np.random.default_rng(5)
    inside, outside = draw.integers(0, 2**62, (2, 20_000))
    bloom = Bloom(tmp_path / "bits", len(inside))
    bloom.add(inside)
    assert bloom.may_hold(inside).all()
    assert bloom.may_hold(outside).mean() < 0.05


def test_a_filter_grows_with_its_table(tmp_path: Path) -> None:
    table = TableStore(tmp_path / "k.sqlite", "1-a")
    step = 60_000
    for start in range(0, 5 * step, step):
        table.add_many([Text(str(start), range(start, start + step), b"")])
    wanted = np.arange(5 * step, 5 * step + 10_000)
    assert table._bloom.may_hold(wanted).mean() < 0.1
    assert len(candidates(table, [[0, 4 * step]])[0]) == 2
    table.close()
