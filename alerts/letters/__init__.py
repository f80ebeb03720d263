"""The letters that people get, each one a function from views to a Letter."""

from __future__ import annotations

from functools import cache
from typing import Any

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from alerts.card import SIGNS, text_card
from alerts.words import REASONS, STATES, mailto


@cache
def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("alerts"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=False,
    )
    env.globals.update(mailto=mailto, signs=SIGNS, text_card=text_card, reasons=REASONS, states=STATES)
    return env


_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


_DEFAULTS: dict[str, Any] = {
    "footing": None,
    "lang": "",
    "closing": "",
    "prefs_word": "订阅设置",
    "leave_word": "退订",
}


def render(name: str, **values: Any) -> tuple[str, str]:
    """(text, HTML) of the template `name`; every value is escaped in the HTML form."""
    env = _environment()
    values.setdefault("footer", "")
    for key, value in _DEFAULTS.items():
        values.setdefault(key, value)
    text = env.get_template(f"{name}.txt.j2").render(values)
    html = env.get_template(f"{name}.html.j2").render(values)
    return text, _INLINER.inline(html)
