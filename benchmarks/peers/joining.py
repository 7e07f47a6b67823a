"""Which records do links join? Connected components, as the peers' guides do."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

__all__ = ["joined"]


def joined(record_ids: pd.Index, links: pd.DataFrame) -> pd.Series:
    """Return by record id the component each record is in; links: id_a and id_b."""
    place = pd.Series(np.arange(len(record_ids)), index=record_ids)
    ends = (place[links["id_a"]].to_numpy(), place[links["id_b"]].to_numpy())
    graph = sparse.csr_array((np.ones(len(links), bool), ends), shape=(len(place), len(place)))
    return pd.Series(csgraph.connected_components(graph, directed=False)[1], index=record_ids)
