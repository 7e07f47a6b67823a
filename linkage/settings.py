"""What may be chosen about a linkage?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["LinkageSettings", "Policy"]

Policy = Literal["auto", "may-repeat", "at-most-one"]


@dataclass(frozen=True)
class LinkageSettings:
    """Choices of a linkage; the defaults suit a county.

    min_weight_bits: average weight from which two groups of records are one business.
    nameless_bits: weight that a pair of which one has no name must have on top of that.
    neither_bits: weight that a pair of which neither has a name must have on top of that instead.
    policy: whether a source may hold the same business twice, unless `once_sources` names it;
        "auto": it may, unless its records say clearly that it lists each business once.
    once_sources: sources that list each business once, such as a register, under any policy.
    keep_probability: pairs below this probability (0-1) are left out of the result.
    auto_probability: from this probability (0-1) a pair of one entity is sure without a look.
    review_probability: from this probability, as all pairs between two entities together tell it,
        a pair of theirs that would have been a link by itself is worth a person's look.
    block_cap: most records that one blocking key may hold; a fuller key is dropped and reported.
    neighbours: most similar names, and most similar names with addresses, taken for each record.
    nearest: nearest records on the map taken for each record, no farther than `radius_m` metres.
    far_m: metres from which two records in different postcode areas are not compared for a
        similar name alone.
    batch_pairs: pairs compared at once; bounds memory.
    fan_out: most pairs written for two groups of records whose compared fields are identical;
        above it each group is joined by its first record only.
    link_reasons: reasons kept for each pair inside an entity; 0 leaves them out.
    workers: threads that compare texts; the result does not depend on it.
    """

    min_weight_bits: float = 0.0
    nameless_bits: float = 0.5
    neither_bits: float = 5.0
    policy: Policy = "auto"
    once_sources: frozenset[str] = frozenset()
    keep_probability: float = 0.01
    auto_probability: float = 0.95
    review_probability: float = 0.3
    block_cap: int = 60
    neighbours: int = 10
    nearest: int = 10
    radius_m: float = 150.0
    far_m: float = 3_000.0
    batch_pairs: int = 50_000
    fan_out: int = 1
    link_reasons: int = 4
    workers: int = 2
