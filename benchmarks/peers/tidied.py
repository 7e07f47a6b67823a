"""What every peer is given: the records of a file with plainly tidied fields.

The tidying is what their guides show: lower case, no punctuation, no legal form, the house number
apart from the street. Nothing of our own engine is in it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

__all__ = ["TEXTS", "tidied"]

TEXTS = ("name", "address", "number", "street", "city", "postcode", "phone")
_LEGAL = r"\b(?:ltd|limited|plc|llp|inc|llc|corp|co)\b"


def tidied(path: Path) -> pd.DataFrame:
    """Return record_id, source, `TEXTS` and start of each record, None where missing, lat and lon.

    start: the first six letters of the name.
    """
    read = pd.read_csv(path, dtype="str", encoding="utf-8-sig")
    given = {name: _plain(read[name]) if name in read else _none(read) for name in TEXTS}
    address = given["address"]
    number = address.str.extract(r"^(?:unit \w+ |flat \w+ )?(\d+)", expand=False)
    made = {
        **given,
        "name": _emptied(given["name"].str.replace(_LEGAL, " ", regex=True)),
        "number": number,
        "street": _emptied(address.str.replace(r"\d+", " ", regex=True)),
        "postcode": _emptied(given["postcode"].str.replace(" ", "")),
        "phone": _emptied(given["phone"].str.replace(r"\D", "", regex=True).str[-9:]),
        "start": given["name"].str.replace(" ", "").str[:6],
    }
    texts = pd.DataFrame({name: column.astype(object) for name, column in made.items()})
    points = {
        name: pd.to_numeric(read[name], errors="coerce") if name in read else np.nan
        for name in ("lat", "lon")
    }
    ids = read[["record_id", "source"]].astype(object)
    return pd.concat([ids, texts.where(texts.notna(), None)], axis=1).assign(**points)


def _none(read: pd.DataFrame) -> pd.Series:
    return pd.Series(None, index=read.index, dtype="str")


def _plain(column: pd.Series) -> pd.Series:
    return _emptied(column.str.lower().str.replace("&", " and ").str.replace(r"[^\w]+", " ",
                                                                           regex=True))  # fmt: skip


def _emptied(column: pd.Series) -> pd.Series:
    """Return a column trimmed; what is empty then is missing."""
    trimmed = column.str.replace(r"\s+", " ", regex=True).str.strip()
    return trimmed.mask(trimmed == "")
