"""Readings: heteronyms, merged sounds, nearness, and pinyin in Latin letters."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.matching.readings import (
    fuzzy,
    pinyin_inside,
    pinyin_splits,
    readings,
    sound_similarity,
    split_pinyin,
    syllable_similarity,
    syllables,
)

_SYLLABLES = "zhang zang zan nan lan lang rang fei hui fang huang shi si xin xing lv nv yu wu er a mo"
SYLLABLE = st.sampled_from(_SYLLABLES.split())


def test_all_readings_the_commonest_first() -> None:
    assert readings("重") == ("zhong", "chong")
    assert readings("乐")[0] == "le"
    assert "yue" in readings("乐")
    assert set(readings("行")) >= {"xing", "hang"}
    assert readings("女") == ("nv",)
    assert readings("A") == ()


def test_the_whole_block_can_be_read() -> None:
    unread = [chr(c) for c in range(0x4E00, 0x9FA6) if not readings(chr(c))]
    assert len(unread) < 60


def test_dead_readings_make_no_homophones() -> None:
    assert readings("华") == ("hua",)  # kua stands in old books only
    assert sound_similarity("华", "夸") < 0.9


def test_syllables_keep_one_place_for_each_character() -> None:
    assert syllables("茅台") == (("mao",), ("tai",))
    assert syllables("茅x") == (("mao",), ())


@pytest.mark.parametrize(
    "pair",
    [
        "zhang zan",
        "chen ceng",
        "shi si",
        "nan lang",
        "ren len",
        "fei hui",
        "fang huan",
        "xin xing",
        "feng hun",
    ],
)
def test_what_speakers_merge_is_one_class(pair: str) -> None:
    a, b = pair.split()
    assert fuzzy(a) == fuzzy(b)
    assert syllable_similarity(a, b) == 0.9


@pytest.mark.parametrize("pair", ["ma ba", "hai tian", "xi xia", "gong gang", "ha fa"])
def test_what_they_keep_apart_is_not(pair: str) -> None:
    a, b = pair.split()
    assert fuzzy(a) != fuzzy(b)
    assert syllable_similarity(a, b) < 0.9


@given(SYLLABLE, SYLLABLE)
def test_nearness_is_symmetric_and_bounded(a: str, b: str) -> None:
    value = syllable_similarity(a, b)
    assert value == syllable_similarity(b, a)
    assert 0 <= value <= 1
    assert (value == 1) == (a == b)


def test_sound_of_characters_over_all_readings() -> None:
    assert sound_similarity("茅", "毛") == 1.0
    assert sound_similarity("乐", "月") == 1.0  # by its second reading
    assert sound_similarity("南", "蓝") == 0.9
    assert 0 < sound_similarity("浦", "甫") < 0.9
    assert sound_similarity("海", "天") == 0.0
    assert sound_similarity("海", "A") == 0.0


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("maotai", "mao tai"),
        ("XIAO FEI YANG", "xiao fei yang"),
        ("xian", "xian"),
        ("xi'an", "xi an"),
        ("tiananmen", "tian an men"),
        ("luzhoulaojiao", "lu zhou lao jiao"),
        ("lüye", "lv ye"),
        ("KANGSHIFU", "kang shi fu"),
    ],
)
def test_best_division(written: str, expected: str) -> None:
    assert split_pinyin(written) == tuple(expected.split())


@pytest.mark.parametrize("word", ["google", "apple", "starbucks", "", "茅台", "123"])
def test_what_is_no_pinyin(word: str) -> None:
    assert split_pinyin(word) is None


def test_other_divisions_are_kept_behind_the_best() -> None:
    assert ("ping", "an") in pinyin_splits("pingan")
    assert ("chang", "an") in pinyin_splits("changan")


def _written(row: Iterable[str]) -> str:
    """As in a passport, where nü is nyu."""
    return "".join(row).replace("nv", "nyu").replace("lv", "lyu")


@given(st.lists(SYLLABLE, min_size=1, max_size=4))
def test_a_row_of_syllables_is_always_read_back(row: list[str]) -> None:
    divisions = pinyin_splits("".join(row))
    assert divisions
    assert {_written(d) for d in divisions} == {_written(row)}


def test_pinyin_inside_longer_text() -> None:
    assert [run.syllables for run in pinyin_inside("KFC laogan ma hot")] == [("lao", "gan", "ma")]
    (run,) = pinyin_inside("xiaofeiyangs")
    assert (run.start, run.end, run.syllables) == (0, 11, ("xiao", "fei", "yang"))
    assert pinyin_inside("starbucks") == []
    pinyin_inside("maotai").clear()
    assert pinyin_inside("maotai"), "a caller cannot spoil what the next one gets"
