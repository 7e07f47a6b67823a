"""Which of the records that are seen belong together, and under which id?

Two records are one business to a viewer only where records the viewer sees say so. The id is one
that could be known from what is seen.
"""

from __future__ import annotations

from itertools import count
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.access.sealed import Whole
from linkage.identity import new_id
from records.among import among
from records.schema import Redirect, ScoredProfile

__all__ = ["Parting", "led", "parted"]

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_PART, _OWNER, _MINT, _SIZE, _FIRST = "part", "owner", "mint", "size", "first"


class Parting:
    """The records of the businesses that are made anew.

    rows: of the county's records. part: of each record there is, by place in their order, which
    part it is in. ids: of each of `rows`, the id of its business now.
    """

    def __init__(self, rows: Ints, part: Ints, ids: NDArray[Any]) -> None:
        """Hold them."""
        self.rows, self.part, self.ids = rows, part, ids


def parted(whole: Whole, left: Flags, hidden: Flags, taken: set[str]) -> Parting:
    """Return how the records that are `left` of businesses with `hidden` ones belong together.

    left, hidden: flags of rows of the county's records. taken: ids of businesses that stay as they
    are. A business that falls apart keeps its id where most of it is, unless the id was made from
    a hidden record; each other part has one made from its own records.
    """
    rows = np.flatnonzero(left)
    kept = np.zeros(len(whole.ids), dtype=bool)
    kept[whole.place[rows]] = True
    part = whole.ties.among(kept).parts(len(kept))
    parts = _parts(whole, rows, part, hidden)
    names = whole.county.profiles[ScoredProfile.profile_id].to_numpy(dtype=object)
    ids = _named(parts, names, whole.ids, taken)
    return Parting(rows, part, ids.reindex(part[whole.place[rows]]).to_numpy(dtype=object))


def _parts(whole: Whole, rows: Ints, part: Ints, hidden: Flags) -> pd.DataFrame:
    """Return one row for each part, the one that may keep its business's id first."""
    place = whole.place[rows]
    # A record without conditions names the part before any that has some.
    first = place + whole.restricted[rows] * len(whole.ids)
    frame = pd.DataFrame(
        {_PART: part[place], _OWNER: whole.owner[rows], _MINT: whole.mint[rows], _FIRST: first}
    )
    groups = frame.groupby(_PART, sort=True)
    parts = pd.DataFrame(
        {
            _OWNER: groups[_OWNER].first(),
            _MINT: groups[_MINT].max(),
            _SIZE: groups.size(),
            _FIRST: groups[_FIRST].min(),
        }
    )
    order = [_OWNER, _MINT, _SIZE, _FIRST]
    parts = parts.sort_values(order, ascending=[True, False, False, True])
    told = np.zeros(len(whole.county), dtype=bool)
    told[whole.owner[whole.mint & hidden]] = True
    keeps = ~parts.duplicated(_OWNER).to_numpy() & ~told[parts[_OWNER]]
    return parts.assign(keeps=keeps, **{_FIRST: parts[_FIRST] % len(whole.ids)})


def _named(
    parts: pd.DataFrame, profiles: NDArray[Any], record_ids: NDArray[Any], taken: set[str]
) -> pd.Series[Any]:
    """Return the id of each part."""
    ids = pd.Series(profiles[parts[_OWNER]], index=parts.index, dtype="object")
    used = taken | set(ids[parts["keeps"]])
    others = parts[~parts["keeps"]].sort_values(_FIRST)
    for part, first in zip(others.index, others[_FIRST], strict=True):
        tries = (new_id(record_ids[first], attempt) for attempt in count())
        ids[part] = next(one for one in tries if one not in used)
        used.add(ids[part])
    return ids


def led(whole: Whole, hit: Flags, parting: Parting, live: pd.Series[Any]) -> pd.DataFrame:
    """Return the redirects that may be followed.

    One to a business that was made anew is followed only where the old id was made from a record
    that is seen, and leads to where that is now; one from an id in use is none.
    """
    redirects = whole.county.redirects
    redirects = redirects[~among(redirects[Redirect.old_id], live)]
    ids = whole.county.profiles[ScoredProfile.profile_id]
    known = among(redirects[Redirect.new_id], ids)
    anew = among(redirects[Redirect.new_id], ids[hit])
    asked = set(redirects[Redirect.old_id][anew])
    if not asked:
        return redirects[known & ~anew].sort_values(Redirect.old_id, ignore_index=True)
    heirs = among(ids, redirects[Redirect.new_id][anew])
    theirs = heirs[whole.owner[parting.rows]]
    records = whole.ids[whole.place[parting.rows[theirs]]]
    made = {new_id(one): now for one, now in zip(records, parting.ids[theirs], strict=True)}
    found = [(old, made[old]) for old in sorted(asked & made.keys())]
    more = pd.DataFrame(found, columns=[str(c) for c in Redirect.columns()], dtype="str")
    both = pd.concat([redirects[known & ~anew], more], ignore_index=True)
    return both.sort_values(Redirect.old_id, ignore_index=True)
