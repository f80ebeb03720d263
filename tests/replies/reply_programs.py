"""Answers as the mail programs of this city really write them: one function a program, own words in, bytes out.

The forms (attribution lines, containers, charsets, encodings, signatures) follow what these programs put on the
wire; all people, firms and alert texts are invented. Each quoted alert holds every command word, so that a
reader that does not cut quotes is caught at once.
"""

from __future__ import annotations

import base64
import html
import quopri
from collections.abc import Callable

ALERT_LINES = [
    "【预警 红】A-12、A-13 疑似近似商标：青羊晨露",
    "最近期限：2026-12-24（异议）",
    "直接回复本邮件即可，例如：",
    "A-12 受理",
    "A-13 排除 F3",
    "A-12 转海外",
    "A-13 转办 李娜",
    "A-12 延后 3 天",
    "A-13 静默 30 天",
    "误报",
    "受理",
]
SENDER = "alert@zhiwei.example"
TOKEN = "t+abcdefghijkl.abcdefghijklmnopqrstuvwxyz@zhiwei.example"
USER = "zhangsan@office.example"


def _header(subject: str, user: str = USER, extra: str = "") -> str:
    word = base64.b64encode(subject.encode()).decode()
    name = base64.b64encode("张三".encode()).decode()
    return (
        f"From: =?UTF-8?B?{name}?= <{user}>\r\nTo: <{TOKEN}>\r\nSubject: =?UTF-8?B?{word}?=\r\n"
        f"Date: Tue, 24 Nov 2026 10:05:00 +0800\r\nMessage-ID: <{abs(hash(subject + extra)):x}@office.example>\r\n"
        f"In-Reply-To: <case12.r1@zhiwei.example>\r\nReferences: <case12.r1@zhiwei.example>\r\nMIME-Version: 1.0\r\n{extra}"
    )


def _encoded(text: str, charset: str, encoding: str) -> str:
    raw = text.replace("\n", "\r\n").encode(charset)
    if encoding == "base64":
        return base64.encodebytes(raw).decode().replace("\n", "\r\n")
    if encoding == "quoted-printable":
        return quopri.encodestring(raw).decode("ascii").replace("\r\n", "\n").replace("\n", "\r\n")
    return raw.decode("latin-1")


def part(text: str, kind: str, label: str, charset: str, encoding: str, more: str = "") -> str:
    """One MIME part; `label` is what the program claims, `charset` what it uses."""
    head = f'Content-Type: text/{kind};\r\n\tcharset="{label}"{more}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head + _encoded(text, charset, encoding)


def _alternative(head: str, plain: str, page: str, label: str, charset: str, encoding: str) -> bytes:
    line = "----=_NextPart_5E3F_0A12"
    pieces = [part(plain, "plain", label, charset, encoding), part(page, "html", label, charset, encoding)]
    body = "".join(f"--{line}\r\n{piece}\r\n" for piece in pieces) + f"--{line}--\r\n"
    return f'{head}Content-Type: multipart/alternative;\r\n\tboundary="{line}"\r\n\r\n{body}'.encode(
        "latin-1"
    )


def _single(
    head: str, text: str, kind: str, label: str, charset: str, encoding: str, more: str = ""
) -> bytes:
    return (head + part(text, kind, label, charset, encoding, more)).encode("latin-1")


def _divs(text: str) -> str:
    return "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.split("\n"))


def _alert_plain(prefix: str = "") -> str:
    return "\n".join(prefix + line for line in ALERT_LINES)


def _alert_page() -> str:
    return "<table><tr><td>" + "</td></tr><tr><td>".join(map(html.escape, ALERT_LINES)) + "</td></tr></table>"


def qq(own: str) -> bytes:
    """QQ 邮箱 web: GB18030 under its own name, base64, literal &nbsp; in the plain part."""
    mark = "------------------&nbsp;原始邮件&nbsp;------------------"
    plain = f'{own}\n\n\n\n\n{mark}\n发件人: "知微预警" <{SENDER}>;\n发送时间: 2026年11月24日(星期二) 上午9:00\n收件人: "张三"<{USER}>;\n\n主题: 预警 A-12\n\n\n\n{_alert_plain()}'
    page = (
        f'{_divs(own)}<div><br></div><div><br></div><div style="font-size: 12px;font-family: Arial Narrow;padding:2px 0 2px 0;">{mark}</div>'
        f'<div style="font-size: 12px;background:#efefef;padding:8px;"><div><b>发件人:</b>&nbsp;"知微预警" &lt;{SENDER}&gt;;</div><div><b>发送时间:</b>&nbsp;2026年11月24日(星期二) 上午9:00</div>'
        f'<div><b>收件人:</b>&nbsp;"张三"&lt;{USER}&gt;;<wbr></div><div></div><div><b>主题:</b>&nbsp;预警 A-12</div></div><div><br></div>{_alert_page()}'
    )
    return _alternative(
        _header("回复：【预警】A-12", extra="X-Mailer: QQMail 2.x\r\n"),
        plain,
        page,
        "gb18030",
        "gb18030",
        "base64",
    )


def qq_phone(own: str) -> bytes:
    """QQ 邮箱 newer app: an article with 原始邮件 above a table of headers, HTML only in practice."""
    page = (
        f'{_divs(own)}<div><br></div><div id="original-content"><div>发自我的iPhone</div></div><article style="line-height: 1.43;"><div style="display:flex;align-items:center;padding-top:8px" contenteditable="false">\n'
        f'<div style="color:#959DA6;font-size:12px;line-height:30px">原始邮件</div>\n<hr style="flex-grow:1"></div><table data-uneditable="true"><tbody><tr><td><div><span>发件人：</span><span>知微预警</span> <span>&lt;{SENDER}&gt;</span></div>'
        f"<div><span>发件时间：</span><span>2026年11月24日 09:00</span></div><div><span>收件人：</span><span>张三</span></div><div><span>主题：</span>预警</div></td></tr></tbody></table><div><br></div>{_alert_page()}</article>"
    )
    return _single(_header("Re:【预警】A-12"), page, "html", "utf-8", "utf-8", "base64")


def netease_web(own: str) -> bytes:
    """163 web (Coremail): GBK, attribution with seconds, isReplyContent; quote in the plain part without marks."""
    plain = f'{own}\n\n\n\n\n\n\n\n在 2026-11-24 09:00:00，"知微预警" <{SENDER}> 写道：\n\n{_alert_plain()}'
    page = (
        f'<div style="line-height:1.7;color:#000000;font-size:14px;font-family:Arial">{_divs(own)}<br><br><div style="position:relative;zoom:1"></div><div id="divNeteaseMailCard"></div><p>在 2026-11-24 09:00:00，"知微预警" &lt;{SENDER}&gt; 写道：</p>'
        f'<blockquote id="isReplyContent" style="PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; BORDER-LEFT: #ccc 1px solid">{_alert_page()}</blockquote></div>'
    )
    return _alternative(_header("Re:【预警】A-12"), plain, page, "GBK", "gb18030", "base64")


def netease_master(own: str) -> bytes:
    """网易邮箱大师: signature card, then ntes-mailmaster-quote with a table of headers."""
    plain = f"{own}\n\n| |\n张三\n|\n|\n{USER}\n|\n签名由 网易邮箱大师 定制\n\n---- 回复的原邮件 ----\n| 发件人 | 知微预警<{SENDER}> |\n| 日期 | 2026年11月24日 09:00 |\n| 收件人 | {USER} |\n| 主题 | 预警 A-12 |\n{_alert_plain()}"
    page = (
        f'<html><body>{_divs(own)}<div><br></div><div id="imail_signature" class="ntes-signature"><table><tr><td>张三</td></tr></table></div><div class="J-reply ntes-mailmaster-quote" style="padding-top: 1px; padding-bottom: 1px">'
        f'<div style="margin-top: 2em;font-size: 14px;color: #78787a;">---- 回复的原邮件 ----</div><div><table><tbody><tr><td>发件人</td><td><a class="mail-from" href="mailto:{SENDER}">知微预警</a></td></tr><tr><td>日期</td><td>2026年11月24日 09:00</td></tr></tbody></table></div><div>{_alert_page()}</div></div></body></html>'
    )
    return _alternative(_header("回复：【预警】A-12"), plain, page, "utf-8", "utf-8", "base64")


def foxmail(own: str) -> bytes:
    """Foxmail: the label says GB2312, the text is GB18030; blockquote with a ruled header block."""
    plain = f"{own}\n\n\n\n{USER}\n \n发件人： 知微预警\n发送时间： 2026-11-24 09:00\n收件人： 张三\n主题： 预警 A-12\n{_alert_plain()}"
    page = (
        f'<html><head><meta http-equiv="content-type" content="text/html; charset=GB2312"><style>body {{ line-height: 1.5; }}blockquote {{ margin-top: 0px; }}</style></head><body>\n<div><span></span>{_divs(own)}</div>\n<div><br></div><hr style="width: 210px; height: 1px;" color="#b5c4df" size="1" align="left">\n'
        f'<div><span><div style="MARGIN: 10px; FONT-FAMILY: verdana; FONT-SIZE: 10pt"><div>{USER}</div></div></span></div>\n<blockquote style="margin-top: 0px; margin-bottom: 0px; margin-left: 0.5em;"><div>&nbsp;</div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f'<div style="PADDING-RIGHT: 8px; BACKGROUND: #efefef"><div><b>发件人：</b>&nbsp;<a href="mailto:{SENDER}">知微预警</a></div><div><b>发送时间：</b>&nbsp;2026-11-24&nbsp;09:00</div><div><b>收件人：</b>&nbsp;张三</div><div><b>主题：</b>&nbsp;预警 A-12</div></div></div><div>{_alert_page()}</div></blockquote></body></html>'
    )
    return _alternative(
        _header("回复: 【预警】A-12", extra="X-Mailer: Foxmail 7.2.25\r\n"),
        plain,
        page,
        "GB2312",
        "gb18030",
        "base64",
    )


def outlook_zh(own: str) -> bytes:
    """Outlook desktop, Chinese: Word HTML, header block under a rule, no container."""
    paragraphs = "".join(
        f'<p class="MsoNormal"><span lang="EN-US">{html.escape(line)}<o:p></o:p></span></p>'
        for line in own.split("\n")
    )
    plain = f"{own}\n\n \n\n发件人: 知微预警 <{SENDER}> \n发送时间: 2026年11月24日 9:00\n收件人: 张三 <{USER}>\n主题: 预警 A-12\n\n \n\n{_alert_plain()}"
    page = (
        f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {{margin:0cm;font-size:10.5pt;}} --></style></head><body lang="ZH-CN"><div class="WordSection1">{paragraphs}<p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
        f'<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>发件人<span lang="EN-US">:</span></b><span lang="EN-US"> 知微预警 &lt;{SENDER}&gt; <br></span><b>发送时间<span lang="EN-US">:</span></b> 2026年11月24日 9:00<br><b>收件人:</b> 张三<br><b>主题:</b> 预警 A-12<o:p></o:p></p></div></div>{_alert_page()}</div></body></html>'
    )
    return _alternative(
        _header("答复: 【预警】A-12", extra="X-Mailer: Microsoft Outlook 16.0\r\n"),
        plain,
        page,
        "gb2312",
        "gb18030",
        "base64",
    )


def outlook_en(own: str) -> bytes:
    """Outlook on the web and mobile, English: divRplyFwdMsg after a rule, underscores in the plain part."""
    plain = f"{own}\n\nGet Outlook for iOS<https://aka.example/o0ukef>\n________________________________\nFrom: Zhiwei <{SENDER}>\nSent: Tuesday, November 24, 2026 9:00:00 AM\nTo: Zhang San <{USER}>\nSubject: Alert A-12\n\n{_alert_plain()}"
    page = (
        f'<html><head><style type="text/css" style="display:none;"> P {{margin-top:0;margin-bottom:0;}} </style></head><body dir="ltr"><div style="font-family: Calibri; font-size: 12pt; color: rgb(0, 0, 0);">{_divs(own)}</div><div id="ms-outlook-mobile-signature">Get Outlook for iOS</div><div id="appendonsend"></div>'
        f'<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000"><b>From:</b> Zhiwei &lt;{SENDER}&gt;<br><b>Sent:</b> Tuesday, November 24, 2026 9:00:00 AM<br><b>To:</b> Zhang San<br><b>Subject:</b> Alert A-12</font><div>&nbsp;</div></div><div>{_alert_page()}</div></body></html>'
    )
    return _alternative(_header("Re: Alert A-12"), plain, page, "utf-8", "utf-8", "quoted-printable")


def coremail(own: str) -> bytes:
    """Coremail of a government office: 原始邮件 with header lines, `>` or none, plain GBK 8bit."""
    plain = f"{own}\n\n\n> -----原始邮件-----\n> 发件人: 知微预警 <{SENDER}>\n> 发送时间:2026-11-24 09:00:00 (星期二)\n> 收件人: {USER}\n> 主题: 预警 A-12\n> \n{_alert_plain('> ')}\n\n\n------------------------------\n张三\n成都市某某局\n电话：028-00000000\n"
    return _single(_header("Re: 【预警】A-12"), plain, "plain", "GBK", "gb18030", "8bit")


def wecom(own: str) -> bytes:
    """企业微信邮箱 phone: rule and mark, then 回复的邮件信息, HTML only."""
    page = (
        f'{_divs(own)}<div><br></div><div style="font-size:12px">________________________________<br>发自我的企业微信</div><div><br></div><div style="font-size:12px;">------------------&nbsp;回复的邮件信息&nbsp;------------------</div>'
        f'<div style="background:#efefef"><div><b>发件人：</b>知微预警&lt;{SENDER}&gt;</div><div><b>发送时间：</b>2026年11月24日 09:00</div><div><b>收件人：</b>张三</div><div><b>主题：</b>预警</div></div>{_alert_page()}'
    )
    return _single(_header("回复：【预警】A-12"), page, "html", "utf-8", "utf-8", "base64")


def alimail(own: str) -> bytes:
    """阿里邮箱: a rule of dashes glued to 发件人, ideographic spaces in the labels."""
    rule = "-" * 66
    plain = f"{own}\n\n\n{rule}\n发件人：知微预警<{SENDER}>\n日　期：2026年11月24日 09:00:00\n收件人：张三<{USER}>\n主　题：预警 A-12\n\n{_alert_plain()}"
    page = f'<div class="__aliyun_email_body_block"><div style="font-family:Tahoma">{_divs(own)}</div><div><br></div><blockquote style="margin-right:.0px;margin-top:.0px;margin-bottom:.0px;"><div style="clear:both;"><span>{rule}</span></div><div>发件人：知微预警&lt;{SENDER}&gt;</div><div>日　期：2026年11月24日 09:00:00</div><div>收件人：张三</div><div>主　题：预警 A-12</div><div><br></div>{_alert_page()}</blockquote></div>'
    return _alternative(_header("回复：【预警】A-12"), plain, page, "utf-8", "utf-8", "base64")


def ios(own: str) -> bytes:
    """iPhone Mail, Chinese: `发自我的 iPhone`, attribution inside the quote."""
    plain = f"{own}\n\n发自我的 iPhone\n\n> 在 2026年11月24日，09:00，知微预警 <{SENDER}> 写道：\n> \n{_alert_plain('> ')}\n"
    page = (
        f'<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body dir="auto"><div dir="ltr">{html.escape(own).replace(chr(10), "<br>")}</div><div><br></div><div id="AppleMailSignature" dir="ltr">发自我的 iPhone</div><div dir="ltr"><br><blockquote type="cite">在 2026年11月24日，09:00，知微预警 &lt;{SENDER}&gt; 写道：<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">\ufeff{_alert_page()}</div></blockquote></body></html>'
    )
    return _alternative(_header("回复：【预警】A-12"), plain, page, "utf-8", "utf-8", "quoted-printable")


def macos(own: str) -> bytes:
    """macOS Mail: date first, plain only."""
    plain = f"{own}\n\n> 2026年11月24日 09:00，知微预警 <{SENDER}> 写道：\n> \n{_alert_plain('> ')}\n"
    return _single(_header("Re: 【预警】A-12"), plain, "plain", "utf-8", "utf-8", "quoted-printable")


def _gmail(own: str, attribution: str, wrapped: str) -> bytes:
    plain = f"{own}\n\n{wrapped}\n\n{_alert_plain('> ')}\n"
    page = (
        f'<div dir="ltr">{_divs(own)}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{html.escape(attribution)}<br></div>'
        f'<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">{_alert_page()}</blockquote></div>\n'
    )
    return _alternative(_header("Re: 【预警】A-12"), plain, page, "UTF-8", "utf-8", "quoted-printable")


def gmail_zh(own: str) -> bytes:
    """Gmail, Chinese: the attribution wraps before the date."""
    line = f"知微预警 <{SENDER}> 于2026年11月24日周二 09:00写道："
    return _gmail(own, line, line.replace(" 于", "\n于"))


def gmail_en(own: str) -> bytes:
    """Gmail, English: the attribution wraps before `wrote:`."""
    line = f"On Tue, Nov 24, 2026 at 9:00 AM Zhiwei Alert Service <{SENDER}> wrote:"
    return _gmail(own, line, line.replace(" wrote", "\nwrote"))


def thunderbird(own: str) -> bytes:
    """Thunderbird, Chinese, format=flowed, with a `-- ` signature below the quote's end."""
    plain = f"{own}\n\n在 2026/11/24 9:00, 知微预警 写道:\n{_alert_plain('> ')}\n\n-- \n张三\n四川某某律师事务所\n"
    return _single(_header("Re: 【预警】A-12"), plain, "plain", "UTF-8", "utf-8", "8bit", "; format=flowed")


def thunderbird_en(own: str) -> bytes:
    """Thunderbird, English: moz-cite-prefix, HTML only."""
    page = f'<html><body><p>{html.escape(own).replace(chr(10), "<br>")}<br></p><div class="moz-cite-prefix">On 24/11/2026 09:00, Zhiwei wrote:<br></div><blockquote type="cite" cite="mid:case12@zhiwei.example">{_alert_page()}</blockquote><div class="moz-signature">-- <br>Zhang San</div></body></html>'
    return _single(_header("Re: Alert A-12"), page, "html", "UTF-8", "utf-8", "8bit")


def huawei(own: str) -> bytes:
    """Huawei phone mail: 原始邮件 between dashes, 发件人/日期/收件人/主题, HTML and plain."""
    head = f"-------- 原始邮件 --------\n发件人：知微预警 <{SENDER}>\n日期：2026年11月24日周二 上午9:00\n收件人：{USER}\n主题：预警 A-12"
    page = f'<html><body><div dir="auto">{_divs(own)}</div><div dir="auto">发自我的华为手机</div><div class="quote"><br>{html.escape(head).replace(chr(10), "<br>")}<br><br>{_alert_page()}</div></body></html>'
    return _alternative(
        _header("回复：【预警】A-12"),
        f"{own}\n\n发自我的华为手机\n{head}\n\n{_alert_plain()}",
        page,
        "utf-8",
        "utf-8",
        "base64",
    )


def xiaomi(own: str) -> bytes:
    """Xiaomi phone mail: attribution with 于…写道, quote without marks, plain only."""
    plain = f"{own}\n\n发自我的小米手机\n\n知微预警 <{SENDER}> 于 2026年11月24日周二 上午9:00写道：\n\n{_alert_plain()}"
    return _single(_header("回复: 【预警】A-12"), plain, "plain", "utf-8", "utf-8", "base64")


PROGRAMS: dict[str, Callable[[str], bytes]] = {
    program.__name__: program
    for program in (qq, qq_phone, netease_web, netease_master, foxmail, outlook_zh, outlook_en, coremail, wecom, alimail,
                    ios, macos, gmail_zh, gmail_en, thunderbird, thunderbird_en, huawei, xiaomi)
}  # fmt: skip


def bare(own: str, headers: str = "", subject: str = "Re: 【预警】A-12", user: str = USER) -> bytes:
    """A plain answer without a quote, with further header lines."""
    return _single(_header(subject, user, headers), own, "plain", "utf-8", "utf-8", "base64")
