"""How many businesses are there, by band and district? Numbers for who may see no business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.access.hiding import LEAST, hidden_cells
from dashboard.access.predicting import NO_MODEL, Model, told_of
from dashboard.access.sealed import Sealed, opened
from dashboard.access.sight import Sight, Terms, sight_of
from dashboard.access.viewing import scene_of
from dashboard.county import About, County
from dashboard.labels import agency_name, sector_name
from dashboard.versions import CHECKLIST, Version
from dashboard.viewer import Capability, Viewer
from records.domain import BANDS
from records.errors import AccessError
from records.schema import ScoredProfile, Touchpoint
from records.state.marks import Marks

__all__ = ["Census", "Counted", "census_of"]

YEAR_DAYS = 365
_NOWHERE = "No district"


@dataclass(frozen=True)
class Counted:
    """Counts of businesses, by row and column, totals last; None: hidden, since it is small."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True)
class Census:
    """Counts of the county and nothing else.

    of_all: they count every record that may be combined, else those the viewer may see. version:
    which gave the bands.
    """

    about: About
    of_all: bool
    tables: tuple[Counted, ...]
    version: Version = CHECKLIST


def census_of(
    sealed: Sealed, viewer: Viewer, terms: Terms, marks: Marks, model: Model = NO_MODEL
) -> Census:
    """Return the counts, small numbers hidden, and others where those could be worked out.

    Whoever may see businesses counts those they see: two different sums would tell of the rest.
    Whoever may see none counts all that an agreement in force lets be combined.

    Raises:
        AccessError: the viewer may see no figures.
    """
    if not viewer.may(Capability.FIGURES):
        raise AccessError(f"{viewer.role} may see no figures of the county.")
    whole = opened(sealed)
    of_all = not viewer.may(Capability.BROWSE)
    sight = sight_of(viewer, terms, whole.kinds.sources, marks)
    if of_all:
        covered = frozenset(one for one in whole.kinds.sources if terms.covers(one))
        sight = Sight("", covered, covered, frozenset(), sight.marked, sight.disputed)
    told = told_of(whole, sight, scene_of(whole, sight), model)
    # Of one build and one sight they never change.
    tables = told.county.kept.get("census", partial(_tables, told.county))
    return Census(told.county.about, of_all, tables, told.version)


def _tables(county: County) -> tuple[Counted, ...]:
    profiles = county.profiles
    by_district = pd.crosstab(
        profiles[ScoredProfile.district].fillna(_NOWHERE), profiles[ScoredProfile.band]
    )
    by_sector = pd.crosstab(
        profiles[ScoredProfile.sector].map(sector_name), profiles[ScoredProfile.band]
    )
    frames = {"By district": _squared(by_district), "By sector": _squared(by_sector)}
    columns = (*(band.capitalize() for band in BANDS), "All")
    # What is hidden of one table's totals is hidden of the other's, which are the same.
    flags = _agreeing({title: frame.to_numpy() for title, frame in frames.items()})
    tables = [
        Counted(title, _names(frame), columns, _masked(frame.to_numpy(), flags[title]))
        for title, frame in frames.items()
    ]
    return (*tables, _contacts(county))


def _squared(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the counts with a column for each band, and totals last."""
    full = counts.reindex(columns=list(BANDS), fill_value=0).astype("int64")
    full = full.assign(all=full.sum(axis=1))
    full.loc["All"] = full.sum()
    return full


def _names(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(map(str, frame.index))


def _agreeing(tables: Mapping[str, NDArray[np.int64]]) -> dict[str, NDArray[np.bool_]]:
    totals = np.zeros(len(BANDS) + 1, dtype=bool)
    while True:
        flags = {title: hidden_cells(cells, totals) for title, cells in tables.items()}
        joined = np.logical_or.reduce([one[-1] for one in flags.values()])
        if (joined == totals).all():
            return flags
        totals = joined


def _masked(
    cells: NDArray[np.int64], hidden: NDArray[np.bool_]
) -> tuple[tuple[int | None, ...], ...]:
    return tuple(
        tuple(None if hide else int(cell) for cell, hide in zip(row, flags, strict=True))
        for row, flags in zip(cells, hidden, strict=True)
    )


def _contacts(county: County) -> Counted:
    """Count the businesses with which each agency was in touch in the last year, each by itself."""
    contacts = county.table("touchpoints")
    first = pd.Timestamp(county.about.as_of) - pd.Timedelta(days=YEAR_DAYS)
    recent = contacts[contacts[Touchpoint.event_on] >= first]
    pairs = recent[[Touchpoint.agency, Touchpoint.profile_id]].drop_duplicates()
    counts = pairs[Touchpoint.agency].map(agency_name).value_counts().sort_index()
    cells: NDArray[np.int64] = np.array(counts, dtype=np.int64).reshape(-1, 1)
    small = (cells > 0) & (cells < LEAST)
    title = "Businesses an agency was in touch with in the last year"
    return Counted(title, tuple(map(str, counts.index)), ("Businesses",), _masked(cells, small))
