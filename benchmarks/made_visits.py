"""Made-up visits of made-up businesses, to train small models on: what each found, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.made_histories import AS_OF, SECTORS, contact, frames, history
from records.schema import Link, Relation
from risk.prediction.known import Known, known_of
from risk.prediction.near import near_of
from risk.prediction.outcomes import Outcome, occasions_of
from risk.prediction.panel import panel

__all__ = ["AGENCIES", "made_known", "made_tables", "made_visits"]

AGENCIES = ("HSE", "GLAA", "LA_EH")
_HARSH = {"HSE": 0.5, "GLAA": 0.0, "LA_EH": -0.5}
_TWICE = 2
_USUAL = -1.2


def made_tables(
    histories: Mapping[str, Sequence[Mapping[str, Any]]], sector: Any = "restaurant"
) -> dict[str, pd.DataFrame]:
    """Return the tables a model reads, of named histories."""
    profiles, contacts, records = frames(
        {name: [dict(row) for row in rows] for name, rows in histories.items()}, sector=sector
    )
    return {
        "profiles": profiles,
        "touchpoints": contacts,
        "records": records,
        "relations": Relation.empty(),
        "links": Link.empty(),
    }


def made_visits(
    businesses: int, seed: int, *, perverse: bool = False
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Return tables of businesses, and what two visits to each found (`Outcome`).

    Grave findings foretell a serious finding and clean visits none; perverse: the other way round.
    What no record tells makes businesses differ, and each agency finds at its own rate.
    """
    rng = np.random.default_rng(seed)
    numbers = rng.integers(0, 2**62, (businesses, 8))
    plain = {f"B{at:05}": history(map(int, row)) for at, row in enumerate(numbers)}
    # Visits are what it learns from, so every business has some.
    many = {
        name: [*rows, contact(int(numbers[at, 0] // 7), event_code="INSP_FOOD", role=None)]
        for at, (name, rows) in enumerate(plain.items())
    }
    tables = made_tables(many, sector=list(rng.choice(SECTORS, businesses)))
    lasting = rng.normal(0.0, 0.7, businesses)
    found = [_visit(tables, list(many), rng, lasting, perverse=perverse) for _ in range(_TWICE)]
    return tables, Outcome.shape(pd.concat(found, ignore_index=True))


def made_known(businesses: int, seed: int, *, perverse: bool = False) -> Known:
    """Return the visits of `made_visits` with what was known before each."""
    tables, found = made_visits(businesses, seed, perverse=perverse)
    known = tables["profiles"], tables["touchpoints"], tables["records"]
    return known_of(found, panel(occasions_of(found), *known, near_of(Relation.empty())))


def _visit(
    tables: Mapping[str, pd.DataFrame],
    names: Sequence[str],
    rng: np.random.Generator,
    lasting: Any,
    *,
    perverse: bool,
) -> pd.DataFrame:
    size = len(names)
    day = pd.Timestamp(AS_OF - timedelta(days=1)) - pd.to_timedelta(rng.integers(0, 500, size), "D")
    contacts = tables["touchpoints"].merge(
        pd.DataFrame({"profile_id": names, "day": day.to_numpy()}), on="profile_id"
    )
    past = contacts[contacts["event_on"] < contacts["day"]]
    grave = (
        (past["severity"] > _TWICE).astype("int64").groupby(past["profile_id"]).sum().reindex(names)
    )
    clean = (past["severity"] == 0).astype("int64").groupby(past["profile_id"]).sum().reindex(names)
    seen = (grave.fillna(0) - clean.fillna(0)).to_numpy("float64") * (-1 if perverse else 1)
    agency = rng.choice(AGENCIES, size)
    margin = _USUAL + seen / _TWICE + lasting + pd.Series(agency).map(_HARSH).to_numpy("float64")
    serious = rng.random(size) < 1 / (1 + np.exp(-margin))
    return pd.DataFrame(
        {
            Outcome.touchpoint_id: [
                f"{name}:{one:%j}" for name, one in zip(names, day, strict=True)
            ],
            Outcome.profile_id: names,
            Outcome.agency: agency,
            Outcome.on: day.to_numpy(),
            Outcome.serious: serious.astype("int64"),
            Outcome.severity: serious * 3,
        }
    )
