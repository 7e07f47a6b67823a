"""What do the businesses that are seen have to do with each other, by what is seen alone?"""

from __future__ import annotations

from datetime import date

import pandas as pd

from linkage.relations import relate
from records.among import among
from records.schema import Profile, Reason, Touchpoint
from risk.checklist import INHERITED
from risk.disputes import score_undisputed
from risk.inheriting import inherited

__all__ = ["related"]

_KIN = "inherited"


def related(
    tables: dict[str, pd.DataFrame], anew: set[str], as_of: date, disputed: set[str]
) -> dict[str, pd.DataFrame]:
    """Return the tables with their relations, and with the scores that go with those.

    tables: those of a county but its relations; businesses `anew` have no score yet. Scored are
    these, and those for which others' contacts count or did. disputed: records that count for none.
    """
    known = {**tables, "relations": relate(tables["records"], as_of).frame}
    known[_KIN] = inherited(known, as_of, disputed)
    reasons = tables["reasons"]
    did = reasons.loc[reasons[Reason.factor].isin(INHERITED), Reason.profile_id]
    changed = {*anew, *did, *known[_KIN][Touchpoint.profile_id]}
    parts = {
        name: _of(known[name], changed)
        for name in ("profiles", "touchpoints", "records", "links", _KIN)
    }
    scores = score_undisputed(parts, parts["links"], as_of, disputed)
    for name, made in (("profiles", scores.profiles), ("reasons", scores.reasons)):
        rest = tables[name][~among(tables[name][Profile.profile_id], changed)]
        known[name] = pd.concat([rest, made], ignore_index=True)
    known["profiles"] = known["profiles"].sort_values(Profile.profile_id, ignore_index=True)
    return known


def _of(frame: pd.DataFrame, owners: set[str]) -> pd.DataFrame:
    return frame[among(frame[Profile.profile_id], owners)].reset_index(drop=True)
