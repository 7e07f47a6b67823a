"""What is kept of prepared records, so that others can be linked with them on another day?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linkage.coded import Coded
from linkage.corpus import Corpus
from linkage.fields import CODED
from linkage.many_addresses import PARSED
from linkage.members import spread
from linkage.prepare import Names, Places, Prepared
from linkage.words import weigh_words

__all__ = ["Kept"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

NAME, ADDRESS = "name", "address"
_BROAD = "broad"
_PARSED = PARSED.append(pa.field(_BROAD, pa.bool_()))


@dataclass(frozen=True)
class Kept:
    """Groups of records as `Prepared` holds them, before their words are weighed.

    record_ids: sorted. group: each record's group, numbered by their first records. codes: by
    field, each group's place in `texts` (-1: missing); of `address`, in `addresses`. starts, names:
    the names of group g are `texts["name"]` at `names[starts[g]:starts[g + 1]]`.
    """

    record_ids: np.ndarray[Any, Any]
    group: Ints
    codes: Mapping[str, Ints]
    texts: Mapping[str, pa.Array]
    addresses: pa.Table
    starts: Ints
    names: Ints
    point: Floats
    derived: Flags

    def __len__(self) -> int:
        """Return how many groups there are."""
        return len(self.derived)

    @property
    def first(self) -> Ints:
        """Return the place of each group's first record; it rises with the group."""
        first = np.zeros(len(self), dtype=np.int64)
        first[self.group[::-1]] = np.arange(len(self.group) - 1, -1, -1)
        return first

    @classmethod
    def of(cls, p: Prepared) -> Kept:
        """Return what is kept of `p`."""
        coded: dict[str, Coded] = {name: getattr(p, name) for name in CODED}
        texts = {name: _texts(field.texts) for name, field in coded.items()}
        return cls(
            record_ids=p.record_ids,
            group=p.group,
            codes={name: field.codes for name, field in coded.items()} | {ADDRESS: p.places.codes},
            texts=texts | {NAME: _texts(p.names.words.texts)},
            addresses=_addresses(p.places),
            starts=p.names.starts,
            names=p.names.codes,
            point=p.point,
            derived=p.derived,
        )

    def taken(self, groups: Ints, corpus: Corpus) -> Prepared:
        """Return some groups, in rising order, ready to be compared."""
        kept = self.only(groups)
        coded = {name: Coded(kept.codes[name], kept.texts[name].to_pylist()) for name in CODED}
        words = weigh_words(kept.texts[NAME].to_pylist(), corpus.names)
        return Prepared(
            record_ids=kept.record_ids,
            group=kept.group,
            first=kept.first,
            corpus=corpus,
            names=Names(words, kept.starts, kept.names),
            places=_places(kept.codes[ADDRESS], kept.addresses, corpus),
            point=kept.point,
            derived=kept.derived,
            **coded,
        )

    def only(self, groups: Ints) -> Kept:
        """Return some groups, in rising order, and no text that none of them has."""
        here = np.zeros(len(self), dtype=bool)
        here[groups] = True
        number = np.cumsum(here) - 1
        rows = here[self.group]
        counts = np.diff(self.starts)[groups]
        _, names = spread(groups, self.starts, self.names)
        names, name_texts = _used(names, self.texts[NAME])
        codes, texts = {}, {NAME: name_texts}
        for name in CODED:
            codes[name], texts[name] = _used(self.codes[name][groups], self.texts[name])
        codes[ADDRESS], addresses = _used(self.codes[ADDRESS][groups], self.addresses)
        return Kept(
            record_ids=self.record_ids[rows],
            group=number[self.group[rows]].astype(np.int64),
            codes=codes,
            texts=texts,
            addresses=addresses,
            starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            names=names,
            point=self.point[groups],
            derived=self.derived[groups],
        )

    def beside(self, other: Kept) -> tuple[Kept, Ints]:
        """Return both as one, and the number that each group has now, this one's groups first."""
        ids = np.concatenate([self.record_ids, other.record_ids])
        order = np.argsort(ids, kind="stable")
        group = np.concatenate([self.group, other.group + len(self)])[order]
        _, first, where = np.unique(group, return_index=True, return_inverse=True)
        rank = np.empty(len(first), dtype=np.int64)
        by_first = np.argsort(first)
        rank[by_first] = np.arange(len(first))
        codes, texts = {}, {}
        for name in CODED:
            both = (self.codes[name], other.codes[name])
            merged, texts[name] = _merged(both, (self.texts[name], other.texts[name]))
            codes[name] = merged[by_first]
        names, texts[NAME] = _merged((self.names, other.names),
                                     (self.texts[NAME], other.texts[NAME]))  # fmt: skip
        far = np.where(other.codes[ADDRESS] < 0, -1, other.codes[ADDRESS] + len(self.addresses))
        codes[ADDRESS] = np.concatenate([self.codes[ADDRESS], far])[by_first]
        starts = np.concatenate([self.starts, other.starts[1:] + self.starts[-1]])
        counts = np.diff(starts)[by_first]
        _, names = spread(by_first, starts, names)
        joined = Kept(
            record_ids=ids[order],
            group=rank[where].astype(np.int64),
            codes=codes,
            texts=texts,
            addresses=pa.concat_tables([self.addresses, other.addresses]).combine_chunks(),
            starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            names=names,
            point=np.concatenate([self.point, other.point])[by_first],
            derived=np.concatenate([self.derived, other.derived])[by_first],
        )
        return joined, rank


def _texts(values: Iterable[str]) -> pa.Array:
    return pa.array(list(values), pa.string())


def _addresses(places: Places) -> pa.Table:
    """Return the parts of every address, and whether it names a locality alone."""
    broad = np.zeros(len(places.parsed) + 1, dtype=bool)
    broad[places.codes] = places.broad
    return pa.table([*places.parsed.columns, pa.array(broad[:-1])], schema=_PARSED)


def _places(codes: Ints, addresses: pa.Table, corpus: Corpus) -> Places:
    columns = [addresses.column(name).combine_chunks() for name in PARSED.names]
    parsed = pa.RecordBatch.from_arrays(columns, schema=PARSED)
    return Places.of(codes, parsed, addresses.column(_BROAD).to_numpy(), corpus)


def _used(codes: Ints, values: Any) -> tuple[Ints, Any]:
    """Return the codes among those values alone that any of them names, and these."""
    here = np.zeros(len(values) + 1, dtype=bool)
    here[codes] = True
    used = np.flatnonzero(here[:-1])
    place = np.full(len(values) + 1, -1, dtype=np.int64)
    place[used] = np.arange(len(used))
    return place[codes], values.take(pa.array(used))


def _merged(codes: tuple[Ints, Ints], texts: tuple[pa.Array, pa.Array]) -> tuple[Ints, pa.Array]:
    """Return the codes of both, one after the other, among the texts of both, each once."""
    found = pc.index_in(texts[1], value_set=texts[0])
    new = pc.is_null(found).to_numpy(zero_copy_only=False)
    place = found.fill_null(-1).to_numpy().astype(np.int64)
    place[new] = len(texts[0]) + np.arange(int(new.sum()))
    moved = np.append(place, -1)[codes[1]]
    both = pa.concat_arrays([texts[0], texts[1].filter(pa.array(new))])
    return np.concatenate([codes[0], moved]), both
