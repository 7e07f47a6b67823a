"""Which pairs is a viewer asked about? Those first whose decision would change most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from dashboard.access import View
from dashboard.clerical.opinions import Opinions
from dashboard.labels import agency_name
from dashboard.rows import Row, rows
from records.schema import Doubt, PlacedRecord, ScoredProfile
from risk.stakes import effects, outcomes, owners_of

__all__ = ["KINDS", "Asked", "Cases", "cases", "token_of", "waiting"]

KINDS = {"between": "Two businesses that may be one", "inside": "One business that may be two"}
"""What a doubt may be of, in words."""

_WORTH, _TOKEN, _KIND, _DISTRICTS, _AGENCIES = "worth", "token", "kind", "districts", "agencies"
_DIGITS = 20

Pair = tuple[str, str]


def token_of(pair: Pair) -> str:
    """Return what names a pair in an address; it tells nothing to who does not see both."""
    return sha256("\n".join(sorted(pair)).encode()).hexdigest()[:_DIGITS]


@dataclass(frozen=True)
class Asked:
    """What part of the queue is asked for; empty: any. kind: a key of `KINDS`."""

    agency: str = ""
    district: str = ""
    kind: str = ""

    def keeps(self, case: Row) -> bool:
        """Say whether a case is part of it."""
        return (
            (not self.agency or self.agency in case[_AGENCIES])
            and (not self.district or self.district in case[_DISTRICTS])
            and self.kind in ("", case[_KIND])
        )


@dataclass(frozen=True)
class Cases:
    """The doubts of a build as one viewer sees them, those whose decision changes most first."""

    rows: tuple[Row, ...]

    @cached_property
    def by_pair(self) -> Mapping[Pair, Row]:
        """Return each case by its two records."""
        return {(row[Doubt.id_a], row[Doubt.id_b]): row for row in self.rows}

    @cached_property
    def by_token(self) -> Mapping[str, Row]:
        """Return each case by what names it in addresses."""
        return {row[_TOKEN]: row for row in self.rows}

    @property
    def agencies(self) -> list[tuple[str, str]]:
        """Return the agencies whose records are in doubt, and their names, by name."""
        found = {one for row in self.rows for one in row[_AGENCIES]}
        return sorted(((one, agency_name(one)) for one in found), key=lambda one: one[1])

    @property
    def districts(self) -> list[str]:
        """Return the districts of businesses in doubt."""
        return sorted({one for row in self.rows for one in row[_DISTRICTS]})


def cases(view: View) -> Cases:
    """Return the cases of a view; made once for all who see the same."""
    made: Cases = view.county.kept.get("clerical cases", partial(_cases, view))
    return made


def waiting(view: View, opinions: Opinions, asked: Asked) -> tuple[list[Row], int]:
    """Return the cases that wait for a decision, and how many of those asked for are decided.

    What nobody could tell yet comes last.
    """
    of_asked = [row for row in cases(view).rows if asked.keeps(row)]
    left = [row for row in of_asked if not opinions.decided(_pair(row))]
    told = [row for row in left if not opinions.unsure(_pair(row))]
    untold = [row for row in left if opinions.unsure(_pair(row))]
    return [*told, *untold], len(of_asked) - len(left)


def _pair(row: Row) -> Pair:
    return row[Doubt.id_a], row[Doubt.id_b]


def _cases(view: View) -> Cases:
    county = view.county
    doubts = county.table("doubts")
    if doubts.empty:
        return Cases(())
    records, profiles = county.table("records"), county.profiles
    tables = {"records": records, "touchpoints": county.table("touchpoints"), "profiles": profiles}
    doubts = _told(tables, doubts, view)
    owners = owners_of(records, doubts)
    worth = effects(profiles, owners, doubts)
    is_one = owners[Doubt.id_a] == owners[Doubt.id_b]
    held = profiles.set_index(ScoredProfile.profile_id)[ScoredProfile.district]
    whose = records.set_index(PlacedRecord.record_id)[PlacedRecord.agency]
    ends = (Doubt.id_a, Doubt.id_b)
    more: dict[str, Any] = {
        _WORTH: worth,
        _TOKEN: [token_of(pair) for pair in zip(*(doubts[c] for c in ends), strict=True)],
        _KIND: np.where(is_one, "inside", "between"),
        _DISTRICTS: _sets(owners[c].map(held) for c in ends),
        _AGENCIES: _sets(doubts[c].map(whose) for c in ends),
    }
    frame = doubts.assign(**more)
    order = np.lexsort((frame[_TOKEN].to_numpy(dtype=str), -worth.to_numpy()))
    columns = [*Doubt.columns(), _WORTH, _TOKEN, _KIND, _DISTRICTS, _AGENCIES]
    return Cases(tuple(rows(frame.iloc[order], *columns)))


def _told(tables: Mapping[str, pd.DataFrame], doubts: pd.DataFrame, view: View) -> pd.DataFrame:
    """Work out what a decision would change where the build's own answer is not the viewer's."""
    unknown = doubts[Doubt.score_then].isna().to_numpy()
    if not unknown.any():
        return doubts
    missing = doubts[unknown].reset_index(drop=True)
    anew = outcomes(tables, missing, view.county.about.as_of, view.disputed.keys())
    return pd.concat([doubts[~unknown], anew], ignore_index=True)


def _sets(columns: Any) -> list[frozenset[str]]:
    values = zip(*(column.tolist() for column in columns), strict=True)
    return [frozenset(one for one in row if isinstance(one, str)) for row in values]
