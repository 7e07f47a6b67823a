"""How good is each partner's data, and what would link most of it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from records.delivery import Quarantined
from records.domain import agencies
from records.history import current_records, deliveries, quarantined
from records.home import Home
from records.schema import Column, PlacedRecord, Record, Table
from records.store import current_id, open_build

__all__ = [
    "Capture",
    "FaultCount",
    "Fix",
    "Quality",
    "fault_counts",
    "linked_records",
    "quality",
    "report",
]

FIXES = 3
"""Fixes told to each partner, at most."""

_FEW = 20
"""Rows below which a share of one source says little; the share of all sources stands for it."""

_IDENTIFIERS: dict[Column, str] = {
    Record.name: "business name",
    Record.postcode: "postcode",
    Record.phone: "telephone number",
    Record.company_number: "company number",
    Record.uprn: "UPRN",
    Record.lat: "coordinates",
}
"""What records are linked by, in plain words."""


class Capture(Table):
    """One row for each source: how complete, valid, prompt and linked its data is."""

    source = Column("source", "text", "contract that read it", required=True)
    agency = Column("agency", "text", "agency that holds it; missing: several")
    rows_in = Column("rows_in", "integer", "rows delivered, the same file counted once")
    records = Column("records", "integer", "records held now")
    quarantined = Column("quarantined", "number", "0-1 of the rows delivered that were set aside")
    has_name = Column("has_name", "number", "0-1 of the records with a business name")
    has_postcode = Column("has_postcode", "number", "0-1 of the records with a postcode")
    has_phone = Column("has_phone", "number", "0-1 of the records with a telephone number")
    has_company_number = Column("has_company_number", "number", "0-1 with a company number")
    has_uprn = Column("has_uprn", "number", "0-1 of the records with a UPRN")
    has_coordinates = Column("has_coordinates", "number", "0-1 of the records with a point")
    has_date = Column("has_date", "number", "0-1 of the records with a day")
    late_median_days = Column("late_median_days", "number", "days from contact to delivery, middle")
    late_p90_days = Column("late_p90_days", "number", "days that 9 of 10 contacts arrive within")
    linked = Column(
        "linked",
        "number",
        "0-1 of the records in a profile with another source's; missing: no build",
    )


class FaultCount(Table):
    """One row for each kind of fault of a source's quarantined rows."""

    source = Column("source", "text", "contract that read it", required=True)
    fault = Column("fault", "text", "heading or kind of damage", required=True)
    rows = Column("rows", "integer", "rows with it; a row may have several")
    share = Column("share", "number", "0-1 of the rows delivered")


class Fix(Table):
    """One row for each thing a partner could mend."""

    source = Column("source", "text", "contract that read it", required=True)
    fix = Column("fix", "text", "what to do, in a sentence", required=True)
    rows = Column("rows", "integer", "rows it concerns")
    gain = Column("gain", "integer", "records it would link, estimated from the data held")


@dataclass(frozen=True)
class Quality:
    """The data-capture report: a `Capture`, a `FaultCount` and a `Fix` frame."""

    table: pd.DataFrame
    faults: pd.DataFrame
    fixes: pd.DataFrame


def quality(home: Home) -> Quality:
    """Return the report on everything held; linkage is that of the current build, if there is one.

    Raises:
        HomeError: a delivery is missing or damaged. BuildError: so is the build.
    """
    placed = None
    if current_id(home) is not None:
        columns = [PlacedRecord.record_id, PlacedRecord.source, PlacedRecord.profile_id]
        with open_build(home, other_columns=True) as build:
            placed = build.table("records", columns)
    return report(current_records(home), deliveries(home), quarantined(home), placed)


def report(
    records: pd.DataFrame,
    ledger: pd.DataFrame,
    set_aside: pd.DataFrame,
    placed: pd.DataFrame | None = None,
) -> Quality:
    """Return the report on these records, deliveries and quarantined rows.

    placed: record_id, source and profile_id of a build. Without it no share linked is told, and
    the gains are estimated from the identifiers that sources share.
    """
    rows_in = ledger.groupby("source")["rows_in"].sum()
    linked = _shares_identifier(records) if placed is None else linked_records(records, placed)
    table = _capture(records, rows_in, set_aside, linked if placed is not None else None)
    faults = fault_counts(set_aside, rows_in)
    return Quality(table, faults, _fixes(records, linked, set_aside))


def linked_records(records: pd.DataFrame, placed: pd.DataFrame) -> pd.Series[Any]:
    """Return which records share a profile with another source's record, in the build `placed`.

    A record that came after the build counts as not linked.
    """
    sources = placed.groupby(PlacedRecord.profile_id)[PlacedRecord.source].transform("nunique")
    together = set(placed.loc[sources > 1, PlacedRecord.record_id])
    return records[Record.record_id].isin(together)


def _shares_identifier(records: pd.DataFrame) -> pd.Series[Any]:
    """Return which records share a number, or name and postcode, with another source."""
    first_word = records[Record.name].str.casefold().str.extract(r"^(\S+)", expand=False)
    keys = [
        *(records[c] for c in (Record.company_number, Record.uprn, Record.phone)),
        records[Record.postcode] + " " + first_word,
    ]
    shared = [records.groupby(key)[Record.source].transform("nunique") > 1 for key in keys]
    return pd.concat(shared, axis="columns").any(axis="columns")


def _capture(
    records: pd.DataFrame,
    rows_in: pd.Series[Any],
    set_aside: pd.DataFrame,
    linked: pd.Series[Any] | None,
) -> pd.DataFrame:
    by_source = records[Record.source]
    sources = sorted({*by_source, *rows_in.index})
    late = (records[Record.received_on] - records[Record.event_on]).dt.days.astype("float64")
    agency = records.groupby(by_source)[Record.agency].agg(_the_one)
    found: dict[Column, Any] = {
        Capture.agency: agency,
        Capture.records: by_source.value_counts(),
        Capture.rows_in: rows_in,
        Capture.quarantined: set_aside[Quarantined.source].value_counts() / rows_in,
        Capture.late_median_days: late.groupby(by_source).median(),
        Capture.late_p90_days: late.groupby(by_source).quantile(0.9),
        **{name: _share(records[column].notna(), by_source) for name, column in _HAS.items()},
    }
    if linked is not None:
        found[Capture.linked] = _share(linked, by_source)
    table = pd.DataFrame({name: values.reindex(sources) for name, values in found.items()})
    counted = dict.fromkeys((Capture.records, Capture.rows_in, Capture.quarantined), 0)
    named = table.fillna(counted).rename_axis(Capture.source).reset_index()
    return Capture.check(Capture.shape(named))


_HAS: dict[Column, Column] = {
    Capture.has_name: Record.name,
    Capture.has_postcode: Record.postcode,
    Capture.has_phone: Record.phone,
    Capture.has_company_number: Record.company_number,
    Capture.has_uprn: Record.uprn,
    Capture.has_coordinates: Record.lat,
    Capture.has_date: Record.event_on,
}


def _the_one(values: pd.Series[Any]) -> Any:
    first = values.iloc[0]
    return first if (values == first).all() else np.nan


def _share(rows: pd.Series[Any], by: pd.Series[Any]) -> pd.Series[Any]:
    return rows.groupby(by).mean()


def fault_counts(set_aside: pd.DataFrame, rows_in: pd.Series[Any]) -> pd.DataFrame:
    """Return a `FaultCount` frame of these `Quarantined` rows, most of each source first.

    rows_in: rows delivered, by source.
    """
    told = set_aside[[Quarantined.source, Quarantined.faults]].explode(Quarantined.faults)
    # A fault of a cell begins with its heading; damage is named whole, without a colon.
    kind = told[Quarantined.faults].astype("str").str.split(": ", n=1).str[0]
    rows = told.assign(fault=kind).groupby([Quarantined.source, "fault"]).size()
    counts = rows.rename(FaultCount.rows).reset_index()
    delivered = counts[FaultCount.source].map(rows_in).astype("float64")
    counts[FaultCount.share] = counts[FaultCount.rows] / delivered
    ordered = counts.sort_values([FaultCount.source, FaultCount.rows], ascending=[True, False])
    return FaultCount.check(FaultCount.shape(ordered.reset_index(drop=True)))


def _fixes(records: pd.DataFrame, linked: pd.Series[Any], set_aside: pd.DataFrame) -> pd.DataFrame:
    """Return for each source the fixes that would link most records, most first.

    A row that is given what it lacks is taken to link as often as the rows of its source that
    have it; a row that is mended as often as its source's rows do.
    """
    known = agencies()
    partners = known.index[known["authority"] != "no"]
    own = records[Record.agency].isin(partners)
    found = [
        _missing(column, words, records[own], linked[own]) for column, words in _IDENTIFIERS.items()
    ]
    found.append(_mendable(set_aside, records[own], linked[own]))
    fixes = pd.concat(found, ignore_index=True)
    best = fixes[fixes[Fix.gain] > 0].sort_values(
        [Fix.gain, Fix.rows, Fix.source], ascending=[False, False, True]
    )
    return Fix.check(Fix.shape(best.groupby(Fix.source).head(FIXES).reset_index(drop=True)))


def _missing(
    column: Column, words: str, records: pd.DataFrame, linked: pd.Series[Any]
) -> pd.DataFrame:
    """Return the fix of giving `column` where it lacks, for each source."""
    has = records[column].notna()
    with_it, without = (
        linked[rows].groupby(records.loc[rows, Record.source]).agg(["mean", "size"])
        for rows in (has, ~has)
    )
    enough = with_it.loc[with_it["size"] >= _FEW, "mean"]
    rate = enough.reindex(without.index).fillna(linked[has].mean())
    gain = ((rate - without["mean"]).clip(lower=0) * without["size"]).fillna(0)
    asks = [
        f"add the {words} to" if source in with_it.index else f"start to give the {words} of"
        for source in without.index
    ]
    return _told(without["size"], gain, asks, " that have none")


def _mendable(
    set_aside: pd.DataFrame, records: pd.DataFrame, linked: pd.Series[Any]
) -> pd.DataFrame:
    """Return the fix of mending the quarantined rows, for each source."""
    rows = set_aside[Quarantined.source].value_counts()
    rate = linked.groupby(records[Record.source]).mean()
    gain = (rate.reindex(rows.index) * rows).fillna(0)
    return _told(rows, gain, ["mend"] * len(rows), " that were set aside")


def _told(rows: pd.Series[Any], gain: pd.Series[Any], asks: list[str], which: str) -> pd.DataFrame:
    gains = gain.round().astype("int64")
    fixes = [
        f"{ask} {row:,} rows{which}: about {more:,} more records would link"
        for ask, row, more in zip(asks, rows, gains, strict=True)
    ]
    return Fix.shape(
        pd.DataFrame(
            {Fix.source: rows.index, Fix.fix: fixes, Fix.rows: rows.array, Fix.gain: gains.array}
        )
    )
