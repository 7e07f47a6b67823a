"""dedupe, taught by 150 labels: the pairs it asks about, answered by the truth."""

from __future__ import annotations

import contextlib
import io

import numpy as np
import pandas as pd

__all__ = ["LABELS", "link"]

LABELS = 150
FIELDS = ("name", "address", "city", "postcode", "phone")
SEED = 1


def link(records: pd.DataFrame, labels: pd.DataFrame | None) -> tuple[pd.Series, pd.DataFrame]:
    """Return each record's entity and no pairs, as dedupe gives no probability of pairs.

    labels: record_id and entity_id of the records it may be asked about.
    """
    import dedupe

    np.random.seed(SEED)  # dedupe draws from the global generator
    frame = records.set_index("record_id")
    has = [c for c in FIELDS if frame[c].notna().mean() > 0.05]  # noqa: PLR2004
    data = {
        key: dict(zip(has, row, strict=True))
        for key, row in zip(frame.index, frame[has].itertuples(index=False), strict=True)
    }
    fields = [dedupe.variables.String(column, has_missing=True) for column in has]
    with contextlib.redirect_stderr(io.StringIO()):
        matcher = dedupe.Dedupe(fields, num_cores=2)
        whose = _whose(data, labels)
        matcher.prepare_training({key: data[key] for key in whose}, sample_size=5_000)
        _teach(matcher, {id(data[key]): owner for key, owner in whose.items()}, data)
        matcher.train(recall=1.0)
        clusters = matcher.partition(data, 0.5)
    found = {key: number for number, (keys, _) in enumerate(clusters) for key in keys}
    return pd.Series(found), pd.DataFrame(columns=["id_a", "id_b", "probability"])


def _whose(data: dict[str, dict[str, str]], labels: pd.DataFrame | None) -> dict[str, str]:
    if labels is None:
        raise SystemExit("dedupe is taught by records whose entity is known; this set has none")
    known = labels.set_index("record_id")["entity_id"]
    return {key: known[key] for key in data if key in known.index}


def _teach(matcher: object, whose: dict[int, str], data: dict[str, dict[str, str]]) -> None:
    """Answer the pairs that dedupe is least sure of."""
    by_text = {tuple(sorted(row.items(), key=str)): whose.get(id(row)) for row in data.values()}
    for _ in range(LABELS):
        first, second = matcher.uncertain_pairs()[0]
        owners = [by_text.get(tuple(sorted(row.items(), key=str))) for row in (first, second)]
        verdict = "match" if owners[0] == owners[1] else "distinct"
        marked = {"match": [], "distinct": []} | {verdict: [(first, second)]}
        matcher.mark_pairs(marked)
