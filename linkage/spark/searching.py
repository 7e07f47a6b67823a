"""Which texts are nearest to each other, when no worker sees them all?

A text is looked up by runs of letters that few texts share, so however many texts there are, what
is looked up in stays small: at most `MOST_TEXTS` texts for each of the `RUNS` runs. The driver
gathers it once and every worker looks its own texts up in all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from linkage.corpus import Corpus
from linkage.neighbours import best_rows, globe, metres, rarest
from linkage.searches import LIKE_BOTH, LIKE_NAME
from linkage.spark.comparing import Run
from linkage.spark.flow import PART, Data
from linkage.spark.found import BY_RULE, by_rule
from linkage.spark.grouping import parts_of
from linkage.spark.rows import ADDRESS_WORDS, BROAD, GROUP, NAMES
from linkage.spark.telling import SIGN, keys_of
from linkage.words import RUNS, Letters, runs, weighed

__all__ = ["TextSearch", "search_texts"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
TEXT = "text"
_WHERE = ("area", "lat", "lon")
_number, _float = pa.int64(), pa.float64()
HELD = pa.schema(
    [
        (PART, pa.int32()),
        (TEXT, pa.string()),
        (GROUP, _number),
        ("area", _number),
        ("lat", _float),
        ("lon", _float),
    ]
)
"""A text that a group has, and where the group is: a key of its area, 0 for none, and its point."""
LISTED = pa.schema(
    [
        (PART, pa.int32()),
        (TEXT, pa.string()),
        (GROUP, pa.list_(_number)),
        ("area", pa.list_(_number)),
        ("lat", pa.list_(_float)),
        ("lon", pa.list_(_float)),
    ]
)
"""A text, all groups that have it, and where they are; of too many groups none."""
HALF = pa.schema([*LISTED, ("other", pa.string())])
"""A text, its groups, and a text that is near it."""
RUN_COUNTS = pa.schema([(PART, pa.int32()), ("run", _number), ("count", _number)])
RARE = pa.schema(
    [(TEXT, pa.string()), ("run", pa.list_(pa.int32())), ("weight", pa.list_(pa.float32()))]
)
NEAR = pa.schema([(PART, pa.int32()), (TEXT, pa.string()), ("other", pa.string())])
"""Two texts of which one is among the other's nearest, in order."""


@dataclass(frozen=True)
class TextSearch:
    """One search: its place among the rules, and whether addresses belong to the texts.

    Names alone are near only where groups are not surely elsewhere.
    """

    rule: int
    addressed: bool

    def letters(self, corpus: Corpus) -> Letters:
        """Return how many texts hold each run of letters."""
        return corpus.letters if self.addressed else corpus.name_letters


def _held(part: int, rows: pa.Table, search: TextSearch, parts: int) -> pa.Table:
    """Return every text of every group."""
    del part
    lists = rows[NAMES].combine_chunks()
    at = np.repeat(np.arange(rows.num_rows), pc.list_value_length(lists).to_numpy())
    names = lists.flatten()
    if search.addressed:
        said = pc.if_else(rows[BROAD], "", pc.coalesce(rows[ADDRESS_WORDS], ""))
        names = pc.binary_join_element_wise(names, said.take(pa.array(at)).combine_chunks(), SIGN)
    area = keys_of(rows["area"].fill_null("").to_pylist())
    area = np.where(rows["area"].is_valid().to_numpy(), area, 0)
    held = rows.select([GROUP, "lat", "lon"]).append_column("area", pa.array(area))
    table = held.take(pa.array(at)).append_column(TEXT, names)
    return table.append_column(PART, parts_of(text_keys(names), parts)).select(HELD.names)


def text_keys(texts: Any) -> Any:
    """Return a key of each text without a sign, by which it is dealt to parts."""
    return keys_of(texts.to_pylist()).view(np.uint64)


def _listed(part: int, held: pa.Table, cap: int) -> pa.Table:
    """Return each text with all its groups."""
    del part
    held = held.sort_by([(TEXT, "ascending"), (GROUP, "ascending")])
    texts = held[TEXT].combine_chunks().dictionary_encode()
    counts = np.bincount(texts.indices.to_numpy(), minlength=len(texts.dictionary))
    kept = np.repeat(counts <= cap, counts)
    starts = pa.array(np.append(0, np.cumsum(np.where(counts <= cap, counts, 0))), pa.int32())
    columns: dict[str, Any] = {PART: held[PART].take(pa.array(np.cumsum(counts) - counts))}
    columns[TEXT] = texts.dictionary
    for name in (GROUP, *_WHERE):
        values = held[name].combine_chunks().filter(pa.array(kept))
        columns[name] = pa.ListArray.from_arrays(starts, values)
    return pa.table(columns, schema=LISTED)


def _plain(texts: pa.ChunkedArray) -> Any:
    """Return the runs of letters of each text; a name and an address are two texts."""
    split = [text.split(SIGN) for text in texts.to_pylist()]
    held = runs([one[0] for one in split])
    if any(len(one) > 1 for one in split):
        held = held + runs([one[-1] for one in split])
    return sparse.csr_array(held)


def _run_counts(part: int, listed: pa.Table, parts: int) -> pa.Table:
    """Return how many texts hold each run of letters."""
    del part
    counts = np.bincount(_plain(listed[TEXT]).indices, minlength=RUNS)
    found = np.flatnonzero(counts)
    columns = {PART: (found % parts).astype(np.int32), "run": found, "count": counts[found]}
    return pa.table(columns, schema=RUN_COUNTS)


def _added(part: int, counts: pa.Table) -> pa.Table:
    sums = counts.group_by("run").aggregate([("count", "sum")])
    columns = {PART: np.full(len(sums), part, np.int32), "run": sums["run"]}
    return pa.table(columns | {"count": sums["count_sum"]}, schema=RUN_COUNTS)


def _rare(part: int, listed: pa.Table, letters: Letters, often: Ints) -> pa.Table:
    """Return each text's rarest runs of letters and how strongly it holds them, if it has any."""
    del part
    rare = rarest(weighed(_plain(listed[TEXT]), letters), often)
    starts = pa.array(rare.indptr, pa.int32())
    columns = {
        TEXT: listed[TEXT].combine_chunks(),
        "run": pa.ListArray.from_arrays(starts, pa.array(rare.indices, pa.int32())),
        "weight": pa.ListArray.from_arrays(starts, pa.array(rare.data, pa.float32())),
    }
    return pa.table(columns, schema=RARE).filter(pa.array(np.diff(rare.indptr) > 0))


@dataclass(frozen=True)
class _Index:
    """All texts that can be looked up, in order, and their rarest runs."""

    texts: pa.Array
    rare: sparse.csr_array

    @classmethod
    def of(cls, found: pa.Table) -> _Index:
        found = found.sort_by(TEXT).combine_chunks()
        run, weight = (found[name].combine_chunks() for name in ("run", "weight"))
        starts = np.append(0, np.cumsum(pc.list_value_length(run).to_numpy()))
        entries = (weight.flatten().to_numpy(), run.flatten().to_numpy(), starts)
        rare = sparse.csr_array(entries, shape=(found.num_rows, RUNS))
        return cls(found[TEXT].combine_chunks(), rare)


def _near(
    part: int, listed: pa.Table, index: _Index, how: tuple[int, float], parts: int
) -> pa.Table:
    """Return for each text so many nearest to it, if they are so much like it."""
    del part
    place = pc.index_in(listed[TEXT], index.texts).drop_null().to_numpy().astype(np.int64)
    found = best_rows(index.rare, np.sort(place), how[0], least=how[1])
    low, high = np.minimum(*found), np.maximum(*found)
    texts = index.texts.take(pa.array(low))
    columns = {TEXT: texts, "other": index.texts.take(pa.array(high))}
    return pa.table({PART: parts_of(text_keys(texts), parts)} | columns, schema=NEAR)


def _half(part: int, listed: pa.Table, near: pa.Table, parts: int) -> pa.Table:
    """Return the groups of one text of each pair, wanted where the other text's are."""
    del part
    once = near.group_by([TEXT, "other"]).aggregate([])
    place = pc.index_in(once[TEXT], listed[TEXT].combine_chunks())
    rows = listed.take(place).append_column("other", once["other"])
    rows = rows.filter(pc.greater(pc.list_value_length(rows[GROUP]), 0))
    return rows.set_column(0, PART, parts_of(text_keys(rows["other"]), parts))


@dataclass(frozen=True)
class _Where:
    """Groups, and where they are."""

    group: Ints
    area: Ints
    spot: Any

    @classmethod
    def of(cls, rows: pa.Table, at: Ints) -> _Where:
        """Return the flat entries `at` of lists of groups."""
        group, area, lat, lon = (
            rows[name].combine_chunks().flatten().to_numpy(zero_copy_only=False)[at]
            for name in (GROUP, *_WHERE)
        )
        return cls(group, area, globe(np.column_stack([lat, lon]).astype(np.float64)))

    def elsewhere(self, other: _Where, far_m: float) -> Any:
        """Return which groups are surely in another place than the other's: area and far apart."""
        apart = (self.area != other.area) & (self.area != 0) & (other.area != 0)
        return apart & ~(metres(self.spot, other.spot) <= far_m)


def _crossed(one: pa.Table, other: pa.Table, cap: int) -> tuple[_Where, _Where]:
    """Return every group of a row of `one` with every group of that row of `other`, if few."""
    sizes = [
        pc.list_value_length(rows[GROUP]).to_numpy(zero_copy_only=False) for rows in (one, other)
    ]
    starts = [np.cumsum(size) - size for size in sizes]
    many = np.where(sizes[0] * sizes[1] <= cap, sizes[0] * sizes[1], 0)
    row = np.repeat(np.arange(len(many)), many)
    inside = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    at = starts[0][row] + inside // sizes[1][row], starts[1][row] + inside % sizes[1][row]
    return _Where.of(one, at[0]), _Where.of(other, at[1])


def _found(
    part: int, listed: pa.Table, half: pa.Table, run: SearchScale, search: TextSearch
) -> pa.Table:
    """Return the pairs of groups that have texts near to each other."""
    del part
    place = pc.index_in(half["other"], listed[TEXT].combine_chunks())
    one, other = _crossed(half, listed.take(place), run.cap)
    kept = one.group != other.group
    if not search.addressed:
        kept &= ~one.elsewhere(other, run.far_m)
    return by_rule(search.rule, one.group[kept], other.group[kept], run.size)


@dataclass(frozen=True)
class SearchScale:
    """How many groups two texts may stand for, what is far, how many groups a part is home to."""

    cap: int
    far_m: float
    size: int


def search_texts(run: Run, search: TextSearch) -> Data:
    """Return the pairs of groups whose texts are among each other's nearest, as `BY_RULE`."""
    flow, settings = run.flow, run.scale.settings
    parts, this = flow.share(flow.parts), flow.share(search)
    held = flow.each(run.rows, _held, HELD, this, parts)
    listed = flow.keep(flow.meet((held,), _listed, LISTED, flow.share(settings.block_cap)))
    counted = flow.each(listed, _run_counts, RUN_COUNTS, parts)
    counts = flow.collect(flow.meet((counted,), _added, RUN_COUNTS))
    often = np.zeros(RUNS, np.int64)
    often[counts["run"].to_numpy()] = counts["count"].to_numpy()
    letters = flow.share(search.letters(run.scale.corpus))
    index = _Index.of(flow.collect(flow.each(listed, _rare, RARE, letters, flow.share(often))))
    most = flow.share((settings.neighbours, LIKE_BOTH if search.addressed else LIKE_NAME))
    near = flow.each(listed, _near, NEAR, flow.share(index), most, parts)
    half = flow.meet((listed, near), _half, HALF, parts)
    scale = SearchScale(settings.block_cap, settings.far_m, run.scale.size)
    return flow.meet((listed, half), _found, BY_RULE, flow.share(scale), this)
