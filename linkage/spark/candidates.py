"""Which pairs of groups are worth comparing, when no worker sees them all?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linkage.blocking import Dropped, key_bits, pairs_in_blocks
from linkage.keys import NONE
from linkage.rules import RULES, Told
from linkage.spark.comparing import PAIRS, Run, Scale, places_in
from linkage.spark.flow import PART, Data
from linkage.spark.found import BY_RULE, RULE, by_rule
from linkage.spark.mapping import search_points
from linkage.spark.rows import GROUP, prepared_of
from linkage.spark.searching import TextSearch, search_texts

__all__ = ["Candidates", "candidates"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
_KEY = "key"
KEYS = pa.schema(
    [
        (PART, pa.int32()),
        (RULE, pa.int16()),
        (_KEY, pa.int64()),
        (GROUP, pa.int64()),
        ("among", pa.bool_()),
    ]
)
"""Groups and a key that a rule gives them; whether they are of those a pair must have one of."""
DROPPED = np.array([-1, -2, -3])
"""`left` of counts: keys that held too many groups, these, their pairs."""
PAIRS_FOUND = -4
"""`left` of a count: pairs a rule found."""


def _keys(part: int, rows: pa.Table, scale: Scale, parts: int) -> pa.Table:
    """Return the keys that rules give to groups; what one machine cuts off a key is cut off."""
    del part
    p, number = prepared_of(rows, scale.corpus), rows[GROUP].to_numpy()
    told, every = Told(p), np.ones(len(p), bool)
    of_rules = []
    for place, rule in enumerate(RULES):
        group, key = rule.keys(told)
        group, key = group[key != NONE], key[key != NONE]
        among = rule.among(told) if rule.among else every
        of_rules.append((np.full(len(key), place, np.int16), key, number[group], among[group]))
    rule_of, key, group, among = map(np.concatenate, zip(*of_rules, strict=True))
    kept = (key << np.uint64(key_bits(scale.groups))) >> np.uint64(key_bits(scale.groups))
    to = (kept % np.uint64(parts)).astype(np.int32)
    columns = {PART: to, RULE: rule_of, _KEY: key.view(np.int64), GROUP: group, "among": among}
    return pa.table(columns, schema=KEYS)


def _met(part: int, keys: pa.Table, scale: Scale) -> pa.Table:
    """Return the pairs of groups that share a key, and what was dropped."""
    del part
    rule, key, group = (keys[name].to_numpy() for name in (RULE, _KEY, GROUP))
    among = keys["among"].to_numpy()
    found, cap = [], scale.settings.block_cap
    for one in np.unique(rule):
        own = rule == one
        keyed = group[own], key[own].view(np.uint64)
        left, right, dropped = pairs_in_blocks(keyed, scale.groups, cap)
        kept = among[own][places_in(group[own], left)] | among[own][places_in(group[own], right)]
        found.append(by_rule(int(one), left[kept], right[kept], scale.size))
        found.append(counts_of(int(one), DROPPED, np.array(dropped, dtype=np.int64)))
    return pa.concat_tables(found)


def counts_of(rule: int, named: Ints, counts: Ints) -> pa.Table:
    """Return counts of a rule."""
    columns = {PART: np.zeros(len(named), np.int32), RULE: np.full(len(named), rule, np.int16)}
    return pa.table(columns | {"left": named, "right": counts}, schema=BY_RULE)


def _once(part: int, found: pa.Table) -> pa.Table:
    """Return each pair once, under rule -1; how many pairs each rule found; other counts."""
    del part
    counts = found.filter(pc.less(found["left"], 0))
    pairs = found.filter(pc.greater_equal(found["left"], 0))
    sums = pairs.group_by(BY_RULE.names).aggregate([]).group_by(RULE)
    sums = sums.aggregate([([], "count_all")])
    tables = [
        counts_of(rule, np.array([PAIRS_FOUND]), np.array([count]))
        for rule, count in zip(sums[RULE].to_pylist(), sums["count_all"].to_pylist(), strict=True)
    ]
    each = pairs.group_by([PART, "left", "right"]).aggregate([])
    once = each.append_column(RULE, pa.array(np.full(len(each), -1, np.int16)))
    return pa.concat_tables([once.select(BY_RULE.names), counts, *tables])


def _pairs_of(part: int, found: pa.Table) -> pa.Table:
    del part
    pairs = found.filter(pc.equal(found[RULE], -1)).select(PAIRS.names)
    return pairs.sort_by([("left", "ascending"), ("right", "ascending")])


def _counts_of(part: int, found: pa.Table) -> pa.Table:
    del part
    counts = found.filter(pc.less(found["left"], 0))
    sums = counts.group_by([PART, RULE, "left"]).aggregate([("right", "sum")])
    return sums.rename_columns({"right_sum": "right"}).select(BY_RULE.names)


@dataclass(frozen=True)
class Candidates:
    """Pairs worth comparing, each once, and what a report says of how they were found."""

    pairs: Data
    count: int
    by_rule: dict[str, int]
    dropped: dict[str, Dropped]


SEARCHED = ("similar name and address", "similar name", "near on the map")
"""Searches for what is nearest, as `linkage.searches` has them."""


def candidates(run: Run) -> Candidates:
    """Return the pairs that any rule or search finds."""
    flow, first = run.flow, len(RULES)
    keys = flow.each(run.rows, _keys, KEYS, run.shared, flow.share(flow.parts))
    met = flow.meet((keys,), _met, BY_RULE, run.shared)
    addressed = search_texts(run, TextSearch(first, addressed=True))
    named = search_texts(run, TextSearch(first + 1, addressed=False))
    near = search_points(run, first + 2)
    once = flow.keep(flow.meet((flow.both(met, addressed, named, near),), _once, BY_RULE))
    pairs = flow.keep(flow.each(once, _pairs_of, PAIRS))
    counts = flow.collect(flow.each(once, _counts_of, BY_RULE)).to_pandas()
    sums = counts.groupby([RULE, "left"])["right"].sum().to_dict()
    names = [*SEARCHED, *(rule.name for rule in RULES)]
    place = [*range(first, first + len(SEARCHED)), *range(first)]
    found = {n: int(sums.get((r, PAIRS_FOUND), 0)) for n, r in zip(names, place, strict=True)}
    dropped = {
        name: Dropped(*(int(sums[rule, of]) for of in DROPPED))
        for name, rule in zip(names, place, strict=True)
        if sums.get((rule, DROPPED[0]), 0)
    }
    return Candidates(pairs, flow.count(pairs), found, dropped)
