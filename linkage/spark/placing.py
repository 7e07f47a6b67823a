"""Which addresses name only a locality, which points a postcode, when no worker sees all?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from linkage.addresses import address_parts
from linkage.corpus import Places
from linkage.fields import Fields, read_fields
from linkage.localities import LEAST, Localities, Middles, bare_of, is_ending, units
from linkage.spark.flow import PART, Data, Flow
from linkage.spark.grouping import frame_of, parts_of
from linkage.spark.telling import COUNT, KIND, OTHER, SIGN, TEXT, TOLD, keys_of, told_of

__all__ = ["learn_places"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
_ENDING, _OFTEN, _TOWN = "ending", "often", "town"


def places_told(part: int, records: pa.Table, parts: int) -> pa.Table:
    """Return how addresses end, which addresses without a street stand where, and the towns."""
    del part
    fields = read_fields(frame_of(records))
    lines = fields.addresses.lines.to_pylist()
    address = keys_of(lines)
    endings = [
        (line, key)
        for one, key in zip(lines, address, strict=True)
        for line in set(one.split(",")[1:])
    ]
    bare = _bare(fields, address)
    towns = [address_parts(town).replace(",", " ") for town in fields.town.texts]
    rows = [(_ENDING, *one) for one in endings] + [(_OFTEN, *one) for one in bare]
    rows += [(_TOWN, town, 0) for town in towns]
    kind, text, other = zip(*rows, strict=True) if rows else ((), (), ())
    columns = {KIND: kind, TEXT: text, OTHER: np.array(other, dtype=np.int64), COUNT: 1.0}
    return told_of(pd.DataFrame(columns), parts)


def _bare(fields: Fields, address: Any) -> list[tuple[str, Any]]:
    """Return the addresses that have neither number nor street, with a key of where they stand."""
    texts = dict(zip(*bare_of(fields.addresses.lines), strict=True))
    at, posted = fields.addresses.of, fields.postcode.codes
    rows = np.flatnonzero(np.isin(at, [*texts]) & (posted >= 0))
    where = keys_of(fields.postcode.texts)
    return [(texts[a], address[a] ^ where[p]) for a, p in zip(at[rows], posted[rows], strict=True)]


def places_found(part: int, told: pa.Table) -> pa.Table:
    """Return the texts that stand often enough to be those of localities, and all towns."""
    del part
    counts = told.group_by([KIND, TEXT]).aggregate([(OTHER, "count_distinct")]).to_pandas()
    often = counts[f"{OTHER}_count_distinct"] >= LEAST
    ending = (counts[KIND] != _ENDING) | counts[TEXT].map(is_ending).astype(bool)
    kept = counts[(often & ending) | (counts[KIND] == _TOWN)]
    columns = {PART: 0, KIND: kept[KIND], TEXT: kept[TEXT], OTHER: 0, COUNT: 0.0}
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
    broad = np.append(localities.named(at.lines), False)
    address = np.append(keys_of(at.lines.to_pylist()), 0)
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
    return [SIGN.join(sorted(names.texts[code] for code in names.codes[a:b])) for a, b in ends]


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
    kinds = {kind: frozenset(rows) for kind, rows in found.groupby(KIND)[TEXT]}
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
