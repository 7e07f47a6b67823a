"""The page's export, written to a file from the command line."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl

from dashboard.builds import county_of
from dashboard.columns import Columns
from dashboard.components.header import marking
from dashboard.export import csv_of
from dashboard.filters import Filters
from dashboard.queries import ordered
from dashboard.viewer import DEMO
from records.errors import ConcernError, SourceError
from records.home import Home
from records.store import open_build

__all__ = ["asked_filters", "export_file"]


def export_file(home: Home, out: Path, query: str, text: str, *, marked: bool) -> int:
    """Write the businesses that `query` and `text` let through to `out`; return how many.

    The rows are those of the page with the same address, in the same order. An older file of that
    name is replaced only when the new one is whole.

    Raises:
        SourceError: part of `query` is not understood.
        BuildError: there is no build that can be read.
        ConcernError: the file cannot be written.
    """
    with open_build(home) as build:
        county = county_of(build)
    filters = asked_filters(county.columns, query, text)
    content = csv_of(county, DEMO, filters, marked=marked, mark=marking(county.about))
    aside = out.with_name(f".{out.name}.tmp")
    try:
        aside.write_bytes(content)
        os.replace(aside, out)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise ConcernError(f"{out} cannot be written: {error.strerror}. Name another.") from error
    return len(ordered(county, DEMO, filters))


def asked_filters(columns: Columns, query: str, text: str) -> Filters:
    """Return the filters of `query`; unlike the page, refuse what is not understood.

    Raises:
        SourceError: names every part that no filter takes, and every value the county lacks.
    """
    filters = Filters.from_query(query, text)
    taken = {*parse_qsl(filters.to_query()), ("sort", filters.sort)}
    asked = parse_qsl(query.removeprefix("?"), keep_blank_values=True)
    held = {"sector": columns.sectors, "agency": columns.agencies, "district": columns.districts}
    odd = [
        f"{name}={value}"
        for name, value in asked
        if (name, value) not in taken or value not in held.get(name, (value,))
    ]
    if odd:
        raise SourceError(
            f"--filter: {', '.join(odd)} is not understood. "
            "Copy the part after '?' from the address of the page."
        )
    return filters
