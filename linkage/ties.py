"""Which records of one business say by themselves that they are one?

A profile is made by all its records together. Whoever may see only some of them must see only what
those say together: so a build keeps, for every profile, which pairs of its records hold by the
words of the two alone. Nothing that a third record says goes into a tie.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from linkage.comparisons import Comparer
from linkage.corpus import Corpus
from linkage.explanation import sentences
from linkage.holding import MOST_LINKS, spanning
from linkage.members import Members, pairs_within
from linkage.model import Model, pretrained, probability
from linkage.prepare import Prepared, prepare
from linkage.settings import LinkageSettings
from records.schema import Link, Record, Tie

__all__ = ["Ties", "weigh_ties"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

CLOSE = 64
"""Records of a profile, in order, with which each is compared; a few farther off besides."""
DECIMALS = 2
"""Of a match weight, as it is kept."""
BREAK = "\n"
"""Between the sentences of a tie."""

_DEFAULT = LinkageSettings()
_EVERY_ONE_ALONE = frozenset("*")


@dataclass(frozen=True)
class Ties:
    """Pairs of records, as places among the record_ids in order, left before right.

    bits: match weight of the two alone. said: place in `sayings` of the sentences that explain it,
    strongest first.
    """

    left: Ints
    right: Ints
    bits: Floats
    said: Ints
    sayings: tuple[str, ...] = ()

    @classmethod
    def read(cls, table: pa.Table) -> Ties:
        """Return the ties of a build's table."""
        said = table.column(str(Tie.because)).combine_chunks().dictionary_encode()
        left, right = (table.column(str(c)).to_numpy() for c in (Tie.row_a, Tie.row_b))
        bits = table.column(str(Tie.weight_bits)).to_numpy()
        sayings = tuple(map(str, said.dictionary.to_pylist()))
        return cls(left, right, bits, said.indices.to_numpy().astype(np.int64), sayings)

    @classmethod
    def of_all(cls, owners: Any, bits: float, saying: str) -> Ties:
        """Return ties between all records of each owner, all of one weight and one saying.

        owners: of each record, in the order of the record_ids.
        """
        part = pd.factorize(np.asarray(owners))[0].astype(np.int64)
        left, right = pairs_within(Members.of(part, np.arange(len(part))))
        nothing = np.zeros(len(left), dtype=np.int64)
        return cls(left, right, np.full(len(left), bits), nothing, (saying,))

    def frame(self) -> pd.DataFrame:
        """Return the ties as a build's table."""
        columns: dict[str, Any] = {
            Tie.row_a: self.left,
            Tie.row_b: self.right,
            Tie.weight_bits: self.bits,
            Tie.because: np.array([*self.sayings, ""], dtype=object)[self.said],
        }
        return Tie.shape(pd.DataFrame(columns))

    def among(self, kept: Flags) -> Ties:
        """Return the ties between records that are `kept`, one flag for each record."""
        both = kept[self.left] & kept[self.right]
        return Ties(
            self.left[both], self.right[both], self.bits[both], self.said[both], self.sayings
        )

    def parts(self, count: int) -> Ints:
        """Return for each of `count` records which part it is in: those that ties hold together."""
        graph = coo_array((np.ones(len(self.left), bool), (self.left, self.right)), (count, count))
        part: Ints = connected_components(graph.tocsr(), directed=False)[1].astype(np.int64)
        return part

    def holding(self, record_ids: Any, parts: Any) -> pd.DataFrame:
        """Return as `Link` pairs the ties that best tell why each part is one, at most ten each.

        record_ids: in order. parts: of each record, any name; a tie between two is left out.
        """
        record_ids = np.asarray(record_ids, dtype=object)
        part = pd.factorize(np.asarray(parts))[0].astype(np.int64)
        inside = np.flatnonzero(part[self.left] == part[self.right])
        order = inside[np.lexsort((self.right[inside], self.left[inside], -self.bits[inside]))]
        left, right = self.left[order], self.right[order]
        tree = spanning(left, right, len(part))
        kept = _telling(part[left], tree)
        chosen, left, right = order[kept], left[kept], right[kept]
        bits = self.bits[chosen]
        because = [self.sayings[one].split(BREAK) if self.sayings[one] else []
                   for one in self.said[chosen]]  # fmt: skip
        columns: dict[str, Any] = {
            Link.id_a: pd.Series(record_ids[left], dtype="str"),
            Link.id_b: pd.Series(record_ids[right], dtype="str"),
            Link.probability: probability(bits),
            Link.weight_bits: bits,
            Link.because: pd.Series(because, dtype="object"),
        }
        return pd.DataFrame(columns)


def _telling(part: Ints, tree: Flags) -> Flags:
    """Tell which ties, given strongest first, say why: the tree, filled up with the strongest.

    Of a larger tree the strongest half and the weakest half.
    """
    frame = pd.DataFrame({"part": part, "tree": tree})
    groups = frame.groupby(["part", "tree"])
    up = groups.cumcount().to_numpy()
    down = groups.cumcount(ascending=False).to_numpy()
    size = np.minimum(frame.groupby("part")["tree"].transform("sum").to_numpy(), MOST_LINKS)
    half = MOST_LINKS // 2
    of_tree = (size < MOST_LINKS) | (up < half) | (down < half)
    kept: Flags = np.where(tree, of_tree, up < MOST_LINKS - size)
    return kept


def weigh_ties(  # noqa: PLR0913  # records, what people said of them, how they are weighed
    records: pd.DataFrame,
    owners: pd.Series[Any],
    same: tuple[Ints, Ints] | None = None,
    settings: LinkageSettings = _DEFAULT,
    *,
    model: Model | None = None,
    corpus: Corpus | None = None,
) -> Ties:
    """Return the ties of `records`, whose profiles are `owners`, in the order of their record_ids.

    Two records of a profile are tied where they weigh enough by themselves, or where a person
    called them the same: `same`, as places among the record_ids in order. corpus: what is learnt
    from all records; None: from these.
    """
    order = np.argsort(records[Record.record_id].to_numpy(dtype=object), kind="stable")
    part = pd.factorize(owners.to_numpy()[order])[0].astype(np.int64)
    model = model or pretrained()
    prepared = prepare(records, _EVERY_ONE_ALONE, corpus=corpus)
    left, right = _candidates(part)
    judged = _packed(*same, len(part)) if same else np.zeros(0, np.int64)
    ends = left, right = _with(left, right, judged, part)
    found = [
        (start + kept, bits[kept], sentences(compared[kept], model, settings.link_reasons))
        for start, compared, bits, kept in _weighed(prepared, (model, settings), ends, judged)
    ]
    at = np.concatenate([one[0] for one in found]) if found else np.zeros(0, np.int64)
    bits = np.concatenate([one[1] for one in found]) if found else np.zeros(0)
    texts = [BREAK.join(told) for one in found for told in one[2]]
    said, sayings = pd.factorize(np.array(texts, dtype=object))
    return Ties(left[at], right[at], bits, said.astype(np.int64), tuple(map(str, sayings)))


def _weighed(
    prepared: Prepared, how: tuple[Model, LinkageSettings], pairs: tuple[Ints, Ints], judged: Ints
) -> Iterator[tuple[int, Floats, Floats, Ints]]:
    """Yield for each batch where it begins, its comparisons, their bits and which are ties."""
    model, settings = how
    comparer = Comparer(prepared, settings.workers)
    for start in range(0, len(pairs[0]), settings.batch_pairs):
        left, right = (end[start : start + settings.batch_pairs] for end in pairs)
        compared = comparer.compare(left, right)
        bits = np.round(model.weight_bits(compared), DECIMALS)
        firm = bits >= settings.min_weight_bits
        firm |= np.isin(_packed(left, right, len(prepared)), judged)
        yield start, compared, bits, np.flatnonzero(firm)


def _candidates(part: Ints) -> tuple[Ints, Ints]:
    """Return the pairs of each part; of a large one each record with those near it and a few."""
    members = Members.of(part, np.arange(len(part)))
    small = members.counts[part] <= 2 * CLOSE
    rows = np.flatnonzero(small)
    left, right = pairs_within(Members.of(part[rows], rows))
    found = [(left, right)]
    for one in np.flatnonzero(members.counts > 2 * CLOSE):
        items = members.items[members.starts[one] : members.starts[one + 1]]
        found += _spread(items)
    lefts, rights = zip(*found, strict=True)
    return np.concatenate(lefts), np.concatenate(rights)


def _spread(items: Ints) -> list[tuple[Ints, Ints]]:
    steps = {*range(1, CLOSE + 1), *range(CLOSE, len(items), -(-len(items) // CLOSE))}
    return [(items[:-step], items[step:]) for step in sorted(steps)]


def _with(left: Ints, right: Ints, judged: Ints, part: Ints) -> tuple[Ints, Ints]:
    """Return the pairs and those that were judged, each once, that are inside a part."""
    count = len(part)
    packed = np.unique(np.concatenate([_packed(left, right, count), judged]))
    low, high = packed // count, packed % count
    inside = part[low] == part[high]
    return low[inside], high[inside]


def _packed(left: Ints, right: Ints, count: int) -> Ints:
    packed: Ints = np.minimum(left, right) * count + np.maximum(left, right)
    return packed
