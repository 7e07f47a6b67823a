"""Which pairs of a made-up county are in doubt? For tests and timings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from linkage.model import pretrained
from records.schema import Doubt, PlacedRecord, ScoredProfile, Shift, Weight
from risk.stakes import outcomes

__all__ = ["MOST", "made_doubts", "made_shifts", "made_weights"]

MOST = 120
"""Pairs of either kind."""

WITHIN = (
    ("before anything is compared", "-4.28"),
    ("same postcode", "+3.10"),
    ("similar spelling", "+2.20"),
    ("other phone", "-0.72"),
    ("same street", "+0.20"),
)
BETWEEN = (
    ("before anything is compared", "-4.28"),
    ("same phone", "+4.00"),
    ("other postcode", "-1.62"),
    ("share an uncommon word", "+1.10"),
)


def made_doubts(tables: Mapping[str, pd.DataFrame], as_of: date) -> pd.DataFrame:
    """Return doubts inside businesses of two records or more, and between neighbours in the list.

    The last record of a business is the one that would leave it.
    """
    records, profiles = tables["records"], tables["profiles"]
    ids = records.groupby(PlacedRecord.profile_id, sort=True)[PlacedRecord.record_id].agg(list)
    many = [held for held in ids if len(held) > 1][:MOST]
    rows = [(held[0], held[-1], WITHIN, [held[-1]]) for held in many]
    firsts = list(ids.loc[profiles[ScoredProfile.profile_id]].str[0])
    nearby = list(zip(firsts[::2], firsts[1::2], strict=False))[:MOST]
    rows += [(one, other, BETWEEN, []) for one, other in nearby]
    return outcomes(tables, pd.DataFrame([_doubt(*row) for row in rows]), as_of)


def _doubt(
    one: str, other: str, said: tuple[tuple[str, str], ...], moved: list[str]
) -> dict[str, object]:
    bits = sum(float(worth) for _, worth in said)
    return {
        Doubt.id_a: min(one, other),
        Doubt.id_b: max(one, other),
        Doubt.probability: 1.0 / (1.0 + 2.0**-bits),
        Doubt.weight_bits: bits,
        Doubt.because: [words for words, _ in said],
        Doubt.bits: [worth for _, worth in said],
        Doubt.moved: moved,
    }


def made_weights() -> pd.DataFrame:
    """Return weights that moved from the shipped ones by a tenth of their bits."""
    table = pretrained().table()
    bits = table["bits"]
    moved = {Weight.bits: (bits * 1.1).round(3), Weight.before: bits, Weight.shipped: bits}
    return Weight.shape(table.assign(**moved))


def made_shifts(doubts: pd.DataFrame) -> pd.DataFrame:
    """Return the first doubts inside businesses as if a decision, or new weights, joined them."""
    some = doubts[doubts[Doubt.moved].str.len() > 0].head(6).reset_index(drop=True)
    told = {
        Shift.decided: some.index % 2 == 0,
        Shift.weight_before: some[Doubt.weight_bits] - 2.0,
        Shift.one_before: False,
        Shift.one_now: True,
    }
    return Shift.shape(some.assign(**told))
