"""How does a file that someone sends through the page become a delivery?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

from werkzeug.datastructures import FileStorage

from dashboard.viewer import Viewer
from records.agreements import Sharing, parts_of, sound_contracts
from records.clock import today
from records.contracts import find_contract
from records.errors import SourceError
from records.home import Home
from records.ingest import Receipt, ingest
from records.spooling import spooled

__all__ = ["Choice", "choices", "received"]


@dataclass(frozen=True)
class Choice:
    """A source that a file may be of. allowed: it may be taken in today."""

    name: str
    title: str
    agency: str
    allowed: bool


def choices(home: Home, sharing: Sharing) -> list[Choice]:
    """Return every source of the county, by title."""
    found = [
        Choice(
            contract.name,
            contract.title,
            contract.agency,
            all(sharing.admits(part.name, part.agency) for part in parts_of(contract)),
        )
        for contract in sound_contracts(home.mappings)
    ]
    return sorted(found, key=lambda choice: choice.title.casefold())


def received(home: Home, viewer: Viewer, source: str, file: FileStorage | None) -> Receipt:
    """Take the file in as a delivery of today, and return what became of it.

    Its name is only ever told, never a path; what is kept of it meanwhile is removed.

    Raises:
        SourceError: no file was chosen, or it is refused.
        HomeError: the disk is full or cannot be written, or the clock was set back.
        StateError: the state database cannot be reached.
    """
    if file is None or not file.filename:
        raise SourceError("No file was chosen. Choose the file the agency sent.")
    contract = find_contract(source, home.mappings)
    day = today(home, datetime.now().astimezone())
    with spooled(home, cast("BinaryIO", file.stream), file.filename) as path:
        return ingest(home, path, contract, day, by=viewer.user)
