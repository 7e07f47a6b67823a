"""What is compared: each record's fields, made comparable and kept once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from linkage.addresses import Address, parse_address, split_postcode
from linkage.collapsing import DERIVED, POINT, SEPARATOR, group_alike, together
from linkage.localities import localities, points_of_postcodes
from linkage.names import name_variants, plain
from linkage.neighbours import degrees
from linkage.words import WordWeights, weigh_words
from records.schema import PlacedRecord

__all__ = [
    "NO_SECTOR",
    "Coded",
    "Floats",
    "Ints",
    "Names",
    "Places",
    "Prepared",
    "prepare",
]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Coded:
    """A text field: the different values, sorted, and each group's place in them (-1: missing)."""

    codes: Ints
    texts: list[str]

    @classmethod
    def of(cls, column: pd.Series[Any]) -> Coded:
        """Return `column` coded; empty text is missing."""
        codes, values = pd.factorize(column.mask(column == ""), sort=True)
        return cls(codes.astype(np.int64), [str(value) for value in values])

    def through(self, change: Callable[[str], str]) -> Coded:
        """Return the field with each value changed; a value changed to nothing is missing."""
        changed = np.array([*(change(value) for value in self.texts), ""], dtype=object)
        return Coded.of(pd.Series(changed[self.codes], dtype="str"))


@dataclass(frozen=True)
class Names:
    """Every different name; `codes[starts[g]:starts[g + 1]]` are those of group g."""

    words: WordWeights
    starts: Ints
    codes: Ints

    @property
    def counts(self) -> Ints:
        """Names of each group."""
        return np.diff(self.starts)


@dataclass(frozen=True)
class Places:
    """Every different address, parsed, and each group's code (-1: missing).

    broad: whether each group's address names only a locality, which says nothing of the street.
    """

    codes: Ints
    parsed: list[Address]
    broad: np.ndarray[Any, np.dtype[np.bool_]]
    words: WordWeights
    street: Coded
    unit: Coded
    letter: Coded
    low: Ints
    high: Ints


@dataclass(frozen=True)
class Prepared:
    """Groups of records that say the same, ready to be compared.

    record_ids: sorted. group: each record's group. first: each group's first record, by which
    groups are numbered. point: latitude and longitude; where `derived`, only of the postcode.
    """

    record_ids: np.ndarray[Any, Any]
    group: Ints
    first: Ints
    source: Coded
    names: Names
    places: Places
    postcode: Coded
    area: Coded
    town: Coded
    phone: Coded
    person: Coded
    sector: Coded
    company_number: Coded
    uprn: Coded
    point: Floats
    derived: np.ndarray[Any, np.dtype[np.bool_]]

    def __len__(self) -> int:
        """Return how many groups there are."""
        return len(self.first)

    @property
    def sizes(self) -> Ints:
        """Records in each group."""
        return np.bincount(self.group, minlength=len(self.first)).astype(np.int64)


R = PlacedRecord
TEXTS = (
    R.source,
    R.name,
    R.address,
    R.town,
    R.postcode,
    R.phone,
    R.person,
    R.sector,
    R.company_number,
    R.uprn,
)
NO_SECTOR = "other"


def prepare(
    records: pd.DataFrame,
    apart: frozenset[str] = frozenset(),
    named: frozenset[str] = frozenset(),
) -> Prepared:
    """Return `records` grouped and made comparable; columns that are absent count as missing.

    apart: sources whose records are each a group of their own; "*" among them: every source.
    named: record_ids that are each a group of their own.
    """
    order = np.argsort(records[R.record_id].astype("str").to_numpy(dtype=object), kind="stable")
    records = records.iloc[order].reset_index(drop=True)
    fields = _fields(records)
    broad = localities(fields[R.address], fields[R.postcode], fields[R.town].unique())
    fields[DERIVED] |= _of_postcodes(fields, broad)
    ids = records[R.record_id].astype("str").to_numpy(dtype=object)
    alone = fields[R.source].isin(apart) | ("*" in apart) | np.isin(ids, sorted(named))
    group = group_alike(fields, alone)
    first = np.unique(group, return_index=True)[1].astype(np.int64)
    made = together(fields, group)
    return _prepared(made, ids, (group, first), _stand_for(made, group), broad)


def _of_postcodes(fields: pd.DataFrame, broad: frozenset[str]) -> Any:
    """Return of each record whether its point, told or found out, is only its postcode's."""
    what = fields[R.address].where(~fields[R.address].isin(broad), fields[R.name])
    return points_of_postcodes(fields[R.source], fields[R.postcode], what, fields[list(POINT)])


def _stand_for(fields: pd.DataFrame, group: Ints) -> Ints:
    """Return how many businesses each group may be; records without any place may all differ."""
    placed = fields[R.address].ne("") | fields[R.postcode].ne("") | fields[POINT[0]].notna()
    sizes = np.bincount(group, minlength=len(fields))
    return np.where(placed.to_numpy(), 1, sizes).astype(np.int64)


def _fields(records: pd.DataFrame) -> pd.DataFrame:
    blank = pd.Series("", index=records.index, dtype="str")
    fields = {
        str(column): records[column].astype("str").fillna("").str.strip()
        if column in records
        else blank
        for column in TEXTS
    }
    fields[str(R.aliases)] = _joined(records[R.aliases]) if R.aliases in records else blank
    return pd.DataFrame(fields | _points(records))


def _joined(aliases: pd.Series[Any]) -> pd.Series[Any]:
    """Return lists of names as one text each; text stays as it is and missing becomes empty."""
    # Lists have no vectorised join.
    texts = [
        SEPARATOR.join(map(str, names)) if isinstance(names, list | tuple | np.ndarray) else names
        for names in aliases
    ]
    return pd.Series(texts, index=aliases.index, dtype="str").fillna("")


def _points(records: pd.DataFrame) -> dict[str, pd.Series[Any]]:
    """Return latitude and longitude, and whether they are only of the postcode."""
    missing = pd.Series(np.nan, index=records.index)
    placed = R.map_lat in records and R.map_lon in records
    columns = (R.map_lat, R.map_lon) if placed else (R.lat, R.lon)
    point = {
        name: degrees(records[column], most).round(6) if column in records else missing
        for name, column, most in zip(POINT, columns, (90.0, 180.0), strict=True)
    }
    derived = (
        records[R.located_by].ne("source")
        if placed and R.located_by in records
        else pd.Series(False, index=records.index)
    )
    return point | {DERIVED: derived}


def _prepared(
    fields: pd.DataFrame,
    ids: Any,
    grouped: tuple[Ints, Ints],
    stand_for: Ints,
    broad: frozenset[str],
) -> Prepared:
    coded = {column: Coded.of(fields[column]) for column in TEXTS}
    postcode = coded[R.postcode]
    return Prepared(
        record_ids=ids,
        group=grouped[0],
        first=grouped[1],
        source=coded[R.source],
        names=_names(fields, stand_for),
        places=_places(coded[R.address], broad),
        postcode=postcode.through(lambda text: split_postcode(text)[0]),
        area=postcode.through(lambda text: split_postcode(text)[1]),
        town=coded[R.town].through(lambda text: " ".join(plain(text).split())),
        phone=coded[R.phone].through(_digits),
        person=coded[R.person].through(_person),
        sector=coded[R.sector].through(lambda text: "" if text == NO_SECTOR else text),
        company_number=coded[R.company_number].through(_company_number),
        uprn=coded[R.uprn].through(lambda text: text.removesuffix(".0").lstrip("0")),
        point=fields[list(POINT)].to_numpy(dtype=np.float64),
        derived=fields[DERIVED].to_numpy(dtype=np.bool_),
    )


def _names(fields: pd.DataFrame, stand_for: Ints) -> Names:
    written = Coded.of(
        fields[R.name].str.cat(fields[R.aliases], sep=SEPARATOR).str.strip(SEPARATOR)
    )
    variants = [*(name_variants(text.split(SEPARATOR)) for text in written.texts), []]
    found = [variants[code] for code in written.codes]
    starts = np.concatenate([[0], np.cumsum([len(names) for names in found])]).astype(np.int64)
    flat = pd.Series([name for names in found for name in names], dtype="object")
    codes, values = pd.factorize(flat, sort=True)
    repeats = np.repeat(stand_for, np.diff(starts))
    counts = np.bincount(codes, weights=repeats, minlength=len(values))
    words = weigh_words([str(value) for value in values], counts)
    return Names(words, starts, codes.astype(np.int64))


def _places(address: Coded, broad: frozenset[str]) -> Places:
    parsed = [parse_address(text) for text in address.texts]
    parsed = [
        place._replace(street="") if text in broad else place
        for text, place in zip(address.texts, parsed, strict=True)
    ]
    is_broad = np.array([*(text in broad for text in address.texts), False], dtype=np.bool_)
    counts = np.bincount(address.codes[address.codes >= 0], minlength=len(parsed))
    words = weigh_words([place.words for place in parsed], counts)
    low, high = ([*(getattr(place, part) for place in parsed), -1] for part in ("low", "high"))
    return Places(
        address.codes,
        parsed,
        is_broad[address.codes],
        words,
        street=_part(address.codes, parsed, "street"),
        unit=_part(address.codes, parsed, "unit"),
        letter=_part(address.codes, parsed, "letter"),
        low=np.array(low, dtype=np.int64)[address.codes],
        high=np.array(high, dtype=np.int64)[address.codes],
    )


def _part(codes: Ints, parsed: list[Address], part: str) -> Coded:
    values = np.array([*(getattr(place, part) for place in parsed), ""], dtype=object)
    return Coded.of(pd.Series(values[codes], dtype="str"))


def _digits(text: str) -> str:
    """Return a telephone number's digits in national form; fewer than six say nothing."""
    digits = "".join(c for c in text.removesuffix(".0") if c.isdigit())
    digits = digits.removeprefix("00")
    digits = "0" + digits[2:] if digits.startswith("44") and len(digits) > 10 else digits  # noqa: PLR2004
    return digits if len(digits) > 5 else ""  # noqa: PLR2004


def _person(text: str) -> str:
    return " ".join(sorted(plain(text).replace(",", " ").replace(".", " ").split()))


def _company_number(text: str) -> str:
    tight = "".join(text.upper().split()).removesuffix(".0")
    return tight.zfill(8) if tight else ""
