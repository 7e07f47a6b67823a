"""Which real premises are written down anew to train on? Openly licensed registers only.

London's food register and Essex's registers of schools, surgeries, garages, care homes and the
like (Open Government Licence v3.0), and the food businesses of Chicago (City of Chicago, MIT).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from linkage.names import normal_name
from records.schema import PlacedRecord as R

__all__ = ["AREA", "OTHER_NAME", "essex", "london", "us_food"]

OTHER_NAME = "other_name"
"""Column of another name that the register itself gives; empty where it gives none."""
AREA = "area"
"""Column of what premises near each other share: postcode district, or ZIP code."""
_COLUMNS = [
    R.name, R.address, R.town, R.postcode, R.lat, R.lon, R.sector, OTHER_NAME, AREA,
]  # fmt: skip
KINDS_OF_REGISTER = {
    "dfe_schools": "School",
    "dvsa_mot_stations": "Garage",
    "nhs_gp": "Surgery",
    "nhs_pharmacy": "Pharmacy",
    "nhs_dental": "Dental Practice",
    "cqc_care_archived_2024": "Care Home",
    "hmpo_marriage_venues": "Hotel",
    "gambling_premises": "Bookmakers",
    "ea_end_of_life_vehicles": "Scrap",
}
"""Registers of Essex that hold other premises than each other, and what stands in them."""
_POSTCODE = r"^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$"


def london(folder: Path) -> pd.DataFrame:
    """Return the food businesses of London: real names, addresses and points, each once."""
    rows = pd.read_parquet(folder / "registers" / "fhrs_london_2021.parquet")
    lines = [f"AddressLine{n}" for n in range(1, 5)]
    address = rows[lines].fillna("").agg(lambda line: ", ".join(x for x in line if x), axis=1)
    postcode = rows["PostCode"].str.strip()
    found = pd.DataFrame(
        {
            R.name: rows["BusinessName"].str.strip(),
            R.address: address,
            R.town: rows["LocalAuthorityName"],
            R.postcode: postcode,
            R.lat: pd.to_numeric(rows["lat"], errors="coerce"),
            R.lon: pd.to_numeric(rows["lon"], errors="coerce"),
            R.sector: rows["BusinessType"],
            OTHER_NAME: "",
            AREA: postcode.str.split(" ").str[0],
        }
    )
    return _each_once(found[found[R.postcode].str.match(_POSTCODE, na=False)])


def essex(folder: Path) -> pd.DataFrame:
    """Return schools, surgeries, garages, care homes and the like of Essex, each once."""
    rows = pd.read_csv(folder / "registers" / "essex_registers_corpus.csv", dtype="str")
    rows = rows[rows["source"].isin(KINDS_OF_REGISTER)]
    postcode = rows["postcode"].fillna("").str.strip()
    address = rows["address"].fillna("").str.replace(r"\s+", " ", regex=True).str.strip(" ,")
    found = pd.DataFrame(
        {
            R.name: rows["name"].fillna("").str.strip(),
            R.address: address,
            R.town: _last_part(address),
            R.postcode: postcode,
            R.lat: rows["lat"].astype(float),
            R.lon: rows["lon"].astype(float),
            R.sector: rows["source"].map(KINDS_OF_REGISTER),
            OTHER_NAME: "",
            AREA: postcode.str.split(" ").str[0],
        }
    )
    return _each_once(found[found[R.postcode].str.match(_POSTCODE, na=False)])


def us_food(folder: Path) -> pd.DataFrame:
    """Return the food businesses of Chicago, with the other name its inspectors know."""
    rows = pd.read_parquet(folder / "risk" / "chicago" / "food_inspections_features.parquet")
    rows = rows.astype({"DBA_Name": object, "AKA_Name": object, "Address": object})
    blank = {c: rows[c].where(rows[c].notna(), "").astype(str).str.strip()
             for c in ("DBA_Name", "AKA_Name", "Address")}  # fmt: skip
    zips = pd.to_numeric(rows["Zip"], errors="coerce").fillna(0).astype(int).astype(str)
    found = pd.DataFrame(
        {
            R.name: blank["DBA_Name"],
            R.address: blank["Address"],
            R.town: "Chicago",
            R.postcode: zips,
            R.lat: pd.to_numeric(rows["Latitude"], errors="coerce"),
            R.lon: pd.to_numeric(rows["Longitude"], errors="coerce"),
            R.sector: rows["Facility_Type"].astype(object).fillna("").astype(str),
            OTHER_NAME: blank["AKA_Name"],
            AREA: zips,
        }
    )
    found = found[found[R.postcode].str.len() == 5]  # noqa: PLR2004
    # One business is inspected many times: its fullest row stands for it.
    fuller = found.sort_values(OTHER_NAME, ascending=False, kind="stable")
    key = pd.DataFrame({"n": fuller[R.name].map(normal_name), "a": fuller[R.address].str.lower()})
    return _each_once(fuller[~key.duplicated().to_numpy()].sort_index(), R.address)


def _last_part(address: pd.Series[Any]) -> pd.Series[Any]:
    """Return the town of addresses that may end in the county."""
    town = address.str.replace(r",\s*essex$", "", case=False, regex=True)
    return town.str.split(",").str[-1].str.strip().str.title()


def _each_once(found: pd.DataFrame, place: str = R.postcode) -> pd.DataFrame:
    """Return rows that tell all, those of a name that only one business has at a place."""
    told = found[R.lat].notna() & found[R.name].ne("") & found[R.address].ne("")
    found = found[told]
    name = found[R.name].map(normal_name)
    # The same name at the same place is one business registered twice.
    key = pd.DataFrame({"n": name, "p": found[place]})
    alone = ~key.duplicated(keep=False)
    return found.loc[alone & name.ne(""), _COLUMNS].reset_index(drop=True)
