"""Addresses that prove themselves, and nothing that can be guessed, moved or outlive its keys."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.replies.token import (
    ReplyToken,
    ReturnToken,
    is_bound,
    is_expired,
    read_reply_address,
    read_return_address,
    reply_local_part,
    return_local_part,
)

KEYS = [b"new-key-new-key-", b"old-key-old-key-", b"gone-key-gone-ke"]
DAY = date(2026, 12, 24)
TOKEN = ReplyToken(case=42, revision=3, recipient=7, expires=DAY)

tokens = st.builds(
    ReplyToken,
    case=st.integers(0, (1 << 24) - 1),
    revision=st.integers(0, 255),
    recipient=st.integers(0, (1 << 16) - 1),
    expires=st.dates(date(2025, 1, 1), date(2036, 3, 18)),
)


@given(tokens)
def test_a_token_comes_back_as_it_was(token: ReplyToken) -> None:
    local = reply_local_part(token, KEYS)
    assert len(local) == 41 and local == local.lower()
    assert read_reply_address(f"{local}@zhiwei.example", KEYS) == token
    assert read_return_address(local, KEYS) is None


@given(st.integers(0, (1 << 48) - 1), st.dates(date(2025, 1, 1), date(2036, 3, 18)))
def test_a_return_path_comes_back_as_it_was(row: int, day: date) -> None:
    local = return_local_part(ReturnToken(row, day), KEYS)
    assert read_return_address(local.upper() + "@zhiwei.example", KEYS) == ReturnToken(row, day)
    assert read_reply_address(local, KEYS) is None


@given(tokens, st.integers(2, 40), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_any_changed_letter_is_refused(token: ReplyToken, place: int, letter: str) -> None:
    local = reply_local_part(token, KEYS)
    changed = local[:place] + letter + local[place + 1 :]
    read = read_reply_address(changed, KEYS)
    # the last letter of 128 bits in base32 carries three bits only, compared as text all the same
    assert read is None or changed == local


def test_only_the_two_newest_keys_are_accepted() -> None:
    by_old = reply_local_part(TOKEN, KEYS[1:])
    by_gone = reply_local_part(TOKEN, KEYS[2:])
    assert read_reply_address(by_old, KEYS) == TOKEN
    assert read_reply_address(by_gone, KEYS) is None


@pytest.mark.parametrize(
    "address",
    ["", "t+", "alert", "t+a.b", "t+" + "a" * 12 + "." + "b" * 26, "x+" + "a" * 12 + "." + "b" * 26],
)
def test_other_addresses_are_no_tokens(address: str) -> None:
    assert read_reply_address(address, KEYS) is None


def test_numbers_that_do_not_fit_and_short_keys_are_errors() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        reply_local_part(ReplyToken(1 << 24, 0, 0, DAY), KEYS)
    with pytest.raises(ValueError, match="does not fit"):
        reply_local_part(ReplyToken(1, 0, 0, date(2024, 1, 1)), KEYS)
    with pytest.raises(ValueError, match="shorter"):
        reply_local_part(TOKEN, [b"short"])


def test_expiry_and_binding() -> None:
    assert not is_expired(TOKEN, DAY)
    assert is_expired(TOKEN, date(2026, 12, 25))
    assert is_bound("Zhang@office.example", "zhang@office.example")
    assert not is_bound("zhang@office.example", "zhang@office.example.evil")
    assert not is_bound("zhang@office.example", None)
    assert not is_bound("zhang@office.example", "zhаng@office.example")  # a Cyrillic letter
