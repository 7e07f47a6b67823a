"""What does one viewer see of a build? A `View`: nothing is shown of a county without one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from dashboard.access.narrowing import Narrowed, narrowed
from dashboard.access.noticing import notices
from dashboard.access.predicting import NO_MODEL, Model, Told, told_of
from dashboard.access.sealed import Sealed, Whole, opened
from dashboard.access.sight import RESTRICTED, Flags, Sight, Terms, sight_of
from dashboard.county import County
from dashboard.kept import Kept
from dashboard.versions import Version
from dashboard.viewer import Capability, Viewer
from records.among import among
from records.errors import AccessError
from records.schema import PlacedRecord, ScoredProfile, Touchpoint
from records.state.marks import Correction, Marks
from risk.checklist import score
from risk.inheriting import OPENLY, inherited

__all__ = ["Scene", "View", "key_of", "scene_of", "view_of", "warm"]

_PROOF = object()
_NO_MARKS = Marks()
_PAGES = 128
"""Pages of the list that are kept for viewers of one sight, some 30 kB each."""
_MODELS = 2
"""Models of version two whose scores of one sight are kept."""


@dataclass(frozen=True, eq=False)
class _Seen:
    """What follows from which records are seen and disputed, and from nothing else of a sight.

    unrestricted: as in `Scene`.
    """

    narrowed: Narrowed
    unrestricted: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Scene:
    """What viewers of one sight see of one build.

    county: made of the records they may see. key: names the build and the sight; it stands in
    addresses. contacts: for profiles of which more is held, the agencies to be asked, by profile
    id; none where the policy is to say nothing. unrestricted: score of profiles with restricted
    information that is seen, as it would be without, by profile id. predicted: what version two
    says of it, by model, made when it is first asked for. listed: pages of the list, by version,
    filter state and page. carded: what the list says of rows, by version. seen: what it shares
    with sights that see the same.
    """

    county: County
    key: str
    contacts: Mapping[str, tuple[str, ...]]
    unrestricted: Mapping[str, float]
    seen: _Seen = field(repr=False)
    predicted: Kept = field(default_factory=lambda: Kept(_MODELS))
    listed: Kept = field(default_factory=lambda: Kept(_PAGES))
    carded: Kept = field(default_factory=lambda: Kept(1 + _MODELS))


@dataclass(frozen=True, eq=False)
class View:
    """What one viewer sees of one build; only `view_of` makes one.

    told: the county with the scores of one version. disputed: records said to be wrong, and since
    when; of those that are seen, it is shown.
    corrections: fields that people put right, oldest first; of those that are seen, it is shown.
    """

    viewer: Viewer
    scene: Scene
    told: Told
    disputed: Mapping[str, datetime]
    proof: object = field(repr=False)
    corrections: tuple[Correction, ...] = ()

    def __post_init__(self) -> None:
        """Refuse one that was not made by `view_of`."""
        if self.proof is not _PROOF:
            raise AccessError("A view was made by hand; ask access.view_of for one.")

    @property
    def county(self) -> County:
        """Return the county, made of the records this viewer may see."""
        return self.told.county

    @property
    def checklist(self) -> County:
        """Return the same county with the scores of version one."""
        return self.scene.county

    @property
    def key(self) -> str:
        """Return what names the build, the sight and the version in addresses."""
        return self.told.key

    @property
    def version(self) -> Version:
        """Return which version gave the scores."""
        return self.told.version

    def contacts(self, profile_id: str) -> tuple[str, ...]:
        """Return the agencies to ask where more is held; empty where nothing may be said."""
        return self.scene.contacts.get(profile_id, ())

    def unrestricted(self, profile_id: str) -> float | None:
        """Return the score without restricted information; None where none of it is seen."""
        return self.told.unrestricted.get(profile_id)


def view_of(
    sealed: Sealed,
    viewer: Viewer,
    terms: Terms,
    marks: Marks = _NO_MARKS,
    model: Model = NO_MODEL,
) -> View:
    """Return what the viewer may see of the build under the terms and marks in force.

    Viewers of one sight share what was made. model: which is to be shown; none: version one.

    Raises:
        AccessError: someone of the viewer's role may see no business.
    """
    if not viewer.may(Capability.BROWSE):
        raise AccessError(f"{viewer.role} may see no business.")
    whole = opened(sealed)
    sight = sight_of(viewer, terms, whole.kinds.sources, marks)
    scene = scene_of(whole, sight)
    told = told_of(whole, sight, scene, model)
    return View(viewer, scene, told, marks.disputed, _PROOF, marks.corrections)


def scene_of(whole: Whole, sight: Sight) -> Scene:
    """Return what one sight sees, made once however many ask; only this package may ask."""
    scene: Scene = whole.scenes.get(sight, partial(_scene, whole, sight))
    return scene


def warm(sealed: Sealed, before: Sealed) -> None:
    """Make of a new build what was looked at of the one before."""
    whole = opened(sealed)
    stood = opened(before)
    for sight in stood.scenes.keys():  # noqa: SIM118 - not a mapping
        scene = scene_of(whole, sight)
        for approved in scene_of(stood, sight).predicted.keys():  # noqa: SIM118
            told_of(whole, sight, scene, Model(approved))


def _scene(whole: Whole, sight: Sight) -> Scene:
    ids = whole.county.table("records")[PlacedRecord.record_id]
    barred, doubted = (ids.isin(some).to_numpy("bool") for some in (sight.marked, sight.disputed))
    allowed = whole.kinds.seen(sight)
    seen = allowed & ~barred
    made = _seen(whole, seen, doubted, sight.disputed)
    return Scene(
        county=made.narrowed.county,
        key=key_of(whole.county.about.build_id, (ids[seen], ids[seen & doubted])),
        contacts=notices(whole, sight, (allowed, barred), made.narrowed.heirs),
        unrestricted=made.unrestricted,
        seen=made,
    )


def _seen(whole: Whole, seen: Flags, doubted: Flags, disputed: frozenset[str]) -> _Seen:
    """Return what is seen so; other sights of the same records, disputed alike, hold it too."""
    same = (np.packbits(seen).tobytes(), disputed)
    made: _Seen | None = whole.counties.get(same)
    if made is None:
        less = narrowed(whole, seen, doubted)
        made = whole.counties[same] = _Seen(less, _unrestricted(less.county, disputed))
    return made


def key_of(build_id: str, records: Iterable[pd.Series[Any]]) -> str:
    """Return the name of what is seen: the build's id and a digest of the records that are seen.

    records: the ids of those that are seen, and of those among them that are disputed. What is
    hidden changes no key.
    """
    said = "\n\n".join("\n".join(sorted(part)) for part in records)
    return f"{build_id}.{sha256(said.encode()).hexdigest()[:16]}"


def _unrestricted(county: County, disputed: frozenset[str]) -> dict[str, float]:
    """Score the profiles with restricted contacts, own or others', anew, without those."""
    contacts = county.table("touchpoints")
    told = (contacts[Touchpoint.handling] == RESTRICTED).to_numpy("bool")
    names = ("profiles", "touchpoints", "records", "relations")
    tables = {name: county.profiles if name == "profiles" else county.table(name) for name in names}
    kin = inherited(tables, county.about.as_of, disputed)
    secret = set(kin.loc[~kin[OPENLY], Touchpoint.profile_id])
    kept = among(county.profiles[ScoredProfile.profile_id], secret)
    rows = np.union1d(np.unique(county.owners("touchpoints")[told]), np.flatnonzero(kept))
    if not len(rows):
        return {}
    mine = np.isin(county.owners("touchpoints"), rows) & ~told
    mine &= ~contacts[Touchpoint.touchpoint_id].isin(disputed).to_numpy("bool")
    profiles, records = county.profiles.iloc[rows], county.table("records")
    openly = kin[kin[OPENLY]]
    as_of = county.about.as_of
    scored = score(profiles, contacts[mine], records, as_of, inherited=openly).profiles
    return dict(zip(scored[ScoredProfile.profile_id], scored[ScoredProfile.score], strict=True))
