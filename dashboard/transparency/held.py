"""What data does the current build hold? Counts for publication, small ones left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard.access.hiding import LEAST, hidden_cells
from records.contracts import find_contract
from records.domain import BANDS
from records.errors import SourceError
from records.home import Home
from records.schema import Column, PlacedRecord, ScoredProfile
from records.store import current_id, open_build

__all__ = ["Held", "SourceHeld", "held_of"]

_CAPTURED: Mapping[Column, str] = {
    PlacedRecord.name: "business name",
    PlacedRecord.postcode: "postcode",
    PlacedRecord.map_lat: "place on the map",
    PlacedRecord.phone: "telephone number",
    PlacedRecord.company_number: "company number",
    PlacedRecord.event_on: "day of the contact",
}
_READ = (PlacedRecord.source, PlacedRecord.handling, *_CAPTURED)


@dataclass(frozen=True)
class SourceHeld:
    """One source: its title, how many records (as text, small numbers hidden), first and last."""

    source: str
    title: str
    records: str
    first: str
    last: str


@dataclass(frozen=True)
class Held:
    """One build.

    counts: of records, businesses and contacts. bands: businesses by band, as text. captured:
    share 0-1 of the records that say each thing. restricted: share 0-1 of handling code C.
    """

    build_id: str
    as_of: date
    published_at: str
    synthetic: bool
    counts: Mapping[str, int]
    sources: tuple[SourceHeld, ...]
    bands: Mapping[str, str]
    captured: Mapping[str, float]
    restricted: float
    learnt: Mapping[str, Any] = field(default_factory=dict)


def held_of(home: Home) -> Held | None:
    """Return what the current build holds; None where none was published.

    Raises:
        BuildError: no build can be read.
    """
    if current_id(home) is None:
        return None
    with open_build(home) as build:
        records = build.table("records", [str(column) for column in _READ])
        bands = build.table("profiles", [ScoredProfile.band])[ScoredProfile.band]
        said = build.manifest.about
        return Held(
            build_id=build.id,
            as_of=date.fromisoformat(build.manifest.as_of),
            published_at=str(said.get("published_at", "")),
            synthetic=bool(said.get("synthetic", False)),
            counts={
                "records": len(records),
                "businesses": len(bands),
                "contacts": build.arrow("touchpoints", ["touchpoint_id"]).num_rows,
            },
            sources=_sources(home, records),
            bands=_bands(bands),
            captured={said: _share(records[column]) for column, said in _CAPTURED.items()},
            restricted=float((records[PlacedRecord.handling] == "C").mean()),
            learnt=dict(said.get("learnt", {})),
        )


def _share(values: pd.Series[Any]) -> float:
    return float(values.notna().mean()) if len(values) else 0.0


def _sources(home: Home, records: pd.DataFrame) -> tuple[SourceHeld, ...]:
    days = records.groupby(PlacedRecord.source)[PlacedRecord.event_on]
    frame = pd.DataFrame({"records": days.size(), "first": days.min(), "last": days.max()})
    return tuple(
        SourceHeld(str(source), _title(home, str(source)), _few(number), *_days(first, last))
        for source, number, first, last in frame.itertuples(name=None)
    )


def _days(*days: Any) -> tuple[str, ...]:
    """The months of its first and last contact: a day could point at one business."""
    return tuple("no day" if pd.isna(day) else f"{day:%B %Y}" for day in days)


def _title(home: Home, source: str) -> str:
    try:
        return find_contract(source, home.mappings).title
    except SourceError:
        return source


def _few(number: int) -> str:
    return f"fewer than {LEAST}" if number < LEAST else f"{number:,}"


def _bands(bands: pd.Series[Any]) -> dict[str, str]:
    """Businesses of each band; where one is few, others are hidden so that no sum tells it."""
    counts = bands.value_counts().reindex(list(BANDS), fill_value=0).to_numpy(dtype=np.int64)
    row = np.append(counts, counts.sum())
    hidden = hidden_cells(np.array([row, row]))[0]
    return {
        band: "hidden, since it is small or tells of one that is" if hide else f"{number:,}"
        for band, number, hide in zip(BANDS, counts, hidden, strict=False)
    }
