"""Lists of visits: drawn of what a viewer sees, kept, taken away as a file, and what they found."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from dashboard.access import View
from dashboard.accountable import by_viewer
from dashboard.columns import TRADING
from dashboard.export import CAUTION, cells
from dashboard.filters import Filters
from dashboard.queries import ordered
from records.audit import IDS, Trail
from records.domain import agencies
from records.errors import VisitError
from records.rights.actor import Actor
from records.schema import Column, Redirect, ScoredProfile
from risk.prediction.outcomes import outcomes
from risk.visits import (
    RANDOM,
    Drawn,
    Hits,
    Pick,
    VisitList,
    VisitSettings,
    draw,
    hits,
    keep,
    lists,
    picks_of,
)
from risk.visits.finding import WITHIN_DAYS, resolved
from risk.visits.keeping import list_of

__all__ = [
    "CHECK",
    "Wished",
    "csv_of_list",
    "draw_list",
    "found_by",
    "of_viewer",
    "refuse_none",
    "taken_list",
]

CHECK = "random check"
"""What is said of a business that was drawn at random; never its score."""

_SHOWN: tuple[Column, ...] = (
    ScoredProfile.name,
    ScoredProfile.address,
    ScoredProfile.postcode,
    ScoredProfile.district,
    ScoredProfile.sector,
    ScoredProfile.last_visit_on,
    ScoredProfile.last_visit_agency,
)
_OF_THE_CHOSEN = (ScoredProfile.band, ScoredProfile.score, ScoredProfile.top_reason)


@dataclass(frozen=True)
class Wished:
    """What list is wanted.

    filters: which businesses may be on it. on: the day it is for. agency: whose visits it is about,
    by its id; empty: anyone's.

    Raises:
        VisitError: there is no such agency.
    """

    filters: Filters
    settings: VisitSettings
    on: date
    agency: str = ""

    def __post_init__(self) -> None:
        """Refuse an agency nobody knows: none of its visits would ever be found."""
        if self.agency and self.agency not in agencies().index:
            known = ", ".join(agencies().index)
            raise VisitError(f"There is no agency {self.agency!r}; expected one of {known}.")


def draw_list(trail: Trail, view: View, wished: Wished, who: Actor) -> VisitList:
    """Draw a list of the businesses that the viewer sees and the filters let through; keep it.

    Only businesses that trade may be on it. It is audited with every business it holds.

    Raises:
        VisitError: there are too few businesses for it.
        StateError: the database cannot be written; nothing was kept.
    """
    profiles = view.county.profiles.iloc[ordered(view, wished.filters)]
    frame = profiles[profiles[ScoredProfile.status] == TRADING]
    picks = draw(frame, wished.settings)
    drawn = Drawn(
        drawn_on=wished.on,
        build_id=view.county.about.build_id,
        score_version=str(frame[ScoredProfile.score_version].iloc[0]),
        frame=len(frame),
        filters=wished.filters.to_query(),
        agency=wished.agency,
    )
    number = keep(trail, drawn, wished.settings, picks, who)
    return list_of(trail.engine, number, who.user)


def of_viewer(state: Engine, user: str) -> list[VisitList]:
    """Return the lists that this account drew, the newest first.

    Raises:
        StateError: the database cannot be reached.
    """
    return lists(state, user)


def taken_list(
    trail: Trail, view: View, held: VisitList, said: tuple[str, str], mark: str
) -> bytes:
    """Return a list as CSV, and note that it was taken away, for what and for whom.

    mark: protective marking of the heading.

    Raises:
        StateError: the audit cannot be written; nothing may be taken.
    """
    picks = picks_of(trail.engine, [held.list_id])
    ids = [str(one) for one in picks[Pick.profile_id]]
    detail: dict[str, object] = {"visits": held.list_id, "count": len(ids), IDS: ids}
    subject = ("list", view.county.about.build_id)
    trail.append(by_viewer(view.viewer, "disclosure", subject, detail, said=said))
    return csv_of_list(view, held, picks, mark)


def csv_of_list(view: View, held: VisitList, picks: pd.DataFrame, mark: str) -> bytes:
    """Return the list as CSV in its order: whom to visit, what each pick is, and its chance.

    A random check bears no score, band or reason but that it is one. A business that the viewer no
    longer sees is named by its id alone.
    """
    shown = _under_todays_ids(view, picks)
    profiles = view.county.profiles.set_index(ScoredProfile.profile_id)
    seen = profiles.reindex(shown[Pick.profile_id]).reset_index()
    random = (picks[Pick.how] == RANDOM).to_numpy("bool")
    columns: dict[str, Any] = {
        str(Pick.place): picks[Pick.place].to_numpy(),
        str(Pick.profile_id): shown[Pick.profile_id].to_numpy(),
        **{str(c): cells(seen[c], c).to_numpy() for c in _SHOWN},
        "picked": np.where(random, CHECK, "by score"),
        **{str(c): cells(seen[c], c).mask(random).to_numpy() for c in _OF_THE_CHOSEN},
        str(Pick.stratum): picks[Pick.stratum].to_numpy(),
        str(Pick.propensity): picks[Pick.propensity].to_numpy(),
    }
    reason = str(ScoredProfile.top_reason)
    columns[reason] = np.where(random, CHECK, columns[reason])
    text = io.StringIO(newline="")
    text.write("\ufeff")
    csv.writer(text).writerows([line] for line in _heading(held, mark))
    pd.DataFrame(columns).to_csv(text, index=False, lineterminator="\r\n")
    return text.getvalue().encode()


def found_by(view: View, state: Engine, held: Sequence[VisitList], days: int = WITHIN_DAYS) -> Hits:
    """Return what the visits of the lists found, as far as the viewer sees it.

    Raises:
        StateError: the database cannot be reached.
    """
    picks = _under_todays_ids(view, picks_of(state, [one.list_id for one in held]))
    return hits(held, picks, _known(view), days)


def refuse_none(held: Sequence[VisitList], user: str) -> None:
    """Refuse to tell of lists where there are none.

    Raises:
        VisitError: there is no list.
    """
    if not held:
        raise VisitError(f"{user} drew no list of visits yet. Draw one: concern visits draw.")


def _known(view: View) -> pd.DataFrame:
    county = view.county
    return outcomes(county.table("touchpoints"), county.table("records"))


def _under_todays_ids(view: View, picks: pd.DataFrame) -> pd.DataFrame:
    moved = view.county.redirects
    return resolved(picks, dict(zip(moved[Redirect.old_id], moved[Redirect.new_id], strict=True)))


def _heading(held: VisitList, mark: str) -> list[str]:
    return [
        f"# {mark}",
        f"# {CAUTION}",
        f"# Visits of list {held.list_id} for {held.drawn_on}: {held.capacity} of {held.frame} "
        f"businesses, {held.at_random} of them a {CHECK}; build {held.build_id}, "
        f"score {held.score_version}",
        f"# A {CHECK} was drawn by lot and says nothing of the business; visit it like any other.",
        f"# propensity: {Pick.propensity.help}; stratum: {Pick.stratum.help}",
    ]
