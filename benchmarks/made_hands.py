"""How does a register write down the businesses it lists? Whole columns at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.made_stock import Source

__all__ = ["pick", "where", "written"]

Random = np.random.Generator
Ints = np.ndarray[Any, np.dtype[np.int64]]

SHORTEST = 3
DROP, DOUBLE, SWAP, REPLACE = range(4)
"""Typing errors; texts no longer than `SHORTEST` have none."""
LETTERS = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz", dtype=np.uint8).astype(np.uint32)
SHORT = {
    " Street": " St", " Road": " Rd", " Lane": " Ln", " Avenue": " Ave", " Close": " Cl",
    " Drive": " Dr", " Court": " Ct", " Place": " Pl", " Terrace": " Terr", "Unit ": "U",
}  # fmt: skip


def pick(values: list[str], codes: Ints) -> pd.Series[str]:
    """Return the value of each code."""
    return pd.Series(pd.array(values, dtype="str").take(codes))


def where(flags: Any, one: Any, other: Any) -> pd.Series[str]:
    """Return `one` where the flag is set, `other` elsewhere."""
    return pd.Series(np.where(flags, one, other), dtype="str")


@dataclass(frozen=True)
class _Pen:
    """Writes the rows of one source."""

    rng: Random
    size: int

    def sometimes(self, share: float) -> Any:
        return self.rng.random(self.size) < share

    def with_slips(self, texts: pd.Series[str], share: float) -> pd.Series[str]:
        """Return `texts`, a share of them with one typing error."""
        hit = np.flatnonzero(self.sometimes(share) & (texts.str.len() > SHORTEST).to_numpy(bool))
        if not len(hit):
            return texts
        whole = texts.to_numpy(dtype=object).copy()
        whole[hit] = _slipped(self.rng, whole[hit].astype(str))
        return pd.Series(whole, dtype="str")


def _slipped(rng: Random, texts: Any) -> Any:
    """Return each text with a letter dropped, doubled, replaced or swapped with the next."""
    size, width = len(texts), texts.dtype.itemsize // 4 + 1
    letters = texts.astype(f"U{width}").view(np.uint32).reshape(size, width)
    length = np.char.str_len(texts)
    at = 1 + (rng.random(size) * (length - 2)).astype(np.int64)
    kind = rng.integers(4, size=size)
    column = np.broadcast_to(np.arange(width), (size, width))
    here, after = column == at[:, None], column == at[:, None] + 1
    moved = column + ((kind == DROP)[:, None] & (column >= at[:, None]))
    moved = moved - ((kind == DOUBLE)[:, None] & (column > at[:, None]))
    moved = moved + ((kind == SWAP)[:, None] & here) - ((kind == SWAP)[:, None] & after)
    made = np.take_along_axis(letters, np.minimum(moved, width - 1), axis=1)
    fresh = LETTERS[rng.integers(len(LETTERS), size=size)]
    made = np.where((kind == REPLACE)[:, None] & here, fresh[:, None], made)
    return np.ascontiguousarray(made).view(f"U{width}").ravel().astype(object)


def written(rng: Random, source: Source, rows: pd.DataFrame, index: Ints) -> pd.DataFrame:
    """Return the rows of one source as it writes them."""
    rows, pen = rows.reset_index(drop=True), _Pen(rng, len(rows))
    made = pd.DataFrame({"source": pd.Series(source.name, index=rows.index, dtype="str")})
    made["name"] = _name(pen, source, rows)
    made["address"] = _address(pen, source, rows)
    made["postcode"] = _postcode(pen, rows["postcode"])
    made["phone"] = where(pen.sometimes(0.2), "+44" + rows["phone"].str[1:], rows["phone"])
    for column in ("city", "type", "person", "company_number", "uprn"):
        made[column] = rows[column]
    far = source.metres / 111_000 * rng.standard_exponential((2, len(rows)))
    made["lat"] = (rows["lat"] + far[0] * rng.choice([-1, 1], len(rows))).round(6).astype("str")
    made["lon"] = (rows["lon"] + far[1] * rng.choice([-1, 1], len(rows))).round(6).astype("str")
    for column in (
        "address",
        "city",
        "postcode",
        "phone",
        "type",
        "person",
        "lat",
        "company_number",
        "uprn",
    ):
        made[column] = made[column].where(pen.sometimes(source.given.get(column, 0.0)))
    made["name"] = made["name"].where(pen.sometimes(source.given.get("name", 1.0)))
    made["lon"] = made["lon"].where(made["lat"].notna())
    if source.upper:
        made[["name", "address", "city"]] = made[["name", "address", "city"]].apply(
            lambda c: c.str.upper()
        )
    return made.set_index(index)


def _name(pen: _Pen, source: Source, rows: pd.DataFrame) -> pd.Series[str]:
    name = where(pen.sometimes(source.legal), rows["legal"], rows["name"])
    name = where(pen.sometimes(0.3), name.str.replace("&", "and", regex=False), name)
    name = where(pen.sometimes(0.03), "The " + name, name)
    name = where(pen.sometimes(0.03), rows["person"] + " t/a " + rows["name"], name)
    name = where(pen.sometimes(0.05), name + " " + rows["city"], name)
    name = where(pen.sometimes(0.04), name.str.rsplit(" ", n=1).str[0], name)
    return pen.with_slips(name, source.slips)


def _address(pen: _Pen, source: Source, rows: pd.DataFrame) -> pd.Series[str]:
    address, short = rows["address"], rows["address"]
    for full, brief in SHORT.items():
        short = short.str.replace(full, brief, regex=False)
    address = where(pen.sometimes(source.short), short, address)
    address = where(pen.sometimes(0.4), address + ", " + rows["city"], address)
    address = where(pen.sometimes(0.03), rows["city"], address)
    return pen.with_slips(address, 0.04)


def _postcode(pen: _Pen, postcode: pd.Series[str]) -> pd.Series[str]:
    ends = pick(list("ABDEFGHJLNPQRSTUWXYZ"), pen.rng.integers(20, size=pen.size))
    postcode = where(pen.sometimes(0.02), postcode.str[:-1] + ends, postcode)
    postcode = where(pen.sometimes(0.1), postcode.str.replace(" ", "", regex=False), postcode)
    return where(pen.sometimes(0.02), postcode.str.split(" ").str[0], postcode)
