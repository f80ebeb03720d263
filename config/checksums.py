"""Check characters of Chinese and trade identifiers; each function is the published rule and nothing else."""

from __future__ import annotations

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def uscc_check(body: str) -> str:
    """Check character for the first 17 of a 统一社会信用代码 (GB 32100-2015): weights 3^i mod 31."""
    total = sum(USCC_ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(body))
    return USCC_ALPHABET[-total % 31]


def organisation_check(body: str) -> str:
    """Check character for the 8 characters of an 组织机构代码 (GB 11714-1997)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    values = (int(char) if char.isdigit() else ord(char) - 55 for char in body)
    rest = (11 - sum(w * v for w, v in zip(weights, values, strict=True)) % 11) % 11
    return "X" if rest == 10 else str(rest)


def patent_check(body: str) -> str:
    """Check character of a CN patent application number: weights 2–9, then 2–5 again, modulo 11."""
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    rest = sum(w * int(d) for w, d in zip(weights, body, strict=False)) % 11
    return "X" if rest == 10 else str(rest)


def gtin_check(body: str) -> str:
    """Check digit of a GTIN: weights 3, 1 from the right, modulo 10 (GS1)."""
    return str(-sum(int(d) * (3, 1)[i % 2] for i, d in enumerate(reversed(body))) % 10)
