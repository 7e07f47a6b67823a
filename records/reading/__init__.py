"""Which rows does a delivered file hold?"""

from records.reading.limits import Limits
from records.reading.reader import read_rows
from records.reading.rows import Damaged, Rows

__all__ = ["Damaged", "Limits", "Rows", "read_rows"]
