"""Draws characters in two faces of Noto CJK and compares the blurred pictures (source 1 of the glyph table).

A picture is a unit vector with the mean picture of all characters taken away, so that what every
character shares (ink in the middle) does not count as likeness.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from monitor.matching.build.sources import FONT_FOLDER

FACES = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc")
SIMPLIFIED = 2  # the SC face inside each collection
SHEET, KEPT = 48, 24
SOFT, SHARP = 1.4, 1.0  # blur radius in pixels of the sheet
NARROWEST = 0.45  # a part is not stretched beyond this width to height

Matrix = NDArray[np.float32]
Rows = NDArray[np.int32]


def drawable() -> set[str]:
    """Characters that the face has its own picture for."""
    font = TTFont(FONT_FOLDER / FACES[0], fontNumber=SIMPLIFIED, lazy=True)
    return {chr(code) for code in font.getBestCmap()}


def _font(face: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(Path(FONT_FOLDER) / face), SHEET - 8, index=SIMPLIFIED)


def _drawn(char: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    sheet = Image.new("L", (SHEET, SHEET), 0)
    ImageDraw.Draw(sheet).text((SHEET / 2, SHEET / 2), char, fill=255, font=font, anchor="mm")
    return sheet


def _to_ink(sheet: Image.Image) -> Image.Image:
    """The ink alone, centred and stretched to the whole sheet: so 氵 can be compared with 冫."""
    box = sheet.getbbox()
    if box is None:
        return sheet
    ink = sheet.crop(box)
    longest = max(ink.size)
    width, height = (max(side, int(longest * NARROWEST)) for side in ink.size)
    frame = Image.new("L", (width, height), 0)
    frame.paste(ink, ((width - ink.width) // 2, (height - ink.height) // 2))
    return frame.resize((SHEET, SHEET), Image.Resampling.BILINEAR)


def pictures(chars: list[str], face: str, blur: float, *, ink_only: bool = False) -> Matrix:
    """(characters × pixels) blurred grey pictures, each of length 1 less the common picture."""
    font, known = _font(face), drawable()
    out = np.zeros((len(chars), KEPT * KEPT), np.float32)
    for row, char in enumerate(chars):
        if char not in known:
            continue
        sheet = _drawn(char, font)
        sheet = _to_ink(sheet) if ink_only else sheet
        small = sheet.filter(ImageFilter.GaussianBlur(blur)).resize((KEPT, KEPT), Image.Resampling.BOX)
        out[row] = np.asarray(small, np.float32).ravel() / 255
    shown = out.any(axis=1)
    out[shown] -= out[shown].mean(axis=0)
    lengths = np.linalg.norm(out, axis=1, keepdims=True)
    return (out / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def nearest(faces: list[Matrix], count: int, least: float) -> Iterator[tuple[int, Rows]]:
    """For each row the `count` rows with the highest mean likeness, if at least `least`."""
    joined = np.hstack(faces) / np.sqrt(np.float32(len(faces)))
    for start in range(0, len(joined), 1000):
        likeness = joined[start : start + 1000] @ joined.T
        top = np.argpartition(-likeness, count, axis=1)[:, : count + 1]
        for offset, others in enumerate(top):
            row = start + offset
            yield row, others[(likeness[offset, others] >= least) & (others != row)].astype(np.int32)


def _cosines(a: Matrix, b: Matrix, left: Rows, right: Rows) -> Matrix:
    parts = [
        np.einsum("ij,ij->i", a[left[k : k + 40_000]], b[right[k : k + 40_000]])
        for k in range(0, len(left), 40_000)
    ]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def shifted_likeness(faces: list[Matrix], left: Rows, right: Rows) -> Matrix:
    """Mean over faces of the best cosine while one picture moves by up to one pixel each way."""
    total = np.zeros(len(left), np.float32)
    for face in faces:
        squares = face.reshape(-1, KEPT, KEPT)
        best = np.full(len(left), -1, np.float32)
        for down in (-1, 0, 1):
            for across in (-1, 0, 1):
                moved = np.roll(squares, (down, across), axis=(1, 2)).reshape(face.shape)
                best = np.maximum(best, _cosines(face, moved, left, right))
        total += best / len(faces)
    return total
