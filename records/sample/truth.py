"""What is true of the county, to judge linkage and models by?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from records.contracts import find_contract
from records.contracts.faults import Findings
from records.contracts.keys import key_of_rows
from records.contracts.selecting import Sheet
from records.sample.columns import Business, Contact
from records.sample.decoys import GROUPS
from records.sample.deliveries import Delivery
from records.sample.writing import write_csv

__all__ = ["Truth", "write_truth"]


@dataclass(frozen=True)
class Truth:
    """What is true of a county.

    entities: one row for each record: source, source_record_id, business_id, premises_id,
    operator_id, and whether it is of the day kept aside. businesses: name, premises, sector,
    hidden risk (0-1) at the start and end of the window, exploits, days of serious findings.
    successions: chain (its first business), predecessor, successor, days, whether they moved and
    what they share. decoys: kind, group and business_id of those who share something and are no
    successors. faults: rows to be quarantined.
    """

    entities: pd.DataFrame
    businesses: pd.DataFrame
    successions: pd.DataFrame
    decoys: pd.DataFrame
    faults: pd.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """Businesses, records, daily records, faulty rows and successions, for printing."""
        daily = int(self.entities["daily"].sum())
        return {
            "businesses": len(self.businesses),
            "records": len(self.entities) - daily,
            "daily records": daily,
            "faulty rows": len(self.faults),
            "successions": len(self.successions),
        }


def write_truth(
    folder: Path,
    businesses: pd.DataFrame,
    contacts: pd.DataFrame,
    deliveries: Iterable[Delivery],
) -> Truth:
    """Write the truth as five CSV files to `folder` and return it."""
    rows = pd.concat([_keys(d, contacts, folder) for d in deliveries], ignore_index=True)
    sound = rows[~rows["faulty"]].drop_duplicates(["source", "source_record_id"])
    ids = [Business.business_id, Business.premises_id, Business.operator_id]
    owners = businesses[ids].iloc[sound["business"]].reset_index(drop=True)
    entities = pd.concat(
        [sound[["source", "source_record_id"]].reset_index(drop=True), owners], axis=1
    ).assign(daily=sound["daily"].to_numpy())
    truth = Truth(
        entities=entities,
        businesses=_businesses(businesses, contacts),
        successions=_successions(businesses),
        decoys=_decoys(businesses),
        faults=rows.loc[rows["faulty"], ["file", "source", "source_record_id"]],
    )
    for name in ("entities", "businesses", "successions", "decoys", "faults"):
        write_csv(getattr(truth, name), folder / f"truth_{name}.csv", "utf-8", "comma")
    return truth


def _keys(delivery: Delivery, contacts: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Return each row's own key as its contract makes it."""
    # The county's folder holds no mappings of its own.
    contract = find_contract(delivery.source, folder)
    cells = delivery.cells.mask(delivery.cells == "")
    keys = key_of_rows(contract, Sheet.of(cells), Findings())
    return pd.DataFrame(
        {
            "file": delivery.name,
            "source": delivery.source,
            "source_record_id": keys.to_numpy(),
            "business": contacts[Contact.business].to_numpy()[delivery.rows],
            "faulty": delivery.faulty,
            "daily": delivery.daily,
        }
    )


def _chance(log_odds: pd.Series[float]) -> pd.Series[float]:
    return pd.Series(1 / (1 + np.exp(-log_odds.to_numpy())), index=log_odds.index).round(4)


def _businesses(businesses: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    serious = contacts[contacts[Contact.result] == "serious"]
    serious = serious[serious[Contact.category] == "visit"]
    visited = contacts[contacts[Contact.category] == "visit"]
    index = pd.RangeIndex(len(businesses))
    days = serious.groupby(Contact.business)[Contact.day].agg(["min", "max", "size"]).reindex(index)
    visits = visited.groupby(Contact.business).size().reindex(index).fillna(0).astype("int64")
    shown = businesses[
        [
            Business.business_id,
            Business.premises_id,
            Business.operator_id,
            Business.name,
            Business.legal_name,
            Business.sector,
            Business.kind,
            Business.district,
            Business.postcode,
            Business.retail_area,
            Business.chain,
            Business.shared,
            Business.opened_on,
            Business.closed_on,
            Business.predecessor,
            Business.exploits,
        ]
    ]
    return shown.assign(
        risk_at_start=_chance(businesses[Business.risk] - businesses[Business.drift] / 2),
        risk_at_end=_chance(businesses[Business.risk] + businesses[Business.drift] / 2),
        visits=visits,
        serious_findings=days["size"].fillna(0).astype("int64"),
        first_serious_on=_dates(days["min"]),
        last_serious_on=_dates(days["max"]),
    )


def _dates(days: pd.Series[float]) -> pd.Series[pd.Timestamp]:
    return pd.to_datetime(days, unit="D")


def _successions(businesses: pd.DataFrame) -> pd.DataFrame:
    """Return the phoenixes; newcomers who are strangers are not among them."""
    new = businesses[businesses[Business.predecessor].notna()]
    known = businesses.set_index(Business.business_id)
    old = known.loc[new[Business.predecessor]]
    both = zip(
        (new[Business.person].to_numpy() == old[Business.person].to_numpy()),
        (new[Business.phone].to_numpy() == old[Business.phone].to_numpy()),
        strict=True,
    )
    before = old[Business.predecessor].fillna(pd.Series(old.index, index=old.index))
    return pd.DataFrame(
        {
            "chain": before.to_numpy(),
            "predecessor": new[Business.predecessor].to_numpy(),
            "successor": new[Business.business_id].to_numpy(),
            "premises_id": new[Business.premises_id].to_numpy(),
            "moved": (new[Business.premises_id].to_numpy() != old[Business.premises_id].to_numpy()),
            "closed_on": old[Business.closed_on].to_numpy(),
            "reopened_on": new[Business.opened_on].to_numpy(),
            "shared": [
                " and ".join(n for n, s in zip(("person", "phone"), pair, strict=True) if s)
                for pair in both
            ],
        }
    )


def _decoys(businesses: pd.DataFrame) -> pd.DataFrame:
    """Return who shares what with whom, without being run by the same people."""
    found = [_group(businesses, str(column), kind) for column, kind in GROUPS]
    old = businesses[Business.business_id].isin(businesses[Business.taken_from])
    left = businesses[old].assign(group=businesses[Business.business_id], kind=GROUPS[0][1])
    every = pd.concat([*found, left[["kind", "group", Business.business_id]]])
    return every.sort_values(["kind", "group", Business.business_id], ignore_index=True)


def _group(businesses: pd.DataFrame, column: str, kind: str) -> pd.DataFrame:
    rows = businesses[businesses[column].notna()]
    named = rows.assign(group=rows[column], kind=kind)
    return named[["kind", "group", Business.business_id]]
