"""How many contacts did each business have in each month? One block, fetched when it is looked at.

The block is a heading like that of `dashboard/map_data.py`, then the rows of the businesses that
had contacts, month by month, then how many each had. `assets/map_period.js` reads it.
"""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pandas as pd

from dashboard.access import View
from dashboard.map_data import zipped
from records.schema import Touchpoint

__all__ = ["MONTHS", "contacts_block", "contacts_of", "months_before"]

MONTHS = 60
"""Months that are looked at, the one of `as_of` the last."""
_MOST = 255


def months_before(as_of: date) -> list[str]:
    """Return the `MONTHS` months that end with that of `as_of`, such as "2026-11", oldest first."""
    return [str(one) for one in pd.period_range(end=pd.Period(as_of, "M"), periods=MONTHS)]


def contacts_block(view: View) -> bytes:
    """Return the zipped block of what the viewer sees; made once for all who see the same."""
    made: bytes = view.county.sent.get("contacts", lambda: zipped(contacts_of(view)))
    return made


def contacts_of(view: View) -> bytes:
    """Return the block: contacts of each business by month, 255 at most in one."""
    county = view.county
    months = months_before(county.about.as_of)
    on = county.table("touchpoints")[Touchpoint.event_on].to_numpy("datetime64[M]")
    month = (on - np.datetime64(months[0], "M")).astype("int64")
    recent = (month >= 0) & (month < MONTHS)
    owner = county.owners("touchpoints")[recent]
    keys, counts = np.unique(month[recent] * max(1, len(county)) + owner, return_counts=True)
    rows = (keys % max(1, len(county))).astype("uint32")
    starts = np.searchsorted(keys, np.arange(MONTHS + 1) * max(1, len(county)))
    heading = {"months": months, "starts": starts.tolist()}
    text = json.dumps(heading).encode()
    text += b" " * (-len(text) % 4)
    body = rows.tobytes() + np.minimum(counts, _MOST).astype("uint8").tobytes()
    return len(text).to_bytes(4, "little") + text + body
