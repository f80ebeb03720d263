"""The sound side of pinyin: how syllables divide, which of them speakers merge, and how near two of them are.

Merged classes follow what speakers of Sichuan and general Mandarin confuse: zh/z, ch/c, sh/s, n/l,
r/l, f/hu-, an/ang, en/eng, in/ing (guideline 5.1.4 near pronunciation; facts 3.1.1).
"""

from __future__ import annotations

from functools import cache

_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")
_MERGED_INITIAL = {"zh": "z", "ch": "c", "sh": "s", "n": "l", "r": "l"}
# ü is written u after j, q, x, y; one spelling lets finals be compared.
_ROUNDED = frozenset("jqxy")
# Where f and h merge, f stands before what hu- opens: fei and hui, fang and huang.
_BEFORE_U = {
    "fu": "hu", "fa": "hua", "fan": "huan", "fang": "huang", "fei": "hui", "fen": "hun", "feng": "hun", "fo": "huo",
}  # fmt: skip


def _near_pairs(groups: dict[float, str]) -> dict[frozenset[str], float]:
    return {frozenset(pair.split()): value for value, pairs in groups.items() for pair in pairs.split(",")}


_NEAR_INITIALS = _near_pairs(
    {
        0.6: "j q,q x,j x,z c,c s,z s,zh ch,ch sh,zh sh,b p,d t,g k,h k,f h,p f",
        0.5: "zh j,ch q,sh x,z j,c q,s x,m n,w h,y r,b m,d l,g h,zh c,ch s,sh c",
    }
)
_NEAR_FINALS = _near_pairs(
    {
        0.7: "ian in,uan un,ie ve,o uo,e uo,o e,en un,ai ei,ao ou,ian van,in vn,i v,an en,eng ong,ui ei,iang ing",
        0.5: "a ia,a ua,ai uai,an ian,an uan,ang iang,ang uang,ao iao,ou iu,ong iong,i ei,i ie,u ou,u o,en in,e ei",
    }
)


@cache
def parts(syllable: str) -> tuple[str, str]:
    """(initial, final) of a toneless syllable, w and y written out as finals: `wang` → `("", "uang")`."""
    initial = next((i for i in _INITIALS if syllable.startswith(i)), "")
    final = syllable[len(initial) :]
    if initial in _ROUNDED and final.startswith("u"):
        final = "v" + final[1:]
    if initial == "y":
        return "", final if final[:1] in ("i", "v") else {"ou": "iu", "e": "ie"}.get(final, "i" + final)
    if initial == "w":
        return "", {"u": "u", "o": "uo", "ei": "ui", "en": "un"}.get(final, "u" + final)
    return initial, {"uei": "ui", "uen": "un", "iou": "iu"}.get(final, final)


@cache
def fuzzy(syllable: str) -> str:
    """The merged class of a syllable: `zhang`, `zang`, `zan` give `zan`; `nan`, `lang`, `rang` give `lan`."""
    folded = _BEFORE_U.get(syllable, syllable)
    if len(folded) > 2 and folded.endswith("ng") and not folded.endswith("ong"):
        folded = folded[:-1]
    initial = next((i for i in _INITIALS if folded.startswith(i)), "")
    final = folded[len(initial) :]
    if initial in ("b", "p", "m") and final == "ong":
        final = "en"
    return _MERGED_INITIAL.get(initial, initial) + final


_LEAST_NEAR = 0.4  # one of initial and final must agree, or nearly


def _near(table: dict[frozenset[str], float], a: str, b: str) -> float:
    return 1.0 if a == b else table.get(frozenset((a, b)), 0.0)


@cache
def syllable_similarity(a: str, b: str) -> float:
    """1.0 equal, 0.9 the same merged class, less for a near initial or final, 0 for unlike sounds."""
    if a == b:
        return 1.0
    if fuzzy(a) == fuzzy(b):
        return 0.9
    (initial_a, final_a), (initial_b, final_b) = parts(a), parts(b)
    merged_a, merged_b = _MERGED_INITIAL.get(initial_a, initial_a), _MERGED_INITIAL.get(initial_b, initial_b)
    initial = max(_near(_NEAR_INITIALS, initial_a, initial_b), _near(_NEAR_INITIALS, merged_a, merged_b))
    if initial < _LEAST_NEAR:  # most pairs
        return 0.0
    bare_a, bare_b = _open_final(final_a), _open_final(final_b)
    final = max(_near(_NEAR_FINALS, final_a, final_b), 0.9 * _near(_NEAR_FINALS, bare_a, bare_b))
    near = initial * final
    return round(0.85 * near, 3) if near >= _LEAST_NEAR else 0.0


def _open_final(final: str) -> str:
    return final[:-1] if final.endswith(("ang", "eng", "ing")) else final
