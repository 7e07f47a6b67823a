"""Which rows does this file hold, of whatever kind it is?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from records.contracts.headings import folded
from records.contracts.layout import Contract, Reading
from records.errors import SourceError
from records.reading.archives import unpacked
from records.reading.books import book_rows
from records.reading.delimited import delimited_rows
from records.reading.kinds import Kind, kind_of
from records.reading.limits import Limits
from records.reading.rows import Rows

__all__ = ["read_rows"]

_LIMITS = Limits()


def read_rows(path: Path, contract: Contract, limits: Limits = _LIMITS) -> Iterator[Rows]:
    """Yield the rows of a delivered file in batches, at least one.

    CSV (comma, semicolon, tab or bar), XLSX, XML, JSON and JSON lines, told by what the file
    holds, plain or alone in a .zip or .gz. A hostile file costs no more than `limits`.

    Raises:
        SourceError: it is of no such kind, hostile, broken, or has no heading of the contract.
    """
    kind = kind_of(path)
    if kind not in ("zip", "gzip"):
        yield from _plain_rows(path, kind, contract, limits)
        return
    with unpacked(path, kind, limits) as inside:
        kind = kind_of(inside)
        if kind in ("zip", "gzip"):
            raise SourceError(f"{path.name} holds an archive inside an archive. Unpack it first.")
        for rows in _plain_rows(inside, kind, contract, limits):
            # How far into the unpacked copy says nothing of the file that was given.
            yield replace(rows, read_bytes=0)


def _plain_rows(path: Path, kind: Kind, contract: Contract, limits: Limits) -> Iterator[Rows]:
    known = _known(contract)
    if kind == "delimited":
        yield from delimited_rows(path, known, limits)
    else:
        yield from book_rows(path, kind, known, _place(kind, contract.reading), limits)


def _known(contract: Contract) -> Mapping[str, str]:
    """Return the headings the contract speaks of by their folded form, loaded or not."""
    spoken = (*contract.headings, *contract.ignore, *contract.drop, *contract.forbid)
    return {folded(heading): heading for heading in spoken}


def _place(kind: Kind, reading: Reading) -> tuple[str, ...]:
    """Return where the rows lie: element, dotted paths or sheet; empty: to be found."""
    named = {"xml": reading.xml_row, "xlsx": reading.sheet}.get(kind)
    if kind == "json":
        return reading.json_rows
    return (named,) if named else ()
