"""Pages of the office: how far a model can be trusted, for analysts and the ethics board."""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import flask
from flask import Blueprint
from plotly.offline import get_plotlyjs
from sqlalchemy import Engine

from dashboard.accountable import by_viewer
from dashboard.asking import asking
from dashboard.desk import Desk
from dashboard.figures import judged
from dashboard.guard import needs
from dashboard.office.layout import TEMPLATES, draw
from dashboard.viewer import Capability
from risk import registry
from risk.evaluation.evaluation import Evaluation
from risk.evaluation.fairness import GroupResult
from risk.evaluation.judging import FIGURES
from risk.evaluation.saying import plainly

__all__ = ["pages", "rounded"]

NEAREST = 10
"""Counts are shown to the nearest ten: beside a viewer's own they tell of no single record."""

_FIRST = ("fails", "passes", "too few to say")
_KEPT = "private, max-age=86400"


@dataclass(frozen=True)
class Picture:
    """One picture and its table. notes: what it means, in a sentence or two."""

    id: str
    title: str
    notes: str
    plot: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def pages(desk: Desk) -> Blueprint:
    """Return the page of an evaluation, and the script that draws its pictures."""
    blueprint = Blueprint(
        "evaluation", __name__, url_prefix="/office/evaluation", template_folder=TEMPLATES
    )

    @blueprint.get("/")
    @needs(Capability.FIGURES)
    def shown() -> str:
        return _shown(desk)

    @blueprint.get("/plotly.js")
    @needs(Capability.FIGURES)
    def script() -> flask.Response:
        headers = {"Content-Encoding": "gzip", "Cache-Control": _KEPT}
        return flask.Response(_plotly(), mimetype="text/javascript", headers=headers)

    return blueprint


@cache
def _plotly() -> bytes:
    return gzip.compress(get_plotlyjs().encode(), 6)


def _shown(desk: Desk) -> str:
    engine = desk.trail.engine
    known = _evaluated(engine)
    asked = flask.request.args.get("model", "")
    if asked and asked not in known:
        flask.abort(404)
    model_id = asked or (known[0] if known else "")
    kept = registry.evaluation_of(engine, model_id) if model_id else None
    if kept is None:
        return draw(desk, "evaluation.html", found=None)
    found = Evaluation.from_json(json.loads(kept.body))
    subject = ("model", model_id)
    desk.trail.append(by_viewer(asking(), "consultation", subject, {"shown": "evaluation"}))
    return draw(
        desk,
        "evaluation.html",
        found=found,
        model_id=model_id,
        known=known,
        by=kept.evaluated_by,
        said=plainly(found),
        figures=FIGURES,
        pictures=pictures_of(found),
        groups=sorted(found.fairness.groups, key=lambda one: _FIRST.index(one.verdict)),
        rounded=rounded,
        seen=_seen,
        nearest=NEAREST,
    )


def _evaluated(engine: Engine) -> list[str]:
    """Return the models that were judged, newest first."""
    ids = [one.model_id for one in registry.held(engine)]
    return [one for one in ids if registry.evaluation_of(engine, one) is not None]


def rounded(count: int) -> str:
    """Return a count to the nearest ten; "fewer than 10" where it is less."""
    if count < NEAREST:
        return f"fewer than {NEAREST}"
    return f"about {round(count / NEAREST) * NEAREST:,}"


def _seen(one: GroupResult, why: str) -> str:
    """Return why the gate says so; exact counts of small groups are left out."""
    return why if one.serious >= NEAREST else "too few visits or findings"


def pictures_of(found: Evaluation) -> tuple[Picture, ...]:
    """Return every picture of an evaluation with its table."""
    return (*_curves(found), *_windows(found))


def _curves(found: Evaluation) -> tuple[Picture, ...]:
    curve = found.model.calibration
    names = [one.title for one in found.rankings]
    shares = found.model.gains["share"].tolist()
    return (
        Picture(
            "calibration",
            "Calibration",
            "Visits of like probability, in ten groups. On the line, as much is found as was "
            "predicted; above it more, below it less.",
            json.dumps(judged.calibration(found)),
            ("Predicted", "Found", "Visits"),
            tuple(
                (f"{p:.1%}", f"{f:.1%}", rounded(int(n)))
                for p, f, n in curve.itertuples(index=False, name=None)
            ),
        ),
        Picture(
            "gains",
            "Gains",
            "What share of the serious findings is reached when the highest scores are visited "
            "first. By lot it is the straight line.",
            json.dumps(judged.gains(found)),
            ("Share visited", *names),
            _by_share(found, shares, "found", "{:.0%}"),
        ),
        Picture(
            "lift",
            "Lift",
            "How many times the average rate of serious findings the highest scores hold.",
            json.dumps(judged.lift(found)),
            ("Share visited", *names),
            _by_share(found, shares, "lift", "{:.2f}"),
        ),
    )


def _by_share(
    found: Evaluation, shares: list[float], column: str, form: str
) -> tuple[tuple[str, ...], ...]:
    told: list[list[Any]] = [one.gains[column].tolist() for one in found.rankings]
    return tuple(
        (f"{share:.0%}", *(form.format(one[number]) for one in told))
        for number, share in enumerate(shares)
    )


def _windows(found: Evaluation) -> tuple[Picture, ...]:
    names = [one.title for one in found.rankings]
    told = {
        figure: tuple(
            (_from(one), *(str(one.figures[each.id][figure]) for each in found.rankings))
            for one in found.windows
        )
        for figure in ("auc", "within_agency")
    }
    return (
        Picture(
            "windows",
            "Window by window: order of visits",
            "AUC of the visits of each window by what was known before it, with the interval that "
            "holds it in 95% of draws of businesses. 0.5 is by lot.",
            json.dumps(judged.window_by_window(found, "auc")),
            ("Window from", *names),
            told["auc"],
        ),
        Picture(
            "within",
            "Window by window: order inside an agency",
            "The same among visits of one agency: what is left once it does not matter who visits.",
            json.dumps(judged.window_by_window(found, "within_agency")),
            ("Window from", *names),
            told["within_agency"],
        ),
        Picture(
            "drift",
            "Drift",
            "The rate of serious findings, and how far version one's scores, in which nothing is "
            "fitted, have moved since the first window (stability index: under 0.1 steady, from "
            "0.25 moved).",
            json.dumps(judged.drift(found)),
            ("Window from", "Learnt from", "Visits", "Serious", "Index"),
            tuple(
                (
                    _from(one),
                    rounded(one.learnt_from),
                    rounded(one.visits),
                    f"{one.rate:.1%}",
                    "-" if math.isnan(one.score_shift) else f"{one.score_shift:.3f}",
                )
                for one in found.windows
            ),
        ),
    )


def _from(one: Any) -> str:
    return f"{one.begins.day} {one.begins:%b %Y}" + (" (final)" if one.final else "")
