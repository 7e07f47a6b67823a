"""Is everything linked anew, or does a build go on from the one before?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from linkage.corpus import CORPUS, Corpus
from linkage.judgements import naming, news, rejudged
from linkage.model import Model
from linkage.pipeline import Linkage, link
from linkage.relinking import relink
from linkage.settings import LinkageSettings
from linkage.standing import STANDING, Standing, StandingError, made_by
from records.among import among
from records.errors import BuildError
from records.home import Home
from records.progress import Progress, silent
from records.schema import PlacedRecord
from records.store import Build, builds, open_build
from risk.changes import changes
from risk.made_by import program
from risk.renewing import Before

__all__ = [
    "EVERY_DAYS",
    "LINKED",
    "MODEL",
    "MOST_CHANGED",
    "MOST_SAID",
    "Asked",
    "How",
    "Linked",
    "linked",
]

Flags = NDArray[np.bool_]
_DEFAULT = LinkageSettings()

EVERY_DAYS = 7
"""Days after which everything is linked anew."""
MOST_CHANGED = 0.05
"""Share (0-1) of the records that may come, leave or change before everything is linked anew."""
MOST_SAID = 5
"""Pairs of which people may say otherwise than before until weights are fitted anew to all said."""
MODEL = "model.json"
"""File of a build that holds the weights it was linked with."""
LINKED = "linked"
"""What a build's manifest calls how it was linked."""


@dataclass(frozen=True)
class Asked:
    """How a build is to be linked.

    on: the day of the build. full: everything anew, whatever stands. model: to link with; None: the
    one of the build before, or one fitted to the records and to what people said.
    """

    on: date
    model: Model | None = None
    settings: LinkageSettings = _DEFAULT
    full: bool = False


@dataclass(frozen=True)
class How:
    """How a build was linked, as its manifest says.

    full: everything anew. why: in words. full_on: day when everything was linked last. records: how
    many there were then. changed: how many came, left or changed since.
    """

    full: bool
    why: str
    full_on: date
    records: int
    changed: int = 0
    program: str = ""

    def said(self) -> dict[str, object]:
        """Return it for a manifest."""
        return {LINKED: asdict(self) | {"full_on": self.full_on.isoformat()}}

    @classmethod
    def of(cls, about: Mapping[str, Any]) -> How | None:
        """Return what a manifest says; None where it does not."""
        try:
            told = dict(about[LINKED])
            return cls(**{**told, "full_on": date.fromisoformat(told["full_on"])})
        except (KeyError, TypeError, ValueError):
            return None


@dataclass(frozen=True)
class Linked:
    """A linkage, and what it was gone on from.

    standing: what the next build may go on from. before: the build before; None: all is new.
    touched: which records differ from what it held, or were judged otherwise since.
    """

    linkage: Linkage
    standing: Standing
    how: How
    before: Before | None = None
    touched: Flags | None = None


class _AnewError(Exception):
    """Why everything is linked anew, in words."""


def linked(
    home: Home, placed: pd.DataFrame, words: pd.DataFrame, asked: Asked, progress: Progress = silent
) -> Linked:
    """Return the linkage of the records placed; `words` are the judgements in force.

    What was said of records that are not placed, as of one that is being erased, is left out.

    It goes on from the build before where that is whole, was made by this version of the program
    with the same settings, little has changed since everything was linked, and people decided
    little since.
    """
    words = naming(words, placed[PlacedRecord.record_id])
    try:
        return _gone_on(home, placed, words, asked, progress)
    except _AnewError as why:
        reason = str(why)
    linkage = link(placed, asked.settings, words, model=asked.model, progress=progress)
    standing = Standing.of(linkage, asked.settings, words, model=linkage.model)
    how = How(True, reason, asked.on, len(placed), program=program())
    return Linked(linkage, standing, how)


def _gone_on(
    home: Home, placed: pd.DataFrame, words: pd.DataFrame, asked: Asked, progress: Progress
) -> Linked:
    if asked.full:
        raise _AnewError("it was asked for")
    if not builds(home):
        raise _AnewError("there was no build before")
    try:
        with open_build(home) as build:
            before, how = _before(build, asked)
            model = asked.model or Model.read(build.beside(MODEL).decode())
            standing = _standing(build, asked, model)
            corpus = Corpus.read(BytesIO(build.beside(CORPUS)))
    except (BuildError, StandingError) as error:
        raise _AnewError(f"the build before cannot be gone on from: {error}") from error
    said = news(standing.judgements, words)
    if asked.model is None and said >= MOST_SAID:
        raise _AnewError(f"people decided otherwise of {said:,} pairs, and weights learn from it")
    found = changes(before.records, placed)
    many = how.changed + len(found.relink)
    if many > MOST_CHANGED * how.records:
        raise _AnewError(
            f"{many:,} records came, left or changed since the {how.records:,} of {how.full_on}, "
            f"more than {MOST_CHANGED:.0%}"
        )
    again = rejudged(standing.judgements, words)
    linkage, after = relink(
        (standing, corpus), placed, found.relink, asked.settings, words,
        model=model, progress=progress,
    )  # fmt: skip
    touched = found.touched | among(placed[PlacedRecord.record_id], again)
    why = f"{len(found.relink):,} records came, left or changed since the build before"
    now = How(False, why, how.full_on, how.records, many, how.program)
    return Linked(linkage, after, now, before, touched)


def _before(build: Build, asked: Asked) -> tuple[Before, How]:
    how = How.of(build.manifest.about)
    if how is None or how.program != program():
        raise _AnewError("the build before was made by another version of the program")
    if (asked.on - how.full_on).days >= EVERY_DAYS or asked.on < how.full_on:
        raise _AnewError(f"it was last done on {how.full_on}")
    return Before.of(build), how


def _standing(build: Build, asked: Asked, model: Model) -> Standing:
    standing = Standing.read(build.beside(STANDING))
    if standing.made_by != made_by(asked.settings, model):
        raise _AnewError("the weights or the settings have changed")
    return standing
