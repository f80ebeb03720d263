"""The whole line in one process, then killed at random moments: nothing lost, nothing twice in state."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from config.database import Database
from config.schema import alerts, hits, journal, outbox, runs

COMMAND = [sys.executable, "-m", "monitor.cli.main", "demo", "--once", "--workdir"]
KILLS = int(os.environ.get("ZHIWEI_TEST_KILLS", "6"))


def run_demo(workdir: Path) -> dict[str, Any]:
    done = subprocess.run([*COMMAND, str(workdir)], capture_output=True, text=True, timeout=250)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def cases(workdir: Path) -> dict[str, Any]:
    """What matters of an installation, without times and numbers."""
    database = Database(f"sqlite:///{workdir}/data/zhiwei.db")
    try:
        with database.read() as conn:
            keys = sorted(conn.execute(select(alerts.c.case_key)).scalars())
            opened = Counter(
                conn.execute(select(journal.c.alert_id).where(journal.c.verb == "open")).scalars()
            )
            pairs = sorted(tuple(r) for r in conn.execute(select(hits.c.entry_id, hits.c.record_id)))
            covered = Counter(n for (ids,) in conn.execute(select(outbox.c.alert_ids)) for n in ids)
            read = [tuple(r) for r in conn.execute(select(runs.c.inputs, runs.c.records, runs.c.repeats,
                                                          runs.c.rejected, runs.c.ignored))]  # fmt: skip
    finally:
        database.close()
    return {"keys": keys, "opened": opened, "pairs": pairs, "covered": covered, "runs": read}


@pytest.mark.slow
def test_the_line_from_site_to_mail(tmp_path: Path) -> None:
    summary = run_demo(tmp_path)
    assert summary["records"] == 200
    assert summary["alerts"] >= 15 and summary["hits"] >= summary["alerts"]
    assert summary["mails_sent"] == summary["mails_in_sink"] > 0
    assert set(summary) == {"records", "hits", "alerts", "mails_sent", "mails_in_sink", "rejected", "seconds"}
    assert sorted(tmp_path.glob("mails/*.html"))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_at_random_moments_and_restarted(tmp_path: Path) -> None:
    """After each kill the pass is taken up again; the end equals that of a pass that nobody killed."""
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    usual = float(run_demo(whole)["seconds"])
    seed = int(os.environ.get("ZHIWEI_TEST_SEED", time.time_ns() % 10**6))
    print(f"seed {seed}")
    dice = random.Random(seed)
    for number in range(KILLS):
        workdir = broken if number % 3 else broken.with_name(f"broken{number}")
        broken = workdir
        child = subprocess.Popen(
            [*COMMAND, str(workdir)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(dice.uniform(0.2, max(2.0, usual)))
        child.send_signal(signal.SIGKILL)
        child.wait()
        if number % 3 == 2 or number == KILLS - 1:
            _compare(whole, workdir)


def _compare(whole: Path, broken: Path) -> None:
    summary = run_demo(broken)
    expected, found = cases(whole), cases(broken)
    assert found["keys"] == expected["keys"], "no alert lost, none twice"
    assert found["pairs"] == expected["pairs"]
    assert set(found["opened"].values()) == {1}
    assert set(found["covered"]) == set(range(1, len(found["keys"]) + 1)), "every alert was told"
    assert all(r[0] == r[1] + r[2] + r[3] + sum(r[4].values()) for r in found["runs"]), "inputs = outcomes"
    assert summary["mails_sent"] == summary["mails_in_sink"]
    copies = Counter(message_from_bytes(f.read_bytes())["Message-ID"] for f in broken.glob("mails/*.eml"))
    assert all(n >= 1 for n in copies.values())
