"""What is compared: each record's fields, made comparable and kept once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from linkage.coded import Coded, numbered
from linkage.collapsing import group_alike, together
from linkage.corpus import Corpus, learn, learn_places
from linkage.fields import COLUMNS, NO_SECTOR, Addresses, Fields, Written, read_fields
from linkage.members import spread
from linkage.pausing import collecting_later
from linkage.side_by_side import at_once
from linkage.sources import of_groups
from linkage.words import WordWeights, weigh_words
from records.schema import PlacedRecord as R

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
Flags = np.ndarray[Any, np.dtype[np.bool_]]


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
    """Every different address, as the columns of `Address`, and each group's code (-1: missing).

    broad: whether each group's address names only a locality, which says nothing of the street.
    """

    codes: Ints
    parsed: pa.RecordBatch
    broad: Flags
    words: WordWeights
    street: Coded
    unit: Coded
    letter: Coded
    low: Ints
    high: Ints

    @classmethod
    def of(cls, codes: Ints, parsed: pa.RecordBatch, broad: Flags, corpus: Corpus) -> Places:
        """Return addresses weighed by what was learnt; broad: which of them names a locality."""
        low, high = (np.append(parsed.column(part).to_numpy(), -1) for part in ("low", "high"))
        street, unit, letter = (
            Coded.of(parsed.column(part)).at(codes) for part in ("street", "unit", "letter")
        )
        return cls(
            codes,
            parsed,
            np.append(broad, False)[codes],
            weigh_words(parsed.column("words").to_pylist(), corpus.addresses),
            street=street,
            unit=unit,
            letter=letter,
            low=low[codes],
            high=high[codes],
        )


@dataclass(frozen=True)
class Prepared:
    """Groups of records that say the same, ready to be compared.

    record_ids: sorted. group: each record's group. first: each group's first record, by which
    groups are numbered. corpus: by which they are compared. source: those of a group's records,
    as `sources.of_groups` joins them. point: latitude and longitude; where `derived`, only of the
    postcode.
    """

    record_ids: np.ndarray[Any, Any]
    group: Ints
    first: Ints
    corpus: Corpus
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
    derived: Flags

    def __len__(self) -> int:
        """Return how many groups there are."""
        return len(self.first)

    @property
    def sizes(self) -> Ints:
        """Records in each group."""
        return np.bincount(self.group, minlength=len(self.first)).astype(np.int64)


@collecting_later()
def prepare(
    records: pd.DataFrame,
    apart: frozenset[str] = frozenset(),
    named: frozenset[str] = frozenset(),
    corpus: Corpus | None = None,
) -> Prepared:
    """Return `records` grouped and made comparable; columns that are absent count as missing.

    apart: sources whose records are each a group of their own; "*" among them: every source.
    named: record_ids that are each a group of their own.
    corpus: what is learnt from all records of which these are some; None: learnt from these.
    """
    ids = records[R.record_id].astype("str").to_numpy(dtype=object)
    order = np.argsort(ids, kind="stable")
    ids = ids[order]
    fields = read_fields(records[[c for c in COLUMNS if c in records]].iloc[order])
    places = corpus.places if corpus else learn_places(fields)
    middles = places.middles.hold(fields.source, fields.postcode, fields.point)
    fields = replace(fields, derived=fields.derived | middles)
    told_apart = corpus is not None and "*" in apart
    alike = np.arange(len(fields)) if told_apart else group_alike(fields)
    if corpus is None:
        made = together(fields, alike)
        corpus = learn(made, places, _stand_for(made, alike))
    group = _alone(alike, _apart(fields.source, apart) | np.isin(ids, sorted(named)))
    first = np.unique(group, return_index=True)[1].astype(np.int64)
    source = of_groups(fields.source, group)
    made = replace(together(fields, group), source=source)
    return _prepared(made, corpus, (ids, group, first))


def _apart(source: Coded, apart: frozenset[str]) -> Flags:
    """Return which records are of a source whose records are each a group of their own."""
    every = "*" in apart
    return np.array([*(every or text in apart for text in source.texts), every])[source.codes]


def _alone(group: Ints, alone: Flags) -> Ints:
    """Return `group` with each record that is `alone` in a group of its own."""
    return numbered(np.where(alone, len(group) + np.arange(len(group)), group))


def _stand_for(fields: Fields, group: Ints) -> Ints:
    """Return how many businesses each group may be; records without any place may all differ."""
    placed = (fields.addresses.of >= 0) | (fields.postcode.codes >= 0) | (fields.area.codes >= 0)
    placed |= np.isfinite(fields.point[:, 0])
    return np.where(placed, 1, np.bincount(group, minlength=len(fields))).astype(np.int64)


def _prepared(fields: Fields, corpus: Corpus, grouped: tuple[Any, Ints, Ints]) -> Prepared:
    names, places = at_once(
        len(fields),
        lambda: _names(fields.names, corpus),
        lambda: _places(fields.addresses, corpus),
    )
    return Prepared(
        record_ids=grouped[0],
        group=grouped[1],
        first=grouped[2],
        corpus=corpus,
        source=fields.source,
        names=names,
        places=places,
        postcode=fields.postcode,
        area=fields.area,
        town=fields.town,
        phone=fields.phone,
        person=fields.person,
        sector=fields.sector,
        company_number=fields.company_number,
        uprn=fields.uprn,
        point=fields.point,
        derived=fields.derived,
    )


def _names(names: Written, corpus: Corpus) -> Names:
    _, codes = spread(names.of, names.starts, names.codes)
    used, codes = np.unique(codes, return_inverse=True)
    counts = np.diff(names.starts)[names.of]
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    words = weigh_words([names.texts[one] for one in used], corpus.names)
    return Names(words, starts, codes.astype(np.int64))


def _places(addresses: Addresses, corpus: Corpus) -> Places:
    localities = corpus.places.localities
    broad = localities.named(addresses.lines)
    # An address that names only a locality names no street.
    streets = pc.if_else(pa.array(broad), "", addresses.parsed.column("street"))
    place = addresses.parsed.schema.get_field_index("street")
    parsed = addresses.parsed.set_column(place, "street", streets)
    return Places.of(addresses.of, parsed, broad, corpus)
