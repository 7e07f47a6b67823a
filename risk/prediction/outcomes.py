"""What did each visit find? The label that version two learns from and is judged by.

A visit is an outcome, serious or not. Where nobody went, nobody got in, the business was closed or
no result was recorded, the outcome is unknown, never "nothing serious". Whoever was a victim or
gave the scene of a crime has no outcome.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.domain import agencies
from records.errors import ConcernError
from records.schema import Column, PlacedRecord, Table, Touchpoint
from risk.prediction.outcome_table import OUTCOMES, SERIOUS, Counts
from risk.prediction.panel import Occasion

__all__ = [
    "OUTCOMES",
    "OrderError",
    "Outcome",
    "findings",
    "occasions_of",
    "outcomes",
    "refuse_early",
]

COUNCILS = ("district/unitary council",)
"""Kinds of agencies of which each council is a team of its own, with its own ways."""

SERVED_WITHIN_DAYS = 28
"""Days after a visit in which a notice of the same agency says what the visit found."""


class OrderError(ConcernError):
    """An outcome lies before the day of the factors that are to foretell it."""


class Outcome(Table):
    """One row for each visit whose result is known: one agency, one business, one day."""

    touchpoint_id = Column("touchpoint_id", "text", "the contact that says it", required=True)
    profile_id = Column("profile_id", "text", "profile visited", required=True)
    agency = Column("agency", "text", "agency that visited: a nuisance", required=True)
    team = Column("team", "text", "team that visited, where a source says: a nuisance")
    reason = Column("reason", "text", "why it visited, where a source says: a nuisance")
    on = Column("on", "date", "day of the visit", required=True)
    serious = Column("serious", "integer", "1: something serious was found; 0: not")
    severity = Column("severity", "integer", "0 nothing to 5 gravest")


def outcomes(touchpoints: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Return the visits whose result is known as `Outcome`, by day, profile and agency.

    Contacts of one agency at one business on one day are one visit, as grave as the gravest.

    Raises:
        SchemaError: a frame lacks columns its table promises.
    """
    known = _known(touchpoints, records)
    visits = _visits(known[known[_COUNTS] == "visit"])
    notices = known[(known[_COUNTS] == "notice") & (known[Outcome.serious] == 1)]
    return _ordered(_raised(visits, notices))


def findings(touchpoints: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Return everything serious that anyone found, as `Outcome`; also where no visit is on record.

    It tells how much of what came to light was foreseen. It cannot teach: it holds no visit that
    found nothing.
    """
    known = _known(touchpoints, records)
    return _ordered(_visits(known[known[Outcome.serious] == 1]))


def occasions_of(found: pd.DataFrame) -> pd.DataFrame:
    """Return the question before each outcome: what was known of the business that day?"""
    columns = {Occasion.profile_id: found[Outcome.profile_id], Occasion.on: found[Outcome.on]}
    return Occasion.shape(pd.DataFrame(columns, index=found.index))


def refuse_early(found: pd.DataFrame, occasions: pd.DataFrame) -> None:
    """Refuse outcomes that lie before the day of the factors beside them, row for row.

    Raises:
        OrderError: one does, or the two are not as many.
    """
    if len(found) != len(occasions):
        raise OrderError(
            f"{len(found):,} outcomes stand beside {len(occasions):,} rows of factors. Give one "
            "row of factors for each outcome, in the same order."
        )
    early = found[Outcome.on].to_numpy() < occasions[Occasion.on].to_numpy()
    if early.any():
        first = int(np.flatnonzero(early)[0])
        raise OrderError(
            f"{early.sum():,} of {len(found):,} outcomes lie before the day of their factors: the "
            f"factors would know them. The first is row {first}: found on "
            f"{found[Outcome.on].iloc[first]:%Y-%m-%d}, factors of "
            f"{occasions[Occasion.on].iloc[first]:%Y-%m-%d}. Ask for factors of the day of the "
            "visit or earlier (`occasions_of`)."
        )


_COUNTS = "counts"
_VISIT = [str(c) for c in (Outcome.profile_id, Outcome.agency, Outcome.on)]


def _known(touchpoints: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Return the contacts that tell an outcome as `Outcome`, with how they count."""
    Touchpoint.check(touchpoints)
    PlacedRecord.check(records)
    table = {one.event_code: one for one in OUTCOMES}
    told = touchpoints[_tells(touchpoints, _on_record(touchpoints, records))]
    code = told[Touchpoint.event_code]
    severity = told[Touchpoint.severity]
    least = code.map({code: one.least for code, one in table.items()}).astype("int64")
    behind = records.set_index(PlacedRecord.record_id).reindex(told[Touchpoint.touchpoint_id])
    facts: dict[str, Any] = {
        Outcome.on: told[Touchpoint.event_on],
        Outcome.serious: (severity >= least).astype("int64"),
        Outcome.team: _teams(told[Touchpoint.agency], behind),
        Outcome.reason: _said(behind, Outcome.reason),
    }
    counts: dict[str, Counts] = {code: one.counts for code, one in table.items()}
    found = Outcome.shape(told.assign(**facts)).assign(**{_COUNTS: code.map(counts)})
    return found[~_restated(found, told[Touchpoint.category] == "rating")]


def _teams(agency: pd.Series[Any], behind: pd.DataFrame) -> pd.Series[Any]:
    """Return the team of each contact; a council's is the council, where it names no other."""
    by_council = agency.map(agencies()["kind"]).isin(COUNCILS).to_numpy("bool")
    named = pd.Series(_said(behind, Outcome.team), index=agency.index, dtype="object")
    council = behind[PlacedRecord.local_authority].where(by_council).to_numpy(dtype=object)
    return named.where(named.notna(), council)


def _restated(found: pd.DataFrame, is_rating: pd.Series[bool]) -> npt.NDArray[np.bool_]:
    """Tell which ratings only repeat a visit of their day.

    A rating of 2 is an outcome where it is all that is known. Where the visit says itself that
    what it found was minor, that stands; a graver rating still speaks for itself.
    """
    keys = pd.MultiIndex.from_frame(found[_VISIT])
    visited = ((found[_COUNTS] == "visit") & ~is_rating).to_numpy("bool")
    poor = (is_rating & (found[Outcome.severity] < SERIOUS)).to_numpy("bool")
    again: npt.NDArray[np.bool_] = poor & keys.isin(keys[visited])
    return again


def _said(behind: pd.DataFrame, column: str) -> Any:
    return behind[column].to_numpy() if column in behind else np.nan


def _on_record(touchpoints: pd.DataFrame, records: pd.DataFrame) -> pd.Series[Any]:
    """Tell which contacts have a result or a rating on record."""
    rated = records.loc[records[PlacedRecord.rating].notna(), PlacedRecord.record_id]
    has_rating = touchpoints[Touchpoint.touchpoint_id].isin(rated)
    by_type = touchpoints[Touchpoint.category] != "inspection"
    return touchpoints[Touchpoint.result].notna() | has_rating | by_type


def _tells(touchpoints: pd.DataFrame, recorded: pd.Series[Any]) -> pd.Series[Any]:
    """Tell which contacts are an outcome: somebody was inside, and says what was found."""
    counting = [one.event_code for one in OUTCOMES if one.counts != "none"]
    nothing_to_see = touchpoints[Touchpoint.result].isin(("no_access", "closed"))
    suffered = touchpoints[Touchpoint.role].isin(("victim", "scene"))
    outcome = touchpoints[Touchpoint.event_code].isin(counting)
    return outcome & recorded & ~nothing_to_see & ~suffered


def _visits(told: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each visit: the gravest of what one agency says of one day."""
    grave = told.sort_values(
        [Outcome.serious, Outcome.severity, Outcome.touchpoint_id],
        ascending=[False, False, True],
    )
    said = grave.groupby(_VISIT, sort=False)[[str(Outcome.team), str(Outcome.reason)]].first()
    first = grave.drop_duplicates(_VISIT).set_index(_VISIT)
    return first.assign(**{str(c): said[c] for c in (Outcome.team, Outcome.reason)}).reset_index()


def _raised(visits: pd.DataFrame, notices: pd.DataFrame) -> pd.DataFrame:
    """Let each notice tell of the latest visit of its agency in the four weeks before it."""
    by = [str(Outcome.profile_id), str(Outcome.agency)]
    served = notices[[*by, str(Outcome.on), str(Outcome.severity)]].sort_values(Outcome.on)
    places = visits.assign(place=np.arange(len(visits)))[[*by, str(Outcome.on), "place"]]
    found = pd.merge_asof(
        served,
        places.sort_values(Outcome.on),
        on=str(Outcome.on),
        by=by,
        tolerance=pd.Timedelta(days=SERVED_WITHIN_DAYS),
    ).dropna(subset="place")
    worst = np.zeros(len(visits), dtype="int64")
    places_hit = found["place"].to_numpy("int64")
    np.maximum.at(worst, places_hit, found[Outcome.severity].to_numpy("int64"))
    facts: dict[str, Any] = {
        Outcome.severity: np.maximum(visits[Outcome.severity].to_numpy("int64"), worst),
        Outcome.serious: np.maximum(visits[Outcome.serious].to_numpy("int64"), worst > 0),
    }
    return visits.assign(**facts)


def _ordered(found: pd.DataFrame) -> pd.DataFrame:
    order = [str(c) for c in (Outcome.on, Outcome.profile_id, Outcome.agency)]
    return Outcome.shape(found.sort_values(order, ignore_index=True))
