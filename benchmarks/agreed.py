"""A county whose agencies have agreed to share, for tests and measurements."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from benchmarks.made_up import made_up_boundaries, made_up_tables
from dashboard.settings import make_home
from records.agreements import Agreement, known_sources, parts_of, record_agreement
from records.contracts import Contract
from records.home import Home
from records.state import open_state
from records.store import publish

__all__ = ["agree", "everything_shared", "made_up_home"]

BY = "steward"


def everything_shared(
    *contracts: Contract, agreement_id: str = "everything", **said: object
) -> Agreement:
    """Return an agreement on every source of `contracts`, else on every built-in one.

    Its parties are the agencies that send them; it holds from 2000 to 2100 and covers restricted
    records. said: fields that differ.
    """
    sources = _sources(contracts)
    parties = tuple(dict.fromkeys(sources.values()))
    values: dict[str, object] = {
        "title": "Everything with everyone",
        "purpose": "protect the public",
        "lawful_basis": "Crime and Disorder Act 1998 s.115",
        "lead": parties[0],
        "partners": parties,
        "sources": tuple(sources),
        "starts_on": date(2000, 1, 1),
        "review_on": date(2100, 1, 1),
        "covers_restricted": True,
        "dpia": "DPIA-1",
    }
    return Agreement(agreement_id, **{**values, **said})  # type: ignore[arg-type]


def agree(home: Home, *contracts: Contract, **said: object) -> Agreement:
    """Record in the county's register what `everything_shared` returns, and return it."""
    home.root.mkdir(parents=True, exist_ok=True)
    agreement = everything_shared(*contracts, **said)  # type: ignore[arg-type]
    engine = open_state(home.state_url)
    try:
        return record_agreement(engine, agreement, BY, _sources(contracts))
    finally:
        engine.dispose()


def made_up_home(root: Path) -> Home:
    """Return a county's folder with a made-up build, so that demo people may sign in."""
    home = make_home(root)
    about = {"as_of": "2026-11-01", "synthetic": True, "published_at": "2026-11-01T09:00:00+00:00"}
    publish(home, made_up_tables(profiles=6, seed=1), made_up_boundaries(), about)
    return home


def _sources(contracts: tuple[Contract, ...]) -> dict[str, str]:
    if not contracts:
        return known_sources()
    return {part.name: part.agency for contract in contracts for part in parts_of(contract)}
