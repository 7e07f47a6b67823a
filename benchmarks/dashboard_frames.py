"""What is measured alike on our map and on the one it is compared with: frames and memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from playwright.sync_api import Page

__all__ = ["heap_of", "pan_of", "percentile"]

# Milliseconds between the frames that are shown while something else goes on.
_ON = """() => {
  window.benchFrames = [];
  let last = performance.now();
  const tick = (now) => {
    window.benchFrames.push(now - last);
    last = now;
    window.benchRaf = requestAnimationFrame(tick);
  };
  window.benchRaf = requestAnimationFrame(tick);
}"""
_OFF = "() => { cancelAnimationFrame(window.benchRaf); return window.benchFrames.slice(2); }"


def percentile(values: Sequence[float], share: float = 95) -> float:
    """Return the value that so many in a hundred do not pass, to a tenth."""
    return round(float(np.percentile(values, share)), 1)


def pan_of(page: Page, where: str) -> list[float]:
    """Return the milliseconds between frames while the map at `where` is dragged to and fro."""
    box = page.locator(where).bounding_box()
    if box is None:
        raise ValueError(f"{where} is not on the page")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate(_ON)
    for _ in range(3):
        page.mouse.move(x, y)
        page.mouse.down()
        for step in [*range(20), *range(20, 0, -1)]:
            page.mouse.move(x + 4 * step, y + 2 * step)
        page.mouse.up()
    frames: list[float] = page.evaluate(_OFF)
    return frames


def heap_of(page: Page) -> dict[str, float]:
    """Return the megabytes the page's scripts hold, after collecting what they hold no more."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    usage = session.send("Runtime.getHeapUsage")
    held = usage["usedSize"] + usage.get("backingStorageSize", 0)
    return {
        "heap_mb": round(usage["usedSize"] / 1e6, 1),
        "heap_with_buffers_mb": round(held / 1e6, 1),
    }
