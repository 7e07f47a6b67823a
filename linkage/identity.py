"""Which id does each entity keep from build to build?"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from hashlib import sha256
from itertools import count

import pandas as pd

from records.schema import PlacedRecord, Redirect

__all__ = ["ENTITY_ID", "Identity", "new_id", "profile_ids"]

ENTITY_ID = "entity_id"
"""Column of `entities` that names the cluster of each record; only this build knows it."""

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without the letters that are misread: I, L, O, U."""

LENGTH = 7

_SHARED, _SMALLEST = "shared", "smallest"


@dataclass(frozen=True)
class Identity:
    """Profile ids of this build.

    ids: one row for each record, with record_id and profile_id, in the order of the entities.
    redirects: every id no longer used and the one in use that took it over; never a chain.
    """

    ids: pd.DataFrame
    redirects: pd.DataFrame


def profile_ids(
    entities: pd.DataFrame,
    previous: pd.DataFrame,
    redirects: pd.DataFrame,
    restricted: pd.Series[bool] | None = None,
) -> Identity:
    """Return the profile id of every record, kept from `previous` wherever it can be.

    An entity keeps the id of the previous profile it shares most records with; of two entities
    that claim one id, the one that shares more has it. Ties go to the id, then the record id,
    that sorts first. `entities` has record_id and entity_id, `previous` record_id and profile_id.
    restricted: which rows of `entities` few may see. A new id is made of another row where there is
    one, so that it confirms no restricted record to who guesses its id.
    """
    smallest = _naming(entities, restricted)
    overlaps = _overlaps(entities, previous, smallest)
    kept = _claims(overlaps)
    ids = kept | _fresh(smallest[~smallest.index.isin(kept.keys())], set(kept.values()))
    profile = entities[ENTITY_ID].map(ids).astype("str")
    frame = pd.DataFrame(
        {
            PlacedRecord.record_id: entities[PlacedRecord.record_id],
            PlacedRecord.profile_id: profile,
        }
    )
    return Identity(frame, _redirects(overlaps, ids, redirects))


def _naming(entities: pd.DataFrame, restricted: pd.Series[bool] | None) -> pd.Series[str]:
    """Return the record each entity is named after: its smallest, an open one if it has any."""
    smallest = entities.groupby(ENTITY_ID)[PlacedRecord.record_id].min()
    if restricted is None:
        return smallest
    opened = entities[~restricted.to_numpy("bool")]
    return opened.groupby(ENTITY_ID)[PlacedRecord.record_id].min().combine_first(smallest)


def new_id(record_id: str, attempt: int = 0) -> str:
    """Return the id made from a record id: B and seven characters, such as B4K9X2TM."""
    seed = record_id if attempt == 0 else f"{record_id}#{attempt}"
    number = int.from_bytes(sha256(seed.encode()).digest()[:8], "big")
    letters = [CROCKFORD[(number >> 5 * place) & 31] for place in range(LENGTH)]
    return "B" + "".join(letters)


def _overlaps(
    entities: pd.DataFrame, previous: pd.DataFrame, smallest: pd.Series[str]
) -> pd.DataFrame:
    """Return how many records each entity shares with each previous profile, most first."""
    both = entities[[PlacedRecord.record_id, ENTITY_ID]].merge(
        previous[[PlacedRecord.record_id, PlacedRecord.profile_id]], on=PlacedRecord.record_id
    )
    shared = both.groupby([ENTITY_ID, PlacedRecord.profile_id]).size().rename(_SHARED)
    frame = shared.reset_index()
    frame = frame.assign(**{_SMALLEST: frame[ENTITY_ID].map(smallest)})
    order = [_SHARED, PlacedRecord.profile_id, _SMALLEST]
    return frame.sort_values(order, ascending=[False, True, True], ignore_index=True)


def _claims(overlaps: pd.DataFrame) -> dict[Hashable, str]:
    """Give each previous id to the entity that shares most with it and has none yet."""
    kept: dict[Hashable, str] = {}
    taken: set[str] = set()
    # One row for each entity and profile that meet: a claim depends on those before it.
    for entity, old in zip(overlaps[ENTITY_ID], overlaps[PlacedRecord.profile_id], strict=True):
        if entity not in kept and old not in taken:
            kept[entity] = old
            taken.add(old)
    return kept


def _fresh(smallest: pd.Series[str], taken: set[str]) -> dict[Hashable, str]:
    """Make an id for each entity without one; where it is taken, the next attempt is used."""
    made: dict[Hashable, str] = {}
    used = set(taken)
    for entity, record_id in smallest.sort_values().items():
        tries = (new_id(record_id, attempt) for attempt in count())
        made[entity] = next(one for one in tries if one not in used)
        used.add(made[entity])
    return made


def _redirects(
    overlaps: pd.DataFrame, ids: dict[Hashable, str], redirects: pd.DataFrame
) -> pd.DataFrame:
    """Point every id that is no longer used to the one in use that holds most of its records."""
    live = set(ids.values())
    heir = overlaps.drop_duplicates(PlacedRecord.profile_id)
    now = dict(zip(heir[PlacedRecord.profile_id], heir[ENTITY_ID].map(ids), strict=True))
    now = {old: new for old, new in now.items() if old not in live}
    before = dict(zip(redirects[Redirect.old_id], redirects[Redirect.new_id], strict=True))
    older = {old: now.get(new, new) for old, new in before.items()}
    flat = {old: new for old, new in (older | now).items() if old not in live and new in live}
    rows = sorted(flat.items())
    return Redirect.shape(pd.DataFrame(rows, columns=[Redirect.old_id, Redirect.new_id]))
