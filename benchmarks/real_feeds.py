"""Reads the public test material by its feeds, each file in its own child, and prints one row a file.

`python benchmarks/real_feeds.py ../shared/data`: inputs = records + rejected + ignored, by name.
"""

from __future__ import annotations

import sys
import tempfile
import time
import zipfile
from pathlib import Path

from crawlers.launch import start_read
from crawlers.outcome import Ignored, Rejected
from crawlers.runfile import read_run

FILES = (
    ("uspto_daily", "uspto_trademark_xml/trademark_daily_v2_with_dtd_11cases.xml"),
    ("euipo_open", "euipo_trademarks_designs/raw_trademarks"),
    ("eutm_table", "euipo_trademarks_designs/eutm_824.csv"),
    ("cnipa_gazette_old", "cnipa_gazette_formats/wsgg_annSearchDG_samples.json"),
    ("cnipa_gazette_2026", "cnipa_gazette_formats/pub_sbj_searchEsTmgg_shape.json"),
    ("listings_table", "listings_zh/real_listings_zh.csv"),
    ("listings_table", "ecommerce_ner_zh/train.jsonl"),
    ("listings_table", "ecommerce_ner_zh/dev.jsonl"),
    ("listings_table", "ecommerce_ner_zh/test.jsonl"),
)


def packed(source: Path, folder: Path) -> Path:
    """A folder of single files as the office would send them: one zip."""
    if source.is_file():
        return source
    target = folder / f"{source.name}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(source.iterdir()):
            archive.write(file, file.name)
    return target


def main(shared: Path) -> None:
    """One row of a table for each file."""
    print("| feed | file | inputs | records | distinct | rejected | ignored | warnings | unread | s |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for number, (feed, name) in enumerate(FILES):
            began = time.monotonic()
            result = start_read(feed, packed(shared / name, Path(folder)), Path(folder) / f"{number}.jsonl")
            took = time.monotonic() - began
            summary = result.summary
            if summary is None or result.run is None:
                print(f"| {feed} | {name} | {result.state}: {result.reason} |")
                continue
            assert summary.inputs == summary.records + summary.rejected + sum(summary.ignored.values())
            outcomes = list(read_run(result.run)[1])
            distinct = len({o.record_id for o in outcomes if not isinstance(o, Rejected | Ignored)})
            notes = " | ".join(
                str(part or "–") for part in (summary.ignored, summary.warnings, summary.unread)
            )
            print(
                f"| {feed} | {name} | {summary.inputs} | {summary.records} | {distinct} | {summary.rejected}"
                f" | {notes} | {took:.1f} |"
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
