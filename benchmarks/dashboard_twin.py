"""The same map the way a user of Plotly would make it: scattermap, filtered by a callback.

The yardstick of `benchmarks.dashboard`: the same points and bands, one trace, colours by band, no
tiles and so no request to other hosts; a change of the filter sends the points that are left.
"""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from benchmarks.dashboard_frames import heap_of, pan_of, percentile
from records.domain import BANDS
from records.schema import ScoredProfile

__all__ = ["measured_twin"]

COLOURS = dict(zip(BANDS, ("#7d858c", "#2073BC", "#d4600a", "#6a0f3f"), strict=True))
CHANGES, PAUSE_MS = 20, 400
_SHOWN = [
    *(ScoredProfile.name, ScoredProfile.band, ScoredProfile.score, ScoredProfile.sector),
    *(ScoredProfile.lat, ScoredProfile.lon),
]

# Milliseconds from the navigation until the map's points stand still on the screen.
DRAWN = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const map = () => {
    const graph = document.querySelector(".js-plotly-plot");
    const part = graph && graph._fullLayout && graph._fullLayout.map;
    return part && part._subplot && part._subplot.map;
  };
  while (!map() || !map().getStyle() || !map().getStyle().layers.some((one) => one.type === "circle")) await frame();
  if (!map().loaded()) await new Promise((done) => map().once("idle", done));
  await frame();
  return performance.now();
}"""  # noqa: E501

# Ticks boxes one after the other and waits until the points left stand still; milliseconds of each.
FILTER = """async ([times, pause]) => {
  const frame = () => new Promise(requestAnimationFrame);
  const boxes = [...document.querySelectorAll("#bands input")];
  const graph = document.querySelector(".js-plotly-plot");
  const took = [];
  for (let i = 0; i < times; i++) {
    const drawn = new Promise((done) => graph.once("plotly_afterplot", done));
    const start = performance.now();
    boxes[i % boxes.length].click();
    await drawn;
    const map = graph._fullLayout.map._subplot.map;
    if (!map.loaded()) await new Promise((done) => map.once("idle", done));
    await frame();
    await frame();
    took.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, pause));
  }
  return took;
}"""


def measured_twin(browser: Browser, profiles: pd.DataFrame, loads: int) -> dict[str, Any]:
    """Return what the twin takes to show the same businesses: the figures of our map."""
    placed = profiles[_SHOWN].dropna(subset=[ScoredProfile.lat, ScoredProfile.lon])
    with _served(placed) as address:
        first = sorted(_first_drawn(browser, address) for _ in range(loads))
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(address)
        page.evaluate(DRAWN)
        whole = _sent(page)
        took = page.evaluate(FILTER, [CHANGES, PAUSE_MS])
        figures = {
            "first_paint_ms": round(first[len(first) // 2]),
            "filter_to_redraw_p95_ms": percentile(took),
            "bytes_a_filter": round(_sent(page) / CHANGES),
            "bytes_a_business": round(whole / len(placed), 1),
            "pan_frame_p95_ms": percentile(pan_of(page, "#map")),
            **heap_of(page),
        }
        page.context.close()
    return figures


def serve(profiles: pd.DataFrame, told: Connection) -> None:
    """Serve the twin until killed, and tell its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = Dash(__name__)
    options = list(BANDS)
    app.layout = html.Div(
        [dcc.Checklist(options, options, id="bands"), dcc.Graph(id="map", style={"height": "90vh"})]
    )

    @app.callback(Output("map", "figure"), Input("bands", "value"))
    def drawn(bands: list[str]) -> go.Figure:
        return _figure(profiles[profiles[ScoredProfile.band].isin(bands)])

    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    told.send(f"http://127.0.0.1:{server.server_port}")
    server.serve_forever()


def _figure(shown: pd.DataFrame) -> go.Figure:
    points = go.Scattermap(
        lat=shown[ScoredProfile.lat],
        lon=shown[ScoredProfile.lon],
        mode="markers",
        marker={"size": 8, "color": shown[ScoredProfile.band].map(COLOURS)},
        text=shown[ScoredProfile.name],
        customdata=shown[[ScoredProfile.score, ScoredProfile.sector]],
        hovertemplate="%{text}<br>%{customdata[0]:.0f}<br>%{customdata[1]}<extra></extra>",
    )
    middle = {"lat": 51.77, "lon": 0.6}
    return go.Figure(points).update_layout(
        map={"style": "white-bg", "center": middle, "zoom": 8.4}, margin=dict.fromkeys("lrtb", 0),
        uirevision="kept",
    )  # fmt: skip


def _first_drawn(browser: Browser, address: str) -> float:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(address)
    took = float(page.evaluate(DRAWN))
    page.context.close()
    return took


def _sent(page: Page) -> float:
    """Return the bytes of all answers of callbacks since last asked."""
    return float(
        page.evaluate(
            """() => {
              const all = performance.getEntriesByType("resource");
              performance.clearResourceTimings();
              return all.filter((one) => one.name.includes("_dash-update-component"))
                .reduce((sum, one) => sum + one.transferSize, 0);
            }"""
        )
    )


@contextmanager
def _served(profiles: pd.DataFrame) -> Iterator[str]:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=serve, args=(profiles, there), daemon=True
    )
    process.start()
    there.close()  # so that a server that fails ends the wait
    yield here.recv()
    process.terminate()
    process.join()
