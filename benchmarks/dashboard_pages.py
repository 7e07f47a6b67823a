"""How quick are our pages in a browser? First paint, filters, panning, memory, a business."""

from __future__ import annotations

import json
import re
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, Request

from benchmarks.dashboard_frames import heap_of, pan_of, percentile
from benchmarks.dashboard_home import BUSY
from dashboard.viewer import DEMO

__all__ = ["first_paint", "opened", "signed_in_context", "timeline_ms", "worked"]

FILTERS, PROFILES = 30, 12
LISTED = "tr[data-row] a.name"
_TIMEOUT_MS = 180_000

# Ticks boxes one after the other and waits for the drawing each causes and two frames more.
FILTER = """async (times) => {
  const boxes = [...document.querySelectorAll("#view-filters input[type=checkbox]")];
  const took = [];
  for (let i = 0; i < times; i++) {
    const drawn = new Promise((done) => {
      const seen = new PerformanceObserver((list) => {
        if (!list.getEntriesByName("concern:drawn").length) return;
        seen.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
      });
      seen.observe({ entryTypes: ["mark"] });
    });
    const start = performance.now();
    boxes[i % boxes.length].click();
    took.push((await drawn) - start);
    await new Promise((done) => setTimeout(done, 250));
  }
  return took;
}"""

# Opens the business of a row of the list and waits until its page is drawn; milliseconds.
OPEN = """async (number) => {
  const frame = () => new Promise(requestAnimationFrame);
  const link = document.querySelectorAll("tr[data-row] a.name")[number];
  const name = link.textContent;
  link.scrollIntoView({ block: "nearest" });
  await frame();
  const box = link.getBoundingClientRect();
  const at = { bubbles: true, clientX: box.x + 5, clientY: box.y + 5, view: window };
  link.dispatchEvent(new PointerEvent("pointerover", at));
  link.dispatchEvent(new MouseEvent("mouseover", at));
  await new Promise((done) => setTimeout(done, 100)); // a hand is over a link before it presses
  const start = performance.now();
  link.click();
  const heading = () => document.querySelector(".profile h1");
  while (!heading() || !heading().textContent.startsWith(name)) await frame();
  await frame();
  return performance.now() - start;
}"""

# Draws the timeline that is on the page once more from nothing; milliseconds, with two frames.
TIMELINE = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const { draw, now } = window.concern.timeline;
  const { drawing } = now();
  await frame();
  const start = performance.now();
  draw(drawing);
  await frame();
  await frame();
  return performance.now() - start;
}"""


@contextmanager
def signed_in_context(browser: Browser, address: str, user: str = DEMO.user) -> Iterator[Any]:
    """Yield a new window's context in which the demo person is signed in and wants no tour."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(_TIMEOUT_MS)
    context.add_init_script("localStorage.setItem('concern-tour', 'never')")
    sent = {"form": {"user": user}, "headers": {"Origin": address}}
    context.request.post(f"{address}/sign-in/demo", **sent)
    yield context
    context.close()


def opened(page: Page, address: str) -> Page:
    """Open the county's page and wait for its map and list."""
    page.goto(address)
    page.locator("#count", has_text="Showing").wait_for()
    page.locator(LISTED).first.wait_for()
    return page


def first_paint(browser: Browser, address: str, loads: int) -> dict[str, Any]:
    """Return milliseconds from the navigation to markers: nothing kept, then everything kept."""
    cold, warm = [], []
    for _ in range(loads):
        with signed_in_context(browser, address) as context:
            page = context.new_page()
            cold.append(_first_drawn(opened(page, address)))
            warm.append(_first_drawn(opened(page, address)))
    return {
        "first_paint_ms": round(statistics.median(cold)),
        "first_paint_warm_ms": round(statistics.median(warm)),
    }


def worked(browser: Browser, address: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the figures of a person at work, and what their browser asks for a list."""
    with signed_in_context(browser, address) as context:
        page = opened(context.new_page(), address)
        asked: list[Request] = []
        page.on("request", lambda request: asked.append(request))
        page.wait_for_timeout(1500)
        asked.clear()
        filters = page.evaluate(FILTER, FILTERS)
        callback = next(one for one in map(_callback, reversed(asked)) if one)
        figures = {
            "filter_to_redraw_p50_ms": percentile(filters, 50),
            "filter_to_redraw_p95_ms": percentile(filters),
            "map_bytes_a_filter": sum(_size(one) for one in asked if _is_map(one)) / FILTERS,
            "pan_frame_p95_ms": percentile(pan_of(page, "#map")),
            **heap_of(page),
        }
        opened(page, address)
        profiles = [_opened_business(page, number) for number in range(PROFILES)]
    return figures | {"click_to_profile_p95_ms": percentile(profiles)}, callback


def timeline_ms(browser: Browser, address: str) -> float | None:
    """Return milliseconds to draw the timeline of the busiest business; None: it is not there."""
    with signed_in_context(browser, address) as context:
        page = context.new_page()
        page.goto(f"{address}/business/{BUSY}")
        page.locator(".profile h1, #main .message").first.wait_for()
        if not page.locator(".profile h1").count():
            return None
        page.locator("#timeline-drawing svg a.mark").first.wait_for()
        return statistics.median(page.evaluate(TIMELINE) for _ in range(5))


def _first_drawn(page: Page) -> float:
    return float(page.evaluate("performance.getEntriesByName('concern:drawn')[0].startTime"))


def _opened_business(page: Page, number: int) -> float:
    took = float(page.evaluate(OPEN, number))
    page.go_back()
    page.locator(LISTED).nth(PROFILES).wait_for()
    page.locator("#count", has_text="Showing").wait_for()
    return took


def _callback(request: Request) -> dict[str, Any] | None:
    """What the page sent for its list; None: the request is of something else."""
    if "/_dash-update-component" not in request.url or not request.post_data:
        return None
    body: dict[str, Any] = json.loads(request.post_data)
    return body if re.search(r"\blisting\.data\b", str(body["output"])) else None


def _is_map(request: Request) -> bool:
    return "/county/" in request.url


def _size(request: Request) -> int:
    answer = request.response()
    return len(answer.body()) if answer else 0
