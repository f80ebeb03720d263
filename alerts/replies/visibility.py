"""Whether a reader can see an element of a mail's page; in doubt not, and the text cannot act."""

from __future__ import annotations

import re

from lxml import etree

_HIDING = re.compile(
    r"display:none|visibility:(hidden|collapse)|mso-hide:all|opacity:0(\.0\d*)?(;|$)|font-size:0+(\.0\d*)?([a-z%]|;|$)"
    r"|font-size:[0-3](\.\d+)?p[xt]|(?<![-\w])(max-)?(height|width):0(\.0+)?(px|pt|em|%)?(;|$)|text-indent:-\d{3,}"
    r"|(left|top|right|margin-left|margin-top):-\d{3,}|line-through|clip:rect\(0|transform:scale\(0|color:transparent"
    r"|font:[^;]*(?<![\d.])0(px|pt|em)?(?![\d.])|unicode-bidi:(bidi-override|isolate-override)|direction:rtl"
)
_COLOUR = re.compile(r"(?:^|;)color:([^;]+)")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_LAST = re.compile(r"([.#]?[\w-]+)\s*$")


def is_hidden(node: etree._Element, rules: frozenset[str]) -> bool:
    """True when the element's own style, attributes or a matching rule of the page hides its text."""
    style = _squeezed(node.get("style", ""))
    if _hides(style) or node.get("hidden") is not None or node.get("dir", "").lower() == "rtl":
        return True
    if node.tag == "font" and (is_pale(node.get("color", "")) or node.get("size") == "0"):
        return True
    names = {str(node.tag), f"#{node.get('id', '')}"} | {f".{name}" for name in node.get("class", "").split()}
    return not rules.isdisjoint(name.lower() for name in names)


def style_rules(sheet: str) -> frozenset[str]:
    """Selectors' last words (`.name`, `#name`, `tag`), lower case, of the rules that hide text."""
    sheet = re.sub(r"/\*.*?\*/|<!--|-->", "", sheet, flags=re.S)[:200_000]
    hidden: set[str] = set()
    for selectors, body in _RULE.findall(sheet):
        if _hides(_squeezed(body)):
            hidden |= {last[1].lower() for part in selectors.split(",") if (last := _LAST.search(part))}
    return frozenset(hidden)


def is_pale(colour: str) -> bool:
    """White or nearly so: every channel at least 0xF0, or an alpha of nought."""
    colour = colour.strip().lower().removesuffix("!important")
    if colour in {
        "white",
        "snow",
        "ivory",
        "ghostwhite",
        "whitesmoke",
        "floralwhite",
        "transparent",
        "window",
    }:
        return True
    if hexed := re.fullmatch(r"#([0-9a-f]{3,8})", colour):
        digits = hexed[1] if len(hexed[1]) >= 6 else "".join(digit * 2 for digit in hexed[1])
        return all(int(digits[at : at + 2], 16) >= 0xF0 for at in (0, 2, 4)) or digits[6:8] == "00"
    numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", colour)]
    if colour.startswith("rgb") and len(numbers) >= 3:
        return min(numbers[:3]) >= 0xF0 or (len(numbers) == 4 and numbers[3] == 0)
    return colour.startswith("hsl") and len(numbers) >= 3 and numbers[2] >= 95


def _hides(style: str) -> bool:
    colour = _COLOUR.search(style)
    return bool(_HIDING.search(style)) or (colour is not None and is_pale(colour[1]))


def _squeezed(style: str) -> str:
    return re.sub(r"\s+|/\*.*?\*/", "", style).lower().replace("!important", "")
