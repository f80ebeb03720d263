"""The read interface: the office sees all, a firm its own; another's thing is as absent as one that never was."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from sqlalchemy import select, true
from starlette.testclient import TestClient

from alerts.batch import Post
from config.database import Database
from config.schema import alerts, entries, hits
from monitor.web.app import create_app
from monitor.web.context import Web
from tests.subscriptions.office import URL, A, Clock, firm_entry, hit, join, keep, list_entry, raise_hits

KEYS = {"office": "o" * 32, "firm-a": "a" * 32, "firm-b": "b" * 32}


def bearer(owner: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {KEYS[owner]}"}


@pytest.fixture
def client(post: Post, database: Database, clock: Clock) -> Iterator[TestClient]:
    with database.write() as conn:
        mine = [firm_entry(name, n) for name in "ab" for n in range(1, 6)]
        keep(conn, [*mine, list_entry()], clock())
        join(conn, A, "firm-a", post, clock())
        for number in range(40):
            raise_hits(
                conn,
                [hit(one, number) for one in mine if one.id.endswith(str(number % 5 + 1))],
                post,
                clock(),
            )
        raise_hits(conn, [hit(list_entry(), 99)], post, clock())
    with TestClient(create_app(Web(post.settings, database, post, clock)), base_url=URL) as opened:
        yield opened


def owned(database: Database, tenant: str) -> dict[str, set[str]]:
    with database.read() as conn:
        ids = select(entries.c.id).where(entries.c.tenant == tenant)
        return {
            "entries": set(conn.execute(ids).scalars()),
            "alerts": {
                str(n) for n in conn.execute(select(alerts.c.id).where(alerts.c.tenant == tenant)).scalars()
            },
            "hits": {
                str(n) for n in conn.execute(select(hits.c.id).where(hits.c.entry_id.in_(ids))).scalars()
            },
        }


@pytest.mark.slow
@pytest.mark.parametrize("owner", ["firm-a", "firm-b"])
def test_ten_thousand_foreign_references_are_404_with_one_body(
    client: TestClient, database: Database, owner: str
) -> None:
    """C2. The seed is printed by pytest with the failure."""
    seed = random.randrange(1 << 30)
    chance = random.Random(seed)
    mine = owned(database, owner)
    other = owned(database, "firm-b" if owner == "firm-a" else "firm-a")
    bodies: set[bytes] = set()
    for _ in range(5_000):
        kind = chance.choice(("alerts", "alerts/{}/journal", "hits", "entries"))
        group = kind.partition("/")[0]
        foreign = chance.random() < 0.7
        pick = chance.choice(sorted(other[group])) if foreign else str(chance.randrange(1, 1 << 31))
        if pick in mine[group]:
            continue
        place = kind.format(pick) if "{}" in kind else f"{kind}/{pick}"
        answer = client.get(f"/api/v1/{place}", headers=bearer(owner))
        assert answer.status_code == 404, (seed, place)
        bodies.add(answer.content)
    assert len(bodies) == 1


def test_a_route_that_forgets_the_tenant_is_found(
    client: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded fault of C2."""
    monkeypatch.setattr("alerts.tenancy.sees_entry", lambda viewer: true())
    foreign = sorted(owned(database, "firm-b")["alerts"])[0]
    assert client.get(f"/api/v1/alerts/{foreign}", headers=bearer("firm-a")).status_code == 200, (
        "the fault shows"
    )


def test_each_key_lists_exactly_its_own(client: TestClient, database: Database) -> None:
    for owner in ("firm-a", "firm-b"):
        mine = owned(database, owner)
        for kind, key in (("alerts", "number"), ("entries", "id"), ("hits", "id")):
            rows = client.get(f"/api/v1/{kind}?limit=500", headers=bearer(owner)).json()
            assert {str(row[key]) for row in rows} == mine[kind]
    everything = client.get("/api/v1/alerts?limit=500", headers=bearer("office")).json()
    assert len(everything) == 81


def test_lists_are_paged_by_number_and_filtered(client: TestClient) -> None:
    first = client.get("/api/v1/alerts?limit=10", headers=bearer("office")).json()
    second = client.get(
        f"/api/v1/alerts?limit=500&after={first[-1]['number']}", headers=bearer("office")
    ).json()
    assert len(first) == 10 and len(first) + len(second) == 81
    assert client.get("/api/v1/alerts?level=红", headers=bearer("office")).json() == []
    assert len(client.get("/api/v1/alerts?state=new&limit=500", headers=bearer("office")).json()) == 81


def test_an_alert_says_why_until_when_and_what_next(client: TestClient) -> None:
    number = client.get("/api/v1/alerts", headers=bearer("firm-a")).json()[0]["number"]
    alert = client.get(f"/api/v1/alerts/{number}", headers=bearer("firm-a")).json()
    assert alert["matches"][0]["rules"] == ["W04"] and alert["matches"][0]["entry"]["owner"] == "A公司"
    assert (
        alert["deadlines"][0]["last_day"] == "2027-01-20" and alert["deadlines"][0]["confidence"] == "已核实"
    )
    assert alert["advice"][0]["route"] == "异议"
    assert alert["seen"]["mark"] == "锦冠糖坊"
    steps = client.get(f"/api/v1/alerts/{number}/journal", headers=bearer("firm-a")).json()
    assert [step["verb"] for step in steps] == ["open"]


def test_no_key_a_wrong_key_and_a_short_key_are_told_apart_by_nothing(client: TestClient) -> None:
    answers = [
        client.get("/api/v1/alerts"),
        client.get("/api/v1/alerts", headers={"Authorization": "Bearer wrong"}),
        client.get("/api/v1/alerts", headers={"Authorization": "Basic eDp5"}),
        client.get("/api/v1/alerts", headers={"Authorization": "Bearer "}),
    ]
    assert {(a.status_code, a.text) for a in answers} == {(401, answers[0].text)}


def test_coverage_of_a_firm_names_gaps_and_counts_only_its_own(client: TestClient) -> None:
    mine = client.get("/api/v1/coverage?days=1", headers=bearer("firm-a")).json()
    assert mine["entries"] == 5 and mine["gaps"] == ["没有任何数据源"] and mine["calm"] is False


def test_nothing_can_be_written(client: TestClient) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.request(method, "/api/v1/alerts/1", headers=bearer("office")).status_code == 405


@pytest.mark.slow
def test_no_request_that_the_description_allows_or_forbids_is_a_server_error(
    post: Post, database: Database, clock: Clock, client: TestClient
) -> None:
    app = create_app(Web(post.settings, database, post, clock))
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)

    limits = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    probed = 0
    for operation in schema.get_all_operations():
        strategy = operation.ok().as_strategy()

        @limits
        @given(case=strategy)
        def one(case: schemathesis.Case) -> None:
            nonlocal probed
            probed += 1
            for owner in ("office", "firm-a"):
                answer = case.call(headers=bearer(owner))
                case.validate_response(answer, checks=[not_a_server_error])

        one()
    assert probed > 200
