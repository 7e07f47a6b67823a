"""What does a build say of its businesses?

Nothing that is said of one business depends on another: so what is said of some of them is the same
whether they are described alone or among all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from linkage.corpus import Corpus
from linkage.judgements import judged
from linkage.model import Model, pretrained
from linkage.profiles import make_profiles
from linkage.ties import weigh_ties
from records.schema import PlacedRecord
from records.touchpoints import touchpoints

__all__ = ["Known", "described"]


@dataclass(frozen=True)
class Known:
    """What businesses are described by, beside their records.

    judgements: what people said of pairs of records. corpus: what was learnt from all records.
    as_of: facts of this day or later are unknown. model: the weights that linked them.
    """

    judgements: pd.DataFrame
    corpus: Corpus
    as_of: date
    model: Model = field(default_factory=pretrained)


def described(records: pd.DataFrame, known: Known) -> dict[str, pd.DataFrame]:
    """Return the touchpoints, profiles, facts, links and ties of `PlacedRecord` rows.

    The rows of ties are places among these records in the order of their ids.
    """
    ids = np.sort(records[PlacedRecord.record_id].to_numpy(dtype=object))
    owner = records.set_index(PlacedRecord.record_id)[PlacedRecord.profile_id].reindex(ids)
    same = judged(known.judgements, ids).same
    ties = weigh_ties(
        records, records[PlacedRecord.profile_id], same, corpus=known.corpus, model=known.model
    )
    contacts = touchpoints(records, known.as_of)
    said = make_profiles(records, contacts, ties.holding(ids, owner), known.as_of)
    return {
        "touchpoints": contacts,
        "profiles": said.profiles,
        "facts": said.facts,
        "links": said.links,
        "ties": ties.frame(),
    }
