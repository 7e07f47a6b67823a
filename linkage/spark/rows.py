"""What does a group of records say, as one row that any worker can read?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linkage.coded import Coded
from linkage.corpus import Corpus
from linkage.fields import CODED
from linkage.many_addresses import PARSED
from linkage.prepare import Names, Places, Prepared
from linkage.spark.flow import PART
from linkage.words import weigh_words

__all__ = [
    "ADDRESS_WORDS",
    "BROAD",
    "FIRST",
    "GROUP",
    "MEMBERS",
    "NAMES",
    "PHONE",
    "PLACE",
    "ROWS",
    "placed",
    "prepared_of",
    "rows_of",
    "texts_at",
]

Ints = np.ndarray[Any, np.dtype[np.int64]]

FIRST, GROUP, MEMBERS, PLACE = "first", "group", "members", "place"
NAMES, PHONE, ADDRESS_WORDS, BROAD = "names", "phone", "words", "broad"
_ADDRESS = ("low", "high", "letter", "unit", "street", ADDRESS_WORDS)
_POINT = ("lat", "lon")
_SIGN = "\x1f"

_string, _number = pa.string(), pa.int64()
ROWS = pa.schema(
    [
        (PART, pa.int32()),
        (GROUP, _number),
        (FIRST, _string),
        (MEMBERS, pa.list_(_string)),
        (PLACE, _string),
        (NAMES, pa.list_(_string)),
        *((name, _string) for name in CODED),
        *((name, pa.int32()) for name in _ADDRESS[:2]),
        *((name, _string) for name in _ADDRESS[2:]),
        (BROAD, pa.bool_()),
        *((name, pa.float64()) for name in _POINT),
        ("derived", pa.bool_()),
    ]
)
"""One row for each group. group: its number, -1 before it has one. first: its first record.
members: all its records, in order. place: texts that sort near each other lie near each other."""


def texts_at(texts: Any, codes: Ints) -> pa.Array:
    """Return the text of each code; missing for -1."""
    values = pa.array(texts, type=_string)
    return values.take(pa.array(codes, type=_number, mask=codes < 0))


def rows_of(p: Prepared) -> pa.Table:
    """Return the groups of `p` as rows; how much words weigh is not among what they say."""
    places = p.places
    known = places.codes >= 0
    address: dict[str, pa.Array] = {
        part: texts_at(places.parsed.column(part), places.codes)
        for part in ("letter", "unit", "street", ADDRESS_WORDS)
    }
    texts = {name: texts_at(getattr(p, name).texts, getattr(p, name).codes) for name in CODED}
    numbers = {"low": places.low, "high": places.high}
    order = np.argsort(p.group, kind="stable")
    ids = pa.array(p.record_ids[order], type=_string)
    columns = (
        {
            PART: pa.array(np.zeros(len(p), dtype=np.int32)),
            GROUP: pa.array(np.full(len(p), -1, dtype=np.int64)),
            FIRST: pa.array(p.record_ids[p.first], type=_string),
            MEMBERS: _lists(np.append(0, np.cumsum(p.sizes)), ids),
            PLACE: _place(texts),
            NAMES: _lists(p.names.starts, texts_at(p.names.words.texts, p.names.codes)),
            BROAD: pa.array(places.broad),
            "derived": pa.array(p.derived),
        }
        | texts
        | address
        | {name: pa.array(np.where(known, of, -1).astype(np.int32)) for name, of in numbers.items()}
        | {name: pa.array(of, from_pandas=True) for name, of in zip(_POINT, p.point.T, strict=True)}
    )
    return pa.table({name: columns[name] for name in ROWS.names}, schema=ROWS)


def _lists(starts: Any, values: pa.Array) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(starts, type=pa.int32()), values)


def _place(texts: dict[str, pa.Array]) -> pa.Array:
    """Return what sorts groups by the map: area and postcode, else town, else nothing."""
    near = pc.coalesce(texts["area"], texts["town"], "")
    return pc.binary_join_element_wise(near, pc.coalesce(texts["postcode"], ""), " ")


def placed(rows: pa.Table) -> Any:
    """Return whether each group says anything of where it is."""
    known = [rows[name].is_valid() for name in (ADDRESS_WORDS, "postcode", "area", "lat")]
    return np.any([one.to_numpy() for one in known], axis=0)


def prepared_of(rows: pa.Table, corpus: Corpus) -> Prepared:
    """Return the groups of `rows`, which are sorted by `first`, ready to be compared by `corpus`.

    So groups stand in the order they have among all groups.
    """
    members = rows[MEMBERS].combine_chunks()
    sizes = pc.list_value_length(members).to_numpy(zero_copy_only=False)
    ids = members.flatten().to_numpy(zero_copy_only=False).astype(object)
    order = np.argsort(ids, kind="stable")
    group = np.repeat(np.arange(rows.num_rows, dtype=np.int64), sizes)[order]
    texts = {name: Coded.of(rows[name]) for name in CODED}
    point = [rows[name].to_numpy(zero_copy_only=False) for name in _POINT]
    return Prepared(
        record_ids=ids[order],
        group=group,
        first=np.unique(group, return_index=True)[1].astype(np.int64),
        corpus=corpus,
        names=_names(rows, corpus),
        places=_places(rows, corpus),
        point=np.column_stack(point).astype(np.float64),
        derived=rows["derived"].to_numpy(zero_copy_only=False).astype(np.bool_),
        **texts,
    )


def _names(rows: pa.Table, corpus: Corpus) -> Names:
    lists = rows[NAMES].combine_chunks()
    counts = pc.list_value_length(lists).to_numpy(zero_copy_only=False)
    flat = Coded.of(lists.flatten())
    starts = np.append(0, np.cumsum(counts)).astype(np.int64)
    return Names(weigh_words(flat.texts, corpus.names), starts, flat.codes)


def _places(rows: pa.Table, corpus: Corpus) -> Places:
    """Return the places of `rows`; one address is known by its parts."""
    parts = [pc.cast(rows[name], _string) for name in _ADDRESS]
    # A missing part makes the whole missing: `words` is there wherever an address is.
    told = Coded.of(pc.binary_join_element_wise(*parts, _SIGN))
    said = [*zip(*(text.split(_SIGN) for text in told.texts), strict=True)] or [()] * len(PARSED)
    columns = [
        pa.array(part, type=_string).cast(one.type) for part, one in zip(said, PARSED, strict=True)
    ]
    broad = np.zeros(len(told.texts) + 1, dtype=np.bool_)
    broad[told.codes] = rows[BROAD].to_numpy(zero_copy_only=False)
    parsed = pa.RecordBatch.from_arrays(columns, schema=PARSED)
    return Places.of(told.codes, parsed, broad[:-1], corpus)
