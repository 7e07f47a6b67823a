"""How quick is the dashboard in a browser? Prints JSON for each number of businesses asked for."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import statistics
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page

from benchmarks.chromium import chromium
from benchmarks.made_county import AS_OF, BOUNDARIES, made_county
from dashboard.viewer import DEMO

BUILD = "000001-00000000000000aa"
LOADS, FILTERS = 5, 30
PERCENTILE = 95

# Ticks boxes one after the other and waits for the drawing each causes; milliseconds of each.
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

# Milliseconds between the frames that are shown while something else goes on.
FRAMES_ON = """() => {
  window.benchFrames = [];
  let last = performance.now();
  const tick = (now) => {
    window.benchFrames.push(now - last);
    last = now;
    window.benchRaf = requestAnimationFrame(tick);
  };
  window.benchRaf = requestAnimationFrame(tick);
}"""
FRAMES_OFF = "() => { cancelAnimationFrame(window.benchRaf); return window.benchFrames.slice(2); }"


def main() -> None:
    """Measure every size that was asked for."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--businesses", type=int, nargs="+", default=[14_300, 50_000])
    sizes = words.parse_args().businesses
    print(json.dumps([measured(size) for size in sizes], indent=2))


def measured(businesses: int) -> dict[str, Any]:
    """Return every figure for a made county of so many businesses."""
    with _served(businesses) as address, chromium() as browser:
        figures: dict[str, Any] = {"businesses": businesses}
        figures |= _loading(browser, address, businesses)
        figures |= _working(browser, address)
        figures |= _exporting(address)
    return figures


def serve(businesses: int, told: Connection) -> None:
    """Serve a made county until killed, and tell the address."""
    from werkzeug.serving import make_server

    from dashboard.app import create_app
    from dashboard.county import About, County
    from dashboard.live import Fixed

    tables = made_county(businesses, seed=1)
    boundaries = tables.pop(BOUNDARIES)
    about = About(BUILD, AS_OF, "21 Nov 2026 06:00", "v1", synthetic=True)
    app = create_app(Fixed(County(about, tables, boundaries)), "Essex")
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    told.send(f"http://127.0.0.1:{server.server_port}")
    server.serve_forever()


@contextmanager
def _served(businesses: int) -> Iterator[str]:
    here, there = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_silent, args=(businesses, there), daemon=True)
    process.start()
    there.close()  # so that a server that fails ends the wait
    address = here.recv()
    columns_of(address)
    yield address
    process.terminate()
    process.join()


def _silent(businesses: int, told: Connection) -> None:
    import logging

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    serve(businesses, told)


class SignedIn:
    """The demo's analyst, asking without a browser."""

    def __init__(self, address: str) -> None:
        """Sign in, and learn the word of the session and the key of the view."""
        self._address = address
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))
        self._opener.addheaders = [("Origin", address)]
        page = self.asked("/sign-in/demo", user=DEMO.user).decode()
        self.key = re.findall(r'<meta name="build" content="([^"]+)"', page)[0]
        self.word = next(str(one.value) for one in self._jar if one.name == "_csrf_token")

    def asked(self, path: str, **form: str) -> bytes:
        """Return the answer's body as it was sent; with a form it is posted."""
        body = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(self._address + path, body)  # noqa: S310
        if "/columns" in path:
            request.add_header("Accept-Encoding", "gzip")
        with self._opener.open(request) as answer:
            content: bytes = answer.read()
        return content


def columns_of(address: str) -> bytes:
    """Return the map's block as the demo's analyst gets it."""
    analyst = SignedIn(address)
    return analyst.asked(f"/county/{analyst.key}/columns")


def _opened(browser: Browser, address: str) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script("localStorage.setItem('concern-tour', 'never')")
    context.request.post(
        f"{address}/sign-in/demo", form={"user": DEMO.user}, headers={"Origin": address}
    )
    page = context.new_page()
    page.goto(address)
    page.locator("#count", has_text="Showing").wait_for()
    return page


def _first_drawn(page: Page) -> float:
    return float(page.evaluate("performance.getEntriesByName('concern:drawn')[0].startTime"))


def _loading(browser: Browser, address: str, businesses: int) -> dict[str, Any]:
    """First paint with an empty cache and with a full one, and what was sent for each business."""
    cold, warm = [], []
    for _ in range(LOADS):
        page = _opened(browser, address)
        cold.append(_first_drawn(page))
        page.goto(address)
        page.locator("#count", has_text="Showing").wait_for()
        warm.append(_first_drawn(page))
        page.context.close()
    sent = len(columns_of(address))
    return {
        "first_paint_ms": round(statistics.median(cold)),
        "first_paint_warm_ms": round(statistics.median(warm)),
        "bytes_a_business": round(sent / businesses, 2),
    }


def _working(browser: Browser, address: str) -> dict[str, Any]:
    page = _opened(browser, address)
    page.wait_for_timeout(1000)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    filters = page.evaluate(FILTER, FILTERS)
    lists = page.evaluate(
        "performance.getEntriesByType('resource')"
        ".filter((one) => one.name.includes('_dash-update-component'))"
        ".map((one) => [one.duration, one.transferSize])"
    )[-FILTERS:]
    pan = _pan(page)
    heap = _heap(page)
    page.context.close()
    return {
        "filter_to_redraw_p50_ms": round(float(np.percentile(filters, 50))),
        "filter_to_redraw_p95_ms": round(float(np.percentile(filters, PERCENTILE))),
        "map_requests_a_filter": len([url for url in requests if "/county/" in url]) / FILTERS,
        "list_page_p95_ms": round(float(np.percentile([one[0] for one in lists], PERCENTILE))),
        "list_page_bytes": round(statistics.median(one[1] for one in lists)),
        "pan_frame_p95_ms": round(float(np.percentile(pan, PERCENTILE)), 1),
        **heap,
    }


def _pan(page: Page) -> list[float]:
    """Milliseconds between frames while the map is dragged to and fro."""
    box = page.locator("#map").bounding_box()
    assert box is not None  # noqa: S101  # the map is on the page
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate(FRAMES_ON)
    for _ in range(3):
        page.mouse.move(x, y)
        page.mouse.down()
        for step in [*range(20), *range(20, 0, -1)]:
            page.mouse.move(x + 4 * step, y + 2 * step)
        page.mouse.up()
    frames: list[float] = page.evaluate(FRAMES_OFF)
    return frames


def _heap(page: Page) -> dict[str, float]:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    usage = session.send("Runtime.getHeapUsage")
    held = usage["usedSize"] + usage.get("backingStorageSize", 0)
    return {
        "heap_mb": round(usage["usedSize"] / 1e6, 1),
        "heap_with_buffers_mb": round(held / 1e6, 1),
    }


def _exporting(address: str) -> dict[str, Any]:
    analyst = SignedIn(address)
    form = {"build": analyst.key, "query": "", "as": "marked", "csrf": analyst.word}
    start = time.perf_counter()
    answer = analyst.asked("/county/export", **form, purpose="data", recipient="a measurement")
    return {
        "csv_seconds": round(time.perf_counter() - start, 2),
        "csv_megabytes": round(len(answer) / 1e6, 1),
    }


if __name__ == "__main__":
    main()
