"""What axe-core finds wrong on a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.waiting import until


def axe_faults(page: Page) -> list[str]:
    """Return the rules a page breaks, each with the elements that break it."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes']]}" for one in found]


def expect_no_scroll_sideways(page: Page) -> None:
    """Wait until the page is no wider than its window."""
    until(page, "() => document.documentElement.scrollWidth <= innerWidth")
