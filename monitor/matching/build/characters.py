"""Builds all character tables: `python -m monitor.matching.build.characters MOJIDATA CONFUSABLES`.

MOJIDATA     `package/dist/moji.db` of the npm package @mandel59/mojidata 1.8.1
CONFUSABLES  the wheel of the PyPI package confusable-homoglyphs 3.3.1
About five minutes on one core; a second run gives the same bytes.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from monitor.matching.build.sources import Mojidata


def main() -> None:
    """Write every table. Folding comes first: the later tables are made with it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("mojidata", type=Path)
    parser.add_argument("confusables", type=Path)
    given = parser.parse_args()
    for path in (given.mojidata, given.confusables):
        if not path.is_file():
            parser.error(f"{path}: no such file 文件不存在")
    source = Mojidata(given.mojidata)
    import_module("monitor.matching.build.readings_table").build(source)
    import_module("monitor.matching.build.fold_table").build(source, given.confusables)
    # Imported only now, because they read the folding table when they are imported.
    import_module("monitor.matching.build.components_table").build(source)
    import_module("monitor.matching.build.glyph_table").build(source)


if __name__ == "__main__":
    main()
