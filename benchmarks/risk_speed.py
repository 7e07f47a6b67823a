"""How long does version two take to score a county, and to explain one business?

python -m benchmarks.risk_speed [--home DIR] [--profiles 100000]

--home: a built county; its businesses are repeated under new ids until there are as many as asked.
Without it a county is made up. CPU seconds of one thread; prints JSON last.

score: scores, bands, chances and bounds of all. sentences: their reasons besides. explain: score,
bounds and reasons of one business with all its evidence, from its own rows as the dashboard holds
them (a build keeps what it says of each, so that a page reads it in less).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.made_histories import AS_OF
from benchmarks.made_visits import made_known, made_visits
from dashboard.settings import find_home
from records.schema import PlacedRecord, Profile, Relation, Touchpoint
from records.store import open_build
from risk.prediction.explaining import reasons
from risk.prediction.known import asked_on
from risk.prediction.model import RiskModel
from risk.prediction.predicting import READ, predicted
from risk.prediction.scoring import scored
from risk.prediction.training import train, train_of_build

IDS = {
    "profiles": (Profile.profile_id,),
    "touchpoints": (Touchpoint.touchpoint_id, Touchpoint.profile_id),
    "records": (PlacedRecord.record_id, PlacedRecord.profile_id),
    "relations": (Relation.profile_id, Relation.other_id),
    "links": ("id_a", "id_b", "profile_id"),
}
EXPLAINED = 60

Tables = dict[str, pd.DataFrame]


def main() -> None:
    """Measure and print JSON last."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path)
    parser.add_argument("--profiles", type=int, default=100_000)
    asked = parser.parse_args()
    tables, model, on = _county(asked.home)
    many = _repeated(tables, asked.profiles)
    one = [_one(tables, model, on, number) for number in range(EXPLAINED)]
    print(json.dumps({**_all(many, model, on), "explain_ms": _spread(one)}, indent=1))


def _county(home: Path | None) -> tuple[Tables, RiskModel, dt.date]:
    """Return the tables of a county, a model it teaches, and its day."""
    if home is None:
        tables, _ = made_visits(3_000, seed=1)
        return tables, train(made_known(600, seed=2), AS_OF), AS_OF
    with open_build(find_home(home, Path.cwd())) as build:
        tables = {name: build.table(name) for name in READ}
        on = dt.date.fromisoformat(build.manifest.as_of)
    return tables, train_of_build(tables, on), on


def _repeated(tables: Tables, profiles: int) -> Tables:
    """Return the tables with every row repeated under new ids, for this many profiles."""
    times = int(np.ceil(profiles / len(tables["profiles"])))
    many = {}
    for name, frame in tables.items():
        copies = [
            frame.assign(**{str(c): frame[c] + f"~{number}" for c in IDS[name]})
            for number in range(times)
        ]
        many[name] = pd.concat(copies, ignore_index=True)
    kept = many["profiles"].head(profiles)[Profile.profile_id]
    return {
        name: frame[frame[Profile.profile_id].isin(kept)].reset_index(drop=True)
        for name, frame in many.items()
    }


def _all(tables: Tables, model: RiskModel, on: dt.date) -> dict[str, Any]:
    began = _cpu()
    panel = asked_on(tables, on)
    read = _cpu()
    found = scored(model, panel)
    done = _cpu()
    told = reasons(model, found)
    ended = _cpu()
    return {
        "profiles": len(panel),
        "contacts": len(panel.contacts.who),
        "score_seconds": round(done - began, 2),
        "of_that_reading": round(read - began, 2),
        "sentences_seconds": round(ended - done, 2),
        "sentences": len(told),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _one(tables: Tables, model: RiskModel, on: dt.date, number: int) -> float:
    """Return the CPU milliseconds in which one business is scored and explained."""
    ids = tables["profiles"][Profile.profile_id]
    own = ids.iloc[(number * 7919) % len(ids)]
    near = tables["relations"]
    near = near[near[Relation.profile_id] == own]
    around = [own, *near[Relation.other_id]]
    mine = {
        name: frame[frame[Profile.profile_id].isin(around)].reset_index(drop=True)
        for name, frame in tables.items()
    }
    began = _cpu()
    predicted(mine, model, on, ids=pd.Series([own]))
    return (_cpu() - began) * 1_000


def _spread(took: list[float]) -> dict[str, float]:
    return {
        "median": round(float(np.median(took)), 1),
        "p95": round(float(np.quantile(took, 0.95)), 1),
    }


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
