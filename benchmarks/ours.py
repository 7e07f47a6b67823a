"""Run one of our own methods: `python -m benchmarks.ours METHOD RECORDS OUT`.

RECORDS is a CSV file as `concern link` takes it, or placed records as Parquet. Writes entities and
pairs (Parquet) and report.json (seconds of linking, reading aside; peak megabytes) into OUT, much
as `benchmarks.peers.run` does for peers.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from benchmarks.peers.joining import joined
from benchmarks.peers.running import Found
from linkage.blocking import block
from linkage.pipeline import ENTITY_ID, link
from linkage.prepare import prepare
from linkage.standalone import STANDALONE, read_records
from records.schema import Pair
from records.schema import PlacedRecord as R

__all__ = ["OURS", "find", "read"]

BASELINE_SCORE = 85
Linked = tuple[pd.Series, pd.DataFrame]


def ours(records: pd.DataFrame) -> Linked:
    """Link as `concern link` does, with nothing chosen."""
    linkage = link(records, STANDALONE)
    return linkage.entities.set_index(R.record_id)[ENTITY_ID], linkage.pairs[Pair.columns()]


def rapidfuzz(records: pd.DataFrame) -> Linked:
    """Link what our blocks find where token_set_ratio of name and address is high enough."""
    p = prepare(records, frozenset("*"))
    pairs = block(p, STANDALONE)
    known = records.set_index(R.record_id)
    blank = pd.Series("", index=known.index)
    name, address = (known.get(c, blank).fillna("").str.lower() for c in (R.name, R.address))
    texts = name.str.cat(address, sep=" ").loc[p.record_ids].to_numpy(dtype=object)
    left, right = texts[pairs.left], texts[pairs.right]
    strong = process.cpdist(left, right, scorer=fuzz.token_set_ratio, workers=2) >= BASELINE_SCORE
    ends = p.record_ids[pairs.left[strong]], p.record_ids[pairs.right[strong]]
    links = pd.DataFrame({"id_a": ends[0], "id_b": ends[1]})
    return joined(pd.Index(p.record_ids), links), pd.DataFrame(columns=list(Pair.columns()))


OURS: Mapping[str, Callable[[pd.DataFrame], Linked]] = {"ours": ours, "rapidfuzz": rapidfuzz}
"""Every method that needs no other program, by name."""


def read(records: Path) -> pd.DataFrame:
    """Return the records of a file."""
    return read_records(records) if records.suffix == ".csv" else pd.read_parquet(records)


def find(method: str, records: Path, out: Path) -> Found | str:
    """Return what one of our methods finds, in a process of its own, or why it found nothing."""
    command = [sys.executable, "-m", "benchmarks.ours", method, str(records), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["it failed"])[-1][:200]
    report = json.loads((out / "report.json").read_text())
    entities = pd.read_parquet(out / "entities.parquet").set_index(R.record_id)[ENTITY_ID]
    pairs = pd.read_parquet(out / "pairs.parquet")
    return Found(entities, pairs, report["seconds"], report["peak_mb"])


def _peak_mb() -> float:
    """Return the peak of this program alone; what rusage tells holds whoever started it, too."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return float(told["VmHWM"].split()[0]) / 1024


def main() -> None:
    """Link, and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("method", choices=sorted(OURS))
    parser.add_argument("records", type=Path)
    parser.add_argument("out", type=Path)
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    records = read(chosen.records)
    began = time.perf_counter()
    entities, pairs = OURS[chosen.method](records)
    seconds = time.perf_counter() - began
    whose = {R.record_id: entities.index, ENTITY_ID: np.asarray(entities, dtype=str)}
    for name, table in (("entities", whose), ("pairs", pairs)):
        columns = {str(column): np.asarray(table[column]) for column in table}
        pd.DataFrame(columns).to_parquet(chosen.out / f"{name}.parquet", index=False)
    report = {"seconds": round(seconds, 2), "peak_mb": round(_peak_mb())}
    (chosen.out / "report.json").write_text(json.dumps(report))


if __name__ == "__main__":
    main()
