"""An HTML body becomes the lines that its writer typed and could see; quoted blocks become one `>` line each.

Text that a reader cannot see (display:none, font size 0, white, struck through, far outside) is left out, so
that it can never act. The text rules of quotes.py do the rest: they know attribution lines and header blocks.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree, html

from alerts.replies.visibility import is_hidden, style_rules

QUOTE_LINE = "\n>\n"
SEPARATOR_LINE = "\n-----Original Message-----\n"
RULE_LINE = "\n----------\n"
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "includetail",
    ]
)
_SILENT = frozenset(
    [
        "applet",
        "audio",
        "base",
        "button",
        "canvas",
        "del",
        "embed",
        "head",
        "iframe",
        "input",
        "link",
        "map",
        "math",
        "meta",
        "noembed",
        "noscript",
        "object",
        "option",
        "param",
        "s",
        "script",
        "select",
        "strike",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
    ]
)
_QUOTE_MARKS = re.compile(
    r"\b(yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|skiff_quote|ik_mail_quote|ntes-mailmaster-quote"
    r"|nui-mail-quote|foxmail_quote|iosymail|isReplyContent|isForwardContent|reply139content|origbody|history-quote-wrapper"
    r"|oriMsgHtmlSeperator|mail-editor-reference-message-container|ms-outlook-mobile-reference-message"
    r"|OutlookMessageHeader|cm_quote_msg|alimail-quote|gmail_extra|mail_quote|quoted)\b",
    re.I,
)
_SIGNATURES = re.compile(
    r"\b(gmail_signature|moz-signature|ntes-signature|imail_signature|AppleMailSignature|signContainer|Signature"
    r"|divNeteaseMailCard|ms-outlook-mobile-signature|protonmail_signature_block|spnEditorSign\w*|mailbox_signature)\b",
)
_PREFIXES = re.compile(r"\b(moz-cite-prefix|gmail_attr)\b")
_SEPARATORS = re.compile(
    r"\b(x_)*(divRplyFwdMsg|appendonsend|replySplit|OLK_SRC_BODY_SECTION|_MailOriginal|stopSpelling|xm_mail_oringinal_describe)\b"
)
_HEADER_RULE = re.compile(r"border-top:\s*(solid\s+#\w+|\d[\d.]*p[tx]\s+solid|#\w+\s+\S+\s+solid)", re.I)
_MAX_DEPTH = 150  # deeper nesting is quoted history or an attack on the stack
_FROM_LABEL = re.compile(r"\s*(发\s*件\s*人|寄\s*件\s*者|寄件人|From|De|Von)\s*[:：]", re.I)


def page_text(source: str) -> str:
    """Visible text of `source`, line by line; empty for a page that cannot be read at all."""
    tree = _tree(source)
    if tree is None:
        return ""
    pieces: list[str] = []
    rules = style_rules("\n".join(text for node in tree.iter("style") for text in (node.text or "",)))
    _walk(tree, pieces, rules, preformatted=False, depth=0)
    return re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(pieces)).strip("\n")


def _tree(source: str) -> etree._Element | None:
    cleaned = re.sub(r"<\?xml[^>]*>", "", source).encode("utf-8", "replace")
    if not cleaned.strip():
        return None
    try:
        return html.document_fromstring(cleaned, parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.LxmlError, ValueError):
        return None


def _walk(
    node: etree._Element, pieces: list[str], rules: frozenset[str], preformatted: bool, depth: int
) -> None:
    if isinstance(node.tag, str) and depth < _MAX_DEPTH:
        _element(node, pieces, rules, preformatted or node.tag == "pre", depth)
    if node.tail:
        pieces.append(_spaced(node.tail, preformatted))


def _element(
    node: etree._Element, pieces: list[str], rules: frozenset[str], preformatted: bool, depth: int
) -> None:
    tag = str(node.tag).lower().rpartition(":")[2]
    marks = f"{node.get('class', '')} {node.get('id', '')} {node.get('name', '')}"
    if tag in _SILENT or is_hidden(node, rules) or _PREFIXES.search(marks):
        return
    if _is_separator(node, marks):
        pieces.append(SEPARATOR_LINE)
        return
    if _is_quote(node, tag, marks):
        pieces.append(QUOTE_LINE)
        return
    if _SIGNATURES.search(marks):
        pieces.append("\n")
        return
    if tag in {"br", "hr"}:
        pieces.append("\n" if tag == "br" else RULE_LINE)
        return
    edge = "\n" if tag in _BLOCKS else " " if tag in {"td", "th"} else ""
    around = ("“", "”") if tag == "q" else (edge, edge)
    pieces.append(around[0] + _spaced(node.text or "", preformatted))
    for child in node:
        _walk(child, pieces, rules, preformatted, depth + 1)
    pieces.append(around[1])


def _is_quote(node: etree._Element, tag: str, marks: str) -> bool:
    if tag == "blockquote" or _QUOTE_MARKS.search(marks):
        return True
    # Gmail's wrapper may hold answers between the quoted blocks: then only those blocks are the quote.
    return "gmail_quote" in marks and node.find(".//blockquote") is None


def _is_separator(node: etree._Element, marks: str) -> bool:
    if _SEPARATORS.search(marks):
        return True
    style = node.get("style", "")
    return bool(
        _HEADER_RULE.search(style) and _FROM_LABEL.match("".join(map(str, islice(node.itertext(), 20))))
    )


def _spaced(text: str, preformatted: bool) -> str:
    return text if preformatted else re.sub(r"[ \t\n\r\f]+", " ", text)
