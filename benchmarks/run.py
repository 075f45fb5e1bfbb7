"""Runs every benchmark, or those that are named, and prints one table: `python -m benchmarks.run [NAME ...]`."""

from __future__ import annotations

import importlib
import os
import platform
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.table import Row, markdown

HERE = Path(__file__).parent


def benchmarks() -> dict[str, Callable[[], list[Row]]]:
    """Each module of this folder that has `rows`, by its name; importing one must cost nothing worth measuring."""
    found = {}
    for path in sorted(HERE.glob("*.py")):
        if path.stem in ("run", "table"):
            continue
        rows = getattr(importlib.import_module(f"benchmarks.{path.stem}"), "rows", None)
        if rows is not None:
            found[path.stem] = rows
    return found


def main(names: Sequence[str]) -> int:
    """Run the named benchmarks (all, without a name); 0 when every one ran, whether or not it reached its goal."""
    known = benchmarks()
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(known)}.", file=sys.stderr)
        return 2
    rows: list[Row] = []
    failed = []
    for name in names or known:
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            rows += known[name]()
        except Exception:
            traceback.print_exc()
            failed.append(name)
    print(markdown(rows))
    print(f"\n{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    if failed:
        print(f"Did not run: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
