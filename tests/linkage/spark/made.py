"""Invented records that repeat, err and lack what others tell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from linkage.spark.settings import SparkSettings
from records.schema import Judgement
from records.schema import PlacedRecord as R

__all__ = ["LOCAL", "judgements_of", "made_up"]

LOCAL = SparkSettings(
    "local[2]",
    partitions=2,
    conf=(
        ("spark.driver.memory", "1g"),
        ("spark.sql.codegen.wholeStage", "false"),
        ("spark.sql.codegen.factoryMode", "NO_CODEGEN"),
    ),
)
"""Two cores of this machine, of little memory; little is done, so nothing is compiled for it."""

WORDS = np.array(["quill", "gorse", "eel", "brannick", "medlar", "fenway", "alder", "quince"])
KINDS = np.array(["bakery", "motors", "bar", "ltd", "cafe"])
TOWNS = np.array(["Marshwick", "Olderby", ""])


def made_up(seed: int, count: int) -> pd.DataFrame:
    """Return records of about half as many businesses, every column as text."""
    rng = np.random.default_rng(seed)
    own = max(1, count // 2)
    street, town = rng.choice(WORDS, own), rng.choice(TOWNS, own)
    business = pd.DataFrame(
        {
            R.name: [" ".join([*rng.choice(WORDS, 2), rng.choice(KINDS)]) for _ in range(own)],
            R.address: [f"{n} {s} street, {t}" for n, s, t in
                        zip(rng.integers(1, 9, own), street, town, strict=True)],
            R.postcode: [f"ZZ{n} {n}AA" for n in rng.integers(1, 5, own)],
            R.town: town,
            R.phone: [f"01632960{n:03}" for n in rng.integers(0, own + 3, own)],
            R.person: rng.choice(["Ada Barlow", "B. Quill", ""], own),
            R.company_number: [f"9900{n:04}" for n in rng.integers(0, own, own)],
            R.uprn: [str(n) for n in rng.integers(1, 3 * own, own)],
            R.lat: np.char.mod("%.4f", 51.5 + rng.integers(0, 9, own) * 0.0005),
            R.lon: np.char.mod("%.4f", 0.5 + rng.integers(0, 9, own) * 0.0005),
        }
    )  # fmt: skip
    records = business.iloc[rng.integers(0, own, count)].reset_index(drop=True)
    for column in records.columns:
        records.loc[rng.random(count) < 0.3, column] = None
    slip = rng.random(count) < 0.2
    records.loc[slip, R.name] = records.loc[slip, R.name].str.replace("r", "rr")
    records.loc[rng.random(count) < 0.1, R.address] = "Marshwick"
    named = {R.record_id: [f"r{n:03}" for n in rng.permutation(count)],
             R.source: rng.choice(["food", "fire", "CH"], count)}  # fmt: skip
    return pd.DataFrame(named).join(records).astype("str")


def judgements_of(seed: int, records: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return what people said of pairs by chance, sometimes of records that are not here."""
    rng = np.random.default_rng(seed)
    ids = [*records[R.record_id], "gone"]
    said = {
        Judgement.id_a: rng.choice(ids, count),
        Judgement.id_b: rng.choice(ids, count),
        Judgement.verdict: rng.choice(["same", "different", "unsure"], count),
    }
    return Judgement.shape(pd.DataFrame({str(name): value for name, value in said.items()}))
