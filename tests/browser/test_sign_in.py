"""What someone does at the door: come in as somebody of the demo, go out, and find nothing left."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from dashboard.rooms import ON_PHONE, first_door, in_sight, rooms
from dashboard.viewer import DEMO_PEOPLE, ROLES, Viewer
from tests.browser.axe import axe_faults, expect_no_scroll_sideways

pytestmark = pytest.mark.browser

WIDTHS = (1440, 390, 320)


@pytest.mark.parametrize("person", DEMO_PEOPLE, ids=lambda one: one.user)
def test_one_click_lets_each_demo_person_into_their_first_room(watched, person: Viewer):
    page = watched.open("/", user="")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=/$"))
    page.get_by_role("button", name=f"{ROLES[person.role]} {person.name}").click()
    address = first_door(person)
    page.wait_for_url(watched.address + address)
    title = next(room.title for room in rooms(person) if room.address == address.partition("?")[0])
    here = page.get_by_label("Main").get_by_role("link", name=title)
    expect(here).to_have_attribute("aria-current", "page")
    links = page.get_by_label("Main").get_by_role("link")
    shown, folded = in_sight(person)
    expect(links).to_have_text([room.title for room in shown])
    if folded:
        page.locator(".rooms-more > summary").click()
        expect(links).to_have_text([room.title for room in rooms(person)])
        page.keyboard.press("Escape")
        expect(links).to_have_text([room.title for room in shown])
    expect(page.locator(".viewer")).to_contain_text(person.name)
    expect(page.locator(".purpose")).to_have_text("For looking round the demo")
    expect(page.locator(".demo-tag")).to_have_text("Demo: made-up data")


def test_signing_out_leaves_nothing_to_go_back_to(watched):
    page = watched.open("/")
    expect(page.locator("#count")).to_contain_text("Showing")
    name = page.locator("tr[data-row] .name").first.inner_text()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    page.go_back()
    page.wait_for_url(re.compile("/sign-in"))
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert name not in page.content()
    assert page.context.cookies() == []


def test_a_page_whose_session_ended_leads_to_the_door_and_back_again(watched):
    page = watched.open("/")
    expect(page.locator("#count")).to_contain_text("Showing")
    word = next(one for one in page.context.cookies() if one["name"] == "_csrf_token")["value"]
    token = next(one for one in page.context.cookies() if one["name"] == "concern")["value"]
    page.context.request.post(
        f"{watched.address}/sign-out",
        headers={"Origin": watched.address, "X-CSRFToken": word},
        max_redirects=0,
    )
    page.context.add_cookies([{"name": "concern", "value": token, "url": watched.address}])
    with page.expect_console_message(lambda said: "401" in said.text):
        page.get_by_label("High", exact=True).click(no_wait_after=True)
    page.wait_for_url(re.compile(r"/sign-in\?over=yes&next=%2F"))
    expect(page.get_by_role("alert")).to_contain_text("Your session is over")
    page.get_by_role("button", name="Analyst Anil Brook").click()
    expect(page.locator("#count")).to_contain_text("Showing")
    # The refusal itself is what the browser complains of; nothing else may be.
    assert watched.faults
    assert all("401" in fault for fault in watched.faults)
    watched.faults.clear()


def test_an_inspector_gets_no_export(watched):
    page = watched.open("/", user="demo-inspector")
    expect(page.locator("#count")).to_contain_text("Showing")
    expect(page.get_by_role("button", name="Export", exact=True)).to_have_count(0)
    build = page.locator('meta[name="build"]').get_attribute("content")
    word = next(one for one in page.context.cookies() if one["name"] == "_csrf_token")["value"]
    answer = page.context.request.post(
        f"{watched.address}/county/export",
        form={"build": build, "csrf": word},
        headers={"Origin": watched.address},
    )
    assert answer.status == 403
    assert "attachment" not in answer.headers.get("content-disposition", "")


def test_the_purpose_is_changed_on_ones_own_page(watched):
    page = watched.open("/account")
    expect(page.locator(".in-words")).to_be_hidden()
    page.get_by_label("What for").select_option("other")
    page.locator(".in-words input").fill("a visit with the fire service")
    page.get_by_role("button", name="Change").click()
    expect(page.locator(".purpose")).to_have_text("For a visit with the fire service")
    page.goto(watched.address)
    expect(page.locator(".purpose")).to_have_text("For a visit with the fire service")


def test_a_wrong_password_is_said_so_to_a_screen_reader_too(watched):
    page = watched.open("/sign-in", user="")
    page.get_by_label("User name", exact=True).fill("nobody@example.org")
    page.get_by_label("Password", exact=True).fill("nothing at all")
    page.get_by_label("What for").select_option("analysis")
    with page.expect_console_message(lambda said: "401" in said.text):
        page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("is not right")
    expect(page.get_by_label("User name", exact=True)).to_have_value("nobody@example.org")
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    assert all("401" in fault for fault in watched.faults)
    watched.faults.clear()


def test_an_administrator_makes_an_account_and_its_owner_comes_in(watched):
    office = watched.open("/office/accounts/", user="demo-administrator")
    office.get_by_label("User name").fill("tom.field@example.org")
    office.get_by_label("Name", exact=False).nth(1).fill("Tom Field")
    office.get_by_label("Role").select_option("inspector")
    office.get_by_label("Agency").select_option("LA_EH")
    office.get_by_role("button", name="Add").click()
    password = office.locator(".one-time").inner_text()

    page = watched.open("/sign-in", user="")
    page.get_by_label("User name", exact=True).fill("tom.field@example.org")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_label("What for").select_option("planning visits")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/account?next=/*")
    page.get_by_label("The password now").fill(password)
    page.get_by_label("New password", exact=False).nth(0).fill("seven grey herons wade")
    page.get_by_label("New password again").fill("seven grey herons wade")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Your password is changed")).to_be_visible()
    page.get_by_role("link", name="County").click()
    expect(page.locator("#count")).to_contain_text("Showing")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_at_the_door_fit_and_have_no_faults_of_access(watched, width):
    for path, user in (
        ("/sign-in", ""),
        ("/account", "demo-analyst"),
        ("/office/accounts/", "demo-administrator"),
    ):
        page = watched.open(path, width=width, user=user)
        assert axe_faults(page) == [], path
        expect_no_scroll_sideways(page)
        watched.close()


@pytest.mark.parametrize("user", ["demo-analyst", "demo-steward"])
def test_the_heading_with_most_rooms_fits_the_smallest_phone(watched, user):
    page = watched.open("/", width=320, user=user)
    head = page.get_by_role("banner")
    shown = in_sight(next(one for one in DEMO_PEOPLE if one.user == user))[0]
    tops = set()
    for room in shown[:ON_PHONE]:
        link = head.get_by_role("link", name=room.title)
        expect(link).to_be_in_viewport(ratio=1)
        tops.add(link.bounding_box()["y"])
    assert len(tops) == 1
    assert page.locator("main").bounding_box()["y"] < 215
    page.locator(".rooms-more > summary").click()
    for room in shown[ON_PHONE:]:
        expect(head.get_by_role("link", name=room.title)).to_be_in_viewport(ratio=1)
    expect(head.get_by_role("button", name="Sign out")).to_be_in_viewport(ratio=1)
    expect(head.get_by_role("link", name="Transparency")).to_have_count(int(user == "demo-steward"))
    expect_no_scroll_sideways(page)
    heights = (
        head.locator("a, summary, button")
        .filter(visible=True)
        .evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().height)")
    )
    assert min(heights) >= 44
