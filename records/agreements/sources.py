"""Which sources are there, who sends them, and which are public registers?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from records.contracts import Contract, contract_names, find_contract
from records.errors import SourceError

__all__ = ["known_sources", "parts_of", "published_sources", "sound_contracts"]

_BUILT_IN = Path(__file__).parent.parent / "sources"


def parts_of(contract: Contract) -> tuple[Contract, ...]:
    """Return the contracts whose names its records bear: those it picks from, else itself."""
    unique = {part.name: part for part in contract.picks.values()}
    return tuple(unique.values()) or (contract,)


def sound_contracts(mappings: Path = _BUILT_IN) -> tuple[Contract, ...]:
    """Return the contracts a delivery can be read by, by name; they are read again when changed.

    mappings: the county's own; a faulty one is left out, and told to whoever uses it.
    """
    return _sound(mappings, _stamp(mappings))


def known_sources(mappings: Path = _BUILT_IN) -> dict[str, str]:
    """Return the agency of each source that records can be of, by name."""
    return {one.name: one.agency for one in sound_contracts(mappings) if one.switch is None}


def published_sources(mappings: Path = _BUILT_IN) -> frozenset[str]:
    """Return the sources whose contract says that they are published."""
    return frozenset(one.name for one in sound_contracts(mappings) if one.published)


@lru_cache(maxsize=4)
def _sound(mappings: Path, _: tuple[tuple[str, int], ...]) -> tuple[Contract, ...]:
    return tuple(_found(mappings))


def _stamp(mappings: Path) -> tuple[tuple[str, int], ...]:
    """What changes when a mapping does."""
    try:
        with os.scandir(mappings) as found:
            told = [
                (one.name, one.stat().st_mtime_ns) for one in found if one.name.endswith(".toml")
            ]
    except FileNotFoundError:
        return ()
    return tuple(sorted(told))


def _found(mappings: Path) -> Iterator[Contract]:
    for name in contract_names(mappings):
        try:
            yield find_contract(name, mappings)
        except SourceError:
            continue
