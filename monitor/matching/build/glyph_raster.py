"""Draws characters in two faces of Noto CJK and compares the blurred pictures (source 1 of the glyph table).

A picture is a unit vector with the mean picture of all characters taken away, so that what every
character shares (ink in the middle) does not count as likeness.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from monitor.matching.build.sources import FONT_FOLDER

FACES = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc")
SIMPLIFIED = 2  # the SC face inside each collection
DRAWN, KEPT, BLUR = 48, 24, 1.4

Matrix = NDArray[np.float32]


def drawable(face: Path) -> set[str]:
    """Characters that the face has its own picture for."""
    return {chr(code) for code in TTFont(face, fontNumber=SIMPLIFIED, lazy=True).getBestCmap()}


def pictures(chars: list[str], face: str, blur: float = BLUR) -> Matrix:
    """(characters × pixels) blurred grey pictures, each of length 1 less the common picture."""
    font = ImageFont.truetype(str(FONT_FOLDER / face), DRAWN - 8, index=SIMPLIFIED)
    known = drawable(FONT_FOLDER / face)
    out = np.zeros((len(chars), KEPT * KEPT), np.float32)
    for row, char in enumerate(chars):
        if char not in known:
            continue
        sheet = Image.new("L", (DRAWN, DRAWN), 0)
        ImageDraw.Draw(sheet).text((DRAWN / 2, DRAWN / 2), char, fill=255, font=font, anchor="mm")
        small = sheet.filter(ImageFilter.GaussianBlur(blur)).resize((KEPT, KEPT), Image.Resampling.BOX)
        out[row] = np.asarray(small, np.float32).ravel() / 255
    drawn = out.any(axis=1)
    out[drawn] -= out[drawn].mean(axis=0)
    lengths = np.linalg.norm(out, axis=1, keepdims=True)
    return (out / np.where(lengths > 0, lengths, 1)).astype(np.float32)
