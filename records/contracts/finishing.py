"""Do a row's values, taken together, make a record?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from records.cleaning import (
    are_personal,
    disclosures,
    grid_to_degrees,
    in_britain,
    trading_names,
    unswapped,
    without_postcode,
)
from records.contracts.faults import Expectation, Findings
from records.contracts.layout import EASTING, NORTHING, Contract
from records.domain import agencies, event_types
from records.schema import Column, Record

__all__ = ["OUTCODE", "finish"]

OUTCODE = "outcode"
"""Column of the outcodes of incomplete postcodes; they are kept at the end of the address."""

_FREE_TEXT = (Record.details, Record.handling_conditions)
_IDENTIFYING = (
    *(Record.name, Record.address, Record.postcode),
    *(Record.uprn, Record.company_number, Record.lat),
)


def finish(
    contract: Contract, frame: pd.DataFrame, received_on: date, findings: Findings
) -> pd.DataFrame:
    """Return `frame` with the columns of `Record`, the delivery's still missing.

    What is wrong with a row as a whole is noted: no day of its contact or one to come, a point
    outside Great Britain, text that may not be loaded, nothing to know a business by.
    """
    frame = _placed(_with_all_columns(frame), contract, findings)
    frame = _addressed(_named(frame))
    frame = _withheld(frame, contract, findings)
    frame = _dated(frame, contract, received_on, findings)
    about = Expectation(
        "row",
        "a name, an address or postcode, a point, a UPRN or a company number",
        "Say which business or premises the row is about.",
    )
    findings.say("row", about, "(row)", frame[[*_IDENTIFYING]].isna().all(axis="columns"))
    return _labelled(frame, contract)


def _with_all_columns(frame: pd.DataFrame) -> pd.DataFrame:
    blank = Record.shape(pd.DataFrame(index=frame.index))
    blank[Record.is_personal] = pd.Series(pd.NA, index=frame.index, dtype="boolean")
    added = [column for column in blank if column not in frame]
    return pd.concat([frame, blank[added]], axis="columns")


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with the name a business trades under, its other names, and whose they are."""
    name, before = trading_names(frame[Record.name])
    aliases = pd.Series(
        [
            [other for other in dict.fromkeys([*given, *more]) if other != kept]
            if given or more
            else given
            for kept, given, more in zip(name.array, frame[Record.aliases], before, strict=True)
        ],
        index=frame.index,
        dtype="object",
    )
    personal = are_personal(name, before)
    stated = frame[Record.is_personal].astype("boolean")
    known = stated.fillna(personal).astype("bool")
    return frame.assign(**{Record.name: name, Record.aliases: aliases, Record.is_personal: known})


def _addressed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with the postcode an address ends in moved to the postcode."""
    address, ending = without_postcode(frame[Record.address])
    postcode = frame[Record.postcode]
    differs = postcode.notna() & ending.notna() & (postcode != ending)
    address = frame[Record.address].where(differs, address)
    postcode = postcode.fillna(ending)
    if OUTCODE in frame:
        outcode = frame[OUTCODE].mask(postcode.notna())
        address = address.mask(outcode.notna(), (address + ", ").fillna("") + outcode)
    return frame.assign(**{Record.address: address, Record.postcode: postcode})


def _headings(contract: Contract, *columns: str) -> str:
    takes = [take for column in columns for take in contract.columns.get(column, ())]
    return " + ".join(dict.fromkeys(h.strip() for take in takes for h in take.headings)) or "(row)"


def _placed(frame: pd.DataFrame, contract: Contract, findings: Findings) -> pd.DataFrame:
    """Return `frame` with points in Great Britain only, in degrees and the right way round."""
    lat, lon = frame[Record.lat], frame[Record.lon]
    heading = _headings(contract, Record.lat, Record.lon, EASTING, NORTHING)
    if EASTING in frame and NORTHING in frame:
        from_grid = grid_to_degrees(frame[EASTING], frame[NORTHING])
        given = frame[[EASTING, NORTHING]].notna().any(axis="columns")
        lat, lon = lat.fillna(from_grid[0]), lon.fillna(from_grid[1])
    else:
        given = lat.notna() | lon.notna()
    lat, lon, swapped = unswapped(lat, lon)
    about = Expectation("lat", "latitude, then longitude", "Swap the two columns at the source.")
    _warn(findings, about, heading, "latitude and longitude the wrong way round", swapped)
    outside = (given | lat.notna() | lon.notna()) & ~in_britain(lat, lon)
    about = Expectation("lat", "a point in Great Britain", "Correct the point; it was left out.")
    _warn(findings, about, heading, "a point outside Great Britain, or half a point", outside)
    return frame.assign(**{Record.lat: lat.mask(outside), Record.lon: lon.mask(outside)})


def _warn(findings: Findings, about: Expectation, heading: str, seen: str, rows: pd.Series) -> None:
    findings.add("blank", about, heading, pd.Series(seen, index=rows.index[rows], dtype="str"))


def _withheld(frame: pd.DataFrame, contract: Contract, findings: Findings) -> pd.DataFrame:
    """Return `frame` without the free text that tells what may never be loaded."""
    kept = {}
    for column in _FREE_TEXT:
        told = disclosures(frame[column])
        about = Expectation(
            column,
            "text without personal or special category data",
            "The text was withheld, the rest of the row is kept. Send it sanitised.",
        )
        findings.add("blank", about, _headings(contract, column), "text that tells " + told)
        kept[str(column)] = frame[column].mask(told.notna())
    return frame.assign(**kept)


def _dated(
    frame: pd.DataFrame, contract: Contract, received_on: date, findings: Findings
) -> pd.DataFrame:
    """Return `frame` with each touchpoint's day before or on the day it was received."""
    day, code = frame[Record.event_on], frame[Record.event_code]
    heading = _headings(contract, Record.event_on)
    to_come = day > pd.Timestamp(received_on)
    seen = "'" + day[to_come].dt.strftime("%Y-%m-%d").astype("str") + "'"
    about = Expectation(
        Record.event_on,
        f"a day up to {received_on}, when the delivery was received",
        "Correct the day; a contact still to come is not a touchpoint.",
    )
    findings.add("row", about, heading, seen)
    undated = code.notna() & day.isna() & ~findings.noted(Record.event_on, frame.index)
    if contract.undated == "keep":
        return frame.assign(**{Record.event_code: code.mask(undated)})
    about = Expectation(
        Record.event_on,
        "the day of the contact",
        "Fill in the day; where a source has none, set undated to keep in the contract.",
    )
    findings.say("row", about, heading, undated)
    return frame


def _labelled(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Return `frame` with its ids, source, agency of the day and handling code."""
    types = event_types()
    careful = frame[Record.event_code].map(types["handling"]) == "C"
    handling: pd.Series = pd.Series(contract.handling, index=frame.index, dtype="str")
    labels: dict[Column, Any] = {
        Record.record_id: contract.name + ":" + frame[Record.source_record_id],
        Record.source: contract.name,
        Record.agency: _agency(contract.agency, frame[Record.event_on]),
        Record.row_number: frame.index.to_numpy(),
        Record.handling: frame[Record.handling].fillna(handling.mask(careful, "C")),
    }
    return frame.assign(**{str(column): values for column, values in labels.items()})


def _agency(agency: str, event_on: pd.Series) -> pd.Series:
    """Return the agency that held `agency`'s work on each day: its successor once it ended."""
    known = agencies().loc[agency]
    held: pd.Series = pd.Series(agency, index=event_on.index, dtype="str")
    if pd.isna(known["valid_to"]) or pd.isna(known["successor"]):
        return held
    return held.mask(event_on >= known["valid_to"], str(known["successor"]))
