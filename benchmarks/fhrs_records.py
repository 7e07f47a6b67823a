"""Food hygiene ratings of London boroughs as the product's records; columns are mapped, no more.

A premises is a profile; its rating of 2015 with the three scores is a contact of the day it was
rated; premises of one name share an operator. What is foretold is the rating it has in 2021 (`y`:
0, 1 or 2). Food Standards Agency, Open Government Licence v3.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from records.schema import PlacedRecord, Profile, Touchpoint
from records.sectors import classify
from records.touchpoints import touchpoints
from risk.prediction.panel import OPERATOR, Near, Occasion

__all__ = ["ASKED_ON", "Register", "register"]

ASKED_ON = pd.Timestamp("2015-09-01")
"""Day of the register of 2015; every rating of it is older, every outcome younger."""

SAME_NAME = 0.9
MOST_OF_ONE_NAME = 400
LOW = ("0", "1", "2")


@dataclass(frozen=True)
class Register:
    """Everything a panel reads; serious, borough: of each profile, in the order of the file."""

    profiles: pd.DataFrame
    touchpoints: pd.DataFrame
    records: pd.DataFrame
    near: pd.DataFrame
    serious: np.ndarray
    borough: pd.Series

    def occasions(self) -> pd.DataFrame:
        """Return the question about each premises, on the day of the register."""
        columns = {"profile_id": self.profiles[Profile.profile_id], "on": ASKED_ON}
        return Occasion.shape(pd.DataFrame(columns))


def register(path: Path) -> Register:
    """Return the register's tables of the file at `path`."""
    rated = pd.read_csv(path, low_memory=False)
    rated = rated.assign(who="P" + rated["row_id"].astype("str"))
    records = _records(rated)
    profiles = records[[PlacedRecord.profile_id, PlacedRecord.name, PlacedRecord.sector]]
    profiles = Profile.shape(profiles.assign(located_by="none", status="trading"))
    found = touchpoints(records, ASKED_ON.date())
    serious = rated["y"].to_numpy("int64")
    borough = rated["LocalAuthorityName"]
    return Register(profiles, Touchpoint.shape(found), records, _chains(rated), serious, borough)


def _records(rated: pd.DataFrame) -> pd.DataFrame:
    stars = rated["pv"].astype("int64").astype("str")
    code = np.select([stars.isin(LOW), stars == "3"], ["FHRS_LOW", "FHRS_OK"], "FHRS_GOOD")
    columns = {
        "record_id": rated["who"],
        "profile_id": rated["who"],
        "name": rated["p_businessname"],
        "activity": rated["BusinessType"],
        "premises_class": rated["BusinessType"],
        "event_code": code,
        "event_on": pd.to_datetime(rated["p_date"]).astype("datetime64[s]"),
        "rating": stars,
        "score_hygiene": rated["hygiene"],
        "score_structural": rated["structural"],
        "score_management": rated["confidenceinmanagement"],
        "source": "food_hygiene",
        "agency": "LA_EH",
        "delivery_id": "d",
        "handling": "P",
        "located_by": "none",
        "team": rated["LocalAuthorityName"],
    }
    records = PlacedRecord.shape(pd.DataFrame(columns))
    return records.assign(**{PlacedRecord.sector: classify(records)})


def _chains(rated: pd.DataFrame) -> pd.DataFrame:
    """Return which premises share a name, as far as so many may be of one operator."""
    name = rated["p_businessname"].astype("str").str.upper()
    one = pd.DataFrame(
        {"who": rated["who"], "name": name.str.replace(r"[^A-Z0-9]+", "", regex=True)}
    )
    held = one.groupby("name")["who"].transform("size")
    one = one[(held > 1) & (held <= MOST_OF_ONE_NAME) & (one["name"] != "")]
    both = one.merge(one, on="name")
    both = both[both["who_x"] != both["who_y"]]
    columns = {"profile_id": both["who_x"], "other_id": both["who_y"]}
    return Near.shape(pd.DataFrame(columns).assign(kind=OPERATOR, probability=SAME_NAME))
