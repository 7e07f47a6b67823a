"""What became of each profile id, from build to build?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from records.schema import IdEvent, PlacedRecord, Redirect

__all__ = ["ENDED", "KNOWN", "MADE", "MERGED", "RETURNED", "SPLIT", "with_events"]

MADE, MERGED, SPLIT, ENDED = "made", "merged", "split", "ended"
RETURNED, KNOWN = "returned", "known"
_NOW = "now"


def with_events(
    history: pd.DataFrame,
    ids: tuple[pd.DataFrame, pd.DataFrame],
    redirects: pd.DataFrame,
    when: tuple[int, date],
) -> pd.DataFrame:
    """Return the history with what this build did to ids, oldest first.

    history: `IdEvent` rows of the builds before. ids: record_id and profile_id before and now.
    redirects: those of this build. when: its number and its day. An id is made once: merged when
    its records went over to another, split when it was given to records that had another, ended
    when its records left, returned when it came back, known when it is older than any history.
    """
    was, now = ids
    before = frozenset(was[PlacedRecord.profile_id].unique())
    live = frozenset(now[PlacedRecord.profile_id].unique())
    heirs = dict(zip(redirects[Redirect.old_id], redirects[Redirect.new_id], strict=True))
    known = frozenset(history[IdEvent.about_id])
    parents = _parents(was, now, live - before)
    rows = [(one, MERGED if one in heirs else ENDED, heirs.get(one)) for one in before - live]
    rows += [(one, RETURNED, None) for one in (live - before) & known]
    rows += [
        (one, SPLIT if one in parents else MADE, parents.get(one)) for one in live - before - known
    ]
    rows += [(one, KNOWN, None) for one in (live & before) - known]
    made = pd.DataFrame(sorted(rows, key=lambda row: (row[0], row[1])), columns=[
        str(IdEvent.about_id), str(IdEvent.event), str(IdEvent.other_id),
    ])  # fmt: skip
    number, day = when
    stamp: dict[str, Any] = {IdEvent.build: number, IdEvent.on: pd.Timestamp(day)}
    stamped = made.assign(**stamp)
    return IdEvent.shape(pd.concat([history, IdEvent.shape(stamped)], ignore_index=True))


def _parents(was: pd.DataFrame, now: pd.DataFrame, fresh: frozenset[Any]) -> dict[Any, Any]:
    """Return of each new id the id that most of its records had before; none where none had one."""
    own = now[now[PlacedRecord.profile_id].isin(fresh)]
    both = own.rename(columns={str(PlacedRecord.profile_id): _NOW}).merge(
        was, on=PlacedRecord.record_id
    )
    counts = both.groupby([_NOW, PlacedRecord.profile_id]).size().reset_index(name="shared")
    order = [_NOW, "shared", PlacedRecord.profile_id]
    best = counts.sort_values(order, ascending=[True, False, True]).drop_duplicates(_NOW)
    return dict(zip(best[_NOW], best[PlacedRecord.profile_id], strict=True))
