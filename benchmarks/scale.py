"""How long does `concern link` take, and how much memory, as records grow?

`python -m benchmarks.scale --records 10000 100000 1000000` makes registers of invented businesses
and links each file in a process of its own, imports and all; or give `--files A.csv B.csv`, each
with its truth in A.truth.csv. Prints a table of seconds by stage, wall seconds, seconds of the
processor, peak megabytes of the process and all its children, and pair F1; then one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.made_registers import write_registers
from benchmarks.stream import Memory
from linkage.evaluation import agreement
from linkage.pipeline import ENTITY_ID
from records.schema import Record

PROGRAM = """
import resource, sys
from dashboard.cli.main import main
try:
    sys.exit(main())
finally:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(sum(one.ru_utime + one.ru_stime for one in used), file=sys.stderr)
"""
"""What `concern` runs, and then how much it used of the processors."""


def linked(records: Path, out: Path) -> dict[str, Any]:
    """Return the figures of linking a file.

    Raises:
        RuntimeError: the command failed.
    """
    command = [sys.executable, "-c", PROGRAM, "link", str(records), "--out", str(out)]
    began = time.perf_counter()
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process,
        Memory(process.pid) as memory,
    ):
        told = process.communicate()[1].decode()
    wall = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(told)
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    figures = {"records": report["records"], "pairs": report["candidate_pairs"]}
    figures |= {stage: round(seconds, 2) for stage, seconds in report["seconds"].items()}
    processor = round(float(told.split()[-1]), 2)
    held = {"wall": round(wall, 2), "cpu": processor, "peak_mb": round(memory.resident_kb / 1024)}
    return figures | held | _right(records, out)


def _right(records: Path, out: Path) -> dict[str, float]:
    """Return how right the entities are; nothing where the truth is not known."""
    known = records.with_suffix(".truth.csv")
    if not known.exists():
        return {}
    truth, found = (
        pd.read_csv(path, dtype="str").set_index(Record.record_id)[ENTITY_ID]
        for path in (known, out / "entities.csv")
    )
    right = agreement(truth.reindex(found.index), found)
    return {"precision": right.precision, "recall": right.recall, "f1": right.f1}


def main() -> None:
    """Link files of the sizes that are asked for and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="*", default=[], help="sizes to make and link")
    parser.add_argument("--files", type=Path, nargs="*", default=[], help="files to link")
    parser.add_argument("--seed", type=int, default=1, help="of the registers that are made")
    chosen = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        made = [Path(folder, f"{size}.csv") for size in chosen.records]
        for size, path in zip(chosen.records, made, strict=True):
            write_registers(size, chosen.seed, path)
        for path in [*made, *chosen.files]:
            rows.append({"file": path.name, **linked(path, Path(folder, path.stem))})
    print(pd.DataFrame(rows).round(4).to_string(index=False, na_rep=""))
    print(json.dumps({"rows": rows}))


if __name__ == "__main__":
    main()
