"""Seconds and peak memory from nothing to a published county, and how right the profiles are.

python -m benchmarks.end_to_end [--businesses 14300] [--seed 1]
python -m benchmarks.end_to_end --registers FILE --mappings DIR --source NAME
       [--boundaries FILE] [--postcodes FILE]

The first makes the synthetic county; the second takes a real file in through TOML mappings.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.agreed import agree
from dashboard.settings import make_home
from records.contracts import find_contract
from records.geography import load_boundaries, load_postcodes
from records.history import current_records
from records.home import Home
from records.ingest import ingest
from records.sample import SampleSettings, write_sample
from records.schema import PlacedRecord, Profile
from records.store import open_build
from risk.pipeline import make_build

MB = 1024 if sys.platform != "darwin" else 1024**2
MEMBERS = [PlacedRecord.source, PlacedRecord.source_record_id, PlacedRecord.profile_id]


def main() -> None:
    """Measure in a scratch folder and print JSON last."""
    asked = _asked()
    with tempfile.TemporaryDirectory() as scratch:
        home = make_home(Path(scratch) / "county")
        agree(home)
        found = _registers(home, asked) if asked.registers else _synthetic(home, asked)
    found["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB)
    print(json.dumps(found, indent=1))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--businesses", type=int, default=14_300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--registers", type=Path)
    parser.add_argument("--mappings", type=Path)
    parser.add_argument("--source", default="essex_registers")
    parser.add_argument("--boundaries", type=Path)
    parser.add_argument("--postcodes", type=Path)
    return parser.parse_args()


def _synthetic(home: Home, asked: argparse.Namespace) -> dict[str, Any]:
    folder = home.root / "sample"
    seconds: dict[str, float] = {}
    began = time.perf_counter()
    write_sample(folder, SampleSettings(seed=asked.seed, businesses=asked.businesses))
    seconds["generate"] = time.perf_counter() - began
    manifest = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
    load_postcodes(home, folder / manifest["postcodes"])
    began = time.perf_counter()
    rows = sum(_take_in(home, folder, delivery) for delivery in manifest["deliveries"])
    seconds["ingest"] = time.perf_counter() - began
    as_of = dt.date.fromisoformat(manifest["as_of"])
    report = make_build(home, as_of, {"synthetic": True}, on=as_of)
    truth = pd.read_csv(folder / "truth" / "truth_entities.csv", dtype="str")
    day = _day(home, folder, manifest)
    return {
        "rows": rows,
        "ingest_rows_per_second": round(rows / seconds["ingest"]),
        "seconds": _rounded(seconds | report.seconds),
        "counts": report.counts,
        "pairs": _rightness(_members(home), truth),
        "one_more_day": day,
    }


def _take_in(home: Home, folder: Path, delivery: dict[str, Any]) -> int:
    contract = find_contract(delivery["source"], home.mappings)
    day = dt.date.fromisoformat(delivery["delivered_on"])
    return ingest(home, folder / delivery["file"], contract, day).rows_in


def _day(home: Home, folder: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    """Seconds to take in one more day of contacts and publish them; ids that stayed the same."""
    before = _members(home)
    began = time.perf_counter()
    rows = sum(_take_in(home, folder, delivery) for delivery in manifest["daily"])
    took = {"ingest": time.perf_counter() - began}
    as_of = dt.date.fromisoformat(manifest["daily_as_of"])
    report = make_build(home, as_of, {"synthetic": True}, on=as_of)
    key = MEMBERS[:2]
    both = before.merge(_members(home), on=key, suffixes=("", "_after"))
    same = (both[PlacedRecord.profile_id] == both[f"{PlacedRecord.profile_id}_after"]).mean()
    return {"rows": rows, "seconds": _rounded(took | report.seconds), "ids_kept": float(same)}


def _members(home: Home) -> pd.DataFrame:
    with open_build(home) as build:
        return build.table("records", columns=MEMBERS)


def _rightness(members: pd.DataFrame, truth: pd.DataFrame) -> dict[str, float]:
    """Pair precision, recall and F1 of the profiles against the truth."""
    both = members.merge(truth, on=MEMBERS[:2])
    true = "business_id"
    right = _pairs(both.groupby([PlacedRecord.profile_id, true]).size())
    said = _pairs(both.groupby(PlacedRecord.profile_id).size())
    real = _pairs(both.groupby(true).size())
    precision, recall = right / said, right / real
    f1 = 2 * precision * recall / (precision + recall)
    return {k: round(v, 4) for k, v in (("precision", precision), ("recall", recall), ("f1", f1))}


def _pairs(sizes: pd.Series[int]) -> float:
    return float((sizes * (sizes - 1) // 2).sum())


def _registers(home: Home, asked: argparse.Namespace) -> dict[str, Any]:
    for mapping in asked.mappings.glob("*.toml"):
        shutil.copy(mapping, home.mappings)
    if asked.boundaries:
        load_boundaries(home, asked.boundaries)
    if asked.postcodes:
        load_postcodes(home, asked.postcodes)
    today = dt.datetime.now().astimezone().date()
    contract = find_contract(asked.source, home.mappings)
    began = time.perf_counter()
    receipt = ingest(home, asked.registers, contract, today)
    took = {"ingest": time.perf_counter() - began}
    report = make_build(home, today + dt.timedelta(days=1), {}, on=today)
    with open_build(home) as build:
        profiles = build.table("profiles", columns=[Profile.sources, Profile.record_count])
    registers = profiles[Profile.sources].str.len()
    return {
        "rows_in": receipt.rows_in,
        "loaded": receipt.loaded,
        "quarantined": receipt.quarantined,
        "duplicate": receipt.duplicate,
        "sources": int(current_records(home)[PlacedRecord.source].nunique()),
        "profiles": len(profiles),
        "profiles_with_two_or_more_registers": int((registers > 1).sum()),
        "most_registers": int(registers.max()),
        "seconds": _rounded(took | report.seconds),
    }


def _rounded(seconds: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 2) for name, value in seconds.items()}


if __name__ == "__main__":
    main()
