"""Good identifiers are normalised, bad ones say what would be right; published test vectors hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config import identifiers as ids
from config.checksums import USCC_ALPHABET
from config.identifiers import IdentifierError

GOOD_USCC = [
    "9144030071526726XG",
    "914403001922038216",
    "91330100799655058B",
    "91110000802100433B",
    "91110108551385082Q",
    "91510107MA00DEM06A",
    "91510124MA0CDDB12H",
]
GOOD_PATENTS = [
    "02139508.X",
    "201110269715.3",
    "201510163325.6",
    "202010123456.2",
    "202120123456.2",
    "202430123456.1",
    "202080000001.X",
]


@pytest.mark.parametrize("code", GOOD_USCC)
def test_uscc(code: str) -> None:
    assert ids.check_uscc(f" {code[:8].lower()}-{code[8:]}　") == code
    with pytest.raises(IdentifierError):
        ids.check_uscc(code[:-1])


@settings(deadline=None)
@given(st.sampled_from(GOOD_USCC), st.integers(0, 17), st.sampled_from(USCC_ALPHABET + "IOSVZ"))
def test_any_changed_character_breaks_a_uscc(code: str, place: int, char: str) -> None:
    if code[place] != char:
        with pytest.raises(IdentifierError):
            ids.check_uscc(code[:place] + char + code[place + 1 :])


@pytest.mark.parametrize("number", GOOD_PATENTS)
def test_cn_patent_number(number: str) -> None:
    for written in (number, f"ZL{number}", f"cn {number.replace('.', '')}", f"ＺＬ{number}"):
        assert ids.check_cn_patent_number(written) == number


@settings(deadline=None)
@given(st.sampled_from(GOOD_PATENTS), st.integers(0, 12), st.sampled_from("0123456789X"))
def test_a_wrong_patent_digit_is_found(number: str, place: int, digit: str) -> None:
    digits = number.replace(".", "")
    if place < len(digits) and digits[place] != digit:
        with pytest.raises(IdentifierError):
            ids.check_cn_patent_number(digits[:place] + digit + digits[place + 1 :])


def test_the_error_says_what_would_be_right() -> None:
    with pytest.raises(IdentifierError) as caught:
        ids.check_cn_patent_number("201110269715.4")
    assert caught.value.example == "201110269715.3"
    assert "应为 3" in caught.value.reason_zh
    assert "should be 3" in caught.value.reason_en


GOOD: list[tuple[Callable[[str], object], str, object]] = [
    (ids.check_cn_trademark_number, "第03110256号", "3110256"),
    (ids.check_cn_trademark_number, "12345678a", "12345678A"),
    (ids.check_cn_trademark_number, "123456789", "123456789"),
    (ids.check_cn_trademark_number, "G1234567", "G1234567"),
    (ids.check_cn_publication, "cn112345678a", "CN112345678A"),
    (ids.check_cn_publication, "CN212345678U", "CN212345678U"),
    (ids.check_cn_publication, "CN1234567C", "CN1234567C"),
    (ids.check_us_serial, "97/123,456", "97123456"),
    (ids.check_us_registration, "6,123,456", "6123456"),
    (ids.check_eutm, "18012345", "018012345"),
    (ids.check_eutm, "w01234567", "W01234567"),
    (ids.check_eutm, "W1234567A", "W01234567A"),
    (ids.check_madrid, "0123456A", "123456A"),
    (ids.check_uk, "UK3123456", "UK00003123456"),
    (ids.check_uk, "UK00917123456", "UK00917123456"),
    (ids.check_kr, "40-2020-0123456", "4020200123456"),
    (ids.check_jp, "商願2020-123456", "2020-123456"),
    (ids.check_jp, "6123456", "6123456"),
    (ids.check_gtin, "6901234567892", "6901234567892"),
    (ids.check_gtin, "0 36000 29145 2", "036000291452"),
    (ids.check_gtin, "96385074", "96385074"),
    (ids.check_asin, "b08n5wrwnw", "B08N5WRWNW"),
    (ids.check_ipc, "a23l27/50", "A23L 27/50"),
    (ids.check_ipc, "H04L", "H04L"),
    (ids.check_nice_class, "第３０类", 30),
    (ids.check_nice_class, "05", 5),
    (ids.check_nice_classes, "第30类、29；43\n30", (29, 30, 43)),
    (ids.check_nice_classes, "  ", ()),
    (ids.check_similar_group, "3016", "3016"),
    (ids.check_similar_group, "501", "0501"),
    (ids.check_st3, "uk", "GB"),
    (ids.check_st3, "EU", "EM"),
    (ids.check_st3, "EL", "GR"),
    (ids.check_st3, "中国", "CN"),
    (ids.check_st3, "wo", "WO"),
]


@pytest.mark.parametrize(("check", "value", "normal"), GOOD)
def test_good_values(check: Callable[[str], object], value: str, normal: object) -> None:
    assert check(value) == normal


BAD: list[tuple[Callable[[str], object], str]] = [
    (ids.check_cn_trademark_number, "0000"),
    (ids.check_cn_trademark_number, "1234567890"),
    (ids.check_cn_trademark_number, "G12345"),
    (ids.check_cn_trademark_number, "٣٤٥"),
    (ids.check_cn_publication, "CN412345678A"),
    (ids.check_us_serial, "9712345"),
    (ids.check_us_registration, "12345678"),
    (ids.check_eutm, "1234567890"),
    (ids.check_madrid, "A1"),
    (ids.check_uk, "UK99999999999"),
    (ids.check_kr, "9920200123456"),
    (ids.check_jp, "20-123456"),
    (ids.check_gtin, "6901234567893"),
    (ids.check_gtin, "12345"),
    (ids.check_asin, "A08N5WRWNW"),
    (ids.check_ipc, "Z23L 27/50"),
    (ids.check_nice_class, "46"),
    (ids.check_nice_class, "0"),
    (ids.check_nice_classes, "30、99"),
    (ids.check_similar_group, "4601"),
    (ids.check_st3, "ZZ"),
    (ids.check_cn_patent_number, "20114026971.53"),
]


@pytest.mark.parametrize(("check", "value"), BAD)
def test_bad_values(check: Callable[[str], object], value: str) -> None:
    with pytest.raises(IdentifierError) as caught:
        check(value)
    assert caught.value.reason_zh
    assert check(caught.value.example)  # the example is a right one


CHECKS = [check for name, check in vars(ids).items() if name.startswith("check_")]


@settings(deadline=None)
@given(st.sampled_from(CHECKS), st.text(max_size=30))
def test_any_text_is_normalised_or_refused(check: Callable[[str], object], text: str) -> None:
    try:
        normal = check(text)
    except IdentifierError:
        return
    if isinstance(normal, str):
        assert check(normal) == normal
