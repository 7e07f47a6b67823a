"""Train the weights that are shipped: `python -m benchmarks.pretrain --data DIR`.

Uses licensed data only: registers under the Open Government Licence, the Chicago childcare set
(MIT) and our own synthetic county. Writes linkage/words.csv and linkage/weights.csv.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from benchmarks.county import BUSINESS, county_records
from benchmarks.premises import AREA, essex, london, us_food
from benchmarks.worlds import ENTITY, WORLDS, write_down
from linkage import words
from linkage.addresses import parse_address
from linkage.blocking import block
from linkage.comparisons import Comparer
from linkage.model import Model, probability
from linkage.names import normal_name
from linkage.prepare import Prepared, prepare
from linkage.settings import LinkageSettings
from linkage.standalone import read_records
from linkage.training import Sample, fit
from records.sample import SampleSettings, write_sample
from records.schema import PlacedRecord as R

Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

PREMISES = 5_000
SEED = 20261122
COMMON_WORDS = 600
LEAST_TEXTS = 40
OF_MANY = 0.4
"""Share (0-1) of different texts among those that hold a word, below which it is a brand."""
COUNTY = 5_000
SHARE_OF_OTHERS = 0.12
COUNTS_FOR = {
    "county": 1_000.0,
    "places": 6_000.0,
    "us_places": 6_000.0,
    "directory": 1_500.0,
    "us_directory": 1_500.0,
    "register": 2_000.0,
    "chicago": 2_000.0,
    "synthetic": 6_000.0,
}
"""How many pairs each sample counts for, however large it is."""


TRUTH_BY_PEOPLE = ("chicago",)
"""Data whose truth people found; that of all others was made, and made hard."""
AT_DOOR, OTHER_NAME = "name_at_door", (0.25, 0.5)
"""The comparison of names at one door; up to the first value they are others, from the second on
perhaps not."""
MOST_SHIFT = 4.0
"""Bits by which the prior may be moved after training, either way."""


class Drawn(NamedTuple):
    """Candidate pairs of groups, and whether each is one business."""

    left: Ints
    right: Ints
    same: Flags


def common_words(names: pd.Series, addresses: pd.Series) -> pd.DataFrame:
    """Return the words that many names or addresses hold, and the share that do.

    A word most of whose texts are the same is the brand of one company and is left out.
    """
    texts = pd.concat([names.map(normal_name), addresses.map(lambda a: parse_address(a).words)])
    pairs = ((word, text) for text in texts for word in set(text.split()) if not word.isdigit())
    held = pd.DataFrame(pairs, columns=["word", "text"]).groupby("word")["text"]
    counts, different = held.size(), held.nunique()
    common = counts[(different >= LEAST_TEXTS) & (different >= OF_MANY * counts)]
    share = (common.nlargest(COMMON_WORDS, keep="all") / (len(texts) / 2)).round(5)
    return share.rename_axis("word").reset_index(name="share").sort_values("word")


def sample(records: pd.DataFrame, entity: pd.Series) -> Sample:
    """Return pairs of `records`; entity says by record_id which are one business.

    Of the candidates, every pair of one business and a share of the others, which count for the
    rest.
    """
    return compared(*candidates(records, entity))


def candidates(records: pd.DataFrame, entity: pd.Series) -> tuple[Prepared, Drawn]:
    """Return `records` made comparable, and those of their candidate pairs that are drawn."""
    p = prepare(records)
    pairs = block(p, LinkageSettings())
    truth = entity.loc[p.record_ids[p.first]].to_numpy()
    same = truth[pairs.left] == truth[pairs.right]
    drawn = same | (np.random.default_rng(SEED).random(len(same)) < SHARE_OF_OTHERS)
    return p, Drawn(pairs.left[drawn], pairs.right[drawn], same[drawn])


def compared(p: Prepared, drawn: Drawn) -> Sample:
    """Return drawn pairs compared."""
    weight = np.where(drawn.same, 1.0, 1.0 / SHARE_OF_OTHERS)
    return Sample(Comparer(p, 2).compare(drawn.left, drawn.right), drawn.same.astype(float), weight)


def counting(full: Sample, counts_for: float) -> Sample:
    """Return `full` so weighed that it counts for so many pairs."""
    return Sample(full.compared, full.same, full.weight * counts_for / full.weight.sum())


def written_down(folder: Path) -> Iterator[tuple[str, pd.DataFrame, pd.Series]]:
    """Yield the name, records and entities of each of `WORLDS`, each of other premises."""
    held = {"london": pd.concat([london(folder), essex(folder)]), "us": us_food(folder)}
    for number, world in enumerate(WORLDS):
        part = some_areas(held[world.premises], SEED + number)
        records = write_down(part, world, SEED + number)
        yield world.name, records, records.set_index(R.record_id)[ENTITY]


def some_areas(premises: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return `PREMISES` of the premises: whole areas, so that neighbours stay together."""
    shuffled = np.random.default_rng(seed).permutation(sorted(premises[AREA].unique()))
    place = premises[AREA].map({area: i for i, area in enumerate(shuffled)}).to_numpy()
    return premises.iloc[np.argsort(place, kind="stable")].head(PREMISES).reset_index(drop=True)


def chicago(folder: Path) -> tuple[str, pd.DataFrame, pd.Series]:
    """Return the Chicago childcare records and their entities."""
    place = folder / "linkage" / "chicago_childcare"
    records = read_records(place / "records.csv")
    truth = pd.read_csv(place / "truth.csv", dtype="str").set_index(R.record_id)[ENTITY]
    return "chicago", records, truth


def county() -> tuple[str, pd.DataFrame, pd.Series]:
    """Return the records of a synthetic county of another seed than the one that is shipped."""
    with tempfile.TemporaryDirectory() as aside:
        write_sample(Path(aside), replace(SampleSettings(), seed=SEED, businesses=COUNTY))
        records = county_records(Path(aside))
    truth = records.set_index(R.record_id)[BUSINESS]
    return "synthetic", records.drop(columns=BUSINESS), truth


def all_records(folder: Path) -> Iterator[tuple[str, pd.DataFrame, pd.Series]]:
    """Yield the name, records and entities of everything that is trained on."""
    yield from written_down(folder)
    yield chicago(folder)
    yield county()


def levelled(model: Model, samples: list[Sample]) -> Model:
    """Return `model` with the prior at which it expects as many pairs to be the same as are.

    samples: of data whose truth people found. To a tenth of a bit. What is thought of other names
    at one door stays: those people called one site one business, whoever ran it.
    """
    bits = [model.weight_bits(one.compared) for one in samples]

    def surplus(shift: float) -> float:
        expected = sum(
            float(one.weight @ probability(weights + shift))
            for one, weights in zip(samples, bits, strict=True)
        )
        return expected - sum(float(one.weight @ one.same) for one in samples)

    shift = round(float(brentq(surplus, -MOST_SHIFT, MOST_SHIFT)), 1)
    at, worth = model.curves[AT_DOOR]
    door = worth - max(shift, 0.0) * np.interp(at, OTHER_NAME, (1.0, 0.0))
    return replace(model, prior=model.prior + shift, curves={**model.curves, AT_DOOR: (at, door)})


def main() -> None:
    """Train, and write both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of real data")
    parser.add_argument("--out", type=Path, default=Path(words.__file__).parent)
    chosen = parser.parse_args()
    premises = london(chosen.data)
    table = common_words(premises[R.name], premises[R.address])
    table.to_csv(chosen.out / "words.csv", index=False, lineterminator="\n")
    words.known_shares.cache_clear()
    found = {
        name: counting(sample(records, entity), COUNTS_FOR[name])
        for name, records, entity in all_records(chosen.data)
    }
    samples = [*found.values()]
    model = levelled(fit(samples), [found[name] for name in TRUTH_BY_PEOPLE])
    same = sum(float(one.weight @ one.same) for one in samples)
    share = same / sum(float(one.weight.sum()) for one in samples)
    model.table().to_csv(chosen.out / "weights.csv", index=False, lineterminator="\n")
    print(f"model {model.version}, prior {model.prior:.2f} bits, share of same {share:.3f}")


if __name__ == "__main__":
    main()
