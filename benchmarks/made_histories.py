"""Made-up histories of businesses, each contact read out of one number, to try the scorers with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from records.domain import event_types, sectors
from records.schema import PlacedRecord, Profile
from records.touchpoints import touchpoints

__all__ = [
    "AS_OF",
    "COMPLAINTS",
    "CRIMES",
    "INSPECTIONS",
    "OPTIONAL",
    "SECTORS",
    "contact",
    "frames",
    "history",
]

Row = dict[str, Any]

AS_OF = date(2026, 9, 1)

TYPES = sorted(event_types().index)
INSPECTIONS = sorted(event_types().query("category == 'inspection'").index)
COMPLAINTS = sorted(event_types().query("category == 'complaint'").index)
CRIMES = ["INCIDENT", "CRIME_MS", "CRIME_DRUG"]
AGENCIES = ["EPOL", "LA_EH", "ECC_TS", "LA_LIC", "GLAA", "HSE", "ECFRS", "HMRC_NMW"]
SECTORS = sorted(sectors().index)
LOW = ["0", "1", "2"]
CHOICES = {
    "agency": AGENCIES,
    "result": ["clean", "minor", "serious", "no_access", "closed", None],
    "role": ["suspect", "scene", "victim", None],
    "grade_source": ["1", "2", "3", None],
    "grade_information": ["A", "B", "C", "D", "E", None],
    "complied": ["yes", "no", None],
    "handling": ["P", "C"],
    "score_management": [0.0, 5.0, 10.0, 20.0, 30.0, None],
    "details": ["Worker seen sleeping on site", "No sleeping on site", None],
    "low": LOW,
}
OPTIONAL = [
    PlacedRecord.result,
    PlacedRecord.role,
    PlacedRecord.rating,
    PlacedRecord.grade_source,
    PlacedRecord.grade_information,
    PlacedRecord.complied,
    PlacedRecord.score_management,
    PlacedRecord.details,
    PlacedRecord.due_on,
    PlacedRecord.amount_gbp,
]


def contact(number: int, **given_values: Any) -> Row:
    """Read a contact out of a number, the smallest numbers the plainest contacts."""

    def take(choices: Sequence[Any]) -> Any:
        nonlocal number
        number, at = divmod(number, len(choices))
        return choices[at]

    code = take(TYPES)
    days = take(range(1, 1600))
    row = {column: take(values) for column, values in CHOICES.items()}
    if code == "PROSECUTION" and row["result"] == "clean":
        row["result"] = None  # An acquittal is no gap: blanking it takes the verdict away.
    rated = {"FHRS_LOW": row.pop("low"), "FHRS_OK": "3", "FHRS_GOOD": "5"}
    row |= {"event_code": code, "days": days, "rating": rated.get(code)}
    return row | given_values


def history(numbers: Iterable[int], **given_values: Any) -> list[Row]:
    """Read a contact out of each number."""
    return [contact(number, **given_values) for number in numbers]


def frames(
    histories: Mapping[str, Sequence[Row]], sector: Any = "restaurant"
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return profiles, touchpoints and records of named histories."""
    rows = [
        row
        | {
            "record_id": f"{name}:{at:02}",
            "profile_id": name,
            "source": "made_up",
            "delivery_id": "d1",
            "located_by": "none",
            "event_on": pd.Timestamp(AS_OF) - pd.Timedelta(days=row["days"]),
        }
        for name, contacts in histories.items()
        for at, row in enumerate(contacts)
    ]
    records = PlacedRecord.shape(pd.DataFrame(rows, columns=_columns(rows)))
    profiles = pd.DataFrame({"profile_id": list(histories), "name": "Made up", "sector": sector})
    profiles = profiles.assign(located_by="none", status="trading")
    return Profile.shape(profiles), touchpoints(records, date(2100, 1, 1)), records


def _columns(rows: Sequence[Row]) -> list[str]:
    return list(rows[0]) if rows else PlacedRecord.columns()
