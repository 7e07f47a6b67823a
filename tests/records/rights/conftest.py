"""A county of kitchens, and people who ask things of their records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from records.audit import Trail, open_trail
from records.contracts import Contract
from records.geography import boundaries
from records.history import current_records
from records.home import Home
from records.ingest import Receipt, ingest
from records.rights.actor import Actor
from records.rights.cases import Request, open_case
from records.rights.deciding import Decision, decide
from records.rights.erasing import Erasure, erase
from records.schema import BUILD_TABLES, PlacedRecord, ScoredProfile
from records.state import open_state
from records.store import publish

HEADING = "Ref,Name,Address,Postcode,Visited,What,Phone\n"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
OFFICER = Actor("officer", NOON, "officer", "ECC_TS", "a request of a person")


def kitchens(**more: object) -> Contract:
    """Return the contract of a published source, keyed by its reference."""
    said = {
        "name": "kitchens",
        "title": "Kitchens",
        "agency": "LA_EH",
        "handling": "P",
        "published": True,
        "key": ["Ref"],
        "columns": {
            "name": {"from": "Name", "required": True},
            "address": "Address",
            "postcode": "Postcode",
            "event_on": "Visited",
            "event_code": {"from": "What", "values": {"visit": "INSP_FOOD"}},
            "phone": "Phone",
        },
    }
    return Contract.model_validate(said | more)


MAPPING = """
name = "kitchens"
title = "Kitchens"
agency = "LA_EH"
handling = "P"
published = true
key = ["Ref"]
[columns]
name = { from = "Name", required = true }
address = "Address"
postcode = "Postcode"
event_on = "Visited"
event_code = { from = "What", values = { visit = "INSP_FOOD" } }
phone = "Phone"
"""


def row(ref: object, name: str = "Brambling Cafe", visited: str = "01/05/2025") -> str:
    """Return a row of a delivery."""
    return f"{ref},{name},{ref} Mill Lane,CM1 1AA,{visited},visit,01245 123456\n"


@dataclass
class County:
    """A home, its audit, and what people do there."""

    home: Home
    trail: Trail
    folder: Path
    given: int = 0

    def take_in(self, *rows: str, received: date = date(2025, 6, 1), **more: object) -> Receipt:
        """Deliver these rows as one file."""
        self.given += 1
        path = self.folder / f"delivery{self.given}.csv"
        path.write_text(HEADING + "".join(rows))
        return ingest(self.home, path, kitchens(**more), received)

    def ask(self, kind: str, record_id: str, **said: object) -> int:
        """Open a case and return its number."""
        request = Request(kind, record_id, "said so by the owner", **said)
        return open_case(self.home, self.trail, request, OFFICER)

    def grant(self, kind: str, record_id: str, **said: object) -> int:
        """Open a case and grant it."""
        number = self.ask(kind, record_id, **said)
        decide(self.home, self.trail, number, Decision(True, "checked with the source"), OFFICER)
        return number

    def erase(self, *record_ids: str, build: Callable[[], object] = lambda: None) -> Erasure:
        """Erase these records, and whatever waits."""
        for record_id in record_ids:
            self.grant("erasure", record_id)
        return erase(self.home, self.trail, build, OFFICER)


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    """Yield a county without deliveries."""
    home = Home.at(tmp_path / "county")
    home.mappings.mkdir(parents=True)
    (home.mappings / "kitchens.toml").write_text(MAPPING)
    engine = open_state(home.state_url)
    yield County(home, open_trail(engine, home), tmp_path)
    engine.dispose()


def later(days: int) -> Actor:
    """Return the officer some days later."""
    return Actor("officer", NOON + timedelta(days=days), "officer", "ECC_TS", "a request")


def light_build(home: Home, profile_id: str = "B0000001", **about: object) -> None:
    """Publish what is held as one business, without linking or scoring it."""
    placed = current_records(home).assign(profile_id=profile_id, located_by="none")
    said = {"profile_id": profile_id, "name": "All", "located_by": "none", "sector": "other"}
    said |= {"status": "trading", "score": 0.0, "band": "low", "score_version": "v1"}
    content = {name: table.empty() for name, table in BUILD_TABLES.items()}
    content["records"] = PlacedRecord.shape(placed)
    content["profiles"] = ScoredProfile.shape(pd.DataFrame([said]))
    publish(home, content, boundaries(home), {"as_of": "2026-11-01", **about})
