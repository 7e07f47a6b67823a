from __future__ import annotations

import gzip
import re

import flask
import pytest

from benchmarks.served import signed_in
from dashboard.app import create_app
from dashboard.bundle import Bundles
from dashboard.live import Fixed
from tests.dashboard.conftest import HERE


@pytest.fixture
def bundles(tmp_path):
    for name in ("a.js", "b.js", "c.js"):
        (tmp_path / name).write_text(f"{name[0]}();")
    (tmp_path / "own.js").write_text("document.currentScript;")
    return Bundles(tmp_path)


def script(name: str) -> str:
    return f'<script src="/assets/{name}?m=1.5"></script>'


def content(bundles: Bundles, path: str) -> bytes:
    server = flask.Flask(__name__)
    bundles.add_to(server)
    return gzip.decompress(server.test_client().get(path).data)


def test_neighbours_are_sent_as_one_and_a_script_that_looks_for_itself_stays(bundles):
    lines = [script("a.js"), script("b.js"), script("own.js"), script("c.js"), "<script>x</script>"]
    first, own, second, inline = bundles.tags("js", "\n".join(lines)).splitlines()
    assert (own, inline) == (lines[2], lines[4])
    path = re.search(r"/bundle/[0-9a-f]{16}\.js", first)[0]
    assert content(bundles, path) == b"a();\n;\nb();"
    assert second != first


def test_another_byte_is_another_address(bundles):
    before = bundles.tags("js", script("a.js"))
    (bundles.assets / "a.js").write_text("a(1);")
    assert Bundles(bundles.assets).tags("js", script("a.js")) != before


def test_a_page_starts_with_few_files_that_are_kept_for_good_and_open(small):
    app = create_app(Fixed(small))
    page = signed_in(app, "demo-analyst").get("/").get_data(as_text=True)
    files = re.findall(r'<(?:script src|link rel="stylesheet" href)="([^"]+)"', page)
    assert len(files) < 12
    assert [one for one in files if one.startswith("/assets/")] == []
    named = re.findall(r'"(/bundle/[^"]+)"', page)
    assert len(named) > 3
    for path in named:
        answer = app.server.test_client().get(path, headers={"Origin": HERE})
        assert "immutable" in answer.headers["Cache-Control"]
        assert "Vary" not in answer.headers
        assert gzip.decompress(answer.data)


def early(client, path: str) -> list[str]:
    page = client.get(path).get_data(as_text=True)
    key = re.search(r'name="build" content="([^"]+)"', page)[1]
    named = re.findall(r'<link rel="preload" href="([^"]+)" as="fetch" crossorigin>', page)
    return [one.replace(key, "KEY") for one in named]


def test_what_a_pages_scripts_ask_for_is_on_its_way_before_them_and_nothing_else(small):
    client = signed_in(create_app(Fixed(small)), "demo-analyst")
    frame = ["/_dash-layout", "/_dash-dependencies"]
    assert early(client, "/") == [*frame, "/county/KEY/columns", "/county/KEY/districts"]
    assert early(client, "/analysis") == [*frame, "/county/KEY/columns"]
    assert early(client, "/business/M0000001") == frame
