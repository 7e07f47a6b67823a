"""A build torn, tampered with or half deleted while served: the old one stays, the page says so."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256

import pytest

from benchmarks.served import HERE, publish_made, served_home, signed_in
from dashboard.app import create_app
from dashboard.viewer import DEMO
from records.store.layout import FILES, MANIFEST, Pointer

SAYS = "A newer build could not be read and was refused"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return served_home(tmp_path_factory.mktemp("torn") / "county", businesses=30)


@pytest.fixture
def home(template, tmp_path):
    shutil.copytree(template.root, tmp_path / "county")
    return type(template).at(tmp_path / "county")


@pytest.fixture
def client(home):
    return signed_in(create_app(home))


def drawn(client) -> str:
    answer = client.get("/_dash-layout", headers={"Referer": "http://localhost/"})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def shown(client) -> str:
    """The build the page shows."""
    document = client.get("/").get_data(as_text=True)
    return document.partition('<meta name="build" content="')[2].partition('"')[0]


def torn(folder):
    path = folder / FILES["records"]
    path.write_bytes(path.read_bytes()[:-9])


def tampered(folder):
    path = folder / FILES["profiles"]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def tampered_with_its_manifest(folder):
    """The score is changed and the manifest made to fit, as by someone who knows how."""
    tampered(folder)
    said = json.loads((folder / MANIFEST).read_bytes())
    digest = sha256((folder / FILES["profiles"]).read_bytes()).hexdigest()
    said["files"][FILES["profiles"]]["sha256"] = digest
    (folder / MANIFEST).write_text(json.dumps(said))


def half_deleted(folder):
    for name in ("links", "reasons", "facts"):
        (folder / FILES[name]).unlink()


def gone(folder):
    shutil.rmtree(folder)


DAMAGES = [torn, tampered, tampered_with_its_manifest, half_deleted, gone]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_newer_build_that_is_damaged_leaves_the_page_on_the_old_one_and_it_says_so(
    home, client, damage
):
    before = shown(client)
    assert SAYS not in drawn(client)
    newer = publish_made(home, businesses=25, seed=9)
    damage(home.builds / newer)
    assert shown(client) == before
    assert SAYS in drawn(client)
    third = publish_made(home, businesses=20, seed=11)
    assert shown(client).startswith(third)
    assert SAYS not in drawn(client)


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_build_that_is_shown_may_be_damaged_below_the_page(home, client, damage):
    before = shown(client)
    damage(home.builds / Pointer.read(home).build)
    assert shown(client) == before
    assert client.get(f"/county/{before}/columns").status_code == 200


@pytest.mark.parametrize("content", [b"", b"\x00" * 40, b'{"build": "../../etc"}', None])
def test_a_pointer_that_is_torn_or_gone_leaves_the_page_on_a_whole_build(home, client, content):
    before = shown(client)
    if content is None:
        home.pointer.unlink()
    else:
        home.pointer.write_bytes(content)
    assert shown(client) == before
    assert SAYS in drawn(client)


def test_started_anew_on_a_damaged_build_the_page_shows_the_one_before(home):
    before = Pointer.read(home).build
    newer = publish_made(home, businesses=25, seed=9)
    torn(home.builds / newer)
    client = signed_in(create_app(home))
    assert shown(client).startswith(before)
    assert SAYS in drawn(client)


def test_with_every_build_damaged_nobody_comes_in_as_to_a_demo(home):
    torn(home.builds / Pointer.read(home).build)
    client = create_app(home).server.test_client()
    assert client.get("/sign-in").status_code == 200
    came = client.post("/sign-in/demo", data={"user": DEMO.user}, headers={"Origin": HERE})
    assert came.status_code == 403
    assert b"parquet" not in came.data
