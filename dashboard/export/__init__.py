"""What is taken away as a file? What a viewer sees, for a filter state, in the format asked for."""

from __future__ import annotations

from dashboard.export.cells import cells, safe
from dashboard.export.columns import (
    COLUMNS,
    CONTACT_GROUPS,
    CONTACTS,
    EXTRA,
    GROUPS,
    MORE,
    chosen,
)
from dashboard.export.csv_file import dictionary_of
from dashboard.export.formats import FORMATS, Format, Wish, format_of
from dashboard.export.heading import CAUTION
from dashboard.export.taking import File, csv_of, file_of

__all__ = [
    "CAUTION",
    "COLUMNS",
    "CONTACTS",
    "CONTACT_GROUPS",
    "EXTRA",
    "FORMATS",
    "GROUPS",
    "MORE",
    "File",
    "Format",
    "Wish",
    "cells",
    "chosen",
    "csv_of",
    "dictionary_of",
    "file_of",
    "format_of",
    "safe",
]
