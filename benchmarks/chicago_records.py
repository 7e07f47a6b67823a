"""Chicago's food inspections 2011-2014 as the product's records; columns are mapped, nothing more.

Licences of one account or one name at one address are one business, a profile; a canvass inspection
is a visit that found something of severity 4 (critical), 3 (serious) or 1 (minor); a complaint
inspection is a complaint, a re-inspection follows up; businesses of one account share an operator;
one that was at an address before another began there was at its premises. MIT-style licence.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from records.schema import PlacedRecord, Profile, Touchpoint
from risk.prediction.near import SAME_PREMISES
from risk.prediction.panel import OPERATOR, PREMISES, Near, Occasion

__all__ = ["City", "city"]

SECTORS = {"Restaurant": "restaurant", "Grocery_Store": "retail"}
SCHOOLS = ("School", "Daycare", "Children")
CARED = ("Long Term Care", "Hospital")
CLASSES = {"1": 1.0, "2": 0.5, "3": 0.0}
LICENSED = {
    "consumption_on_premises_incidental_activity": "alcohol",
    "tobacco": "tobacco",
    "filling_station": "fuel",
    "childrens_services_facility_license": "children",
}
SAME_ACCOUNT = 0.95
MOST_OF_ONE_ACCOUNT = 60
CRITICAL, SERIOUS, MINOR = 4, 3, 1


@dataclass(frozen=True)
class City:
    """Everything a panel reads, and the visits asked about.

    visits: inspection, profile_id, on, serious (a critical violation was found), inspector, train,
    test, and published, the score of the city's own model.
    """

    profiles: pd.DataFrame
    touchpoints: pd.DataFrame
    records: pd.DataFrame
    near: pd.DataFrame
    visits: pd.DataFrame

    def occasions(self, frozen_on: pd.Timestamp | None = None) -> pd.DataFrame:
        """Return the question before each visit; frozen_on: none is of a later day."""
        on = self.visits["on"]
        on = on if frozen_on is None else on.clip(upper=frozen_on)
        return Occasion.shape(pd.DataFrame({"profile_id": self.visits["profile_id"], "on": on}))


def city(folder: Path) -> City:
    """Return the city's tables from the published files in `folder`."""
    food = pd.read_parquet(folder / "food_inspections_features.parquet")
    business = pd.read_parquet(folder / "business_features.parquet")
    model = pd.read_parquet(folder / "model_data.parquet")
    went = pd.read_parquet(folder / "inspectors.parquet")
    food = food.merge(
        business[["Inspection_ID", "ACCOUNT_NUMBER", "minDate", *LICENSED]], on="Inspection_ID"
    )
    food = food.assign(licence=_licence(food["License"]).fillna(_ids("N", food)))
    food = food.assign(place=_place(food), on=food["Inspection_Date"])
    business_of = _businesses(food)
    food = food.assign(who=food["licence"].map(business_of))
    food = food.assign(team=_teams(food, model), premises_class=_classes(food))
    records = pd.concat(
        [_inspections(food), _licences(food), _others(went, business_of, food)], ignore_index=True
    )
    records = PlacedRecord.shape(records)
    return City(
        _profiles(food),
        _touchpoints(records, food),
        records,
        Near.shape(pd.concat([_operators(food), _successors(food)], ignore_index=True)),
        _visits(model, business_of),
    )


def _licence(numbers: pd.Series) -> pd.Series:
    return "L" + numbers.astype("Int64").astype("str")


def _teams(food: pd.DataFrame, model: pd.DataFrame) -> pd.Series:
    """Return who inspected, in clusters as published; missing where that was not."""
    team = model.set_index("Inspection_ID")["Inspector_Assigned"].astype("str")
    return food["Inspection_ID"].map(team)


def _classes(food: pd.DataFrame) -> pd.Series:
    """Return the class of premises: its type and the licences that change what is done there."""
    held = [np.where(food[one] > 0, f", {word}", "") for one, word in LICENSED.items()]
    joined = food["Facility_Type_Clean"].astype("str").to_numpy(dtype=object)
    for words in held:
        joined = joined + words
    return pd.Series(joined, index=food.index)


def _place(food: pd.DataFrame) -> pd.Series:
    place = food["Address"].fillna("").str.upper().str.replace(r"[^A-Z0-9]+", " ", regex=True)
    return place.str.strip()


def _businesses(food: pd.DataFrame) -> pd.Series:
    """Return the business of each licence: one account, or one name, at one address."""
    name = (
        food["DBA_Name"]
        .astype("str")
        .fillna("")
        .str.upper()
        .str.replace(r"[^A-Z0-9]+", "", regex=True)
    )
    codes, licences = pd.factorize(food["licence"])
    ends = [codes]
    for key in (food["ACCOUNT_NUMBER"].astype("str").fillna(""), name):
        both = food["place"] + "|" + key
        known = (food["place"] != "") & ~key.isin(["", "nan", "<NA>"])
        first = pd.Series(codes).groupby(both.where(known, food["licence"]).to_numpy(dtype=object))
        ends.append(first.transform("first").to_numpy())
    left, right = np.concatenate([codes, codes]), np.concatenate(ends[1:])
    size = len(licences)
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(size, size))
    part = connected_components(graph, directed=False)[1]
    return pd.Series([f"B{one}" for one in part], index=licences)


def _visits(model: pd.DataFrame, business_of: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "inspection": model["Inspection_ID"].astype("int64"),
            "profile_id": _licence(model["License"]).map(business_of),
            "on": model["Inspection_Date"].astype("datetime64[s]"),
            "serious": model["criticalFound"].astype("int64"),
            "inspector": model["Inspector_Assigned"].astype("str"),
            "train": model["Train"].astype("bool"),
            "test": model["Test"].astype("bool"),
            "published": model["score"].astype("float64"),
        }
    )


def _base(who: pd.Series, on: pd.Series, ids: pd.Series, code: str) -> pd.DataFrame:
    columns = {
        "record_id": ids,
        "profile_id": who,
        "event_on": on.astype("datetime64[s]"),
        "event_code": code,
        "source": "chicago",
        "agency": "LA_EH",
        "delivery_id": "d",
        "handling": "P",
        "located_by": "none",
    }
    return pd.DataFrame(columns)


def _severity(food: pd.DataFrame) -> np.ndarray:
    found = [food[f"{one}Count"] > 0 for one in ("critical", "serious", "minor")]
    return np.select(found, [CRITICAL, SERIOUS, MINOR], 0)


def _inspections(food: pd.DataFrame) -> pd.DataFrame:
    rows = _base(food["who"], food["on"], _ids("i", food), "INSP_FOOD")
    severity = _severity(food)
    return rows.assign(
        result=np.select([severity >= SERIOUS, severity > 0], ["serious", "minor"], "clean"),
        reason="routine",
        faults=food[["criticalCount", "seriousCount", "minorCount"]].sum(axis=1),
        team=food["team"],
        **_classed(food),
    )


def _classed(food: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the class of the premises and the risk class the city gives what is done there."""
    risk = food["Risk"].astype("str").str.extract(r"Risk (\d)")[0].map(CLASSES)
    return {"premises_class": food["premises_class"], "inherent_risk": risk}


def _ids(kind: str, food: pd.DataFrame) -> pd.Series:
    return kind + food["Inspection_ID"].astype("int64").astype("str")


def _licences(food: pd.DataFrame) -> pd.DataFrame:
    """Return the day each licence was first granted, as its register says."""
    first = food.sort_values("on").drop_duplicates("licence")
    first = first[first["minDate"].notna()]
    rows = _base(first["who"], first["minDate"], "g" + first["licence"], "LIC_GRANT")
    started = first["minDate"].astype("datetime64[s]")
    return rows.assign(started_on=started, **_classed(first))


def _others(went: pd.DataFrame, business_of: pd.Series, food: pd.DataFrame) -> pd.DataFrame:
    """Return complaints, and visits to see whether faults were mended: only that they were."""
    went = went.assign(who=("L" + went["License"].astype("str")).map(business_of))
    went = went[went["who"].notna()]
    purpose = went["Inspection_Purpose"].fillna("").str.lower()
    again = purpose.str.contains("re-")
    asked = purpose.str.contains("complaint|poison") & ~again
    told = _unresolved(went[asked], "COMPL_FOOD", "c")
    revisits = _unresolved(went[again], "INSP_FOOD", "f").assign(reason="follow_up")
    routine = went[purpose.reindex(went.index) == "canvass"].drop_duplicates(
        ["who", "Inspection_Date"]
    )
    seen = pd.MultiIndex.from_frame(food[["who", "on"]])
    unmatched = ~pd.MultiIndex.from_frame(routine[["who", "Inspection_Date"]]).isin(seen)
    more = _unresolved(routine[unmatched], "INSP_FOOD", "u").assign(reason="routine")
    return pd.concat([told, revisits, more], ignore_index=True)


def _unresolved(went: pd.DataFrame, code: str, kind: str) -> pd.DataFrame:
    went = went.reset_index(drop=True)
    ids = pd.Series([f"{kind}{at}" for at in range(len(went))])
    return _base(went["who"], went["Inspection_Date"], ids, code)


def _touchpoints(records: pd.DataFrame, food: pd.DataFrame) -> pd.DataFrame:
    kinds = {"INSP_FOOD": "inspection", "COMPL_FOOD": "complaint", "LIC_GRANT": "licence"}
    graded = pd.Series(_severity(food), _ids("i", food))
    code = records["event_code"]
    severity = records["record_id"].map(graded).fillna((code == "COMPL_FOOD").astype("int64"))
    frame = records.assign(
        touchpoint_id=records["record_id"],
        category=code.map(kinds),
        is_visit=code == "INSP_FOOD",
        severity=severity.astype("int64"),
        summary="Contact",
    )
    return Touchpoint.shape(frame)


def _profiles(food: pd.DataFrame) -> pd.DataFrame:
    last = food.sort_values("on").drop_duplicates("who").sort_values("who", ignore_index=True)
    kind = last["Facility_Type"].astype("str")
    sector = last["Facility_Type_Clean"].map(SECTORS).fillna("other")
    sector = sector.mask(kind.str.startswith(SCHOOLS), "education")
    sector = sector.mask(kind.str.startswith(CARED), "care")
    named = pd.DataFrame({"profile_id": last["who"], "name": "Made", "sector": sector})
    return Profile.shape(named.assign(located_by="none", status="trading"))


def _operators(food: pd.DataFrame) -> pd.DataFrame:
    """Return which licences one account holds at different addresses."""
    one = food[["who", "ACCOUNT_NUMBER"]].dropna().drop_duplicates()
    held = one.groupby("ACCOUNT_NUMBER")["who"].transform("nunique")
    one = one[(held > 1) & (held <= MOST_OF_ONE_ACCOUNT)]
    return _pairs(one, "ACCOUNT_NUMBER", OPERATOR, SAME_ACCOUNT)


def _pairs(one: pd.DataFrame, key: str, kind: str, probability: float) -> pd.DataFrame:
    both = one.merge(one, on=key)
    both = both[both["who_x"] != both["who_y"]]
    columns = {"profile_id": both["who_x"], "other_id": both["who_y"]}
    return pd.DataFrame(columns).drop_duplicates().assign(kind=kind, probability=probability)


def _successors(food: pd.DataFrame) -> pd.DataFrame:
    """Return which licence was at an address before another began there."""
    lives = food.groupby(["place", "who"])["on"]
    span = lives.agg(["min", "max"]).reset_index()
    both = span[span["place"] != ""].merge(span, on="place", suffixes=("", "_before"))
    after = both[both["max_before"] < both["min"]]
    columns = {"profile_id": after["who"], "other_id": after["who_before"]}
    found = pd.DataFrame(columns).drop_duplicates()
    return found.assign(kind=PREMISES, probability=SAME_PREMISES)
