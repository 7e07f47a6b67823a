"""From which day on was each contact known?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from records.schema import PlacedRecord, Touchpoint
from risk.contacts import NEVER, Contacts, days_of
from risk.history import Flags, History

__all__ = ["known_on"]

Ints = npt.NDArray[np.int64]


def known_on(contacts: History) -> Ints:
    """Return the day on which each contact came in; where nothing says when, its own day.

    In days since 1970. A contact that came late counts from the day its delivery came in. What a
    source's first delivery brought had happened before the county began to keep it, and the agency
    knew it all along: it counts from its own day and what this source usually takes (the median of
    its later deliveries; nothing where there are none).
    """
    happened = days_of(contacts.column(Touchpoint.event_on))
    received = contacts.days_on_record(PlacedRecord.received_on)
    source, names = contacts.coded_on_record(PlacedRecord.source)
    began = np.append(_began(contacts.contacts, len(names)), NEVER)
    stock = happened <= began[source]
    dated = (received != NEVER) & (happened != NEVER)
    delay = _usual(received - happened, source, len(names), ~stock & dated)
    told = np.where(stock, happened + np.append(delay, 0)[source], received)
    return np.maximum(told, happened)


def _began(contacts: Contacts, sources: int) -> Ints:
    """Return the day of each source's first delivery; `NEVER` where none is dated."""
    source = contacts.record_codes(PlacedRecord.source)[0]
    day = days_of(contacts.records[PlacedRecord.received_on])
    told = (source >= 0) & (day != NEVER)
    far = np.iinfo("int64").max
    first = np.full(sources, far)
    np.minimum.at(first, source[told], day[told])
    return np.where(first == far, NEVER, first)


def _usual(late: Ints, source: Ints, sources: int, counted: Flags) -> Ints:
    """Return the whole days that each source usually takes; 0 where nothing says."""
    taken = [late[counted & (source == one)] for one in range(sources)]
    middle = [max(float(np.median(one)), 0.0) if len(one) else 0.0 for one in taken]
    return np.rint(middle).astype("int64")
