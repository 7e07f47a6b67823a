"""Does anything that is hidden from a viewer show, anywhere? Random viewers ask random things."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import flask
from flask.testing import FlaskClient

from benchmarks.leak_world import (
    AGENCIES,
    BUILD,
    Agreed,
    World,
    leaked,
    made_world,
    may_see,
    sealed_of,
    without,
)
from benchmarks.served import fold_asked
from dashboard import seeing
from dashboard.access import NO_MODEL, Model, Sealed
from dashboard.access.sealed import opened
from dashboard.app import create_app
from dashboard.asking import remember
from dashboard.clerical.queue import token_of
from dashboard.filters import KNOWN, PLACES, SORTS, VISITED
from dashboard.live import Live, Loaded, Shown
from dashboard.seeing import Standing
from dashboard.signin.gate import Gate
from dashboard.viewer import Viewer
from linkage.identity import new_id
from records.domain import BANDS, sectors
from records.errors import BuildError
from records.schema import PlacedRecord as R
from records.schema import ScoredProfile
from records.state.marks import Marks

__all__ = ["ASKED", "Case", "Stage", "cases", "staged", "told"]

HERE = "http://localhost"
PASSING = frozenset({"Content-Length", "Date", "X-Request-ID", "Set-Cookie"})
"""Headings that are of each answer anew."""
_ONCE = re.compile(rb'"end_id":"[^"]*"')
"""What Dash draws by lot in every document."""
NOTICE = re.compile(r"Restricted information held: contact [^.<]*\.?")
_UNTOLD = "None that you may see."


class Stage:
    """The whole application, with the build, the viewer and the terms of the moment."""

    def __init__(self) -> None:
        """Make it with an empty stage."""
        self.viewer = Viewer("u", "Una Vale", "analyst", "", frozenset("P"), "plan visits")
        self.now = Standing(Agreed({}, {}, frozenset()), Marks())
        self.live: Live = Live(_Nothing())
        self.client: FlaskClient = FlaskClient(flask.Flask(__name__))

    def show(self, sealed: Sealed) -> None:
        """Put another build there, under the same id."""
        self.live._held = {BUILD: sealed}
        self.live._shown = Shown(sealed, refused=False)

    @property
    def key(self) -> str:
        """Return the key of the view of the moment."""
        with self.client.application.test_request_context("/"):
            remember(self.viewer)
            view = seeing.viewed(
                SimpleNamespace(live=self.live, state=None, home=None), self.viewer
            )  # type: ignore[arg-type]
        return view.key if view else ""


class _Nothing:
    def current(self) -> None:
        """There is no build."""

    def load(self) -> Loaded:
        """Refuse."""
        raise BuildError("nothing is published here")


@contextmanager
def staged() -> Iterator[Stage]:
    """Yield the application on its stage; only who asks, and what was agreed, is put in."""
    stage = Stage()
    made: list[Live] = []

    class Kept(Live):
        def __init__(self, source: Any) -> None:
            super().__init__(source)
            made.append(self)

    def recognise(_: Gate) -> Viewer:
        flask.g.session = SimpleNamespace(
            csrf="word", purpose=stage.viewer.purpose, key="s", counts=None
        )
        remember(stage.viewer)
        return stage.viewer

    with ExitStack() as stack:
        stack.enter_context(patch("dashboard.app.Live", Kept))
        app = create_app(_Nothing(), "Essex")
        stage.live = made[0]
        stack.enter_context(patch.object(Gate, "_recognise", recognise))
        stack.enter_context(patch.object(Gate, "renew", lambda _, response: response))
        stack.enter_context(patch.object(seeing, "standing", lambda *_: stage.now))
        stage.client = app.server.test_client()
        stage.client.environ_base |= {"HTTP_ORIGIN": HERE, "HTTP_X_CSRFTOKEN": "word"}
        yield stage


@dataclass(frozen=True)
class Case:
    """One thing that one viewer asks. echoes: texts of the question, which may stand in answers."""

    what: str
    ask: Callable[[Stage], Any]
    echoes: tuple[str, ...] = ()


@dataclass
class Round:
    """One viewer, under drawn terms, in front of one county and of the same without the hidden."""

    viewer: Viewer
    agreed: Agreed
    marks: Marks
    hidden: frozenset[str]
    silent: bool
    cases: list[Case] = field(default_factory=list)


def told(stage: Stage, case: Case) -> bytes:
    """Return the answer as bytes, unzipped, with its status and its headings."""
    answer = case.ask(stage)
    body = answer.get_data()
    if answer.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    kept = {name: text for name, text in answer.headers.items() if name not in PASSING}
    body = _ONCE.sub(b"", body)
    return f"{answer.status_code} {sorted(kept.items())}\n".encode() + body


def _layout(path: str) -> Callable[[Stage], Any]:
    return lambda stage: stage.client.get("/_dash-layout", headers={"Referer": HERE + path})


def _callback(output: str, inputs: Mapping[str, Any], changed: str) -> Callable[[Stage], Any]:
    def ask(stage: Stage) -> Any:
        def part(name: str, value: Any) -> dict[str, Any]:
            id, prop = name.rsplit(".", 1)
            return {"id": id, "property": prop, "value": value}

        id, prop = output.rsplit(".", 1)
        body = {
            "output": output,
            "outputs": {"id": id, "property": prop},
            "inputs": [part(name, value) for name, value in inputs.items()],
            "state": [part("build.data", stage.key)],
            "changedPropIds": [changed],
        }
        return stage.client.post("/_dash-update-component", json=body)

    return ask


def _listing(query: str, text: str, focus: dict[str, int] | None) -> Callable[[Stage], Any]:
    inputs = {"county-query.data": query, "filter-text.value": text, "focus.data": focus}
    changed = "focus.data" if focus else "county-query.data"
    return _callback("listing.data", inputs, changed)


def _turned(path: str) -> Callable[[Stage], Any]:
    body = {
        "output": "..main.children...shown.data...version.children...version-short.children..",
        "outputs": [
            {"id": "main", "property": "children"},
            {"id": "shown", "property": "data"},
            {"id": "version", "property": "children"},
            {"id": "version-short", "property": "children"},
        ],
        "inputs": [{"id": "url", "property": "pathname", "value": path}],
        "state": [
            {"id": "url", "property": "search", "value": ""},
            {"id": "shown", "property": "data", "value": {"path": "", "title": ""}},
        ],
        "changedPropIds": ["url.pathname"],
    }
    return lambda stage: stage.client.post("/_dash-update-component", json=body)


def _unfolded(id: str, name: str) -> Callable[[Stage], Any]:
    return lambda stage: stage.client.post(
        "/_dash-update-component", json=fold_asked(id, stage.key, name)
    )


def _export(query: str, text: str, marked: str) -> Callable[[Stage], Any]:
    form = {"query": query, "text": text, "as": marked, "purpose": "visits", "recipient": "team"}
    return lambda stage: stage.client.post("/county/export", data={**form, "build": stage.key})


ASKED = ("page", "turn", "profile", "list", "search", "cards", "columns", "districts", "export",
         "figures", "document", "review", "pair", "fold", "contacts", "index", "find",
         "sheet", "gaps", "place")  # fmt: skip
"""What may be asked for."""


def cases(dice: random.Random, world: World, profiles: list[str], number: int) -> list[Case]:
    """Return so many questions drawn by lot; those of ids and texts aim at hidden records too."""
    return [_case(dice, dice.choice(ASKED), world, profiles) for _ in range(number)]


def _case(dice: random.Random, what: str, world: World, profiles: list[str]) -> Case:
    query, text = _query(dice), _text(dice, world)
    record = dice.choice(list(world.records[R.record_id]))
    id = dice.choice([*profiles, new_id(record), new_id(dice.choice(world.earlier))])
    rows = ",".join(str(dice.randrange(40)) for _ in range(12))
    pair = dice.choice([*sorted(world.ties), (record, dice.choice(list(world.entity)))])
    named = dice.choice([token_of(pair), ",".join(pair)])
    focus = dice.choice([None, {"page": dice.randrange(3)}, {"row": dice.randrange(40)}])
    asked = {"county-query.data": query, "filter-text.value": text}
    asks: dict[str, Callable[[Stage], Any]] = {
        "page": _layout("/"),
        "turn": _turned(f"/business/{id}"),
        "profile": _layout(f"/business/{id}"),
        "list": _listing(query, text, focus),
        "search": _callback(
            "text-found.data",
            {"filter-text.value": text, "filter-period.data": "2025-11..2026-11"},
            "filter-text.value",
        ),
        "cards": lambda stage: stage.client.get(f"/county/{stage.key}/cards?rows={rows}"),
        "columns": lambda stage: stage.client.get(f"/county/{stage.key}/columns"),
        "districts": lambda stage: stage.client.get(f"/county/{stage.key}/districts"),
        "contacts": lambda stage: stage.client.get(f"/county/{stage.key}/contacts"),
        "index": lambda stage: stage.client.get(f"/county/{stage.key}/index"),
        "find": _callback(
            "find-found.data", {"find-asked.data": {"text": text}}, "find-asked.data"
        ),
        "sheet": _callback(
            "sheet-told.data",
            {**asked, "sheet-columns.data": ["agencies", "rating"], "sheet-page.data": None},
            "county-query.data",
        ),
        "gaps": _callback(
            "county-told.children",
            {**asked, "county-tab.data": dice.choice(["districts", "gaps", "trend"])},
            "county-query.data",
        ),
        "place": lambda stage: stage.client.post(f"/county/{stage.key}/place", data={"text": text}),
        "export": _export(query, text, dice.choice(["", "bare"])),
        "figures": lambda stage: stage.client.get("/office/figures/"),
        "document": lambda stage: stage.client.get("/"),
        "review": lambda stage: stage.client.get("/review/"),
        "pair": lambda stage: stage.client.get(f"/review/pair/{named}"),
        "fold": _unfolded(id, dice.choice(["links", "records", "words", "contacts-0-9"])),
    }
    return Case(what, asks[what], (text, query, id))


def _query(dice: random.Random) -> str:
    pairs = [
        ("band", dice.choice(BANDS)),
        ("sector", dice.choice(list(sectors().index))),
        ("agency", dice.choice(AGENCIES)),
        ("district", dice.choice(["Chelmsford", "Basildon", "Harlow"])),
        ("visited", dice.choice(list(VISITED))),
        ("known", dice.choice(list(KNOWN))),
        ("place", dice.choice(list(PLACES))),
        ("sort", dice.choice(list(SORTS))),
    ]
    return urlencode([pair for pair in pairs if dice.random() < 0.15 and pair[1]])  # noqa: PLR2004


def _text(dice: random.Random, world: World) -> str:
    """Nothing, a common word, or a word of one record, which the viewer may not see."""
    number = world.number(dice.choice(list(world.records[R.record_id])))
    return dice.choice(["", "", "firm", "street", f"qz{number:04d}", f"Firm1 qz{number:04d}n"])


def drawn(dice: random.Random, world: World) -> Round:
    """Return a viewer and terms drawn by lot."""
    silent = dice.random() < 0.7  # noqa: PLR2004
    ids = list(world.records[R.record_id])
    some = {one: dice.random() for one in ids}
    barred = frozenset(one for one, chance in some.items() if chance < 0.03)  # noqa: PLR2004
    barred = barred if silent is False else frozenset()
    viewer = Viewer(
        "u",
        "Una Vale",
        dice.choice(["inspector", "lead", "analyst"]),
        dice.choice(AGENCIES),
        frozenset("PC" if dice.random() < 0.5 else "P"),  # noqa: PLR2004
        "plan visits",
    )
    agreed = Agreed.drawn(dice, silent=silent)
    rows = world.records.to_dict("records")
    hidden = frozenset(
        str(row[R.record_id]) for row in rows if not may_see(row, viewer, agreed, barred)
    )
    return Round(viewer, agreed, Marks(restricted=barred), hidden, silent)


def faults(
    seed: int, rounds: int, questions: int, model: Model = NO_MODEL
) -> Iterator[tuple[Case, list[str]]]:
    """Yield each question that was asked, and what was wrong with its answer: nothing, it is hoped.

    Each is asked of the county and of the same county into which the hidden records never came.
    model: of version two, which scored both and is shown; none: version one.
    """
    dice = random.Random(seed)  # noqa: S311 - no secret
    with staged() as stage:
        for _ in range(rounds):
            world = made_world(dice.randrange(10**9))
            full = sealed_of(world, model.approved)
            ids = list(opened(full).county.profiles[ScoredProfile.profile_id])
            found = drawn(dice, world)
            bare = sealed_of(without(world, found.hidden), model.approved)
            stage.viewer, stage.now = found.viewer, Standing(found.agreed, found.marks, model)
            numbers = frozenset(world.number(one) for one in found.hidden)
            for case in cases(dice, world, ids, questions):
                stage.show(full)
                answer = told(stage, case)
                stage.show(bare)
                other = told(stage, case)
                wrong = _shown((answer, other), case, numbers)
                yield case, [*wrong, *_apart(answer, other, found)]


def _shown(answers: tuple[bytes, bytes], case: Case, hidden: frozenset[int]) -> list[str]:
    """Say which values of hidden records stand in an answer and not in the one without them."""
    text, other = (answer.decode("utf-8", "replace") for answer in answers)
    if not text.startswith(_FINE[case.what not in _FOR_SOME]):
        return [f"was not answered: {text[:3]}"]
    own = leaked(" ".join(case.echoes), hidden)
    return [f"shows {one}" for one in sorted(leaked(text, hidden) - own - leaked(other, hidden))]


def _apart(one: bytes, other: bytes, found: Round) -> list[str]:
    """Say where two answers differ: nowhere, or only by the notice where one may be given."""
    if one == other:
        return []
    if found.silent:
        return [f"differs: {_first(one, other)}"]
    more, fewer = (Counter(NOTICE.sub("", text).strip() for text in _strings(part))
                   for part in (one, other))  # fmt: skip
    odd = [text for text in (more - fewer) if text not in _ALLOWED]
    gone = [text for text in (fewer - more) if text not in _ALLOWED]
    return [f"differs beyond the notice: {text[:80]!r}" for text in (*odd, *gone)]


_FOR_SOME = {"export", "review", "pair", "sheet"}
_FINE = (("200", "403", "404"), ("200", "404"))
"""How questions may be answered that not everyone may ask, and how all others."""
_ALLOWED = {"", _UNTOLD, "None", "dash_html_components", "P", "warn held"}
"""Texts by which a page with the notice may differ from one without: those that draw it."""


def _first(one: bytes, other: bytes) -> str:
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), -1)
    return f"{one[max(0, at - 60) : at + 60]!r} and {other[max(0, at - 60) : at + 60]!r}"


def _strings(answer: bytes) -> list[str]:
    """Every text of an answer, leaf by leaf; whom to ask, which is the notice, left out."""
    head, _, body = answer.partition(b"\n")
    try:
        return [head.decode(), *_leaves(json.loads(body))]
    except ValueError:
        lines = list(csv.reader(io.StringIO(body.decode("utf-8", "replace"))))
    at = next((line.index("ask") for line in lines if "ask" in line), -1)
    return [head.decode(), *(repr([*line[:at], *line[at + 1 :]]) if at >= 0 else repr(line)
                             for line in lines)]  # fmt: skip


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            if key != "ask":
                yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    else:
        yield str(value)
