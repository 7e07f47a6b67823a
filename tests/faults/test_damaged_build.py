"""A damaged build is refused with its reason, and the one before is read."""

import json
import shutil
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.publish_kills import publish_marked, read_marked
from records.errors import BuildError
from records.home import Home
from records.store import current_id, open_build
from records.store.layout import FILES, MANIFEST, Pointer, new_build_id


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Return a county with two builds; tests damage copies of it."""
    home = Home.at(tmp_path_factory.mktemp("template"))
    publish_marked(home, 1)
    publish_marked(home, 2)
    return home


@pytest.fixture
def home(template, tmp_path):
    shutil.copytree(template.root, tmp_path, dirs_exist_ok=True)
    return Home.at(tmp_path)


def truncate(path):
    path.write_bytes(path.read_bytes()[:-7])


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def empty(path):
    path.write_bytes(b"")


def replace_by_folder(path):
    path.unlink()
    path.mkdir()


def delete(path):
    path.unlink()


DAMAGES = [truncate, flip, empty, replace_by_folder, delete]


def read_the_older(home, names):
    """Check that the older build is read, and that the refusal names the file and the remedy."""
    with open_build(home) as build:
        assert build.manifest.about["mark"] == 1
        assert build.current == current_id(home)
        (refused,) = build.refused
        assert names in refused.why
        assert "concern build" in refused.why
        assert len(build.table("records")) == 48


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("file", [*FILES.values(), MANIFEST])
def test_a_build_with_one_damaged_file_is_refused_and_the_older_one_read(home, file, damage):
    damage(home.builds / current_id(home) / file)
    read_the_older(home, file)


def test_a_build_whose_folder_is_gone_is_refused_and_the_older_one_read(home):
    shutil.rmtree(home.builds / current_id(home))
    read_the_older(home, MANIFEST)


def test_a_manifest_edited_to_fit_an_edited_file_is_refused(home):
    folder = home.builds / current_id(home)
    flip(folder / "reasons.parquet")
    said = json.loads((folder / MANIFEST).read_bytes())
    said["files"]["reasons.parquet"]["sha256"] = sha256(
        (folder / "reasons.parquet").read_bytes()
    ).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(said))
    read_the_older(home, f"{MANIFEST} was changed")


def test_a_pointer_edited_to_fit_an_edited_manifest_is_refused(home):
    manifest = home.builds / current_id(home) / MANIFEST
    manifest.write_bytes(manifest.read_bytes().replace(b"2026-03-01", b"2027-03-01"))
    digest = sha256(manifest.read_bytes()).hexdigest()
    home.pointer.write_bytes(Pointer(current_id(home), digest).to_json())
    read_the_older(home, f"{MANIFEST} was changed")


def test_a_manifest_that_lists_other_files_is_refused_even_where_all_hashes_fit(home):
    folder = home.builds / current_id(home)
    for content in (b"[]", b"{}", b'{"files": {}}', b"\xff\xfe", manifest_without(folder, "facts")):
        (folder / MANIFEST).write_bytes(content)
        digest = sha256(content).hexdigest()
        renamed = folder.rename(home.builds / new_build_id(2, digest))
        home.pointer.write_bytes(Pointer(renamed.name, digest).to_json())
        read_the_older(home, MANIFEST)
        folder = renamed


def manifest_without(folder, table):
    said = json.loads((folder / MANIFEST).read_bytes())
    del said["files"][f"{table}.parquet"]
    return json.dumps(said).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 40,
        b"null",
        b"[1]",
        b'{"build": "000002-0123456789abcdef"}',
        b'{"build": 7, "manifest_sha256": "x"}',
        b'{"build": "../../etc", "manifest_sha256": "x"}',
        b'{"build": "000002-0123456789abcdef", "manifest_sha256": 7}',
    ],
)
def test_a_pointer_that_names_no_build_is_refused_and_the_newest_whole_build_read(home, content):
    newest = current_id(home)
    home.pointer.write_bytes(content)
    with open_build(home) as build:
        assert (build.id, build.current) == (newest, None)
        assert [refused.build_id for refused in build.refused] == ["CURRENT"]


def test_a_pointer_with_another_hash_is_refused_and_the_older_build_read(home):
    home.pointer.write_bytes(Pointer(current_id(home), "0" * 64).to_json())
    read_the_older(home, MANIFEST)


def test_a_pointer_that_is_a_folder_is_refused(home):
    newest = current_id(home)
    replace_by_folder(home.pointer)
    with open_build(home) as build:
        assert build.id == newest
        assert "Is a directory" in build.refused[0].why


def test_with_every_build_damaged_all_are_named(home):
    ids = sorted(path.name for path in home.builds.iterdir() if path.is_dir())
    truncate(home.builds / ids[0] / "links.parquet")
    flip(home.builds / ids[1] / "facts.parquet")
    with pytest.raises(BuildError) as caught:
        open_build(home)
    message = str(caught.value)
    assert all(build_id in message for build_id in ids)
    assert "links.parquet has" in message
    assert "facts.parquet was changed" in message


def test_publishing_goes_on_after_damage(home):
    flip(home.builds / current_id(home) / "facts.parquet")
    home.pointer.write_bytes(b"")
    assert publish_marked(home, 3).startswith("000003-")
    assert read_marked(home).manifest.about["mark"] == 3


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_no_flipped_bit_goes_unnoticed(template, data):
    folder = template.builds / current_id(template)
    path = folder / data.draw(st.sampled_from([*FILES.values(), MANIFEST]))
    whole = path.read_bytes()
    torn = bytearray(whole)
    torn[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(torn)
    try:
        with pytest.raises(BuildError, match=path.name):
            open_build(template, folder.name)
    finally:
        path.write_bytes(whole)
