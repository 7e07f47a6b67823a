"""What does every page look like? The demo county's pages, each at four widths, as small pictures.

    python -m benchmarks.screens --out docs/screens

makes an invented county with a model in force (or takes the one --home names), serves it on this
machine, signs in as the demo's people and writes PAGE-WIDTH.png. With Pillow installed pictures
keep at most 64 colours, which makes them a third as large; without it they stay as they are.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from benchmarks.chromium import chromium
from dashboard.app import create_app
from dashboard.cli.sample import demo
from dashboard.settings import make_home
from records.home import Home

__all__ = ["PAGES", "WIDTHS", "Screen", "opened", "page_of_screens", "take"]

WIDTHS = {1440: 900, 1024: 768, 390: 844, 320: 640}
"""Pixels wide and high: a desk, a small window, a phone, and a desk at 400% zoom."""

TOUCHED = 640
"""Pixels of width under which a finger is used."""
COLOURS = 64
MOST_BYTES = 120_000
"""Of one picture."""

BUSINESSES = 3000

Prepare = Callable[[Page], None]


def _as_it_is(page: Page) -> None:
    """Show what is there without doing anything."""


def _listed(page: Page) -> None:
    page.locator("tr[data-row]").first.wait_for(state="attached")


def _sheet(page: Page) -> None:
    page.locator(".sheet tbody tr").first.wait_for(state="attached")


def _charts(page: Page) -> None:
    page.locator(".insight-plot .point").first.wait_for(state="attached")


def _near(page: Page) -> None:
    page.locator(".near-card").first.wait_for(state="attached")


def _business(page: Page) -> None:
    _listed(page)
    link = page.locator("tr[data-row] a.name").first.get_attribute("href")
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + str(link))
    page.locator(".profile h1").wait_for()


def _first_link(selector: str) -> Prepare:
    def follow(page: Page) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state()

    return follow


@dataclass(frozen=True)
class Screen:
    """One page to look at: whose it is, where it is, and what is done before it is seen.

    name: begins its file's name. said: what the page is, for the reader. who: the demo person's
    user without "demo-"; empty: nobody.
    """

    name: str
    said: str
    who: str
    path: str
    prepare: Prepare = _as_it_is


PAGES: tuple[Screen, ...] = (
    Screen("patch", "My patch: what is near and due", "inspector", "/patch", _near),
    Screen("county", "County: filters, map and list of the same businesses", "analyst",
           "/?band=high&band=severe", _listed),
    Screen("business", "One business: who has been, why this score, what joins its records",
           "analyst", "/?band=severe&sort=agencies", _business),
    Screen("analysis", "Analysis: the table of the businesses that a filter leaves", "analyst",
           "/analysis?band=high&band=severe", _sheet),
    Screen("insights", "Insights: charts of the businesses that a filter leaves", "analyst",
           "/insights", _charts),
    Screen("review", "Review: two records side by side", "analyst", "/review/"),
    Screen("review-changes", "What decisions changed", "analyst", "/review/changes"),
    Screen("evaluation", "Evaluation: how far a model can be trusted", "analyst",
           "/office/evaluation/"),
    Screen("figures", "Figures of the county", "lead", "/office/figures/"),
    Screen("visits", "Visits: a list drawn with chances that are known", "lead",
           "/office/visits/"),
    Screen("deliveries", "Deliveries", "steward", "/office/deliveries/"),
    Screen("agreements", "Sharing agreements", "steward", "/office/agreements/"),
    Screen("agreement", "One agreement", "steward", "/office/agreements/",
           _first_link("main table a")),
    Screen("rights", "Requests of people about their records", "officer", "/office/rights/"),
    Screen("audit", "Audit: who did what", "officer", "/office/audit/"),
    Screen("people", "People with access", "administrator", "/office/accounts/"),
    Screen("models", "Models", "board", "/office/models/"),
    Screen("model", "One model", "board", "/office/models/", _first_link("main table a")),
    Screen("transparency", "Transparency pack", "board", "/office/transparency/"),
    Screen("account", "One's own account", "analyst", "/account"),
    Screen("sign-in", "Sign in", "", "/sign-in"),
)  # fmt: skip
"""Every page, in the order of docs/screens.md."""


def opened(browser: Browser, address: str, screen: Screen, size: tuple[int, int]) -> Page:
    """Return a screen's page as its person sees it, drawn; size: width and height in pixels."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=width < TOUCHED
    )
    context.add_init_script("localStorage.setItem('concern-tour', 'never')")
    if screen.who:
        context.request.post(
            f"{address}/sign-in/demo",
            form={"user": f"demo-{screen.who}"},
            headers={"Origin": address},
            max_redirects=0,
        )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(address + screen.path)
    screen.prepare(page)
    page.wait_for_load_state("networkidle")
    return page


def take(browser: Browser, address: str, screen: Screen, width: int, whole: bool = False) -> bytes:
    """Return the picture of a screen as PNG; whole: also what lies below the window."""
    page = opened(browser, address, screen, (width, WIDTHS[width]))
    page.wait_for_timeout(400)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        print(f"{screen.name} at {width} is {wide} wide")
    picture = page.screenshot(full_page=whole, animations="disabled")
    page.context.close()
    return _small(picture)


def _small(picture: bytes) -> bytes:
    """The picture with few colours, where Pillow is installed and it helps."""
    try:
        from PIL import Image
    except ImportError:
        return picture
    import io

    read = Image.open(io.BytesIO(picture)).convert("RGB")
    few = read.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return min(out.getvalue(), picture, key=len)


def page_of_screens(screens: Sequence[Screen] = PAGES) -> str:
    """Return docs/screens.md: every picture with its words."""
    lines = [
        "# What every page looks like",
        "",
        "An invented county, as its demo shows it; every business and person is made up. Written "
        "by `python -m benchmarks.screens --out docs/screens`: a desk (1440), a small window "
        "(1024), a phone (390), and a desk at 400% zoom (320).",
        "",
    ]
    for one in screens:
        lines += [f"## {one.said}", ""]
        lines += [
            f"![{one.said}, {width} wide](screens/{one.name}-{width}.png)" for width in WIDTHS
        ]
        lines += [""]
    return "\n".join(lines[:-1]) + "\n"


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing of each request."""


@contextmanager
def _served(home: Home) -> Iterator[str]:
    app = create_app(home, "Essex")
    server = make_server("127.0.0.1", 0, app.server, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def _county(given: Path | None) -> Iterator[Home]:
    if given:
        yield make_home(given)
        return
    with tempfile.TemporaryDirectory(prefix="concern-screens-") as folder:
        root = Path(folder) / "county"
        demo(root, BUSINESSES, 1, None, only_build=True, version_two=True)
        yield make_home(root)


def main(argv: Sequence[str] | None = None) -> None:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(prog="benchmarks.screens", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--home", type=Path, help="a demo county that was made before")
    parser.add_argument("--only", default="", help="begin of the pages' names, as an expression")
    parser.add_argument("--widths", default=",".join(map(str, WIDTHS)))
    parser.add_argument("--whole", action="store_true", help="also what lies below the window")
    asked = parser.parse_args(argv)
    asked.out.mkdir(parents=True, exist_ok=True)
    chosen = [one for one in PAGES if re.match(asked.only, one.name)]
    with _county(asked.home) as home, _served(home) as address, chromium() as browser:
        for screen in chosen:
            for width in map(int, asked.widths.split(",")):
                picture = take(browser, address, screen, width, asked.whole)
                (asked.out / f"{screen.name}-{width}.png").write_bytes(picture)
                if len(picture) > MOST_BYTES:
                    print(f"{screen.name}-{width}.png has {len(picture):,} bytes")
    if chosen == list(PAGES) and not asked.whole:
        (asked.out.parent / "screens.md").write_text(page_of_screens(), encoding="utf-8")


if __name__ == "__main__":
    main()
