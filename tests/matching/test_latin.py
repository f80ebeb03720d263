"""Latin words: look, sound, spoken forms, compounds."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.matching.fold import fold
from monitor.matching.latin import (
    expand_sounds,
    letter_similarity,
    look_ratio,
    phonetic_keys,
    skeleton,
    sound_ratio,
    split_compound,
)
from monitor.matching.readings import pinyin_inside, split_pinyin

WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0158", min_size=1, max_size=12)


@pytest.mark.parametrize(
    "pair",
    [
        "huawei huavvei",
        "huawei huawel",
        "woosh vvoosh",
        "boss 13055",
        "nike n1ke",
        "oppo 0pp0",
        "modern modem",
        "puma pvma",
        "clever dever",
    ],
)
def test_spellings_that_look_the_same_have_one_skeleton(pair: str) -> None:
    a, b = pair.split()
    assert skeleton(a) == skeleton(b)


@pytest.mark.parametrize("pair", ["nike mike", "boss bass", "puma kuma", "sony somy", "lego lago"])
def test_skeletons_of_other_words_differ(pair: str) -> None:
    a, b = pair.split()
    assert skeleton(a) != skeleton(b)


@given(WORD)
def test_a_word_looks_like_itself(word: str) -> None:
    assert look_ratio(word, word) == 1.0
    assert skeleton(word) == skeleton(word.upper())


@given(WORD, WORD)
def test_ratios_are_symmetric_and_bounded(a: str, b: str) -> None:
    assert look_ratio(a, b) == pytest.approx(look_ratio(b, a))
    assert 0 <= look_ratio(a, b) <= 1
    assert sound_ratio(a, b) == sound_ratio(b, a)
    assert 0 <= sound_ratio(a, b) <= 1


def test_a_look_alike_letter_costs_less() -> None:
    assert letter_similarity("o", "0") == 0.9
    assert letter_similarity("c", "g") > letter_similarity("c", "k")
    assert look_ratio("dmc", "dmg") > look_ratio("dmc", "dmk")


@pytest.mark.parametrize(
    "pair",
    [
        "kwik quik",
        "certain sertun",
        "catana katana",
        "phone fone",
        "shreenath shrinath",
        "schwarz shvarts",
        "indy indi",
        "chocolat shokola",
    ],
)
def test_words_that_sound_alike_share_a_key(pair: str) -> None:
    a, b = pair.split()
    assert phonetic_keys(a) & phonetic_keys(b)
    assert sound_ratio(a, b) > 0.7


@pytest.mark.parametrize("pair", ["apple orange", "samsung toyota", "house garden", "nike puma"])
def test_words_that_do_not_share_none(pair: str) -> None:
    a, b = pair.split()
    assert not phonetic_keys(a) & phonetic_keys(b)
    assert sound_ratio(a, b) < 0.6


def test_a_word_without_letters_has_no_sound() -> None:
    assert phonetic_keys("123") == frozenset()
    assert sound_ratio("", "abc") == 0.0


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("room 2 grow", "room to grow"),
        ("xpress", "express"),
        ("kwik stop", "quick stop"),
        ("quik stop", "quick stop"),
        ("toys r us", "toys are us"),
        ("gr8 deals", "great deals"),
        ("4ever 21", "forever 21"),
        ("fresh 4 u", "fresh for you"),
        ("7 eleven", "seven eleven"),
        ("123", "one two three"),
        ("kidz", "kids"),
        ("bright nite", "bright night"),
    ],
)
def test_spoken_forms(written: str, heard: str) -> None:
    forms = expand_sounds(written)
    assert forms[0] == written
    assert heard in forms


def test_plain_words_get_no_second_form() -> None:
    assert expand_sounds("great house") == ("great house",)
    assert expand_sounds("") == ()


@given(st.lists(st.sampled_from(["2", "4", "8", "u", "b4", "kidz", "xpress", "24"]), min_size=1, max_size=12))
def test_the_number_of_forms_is_bounded(words: list[str]) -> None:
    assert len(expand_sounds(" ".join(words))) <= 24


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("ranchmaster", "ranch master"),
        ("northcoast", "north coast"),
        ("onetwothree", "one two three"),
        ("cocobaby", "coco baby"),
    ],
)
def test_compounds(word: str, parts: str) -> None:
    assert split_compound(word) == tuple(parts.split())


@pytest.mark.parametrize("word", ["starbucks", "nike", "huawei", "conforflex", "xyzzyq", ""])
def test_known_or_coined_words_stay_whole(word: str) -> None:
    assert split_compound(word) == (word,)


@given(WORD)
def test_the_parts_make_the_word(word: str) -> None:
    assert "".join(split_compound(word)) == word


def test_hostile_lengths_cost_little() -> None:
    start = time.perf_counter()
    for text in ("a" * 20_000, "2a" * 10_000, "maotai" * 3_000, "rn1" * 5_000):
        (
            skeleton(text),
            phonetic_keys(text),
            expand_sounds(text),
            split_compound(text),
            look_ratio(text, text[1:]),
        )
        sound_ratio(text, text[1:]), pinyin_inside(text), split_pinyin(text), fold(text), fold("|".join(text))
    assert time.perf_counter() - start < 10
