"""Run one peer: `python -m benchmarks.peers.run METHOD RECORDS.csv OUT [--truth TRUTH.csv]`.

Writes entities.csv, pairs.csv and report.json (seconds of linking, reading aside; peak megabytes of
the process) into OUT. Needs the extra `bench`.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import time
from pathlib import Path

import pandas as pd

from benchmarks.peers.tidied import tidied

METHODS = {"splink": "by_splink", "dedupe": "by_dedupe", "recordlinkage": "by_recordlinkage"}


def main() -> None:
    """Link, and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("method", choices=sorted(METHODS))
    parser.add_argument("records", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--truth", type=Path, help="record_id and entity_id, to be asked about")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    labels = pd.read_csv(chosen.truth, dtype="str") if chosen.truth else None
    peer = importlib.import_module(f"benchmarks.peers.{METHODS[chosen.method]}")
    began = time.perf_counter()
    entities, pairs = peer.link(tidied(chosen.records), labels)
    seconds = time.perf_counter() - began
    table = entities.rename_axis("record_id").rename("entity_id").reset_index()
    table.to_csv(chosen.out / "entities.csv", index=False)
    pairs.to_csv(chosen.out / "pairs.csv", index=False)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF,
                                                             resource.RUSAGE_CHILDREN))  # fmt: skip
    report = {"method": chosen.method, "seconds": round(seconds, 2), "peak_mb": round(peak / 1024)}
    (chosen.out / "report.json").write_text(json.dumps(report))
    print(json.dumps(report))


if __name__ == "__main__":
    main()
