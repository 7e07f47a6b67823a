"""Which of Dash's callbacks is answered without Dash's machinery? The one that every filter asks.

Dash takes longer to read a question and to write the answer than we do to find it. The question,
the address, the guard and the answer are the same as Dash's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import flask

__all__ = ["CHANGED", "Question", "answer_quickly"]

CALLBACKS = "/_dash-update-component"
"""The address that every callback is asked at, and the name of its view."""

Question = Mapping[str, Any]
"""What each input and state holds, by its component's id; under `CHANGED` the id of what changed
first, empty where nothing did."""

CHANGED = ""


def answer_quickly(
    server: flask.Flask, component: str, answer: Callable[[Question], str | None]
) -> None:
    """Answer the callback whose one output is the data of `component` by `answer`.

    answer: gives the data as JSON; None: the callback that Dash knows is asked instead. Call it
    once the callback is registered; the guard has looked at the question when it is asked.
    """
    others, output = server.view_functions[CALLBACKS], f"{component}.data"

    def update() -> Any:
        body = flask.request.get_json()
        told = answer(_question(body)) if body["output"] == output else None
        if told is None:
            return others()
        said = f'{{"multi":true,"response":{{"{component}":{{"data":{told}}}}}}}'
        return flask.Response(said, mimetype="application/json")

    server.view_functions[CALLBACKS] = update


def _question(body: Mapping[str, Any]) -> Question:
    given = [*body["inputs"], *body.get("state", ())]
    changed = next(iter(body.get("changedPropIds", ())), "")
    held = {one["id"]: one.get("value") for one in given if isinstance(one["id"], str)}
    return {**held, CHANGED: str(changed).rpartition(".")[0]}
