"""Which rows does a delivered file hold?"""

from records.reading.rows import Damaged, Rows

__all__ = ["Damaged", "Rows"]
