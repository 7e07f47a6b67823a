"""What does the dashboard do that it must not? On every page of every role, in every state.

Counts what axe-core finds wrong, what the content security policy refuses, and requests to other
hosts: at the widths of a desk, a tablet and two phones, in every state of `dashboard_states`, where
nothing is found or there, and in the tour of every page that has one. A page that two roles may
open is looked at for the role that sees most, and for another only where it holds something else.

    python -m benchmarks.dashboard_watch --home demo

looks at a copy of a built demo county and prints the counts as JSON; `benchmarks.dashboard --watch`
does the same beside its measurements.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, Request

from benchmarks.chromium import chromium
from benchmarks.dashboard_home import copied
from benchmarks.dashboard_pages import LISTED, signed_in_context
from benchmarks.dashboard_states import settle, states
from benchmarks.users import served
from dashboard.viewer import DEMO, DEMO_PEOPLE, Viewer

__all__ = ["Watch", "watched"]

WIDTHS = ((1440, 1024), (390, 320))
"""Pixels; a page is loaded at the first of each and made narrower to the second."""
BOTH = ("as opened", "unfolded", "view", "dialog")
"""States looked at at both widths; those within the map differ by no more than its size."""
ELSEWHERE = ("/nothing-is-here", "/business/nobody", "/sign-in")
STATES = ("/?band=severe&known=from3", "/?visited=never&place=outside&known=from4&band=severe",
          "/patch?band=severe&visited=within12m&share=top5", "/analysis?band=high&district=none",
          "/insights?visited=never&known=from4&band=severe")  # fmt: skip
TOURED = ("/", "/patch", "/analysis", "/insights", "/review/")
_HEIGHT, _TIMEOUT_MS = 900, 30_000
_ONLY = {"resultTypes": ["violations"]}
_KINDS = """() => [...new Set([...document.querySelectorAll("body *")].map(
  (one) => [one.localName, one.getAttribute("class"), one.getAttribute("role")].join(" ")))]"""
_HREFS = "links => links.map((one) => new URL(one.href)).map((to) => to.pathname + to.search)"
"""Where links lead on this server, whether they are written whole or as a path."""


def main() -> None:
    """Look at a copy of the county that is named."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--home", type=Path, required=True, help="a built demo county; it is copied")
    words.add_argument("--pages", nargs="+", default=[""], help="how their paths begin; else all")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="concern-watch-") as folder:
        home = copied(asked.home, Path(folder) / "county")
        with served(home.root, 1) as server, chromium() as browser:
            found = watched(browser, server.address, tuple(asked.pages))
            print(json.dumps(found.figures(), indent=1))


class Watch:
    """What was counted, and where: each fault as the rule and the page it is on."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self.states = 0
        self.axe: Counter[str] = Counter()
        self.policy: Counter[str] = Counter()
        self.elsewhere: Counter[str] = Counter()
        self.unseen: list[str] = []
        self.last = ""
        self.kinds: dict[str, set[str]] = {}

    def figures(self) -> dict[str, Any]:
        """Return how many of each, and which."""
        return {
            "pages_looked_at": len(self.kinds),
            "states_looked_at": self.states,
            "not_looked_at": self.unseen,
            "requests_to_other_hosts": self.elsewhere.total(),
            "csp_violations": self.policy.total(),
            "axe_violations": self.axe.total(),
            "faults": {**self.axe, **self.policy, **self.elsewhere},
        }

    def look(self, page: Page, where: str) -> None:
        """Count what axe-core finds wrong now."""
        self.states += 1
        self.last = where
        for one in Axe().run(page, options=_ONLY).response["violations"]:
            fault = f"{one['id']}: {one['nodes'][0]['html'][:160]} ({_path(page)} {where})"
            self.axe[fault] += 1
            _say(fault)

    def holds_new(self, path: str, kinds: set[str]) -> bool:
        """Say whether a page holds kinds of element that no role saw on it, and keep them."""
        known = self.kinds.setdefault(path, set())
        new = kinds - known
        known |= kinds
        return bool(new)


def watched(browser: Browser, address: str, only: tuple[str, ...] = ("",)) -> Watch:
    """Look at every page of every demo person and return what was seen; says on stderr how far.

    only: how the paths of the pages begin that are looked at.
    """
    watch, began = Watch(), time.monotonic()
    for person in (DEMO, *(one for one in DEMO_PEOPLE if one is not DEMO)):
        with signed_in_context(browser, address, person.user) as context:
            page = context.new_page()
            page.set_default_timeout(_TIMEOUT_MS)
            _listen(page, watch, address)
            for path in filter(lambda one: one.startswith(only), _paths(page, address, person)):
                _say(f"{time.monotonic() - began:5.0f} s  {person.role}: {path}")
                _page(page, watch, address, path)
    for path in filter(lambda one: one.startswith(only), TOURED):
        _say(f"{time.monotonic() - began:5.0f} s  tour: {path}")
        _tour(browser, watch, address, path)
    return watch


def _page(page: Page, watch: Watch, address: str, path: str) -> None:
    """Look at a page in every state, unless a role before saw all that is on it."""
    try:
        page.set_viewport_size({"width": WIDTHS[0][0], "height": _HEIGHT})
        page.goto(address + path)
        settle(page)
        if watch.holds_new(path, set(page.evaluate(_KINDS))):
            for widths in WIDTHS:
                _look(page, watch, address + path, widths, 2 if path in STATES else None)
    except Error as error:
        _missed(watch, path, error)


def _look(
    page: Page, watch: Watch, url: str, widths: tuple[int, int], most: int | None = None
) -> None:
    """Look at a page in each of its states, or in the first `most` of them."""
    page.set_viewport_size({"width": widths[0], "height": _HEIGHT})
    page.goto(url)
    for state in islice(states(page), most):
        for width in widths if state.startswith(BOTH) else widths[:1]:
            page.set_viewport_size({"width": width, "height": _HEIGHT})
            watch.look(page, f"at {width}, {state}")
        page.set_viewport_size({"width": widths[0], "height": _HEIGHT})


def _missed(watch: Watch, path: str, error: Error) -> None:
    said = f"{path}, after {watch.last}: {str(error).splitlines()[0]}"
    watch.unseen.append(said)
    _say(said)


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


def _paths(page: Page, address: str, person: Viewer) -> list[str]:
    """The pages a person's own navigation leads to, one business, and what goes wrong."""
    page.goto(address)
    settle(page)
    found = page.locator("header nav a, header .viewer a").evaluate_all(_HREFS)
    business = page.locator(LISTED)
    if business.count():
        found += [*business.first.evaluate_all(_HREFS), *STATES]
    for path in [one for one in found if one.startswith("/office/")]:
        page.goto(address + path)
        found += page.locator("main table a[href^='/office/'], main a.button").evaluate_all(_HREFS)[
            :2
        ]
    found += ELSEWHERE if person is DEMO else ()
    return [one for one in dict.fromkeys(["/account", *found]) if one and "sign-out" not in one]


def _tour(browser: Browser, watch: Watch, address: str, path: str) -> None:
    """The tour of a page, step by step, at the widest and at the narrowest."""
    for width in (WIDTHS[0][0], WIDTHS[-1][-1]):
        with signed_in_context(browser, address) as context:
            page = context.new_page()
            page.set_default_timeout(_TIMEOUT_MS)
            _listen(page, watch, address)
            page.set_viewport_size({"width": width, "height": _HEIGHT})
            page.goto(address + path)
            settle(page)
            try:
                _walk(page, watch, width)
            except Error as error:
                _missed(watch, f"the tour of {path} at {width}", error)


def _walk(page: Page, watch: Watch, width: int) -> None:
    page.locator("#help-open").click()
    page.locator("#tour-start").click()
    page.locator(".tour").wait_for()
    while page.locator(".tour").count():
        said = page.locator(".tour-count").inner_text()
        watch.look(page, f"at {width}, tour {said}")
        page.locator(".tour [data-go=next]").click()


def _path(page: Page) -> str:
    parts = urlsplit(page.url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
