"""What would be known without the doubtful links?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from risk.history import Flags, History
from risk.prediction.curves import Numbers
from risk.prediction.panel import Panel, Seen

__all__ = ["SURE", "least_sure", "without_doubtful"]

SURE = 0.9
"""Probability from which a link is not called doubtful."""

Places = npt.NDArray[np.int64]


def least_sure(panel: Panel) -> Numbers:
    """Return how sure the least sure contact is that each occasion rests on; 1 where all are."""
    least = np.ones(len(panel))
    for seen in (panel.own, panel.premises, panel.operator):
        np.minimum.at(least, seen.who, seen.weight)
    return least


def without_doubtful(panel: Panel, places: Places) -> Panel:
    """Return some occasions of a panel, knowing only what no doubtful link brought."""
    number = np.full(len(panel), -1, dtype="int64")
    number[places] = np.arange(len(places))
    pasts = (panel.own, panel.premises, panel.operator)
    rows = np.unique(np.concatenate([seen.row[number[seen.who] >= 0] for seen in pasts]))
    all_ = panel.contacts
    contacts = all_.taken(rows, all_.who[rows], all_.age_days[rows], all_.sector)
    own, premises, operator = (_some(seen, number, places, (rows, contacts)) for seen in pasts)
    return replace(
        panel,
        contacts=contacts,
        known=panel.known[rows],
        occasions=panel.occasions.iloc[places].reset_index(drop=True),
        profile=panel.profile[places],
        own=own,
        premises=premises,
        operator=operator,
    )


def _some(seen: Seen, number: Places, places: Places, kept_of: tuple[Places, History]) -> Seen:
    rows, contacts = kept_of
    kept: Flags = (number[seen.who] >= 0) & (seen.weight >= SURE)
    return replace(
        seen,
        contacts=contacts,
        row=np.searchsorted(rows, seen.row[kept]),
        who=number[seen.who[kept]],
        age_days=seen.age_days[kept],
        weight=seen.weight[kept],
        others=seen.others[places],
        sector=seen.sector.iloc[places].reset_index(drop=True),
    )
