"""Which sources are there, who sends them, and which are public registers?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from records.contracts import Contract, contract_names, find_contract
from records.errors import SourceError

__all__ = ["known_sources", "parts_of", "published_sources"]

_BUILT_IN = Path(__file__).parent.parent / "sources"


def parts_of(contract: Contract) -> tuple[Contract, ...]:
    """Return the contracts whose names its records bear: those it picks from, else itself."""
    unique = {part.name: part for part in contract.picks.values()}
    return tuple(unique.values()) or (contract,)


def known_sources(mappings: Path = _BUILT_IN) -> dict[str, str]:
    """Return the agency of each source that can be taken in, by name.

    mappings: the county's own contracts; a faulty one is no source.
    """
    return {contract.name: contract.agency for contract in _sound(mappings)}


def published_sources(mappings: Path = _BUILT_IN) -> frozenset[str]:
    """Return the sources whose contract says that they are published.

    mappings: the county's own contracts; a faulty one vouches for nothing. Read again only when
    one of them changes.
    """
    return _published(mappings, _stamp(mappings))


@lru_cache(maxsize=4)
def _published(mappings: Path, _: tuple[tuple[str, int], ...]) -> frozenset[str]:
    return frozenset(contract.name for contract in _sound(mappings) if contract.published)


def _stamp(mappings: Path) -> tuple[tuple[str, int], ...]:
    """What changes when a mapping does."""
    return tuple((path.name, path.stat().st_mtime_ns) for path in sorted(mappings.glob("*.toml")))


def _sound(mappings: Path) -> Iterator[Contract]:
    """Yield the contracts whose names records may bear."""
    for name in contract_names(mappings):
        try:
            contract = find_contract(name, mappings)
        except SourceError:  # it is told to whoever uses it; here it vouches for nothing
            continue
        if contract.switch is None:
            yield contract
