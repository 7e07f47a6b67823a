"""How strongly do the comparisons say that two records are one business?

The model is a table, `weights.csv`: for each comparison, the bits it adds at some similarities;
between them bits run straight. A comparison that is missing adds nothing. The bits sum, with the
prior, to the match weight: log2 of the odds that the pair is one business.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from linkage.questions import COMPARISONS, SOURCE

__all__ = ["PRIOR", "Floats", "Model", "pretrained", "probability"]

Floats = np.ndarray[Any, np.dtype[np.float64]]

PRIOR = "prior"
_PRETRAINED = Path(__file__).with_name("weights.csv")
DECIMALS = 3


@dataclass(frozen=True)
class Model:
    """Weights of every comparison, in bits.

    prior: bits before anything is compared. curves: by comparison, similarities that rise from 0
    to 1 and the bits at each, which never fall. once: sources found to list each business once.
    """

    prior: float
    curves: Mapping[str, tuple[Floats, Floats]]
    once: frozenset[str] = frozenset()

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> Model:
        """Return the model of a table with the columns comparison, similarity and bits."""
        prior = table.loc[table["comparison"] == PRIOR, "bits"].iloc[0]
        rest = table[table["comparison"] != PRIOR]
        curves = {
            str(name): (rows["similarity"].to_numpy(float), rows["bits"].to_numpy(float))
            for name, rows in rest.groupby("comparison", sort=False)
        }
        return cls(float(prior), curves)

    def table(self) -> pd.DataFrame:
        """Return the model as a table a person can read."""
        rows = [(PRIOR, np.nan, self.prior)]
        for name, (similarity, bits) in self.curves.items():
            rows += [(name, at, worth) for at, worth in zip(similarity, bits, strict=True)]
        return pd.DataFrame(rows, columns=["comparison", "similarity", "bits"]).round(DECIMALS)

    @classmethod
    def read(cls, text: str) -> Model:
        """Return the model that `written` wrote down."""
        told = json.loads(text)
        return replace(cls.from_table(pd.DataFrame(told["weights"])), once=frozenset(told["once"]))

    def written(self) -> str:
        """Return the whole model as JSON, to be kept with what it linked."""
        rows = self.table().astype(object)
        told = {
            "weights": rows.where(rows.notna(), None).to_dict("list"),
            "once": sorted(self.once),
        }
        return json.dumps(told)

    @property
    def version(self) -> str:
        """Return eight characters that change with any weight and any source listed once."""
        text = self.table().to_csv(index=False, float_format=f"%.{DECIMALS}f")
        return sha256("\n".join([text, *sorted(self.once)]).encode()).hexdigest()[:8]

    @property
    def source_bits(self) -> float:
        """Return the bits that two records of one source add; at most 0."""
        return float(self.curves[SOURCE][1][0]) if SOURCE in self.curves else 0.0

    def moved(self, prior: float, one_source: float) -> Model:
        """Return this model with `prior` bits more, and `one_source` bits for pairs of a source."""
        curves = {**self.curves, SOURCE: (np.array([0.0, 1.0]), np.array([one_source, 0.0]))}
        return self.like(self.prior + prior, curves)

    def like(self, prior: float, curves: Mapping[str, tuple[Floats, Floats]]) -> Model:
        """Return a model of these weights, rounded as they are written, and the same sources."""
        told = replace(self, prior=prior, curves=curves).table()
        return replace(self.from_table(told), once=self.once)

    def bits(self, compared: Floats) -> Floats:
        """Return the bits that each comparison (column) adds to each pair (row); 0 for missing."""
        added = np.zeros_like(compared)
        for column, bits in self._each(compared):
            added[:, column] = bits
        return added

    def weight_bits(self, compared: Floats) -> Floats:
        """Return the match weight of each pair, in bits; above 0 says one business."""
        weight = np.full(len(compared), self.prior)
        for _, bits in self._each(compared):
            weight += bits
        return weight

    def _each(self, compared: Floats) -> Iterator[tuple[int, Floats]]:
        """Yield the place of each comparison that weighs, and the bits it adds to each pair."""
        for column, comparison in enumerate(COMPARISONS):
            if comparison.name in self.curves:
                bits = np.interp(compared[:, column], *self.curves[comparison.name])
                bits[np.isnan(bits)] = 0.0
                yield column, bits


@cache
def pretrained() -> Model:
    """Return the model that is shipped, trained as docs/linkage.md says."""
    return Model.from_table(pd.read_csv(_PRETRAINED))


def probability(weight_bits: Floats) -> Floats:
    """Return the probability (0-1) of a match weight."""
    return 1.0 / (1.0 + np.exp2(-np.clip(weight_bits, -60.0, 60.0)))
