"""How urgent is each occasion by a model, between which bounds, and on what does that rest?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from records.schema import PlacedRecord, Touchpoint
from risk.history import Flags, History
from risk.prediction.between import TAIL, bounds
from risk.prediction.curves import Numbers
from risk.prediction.known import visits_behind
from risk.prediction.lines import COMPLAINTS, IN_COMPANY, LINES, Reading, read
from risk.prediction.model import Doubt, RiskModel, Said
from risk.prediction.panel import Panel
from risk.prediction.parting import SURE, least_sure, without_doubtful
from risk.prediction.scorecard import HUNDREDTHS, Hundredths, Standing, bands

__all__ = ["Held", "Scored", "doubts", "gaps", "scored"]

Places = npt.NDArray[np.int64]
GAP_WORTH = 0.25
"""What a contact that leaves open what it found adds to the doubt, beside what no line tells."""
POLICE = ("CRIME_MS", "CRIME_DRUG", "INCIDENT")
TELLING = 3.0
"""Points by which a score must change without a doubtful link for that to be said."""
_KINDS = {line.id: line.kind for line in LINES}


@dataclass(frozen=True)
class Held:
    """Occasions that rest on doubtful links, and what they would be without those.

    places: which. sure: 0-1, how likely the least sure link holds. without: what they would score.
    """

    places: Places
    sure: Numbers
    without: Standing
    margin: Doubt


_NO_NUMBERS, _NO_PLACES = np.zeros(0), np.zeros(0, dtype="int64")
_NOTHING_HELD = Held(
    _NO_PLACES, _NO_NUMBERS, Standing(_NO_PLACES, _NO_PLACES, {}), Doubt(_NO_NUMBERS, _NO_NUMBERS)
)


@dataclass(frozen=True)
class Scored:
    """What a model says of the occasions of a reading.

    points: hundredths that each line adds, in the order of the model's lines. standing: scores and
    bands. probability: chances of something serious; low, high: the bounds of each, 9 times in 10;
    score_low, score_high: the same in points of 100. held: what doubtful links put in question.
    """

    reading: Reading
    points: Hundredths
    standing: Standing
    probability: Numbers
    low: Numbers
    high: Numbers
    score_low: Numbers
    score_high: Numbers
    held: Held


def scored(model: RiskModel, panel: Panel) -> Scored:
    """Return what the model says of each occasion of `panel`."""
    reading = read(panel)
    said = model.says(reading.table)
    points, standing = _standing(model, said)
    doubt = _doubt(model, said, panel)
    held = _held(model, panel)
    low, high = _bounds(doubt, held)
    score = standing.score / HUNDREDTHS
    return Scored(
        reading=reading,
        points=points,
        standing=standing,
        probability=model.averaging(said.margin),
        low=model.averaging(low),
        high=model.averaging(high),
        score_low=np.minimum(model.scorecard.on_scale(low), score),
        score_high=np.maximum(model.scorecard.on_scale(high), score),
        held=held,
    )


def _standing(model: RiskModel, said: Said) -> tuple[Hundredths, Standing]:
    points = _in_company(model, model.scorecard.points(said.added))
    is_told = np.array([_KINDS[line] == "told" for line in model.lines])
    start = model.scorecard.start(model.start)
    found = start + points[:, ~is_told].sum(axis=1)
    return points, model.scorecard.standing(found, points[:, is_told].sum(axis=1))


def _in_company(model: RiskModel, points: Hundredths) -> Hundredths:
    """Let intelligence and the like count only beside a finding or a complaint that counts."""
    lines = model.lines
    alone = np.ones(len(points), dtype=bool)
    for number, one in enumerate(lines):
        if _KINDS[one] == "finding" or one in COMPLAINTS:
            alone &= points[:, number] <= 0
    for number, one in enumerate(lines):
        if one in IN_COMPANY:
            points[:, number] = np.where(alone, np.minimum(points[:, number], 0), points[:, number])
    return points


def _doubt(model: RiskModel, said: Said, panel: Panel) -> Doubt:
    return model.doubt(said, visits_behind(panel), GAP_WORTH * gaps(panel))


def gaps(panel: Panel) -> Numbers:
    """Return own contacts whose records leave open what was found, however long ago."""
    own = panel.own
    return own.sum(own.of(_gap(own.contacts)))


def _gap(contacts: History) -> Flags:
    """Tell which contacts lack what says how grave they are; other columns may well be blank."""
    rated = contacts.told_on_record(PlacedRecord.rating)
    blank = {column: ~contacts.is_told(column) for column in (Touchpoint.result, Touchpoint.role)}
    looked = contacts.is_any(Touchpoint.category, "inspection")
    accused = contacts.of(POLICE)
    return (
        (looked & blank[Touchpoint.result] & ~rated)
        | (accused & blank[Touchpoint.role])
        | (contacts.of(("FHRS_LOW", "FHRS_OK", "FHRS_GOOD")) & ~rated)
        | (contacts.of(("INTEL",)) & _ungraded(contacts))
    )


def _ungraded(contacts: History) -> Flags:
    grades = (PlacedRecord.grade_source, PlacedRecord.grade_information)
    return ~(contacts.told_on_record(grades[0]) & contacts.told_on_record(grades[1]))


def _held(model: RiskModel, panel: Panel) -> Held:
    sure = least_sure(panel)
    places = np.flatnonzero(sure < SURE)
    if not len(places):
        return _NOTHING_HELD
    less = without_doubtful(panel, places)
    said = model.says(read(less).table)
    return Held(places, sure[places], _standing(model, said)[1], _doubt(model, said, less))


def _bounds(doubt: Doubt, held: Held) -> tuple[Numbers, Numbers]:
    """Return the log-odds that bound each occasion, 9 times in 10, doubtful links among them."""
    low, high = bounds(doubt.middle, doubt.spread)
    at = held.places
    here = Doubt(doubt.middle[at], doubt.spread[at])
    for ends, tail in ((low, TAIL), (high, 1.0 - TAIL)):
        ends[at] = _mixed(here, held.margin, held.sure, tail)
    return low, high


def _mixed(here: Doubt, there: Doubt, sure: Numbers, tail: float) -> Numbers:
    """Return below what the log-odds lie with chance `tail`, as they are or else without links."""
    ends = [Doubt(one.middle, np.maximum(one.spread, 1e-6)) for one in (here, there)]
    low = np.minimum(*(one.middle - 6 * one.spread for one in ends))
    high = np.maximum(*(one.middle + 6 * one.spread for one in ends))
    for _ in range(40):
        middle = (low + high) / 2
        below = sure * _below(middle, ends[0]) + (1.0 - sure) * _below(middle, ends[1])
        low, high = np.where(below < tail, middle, low), np.where(below < tail, high, middle)
    return (low + high) / 2


def _below(value: Numbers, doubt: Doubt) -> Numbers:
    found: Numbers = ndtr((value - doubt.middle) / doubt.spread)
    return found


def doubts(scored: Scored) -> npt.NDArray[np.object_]:
    """Return for each occasion what a doubtful link puts in question; None where nothing."""
    said = np.full(len(scored.probability), None, dtype=object)
    held = scored.held
    now = scored.standing.score[held.places] / HUNDREDTHS
    then = held.without.score / HUNDREDTHS
    names = bands(held.without.band)
    moved = (np.abs(now - then) >= TELLING) | (
        scored.standing.band[held.places] != held.without.band
    )
    for at in np.flatnonzero(moved):
        said[held.places[at]] = _sentence(held.sure[at], then[at], str(names[at]))
    return said


def _sentence(sure: float, score: float, band: str) -> str:
    percent = min(max(round(100 * sure), 1), 99)
    return (
        f"Rests on a doubtful link ({percent}% sure): without it the score would be {score:.0f}, "
        f"{band}"
    )
