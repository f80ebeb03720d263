"""Nothing is sent to an address before a person agreed, and one click ends exactly one subscription."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from alerts import receivers
from alerts.batch import Post
from alerts.compose import Attachment
from alerts.subscriptions import book, caps, proposals, steps
from alerts.subscriptions.links import Links
from alerts.subscriptions.mail_in import handle_subscribe_mail
from config.database import Database
from config.schema import journal, outbox, subscriptions
from tests.subscriptions.office import (
    A,
    Clock,
    firm_entry,
    hit,
    join,
    keep,
    links_of,
    list_entry,
    mails,
    raise_hits,
    text_of,
)
from watchlists.subscriptions import Scope, Wish

NEW = "new@somewhere.test"


def write(
    database: Database, post: Post, clock: Clock, subject: str, text: str = "", sender: str = NEW
) -> str:
    with database.write() as conn:
        return handle_subscribe_mail(conn, sender, subject, text, (), post, clock())


def sheet(*texts: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(
        [["商标名称", "类别", "国际分类", "权利人"], *([t, "普通商标", "30", "甲"] for t in texts)]
    )
    return out.getvalue().encode("utf-8-sig")


def test_a_first_letter_brings_one_question_that_repeats_nothing(
    database: Database, post: Post, clock: Clock
) -> None:
    """M8: one mail, and no free text of the asker in it (he may not be the owner of the address)."""
    assert (
        write(database, post, clock, "订阅 快来买便宜货 http://spam.test", "名录：地理标志") == "challenged"
    )
    with database.read() as conn:
        (question,) = mails(conn, NEW)
        assert "便宜货" not in text_of(question) and "spam" not in text_of(question)
        assert receivers.find(conn, book.receiver_id(NEW)) is None


def test_at_most_one_question_a_day_and_three_in_thirty_days(
    database: Database, post: Post, clock: Clock
) -> None:
    for _ in range(60):
        for subject in ("订阅 甲", "订阅 乙", "怎么订阅", "退订", "订阅\n名录：没有的"):
            write(database, post, clock, subject)
        with database.write() as conn:
            steps.apply_for(
                conn, NEW, Wish("subscribe", name="丙", scopes=(Scope(),)), post, clock(), origin="page"
            )
        clock.forward(hours=11)
    with database.read() as conn:
        assert len(mails(conn, NEW)) == 3
    clock.forward(days=31)
    write(database, post, clock, "订阅 甲")
    with database.read() as conn:
        assert len(mails(conn, NEW)) == 4


def test_without_the_cap_a_stranger_could_be_flooded(
    database: Database, post: Post, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded fault of M8."""
    monkeypatch.setattr(caps, "CONFIRMATIONS", 10_000)
    for _ in range(5):
        write(database, post, clock, "订阅 甲")
        clock.forward(days=1, seconds=1)
    with database.read() as conn:
        assert len(mails(conn, NEW)) > 3, "the fault shows"


def test_a_button_works_once_and_only_on_its_own_page(database: Database, post: Post, clock: Clock) -> None:
    links = Links.of(post.settings)
    nonce = links.button("confirm", "1", clock())
    with database.write() as conn:
        assert not links.press(conn, "leave", "1", nonce, clock())
        assert not links.press(conn, "confirm", "2", nonce, clock())
        assert links.press(conn, "confirm", "1", nonce, clock())
        assert not links.press(conn, "confirm", "1", nonce, clock())
        late = links.button("confirm", "1", clock() - timedelta(hours=3))
        assert not links.press(conn, "confirm", "1", late, clock())


def test_altered_and_old_links_open_nothing(post: Post, clock: Clock) -> None:
    links = Links.of(post.settings)
    token = links.sign("leave", "7", clock() + timedelta(days=1))
    assert links.read("leave", token, clock()) == "7"
    assert links.read("leave", token, clock() + timedelta(days=2)) is None
    assert links.read("confirm", token, clock()) is None
    for at in range(len(token)):
        other = "A" if token[at] != "A" else "B"
        assert links.read("leave", token[:at] + other + token[at + 1 :], clock()) is None
    for bad in ("", ".", "a.b", token + "=", token + "A", "é" * 9, token * 50):
        assert links.read("leave", bad, clock()) is None


def test_confirming_puts_in_force_what_was_asked_and_tells_the_desk(
    database: Database, post: Post, clock: Clock
) -> None:
    write(database, post, clock, "订阅 示例食品", "频率：每日\n等级：橙")
    with database.write() as conn:
        firm = steps.confirmed(conn, [1], post, clock(), channel="page")
        assert firm is not None
        assert (firm.name, firm.cadence, firm.minimum) == ("示例食品", "daily", "橙")
        assert firm.tenant.startswith("firm:") and "somewhere" not in firm.tenant
        assert [str(m["Subject"]) for m in mails(conn, "desk@office.test")] == ["【知微】新订阅：示例食品"]
        (welcome,) = mails(conn, NEW, "welcome")
        assert welcome["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        steps.confirmed(conn, [1], post, clock(), channel="page")
        assert len(mails(conn, NEW, "welcome")) == 1
        assert conn.execute(select(journal.c.verb)).scalars().all() == ["subscribe"]


def test_one_click_ends_one_subscription_and_takes_back_what_waits(
    database: Database, post: Post, clock: Clock
) -> None:
    """M5, on the state."""
    with database.write() as conn:
        keep(conn, [firm_entry("a"), list_entry()], clock())
        numbers = join(conn, A, "firm-a", post, clock(), Scope(), Scope(kind="list", category="GI"))
        raise_hits(conn, [hit(firm_entry("a"), 1)], post, clock())
        clock.forward(hours=1)
        raise_hits(conn, [hit(list_entry(), 2)], post, clock())
        assert len(mails(conn, A, "alert")) == 2
        leave = next(link for link in links_of(mails(conn, A, "alert")[0]) if "/leave/" in link)
        number = Links.of(post.settings).read("leave", leave.rpartition("/")[2], clock())
        assert number == str(numbers[0]), "the alert on its own entry ends the own subscription"
        assert steps.left(conn, numbers[0], post, clock(), channel="page", why="x") is not None
        assert steps.left(conn, numbers[0], post, clock(), channel="page", why="x") is None
        states = conn.execute(select(outbox.c.state).where(outbox.c.address == A, outbox.c.kind == "alert"))
        assert states.scalars().all() == ["withdrawn", "waiting"]
        assert [r.kind for r in book.of_receiver(conn, book.receiver_id(A), ("active",))] == ["list"]
        clock.forward(hours=1)
        raise_hits(conn, [hit(firm_entry("a"), 3), hit(list_entry(), 4)], post, clock())
        heard = mails(conn, A, "alert")
        assert len(heard) == 3 and "郫县豆瓣" in text_of(heard[-1]) and "A家糖坊" not in text_of(heard[-1])


def test_an_office_entry_does_not_revive_somebody_who_left(
    database: Database, post: Post, clock: Clock
) -> None:
    with database.write() as conn:
        keep(conn, [firm_entry("a")], clock())
        raise_hits(conn, [hit(firm_entry("a"), 1)], post, clock())
        own = conn.execute(select(subscriptions.c.id)).scalar_one()
        steps.left(conn, own, post, clock(), channel="page", why="x")
        clock.forward(hours=1)
        raise_hits(conn, [hit(firm_entry("a"), 2, "红")], post, clock())
        assert conn.execute(select(func.count()).select_from(subscriptions)).scalar_one() == 1
        states = conn.execute(select(outbox.c.state).where(outbox.c.address == A)).scalars().all()
        assert states == ["withdrawn"]


def test_a_letter_with_its_token_leaves_whoever_wrote_it_and_without_it_only_asks(
    database: Database, post: Post, clock: Clock
) -> None:
    with database.write() as conn:
        (number,) = join(conn, A, "firm-a", post, clock())
    assert write(database, post, clock, "退订", sender=A) == "help"
    with database.read() as conn:
        assert book.of_receiver(conn, book.receiver_id(A), ("active",)), "a forged letter ends nothing"
        mailto = str(mails(conn, A, "welcome")[0]["List-Unsubscribe"])
    token = mailto.partition("%20")[2].rstrip(">")
    assert write(database, post, clock, f"退订 {token}", sender="other@x.test") == "applied"
    with database.read() as conn:
        assert not book.of_receiver(conn, book.receiver_id(A), ("active",))


def test_a_second_contact_is_asked_before_it_stands_in(database: Database, post: Post, clock: Clock) -> None:
    with database.write() as conn:
        join(conn, A, "firm-a", post, clock())
        firm = receivers.find(conn, book.receiver_id(A))
        assert firm is not None
        assert steps.name_second(conn, firm, "second@firm-a.test", post, clock())
        assert not steps.name_second(conn, firm, "second@firm-a.test", post, clock())
        known = receivers.find(conn, book.receiver_id(A))
        assert known is not None and known.second_address == ""
        assert steps.second_agreed(conn, firm.id, "second@firm-a.test", clock())
        known = receivers.find(conn, book.receiver_id(A))
        assert known is not None and known.second_address == "second@firm-a.test"


def test_one_account_can_cause_two_hundred_mails_a_day_at_most(
    database: Database, post: Post, clock: Clock
) -> None:
    """M9: 200 a day in all, 20 to any one address, whatever the account asks for."""
    with database.write() as conn:
        join(conn, A, "firm-a", post, clock())
        firm = receivers.find(conn, book.receiver_id(A))
        assert firm is not None
        for number in range(300):
            steps.name_second(conn, firm, f"v{number}@victim.test", post, clock())
            clock.forward(minutes=1)
        assert len(mails(conn)) <= 200 + 1, "and the notice to the desk"
        keep(conn, [firm_entry("a", n) for n in range(1, 60)], clock())
    clock.forward(days=1)
    start = clock()
    while clock() < start + timedelta(days=1):
        with database.write() as conn:
            number = int((clock() - start).total_seconds() // 600) + 1
            raise_hits(conn, [hit(firm_entry("a"), 1000 + number, "红")], post, clock())
        clock.forward(minutes=10)
    with database.read() as conn:
        sent = mails(conn, A, "alert") + mails(conn, A, "digest")
        assert 15 < len(sent) <= 20


def test_what_the_cap_holds_back_is_counted_later(database: Database, post: Post, clock: Clock) -> None:
    with database.write() as conn:
        keep(conn, [firm_entry("a")], clock())
        join(conn, A, "firm-a", post, clock())
        for number in range(40):
            raise_hits(conn, [hit(firm_entry("a"), number)], post, clock())
            clock.forward(minutes=6)
        before = mails(conn, A, "alert")
        clock.forward(days=1)
        raise_hits(conn, [hit(firm_entry("a"), 99)], post, clock())
        told = conn.execute(
            select(outbox.c.alert_ids).where(outbox.c.address == A, outbox.c.kind.in_(("alert", "digest")))
        ).scalars()
        assert sorted({n for ids in told for n in ids}) == list(range(1, 42))
        assert len(before) < 20


def test_a_list_from_an_unconfirmed_address_waits_and_is_not_even_read(
    database: Database, post: Post, clock: Clock
) -> None:
    with database.write() as conn:
        file = Attachment("清单.csv", "text", "csv", sheet("锦官糖坊"))
        assert handle_subscribe_mail(conn, NEW, "订阅 示例", "", [file], post, clock()) == "challenged"
        assert proposals.waiting(conn) == []
        steps.confirmed(conn, [1], post, clock(), channel="page")
        (waiting,) = proposals.waiting(conn)
        (entry,) = proposals.read(waiting, NEW).entries
        assert (entry.status, entry.receiver) == ("proposed", NEW)
        assert entry.tenant.startswith("firm:")


def test_a_list_can_name_nobody_else(database: Database, post: Post, clock: Clock) -> None:
    """Neither another's mailbox nor another's account nor another's entry id."""
    rows = "商标名称,类别,编号,接收方,归属\n锦官糖坊,普通商标,b-1,victim@x.test,firm-b\n"
    with database.write() as conn:
        keep(conn, [firm_entry("b")], clock())
        join(conn, A, "firm-a", post, clock())
        number = proposals.receive(conn, book.receiver_id(A), "firm-a", "a.csv", rows.encode(), clock())
        (waiting,) = proposals.waiting(conn)
        assert waiting.id == number
        (entry,) = proposals.read(waiting, A).entries
        assert (entry.receiver, entry.tenant) == (A, "firm-a")
        assert entry.id != "b-1"


def test_without_pages_the_desk_is_asked_and_the_address_hears_nothing(
    database: Database, installation: object, post: Post, clock: Clock
) -> None:
    bare = Post(
        post.settings.model_copy(update={"web": post.settings.web.model_copy(update={"public_url": ""})})
    )
    assert write(database, bare, clock, "订阅 甲") == "challenged"
    with database.read() as conn:
        assert mails(conn, NEW) == []
        assert "zhiwei subscribe confirm 1" in text_of(mails(conn, "desk@office.test")[0])
