"""Pages show on GET and act on POST, once; every bad link gives one and the same answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from starlette.testclient import TestClient

from alerts import receivers, sampling
from alerts.batch import Post
from alerts.decide import decide
from alerts.decisions import Actor, Decision
from alerts.subscriptions import book
from alerts.subscriptions.links import Links, undo_url
from alerts.subscriptions.preview import Preview
from alerts.subscriptions.proposals import read, store_trial, waiting
from config.database import Database
from config.schema import entries, metadata, outbox, proposals
from monitor.web.app import create_app
from monitor.web.context import Web
from tests.subscriptions.office import (
    URL,
    A,
    Clock,
    firm_entry,
    hit,
    join,
    keep,
    links_of,
    mails,
    raise_hits,
    text_of,
)

NEW = "new@somewhere.test"
NONCE = re.compile(r'name="nonce" value="([^"]+)"')


@pytest.fixture
def client(post: Post, database: Database, clock: Clock) -> Iterator[TestClient]:
    app = create_app(Web(post.settings, database, post, clock))
    with TestClient(app, base_url=URL, follow_redirects=False) as opened:
        yield opened


def fingerprint(database: Database) -> str:
    """A digest of every table, as the outside judge of `nothing changed`."""
    digest = hashlib.sha256()
    with database.read() as conn:
        for table in metadata.sorted_tables:
            for row in conn.execute(select(table).order_by(text("1"))):
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def nonces(page: str) -> list[str]:
    return NONCE.findall(page)


def ask(client: TestClient, **fields: str) -> str:
    nonce = nonces(client.get("/subscribe").text)[0]
    answer = client.post("/subscribe", data={"nonce": nonce, "name": "示例食品", **fields})
    assert answer.status_code == 200, answer.text
    return answer.text


def path(link: str) -> str:
    return link.removeprefix(URL)


def link(database: Database, address: str, kind: str, part: str) -> str:
    with database.read() as conn:
        return path(next(one for one in links_of(mails(conn, address, kind)[-1]) if part in one))


def test_from_the_form_to_the_confirmed_subscription(
    client: TestClient, database: Database, clock: Clock
) -> None:
    ask(client, address=NEW, cadence="daily", category="GI")
    confirm = link(database, NEW, "confirm", "/confirm/")
    before = fingerprint(database)
    shown = client.get(confirm)
    assert "示例食品" in shown.text and "每日汇总" in shown.text
    assert client.post(confirm, data={"nonce": "forged"}).status_code == 409
    assert client.post(confirm).status_code == 409
    assert fingerprint(database) == before, "neither opening nor pressing without a nonce changes anything"
    nonce = nonces(shown.text)[0]
    assert "订阅已生效" in client.post(confirm, data={"nonce": nonce}).text
    assert client.post(confirm, data={"nonce": nonce}).status_code == 409
    with database.read() as conn:
        firm = receivers.find(conn, book.receiver_id(NEW))
        assert firm is not None and firm.cadence == "daily"
        assert [r.kind for r in book.of_receiver(conn, firm.id, ("active",))] == ["own", "list"]


def test_the_answer_is_the_same_for_known_and_unknown_addresses(
    client: TestClient, database: Database, post: Post, clock: Clock
) -> None:
    with database.write() as conn:
        join(conn, A, "firm-a", post, clock())
    assert ask(client, address=A) == ask(client, address="nobody@x.test")


def test_a_robot_that_fills_everything_and_a_client_that_hurries_ask_nobody(
    client: TestClient, database: Database
) -> None:
    ask(client, address=NEW, website="http://x")
    with database.read() as conn:
        assert mails(conn, NEW) == []
    for number in range(15):
        ask(client, address=f"v{number}@victim.test")
    with database.read() as conn:
        assert len(mails(conn, kind="confirm")) == 10


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"address": "not-an-address"}, "邮箱地址不完整"),
        ({"address": "a@b.test\r\nBcc: c@d.test"}, "邮箱地址不完整"),
        ({"address": NEW, "name": ""}, "请填写企业名称"),
        ({"address": NEW, "category": "TS"}, "不认识"),
        ({"address": NEW, "minimum": "紫"}, "不认识"),
    ],
)
def test_a_wrong_form_says_what_would_be_right_and_keeps_what_was_written(
    client: TestClient, fields: dict[str, str], said: str
) -> None:
    nonce = nonces(client.get("/subscribe").text)[0]
    answer = client.post("/subscribe", data={"nonce": nonce, "name": "<b>甲</b>", **fields})
    assert answer.status_code == 422 and said in answer.text
    if fields.get("name") != "":
        assert "&lt;b&gt;甲&lt;/b&gt;" in answer.text and "<b>甲" not in answer.text


def test_one_click_without_cookies_ends_one_subscription_and_get_ends_none(
    client: TestClient, database: Database, post: Post, clock: Clock
) -> None:
    """M5 over HTTP, for both body forms that RFC 8058 allows."""
    with database.write() as conn:
        keep(conn, [firm_entry("a"), firm_entry("b")], clock())
        for name in "ab":
            join(conn, f"{name}@firm-{name}.test", f"firm-{name}", post, clock())
            raise_hits(conn, [hit(firm_entry(name), 1)], post, clock())
    leaves = [link(database, f"{n}@firm-{n}.test", "alert", "/leave/") for n in "ab"]
    before = fingerprint(database)
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
        client.request(method, leaves[0])
    assert fingerprint(database) == before
    assert client.post(leaves[0], data={"List-Unsubscribe": "One-Click"}).status_code == 200
    with database.read() as conn:
        assert not book.of_receiver(conn, "enterprise:a@firm-a.test", ("active",))
        assert len(book.of_receiver(conn, "enterprise:b@firm-b.test", ("active",))) == 1
    assert client.post(leaves[1], files={"List-Unsubscribe": (None, "One-Click")}).status_code == 200
    with database.read() as conn:
        assert not book.of_receiver(conn, "enterprise:b@firm-b.test", ("active",))
    assert client.post(leaves[1], data={"List-Unsubscribe": "One-Click"}).status_code == 200, (
        "again is no error"
    )


def test_the_button_on_the_page_works_too(
    client: TestClient, database: Database, post: Post, clock: Clock
) -> None:
    with database.write() as conn:
        join(conn, A, "firm-a", post, clock())
    leave = link(database, A, "welcome", "/leave/")
    page = client.get(leave)
    assert client.post(leave).status_code == 409
    assert "已退订" in client.post(leave, data={"nonce": nonces(page.text)[0]}).text
    assert "已经退订" in client.get(leave).text


def test_bad_links_of_all_kinds_give_one_answer(client: TestClient, post: Post, clock: Clock) -> None:
    links = Links.of(post.settings)
    later = clock() + timedelta(days=1)
    bodies = set()
    for purpose in ("confirm", "second", "leave", "prefs", "list", "undo", "sample"):
        tokens = ["x", "a.b", "%00", links.sign(purpose, "999", clock() - timedelta(days=1))]
        tokens += [links.sign(purpose, "999", later)] if purpose not in ("second", "sample") else []
        tokens += [links.sign("other", "1", later)]
        for token in tokens:
            for answer in (
                client.get(f"/{purpose}/{token}"),
                client.post(f"/{purpose}/{token}", data={"nonce": "x"}),
            ):
                assert answer.status_code == 404, (purpose, token)
                bodies.add(answer.text)
    bodies.add(client.get("/no/such/page").text)
    assert len(bodies) == 1


def test_preferences_change_part_by_part(
    client: TestClient, database: Database, post: Post, clock: Clock
) -> None:
    with database.write() as conn:
        join(conn, A, "firm-a", post, clock())
    prefs = link(database, A, "welcome", "/prefs/")
    pace, second, lists, _ = nonces(client.get(prefs).text)
    fields = {"cadence": "weekly", "minimum": "橙", "language": "en", "hours": "工作日 9:00-18:00"}
    assert "已保存" in client.post(prefs, data={"nonce": pace, "part": "pace", **fields}).text
    assert client.post(prefs, data={"nonce": second, "part": "pace", **fields}).status_code == 409
    asked = client.post(prefs, data={"nonce": second, "part": "second", "address": "s@firm-a.test"})
    assert "征求对方同意" in asked.text
    added = client.post(prefs, data={"nonce": lists, "part": "list", "category": "GI", "district": "郫县"})
    assert "区县 郫都区" in added.text
    with database.read() as conn:
        firm = receivers.find(conn, book.receiver_id(A))
        assert firm is not None
        assert (firm.cadence, firm.minimum, firm.language, firm.hours, firm.second_address) == (
            "weekly",
            "橙",
            "en",
            "工作日 09:00-18:00",
            "",
        )
        assert firm.name == "firm-a"


def test_a_list_is_uploaded_tried_and_confirmed_by_button(
    client: TestClient, database: Database, post: Post, clock: Clock
) -> None:
    with database.write() as conn:
        join(conn, A, "firm-a", post, clock())
    prefs = link(database, A, "welcome", "/prefs/")
    sheet = "商标名称,类别,国际分类,权利人\n锦官糖坊,普通商标,30,甲公司\n".encode()
    *_, upload = nonces(client.get(prefs).text)
    sent = client.post(prefs, data={"nonce": upload, "part": "file"}, files={"file": ("清单.csv", sheet)})
    assert "已收到，正在试查" in sent.text
    preview = Preview(since="2026-08-26", until="2026-11-24", records=10, hits=2, per_week=0.2)
    with database.write() as conn:
        (proposal,) = waiting(conn)
        store_trial(conn, proposal, read(proposal, A), preview, post, clock())
        assert conn.execute(select(entries.c.status)).scalars().all() == ["proposed"]
    page_path = link(database, A, "proposal", "/list/")
    page = client.get(page_path)
    assert "平均每周 0.2 件" in page.text
    answer = client.post(page_path, data={"nonce": nonces(page.text)[0], "answer": "yes"})
    assert "1 个监测对象从现在起生效" in answer.text
    with database.read() as conn:
        row = conn.execute(select(entries)).one()
        assert (row.status, row.tenant, row.back_scanned) == ("active", "firm-a", row.version)
        assert conn.execute(select(proposals.c.state)).scalar_one() == "confirmed"


@pytest.mark.parametrize("name", ["list.exe", "list.csv.html", "x", "../../etc/passwd"])
def test_other_files_are_refused_with_a_sentence(
    client: TestClient, database: Database, post: Post, clock: Clock, name: str
) -> None:
    with database.write() as conn:
        join(conn, A, "firm-a", post, clock())
    prefs = link(database, A, "welcome", "/prefs/")
    *_, upload = nonces(client.get(prefs).text)
    sent = client.post(prefs, data={"nonce": upload, "part": "file"}, files={"file": (name, b"a")})
    assert sent.status_code == 422 and "只收 CSV" in sent.text


def test_a_body_that_is_too_large_is_not_read(client: TestClient) -> None:
    answer = client.post("/subscribe", content=b"x" * (4 << 20), headers={"Content-Type": "text/plain"})
    assert answer.status_code == 413


def test_a_decision_is_taken_back_by_button_only(
    client: TestClient, database: Database, post: Post, clock: Clock
) -> None:
    officer = Actor("officer:desk@office.test", "officer", "王值班")
    with database.write() as conn:
        keep(conn, [firm_entry("a")], clock())
        raise_hits(conn, [hit(firm_entry("a"), 1)], post, clock())
        done = decide(conn, Decision("dismiss", 1, reason="F2"), officer, post, clock(), channel="reply")
    undo = path(undo_url(post.settings, done.row, officer.id, clock()))
    before = fingerprint(database)
    page = client.get(undo)
    assert "A-1" in page.text and "已排除" in page.text
    assert fingerprint(database) == before
    assert "误报（已排除） → 待受理" in client.post(undo, data={"nonce": nonces(page.text)[0]}).text
    again = client.get(undo)
    assert "没有撤销" in client.post(undo, data={"nonce": nonces(again.text)[0]}).text
    other = path(undo_url(post.settings, done.row, "officer:deputy@office.test", clock()))
    assert client.get(other).status_code == 404, "another's link to it is no link"


def test_the_sample_is_answered_on_its_page(
    client: TestClient, database: Database, post: Post, clock: Clock
) -> None:
    body = {"mark": "锦<b>官", "watched": "锦官", "about": "商标申请"}
    drawn = [sampling.Drawn("a-1", f"s:{n}", 0.4, 0, 50, body) for n in range(3)]
    with database.write() as conn:
        sampling.keep(conn, "2026-10", drawn, clock())
    links = Links.of(post.settings)
    page_path = path(links.url("sample", "2026-10|officer:desk@office.test", clock()))
    page = client.get(page_path)
    assert "锦&lt;b&gt;官" in page.text
    said = {"nonce": nonces(page.text)[0], "a1": "needed", "a2": "unneeded", "a99": "needed", "a3": "maybe"}
    assert "已记下 2 件" in client.post(page_path, data=said).text
    with database.read() as conn:
        assert [row.answer for row in sampling.items(conn, "2026-10")] == ["needed", "unneeded", ""]


def test_every_answer_has_strict_headers_and_no_cookie(client: TestClient) -> None:
    for place in (
        "/subscribe",
        "/static/zhiwei.css",
        "/healthz",
        "/api/v1/alerts",
        "/nothing",
        "/openapi.json",
    ):
        answer = client.get(place)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "script-src" not in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "set-cookie" not in answer.headers
    html = client.get("/subscribe").text
    assert "<script" not in html and "style=" not in html and " on" not in re.sub(r">[^<]*<", "><", html)


def test_health_tells_nothing_and_figures_need_the_offices_key(
    client: TestClient, database: Database
) -> None:
    assert client.get("/healthz").text == client.get("/readyz").text == "ok\n"
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer " + "a" * 32}).status_code == 404
    answer = client.get("/metrics", headers={"Authorization": "Bearer " + "o" * 32})
    assert "zhiwei_records_waiting 0.0" in answer.text and "firm" not in answer.text
    database.engine.dispose()


def test_mails_hold_no_words_of_the_database_unescaped(
    client: TestClient, database: Database, post: Post, clock: Clock
) -> None:
    with database.write() as conn:
        keep(conn, [firm_entry("a", text="<script>x</script>")], clock())
        raise_hits(conn, [hit(firm_entry("a", text="<script>x</script>"), 1)], post, clock())
        html = mails(conn, A, "alert")[0].get_body(("html",))
        assert html is not None and "<script>" not in html.get_content()
        assert text_of(mails(conn, A)[0])
        assert conn.execute(select(outbox.c.id)).first() is not None
