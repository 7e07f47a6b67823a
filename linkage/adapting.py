"""How do a few labels move the weights?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from linkage.comparisons import Comparer
from linkage.model import Model
from linkage.prepare import prepare
from linkage.settings import LinkageSettings
from linkage.training import Sample, fit
from records.schema import Judgement

__all__ = ["SHRINK", "adapt"]

SHRINK = 4.0
"""How strongly pretrained weights are held to: about so many labels outweigh one of them."""
VERDICTS = {"same": 1.0, "different": 0.0}


def adapt(
    records: pd.DataFrame,
    judgements: pd.DataFrame,
    model: Model,
    settings: LinkageSettings,
    shrink: float = SHRINK,
) -> Model:
    """Return `model` moved toward what judgements say of `records`; unsure ones move nothing."""
    p = prepare(records, frozenset("*"))
    place = {record_id: row for row, record_id in enumerate(p.record_ids)}
    ends = [judgements[c].map(place) for c in (Judgement.id_a, Judgement.id_b)]
    same = judgements[Judgement.verdict].map(VERDICTS)
    known = (ends[0].notna() & ends[1].notna() & same.notna()).to_numpy()
    if not known.any():
        return model
    left, right = (end[known].to_numpy(np.int64) for end in ends)
    compared = Comparer(p, settings.workers).compare(left, right)
    said = np.asarray(same[known], dtype=np.float64)
    return fit([Sample(compared, said, np.ones(len(said)))], shrink=shrink, start=model)
