"""What do all records together teach, when no worker sees them all?

Every worker tells what its records hold, as texts with counts; what is told of one text meets in
one part and is added up there. What comes out is the `Corpus` that one machine would have learnt.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from linkage.addresses import address_parts
from linkage.corpus import Corpus, Places
from linkage.fields import Fields, read_fields
from linkage.localities import LEAST, Localities, Middles, is_bare, is_ending, units
from linkage.spark.flow import PART, Data, Flow
from linkage.spark.grouping import frame_of, parts_of
from linkage.spark.rows import ADDRESS_WORDS, MEMBERS, NAMES, PHONE, placed
from linkage.words import RUNS, Letters, Shares, count_runs

__all__ = ["learn_corpus", "learn_places"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
_SIGN = "\x1f"
_KIND, _TEXT, _OTHER, _COUNT = "kind", "text", "other", "count"
TOLD = pa.schema(
    [
        (PART, pa.int32()),
        (_KIND, pa.string()),
        (_TEXT, pa.string()),
        (_OTHER, pa.int64()),
        (_COUNT, pa.float64()),
    ]
)
"""What is told of a text: beside what other thing it stands (as a key), or how often."""
_ENDING, _OFTEN, _TOWN = "ending", "often", "town"
_NAME_WORD, _ADDRESS_WORD, _PHONE, _NAME, _ADDRESS = "nw", "aw", "ph", "na", "ad"
_NAME_RUN, _ADDRESS_RUN = "nr", "ar"
SHARES = (_NAME_WORD, _ADDRESS_WORD, _PHONE)
_TOTAL = ""
"""Stands for all texts together: none of them is empty."""


def _told(frame: pd.DataFrame, parts: int) -> pa.Table:
    """Return rows of `TOLD`, each once, wanted where all that is told of their text meets."""
    sums = frame.groupby([_KIND, _TEXT, _OTHER], sort=False)[_COUNT].sum()
    frame = sums.reset_index()
    key = pd.util.hash_array(frame[_TEXT].to_numpy(dtype=object), categorize=False)
    table = pa.Table.from_pandas(frame, preserve_index=False)
    return table.append_column(PART, parts_of(key, parts)).select(TOLD.names).cast(TOLD)


def keys_of(texts: list[str]) -> Any:
    """Return a key of each text, the same on every worker; Spark knows numbers with a sign only."""
    keys = pd.util.hash_array(np.array([*texts, ""], dtype=object), categorize=False)
    return keys[:-1].view(np.int64)


# Places --------------------------------------------------------------------------------------


def places_told(part: int, records: pa.Table, parts: int) -> pa.Table:
    """Return how addresses end, which addresses without a street stand where, and the towns."""
    del part
    fields = read_fields(frame_of(records))
    lines = fields.addresses.lines
    address = keys_of([_SIGN.join(one) for one in lines])
    endings = [
        (line, key) for one, key in zip(lines, address, strict=True) for line in set(one[1:])
    ]
    bare = _bare(fields, address)
    towns = [" ".join(address_parts(town)) for town in fields.town.texts]
    rows = [(_ENDING, *one) for one in endings] + [(_OFTEN, *one) for one in bare]
    rows += [(_TOWN, town, 0) for town in towns]
    kind, text, other = zip(*rows, strict=True) if rows else ((), (), ())
    columns = {_KIND: kind, _TEXT: text, _OTHER: np.array(other, dtype=np.int64), _COUNT: 1.0}
    return _told(pd.DataFrame(columns), parts)


def _bare(fields: Fields, address: Any) -> list[tuple[str, Any]]:
    """Return the addresses that have neither number nor street, with a key of where they stand."""
    texts = [" ".join(one) for one in fields.addresses.lines]
    bare = np.array([*map(is_bare, texts), False])
    at, posted = fields.addresses.of, fields.postcode.codes
    rows = np.flatnonzero(bare[at] & (posted >= 0))
    where = keys_of(fields.postcode.texts)
    return [(texts[a], address[a] ^ where[p]) for a, p in zip(at[rows], posted[rows], strict=True)]


def places_found(part: int, told: pa.Table) -> pa.Table:
    """Return the texts that stand often enough to be those of localities, and all towns."""
    del part
    counts = told.group_by([_KIND, _TEXT]).aggregate([(_OTHER, "count_distinct")]).to_pandas()
    often = counts[f"{_OTHER}_count_distinct"] >= LEAST
    ending = (counts[_KIND] != _ENDING) | counts[_TEXT].map(is_ending).astype(bool)
    kept = counts[(often & ending) | (counts[_KIND] == _TOWN)]
    columns = {PART: 0, _KIND: kept[_KIND], _TEXT: kept[_TEXT], _OTHER: 0, _COUNT: 0.0}
    return pa.Table.from_pandas(pd.DataFrame(columns), schema=TOLD, preserve_index=False)


SPOTS = pa.schema(
    [
        (PART, pa.int32()),
        ("source", pa.string()),
        ("postcode", pa.string()),
        ("what", pa.int64()),
        ("lat", pa.int64()),
        ("lon", pa.int64()),
    ]
)
"""What stands at which point of a postcode, as a source tells it."""


def spots_told(part: int, records: pa.Table, localities: Localities, parts: int) -> pa.Table:
    """Return the points of postcodes that sources give, each with what stands there."""
    del part
    fields = read_fields(frame_of(records))
    names, at = fields.names, fields.addresses
    rows = np.flatnonzero((fields.postcode.codes >= 0) & np.isfinite(fields.point).all(axis=1))
    broad = np.array([*map(localities.names, at.lines), False], dtype=bool)
    address = np.append(keys_of([_SIGN.join(one) for one in at.lines]), 0)
    name = np.append(keys_of(name_sets(names)), 0)[names.of]
    what = np.where(broad[at.of], name, address[at.of])[rows]
    lat, lon = units(fields.point[rows]).T
    source, posted = fields.source.codes[rows], fields.postcode.codes[rows]
    key = keys_of(fields.source.texts)[source] ^ keys_of(fields.postcode.texts)[posted]
    table = pa.table(
        {
            PART: parts_of(key, parts),
            "source": pa.array(fields.source.texts, pa.string()).take(pa.array(source)),
            "postcode": pa.array(fields.postcode.texts, pa.string()).take(pa.array(posted)),
            "what": what,
            "lat": lat,
            "lon": lon,
        },
        schema=SPOTS,
    )
    return table.group_by(SPOTS.names).aggregate([])


def name_sets(names: Any) -> list[str]:
    """Return each value's names as one text, whatever their order."""
    ends = zip(names.starts[:-1], names.starts[1:], strict=True)
    return [_SIGN.join(sorted(names.texts[code] for code in names.codes[a:b])) for a, b in ends]


def sources_told(part: int, spots: pa.Table) -> pa.Table:
    """Return of each source its postcodes of several addresses, and those of one point only."""
    del part
    held = ["source", "postcode"]
    addresses = spots.group_by(held).aggregate([("what", "count_distinct")])
    points = spots.group_by([*held, "lat", "lon"]).aggregate([]).group_by(held)
    both = addresses.join(points.aggregate([([], "count_all")]), held)
    several = both.filter(pc.greater(both["what_count_distinct"], 1))
    single = pc.equal(several["count_all"], 1)
    counted = pa.table({"source": several["source"], "single": pc.cast(single, pa.int64())})
    sums = counted.group_by("source").aggregate([([], "count_all"), ("single", "sum")])
    found = {PART: np.zeros(len(sums), np.int32), "source": sums["source"]}
    counts = {"several": sums["count_all"], "single": sums["single_sum"]}
    return pa.table(found | counts, schema=SOURCES)


SOURCES = pa.schema(
    [(PART, pa.int32()), ("source", pa.string()), ("several", pa.int64()), ("single", pa.int64())]
)


def middles_of(part: int, spots: pa.Table, sources: frozenset[str]) -> pa.Table:
    """Return the points of those sources that give nothing but the middles of postcodes."""
    del part
    given = spots.filter(pc.is_in(spots["source"], pa.array(sorted(sources), pa.string())))
    once = given.group_by(["postcode", "lat", "lon"]).aggregate([])
    none = {PART: np.zeros(len(once), np.int32), "source": pa.nulls(len(once), pa.string())}
    columns = none | {"what": pa.nulls(len(once), pa.int64())}
    for name in ("postcode", "lat", "lon"):
        columns[name] = once[name]
    return pa.table(columns, schema=SPOTS)


def learn_places(flow: Flow, records: Data) -> Places:
    """Return what `records`, divided over workers, teach of places."""
    parts = flow.share(flow.parts)
    told = flow.each(records, places_told, TOLD, parts)
    found = flow.collect(flow.meet((told,), places_found, TOLD)).to_pandas()
    kinds = {kind: frozenset(rows) for kind, rows in found.groupby(_KIND)[_TEXT]}
    known = kinds.get(_ENDING, frozenset()) | kinds.get(_TOWN, frozenset())
    localities = Localities(kinds.get(_OFTEN, frozenset()), known)
    spots = flow.keep(flow.each(records, spots_told, SPOTS, flow.share(localities), parts))
    counts = flow.collect(flow.meet((spots,), sources_told, SOURCES)).to_pandas()
    sums = counts.groupby("source")[["several", "single"]].sum()
    coarse = frozenset(sums.index[Middles.coarse(sums["several"], sums["single"])])
    middles = Middles(coarse, _points(flow, spots, coarse))
    return Places(localities, middles)


def _points(flow: Flow, spots: Data, sources: frozenset[str]) -> frozenset[tuple[str, int, int]]:
    if not sources:
        return frozenset()
    found = flow.collect(flow.each(spots, middles_of, SPOTS, flow.share(sources)))
    columns = (found[name].to_pylist() for name in ("postcode", "lat", "lon"))
    return frozenset(zip(*columns, strict=True))


# Words, letters, telephones ------------------------------------------------------------------


def words_told(part: int, rows: pa.Table, parts: int) -> pa.Table:
    """Return how many businesses' names and addresses hold each word, and who shares telephones."""
    del part
    sizes = pc.list_value_length(rows[MEMBERS]).to_numpy(zero_copy_only=False)
    stand_for = np.where(placed(rows), 1, sizes)
    lists = rows[NAMES].combine_chunks()
    names = lists.flatten().to_numpy(zero_copy_only=False)
    counts = np.repeat(stand_for, pc.list_value_length(lists).to_numpy(zero_copy_only=False))
    named = pd.Series(counts, index=names).groupby(level=0, sort=False).sum()
    words = rows[ADDRESS_WORDS].drop_null().to_pandas()
    addressed = words[words != ""].value_counts(sort=False)
    sets = np.array([_SIGN.join(sorted(one)) for one in lists.to_pylist()], dtype=object)
    phones = rows[PHONE].to_numpy(zero_copy_only=False)
    known = rows[PHONE].is_valid().to_numpy() & (sets != "")
    frames = [
        *_words(_NAME_WORD, _NAME, named),
        *_words(_ADDRESS_WORD, _ADDRESS, addressed),
        {_KIND: _PHONE, _TEXT: phones[known], _OTHER: keys_of(list(sets[known])), _COUNT: 1.0},
    ]
    return _told(pd.concat(map(pd.DataFrame, frames)), parts)


def _words(word: str, text: str, counts: Any) -> list[dict[str, Any]]:
    """Return how often each word stands in texts, given how often each of them stands."""
    split = [sorted(set(one.split())) for one in counts.index]
    flat = [each for words in split for each in words]
    often = np.repeat(counts.to_numpy(dtype=np.float64), [len(words) for words in split])
    rows = ((word, flat, often), (text, counts.index, counts.to_numpy(dtype=np.float64)))
    return [
        {_KIND: kind, _TEXT: pd.Series(texts, dtype=object), _OTHER: 0, _COUNT: number}
        for kind, texts, number in rows
    ]


def words_found(part: int, told: pa.Table, parts: int) -> pa.Table:
    """Return what is told of each text that more than one stands beside, and of runs of letters."""
    del part
    frame = told.to_pandas()
    kinds = {str(kind): rows for kind, rows in frame.groupby(_KIND)}
    found = [_several(kinds, kind) for kind in (_NAME_WORD, _ADDRESS_WORD)]
    found += [_shared(kinds)]
    for kind, word, run in (
        (_NAME, _NAME_WORD, _NAME_RUN),
        (_ADDRESS, _ADDRESS_WORD, _ADDRESS_RUN),
    ):
        rows = kinds.get(kind, frame[:0])
        texts = sorted(set(rows[_TEXT]))
        held = count_runs(texts)
        runs = np.flatnonzero(held)
        found += [
            _row(word, _TOTAL, [rows[_COUNT].sum()]),
            _row(run, _TOTAL, [len(texts)]),
            _row(run, [str(one) for one in runs], held[runs]),
        ]
    return _told(pd.concat(found), parts)


def _row(kind: str, text: Any, count: Any) -> pd.DataFrame:
    columns = {_COUNT: np.asarray(count, dtype=np.float64), _KIND: kind, _OTHER: 0}
    return pd.DataFrame(columns | {_TEXT: pd.Series(text, dtype=object, index=range(len(count)))})


def _several(kinds: dict[str, pd.DataFrame], kind: str) -> pd.DataFrame:
    if kind not in kinds:
        return _row(kind, [], [])
    sums = kinds[kind].groupby(_TEXT)[_COUNT].sum()
    return _row(kind, list(sums.index[sums > 1]), sums[sums > 1])


def _shared(kinds: dict[str, pd.DataFrame]) -> pd.DataFrame:
    if _PHONE not in kinds:
        return _row(_PHONE, [], [])
    counts = kinds[_PHONE].groupby(_TEXT)[_OTHER].nunique()
    several = _row(_PHONE, list(counts.index[counts > 1]), counts[counts > 1])
    return pd.concat([several, _row(_PHONE, _TOTAL, [len(counts)])])


def added(part: int, told: pa.Table) -> pa.Table:
    """Return the sum of what is told of each text."""
    del part
    sums = told.group_by([_KIND, _TEXT]).aggregate([(_COUNT, "sum")])
    none = {PART: np.zeros(len(sums), np.int32), _OTHER: np.zeros(len(sums), np.int64)}
    found = {_KIND: sums[_KIND], _TEXT: sums[_TEXT], _COUNT: sums[f"{_COUNT}_sum"]}
    return pa.table(none | found).select(TOLD.names)


def learn_corpus(flow: Flow, rows: Data, places: Places) -> Corpus:
    """Return what groups that say the same, as rows divided over workers, teach of everything."""
    parts = flow.share(flow.parts)
    told = flow.each(rows, words_told, TOLD, parts)
    found = flow.meet((told,), words_found, TOLD, parts)
    frame = flow.collect(flow.meet((found,), added, TOLD)).to_pandas()
    kinds = {
        str(kind): dict(zip(told[_TEXT], told[_COUNT], strict=True))
        for kind, told in frame.groupby(_KIND)
    }
    names, addresses, phones = (_shares(kinds.get(kind, {})) for kind in SHARES)
    letters = (_letters(kinds.get(kind, {})) for kind in (_NAME_RUN, _ADDRESS_RUN))
    return Corpus(places, names, addresses, phones, *letters)


def _shares(counts: dict[str, float]) -> Shares:
    total = counts.pop(_TOTAL, 0.0)
    return Shares(counts, total)


def _letters(counts: dict[str, float]) -> Letters:
    total = int(counts.pop(_TOTAL, 0.0))
    texts = np.zeros(RUNS, dtype=np.int64)
    for run, count in counts.items():
        texts[int(run)] = int(count)
    return Letters.counted(texts, total)
