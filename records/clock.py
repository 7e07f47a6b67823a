"""Which day is it, where the machine's clock can be wrong?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pandas as pd

from records.errors import HomeError
from records.history import deliveries
from records.home import Home

__all__ = ["after_all", "today"]

_LEAST = timedelta(microseconds=1)


def today(home: Home, now: datetime) -> date:
    """Return the day of `now`, in its own time zone.

    Raises:
        HomeError: a delivery was recorded on a later day, so the clock was set back since.
    """
    ledger = deliveries(home)
    if not ledger.empty:
        last = ledger["recorded_at"].max().to_pydatetime().astimezone(now.tzinfo)
        if now.date() < last.date():
            raise HomeError(
                f"The clock of this machine says {now.date()}, but a delivery was recorded on "
                f"{last.date()}. Set the clock right, or name the day."
            )
    return now.date()


def after_all(ledger: pd.DataFrame, now: datetime) -> datetime:
    """Return `now` in UTC, or the first moment after the ledger's last entry where that is later.

    So the ledger keeps its order where the clock was set back.
    """
    if ledger.empty:
        return now.astimezone(UTC)
    last: datetime = ledger["recorded_at"].max().to_pydatetime()
    return max(now.astimezone(UTC), last + _LEAST)
