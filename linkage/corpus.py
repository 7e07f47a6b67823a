"""What do all records together teach of words, letters, localities, points and telephones?

Two records are compared by what they say and by what is learnt here, and by nothing else: with the
same corpus they compare alike, whatever other records stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from linkage.addresses import address_parts
from linkage.coded import Coded
from linkage.fields import Addresses, Fields, Written
from linkage.localities import Localities, Middles
from linkage.members import spread
from linkage.side_by_side import at_once
from linkage.words import RUNS, Letters, Shares
from records.schema import Learnt

__all__ = ["CORPUS", "Corpus", "Places", "learn", "learn_places"]

CORPUS = "corpus.parquet"
"""File of a build that holds the corpus its records were linked by."""

NAME_WORD, ADDRESS_WORD, PHONE = "names with the word", "addresses with the word", "names at phone"
NAME_RUN, ADDRESS_RUN = "names with the letters", "addresses with the letters"
OFTEN, KNOWN = "locality by itself", "locality"
COARSE, MIDDLE = "source of postcode points", "postcode point"
BLANK = " "
"""Between the parts of a postcode's point as text."""
_SIGNS = " abcdefghijklmnopqrstuvwxyz0123456789?"
_WIDTHS = (len(_SIGNS) ** 2, len(_SIGNS), 1)
_PLACE = np.zeros(128, dtype=np.int64)
_PLACE[[*map(ord, _SIGNS)]] = np.arange(len(_SIGNS))
Row = tuple[str, str | None, float]
Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Places:
    """What is learnt of places, which must be known before records that say the same are found."""

    localities: Localities = field(default_factory=Localities)
    middles: Middles = field(default_factory=Middles)


@dataclass(frozen=True)
class Corpus:
    """What is learnt from all records together.

    names, addresses: how many businesses' names and addresses hold each word. name_letters,
    address_letters: how many different ones hold each run of letters. phones: how many different
    names share each telephone.
    """

    places: Places = field(default_factory=Places)
    names: Shares = field(default_factory=Shares)
    addresses: Shares = field(default_factory=Shares)
    phones: Shares = field(default_factory=Shares)
    name_letters: Letters = field(default_factory=Letters)
    address_letters: Letters = field(default_factory=Letters)

    @cached_property
    def letters(self) -> Letters:
        """About how many texts of a name and an address hold each run of letters."""
        return self.name_letters.beside(self.address_letters)

    def frame(self) -> pd.DataFrame:
        """Return what is learnt as a table; the same corpus gives the same rows."""
        return Learnt.shape(pd.DataFrame(self._rows(), columns=Learnt.columns()))

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Corpus:
        """Return the corpus of such a table."""
        kinds = {str(kind): rows for kind, rows in frame.groupby(Learnt.kind)}
        localities = Localities(_texts(kinds, OFTEN), _texts(kinds, KNOWN))
        points = frozenset(map(_spot, _texts(kinds, MIDDLE)))
        return cls(
            Places(localities, Middles(_texts(kinds, COARSE), points)),
            names=Shares(*_counts(kinds, NAME_WORD)),
            addresses=Shares(*_counts(kinds, ADDRESS_WORD)),
            phones=Shares(*_counts(kinds, PHONE)),
            name_letters=_letters(*_counts(kinds, NAME_RUN)),
            address_letters=_letters(*_counts(kinds, ADDRESS_RUN)),
        )

    def write(self, path: Path) -> None:
        """Write the corpus as a Parquet file: the same corpus gives the same bytes."""
        self.frame().to_parquet(path, index=False, compression="zstd")

    @classmethod
    def read(cls, file: Path | BinaryIO) -> Corpus:
        """Return the corpus that `write` wrote."""
        return cls.of(pd.read_parquet(file))

    def _rows(self) -> Iterator[Row]:
        shares = ((NAME_WORD, self.names), (ADDRESS_WORD, self.addresses), (PHONE, self.phones))
        for kind, share in shares:
            yield kind, None, share.total
            yield from ((kind, text, count) for text, count in sorted(share.counts.items()))
        for kind, letters in ((NAME_RUN, self.name_letters), (ADDRESS_RUN, self.address_letters)):
            yield kind, None, float(letters.total)
            several = np.flatnonzero(letters.texts > 1)
            yield from ((kind, _run(int(r)), float(letters.texts[r])) for r in several)
        localities, middles = self.places.localities, self.places.middles
        points = frozenset(BLANK.join(map(str, spot)) for spot in middles.points)
        told = (OFTEN, localities.often), (KNOWN, localities.known)
        for kind, texts in (*told, (COARSE, middles.sources), (MIDDLE, points)):
            yield from ((kind, text, np.nan) for text in sorted(texts))


def learn_places(fields: Fields) -> Places:
    """Return what the records of `fields` teach of localities and of middles of postcodes."""
    posted = fields.postcode
    # One address however it is written: what is learnt must not rest on spelling.
    lines, of = _each_once(fields.addresses.lines, fields.addresses.of)
    towns = [address_parts(town) for town in fields.town.texts]
    localities = Localities.learn(lines, (of, posted.codes), towns)
    broad = np.append(localities.named(lines), False)
    # What stands at a locality is told by its name.
    what = np.where(broad[of], len(lines) + 1 + fields.names.keys[fields.names.of], of)
    return Places(localities, Middles.learn(fields.source, posted, what, fields.point))


def learn(fields: Fields, places: Places, stand_for: Ints) -> Corpus:
    """Return what `fields` of groups of records teach; each group stands for so many businesses."""
    names, addresses = at_once(
        len(fields),
        lambda: _taught_by_names(fields.names, stand_for),
        lambda: _taught_by_addresses(fields.addresses),
    )
    sharing = _sharing(fields.phone, fields.names)
    return Corpus(places, names[0], addresses[0], sharing, names[1], addresses[1])


def _taught_by_names(names: Written, stand_for: Ints) -> tuple[Shares, Letters]:
    group, name = spread(names.of, names.starts, names.codes)
    texts, here = _used(name, names.texts)
    counts = np.bincount(here, weights=stand_for[group], minlength=len(texts))
    return Shares.learn(texts, counts), Letters.learn(texts)


def _taught_by_addresses(addresses: Addresses) -> tuple[Shares, Letters]:
    each, posted = _each_once(addresses.parsed.column("words"), addresses.of)
    words, posted = _used(posted, each.to_pylist())
    addressed = np.bincount(posted[posted >= 0], minlength=len(words))
    return Shares.learn(words, addressed), Letters.learn(words)


def _each_once(values: pa.Array, of: Ints) -> tuple[pa.Array, Ints]:
    """Return different texts that are not empty, and of each row the place among them, or -1."""
    told = pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values)
    found = told.dictionary_encode()
    places = found.indices.fill_null(-1).to_numpy().astype(np.int64)
    return found.dictionary, np.append(places, -1)[of]


def _used(codes: Ints, texts: list[str]) -> tuple[list[str], Ints]:
    """Return the texts that any of `codes` names, and the place of each code among them."""
    used = np.unique(codes[codes >= 0])
    place = np.full(len(texts) + 1, -1, dtype=np.int64)
    place[used] = np.arange(len(used))
    return [texts[one] for one in used], place[codes]


def _sharing(phone: Coded, names: Written) -> Shares:
    """Return how many different names stand at each telephone."""
    key = names.keys[names.of]
    known = (phone.codes >= 0) & (key >= 0)
    pairs = np.unique(phone.codes[known] * (int(key.max(initial=0)) + 1) + key[known])
    of = pairs // (int(key.max(initial=0)) + 1)
    counts = np.bincount(of, minlength=len(phone.texts))
    several = {phone.texts[one]: float(counts[one]) for one in np.flatnonzero(counts > 1)}
    return Shares(several, float(np.count_nonzero(counts)))


def _texts(kinds: dict[str, pd.DataFrame], kind: str) -> frozenset[str]:
    return frozenset(kinds[kind][Learnt.text]) if kind in kinds else frozenset()


def _counts(kinds: dict[str, pd.DataFrame], kind: str) -> tuple[dict[str, float], float]:
    rows = kinds[kind]
    of_all = rows[Learnt.text].isna()
    each = rows[~of_all]
    counts = dict(zip(each[Learnt.text], each[Learnt.count].astype(float), strict=True))
    return counts, float(rows.loc[of_all, Learnt.count].iloc[0])


def _run(run: int) -> str:
    return "".join(_SIGNS[run // width % len(_SIGNS)] for width in _WIDTHS)


def _letters(counts: dict[str, float], total: float) -> Letters:
    texts = np.zeros(RUNS, dtype=np.int64)
    signs = np.frombuffer("".join(counts).encode(), dtype=np.uint8).reshape(-1, len(_WIDTHS))
    texts[_PLACE[signs] @ np.array(_WIDTHS)] = [*counts.values()]
    return Letters(texts, int(total))


def _spot(text: str) -> tuple[str, int, int]:
    postcode, lat, lon = text.rsplit(BLANK, 2)
    return postcode, int(lat), int(lon)
