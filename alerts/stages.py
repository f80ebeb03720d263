"""The way of a finding, on one screen: quiet → group → repeat → route → tell. The order is only here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from alerts import cases, quieting, routing, telling
from alerts.batch import Batch

STAGES: tuple[Callable[[Batch], None], ...] = (
    quieting.quiet,  # judged before, authorised, paused: stored with the reason, raises nothing
    quieting.silence,  # silenced: stored and counted, but no mail
    cases.group,  # one case for a receiver and a record
    cases.repeat,  # only what this revision has not told yet
    routing.route,  # enterprise, protection centre, overseas-dispute centre
    telling.tell,  # waits for its turn, then one mail or a digest through the outbox
)


def run(batch: Batch) -> Counter[str]:
    """Take findings through all stages in the caller's transaction; returns the ledger.

    findings = below + quiet + grouped, always.
    """
    for stage in STAGES:
        stage(batch)
    return batch.counts
