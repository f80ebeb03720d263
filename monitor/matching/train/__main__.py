"""Learns all weights: `python -m monitor.matching.train FOLDER` (the evaluation folder with sets and streams)."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from monitor.matching.train.learn import learn

WEIGHTS = Path(__file__).parent.parent / "weights"


def main() -> None:
    """Writes one JSON table a model and prints the cross-validated figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=None)
    given = parser.parse_args()
    for line in learn(given.folder, WEIGHTS, given.only):
        print(json.dumps(line, ensure_ascii=False), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
