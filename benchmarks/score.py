"""How long does it take to describe and score a county of made-up records?

python -m benchmarks.score [--profiles 14300] prints JSON, the last thing it prints.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from linkage.profiles import make_profiles
from records.domain import event_types, sectors
from records.schema import Pair, PlacedRecord
from records.touchpoints import touchpoints
from risk.checklist import Scores, score

__all__ = ["made_pairs", "made_records"]

AS_OF = date(2026, 9, 1)
RECORDS_EACH = 8.4
SEED = 7
AGENCIES = ("EPOL", "LA_EH", "ECC_TS", "LA_LIC", "HSE", "ECFRS", "GLAA", "CH")
CHOICES: dict[str, tuple[Any, ...]] = {
    PlacedRecord.agency: AGENCIES,
    PlacedRecord.result: ("clean", "clean", "minor", "serious", None, None),
    PlacedRecord.role: ("suspect", "scene", "victim", None),
    PlacedRecord.grade_source: ("1", "2", "3", None),
    PlacedRecord.grade_information: ("A", "B", "C", "D", "E", None),
    PlacedRecord.complied: ("yes", "no", None, None, None),
    PlacedRecord.handling: ("P", "P", "P", "C"),
    PlacedRecord.located_by: ("source", "postcode", "outcode"),
}


def made_records(profiles: int, seed: int = SEED) -> pd.DataFrame:
    """Return placed records of `profiles` invented businesses, about 8.4 each."""
    rng = np.random.default_rng(seed)
    count = round(profiles * RECORDS_EACH)
    who = rng.integers(0, profiles, count)
    codes, kinds = sorted(event_types().index), sorted(sectors().index)
    drawn = {column: rng.choice(np.array(v, object), count) for column, v in CHOICES.items()}
    days = pd.to_timedelta(rng.integers(1, 900, count), unit="D")
    columns: dict[str, Any] = drawn | {
        PlacedRecord.record_id: [f"made:{at:08}" for at in range(count)],
        PlacedRecord.source: [f"made_{at}" for at in rng.integers(0, 12, count)],
        PlacedRecord.delivery_id: "made",
        PlacedRecord.profile_id: [f"B{at:07}" for at in who],
        PlacedRecord.name: [f"Business {at}" for at in who],
        PlacedRecord.address: [f"{at % 99} High Street" for at in who],
        PlacedRecord.postcode: [f"CM{at % 9} {at % 7}AA" for at in who],
        PlacedRecord.sector: np.array(kinds, object)[who % len(kinds)],
        PlacedRecord.event_code: rng.choice(np.array([*codes, None], object), count),
        PlacedRecord.event_on: pd.Timestamp(AS_OF) - days,
        PlacedRecord.map_lat: 51.7 + who % 100 / 200,
        PlacedRecord.map_lon: 0.5 + who % 91 / 300,
        PlacedRecord.in_county: True,
    }
    return PlacedRecord.shape(pd.DataFrame(columns))


def made_pairs(records: pd.DataFrame, seed: int = SEED) -> pd.DataFrame:
    """Return a chain of pairs through each profile, with probabilities drawn at random."""
    order = [PlacedRecord.profile_id, PlacedRecord.record_id]
    ordered = records[order].sort_values(order, ignore_index=True)
    after = ordered.shift(-1)
    joined = ordered[ordered[PlacedRecord.profile_id] == after[PlacedRecord.profile_id]].index
    columns: dict[str, Any] = {
        Pair.id_a: ordered.loc[joined, PlacedRecord.record_id],
        Pair.id_b: after.loc[joined, PlacedRecord.record_id],
        Pair.probability: np.random.default_rng(seed).random(len(joined)),
        Pair.weight_bits: 6.0,
    }
    return Pair.shape(pd.DataFrame(columns))


def _timed(step: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    made = step()
    return made, round(time.perf_counter() - started, 3)


def main() -> None:
    """Print the seconds of each step as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=14_300, help="invented businesses")
    records = made_records(parser.parse_args().profiles)
    pairs = made_pairs(records)
    contacts, contact_seconds = _timed(lambda: touchpoints(records, AS_OF))
    made, profile_seconds = _timed(lambda: make_profiles(records, contacts, pairs, AS_OF))
    scores: Scores
    scores, seconds = _timed(lambda: score(made.profiles, contacts, records, AS_OF))
    figures = {
        "profiles": len(scores.profiles),
        "records": len(records),
        "touchpoints": len(contacts),
        "reasons": len(scores.reasons),
        "touchpoint_seconds": contact_seconds,
        "profile_seconds": profile_seconds,
        "seconds": seconds,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
