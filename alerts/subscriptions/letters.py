"""The letters of subscribing: the one question to a new address, the welcome, help, and notices to the desk.

The question repeats nothing that the asker wrote, since it may go to somebody who never asked.
"""

from __future__ import annotations

from datetime import datetime

from alerts.batch import Post
from alerts.compose import Letter, Receiver
from alerts.headers import clean
from alerts.letters.blocks import Block, block_letter
from alerts.subscriptions.footing import Footing
from alerts.subscriptions.links import Links
from alerts.words import words_for
from watchlists.categories import Categories
from watchlists.subscriptions import CADENCES, Scope


def question(
    address: str, numbers: list[int], language: str, links: Links, post: Post, now: datetime
) -> Letter:
    """Did you ask for this? Nothing happens unless the button on the linked page is pressed."""
    receiver = Receiver(f"enterprise:{address.lower()}", "enterprise", address, language=language)
    url = links.url("confirm", ",".join(map(str, numbers)), now)
    key = f"confirm|{address.lower()}|{','.join(map(str, numbers))}|{now:%Y-%m-%d}"
    office = post.settings.office.name
    if language == "en":
        lines: tuple[str, ...] = (
            f"Somebody asked {office} to send notices of the Zhiwei intellectual-property monitor here.",
            "If it was you, open the page and press “Confirm”. If not, do nothing: no more mail will come.",
        )
        label, title = "Open the confirmation page", "Please confirm your subscription"
    else:
        lines = (
            f"有人用这个邮箱地址，向{office}申请订阅知识产权风险监测通知。",
            "如果是您，请打开下面的页面，并按“确认订阅”。打开页面本身不会有任何改动。",
            "如果不是您，请不必理会：不确认就不会再收到通知。",
        )
        label, title = "打开确认页面", "请确认订阅"
    return block_letter(receiver, "confirm", key, title, [Block(lines=lines, links=((label, url),))], post)


def second_question(address: str, owner: str, links: Links, post: Post, now: datetime) -> Letter:
    """Asks a second contact whether he wants to stand in; `owner` is the receiver's id."""
    receiver = Receiver(f"enterprise:{address.lower()}", "enterprise", address)
    url = links.url("second", f"{owner}|{address}", now)
    lines = (
        f"有一家订阅了{post.settings.office.name}监测通知的单位，想把这个邮箱设为第二联系人："
        "通知送不到主邮箱时，改发到这里。",
        "如果同意，请打开下面的页面并按“同意”。不同意则不必理会。",
    )
    key = f"confirm|second|{owner}|{address.lower()}|{now:%Y-%m-%d}"
    return block_letter(
        receiver,
        "confirm",
        key,
        "请确认担任第二联系人",
        [Block(lines=lines, links=(("打开确认页面", url),))],
        post,
    )


def welcome(
    receiver: Receiver, scopes: list[Scope], categories: Categories, under: Footing, post: Post, key: str
) -> Letter:
    """What is now in force, and how to answer an alert."""
    said = tuple(("订阅", clean(scope.describe(categories), 120)) for scope in scopes)
    pace = (
        ("节奏", CADENCES[receiver.cadence] + "（红色随时发）"),
        ("最低等级", receiver.minimum),
        ("每周", "周一上午寄一封监测报告：查了什么、缺了什么"),
    )
    address = post.settings.mail.subscribe_address
    files = "把监测清单（CSV 或 XLSX）上传到订阅设置页面"
    files += f"，或作为附件寄到 {address}" if address else ""
    blocks = [
        Block("现在生效", (), said + pace),
        Block("添加自己的监测对象", (f"{files}。先试查近几个月，结果寄给您；您确认后才开始监测。",)),
        Block(
            "收到预警后",
            ("直接回复，第一行写一个词：",),
            tuple(words_for("enterprise")),
        ),
    ]
    return block_letter(receiver, "welcome", key, "订阅已生效", blocks, post, footing=under)


def help_letter(receiver: Receiver, problems: tuple[str, ...], post: Post, key: str, prefs: str) -> Letter:
    """How to write to the subscribe address; `problems` only for somebody who is known."""
    how = (
        "主题或正文第一行写：订阅 企业名称",
        "订阅中心的名录，再写一行：名录：地理标志（或驰名商标、老字号、在蓉外商知名品牌、核心专利）",
        "可加：区县：郫都区　行业：绿色食品　园区：……　频率：即时／每日／每周　等级：黄　语言：英文",
        "退订：写“退订”，或点任何一封通知末尾的“退订”。",
    )
    blocks = [Block("没有看懂的地方", problems)] if problems else []
    blocks.append(Block("怎样写", how, links=(("订阅设置", prefs),) if prefs else ()))
    return block_letter(receiver, "confirm", key, "怎样订阅", blocks, post)


def desk_notice(receiver: Receiver, title: str, lines: tuple[str, ...], post: Post, key: str) -> Letter:
    """Tells the desk what changed among those who listen."""
    return block_letter(receiver, "notice", key, title, [Block(lines=lines)], post)
