"""Pages on which someone says that two businesses are one, or that one is two."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import flask
import numpy as np
import pandas as pd
from flask import Blueprint
from werkzeug.wrappers import Response

from dashboard import noting
from dashboard.access import View
from dashboard.clerical.opinions import Opinions, pair_of
from dashboard.clerical.pair import title_of
from dashboard.clerical.queue import token_of
from dashboard.clerical.saying import Decision, fault_of, name_of, opinions_of, write
from dashboard.components.judging import SAID
from dashboard.components.wording import day, source_word
from dashboard.desk import Desk
from dashboard.filters import Filters
from dashboard.guard import needs
from dashboard.office.layout import draw
from dashboard.queries import ordered
from dashboard.rows import Row, rows, rows_at
from dashboard.seeing import shown
from dashboard.viewer import Capability
from linkage.model import Model
from linkage.rejoining import joining, parting
from records.errors import ConflictError
from records.schema import Judgement, PlacedRecord, ScoredProfile
from records.state import Judged

__all__ = ["MOST_PAIRS", "add_rejoining"]

MOST_FOUND = 12
MOST_PAIRS = 200
"""Words that one split may take."""
_R = (PlacedRecord.record_id, PlacedRecord.source, PlacedRecord.name, PlacedRecord.address,
      PlacedRecord.postcode, PlacedRecord.event_on)  # fmt: skip
_P = (ScoredProfile.profile_id, ScoredProfile.name, ScoredProfile.address, ScoredProfile.postcode,
      ScoredProfile.record_count, ScoredProfile.band, ScoredProfile.score)  # fmt: skip


@dataclass(frozen=True)
class _Business:
    """A business as a form names it: its row, what its header says, its records."""

    row: Row
    records: pd.DataFrame

    @property
    def ids(self) -> list[str]:
        return [str(one) for one in self.records[PlacedRecord.record_id]]

    @property
    def id(self) -> str:
        return str(self.row[ScoredProfile.profile_id])


def add_rejoining(part: Blueprint, desk: Desk) -> None:
    """Add the addresses at which businesses are called one, and one is called two."""

    @part.get("/join")
    @needs(Capability.JUDGE)
    def join() -> str:
        view = _view(desk)
        one, other = _business(view, "one"), _maybe(view, "other")
        if other is None or other.id == one.id:
            return _search(desk, view, one)
        pairs = _joining(view, opinions_of(desk, view), one, other)
        noting.listed(desk.trail, view, [one.id, other.id], "pair")
        return _drawn(desk, view, (one, other), pairs, "")

    @part.post("/join")
    @needs(Capability.JUDGE)
    def joined() -> Response | tuple[str, int]:
        view = _view(desk)
        one, other = _business(view, "one"), _business(view, "other")
        pairs = _joining(view, opinions_of(desk, view), one, other)
        return _said(desk, view, (one, other), ("same", pairs))

    @part.get("/part")
    @needs(Capability.JUDGE)
    def part_of() -> str:
        view = _view(desk)
        one = _business(view, "one")
        noting.opened(desk.trail, view, one.id)
        return _drawn(desk, view, (one,), [], "")

    @part.post("/part")
    @needs(Capability.JUDGE)
    def parted() -> Response | tuple[str, int]:
        view = _view(desk)
        one = _business(view, "one")
        gone = [id for id in one.ids if token_of((id, id)) in flask.request.form.getlist("gone")]
        pairs = parting(gone, [id for id in one.ids if id not in gone])
        if not pairs or len(pairs) > MOST_PAIRS:
            few = "Tick the records that belong elsewhere; at least one must stay."
            many = f"That takes {len(pairs):,} words, more than {MOST_PAIRS}. Tick fewer at once."
            return _drawn(desk, view, (one,), [], many if pairs else few), 400
        return _said(desk, view, (one,), ("different", pairs))


def _view(desk: Desk) -> View:
    view = shown(desk)
    if view is None:
        flask.abort(404)
    return view


def _given(name: str) -> str:
    """What the form or the address says."""
    return flask.request.form.get(name) or flask.request.args.get(name, "")


def _maybe(view: View, name: str) -> _Business | None:
    """The business that the request names, as the viewer sees it."""
    row = view.county.row_of(_given(name))
    if row is None:
        return None
    told = rows(view.county.profiles.iloc[[row]], *_P)[0]
    return _Business(told, view.county.of("records", row))


def _business(view: View, name: str) -> _Business:
    found = _maybe(view, name)
    if found is None:
        flask.abort(404)
    return found


def _joining(
    view: View, opinions: Opinions, one: _Business, other: _Business
) -> list[tuple[str, str]]:
    if one.id == other.id:
        flask.abort(400)
    both = pd.concat([one.records, other.records], ignore_index=True)
    held = {*one.ids, *other.ids}
    words = [(*pair_of(word), word.verdict) for word in opinions.standing.values()
             if held.issuperset(pair_of(word))]  # fmt: skip
    said = pd.DataFrame(words, columns=[str(c) for c in Judgement.columns()], dtype="str")
    model = Model.from_table(view.county.table("weights"))
    return joining(both, one.ids, said, model)


def _search(desk: Desk, view: View, one: _Business) -> str:
    """Look for the other business by its id, or by words of its name, address or postcode."""
    text = flask.request.args.get("q", "").strip()
    county = view.county
    row = county.row_of(text)
    found = [row] if row is not None else []
    if text and row is None:
        found = [int(place) for place in ordered(view, Filters(text=text))[:MOST_FOUND]]
    told = rows_at(county.profiles, np.array(found, dtype=np.int64), _P)
    told = [known for known in told if known[ScoredProfile.profile_id] != one.id]
    if text:
        noting.searched(desk.trail, view, text)
        noting.listed(desk.trail, view, [known[ScoredProfile.profile_id] for known in told], "list")
    version = view.version
    return draw(desk, "review_search.html", one=one, text=text, found=told, version=version)


def _stamp(opinions: Opinions, businesses: Iterable[_Business]) -> str:
    """What changes whenever someone says or takes back something of these records."""
    ids = {id for one in businesses for id in one.ids}
    said = [(one.judgement_id, one.in_force) for one in opinions.said
            if one.id_a in ids or one.id_b in ids]  # fmt: skip
    return sha256(repr(said).encode()).hexdigest()[:16]


def _drawn(
    desk: Desk,
    view: View,
    businesses: tuple[_Business, ...],
    pairs: list[tuple[str, str]],
    fault: str,
    **more: Any,
) -> str:
    opinions = opinions_of(desk, view)
    return draw(
        desk,
        "review_join.html" if len(businesses) > 1 else "review_part.html",
        businesses=businesses,
        lists=[_listed(one.records) for one in businesses],
        stamp=_stamp(opinions, businesses),
        pairs=pairs,
        fault=fault,
        why=_given("why"),
        ticked=flask.request.form.getlist("gone"),
        name=lambda user: name_of(desk, user),
        title=lambda word: title_of(view, word),
        token=token_of,
        verdicts=SAID,
        version=view.version,
        **more,
    )


def _listed(records: pd.DataFrame) -> list[dict[str, str]]:
    """What is told of each record of a business."""
    text: Callable[[Any], str] = lambda value: value if isinstance(value, str) else ""  # noqa: E731
    return [
        {
            "token": token_of((row[PlacedRecord.record_id],) * 2),
            "source": source_word(row[PlacedRecord.source]),
            "name": text(row[PlacedRecord.name]) or "no name",
            "place": ", ".join(filter(None, (text(row[c]) for c in _R[3:5]))),
            "day": day(row[PlacedRecord.event_on]),
        }
        for row in rows(records, *_R)
    ]


def _said(
    desk: Desk,
    view: View,
    businesses: tuple[_Business, ...],
    what: tuple[str, list[tuple[str, str]]],
) -> Response | tuple[str, int]:
    """Write the words, unless others spoke since, or hold otherwise and nobody asked about it."""
    verdict, pairs = what
    form, opinions = flask.request.form, opinions_of(desk, view)
    why = " ".join(form.get("why", "").split())
    if fault_of(why):
        flask.abort(400)
    if form.get("stamp") != _stamp(opinions, businesses):
        told = "Someone spoke of these records meanwhile. Read it below, then say yours again."
        words = _words(opinions, businesses)[:5]
        return _drawn(desk, view, businesses, pairs, told, against=words), 409
    against = _against(opinions, pairs, verdict)
    if against and form.get("knowing") != "yes":
        told = "It would go against what others said, which stands."
        return _drawn(desk, view, businesses, pairs, told, against=against, asks=True), 409
    try:
        for pair in pairs:
            standing = opinions.standing.get(pair)
            if standing is None or standing.verdict != verdict:
                seen = standing.judgement_id if standing else None
                write(desk, Decision(pair, verdict, why, seen), businesses[0].id)
    except ConflictError:
        told = "Someone spoke of these records meanwhile. What is below was not all written."
        now = opinions_of(desk, view)
        return _drawn(desk, view, businesses, pairs, told, against=_words(now, businesses)[:5]), 409
    return flask.redirect(f"/business/{businesses[0].id}#links", 303)


def _words(opinions: Opinions, businesses: Iterable[_Business]) -> list[Judged]:
    ids = {id for one in businesses for id in one.ids}
    return [one for one in opinions.said if one.id_a in ids or one.id_b in ids]


def _against(opinions: Opinions, pairs: list[tuple[str, str]], verdict: str) -> tuple[Judged, ...]:
    """The words that stand in the way: on the pairs themselves, or on others that join them."""
    found: dict[int, Judged] = {}
    for pair in pairs:
        own = opinions.standing.get(pair)
        other = own is not None and own.verdict not in (verdict, "unsure")
        words = (*((own,) if own and other else ()), *opinions.against(pair, verdict))
        found |= {one.judgement_id: one for one in words}
    return tuple(found.values())
