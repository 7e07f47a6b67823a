"""What did people's decisions change between the build before and this one?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from linkage.alone import Alone
from linkage.model import PRIOR, Model, pretrained
from linkage.pipeline import Linkage
from records.errors import BuildError
from records.home import Home
from records.schema import Judgement, Pair, PlacedRecord, Shift, Weight
from records.state import Judged, all_said, opened
from records.store import Build, builds, open_build
from risk.linking import MODEL

__all__ = ["DECISIONS", "LEARNT", "Lesson", "keep", "lesson_of", "words_of"]

DECISIONS = "decisions"
"""What a build's manifest calls the numbers of the judgements that it heeds."""
LEARNT = "learnt"
"""What a build's manifest calls how its weights were fitted, and to what."""
NEAR_BITS = 8.0
"""Pairs whose match weight is farther from 0 than this are not asked whether they changed side."""
MOST = 2_000
"""Pairs that changed side by weights alone which a build keeps, those that changed most."""

Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Lesson:
    """What was known before this build.

    model: weights of the build before; the shipped ones where there was none. owners: profile of
    each record then. heeded: numbers of the judgements it heeded. said: all that people ever said.
    learnt: what its manifest says of how its weights were fitted.
    """

    model: Model
    owners: Mapping[str, str]
    heeded: frozenset[int]
    said: tuple[Judged, ...] = ()
    learnt: Mapping[str, object] = field(default_factory=dict)

    @property
    def now(self) -> tuple[int, ...]:
        """Return the numbers of the judgements in force."""
        return tuple(sorted(one.judgement_id for one in self.said if one.in_force))

    def told(self, linkage: Linkage) -> dict[str, object]:
        """Return what this build's manifest says: which judgements it heeds, what it learnt."""
        return {DECISIONS: list(self.now), LEARNT: linkage.report.get("adapted", self.learnt)}

    def tables(self, records: pd.DataFrame, linkage: Linkage) -> dict[str, pd.DataFrame]:
        """Return the weights of this build beside those before, and the pairs that changed side.

        records: with their profiles, as this build has them.
        """
        return {
            "weights": _weights(linkage.model, self.model),
            "shifts": _shifts(self, records, linkage),
        }


def lesson_of(home: Home) -> Lesson:
    """Return what was known before, and what people say now.

    Raises:
        StateError: the state database cannot be reached.
    """
    with opened(home.state_url) as engine:
        said = tuple(all_said(engine))
    none = Lesson(pretrained(), {}, frozenset(), said)
    if not builds(home):
        return none
    with open_build(home, other_columns=True) as build:
        columns = [PlacedRecord.record_id, PlacedRecord.profile_id]
        held = build.table("records", columns=columns)
        owners = dict(zip(*(held[c].tolist() for c in columns), strict=True))
        about = build.manifest.about
        heeded = frozenset(about.get(DECISIONS, ()))
        return Lesson(_model(build), owners, heeded, said, about.get(LEARNT, {}))


def words_of(said: Iterable[Judged]) -> pd.DataFrame:
    """Return the judgements in force as a `Judgement` frame, oldest first."""
    held = sorted((one for one in said if one.in_force), key=lambda one: one.judgement_id)
    rows = [(one.id_a, one.id_b, one.verdict) for one in held]
    return Judgement.shape(pd.DataFrame(rows, columns=[str(c) for c in Judgement.columns()]))


def keep(model: Model, path: Path) -> None:
    """Write the weights to a file, to be gone on with by the next build."""
    path.write_text(model.written(), encoding="utf-8")


def _model(build: Build) -> Model:
    try:
        return Model.read(build.beside(MODEL).decode())
    except (BuildError, ValueError, KeyError):
        # A build of an earlier version kept none.
        return pretrained()


def _weights(now: Model, before: Model) -> pd.DataFrame:
    """Return every weight of this build, with what the same similarity added before."""
    table = now.table()
    names, at = table["comparison"], table["similarity"].to_numpy(float)
    frame = {
        Weight.comparison: names,
        Weight.similarity: at,
        Weight.bits: table["bits"],
        Weight.before: _bits(before, names, at),
        Weight.shipped: _bits(pretrained(), names, at),
    }
    return Weight.shape(pd.DataFrame(frame))


def _bits(model: Model, names: pd.Series[Any], at: Any) -> list[float]:
    found = []
    for name, similarity in zip(names, at, strict=True):
        curve = model.curves.get(name)
        bits = 0.0 if curve is None else float(np.interp(similarity, *curve))
        found.append(model.prior if name == PRIOR else round(bits, 3))
    return found


def _shifts(lesson: Lesson, records: pd.DataFrame, linkage: Linkage) -> pd.DataFrame:
    """Return pairs decided or taken back since, and those that other weights put elsewhere."""
    alone = Alone(records, linkage.corpus)
    new = [one for one in lesson.said if _is_new(one, lesson.heeded)]
    ends = [(one.id_a, one.id_b) for one in new if one.verdict != "unsure"]
    places = alone.places([end for pair in sorted(set(ends)) for end in pair]).reshape(-1, 2)
    judged = places[(places >= 0).all(axis=1)]
    pairs = judged
    if linkage.model.version != lesson.model.version:
        pairs = np.concatenate([judged, _near(alone, linkage.pairs)])
    pairs = np.unique(np.sort(pairs, axis=1), axis=0)
    if not len(pairs):
        return Shift.empty()
    compared = alone.compare(pairs[:, 0], pairs[:, 1])
    before, now = (
        np.round(model.weight_bits(compared), 2) for model in (lesson.model, linkage.model)
    )
    width = len(alone.ids)
    decided = np.isin(pairs @ [width, 1], np.sort(judged, axis=1) @ [width, 1])
    turned = np.flatnonzero(((before >= 0) != (now >= 0)) & ~decided)
    most = turned[np.argsort(-np.abs(now - before)[turned], kind="stable")][:MOST]
    kept = np.sort(np.append(np.flatnonzero(decided), most))
    ids = alone.ids.to_numpy()
    left, right = ids[pairs[kept, 0]], ids[pairs[kept, 1]]
    owner = dict(
        zip(records[PlacedRecord.record_id], records[PlacedRecord.profile_id], strict=True)
    )
    frame = {
        Shift.id_a: left,
        Shift.id_b: right,
        Shift.decided: decided[kept],
        Shift.weight_before: before[kept],
        Shift.weight_bits: now[kept],
        Shift.one_before: _together(lesson.owners, left, right),
        Shift.one_now: _together(owner, left, right),
    }
    return Shift.shape(pd.DataFrame(frame))


def _is_new(one: Judged, heeded: frozenset[int]) -> bool:
    """Whether the build before did not heed it and this one does, or the other way."""
    return one.in_force != (one.judgement_id in heeded)


def _near(alone: Alone, pairs: pd.DataFrame) -> Any:
    near = pairs[pairs[Pair.weight_bits].abs() <= NEAR_BITS]
    return np.column_stack([alone.places(near[c]) for c in (Pair.id_a, Pair.id_b)])


def _together(owners: Mapping[str, str], left: Any, right: Any) -> list[bool]:
    """Whether each pair was in one profile; of records that were not there, none."""
    held = ((owners.get(a), owners.get(b)) for a, b in zip(left, right, strict=True))
    return [a is not None and a == b for a, b in held]
