"""A script hidden in any text stays text in every view, even where the browser's policy is off."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.agreed import agree
from benchmarks.poisoned import PAYLOADS, poisoned
from benchmarks.served import publish_made
from dashboard.app import create_app
from dashboard.settings import make_home
from dashboard.signin.accounts import Person
from dashboard.signin.administering import People
from dashboard.viewer import DEMO, DEMO_PEOPLE
from records.audit import Entry, open_trail
from records.contracts import find_contract
from records.ingest import ingest
from records.schema import PlacedRecord, ScoredProfile
from records.spooling import spooled
from records.state import open_state
from records.store import open_build
from tests.browser.conftest import served

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
RUNS = "img[src=x], svg[onload], [onerror], a[href^='javascript:'], iframe, script:not([src])"
"""What a payload becomes where it is taken for a page; our own pages hold none of these."""
TELL = "window.alert = () => { window.ran = true; };"
HEADING = b"Notice Number,Recipient's Name,Notice Type,Issue Date\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A county whose every text is a payload: build, deliveries, agreements, accounts, audit."""
    home = make_home(tmp_path_factory.mktemp("poisoned") / "county")
    for number, payload in enumerate(PAYLOADS):
        agree(home, agreement_id=f"a{number}", title=payload, purpose=payload,
              lawful_basis=payload, dpia=payload)  # fmt: skip
    publish_made(home, businesses=40, change=poisoned)
    contract = find_contract("hse_notices", home.mappings)
    for payload in PAYLOADS[:3]:
        row = f'1,"{payload.replace(chr(34), chr(34) * 2)}",x,never\n'.encode()
        name = payload.replace("/", "_") + ".csv"
        with spooled(home, io.BytesIO(HEADING + row), name, spare_bytes=0) as path:
            ingest(home, path, contract, date(2026, 3, 2))
    engine = open_state(home.state_url)
    trail = open_trail(engine, home)
    for number, payload in enumerate(PAYLOADS[:2]):
        People(engine, trail, DEMO).add(
            Person(f"user{number}@council.example", payload, "board"), datetime.now(UTC)
        )
    for payload in PAYLOADS:
        trail.append(
            Entry("disclosure", payload, payload, payload, payload, payload, "list", payload,
                  {"what": payload})
        )  # fmt: skip
    engine.dispose()
    return home


@pytest.fixture(scope="module")
def address(home) -> Iterator[str]:
    with served(create_app(home)) as address:
        yield address


@pytest.fixture(scope="module")
def people(browser, address) -> Iterator[dict[str, BrowserContext]]:
    """A browser of each role, its policy against scripts switched off: escaping stands alone."""
    contexts = {}
    for person in DEMO_PEOPLE:
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, bypass_csp=True, accept_downloads=True
        )
        context.add_init_script(TELL)
        context.request.post(
            f"{address}/sign-in/demo",
            form={"user": person.user},
            headers={"Origin": address},
            max_redirects=0,
        )
        contexts[person.role] = context
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture
def opened(people, address):
    """Return what opens an address as a role and checks that nothing ran."""
    pages: list[Page] = []
    dialogs: list[str] = []
    elsewhere: list[str] = []

    def asked(request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            elsewhere.append(request.url)

    def spoke(dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    def open_(path: str, role: str = "analyst") -> Page:
        window = next((page for page in people[role].pages if page not in pages), None)
        page = window or people[role].new_page()
        pages.append(page)
        page.on("dialog", spoke)
        page.on("request", asked)
        page.goto(address + path)
        return page

    yield open_
    for page in pages:
        unharmed(page)
        page.remove_listener("dialog", spoke)
        page.remove_listener("request", asked)
    assert dialogs == []
    assert elsewhere == []


def unharmed(page: Page) -> None:
    assert page.evaluate("window.ran === undefined")
    assert (
        page.locator(RUNS).count()
        == page.locator("script#_dash-config, script#_dash-renderer").count()
    )


def shows_payload(page: Page) -> None:
    """The payload is there to be read: as it was written."""
    written = re.compile(r"<script>alert|onerror=alert\(1\)|onload=alert|javascript:alert")
    expect(page.locator("body")).to_contain_text(written, use_inner_text=True)


@pytest.fixture(scope="module")
def busiest(home) -> str:
    with open_build(home) as build:
        profiles = build.table("profiles")
    row = profiles[ScoredProfile.record_count].idxmax()
    return str(profiles[ScoredProfile.profile_id].iloc[row])


def test_the_county_page_shows_names_as_text(opened):
    page = opened("/")
    expect(page.locator("tr[data-row]").first).to_be_visible()
    shows_payload(page)
    page.locator("#filter-text").fill("<img src=x onerror=alert(1)>")
    expect(page.locator("#count")).to_contain_text("Showing")
    unharmed(page)


def test_an_address_that_holds_a_script_is_read_as_a_filter(opened):
    inside = "<img src=x onerror=alert(1)>"
    page = opened(f"/?q={inside}&district={inside}&sort=javascript:alert(1)&band={inside}#{inside}")
    expect(page.locator("#count")).to_contain_text("Showing")
    page = opened(f"/business/{inside}")
    expect(page.locator("main")).to_contain_text("not found")


def test_the_card_over_the_map_shows_names_as_text(opened):
    page = opened("/")
    expect(page.locator("tr[data-row]").first).to_be_visible()
    row = page.locator("tr[data-row]").first
    row.hover()
    row.locator(".col-visit").click()
    card = page.get_by_role("region", name="Selected business")
    expect(card).to_contain_text("alert")
    unharmed(page)


def test_the_page_of_a_business_shows_every_text_as_text(opened, busiest):
    page = opened(f"/business/{busiest}")
    expect(page.locator("h1")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    shows_payload(page)
    page.emulate_media(media="print")
    unharmed(page)
    page.emulate_media(media="screen")


def test_the_timelines_hover_shows_text_as_text(opened, busiest):
    page = opened(f"/business/{busiest}")
    expect(page.locator("article.profile[data-ready]")).to_be_attached(timeout=30_000)
    for mark in page.locator(".timeline [data-mark]").all()[:4]:
        mark.hover(force=True)
        expect(page.locator(".timeline-card")).to_be_visible()
        unharmed(page)


OFFICE = (
    ("/office/deliveries/", "steward"),
    ("/office/deliveries/quality", "steward"),
    ("/office/agreements/", "steward"),
    ("/office/agreements/a0", "steward"),
    ("/office/agreements/a1/amend", "steward"),
    ("/office/rights/", "officer"),
    ("/office/audit/", "officer"),
    ("/office/audit/?user=<img src=x onerror=alert(1)>", "officer"),
    ("/office/accounts/", "administrator"),
    ("/office/accounts/user0@council.example", "administrator"),
    ("/office/figures/", "board"),
    ("/account?next=javascript:alert(1)", "board"),
    ("/sign-in?next=\"><img src=x onerror=alert(1)>", "board"),
)  # fmt: skip


@pytest.mark.parametrize(("path", "role"), OFFICE, ids=[path for path, _ in OFFICE])
def test_a_page_of_the_office_shows_every_text_as_text(opened, path, role):
    page = opened(path, role)
    expect(page.locator("h1").first).to_be_visible()
    unharmed(page)


def test_the_office_pages_did_show_the_payloads(opened):
    shows_payload(opened("/office/agreements/", "steward"))
    shows_payload(opened("/office/deliveries/", "steward"))
    shows_payload(opened("/office/audit/", "officer"))
    shows_payload(opened("/office/accounts/", "administrator"))


def test_a_delivery_shows_its_quarantined_rows_as_text(opened, address):
    page = opened("/office/deliveries/", "steward")
    links = page.locator("td a[href*='hse_notices']")
    for href in {link.get_attribute("href") for link in links.all()}:
        unharmed(opened(href, "steward"))


def test_nothing_of_ours_makes_a_page_out_of_text():
    """No script writes markup, no template lets a value pass unescaped, no component does."""
    scripts = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser"
    )
    ours = r"assets/|office/evaluation/plotly\.js\""
    markup = rf"\|\s*safe|autoescape false|<script(?! src=\"/(?:{ours}))|\son\w+="
    sinks = (
        ("dashboard/assets", "*.js", scripts),
        ("dashboard/office/templates", "*.html", markup),
        ("dashboard/clerical/templates", "*.html", markup),
        (
            "dashboard",
            "*.py",
            r"dangerously|DangerouslySetInnerHTML|render_template_string|Markdown\(",
        ),
    )
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for folder, files, pattern in sinks
        for path in (ROOT / folder).rglob(files)
        for match in re.finditer(pattern, path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_poison_reaches_every_free_text(home):
    with open_build(home) as build:
        records = build.table("records")
    for column in (
        PlacedRecord.name,
        PlacedRecord.details,
        PlacedRecord.person,
        PlacedRecord.record_id,
    ):
        assert records[column].str.contains("alert").any()
