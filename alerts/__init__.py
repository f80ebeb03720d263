"""From a hit to a decided case: routing, grouping, outbox, mail out, mail in, triage."""
