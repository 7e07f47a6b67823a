"""How long does a day take, how far is it from linking all anew, and do ids stay?

python -m benchmarks.day --sample DIR [--standing 100000] [--new 1000]      linking alone
python -m benchmarks.day --sample DIR --county                              whole builds of a day

DIR is a folder that `records.sample.write_sample` wrote. Linking alone: records of the county are
put in a random order of seed 1; so many stand, and more come in days. Seconds are of the processor
and by the clock.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.agreed import agree
from benchmarks.county import BUSINESS, county_records
from dashboard.settings import make_home
from linkage.corpus import Corpus
from linkage.identity import profile_ids
from linkage.pipeline import ENTITY_ID, Linkage, link
from linkage.relinking import relink
from linkage.settings import LinkageSettings
from linkage.standing import Standing
from records.contracts import find_contract
from records.geography import load_postcodes
from records.home import Home
from records.ingest import ingest
from records.schema import PlacedRecord, Redirect
from records.store import open_build
from risk.pipeline import make_build

SETTINGS = LinkageSettings()
DAYS = (1, 10, 30)
SHARE = 0.9
MEMBERS = [PlacedRecord.record_id, PlacedRecord.profile_id]


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=Path, required=True)
    parser.add_argument("--standing", type=int, default=100_000)
    parser.add_argument("--new", type=int, default=1_000)
    parser.add_argument("--daily", type=int, default=245)
    parser.add_argument("--county", action="store_true")
    asked = parser.parse_args()
    found = _county(asked.sample) if asked.county else _linking(asked)
    found["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps(found, indent=1))


@contextmanager
def _timed(told: dict[str, Any], name: str) -> Iterator[None]:
    began, worked = time.perf_counter(), time.process_time()
    yield
    told[name] = {
        "clock": round(time.perf_counter() - began, 2),
        "processor": round(time.process_time() - worked, 2),
    }


def _linking(asked: argparse.Namespace) -> dict[str, Any]:
    records = county_records(asked.sample).drop(columns=BUSINESS)
    records = records.sample(frac=1, random_state=1, ignore_index=True)
    seconds: dict[str, Any] = {}
    first = records.iloc[: asked.standing]
    with _timed(seconds, "all anew"):
        found = link(first, SETTINGS)
    with tempfile.TemporaryDirectory() as aside:
        kept, learnt = Path(aside) / "standing.parquet", Path(aside) / "corpus.parquet"
        with _timed(seconds, "keep"):
            Standing.of(found, SETTINGS).write(kept)
        found.corpus.write(learnt)
        with _timed(seconds, "load"):
            standing = Standing.read(kept.read_bytes()), Corpus.read(learnt)
    some = records.iloc[: asked.standing + asked.new]
    new = some[PlacedRecord.record_id].iloc[asked.standing :]
    with _timed(seconds, f"{len(new)} new records"):
        relink(standing, some, new, SETTINGS)
    days = _days(standing, records, (asked.standing, asked.daily))
    ids = _ids(first, found, records.iloc[: round(asked.standing / SHARE)])
    return {"standing": len(first), "seconds": seconds, "days": days, "ids": ids}


def _days(
    standing: tuple[Standing, Corpus], records: pd.DataFrame, counts: tuple[int, int]
) -> list[dict[str, Any]]:
    """Return after 1, 10, 30 days which share of records is in another entity than all anew."""
    had, daily = counts
    told = []
    for day in range(1, DAYS[-1] + 1):
        now = records.iloc[: had + day * daily]
        new = now[PlacedRecord.record_id].iloc[-daily:]
        found, kept = relink(standing, now, new, SETTINGS)
        standing = kept, standing[1]
        if day in DAYS:
            told.append({"days": day, "records": len(now), "apart": _apart(found, link(now))})
    return told


def _apart(one: Linkage, other: Linkage) -> float:
    """Return the share of records whose entity holds other records."""
    same = one.entities.merge(other.entities, on=PlacedRecord.record_id, suffixes=("", "_all"))
    sizes = [same.groupby(c)[PlacedRecord.record_id].transform("size")
             for c in (ENTITY_ID, f"{ENTITY_ID}_all")]  # fmt: skip
    both = same.groupby([ENTITY_ID, f"{ENTITY_ID}_all"])[PlacedRecord.record_id].transform("size")
    alike = (both == sizes[0]) & (both == sizes[1])
    return round(float(1 - alike.mean()), 6)


def _ids(first: pd.DataFrame, found: Linkage, more: pd.DataFrame) -> dict[str, Any]:
    """Return the share of records whose id stays when a tenth more data comes, all linked anew."""
    nobody = PlacedRecord.empty()[MEMBERS]
    before = profile_ids(found.entities, nobody, Redirect.empty())
    after = profile_ids(link(more, SETTINGS).entities, before.ids, before.redirects)
    both = before.ids.merge(after.ids, on=PlacedRecord.record_id, suffixes=("", "_now"))
    was, now = both[PlacedRecord.profile_id], both[f"{PlacedRecord.profile_id}_now"]
    ids = set(was)
    return {
        "records_before": len(first),
        "records_after": len(more),
        "ids": len(ids),
        "ids_still_in_use": round(len(ids & set(after.ids[PlacedRecord.profile_id])) / len(ids), 5),
        "ids_that_lead_somewhere": round(
            len(ids & (set(now) | set(after.redirects[Redirect.old_id]))) / len(ids), 5
        ),
        "records_under_the_same_id": round(float((was == now).mean()), 5),
    }


def _county(sample: Path) -> dict[str, Any]:
    """Return how long a county's day takes, from deliveries to a published build."""
    told = json.loads((sample / "sample.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as aside:
        home = make_home(Path(aside) / "county")
        agree(home)
        load_postcodes(home, sample / told["postcodes"])
        seconds: dict[str, Any] = {}
        for delivery in told["deliveries"]:
            _take_in(home, sample, delivery)
        first, next_day = (date.fromisoformat(told[k]) for k in ("as_of", "daily_as_of"))
        with _timed(seconds, "all anew"):
            make_build(home, first, {}, on=first)
        with open_build(home) as build:
            before = build.table("records", columns=MEMBERS)
        with _timed(seconds, "a day: take in"):
            for delivery in told["daily"]:
                _take_in(home, sample, delivery)
        with _timed(seconds, "a day: build"):
            report = make_build(home, next_day, {}, on=next_day)
        with open_build(home) as build:
            now = build.table("records", columns=MEMBERS)
        both = before.merge(now, on=PlacedRecord.record_id, suffixes=("", "_now"))
        same = both[PlacedRecord.profile_id] == both[f"{PlacedRecord.profile_id}_now"]
        how = report.how.why if report.how else ""
        return {
            "seconds": seconds,
            "steps of a day": report.seconds,
            "linked": how,
            "records_under_the_same_id": round(float(same.mean()), 6),
        }


def _take_in(home: Home, sample: Path, delivery: dict[str, Any]) -> None:
    contract = find_contract(delivery["source"], home.mappings)
    ingest(home, sample / delivery["file"], contract, date.fromisoformat(delivery["delivered_on"]))


if __name__ == "__main__":
    main()
