"""What does each record say, once spelling habits are set aside?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from linkage.addresses import split_postcode
from linkage.coded import Coded, arrow_text
from linkage.many_addresses import many_addresses
from linkage.many_names import SEPARATOR, many_variants
from linkage.names import plain
from linkage.neighbours import degrees
from linkage.side_by_side import at_once
from records.schema import PlacedRecord

__all__ = ["CODED", "COLUMNS", "NO_SECTOR", "Addresses", "Fields", "Written", "read_fields"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
R = PlacedRecord

NO_SECTOR = "other"
DECIMALS = 6
"""Of a degree; a tenth of a metre."""


@dataclass(frozen=True)
class Written:
    """Names as written; value v has the normal names `texts[codes[starts[v]:starts[v + 1]]]`.

    of: value of each row. The last value, -1, has no names. keys: which set of normal names each
    value is; one number for one set, -1 for none.
    """

    of: Ints
    starts: Ints
    codes: Ints
    texts: list[str]
    keys: Ints


@dataclass(frozen=True)
class Addresses:
    """Addresses as written, and of each different one its parts and its lines, words spelled out.

    of: value of each row; -1: none. parsed: the columns of `Address`. lines: commas between.
    """

    of: Ints
    parsed: pa.RecordBatch
    lines: pa.Array


CODED = (
    "source",
    "postcode",
    "area",
    "town",
    "phone",
    "person",
    "sector",
    "company_number",
    "uprn",
)
"""Fields of text of a group, names and addresses aside."""


@dataclass(frozen=True)
class Fields:
    """Fields of records in the order of their record_ids, or of groups in the order of theirs.

    point: latitude and longitude in degrees; where `derived`, only of the postcode.
    """

    source: Coded
    names: Written
    addresses: Addresses
    postcode: Coded
    area: Coded
    town: Coded
    phone: Coded
    person: Coded
    sector: Coded
    company_number: Coded
    uprn: Coded
    point: Floats
    derived: Flags

    def __len__(self) -> int:
        """Return how many records or groups there are."""
        return len(self.derived)


def read_fields(records: pd.DataFrame) -> Fields:
    """Return what `records` say, row by row; columns that are absent count as missing."""
    names, addresses, coded, (point, derived) = at_once(
        len(records),
        lambda: _names(records),
        lambda: _addresses(_text(records, R.address)),
        lambda: _coded(records),
        lambda: _points(records),
    )
    return Fields(names=names, addresses=addresses, point=point, derived=derived, **coded)


def _coded(records: pd.DataFrame) -> dict[str, Coded]:
    """Return the fields of `CODED`."""
    told = {column: _text(records, column) for column in _TOLD}
    postcode = told[R.postcode].through(_tight, "^[0-9A-Z]+$", _without_spaces)
    return {
        "source": told[R.source],
        "postcode": postcode.through(lambda text: split_postcode(text)[0], _BRITISH),
        "area": postcode.through(lambda text: split_postcode(text)[1], _OUTCODE, _outcodes),
        "town": told[R.town].through(_spaced),
        "phone": told[R.phone].through(_digits, "^0[1-9][0-9]{4,}$", _together),
        "person": told[R.person].through(_person),
        "sector": told[R.sector].through(lambda text: "" if text == NO_SECTOR else text),
        "company_number": told[R.company_number].through(_company_number, "^[0-9A-Z]{8}$"),
        "uprn": told[R.uprn].through(_uprn, "^[1-9][0-9]*$"),
    }


_TOLD = (
    R.source,
    R.town,
    R.postcode,
    R.phone,
    R.person,
    R.sector,
    R.company_number,
    R.uprn,
)
COLUMNS = (*_TOLD, R.address, R.name, R.aliases, R.map_lat, R.map_lon, R.lat, R.lon, R.located_by)
"""Columns that are read."""


def _text(records: pd.DataFrame, column: str) -> Coded:
    """Return a column as text, without space around it."""
    if column not in records:
        return Coded(np.full(len(records), -1, dtype=np.int64), [])
    return Coded.of(pc.utf8_trim_whitespace(arrow_text(records[column])))


def _names(records: pd.DataFrame) -> Written:
    """Return the names of each record, aliases among them."""
    written = _text(records, R.name)
    if R.aliases in records:
        others = _joined(records[R.aliases])
        told = pd.Series(np.array([*written.texts, ""], dtype=object)[written.codes], dtype="str")
        written = Coded.of(told.str.cat(others.reset_index(drop=True), sep=SEPARATOR))
    starts, names = many_variants(written.texts)
    starts = np.append(starts, starts[-1])
    return Written(written.codes, starts, names.codes, names.texts, _keys(starts, names.codes))


def _keys(starts: Ints, codes: Ints) -> Ints:
    """Return which set of names each value has: its one name, or a number beyond all of them."""
    counts = np.diff(starts)
    keys = np.append(codes, -1)[starts[:-1]]
    keys[counts == 0] = -1
    several = np.flatnonzero(counts > 1)
    sets = [tuple(sorted(codes[starts[one] : starts[one + 1]].tolist())) for one in several]
    places = {names: place for place, names in enumerate(dict.fromkeys(sets))}
    keys[several] = [len(codes) + places[names] for names in sets]
    return keys


def _joined(aliases: pd.Series[Any]) -> pd.Series[Any]:
    """Return lists of names as one text each; text stays as it is and missing becomes empty."""
    # Lists have no vectorised join.
    texts = [
        SEPARATOR.join(map(str, names)) if isinstance(names, list | tuple | np.ndarray) else names
        for names in aliases
    ]
    return pd.Series(texts, index=aliases.index, dtype="str").fillna("")


def _addresses(told: Coded) -> Addresses:
    address = told.through(_spaced, _PLAIN, pc.ascii_lower)
    return Addresses(address.codes, *many_addresses(address.texts))


def _points(records: pd.DataFrame) -> tuple[Floats, Flags]:
    """Return latitude and longitude, and whether they are only of the postcode."""
    placed = R.map_lat in records and R.map_lon in records
    columns = (R.map_lat, R.map_lon) if placed else (R.lat, R.lon)
    missing = np.full(len(records), np.nan)
    point = [
        np.round(degrees(records[column], most), DECIMALS) if column in records else missing
        for column, most in zip(columns, (90.0, 180.0), strict=True)
    ]
    told = placed and R.located_by in records
    derived = records[R.located_by].ne("source").to_numpy(bool) if told else np.isinf(missing)
    return np.column_stack(point), derived


_PLAIN = r"^[!-@\[-~]+( [!-@\[-~]+)*$"
"""Small letters and signs of ASCII, one space between words."""
_OUTCODE = "^[A-Z]{1,2}[0-9][A-Z0-9]?$"
_BRITISH = "^([A-Z]{1,2}[0-9][A-Z0-9]?)[0-9][A-Z]{2}$"
"""Postcodes as they should be, without space: most are."""


def _outcodes(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(texts, _BRITISH, r"\1")


def _uprn(text: str) -> str:
    return text.removesuffix(".0").lstrip("0")


def _spaced(text: str) -> str:
    return " ".join(plain(text).split())


def _without_spaces(texts: pa.Array) -> pa.Array:
    return pc.replace_substring(pc.ascii_upper(texts), " ", "")


def _tight(text: str) -> str:
    tight = text.upper().removesuffix(".0").replace(" ", "")
    return tight if tight.isalnum() else "".join(c for c in tight if c.isalnum())


_EXTENSION = re.compile(
    r"\s*(?:ext?n?\b|extension|x\s?\d|;|,|\bor\b|/\s*(?=\(?\+?\d{5}))", re.IGNORECASE
)
"""Where a telephone number ends: at an extension or at a second number."""
WITH_1 = 11
"""Digits of an American number with its country's 1."""


def _together(texts: pa.Array) -> pa.Array:
    """Return texts, those of digits and spaces alone without the spaces."""
    spaced = pc.match_substring_regex(texts, "^[0-9 ]+$")
    return pc.if_else(spaced, pc.replace_substring(texts, " ", ""), texts)


def _digits(text: str) -> str:
    """Return a telephone number's digits in national form; fewer than six say nothing."""
    digits = text.removesuffix(".0")
    if not digits.isdigit():
        first = _EXTENSION.split(digits.replace("(0)", ""), maxsplit=1)[0]
        digits = "".join(c for c in first if c.isdigit())
    digits = digits.removeprefix("00")
    digits = digits[1:] if len(digits) == WITH_1 and digits[0] == "1" else digits
    digits = "0" + digits[2:] if digits.startswith("44") and len(digits) > 10 else digits  # noqa: PLR2004
    return digits if len(digits) > 5 else ""  # noqa: PLR2004


def _person(text: str) -> str:
    return " ".join(sorted(plain(text).replace(",", " ").replace(".", " ").split()))


def _company_number(text: str) -> str:
    tight = "".join(text.upper().split()).removesuffix(".0")
    return tight.zfill(8) if tight else ""
