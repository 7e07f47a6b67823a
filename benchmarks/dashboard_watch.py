"""What does the dashboard do that it must not? On every page of every role, in every state.

Counts what axe-core finds wrong, what the content security policy refuses, and requests to other
hosts: at the widths of a desk, a tablet and two phones, everything folded and unfolded, each dialog
open, nothing found, nothing there, and the first tour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

from benchmarks.dashboard_pages import LISTED, signed_in_context
from dashboard.viewer import DEMO_PEOPLE

__all__ = ["Watch", "watched"]

WIDTHS = (1440, 1024, 390, 320)
STATES = ("/?band=severe&known=from3", "/?visited=never&place=outside&known=from4&band=severe",
          "/nothing-is-here", "/business/nobody")  # fmt: skip
_QUIET_MS = 400
_OPENERS = "[aria-haspopup=dialog]:visible"

# Wait until nothing was asked for and nothing changed for a while.
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


class Watch:
    """What was counted, and where: each fault as the rule and the page it is on."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self.states = 0
        self.axe: Counter[str] = Counter()
        self.policy: Counter[str] = Counter()
        self.elsewhere: Counter[str] = Counter()

    def figures(self) -> dict[str, Any]:
        """Return how many of each, and which."""
        return {
            "states_looked_at": self.states,
            "requests_to_other_hosts": self.elsewhere.total(),
            "csp_violations": self.policy.total(),
            "axe_violations": self.axe.total(),
            "faults": {**self.axe, **self.policy, **self.elsewhere},
        }


def watched(browser: Browser, address: str) -> Watch:
    """Look at every page of every demo person and return what was seen."""
    watch, known = Watch(), set[str]()
    for person in DEMO_PEOPLE:
        with signed_in_context(browser, address, person.user) as context:
            page = context.new_page()
            _listen(page, watch, address)
            paths = _paths(page, address, known)
            known.update(paths)
            for path in paths:
                for width in WIDTHS:
                    _look(page, watch, address + path, width)
    _tour(browser, watch, address)
    return watch


def _listen(page: Page, watch: Watch, address: str) -> None:
    def heard(text: str) -> None:
        if "Content Security Policy" in text:
            watch.policy[f"{text[:120]} ({_path(page)})"] += 1

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" != address and parts.scheme not in {"data", "blob"}:
            watch.elsewhere[f"{parts.netloc} ({_path(page)})"] += 1

    page.on("console", lambda message: heard(message.text))
    page.on("request", asked)


_HREFS = "links => links.map((one) => new URL(one.href)).map((to) => to.pathname + to.search)"
"""Where links lead on this server, whether they are written whole or as a path."""


def _paths(page: Page, address: str, known: set[str]) -> list[str]:
    """The pages a person's own navigation leads to, one business, and what goes wrong."""
    page.goto(address)
    page.evaluate(_SETTLED, _QUIET_MS)
    found = page.locator("header nav a, header .viewer a").evaluate_all(_HREFS)
    business = page.locator(LISTED)
    if business.count():
        found += [*business.first.evaluate_all(_HREFS), *STATES]
    return [one for one in dict.fromkeys(["/account", *found]) if one and one not in known]


def _look(page: Page, watch: Watch, url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(url)
    for state in _states(page):
        watch.states += 1
        for one in Axe().run(page).response["violations"]:
            where = f"{_path(page)} at {width}, {state}"
            watch.axe[f"{one['id']}: {one['nodes'][0]['html'][:100]} ({where})"] += 1


def _states(page: Page) -> Iterator[str]:
    """The page as it opens, unfolded, with each of its views and with each of its dialogs."""
    page.evaluate(_SETTLED, _QUIET_MS)
    yield "as opened"
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.evaluate(_SETTLED, _QUIET_MS)
    yield "unfolded"
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = false; })")
    views = page.locator(".view-bar [data-view]:visible")
    for number in range(views.count()):
        views.nth(number).click()
        page.evaluate(_SETTLED, _QUIET_MS)
        yield f"view {number + 1}"
    openers = page.locator(_OPENERS)
    for number in range(openers.count()):
        openers.nth(number).click()
        page.evaluate(_SETTLED, _QUIET_MS)
        yield f"dialog {number + 1}"
        page.keyboard.press("Escape")


def _tour(browser: Browser, watch: Watch, address: str) -> None:
    """The first tour, step by step, at the widest and at the narrowest."""
    for width in (WIDTHS[0], WIDTHS[-1]):
        with signed_in_context(browser, address) as context:
            page = context.new_page()
            _listen(page, watch, address)
            page.goto(f"{address}/account")
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            page.evaluate(_SETTLED, _QUIET_MS)
            page.locator("#help-open").click()
            page.locator(".tour-again").click()
            page.locator(".tour").wait_for()
            while page.locator(".tour").count():
                watch.states += 1
                for one in Axe().run(page).response["violations"]:
                    watch.axe[f"{one['id']} (tour at {width})"] += 1
                page.locator(".tour [data-go=next]").click()


def _path(page: Page) -> str:
    parts = urlsplit(page.url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
