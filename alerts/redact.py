"""What sellers put into titles about themselves leaves in no mail and no answer: phones, ID cards, homes.

Promise P5. Registration numbers of rights and companies are no personal numbers and stay.
"""

from __future__ import annotations

import re

MASK = "〔号码略〕"
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID = re.compile(
    r"(?<![0-9A-Za-z])([1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx])(?![0-9A-Za-z])"
)
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[-\s]\d{7,8}(?!\d)")
_HOME = re.compile(r"\d{1,4}\s*(?:号楼|栋|幢|单元)\s*(?:\d{1,2}\s*单元\s*)?\d{1,5}\s*(?:室|号|房)")


def redact(text: str) -> str:
    """`text` with mobile and landline numbers, ID numbers and house numbers of homes masked."""
    text = _ID.sub(lambda found: MASK if _is_id(found[1]) else found[0], text)
    for pattern in (_MOBILE, _LANDLINE, _HOME):
        text = pattern.sub(MASK, text)
    return text


def _is_id(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()
