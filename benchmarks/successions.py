"""Are successors found, and only they? `python -m benchmarks.successions [--seeds 3] [--linked]`.

Makes full synthetic counties of different seeds, each with 50 planted chains and their decoys, and
counts which pairs of profiles are told to follow each other. Profiles are those of the truth, or,
with --linked, those the linkage engine makes: then a business's profile is the one that holds its
row of the register of companies, and else most of its records. Prints a table and a line of JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from benchmarks.county import BUSINESS, county_records
from linkage.pipeline import ENTITY_ID, link
from linkage.relations import relate
from records.sample import SampleSettings, write_sample
from records.schema import PlacedRecord, Relation

__all__ = ["Found", "found", "judged"]

FIRST_SEED = 20_261_031
_REGISTER = "companies_house"
_SEED_STEP = 1_000


@dataclass(frozen=True)
class Found:
    """How well the planted successors of one county are found.

    planted: pairs. told: pairs of profiles said to follow each other. recall, precision: 0-1.
    decoys: told pairs whose businesses are a decoy. seconds: of processor time for all relations.
    """

    planted: int
    told: int
    recall: float
    precision: float
    decoys: int
    seconds: float = 0.0


def found(records: pd.DataFrame, truth: Path, as_of: date) -> Found:
    """Return how well relations of `records`, with profile and business ids, tell the truth.

    truth: the county's folder of that name.
    """
    began = time.process_time()
    told = relate(PlacedRecord.shape(records), as_of).frame
    spent = time.process_time() - began
    follows = told[told[Relation.kind] == "followed_by"]
    pairs = set(zip(follows[Relation.profile_id], follows[Relation.other_id], strict=True))
    home = _homes(records)
    successions = pd.read_csv(truth / "truth_successions.csv")
    decoys = pd.read_csv(truth / "truth_decoys.csv")
    made = judged(pairs, home, successions, _strangers(decoys, home))
    return replace(made, seconds=round(spent, 2))


def judged(
    pairs: set[tuple[str, str]],
    home: Mapping[str, str],
    successions: pd.DataFrame,
    strangers: set[tuple[str, str]],
) -> Found:
    """Return how well `pairs` of profiles, the earlier first, are those that were planted.

    home: the profile of each business. A pair of one chain is right, also where it leaves one out.
    """
    planted = {
        (home[old], home[new])
        for old, new in zip(successions["predecessor"], successions["successor"], strict=True)
    }
    right = planted | {
        (home[old], home[new])
        for _, chain in successions.groupby("chain", sort=False)
        for old in chain["predecessor"]
        for new in chain["successor"]
        if home[old] != home[new]
    }
    hit = sum(pair in right for pair in pairs)
    return Found(
        len(planted),
        len(pairs),
        len(planted & pairs) / max(len(planted), 1),
        hit / len(pairs) if pairs else 1.0,
        len(pairs & strangers),
    )


def _homes(records: pd.DataFrame) -> dict[str, str]:
    """Return the profile of each business: its row of the register's, else most records'."""
    by = [BUSINESS, PlacedRecord.profile_id]
    sizes = records.groupby(by).size().rename("n").reset_index()
    register = records.loc[records[PlacedRecord.source] == _REGISTER, by].assign(n=len(records))
    most = pd.concat([sizes, register]).sort_values([BUSINESS, "n"])
    last = most.drop_duplicates(BUSINESS, keep="last")
    return dict(zip(last[BUSINESS], last[PlacedRecord.profile_id], strict=True))


def _strangers(decoys: pd.DataFrame, home: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return every pair of profiles of one group of decoys, both ways round."""
    pairs = decoys.merge(decoys, on=["kind", "group"], suffixes=("_a", "_b"))
    ends = zip(pairs[f"{BUSINESS}_a"].map(home), pairs[f"{BUSINESS}_b"].map(home), strict=True)
    return {(one, other) for one, other in ends if one != other}


def _measured(seed: int, *, linked: bool) -> Found:
    settings = SampleSettings(seed=seed)
    with TemporaryDirectory() as folder:
        write_sample(Path(folder), settings)
        records = county_records(Path(folder))
        owner = records[BUSINESS]
        if linked:
            entities = link(records.drop(columns=BUSINESS)).entities
            entity = entities.set_index(PlacedRecord.record_id)[ENTITY_ID]
            owner = records[PlacedRecord.record_id].map(entity)
        owned = records.assign(**{PlacedRecord.profile_id: owner})
        return found(owned, Path(folder) / "truth", settings.as_of)


def main() -> None:
    """Measure several seeds and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--linked", action="store_true", help="profiles as linkage makes them")
    asked = parser.parse_args()
    seeds = [FIRST_SEED + _SEED_STEP * number for number in range(asked.seeds)]
    rows = {seed: asdict(_measured(seed, linked=asked.linked)) for seed in seeds}
    print(pd.DataFrame.from_dict(rows, orient="index").round(3).to_string())
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
