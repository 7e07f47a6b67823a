"""Businesses that may be visited, and lists drawn of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd

from records.schema import ScoredProfile
from risk.visits import Pick, VisitList, VisitSettings, draw

DAY = date(2026, 6, 1)
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
DISTRICTS = ("Arden", "Boxted", "Colne", None)
SECTORS = ("nails", "takeaway")


def businesses(count: int, seed: int = 0) -> pd.DataFrame:
    """Return scored profiles of a few districts and sectors; many scores are equal."""
    rng = np.random.default_rng(seed)
    score = rng.integers(0, 30, count).astype("float64")
    values: dict[str, Any] = {
        ScoredProfile.profile_id: [f"B{n:05d}" for n in range(count)],
        ScoredProfile.name: "Shop",
        ScoredProfile.located_by: "postcode",
        ScoredProfile.status: "trading",
        ScoredProfile.district: [DISTRICTS[n] for n in rng.integers(0, 4, count)],
        ScoredProfile.sector: [SECTORS[n] for n in rng.integers(0, 2, count)],
        ScoredProfile.score: score,
        ScoredProfile.band: np.where(score >= 9, "moderate", "low"),
        ScoredProfile.score_version: "v1",
        ScoredProfile.last_visit_on: pd.to_datetime(
            np.where(rng.random(count) < 0.5, None, "2025-01-01")
        ),
    }
    return ScoredProfile.check(ScoredProfile.shape(pd.DataFrame(values)))


def drawn_of(
    profiles: pd.DataFrame, capacity: int, seed: str, list_id: int = 1, **more: Any
) -> tuple[VisitList, pd.DataFrame]:
    """Return a list as it is kept, and its picks with the number of the list."""
    settings = VisitSettings(capacity, seed, more.pop("share", 0.1))
    said = {
        "drawn_on": DAY,
        "build_id": "000001-aa",
        "score_version": "v1",
        "filters": "",
        "agency": "",
        "drawn_by": "leila",
        "drawn_at": AT,
        "within": settings.within,
    }
    held = VisitList(frame=len(profiles), list_id=list_id, capacity=capacity, seed=seed,
                     share=settings.share, **{**said, **more})  # fmt: skip
    return held, draw(profiles, settings).assign(list_id=list_id)


def visits(ids: Any, serious: Any, on: str = "2026-06-10", agency: str = "LA_EH") -> pd.DataFrame:
    """Return a visit to each business, with what it found."""
    frame = pd.DataFrame({"profile_id": list(ids), "serious": list(serious)})
    return frame.assign(on=pd.Timestamp(on), agency=agency)


__all__ = ["DAY", "Pick", "businesses", "drawn_of", "visits"]
