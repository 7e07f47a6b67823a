"""The page's export, written to a file from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

from sqlalchemy import Engine

from dashboard import noting
from dashboard.access import Sealed, View, view_of
from dashboard.aside import write_whole
from dashboard.builds import sealed_of
from dashboard.choices import UNRATED
from dashboard.cli.operator import operator
from dashboard.columns import Columns
from dashboard.components.header import marking
from dashboard.export import Wish, dictionary_of, file_of
from dashboard.filters import Filters
from dashboard.on_behalf import viewer_named
from dashboard.seeing import standing
from dashboard.viewer import DEMO, Capability, Viewer
from records.audit import open_trail
from records.errors import AccessError, SourceError
from records.home import Home
from records.state import opened
from records.store import open_build

__all__ = ["Wanted", "as_exporter", "asked_filters", "explained_beside", "export_file"]


@dataclass(frozen=True)
class Wanted:
    """What is to be exported, and for what.

    query: the part of the page's address after "?". text: words looked for. wish: the file. user:
    account as which to export; empty: the operator, who is cleared for P alone, or the demo's
    analyst where the county is made up. purpose, recipient: as audited. explained: what the
    columns mean is written beside it, to a file of its own.
    """

    query: str = ""
    text: str = ""
    wish: Wish = field(default_factory=Wish)
    user: str = ""
    purpose: str = ""
    recipient: str = ""
    explained: bool = False


def export_file(home: Home, out: Path, wanted: Wanted) -> tuple[int, int]:
    """Write the businesses that are wanted to `out`, audited as a disclosure.

    Returns how many businesses it tells of, and how many rows it has.

    The rows are those that the user sees on the page with the same address, in the same order. An
    older file of that name is replaced only when the new one is whole.

    Raises:
        AccessError: there is no such user, they may not export, or purpose or recipient lack.
        SourceError: part of the query is not understood, or it is too large for its format.
        BuildError: there is no build that can be read.
        StateError: the audit cannot be written; nothing is exported.
        ConcernError: the file cannot be written.
    """
    _refuse_unsaid(wanted)
    with as_exporter(home, wanted.user) as (state, view):
        filters = asked_filters(view.county.columns, wanted.query, wanted.text)
        file = file_of(view, filters, wanted.wish, marking(view.county.about))
        said = (wanted.purpose.strip(), wanted.recipient.strip())
        took = noting.Took(filters, file.ids, wanted.wish.format, wanted.wish.columns)
        noting.taken(open_trail(state, home), view, took, said)
    write_whole(out, file.pieces)
    if wanted.explained:
        write_whole(explained_beside(out), [dictionary_of()])
    return len(file.ids), file.rows


def explained_beside(out: Path) -> Path:
    """Return where what the columns mean is written beside a file."""
    return out.with_name(f"{out.stem}-columns.csv")


@contextmanager
def as_exporter(home: Home, user: str) -> Iterator[tuple[Engine, View]]:
    """Yield the state database and what `user` sees of the newest build; empty: the operator.

    Raises:
        AccessError: there is no such user, or they may not export.
        BuildError: there is no build that can be read.
    """
    with open_build(home) as build:
        sealed = sealed_of(build)
    with opened(home.state_url) as state:
        yield state, _view(home, state, sealed, user)


def _refuse_unsaid(wanted: Wanted) -> None:
    lacking = [
        option
        for option, said in (("--purpose", wanted.purpose), ("--recipient", wanted.recipient))
        if not said.strip()
    ]
    if lacking:
        raise AccessError(
            f"An export is a disclosure: say what it is for and who is given it, with "
            f"{' and '.join(lacking)}."
        )


def _view(home: Home, state: Engine, sealed: Sealed, user: str) -> View:
    viewer = _viewer(state, sealed.about.synthetic, user)
    now = standing(state, home)
    return view_of(sealed, viewer, now.terms, now.marks, now.model)


def _viewer(state: Engine, synthetic: bool, user: str) -> Viewer:
    """The one as whom to export; who may sign in here is no way round what they may see."""
    if not user:
        # What an analyst of no agency may: published and plainly shared records.
        name = operator()
        return DEMO if synthetic else Viewer(name, name, "analyst", "", frozenset("P"))
    return viewer_named(state, synthetic, user, Capability.EXPORT)


def asked_filters(columns: Columns, query: str, text: str) -> Filters:
    """Return the filters of `query`; unlike the page, refuse what is not understood.

    Raises:
        SourceError: names every part that no filter takes, and every value the county lacks.
    """
    filters = Filters.from_query(query, text)
    taken = {*parse_qsl(filters.to_query()), ("sort", filters.sort)}
    asked = parse_qsl(query.removeprefix("?"), keep_blank_values=True)
    held = {
        "sector": columns.sectors,
        "agency": columns.agencies,
        "district": columns.districts,
        "ward": columns.wards,
        "type": columns.types,
        "rating": (UNRATED, *columns.ratings),
    }
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
