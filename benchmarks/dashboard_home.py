"""The county that `benchmarks.dashboard` measures: made up, or a copy of one that is there."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.served import Tables, served_home
from records.home import Home
from records.schema import PlacedRecord, ScoredProfile, Touchpoint
from records.store import open_build

__all__ = ["BUSY", "copied", "made", "profiles_of"]

BUSY = "M0000000"
"""The business of a made-up county that has `CONTACTS` touchpoints."""
CONTACTS = 500
_NUMBER = 9_000_000
"""Records made for it are numbered from here on."""
_DAYS = 6


def made(folder: Path, businesses: int) -> Home:
    """Return a made-up county of so many businesses, one of which has many touchpoints."""
    return served_home(folder, businesses, seed=1, change=_with_busy)


def copied(home: Path, folder: Path) -> Home:
    """Return a copy of a county's folder, so that nothing is written to its own audit."""
    return Home.at(shutil.copytree(home, folder))


def profiles_of(home: Home) -> pd.DataFrame:
    """Return the profiles of its newest build."""
    with open_build(home) as build:
        return build.table("profiles")


def _with_busy(tables: Tables) -> Tables:
    """Give one business contact after contact, one each week, told by records of its own."""
    records, contacts = tables["records"], tables["touchpoints"]
    days = pd.to_timedelta(np.arange(CONTACTS) * _DAYS, "D")
    number = pd.Series(np.arange(_NUMBER, _NUMBER + CONTACTS)).astype("str")
    copies = {}
    for name, frame, key in (
        ("records", records, PlacedRecord.record_id),
        ("touchpoints", contacts, Touchpoint.touchpoint_id),
    ):
        # Contacts of many kinds: those of the first businesses, made this one's.
        more = frame.iloc[:CONTACTS].reset_index(drop=True)
        more[key] = more[PlacedRecord.source] + ":" + number
        more[PlacedRecord.profile_id] = BUSY
        more[PlacedRecord.event_on] = (records[PlacedRecord.event_on].max() - days).astype(
            frame[PlacedRecord.event_on].dtype
        )
        copies[name] = pd.concat([frame, more], ignore_index=True)
    copies["records"][PlacedRecord.source_record_id] = (
        copies["records"][PlacedRecord.record_id].str.split(":").str[1]
    )
    assert contacts[Touchpoint.touchpoint_id].equals(records[PlacedRecord.record_id])  # noqa: S101
    profiles = tables["profiles"]
    assert profiles[ScoredProfile.profile_id].iloc[0] == BUSY  # noqa: S101 - as made_county says
    return {**tables, **copies}
