"""Splink on DuckDB, without labels: levels by hand, m and u by its own estimation."""

from __future__ import annotations

import logging

import pandas as pd

__all__ = ["link"]

PAIRS = 1e6
SEED = 1
BOTH = 0.5
"""Match probability from which Splink's guide joins records."""


def link(records: pd.DataFrame, _labels: pd.DataFrame | None) -> tuple[pd.Series, pd.DataFrame]:
    """Return each record's entity and the scored pairs (id_a, id_b, probability)."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    records = records.rename(columns={"record_id": "unique_id", "source": "source_name"})
    has = {c for c in records.columns if records[c].notna().mean() > 0.05}  # noqa: PLR2004
    asked = {
        "name": cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.75]).configure(
            term_frequency_adjustments=True
        ),
        "street": cl.JaroWinklerAtThresholds("street", [0.95, 0.85, 0.7]),
        "number": cl.ExactMatch("number"),
        "postcode": cl.LevenshteinAtThresholds("postcode", [1, 2]),
        "city": cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        "phone": cl.LevenshteinAtThresholds("phone", [1]),
        "lat": cl.DistanceInKMAtThresholds("lat", "lon", [0.03, 0.15, 1]),
    }
    rules = {
        ("postcode",): block_on("postcode"),
        ("phone",): block_on("phone"),
        ("name",): block_on("name"),
        ("start", "city"): block_on("start", "city"),
        ("number", "street"): block_on("number", "street"),
        ("lat", "lon", "start"): block_on("round(lat, 2)", "round(lon, 2)", "substr(start, 1, 3)"),
    }
    kept = [rule for columns, rule in rules.items() if has.issuperset(columns)]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[one for column, one in asked.items() if column in has],
        blocking_rules_to_generate_predictions=kept,
        retain_matching_columns=False,
    )
    api = DuckDBAPI()
    linker = Linker(api.register(records), settings)
    sure = [block_on("name", other) for other in ("postcode", "phone", "street") if other in has]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS, seed=SEED)
    for column in ("name", "street", "postcode", "phone"):
        if column in has:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
    scored = linker.inference.predict(threshold_match_probability=0.01)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(scored, BOTH)
    entities = found.as_pandas_dataframe().set_index("unique_id")["cluster_id"]
    pairs = scored.as_pandas_dataframe()[["unique_id_l", "unique_id_r", "match_probability"]]
    return entities, pairs.set_axis(["id_a", "id_b", "probability"], axis=1)
