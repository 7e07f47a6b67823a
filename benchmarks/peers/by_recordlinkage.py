"""recordlinkage: its own blocks, its comparisons, its unsupervised ECM classifier."""

from __future__ import annotations

import warnings

import pandas as pd

from benchmarks.peers.joining import joined

__all__ = ["link"]

WINDOW = 9
ALIKE = 0.85


def link(records: pd.DataFrame, _labels: pd.DataFrame | None) -> tuple[pd.Series, pd.DataFrame]:
    """Return each record's entity and the scored pairs (id_a, id_b, probability)."""
    warnings.filterwarnings("ignore")
    import recordlinkage

    frame = records.set_index("record_id")
    has = [c for c in frame.columns if frame[c].notna().mean() > 0.05]  # noqa: PLR2004
    index = recordlinkage.Index()
    for column in ("postcode", "phone", "start"):
        if column in has:
            index.block(column)
    index.sortedneighbourhood("name", window=WINDOW)
    pairs = index.index(frame)
    compare = recordlinkage.Compare(n_jobs=2)
    for column in ("name", "street"):
        if column in has:
            compare.string(column, column, method="jarowinkler", label=column)
    for column in ("number", "postcode", "phone", "city"):
        if column in has:
            compare.exact(column, column, label=column)
    if "lat" in has:
        compare.geo("lat", "lon", "lat", "lon", method="exp", offset=0.05, scale=0.3, label="geo")
    alike = compare.compute(pairs, frame)
    classifier = recordlinkage.ECMClassifier(binarize=ALIKE)
    classifier.fit(alike)
    probability = classifier.prob(alike)
    found = probability.rename("probability").rename_axis(["id_a", "id_b"]).reset_index()
    return joined(frame.index, found[found["probability"] > 0.5]), found  # noqa: PLR2004
