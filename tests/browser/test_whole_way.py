"""From nothing to a page, as `make demo` does it: the command is really run and really served."""

import io
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import expect

from dashboard.filters import Filters
from records.home import Home
from records.store import open_build
from tests.dashboard.cli.test_cli import GOOD, HEADING

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BUSINESSES = 250
DEMO = ("demo", "--businesses", BUSINESSES)
CONCERN = Path(sys.executable).with_name("concern")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("whole_way") / "demo"


@pytest.fixture(scope="module")
def demo(home):
    """The address of a small demo county, made and served by the command itself."""
    words = (*DEMO, "--home", home, "--port", free_port())
    process = subprocess.Popen(
        [CONCERN, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said = []
    for line in process.stdout:
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            break
    else:
        pytest.fail("the demo never served: " + "".join(said))
    yield found.group()
    process.terminate()
    process.stdout.read()
    process.wait(timeout=30)
    process.stdout.close()
    shutil.rmtree(home)


@pytest.fixture
def address(demo):
    return demo


def shown(page) -> int:
    text = page.locator("#count", has_text=re.compile(r"\d of [\d,]+")).inner_text()
    return int(re.search(r"([\d,]+) of", text).group(1).replace(",", ""))


def exported(page) -> pd.DataFrame:
    page.get_by_role("button", name="Export", exact=True).click()
    page.get_by_label("Purpose", exact=True).select_option(index=1)
    page.get_by_label("Given to").fill("the weekly meeting")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    content = Path(download.value.path()).read_text(encoding="utf-8-sig")
    table = "".join(line for line in io.StringIO(content) if not line.lstrip('"').startswith("#"))
    return pd.read_csv(io.StringIO(table))


def test_a_lead_filters_the_demo_county_and_exports_what_is_shown(watched):
    page = watched.open("/")
    everything = shown(page)
    assert 0.8 * BUSINESSES < everything < 1.5 * BUSINESSES
    page.locator("#filter-band").get_by_label("Severe").check()
    page.locator("#filter-band").get_by_label("High").check()
    wanted = Filters(band=("high", "severe")).to_query()
    expect(page).to_have_url(re.compile(rf"\?{re.escape(wanted)}$"))
    rows = exported(page)
    assert 0 < len(rows) < everything
    expect(page.locator("#count")).to_have_text(f"Showing {len(rows):,} of {everything:,}")
    assert set(rows["band"]) <= {"high", "severe"}
    assert rows["score"].is_monotonic_decreasing


def test_an_inspector_opens_the_first_business_and_sees_who_said_what(watched):
    page = watched.open("/")
    shown(page)
    first = page.locator("#table a[href^='/business/']").first
    name = first.inner_text()
    first.click()
    page.wait_for_url("**/business/**")
    page.get_by_role("heading", level=1, name=name).wait_for()
    expect(page.locator("main")).to_contain_text("prediction, not evidence")
    expect(page.locator(".contacts tbody tr").nth(1)).to_be_attached()
    expect(page.locator(".timeline [data-mark]").first).to_be_attached()


def test_a_demo_is_made_once_and_made_up_until_something_else_is_taken_in(demo, home, concern):
    assert concern(*DEMO, "--home", home, "--only-build") == (0, "", "")
    build = ("build", "--as-of", "2026-11-01", "--home", home)
    assert concern(*build)[0] == 0
    assert is_made_up(home)
    notices = home.parent / "notices.csv"
    notices.write_text(HEADING + GOOD, encoding="utf-8")
    assert concern("ingest", notices, "--source", "hse_notices", "--home", home)[0] == 0
    code, out, _ = concern(*build)
    assert (code, "no longer said to be made up" in out) == (0, True)
    assert not is_made_up(home)


def is_made_up(home):
    with open_build(Home.at(home)) as build:
        return bool(build.manifest.about.get("synthetic"))
