"""What does the dashboard hold of one build? Its tables, in memory, and the columns it filters."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from dashboard.columns import Columns, columns_of, rescored
from dashboard.kept import Kept
from dashboard.orders import order_of
from linkage.id_history import MERGED
from records.geography import indicative_wards, ward_of
from records.schema import BUILD_TABLES, WHERE_PREDICTED, IdEvent, Redirect, ScoredProfile

__all__ = ["About", "County"]

_BY_PROFILE = tuple(
    name
    for name, table in BUILD_TABLES.items()
    if ScoredProfile.profile_id in table.columns() and name != "profiles"
)

_OPTIONAL = ("relations", *WHERE_PREDICTED)
_OF_NO_PROFILE = ("doubts", "shifts", "weights")
_KEPT = 64
"""Filter states whose rows are kept."""
_SENT = 5
"""Answers that are kept zipped: columns, outlines of districts and wards, contacts, the index."""
_NO_ROWS = np.array([], dtype="int64")


@dataclass(frozen=True)
class About:
    """What a build says of itself.

    build_id: its name. as_of: facts of this day or later are unknown. published_at: when, as shown.
    score_version: model that scored it. synthetic: its businesses are made up. linked_on: day when
    all its records were linked anew; None where it is not told. heeded: numbers of the judgements
    it heeds. learnt: how its weights were fitted to what people said.
    """

    build_id: str
    as_of: date
    published_at: str
    score_version: str
    synthetic: bool
    linked_on: date | None = None
    heeded: frozenset[int] = frozenset()
    learnt: Mapping[str, Any] = field(default_factory=dict)


class County:
    """One build in memory: never changed once made, so that any number of requests may read it."""

    def __init__(
        self,
        about: About,
        tables: Mapping[str, pd.DataFrame],
        boundaries: gpd.GeoDataFrame,
        wards: gpd.GeoDataFrame | None = None,
    ) -> None:
        """Take the tables of `BUILD_TABLES` and the outlines of districts and wards.

        Relations and predictions are optional; where there are no wards, indicative ones are made.
        """
        self.about = about
        self.boundaries = boundaries
        self.wards = indicative_wards(boundaries) if wards is None else wards
        self.profiles = tables["profiles"].reset_index(drop=True)
        self._ids = pd.Index(self.profiles[ScoredProfile.profile_id])
        self._tables: dict[str, pd.DataFrame] = {}
        self._starts: dict[str, NDArray[np.int64]] = {}
        for name in _BY_PROFILE:
            nothing = {name: BUILD_TABLES[name].empty()} if name in _OPTIONAL else {}
            rows = {**nothing, **tables}[name]
            self._tables[name], self._starts[name] = self._grouped(rows)
        # Rows that belong to no one business.
        for name in _OF_NO_PROFILE:
            self._tables[name] = tables[name].reset_index(drop=True)
        self.columns: Columns = columns_of(
            self.profiles, self._tables["touchpoints"], self.about.as_of, self._wards()
        )
        self._orders: dict[str, NDArray[np.int64]] = {}
        self._alike: dict[str, dict[Any, NDArray[np.int64]]] = {}
        self._arrow: dict[tuple[str, ...], pa.Table] = {}
        self.kept, self.sent = Kept(_KEPT), Kept(_SENT)
        self._redirects = dict(tables["redirects"].itertuples(index=False, name=None))
        # Rows that belong to no one business: what became of ids.
        self._tables["histories"] = tables.get("histories", IdEvent.empty()).reset_index(drop=True)

    def __len__(self) -> int:
        return len(self.profiles)

    def row_of(self, profile_id: str) -> int | None:
        """Return the row of the profile, of the one that took it over, or None."""
        row = self._ids.get_indexer([self._redirects.get(profile_id, profile_id)])[0]
        return None if row < 0 else int(row)

    def profile(self, row: int) -> pd.Series[Any]:
        """Return the scored profile in `row`."""
        return self.profiles.iloc[row]

    def alike(self, column: str, row: int) -> NDArray[np.int64]:
        """Return the other rows of profiles with the same value in `column`; none if it is missing.

        column: a text column of the profiles.
        """
        if column not in self._alike:
            grouped = self.profiles.groupby(column).indices
            self._alike[column] = {key: np.asarray(rows) for key, rows in grouped.items()}
        value = self.profiles[column].iloc[row]
        same = self._alike[column].get(value, _NO_ROWS)
        others: NDArray[np.int64] = same[same != row]
        return others

    def of(self, table: str, row: int) -> pd.DataFrame:
        """Return the rows of a build table that belong to the profile in `row`."""
        starts = self._starts[table]
        return self._tables[table].iloc[starts[row] : starts[row + 1]]

    def table(self, name: str) -> pd.DataFrame:
        """Return a whole build table, its rows in the order of the profiles."""
        return self._tables[name]

    def owners(self, name: str) -> NDArray[np.int64]:
        """Return for each row of a build table the row of its profile."""
        return np.repeat(np.arange(len(self)), np.diff(self._starts[name]))

    @property
    def redirects(self) -> pd.DataFrame:
        """Return the ids of earlier builds and those that took them over."""
        rows = list(self._redirects.items())
        return pd.DataFrame(rows, columns=[str(c) for c in Redirect.columns()], dtype="str")

    def took_over(self, row: int) -> list[tuple[str, pd.Timestamp]]:
        """Return the ids that lead to the profile in `row` and when they were given up, last first.

        An id of which no day is told is left out.
        """
        own = str(self._ids[row])
        mine = [old for old, new in self._redirects.items() if new == own]
        if not mine:
            return []
        events = self._tables["histories"]
        given_up = events[(events[IdEvent.event] == MERGED) & events[IdEvent.about_id].isin(mine)]
        last = given_up.drop_duplicates(IdEvent.about_id, keep="last")
        days = zip(last[IdEvent.about_id], last[IdEvent.on], strict=True)
        return sorted(days, key=lambda one: (-one[1].value, one[0]))

    def rows(self, places: NDArray[np.int64], columns: tuple[str, ...]) -> list[dict[str, Any]]:
        """Return the profiles at `places` as plain values of `columns`, in that order.

        Missing values are None. A list is twelve times quicker so than through pandas.
        """
        if columns not in self._arrow:
            frame = self.profiles[list(columns)]
            self._arrow[columns] = pa.Table.from_pandas(frame, preserve_index=False)
        found = self._arrow[columns].take(pa.array(places)).to_pydict()
        return [dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)]

    def order(self, sort: str) -> NDArray[np.int64]:
        """Return all rows in the order called `sort`; see `choices.is_order`."""
        if "." in sort:  # of a column: only those last asked for are kept
            rows: NDArray[np.int64] = self.kept.get(
                ("order", sort), lambda: order_of(self.profiles, self.columns, sort)
            )
            return rows
        if sort not in self._orders:
            self._orders[sort] = order_of(self.profiles, self.columns, sort)
        return self._orders[sort]

    def rescored(
        self, profiles: pd.DataFrame, predictions: pd.DataFrame, reasons: pd.DataFrame
    ) -> County:
        """Return the same county with other scores, their reasons and what was predicted.

        profiles: in the order of this county's. All else is shared with this one.
        """
        other = copy(self)
        other.profiles = profiles
        other._tables, other._starts = dict(self._tables), dict(self._starts)
        for name, rows in (
            ("reasons", reasons),
            ("predictions", predictions),
            ("prediction_reasons", reasons),
        ):
            other._tables[name], other._starts[name] = self._grouped(rows)
        other.columns = rescored(self.columns, profiles)
        other._orders, other._arrow = {}, {}
        other.kept, other.sent = Kept(_KEPT), Kept(_SENT)
        return other

    def _wards(self) -> pd.Series[Any]:
        """The ward of each profile, by its place; missing where it has none."""
        held = self.profiles
        lat, lon = (held[c].to_numpy() for c in (ScoredProfile.lat, ScoredProfile.lon))
        district = held[ScoredProfile.district].to_numpy("object")
        return pd.Series(ward_of(lat, lon, district, self.wards), dtype="str")

    def _grouped(self, frame: pd.DataFrame) -> tuple[pd.DataFrame, NDArray[np.int64]]:
        """The rows in the order of the profiles, and where each profile's begin."""
        owner = self._ids.get_indexer(pd.Index(frame[ScoredProfile.profile_id]))
        order = np.argsort(owner, kind="stable")
        order = order[owner[order] >= 0]
        starts = np.searchsorted(owner[order], np.arange(len(self) + 1))
        return frame.iloc[order].reset_index(drop=True), starts
