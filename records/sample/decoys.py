"""What looks like a succession and is none?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from records.sample.columns import Business
from records.sample.names import people
from records.sample.settings import SampleSettings
from records.sample.tables import stream

__all__ = ["GROUPS", "add_decoys"]

GROUPS = (
    (Business.taken_from, "change_of_hands"),
    (Business.line, "shared_telephone"),
    (Business.office, "registered_office"),
    (Business.nominee, "nominee_director"),
)
"""Columns that say which businesses share something, and what they share."""

_PAIRS = 2
"""Changes of hands in each group: the old and the new tenant have the landlord's telephone."""
_TENANTS = 6
_CALLED = 4
_CLIENTS = 60
_NOMINEES = 40


def add_decoys(businesses: pd.DataFrame, settings: SampleSettings) -> pd.DataFrame:
    """Return the businesses, some of them made to share what says nothing of who runs them.

    A switchboard: neighbours of one postcode with one telephone. A landlord's telephone, which
    some of his tenants give as theirs, also old and new ones of the same premises. An accountant's
    address as the registered office of many companies. An agent who is a director of many.
    """
    rng = stream(settings.seed, "decoys")
    lines = [
        pd.Series(name, index=businesses.index[group], dtype="str")
        for name, group in _lines(businesses, settings, rng)
    ]
    line = pd.concat(lines).reindex(businesses.index)
    first = businesses[Business.phone].groupby(line).transform("first")
    called = businesses.assign(
        **{
            Business.line: line,
            Business.phone: first.fillna(businesses[Business.phone]),
        }
    )
    plain = _plain(businesses)
    office = _offices(businesses[plain & _same_name(businesses)], settings, rng)
    agents = _agents(businesses[plain], settings, rng)
    return called.assign(
        **{
            Business.office: office.reindex(businesses.index),
            Business.nominee: agents.reindex(businesses.index),
        }
    )


def _lines(
    businesses: pd.DataFrame, settings: SampleSettings, rng: np.random.Generator
) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the name of each shared telephone and the rows of the businesses that give it."""
    free = businesses[Business.predecessor].isna() & ~businesses[Business.chain]
    for followed in (Business.predecessor, Business.taken_from):
        free &= ~businesses[Business.business_id].isin(businesses[followed])
    by_place = businesses[free & businesses[Business.taken_from].isna()]
    by_place = by_place[~by_place[Business.premises_id].duplicated(keep=False)]
    streets = {
        str(place): rows for place, rows in by_place.groupby(Business.postcode).indices.items()
    }
    large = sorted(place for place, rows in streets.items() if len(rows) >= _CALLED)
    for number in range(max(1, round(8 * settings.scale))):
        place = large.pop(int(rng.integers(len(large))))
        yield f"switchboard-{number}", by_place.index[streets[place][:_CALLED]].to_numpy()
    tenants = by_place.index[by_place[Business.postcode].isin(large)].to_numpy()
    new = np.flatnonzero(businesses[Business.taken_from].notna())
    ids = pd.Index(businesses[Business.business_id])
    old = ids.get_indexer(pd.Index(businesses[Business.taken_from].iloc[new]))
    groups = max(1, min(round(6 * settings.scale), len(new) // _PAIRS))
    tenants = rng.permutation(tenants)
    for number in range(groups):
        pairs = slice(number * _PAIRS, (number + 1) * _PAIRS)
        others = tenants[number * _TENANTS : (number + 1) * _TENANTS]
        yield f"landlord-{number}", np.concatenate([old[pairs], new[pairs], others])


def _plain(businesses: pd.DataFrame) -> pd.Series[bool]:
    """Tell which are companies of one site that no other shares its name or premises with."""
    plain = businesses[Business.company_number].notna() & ~businesses[Business.chain]
    plain &= businesses[Business.main_branch] & ~businesses[Business.shared]
    plain &= ~businesses[Business.name].str.lower().duplicated(keep=False)
    return plain & businesses[Business.predecessor].isna()


def _same_name(businesses: pd.DataFrame) -> pd.Series[bool]:
    like = businesses[Business.legal_name].str.replace(r" (Limited|Ltd)$", "", regex=True)
    return like == businesses[Business.name].str.replace(r"^The ", "", regex=True)


def _offices(
    open_to: pd.DataFrame, settings: SampleSettings, rng: np.random.Generator
) -> pd.Series[Any]:
    """Return at which accountant's each client is registered: one of its own town's.

    They are those that agencies have least to do with, for most of them are shops of one room.
    """
    busy = open_to[Business.risk] + open_to[Business.footfall]
    open_to = open_to.assign(busy=busy + rng.normal(0, 0.3, len(open_to))).sort_values("busy")
    towns = open_to[Business.town].value_counts()
    largest = sorted(towns.index, key=lambda town: (-towns[town], town))
    size = max(3, round(_CLIENTS * settings.scale))
    found = []
    for number, town in enumerate(largest[: max(1, round(2 * settings.scale))]):
        here = open_to.index[open_to[Business.town] == town][:size]
        found.append(pd.Series(f"office-{number}", index=here, dtype="str"))
    return pd.concat(found)


def _agents(
    open_to: pd.DataFrame, settings: SampleSettings, rng: np.random.Generator
) -> pd.Series[Any]:
    """Return the agent who is a director of each of some companies."""
    groups, size = max(1, round(2 * settings.scale)), max(3, round(_NOMINEES * settings.scale))
    chosen = rng.permutation(open_to.index)[: groups * size]
    names = np.repeat(people(groups, rng), size)
    return pd.Series(names, index=chosen, dtype="str")
