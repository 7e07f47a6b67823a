"""A peer in a process of its own: what it found, how long it took and what it held."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarks.peers.run import METHODS

__all__ = ["Found", "find", "methods"]


@dataclass(frozen=True)
class Found:
    """What a method found in a file of records.

    entities: by record id. pairs: id_a, id_b, probability; empty where the method gives none.
    """

    entities: pd.Series
    pairs: pd.DataFrame
    seconds: float
    peak_mb: float


def methods() -> tuple[str, ...]:
    """Return the names of the peers, in order."""
    return tuple(sorted(METHODS))


def find(
    method: str, records: Path, out: Path, truth: Path | None = None, within_s: float = 900.0
) -> Found | str:
    """Return what a peer finds in a file of records, or why it found nothing.

    within_s: seconds after which it is stopped.
    """
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.peers.run", method]
    command += [str(records), str(out)] + (["--truth", str(truth)] if truth else [])
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=within_s)
    except subprocess.TimeoutExpired:
        return f"no answer in {within_s:.0f} s"
    except subprocess.CalledProcessError as error:
        return (error.stderr.strip().splitlines() or ["it failed"])[-1][:200]
    report = json.loads((out / "report.json").read_text())
    entities = pd.read_csv(out / "entities.csv", dtype="str").set_index("record_id")["entity_id"]
    pairs = pd.read_csv(out / "pairs.csv", dtype={"id_a": "str", "id_b": "str"})
    return Found(entities, pairs, report["seconds"], report["peak_mb"])
