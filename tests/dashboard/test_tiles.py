from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.pmtiles import opened, tile_number
from dashboard.settings import Settings
from dashboard.tiles import Picture, Tiles, tiles_of
from records.errors import HomeError, SourceError

PNG = b"\x89PNG and so on"


def varint(number: int) -> bytes:
    parts = []
    while number >= 0x80:
        parts.append(0x80 | number & 0x7F)
        number >>= 7
    return bytes([*parts, number])


def directory(rows: list[tuple[int, int, int, int]]) -> bytes:
    """Rows of number, run, length, offset, as the format writes them, gzipped."""
    numbers, last = [len(rows)], 0
    for number, *_ in rows:
        numbers.append(number - last)
        last = number
    numbers += [row[1] for row in rows] + [row[2] for row in rows] + [row[3] + 1 for row in rows]
    return gzip.compress(b"".join(map(varint, numbers)))


def archive(path, kind: int = 2, root: bytes | None = None):
    """Zoom 0 in the root; zoom 1, four tiles with one picture, in a directory below it."""
    leaf = directory([(1, 4, len(PNG), 0)])
    root = root or directory([(0, 1, len(PNG), 0), (1, 0, len(leaf), 0)])
    parts = [
        127,
        len(root),
        0,
        0,
        127 + len(root),
        len(leaf),
        127 + len(root) + len(leaf),
        len(PNG),
    ]
    head = b"PMTiles\x03" + b"".join(one.to_bytes(8, "little") for one in (*parts, 5, 2, 1))
    head += bytes([1, 2, 1, kind, 0, 1]) + bytes(25)
    path.write_bytes(head + root + leaf + PNG)
    return path


@given(st.integers(0, 19).flatmap(lambda z: st.tuples(st.just(z), *2 * [st.integers(0, 2**z - 1)])))
def test_every_tile_has_a_number_of_its_zoom(tile):
    z = tile[0]
    assert (4**z - 1) // 3 <= tile_number(*tile) < (4 ** (z + 1) - 1) // 3


def test_the_numbers_follow_a_hilbert_curve_as_the_format_says():
    tiles = [(0, 0, 0), (1, 0, 0), (1, 0, 1), (1, 1, 1), (1, 1, 0), (2, 0, 0), (12, 3423, 1763)]
    assert [tile_number(*one) for one in tiles] == [0, 1, 2, 3, 4, 5, 19078479]


def test_pictures_are_read_from_the_root_and_from_directories_below(tmp_path):
    tiles = tiles_of(Settings(tiles_file=str(archive(tmp_path / "a.pmtiles"))))
    assert tiles is not None
    for z, x, y in [(0, 0, 0), (1, 0, 0), (1, 1, 1)]:
        assert tiles.tile(z, x, y) == Picture(PNG, "image/png")
    assert tiles.tile(2, 0, 0) is None


@pytest.mark.parametrize("tile", [(-1, 0, 0), (1, 2, 0), (1, 0, -1), (25, 0, 0)])
def test_a_tile_that_is_none_of_the_worlds_asks_nobody(tile):
    asked = []
    tiles = Tiles(lambda *one: asked.append(one), "")
    assert tiles.tile(*tile) is None
    assert asked == []


@pytest.mark.parametrize("content", [b"", b"PMTiles\x02" + bytes(200), b"not at all" * 30])
def test_what_is_no_archive_is_refused_by_name(tmp_path, content):
    (tmp_path / "a.pmtiles").write_bytes(content)
    with pytest.raises(SourceError, match=r"a\.pmtiles is no PMTiles archive"):
        opened(tmp_path / "a.pmtiles")
    with pytest.raises(SourceError, match="cannot be read"):
        opened(tmp_path / "b.pmtiles")


def test_vector_tiles_and_damaged_directories_are_refused(tmp_path):
    with pytest.raises(SourceError, match="not vector tiles"):
        opened(archive(tmp_path / "v.pmtiles", kind=1))
    torn = opened(archive(tmp_path / "t.pmtiles", root=b"no gzip at all"))
    with pytest.raises(SourceError, match="damaged"):
        torn.tile(0, 0, 0)


class Elsewhere(BaseHTTPRequestHandler):
    """A server of tiles: one is right, the others are what a proxy must not pass on."""

    asked: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Cookie")))
        kind, body, status = {
            "/3/1/2.png": ("image/png", PNG, 200),
            "/3/1/3.png": ("text/html", b"<script>", 200),
            "/3/1/4.png": ("image/png", b"<script>", 200),
            "/3/1/5.png": ("image/png", PNG + bytes(600_000), 200),
            "/3/1/6.png": ("image/png", PNG, 302),
        }.get(self.path, ("text/plain", b"", 404))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "kept=1")
        if status == 302:
            self.send_header("Location", "/3/1/2.png")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    Elsewhere.asked = []
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_only_pictures_pass_without_cookies_and_are_asked_for_once(elsewhere):
    tiles = tiles_of(Settings(tiles_url=elsewhere + "/{z}/{x}/{y}.png"))
    assert tiles is not None
    assert tiles.tile(3, 1, 2) == tiles.tile(3, 1, 2) == Picture(PNG, "image/png")
    assert [tiles.tile(3, 1, y) for y in (3, 4, 5, 6, 7)] == [None] * 5
    paths = [path for path, _ in Elsewhere.asked]
    assert paths == [f"/3/1/{y}.png" for y in (2, 3, 4, 5, 6, 7)]
    assert {cookie for _, cookie in Elsewhere.asked} == {None}


def test_a_server_that_is_down_leaves_the_map_without_background():
    tiles = tiles_of(Settings(tiles_url="http://127.0.0.1:9/{z}/{x}/{y}.png"))
    assert tiles is not None
    assert tiles.tile(0, 0, 0) is None


@pytest.mark.parametrize(
    "url",
    [
        "ftp://tiles.example/{z}/{x}/{y}",
        "https://{z}.example/{x}/{y}",
        "https://a:b@tiles.example/{z}/{x}/{y}",
        "https://tiles.example/{z}/{x}",
        "file:///etc/{z}/{x}/{y}",
    ],
)
def test_an_address_of_another_kind_is_refused(url):
    with pytest.raises(HomeError, match="not an address of tiles"):
        tiles_of(Settings(tiles_url=url))


def test_by_default_there_is_no_background_and_two_are_too_many():
    assert tiles_of(Settings()) is None
    with pytest.raises(HomeError, match="Leave one"):
        tiles_of(Settings(tiles_url="https://a.example/{z}/{x}/{y}", tiles_file="a.pmtiles"))
