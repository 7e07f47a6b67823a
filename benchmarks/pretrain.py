"""Train the weights that are shipped: `python -m benchmarks.pretrain --data DIR`.

Uses licensed data only: registers under the Open Government Licence, the Chicago childcare set
(MIT) and our own synthetic county. Writes linkage/words.csv and linkage/weights.csv.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.county import BUSINESS, county_records
from benchmarks.worlds import ENTITY, WORLDS, write_down
from linkage import words
from linkage.addresses import parse_address
from linkage.blocking import block
from linkage.comparisons import Comparer
from linkage.names import normal_name
from linkage.prepare import prepare
from linkage.settings import LinkageSettings
from linkage.standalone import read_records
from linkage.training import Sample, fit
from records.sample import SampleSettings, write_sample
from records.schema import PlacedRecord as R

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
    "places": 4_000.0,
    "directory": 2_000.0,
    "register": 2_000.0,
    "chicago": 1_000.0,
    "synthetic": 6_000.0,
}
"""How many pairs each sample counts for, however large it is."""


def london(folder: Path) -> pd.DataFrame:
    """Return the food businesses of London: real names, addresses and points, each once."""
    rows = pd.read_parquet(folder / "registers" / "fhrs_london_2021.parquet")
    lines = [f"AddressLine{n}" for n in range(1, 5)]
    address = rows[lines].fillna("").agg(lambda line: ", ".join(x for x in line if x), axis=1)
    found = pd.DataFrame(
        {
            R.name: rows["BusinessName"].str.strip(),
            R.address: address,
            R.town: rows["LocalAuthorityName"],
            R.postcode: rows["PostCode"].str.strip(),
            R.lat: pd.to_numeric(rows["lat"], errors="coerce"),
            R.lon: pd.to_numeric(rows["lon"], errors="coerce"),
            R.sector: rows["BusinessType"],
        }
    )
    full = found[R.postcode].str.match(r"^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$", na=False)
    found = found[full & found[R.lat].notna() & found[R.name].ne("") & found[R.address].ne("")]
    name = found[R.name].map(normal_name)
    # The same name at the same postcode is one business registered twice.
    return found[~pd.DataFrame({"n": name, "p": found[R.postcode]}).duplicated(keep=False)]


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
    """Return the candidate pairs of `records`; entity says by record_id which are one business."""
    p = prepare(records)
    pairs = block(p, LinkageSettings())
    truth = entity.loc[p.record_ids[p.first]].to_numpy()
    same = (truth[pairs.left] == truth[pairs.right]).astype(float)
    compared = Comparer(p, 2).compare(pairs.left, pairs.right)
    return Sample(compared, same, np.ones(len(same)))


def thinned(full: Sample, counts_for: float) -> Sample:
    """Return every pair of one business and a share of the others, which count for the rest."""
    drawn = np.random.default_rng(SEED).random(len(full.same)) < SHARE_OF_OTHERS
    kept = (full.same == 1) | drawn
    weight = np.where(full.same == 1, 1.0, 1.0 / SHARE_OF_OTHERS)[kept]
    return Sample(full.compared[kept], full.same[kept], weight * counts_for / weight.sum())


def written_down(folder: Path) -> dict[str, Sample]:
    """Return a sample for each of `WORLDS`, each of other premises of London."""
    found = {}
    premises = london(folder)
    for number, world in enumerate(WORLDS):
        # Whole districts, so that neighbours and branches stay together.
        districts = premises[R.postcode].str.split(" ").str[0]
        shuffled = np.random.default_rng(SEED + number).permutation(sorted(districts.unique()))
        place = districts.map({district: i for i, district in enumerate(shuffled)})
        part = premises.loc[place.sort_values(kind="stable").index].head(PREMISES)
        records = write_down(part.reset_index(drop=True), world, SEED + number)
        found[world.name] = sample(records, records.set_index(R.record_id)[ENTITY])
    return found


def chicago(folder: Path) -> Sample:
    """Return the Chicago childcare pairs."""
    place = folder / "linkage" / "chicago_childcare"
    records = read_records(place / "records.csv")
    truth = pd.read_csv(place / "truth.csv", dtype="str").set_index(R.record_id)[ENTITY]
    return sample(records, truth)


def county() -> Sample:
    """Return the pairs of a synthetic county of another seed than the one that is shipped."""
    with tempfile.TemporaryDirectory() as aside:
        write_sample(Path(aside), replace(SampleSettings(), seed=SEED, businesses=COUNTY))
        records = county_records(Path(aside))
    truth = records.set_index(R.record_id)[BUSINESS]
    return sample(records.drop(columns=BUSINESS), truth)


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
    found = written_down(chosen.data) | {"chicago": chicago(chosen.data), "synthetic": county()}
    model = fit([thinned(found[name], counts) for name, counts in COUNTS_FOR.items()])
    model.table().to_csv(chosen.out / "weights.csv", index=False, lineterminator="\n")
    print(f"model {model.version}, prior {model.prior:.2f} bits")


if __name__ == "__main__":
    main()
