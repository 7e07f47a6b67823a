"""Which groups must not be treated worse than others, and which business is of which?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from records.domain import sectors
from records.schema import Column, PlacedRecord, Profile, Relation, Table

__all__ = ["ATTRIBUTES", "Group", "groups_of"]

NOT_KNOWN = "not known"
YEAR = 365.25
SURE_OPERATOR = 0.5
"""Probability from which two businesses count as run by the same people."""

COUNTED = {"cqc": "beds", "housing": "persons", "housing_visits": "occupants"}
"""Sources whose `quantity` tells how large a business is, and what it counts."""


class Group(Table):
    """Which group of each attribute a business is in, as known on a day."""

    profile_id = Column("profile_id", "text", "business", required=True)
    sector = Column("sector", "text", "sector", required=True)
    district = Column("district", "text", "district, or not known", required=True)
    chain = Column(
        "chain",
        "text",
        "chain: the same people or company run another one; else independent",
        required=True,
    )
    age = Column("age", "text", "years since its first known day", required=True)
    size = Column(
        "size",
        "text",
        "places, where a register counts them; else sole trader or company",
        required=True,
    )


ATTRIBUTES: tuple[Column, ...] = tuple(Group.columns()[1:])
"""What the fairness gate looks at."""

Tables = Mapping[str, pd.DataFrame]


def groups_of(tables: Tables, on: date) -> pd.DataFrame:
    """Return the groups of each profile as `Group`, in the order of `tables["profiles"]`.

    tables: profiles, records and relations of a build. Facts of `on` or later are not read where
    they have a day. No group is made of a person's origin or name: none is loaded.
    """
    profiles, records = tables["profiles"], tables["records"]
    ids = profiles[Profile.profile_id]
    labels = profiles[Profile.sector].map(sectors()["label"])
    found = {
        Group.profile_id: ids,
        Group.sector: labels.fillna(profiles[Profile.sector]),
        Group.district: profiles[Profile.district].fillna(NOT_KNOWN),
        Group.chain: np.where(_in_chain(profiles, tables["relations"]), "chain", "independent"),
        Group.age: _ages(profiles, records, on),
        Group.size: _sizes(profiles, records, on),
    }
    return Group.shape(pd.DataFrame(found).reset_index(drop=True))


def _in_chain(profiles: pd.DataFrame, relations: pd.DataFrame) -> Any:
    same = relations[Relation.kind] == "same_operator"
    sure = relations[Relation.probability] >= SURE_OPERATOR
    ends = relations.loc[same & sure, [Relation.profile_id, Relation.other_id]]
    number = profiles[Profile.company_number]
    shared = number.notna() & number.duplicated(keep=False)
    return (shared | profiles[Profile.profile_id].isin(ends.to_numpy().ravel())).to_numpy()


def _ages(profiles: pd.DataFrame, records: pd.DataFrame, on: date) -> Any:
    began = records[records[PlacedRecord.started_on] < pd.Timestamp(on)]
    first = began.groupby(PlacedRecord.profile_id)[PlacedRecord.started_on].min()
    registered = first.reindex(profiles[Profile.profile_id]).set_axis(profiles.index)
    contact = profiles[Profile.first_contact_on]
    known = pd.concat([registered, contact.where(contact < pd.Timestamp(on))], axis=1).min(axis=1)
    years = (pd.Timestamp(on) - known).dt.days / YEAR
    labels = ("under 2 years", "2 to 5 years", "5 to 10 years", "10 years or more")
    place = np.searchsorted([2, 5, 10], years, side="right")
    return np.where(years.isna(), NOT_KNOWN, np.array(labels)[np.minimum(place, 3)])


def _sizes(profiles: pd.DataFrame, records: pd.DataFrame, on: date) -> Any:
    told = records[PlacedRecord.source].isin([*COUNTED]) & records[PlacedRecord.quantity].notna()
    told &= ~(records[PlacedRecord.event_on] >= pd.Timestamp(on))
    most = records[told].groupby(PlacedRecord.profile_id)[PlacedRecord.quantity].max()
    places = profiles[Profile.profile_id].map(most).to_numpy("float64")
    labels = ("under 10 places", "10 to 49 places", "50 places or more")
    counted = np.array(labels)[np.searchsorted([10, 50], np.nan_to_num(places), side="right")]
    is_company = profiles[Profile.company_number].notna()
    kind = np.where(is_company, "company, places not counted", NOT_KNOWN)
    kind = np.where(profiles[Profile.is_personal], "sole trader", kind)
    return np.where(np.isnan(places), kind, counted)
