"""What have people said of pairs of records?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy import sparse
from scipy.sparse import csgraph

from records.among import among
from records.errors import SchemaError
from records.schema import Judgement

__all__ = ["Judged", "judged", "naming", "news", "rejudged"]

Ints = np.ndarray[Any, np.dtype[np.int64]]

SAME, DIFFERENT = "same", "different"


@dataclass(frozen=True)
class Judged:
    """Judgements that bind this linkage, as places in the sorted record_ids.

    same, different: left and right of each pair. unknown: judgements of a record that is not
    here. contradictions: pairs of record_id called different that other judgements call the same,
    directly or through others; they stay apart.
    """

    same: tuple[Ints, Ints]
    different: tuple[Ints, Ints]
    unknown: int
    contradictions: list[tuple[str, str]]

    @property
    def named(self) -> Ints:
        """Return the records that any binding judgement names."""
        return np.unique(np.concatenate([*self.same, *self.different]))


def judged(judgements: pd.DataFrame, record_ids: Any) -> Judged:
    """Return what `judgements` bind among `record_ids`, which are sorted; the last word counts.

    Raises:
        SchemaError: a verdict is none of same, different and unsure.
    """
    Judgement.check(judgements)
    strange = ~judgements[Judgement.verdict].isin([SAME, DIFFERENT, "unsure"])
    if strange.any():
        raise SchemaError(
            f"Judgement: {strange.sum()} verdicts are none of 'same', 'different', 'unsure'."
        )
    place = pd.Series(np.arange(len(record_ids)), index=pd.Index(record_ids, dtype="object"))
    ends = [judgements[c].map(place) for c in (Judgement.id_a, Judgement.id_b)]
    known = (ends[0].notna() & ends[1].notna()).to_numpy()
    left, right = (end[known].to_numpy(np.int64) for end in ends)
    low, high = np.minimum(left, right), np.maximum(left, right)
    words = pd.DataFrame({"low": low, "high": high})
    words["verdict"] = judgements.loc[known, Judgement.verdict].to_numpy()
    words = words[words["low"] != words["high"]].drop_duplicates(["low", "high"], keep="last")
    same, different = (_pairs(words, verdict) for verdict in (SAME, DIFFERENT))
    against = _contradictions(len(record_ids), same, different)
    pairs = [(str(record_ids[a]), str(record_ids[b])) for a, b in against]
    return Judged(same, different, int((~known).sum()), pairs)


def rejudged(before: pd.DataFrame, now: pd.DataFrame) -> frozenset[str]:
    """Return the records that judgements made, changed or undone since `before` name."""
    columns = [str(c) for c in Judgement.columns()]
    one, other = (frame[columns].drop_duplicates() for frame in (before, now))
    both = one.merge(other, how="outer", indicator=True)
    unlike = both[both["_merge"] != "both"]
    return frozenset(unlike[Judgement.id_a]) | frozenset(unlike[Judgement.id_b])


def naming(judgements: pd.DataFrame, record_ids: Iterable[str]) -> pd.DataFrame:
    """Return the judgements both of whose records are among `record_ids`."""
    ids = pa.array(record_ids, type=pa.string())
    both = among(judgements[Judgement.id_a], ids) & among(judgements[Judgement.id_b], ids)
    return judgements[both].reset_index(drop=True)


def news(before: pd.DataFrame, now: pd.DataFrame) -> int:
    """Return of how many pairs people say otherwise than `before`; what nobody can tell is none."""
    old, new = (
        {
            (str(a), str(b)): str(verdict)
            for a, b, verdict in zip(*(frame[c] for c in Judgement.columns()), strict=True)
            if verdict != "unsure"
        }
        for frame in (before, now)
    )
    return sum(old.get(pair) != new.get(pair) for pair in {*old, *new})


def _pairs(words: pd.DataFrame, verdict: str) -> tuple[Ints, Ints]:
    chosen = words[words["verdict"] == verdict]
    return chosen["low"].to_numpy(np.int64), chosen["high"].to_numpy(np.int64)


def _contradictions(
    count: int, same: tuple[Ints, Ints], different: tuple[Ints, Ints]
) -> list[tuple[int, int]]:
    graph = sparse.csr_array((np.ones(len(same[0]), bool), same), shape=(count, count))
    group = csgraph.connected_components(graph, directed=False)[1]
    return [(a, b) for a, b in zip(*different, strict=True) if group[a] == group[b]]
