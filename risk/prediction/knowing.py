"""From which day on was each contact known?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from records.schema import PlacedRecord, Touchpoint
from risk.history import History

__all__ = ["known_on"]


def known_on(contacts: History) -> pd.Series[Any]:
    """Return the day on which each contact came in; where nothing says when, its own day.

    A contact that came late counts from the day its delivery came in. What a source's first
    delivery brought had happened before the county began to keep it, and the agency knew it all
    along: it counts from its own day and what this source usually takes (the median of its later
    deliveries; nothing where there are none).
    """
    happened = contacts.frame[Touchpoint.event_on]
    if happened.empty:
        return happened
    received = contacts.of_record(PlacedRecord.received_on)
    source = contacts.of_record(PlacedRecord.source)
    began = _began(contacts.records)
    stock = happened <= source.map(began).astype("datetime64[s]")
    late = (received - happened).mask(stock)
    usual = late.dt.days.groupby(source).median()
    delay = source.map(usual).astype("float64").fillna(0.0).clip(lower=0.0).round()
    told = received.where(~stock, happened + pd.to_timedelta(delay, "D").astype("timedelta64[s]"))
    return told.fillna(happened).where(lambda day: day >= happened, happened)


def _began(records: pd.DataFrame) -> pd.Series[Any]:
    """Return the day of each source's first delivery."""
    return records.groupby(PlacedRecord.source)[PlacedRecord.received_on].min()
