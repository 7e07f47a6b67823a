"""In which states can a page be looked at? Unfolded, each tab, tool, layer and dialog opened."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

__all__ = ["settle", "states"]

_QUIET_MS = 250

# Wait until nothing was asked for and nothing changed for a while; at most 15 seconds.
_SETTLED = """async (quiet) => {
  let last = performance.now();
  const seen = new MutationObserver(() => { last = performance.now(); });
  seen.observe(document, { childList: true, subtree: true, attributes: true });
  const end = last + 15000;
  const complete = () => document.readyState === "complete";
  const loading = () => !complete() || document.querySelector("._dash-loading");
  while (performance.now() < end && (loading() || performance.now() - last < quiet)) {
    await new Promise((done) => setTimeout(done, 50));
  }
  seen.disconnect();
}"""
_FOLDED = """(open) => document.querySelectorAll("main details, header details").forEach(
  (one) => { one.open = open; })"""

VIEWS = ".view-bar [data-view]:visible"
PRESSED: tuple[tuple[str, str, int], ...] = (
    ("tab", "[role=tab]", 8),
    ("tool", ".tools [aria-pressed]", 4),
    ("opened", "main [aria-expanded=false]:not(.help):not(input)", 2),
    ("word", "main .help", 1),
    ("dialog", "[aria-haspopup=dialog]", 4),
)
"""What is pressed one after the other: what it is called, where it is, how many at most."""

LAYERS = "input[name=layer]"


def settle(page: Page) -> None:
    """Wait until the page is quiet."""
    page.evaluate(_SETTLED, _QUIET_MS)


def states(page: Page) -> Iterator[str]:
    """Bring a loaded page from state to state; yields what each is called."""
    settle(page)
    yield "as opened"
    if page.locator("main details:visible, header details:visible").count():
        page.evaluate(_FOLDED, True)
        settle(page)
        yield "unfolded"
        page.evaluate(_FOLDED, False)
    views = page.locator(VIEWS)
    seen = set[str]()
    for number in range(views.count()):
        views.nth(number).click()
        settle(page)
        yield f"view {number + 1}"
        yield from _within(page, seen)
    if not views.count():
        yield from _within(page, seen)


def _within(page: Page, seen: set[str]) -> Iterator[str]:
    """What can be opened in a view; seen: what was opened in the views before it."""
    for name, where, most in PRESSED:
        things = page.locator(f"{where}:visible")
        many = min(things.count(), most)
        if name in seen or not many:
            continue
        seen.add(name)
        for number in range(many):
            things.nth(number).click()
            settle(page)
            yield f"{name} {number + 1}"
            page.keyboard.press("Escape")
        if name == "tab":
            things.first.click()
    yield from _found(page)
    yield from _layers(page)
    yield from _picked(page)


def _found(page: Page) -> Iterator[str]:
    """What the map's search finds."""
    field = page.locator(".finder input:visible")
    if not field.count():
        return
    field.fill("br")
    settle(page)
    yield "found"
    field.fill("")
    page.keyboard.press("Escape")


def _layers(page: Page) -> Iterator[str]:
    """The map with each of its layers, and what chooses them left open."""
    summary = page.locator(".layer-choice summary:visible")
    if not summary.count():
        return
    summary.click()
    for number in range(page.locator(LAYERS).count()):
        page.locator(LAYERS).nth(number).check()
        settle(page)
        yield f"layer {number + 1}"
    page.locator(LAYERS).first.check()
    page.keyboard.press("Escape")


def _picked(page: Page) -> Iterator[str]:
    """A business chosen on the map by keyboard."""
    chart = page.locator("#map:visible")
    if not chart.count():
        return
    chart.focus()
    for key in ("+", "+", "+", "+", "Enter"):
        page.keyboard.press(key)
        settle(page)
    yield "chosen on the map"
