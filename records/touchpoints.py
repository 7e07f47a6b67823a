"""Which contacts happened, how grave was what they found, and what do we say of them?"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from records.domain import agencies, event_types
from records.errors import SchemaError
from records.schema import PlacedRecord, Touchpoint

__all__ = ["RATING_TYPES", "agency_on", "plain_day", "plain_days", "touchpoints"]

FOUND = {"clean": 0, "minor": 1, "serious": 3, "no_access": 1, "closed": 0}
"""Severity of what a visit found; a visit that recorded no finding found none."""

RATED = {"0": 4, "1": 3, "2": 2}
"""Severity of a food hygiene rating below 3."""

RATING_TYPES = ("FHRS_LOW", "FHRS_OK", "FHRS_GOOD")
"""Types that follow an inspection of the same day, so they are visits."""

NEVER_SHOWN = "REFERRAL"
"""The type that is kept for later outcomes, and never shown as text or severity."""

TITLES = {
    "CRIME_MS": "Modern slavery crime recorded",
    "FHRS_AWAIT": "Food hygiene rating awaited or exempt",
    "HMO_LINK": "Linked shared housing",
    "INCIDENT": "Police incident",
    NEVER_SHOWN: "Restricted record held",
}
"""Plain words where the label of event_types.csv is not plain."""

RESULTS = {
    "clean": "nothing found",
    "minor": "minor problems found",
    "serious": "serious problems found",
    "no_access": "no access",
    "closed": "premises closed",
}
ROLES = {
    "victim": "premises were the victim",
    "scene": "premises were the scene",
    "suspect": "premises were under suspicion",
}
COMPLIANCE = {"yes": "complied with", "no": "not complied with", "withdrawn": "withdrawn"}

MAX_SEVERITY = 5


def touchpoints(records: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the dated contacts before `as_of`, one for each record that is one, oldest first.

    `records` are placed records with their profile_id. A record without a type or a day, or of
    `as_of` or later, is no touchpoint. `agency` is the one in charge on the day of the contact.

    Raises:
        SchemaError: a record names a type that event_types.csv does not have.
    """
    happened = records[PlacedRecord.event_on] < pd.Timestamp(as_of)
    known = records[records[PlacedRecord.event_code].notna() & happened]
    types = _types_of(known)
    facts: dict[str, Any] = {
        Touchpoint.touchpoint_id: known[PlacedRecord.record_id],
        Touchpoint.agency: agency_on(known[PlacedRecord.agency], known[PlacedRecord.event_on]),
        Touchpoint.category: types["category"],
        Touchpoint.is_visit: _is_visit(known, types),
        Touchpoint.severity: _severity(known, types),
        Touchpoint.summary: _summaries(known, types),
    }
    order = [Touchpoint.event_on, Touchpoint.touchpoint_id]
    shaped = Touchpoint.shape(known.assign(**facts)).sort_values(order, ignore_index=True)
    return Touchpoint.check(shaped)


def agency_on(agency: pd.Series[Any], day: pd.Series[Any]) -> pd.Series[Any]:
    """Return the agency in charge on each `day`: the successor once an agency has ended.

    Where the day is missing, or the agency is unknown or has not ended, `agency` is returned.
    """
    known = agencies()
    ended = agency.map(known["valid_to"])
    passed = (day >= ended) & ended.notna()
    return agency.where(~passed, agency.map(known["successor"])).astype("str")


def plain_days(days: pd.Series[Any]) -> pd.Series[Any]:
    """Return each day as people write it, such as 3 May 2026; missing where it is missing."""
    words = {day: plain_day(day) for day in days.dropna().unique()}
    return days.map(words).astype("str")


def plain_day(day: date) -> str:
    """Return one day as people write it; a list of days is quicker through `plain_days`."""
    return f"{day.day} {day:%B %Y}"


def _types_of(known: pd.DataFrame) -> pd.DataFrame:
    codes, types = known[PlacedRecord.event_code], event_types()
    strange = sorted(set(codes.unique()) - set(types.index))
    if strange:
        raise SchemaError(
            f"records: event_code {', '.join(map(repr, strange))} is not in event_types.csv; "
            "mend the contract that gave it, or add the type there"
        )
    return types.loc[codes].set_index(known.index)


def _is_visit(known: pd.DataFrame, types: pd.DataFrame) -> pd.Series[Any]:
    """Tell where someone went in: an attempt without access is no visit."""
    code = known[PlacedRecord.event_code]
    went = (types["category"] == "inspection") | code.isin(("VISIT_NOFIND", *RATING_TYPES))
    return went & (known[PlacedRecord.result] != "no_access")


def _severity(known: pd.DataFrame, types: pd.DataFrame) -> pd.Series[Any]:
    """Grade 0-5 what each contact found; what is not recorded is never graded against anyone."""
    polarity, category = types["polarity"], types["category"]
    code, rating = known[PlacedRecord.event_code], known[PlacedRecord.rating].map(RATED)
    found = np.fmax(known[PlacedRecord.result].map(FOUND).fillna(0), rating.fillna(0))
    suspect = known[PlacedRecord.role] == "suspect"
    acquitted = (code == "PROSECUTION") & (known[PlacedRecord.result] == "clean")
    withdrawn = known[PlacedRecord.complied] == "withdrawn"
    defied = known[PlacedRecord.complied] == "no"
    enforced = category == "enforcement"
    graded = (
        types["severity"]
        .mask(polarity == "by_result", found)
        .mask(code == "FHRS_LOW", rating.fillna(types["severity"]))
        .mask(types["raises"] == "role", types["severity"].where(suspect, 0))
        .mask(polarity == "by_grade", _graded(known))
        .mask(enforced & defied, types["severity"] + 1)
        .mask(enforced & (acquitted | withdrawn), 0)
        .mask(code == NEVER_SHOWN, 0)
    )
    return graded.clip(0, MAX_SEVERITY).astype("int64")


def _graded(known: pd.DataFrame) -> pd.Series[Any]:
    """Grade intelligence: 0 where suspected false or ungraded, 2 where known and not unreliable."""
    source, information = known[PlacedRecord.grade_source], known[PlacedRecord.grade_information]
    weighs = information.isin(("A", "B", "C", "D")) & source.isin(("1", "2", "3"))
    firm = information.isin(("A", "B")) & source.isin(("1", "2"))
    return weighs.astype("int64") + firm.astype("int64")


def _summaries(known: pd.DataFrame, types: pd.DataFrame) -> pd.Series[Any]:
    """Say each contact in one sentence; a restricted contact only by its type."""
    label = types["label"].str.replace(" / ", " or ", regex=False)
    title = known[PlacedRecord.event_code].map(TITLES).fillna(label)
    said = {
        "inspection": _after(": ", known[PlacedRecord.result].map(RESULTS), "result not recorded"),
        "incident": _after("; ", known[PlacedRecord.role].map(ROLES), "role not recorded"),
        "enforcement": _deadline(known)
        + _after(", ", known[PlacedRecord.complied].map(COMPLIANCE), "")
        + _sums(known),
    }
    told = title
    for category, words in said.items():
        told = told.where(types["category"] != category, title + words)
    rated = known[PlacedRecord.event_code].isin(RATING_TYPES) & known[PlacedRecord.rating].notna()
    told = told.mask(rated, "Food hygiene rating " + known[PlacedRecord.rating] + " (of 5)")
    open_to_all = known[PlacedRecord.handling] == "P"
    return told.where(open_to_all, title).astype("str")


def _after(joint: str, words: pd.Series[Any], otherwise: str) -> pd.Series[Any]:
    without = joint + otherwise if otherwise else ""
    return (joint + words.astype("str")).fillna(without)


def _deadline(known: pd.DataFrame) -> pd.Series[Any]:
    """Say by when a notice must be complied with; a conviction is no notice."""
    latest = known[PlacedRecord.revised_due_on].fillna(known[PlacedRecord.due_on])
    notice = known[PlacedRecord.event_code] != "PROSECUTION"
    return _after(", comply by ", plain_days(latest.where(notice)), "")


def _sums(known: pd.DataFrame) -> pd.Series[Any]:
    """Say the arrears of a named employer; other amounts stay in the record."""
    named = known[PlacedRecord.event_code] == "NMW_NAMED"
    amount, workers = known[PlacedRecord.amount_gbp], known[PlacedRecord.quantity]
    pounds = amount.where(named).map("{:,.0f}".format, na_action="ignore")
    people = workers.where(named & amount.notna()).map("{:.0f}".format, na_action="ignore")
    return _after(", arrears £", pounds, "") + _after(", workers underpaid: ", people, "")
