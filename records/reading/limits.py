"""How much may a delivered file cost to read?"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]

_MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """Bounds past which a file is refused rather than read.

    A CSV is read in a stream, so its size has no bound. ratio: unpacked bytes for each packed
    byte, judged once a file unpacks to more than `ratio_from_bytes`.
    """

    book_bytes: int = 200 * _MB
    """Size of an XLSX, XML or JSON file as delivered."""
    markup_bytes: int = 1_000 * _MB
    """Size of an XML or JSON file once unpacked, and of all parts of an XLSX."""
    unpacked_bytes: int = 8_000 * _MB
    """Size of what a .zip or .gz holds."""
    ratio: int = 250
    ratio_from_bytes: int = 20 * _MB
    members: int = 2_000
    """Parts of an XLSX."""
    memory_bytes: int = 2_000 * _MB
    """Memory of the process that parses an XLSX, XML or JSON file."""
    cpu_seconds: int = 300
    """Processor time of that process."""
    cells: int = 60 * _MB
    """Cells of the rectangle from the first to the last filled cell of a sheet."""
    columns: int = 2_000
    depth: int = 40
    """Elements or objects inside each other in XML and JSON."""
    line_bytes: int = 8 * _MB
    """One line of a CSV, one record of XML or JSON."""
    block_bytes: int = 4 * _MB
    """How much of a CSV is in memory at once."""
