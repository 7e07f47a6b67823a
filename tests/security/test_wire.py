"""What a stranger can send over the wire to the real server: too long, too much, another's name."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.web import MOST_BYTES

ROOT = Path(__file__).parents[2]
CONCERN = [sys.executable, "-c", "from dashboard.cli.main import main; main()"]
WAIT_SECONDS = 20


@pytest.fixture(scope="module")
def port(home) -> Iterator[int]:
    """The port of the county, served as in earnest by one process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    command = [*CONCERN, "serve", "--home", str(home.root), "--port", str(free), "--workers", "1"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert str(free) in process.stdout.readline()
        yield free
        process.terminate()
        process.wait(WAIT_SECONDS)


@pytest.fixture
def send(port):
    """Send these bytes and return all that comes back until the server hangs up."""

    def sent(request: bytes) -> tuple[int, str]:
        with socket.create_connection(("127.0.0.1", port), timeout=WAIT_SECONDS) as wire:
            try:
                wire.sendall(request)
                wire.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError, OSError):
                pass  # It hung up before it had heard everything, as it may.
            answer = b""
            try:
                while piece := wire.recv(65_536):
                    answer += piece
            except ConnectionResetError:
                pass
        status = re.match(rb"HTTP/1\.\d (\d{3})", answer)
        return int(status[1]) if status else 0, answer.decode("latin-1")

    return sent


def get(path: str, *headers: str, host: str = "127.0.0.1") -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", *headers, "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1")


def post(path: str, body: bytes, *headers: str) -> bytes:
    head = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "Connection: close", "", ""]
    return "\r\n".join(head).encode("latin-1") + body


def tells_nothing(text: str) -> None:
    for telltale in ("gunicorn/", "Python/", "Werkzeug", "Traceback", "/srv/", "site-packages"):
        assert telltale not in text


def test_the_door_is_open(send, port):
    status, text = send(get("/sign-in", host=f"127.0.0.1:{port}"))
    assert status == 200
    tells_nothing(text)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (get("/" + "a" * 10_000), {400, 414}),
        (get("/sign-in?next=/" + "a" * 10_000), {400, 414}),
        (get("/sign-in", "X-Long: " + "a" * 20_000), {400, 431}),
        (get("/sign-in", *(f"X-{n}: 1" for n in range(200))), {400, 431}),
        (get("/sign-in", "Cookie: " + "a=b; " * 3_000), {400, 431}),
    ],
    ids=["line", "query", "header", "headers", "cookies"],
)
def test_a_request_longer_than_any_of_ours_is_refused(send, request_, expected):
    status, text = send(request_)
    assert status in expected
    tells_nothing(text)


def test_a_body_larger_than_any_form_of_ours_is_refused_before_it_is_read(send, port):
    length = f"Content-Length: {MOST_BYTES * 1_000}"
    kind = "Content-Type: application/x-www-form-urlencoded"
    origin = f"Origin: http://127.0.0.1:{port}"
    host_line = post("/sign-in/demo", b"user=", length, kind, origin).replace(
        b"Host: 127.0.0.1", f"Host: 127.0.0.1:{port}".encode()
    )
    status, text = send(host_line)
    assert status == 413
    tells_nothing(text)


@pytest.mark.parametrize(
    "smuggled",
    [
        post("/sign-in/demo", b"0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
             "Content-Length: 4", "Transfer-Encoding: chunked"),
        post("/sign-in/demo", b"abcd", "Content-Length: 4", "Content-Length: 8"),
        post("/sign-in/demo", b"", "Content-Length: -1"),
        post("/sign-in/demo", b"", "Transfer-Encoding: xchunked"),
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nBad Header: x\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=["both lengths", "two lengths", "below zero", "odd coding", "header", "NUL", "TLS"],
)  # fmt: skip
def test_a_request_that_can_be_read_in_two_ways_is_refused(send, smuggled):
    status, text = send(smuggled)
    assert status in (0, 400, 403, 404, 501)
    assert len(re.findall(r"^HTTP/1\.", text, re.MULTILINE)) <= 1
    tells_nothing(text)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "evil.example:80",
        "",
        "[",
    ],
)
def test_the_page_answers_to_its_own_names_only(send, host):
    status, text = send(get("/sign-in", host=host))
    assert status == 400
    assert "evil.example" not in text
    tells_nothing(text)


def test_what_a_stranger_says_of_who_asks_and_over_what_is_not_believed(send, port):
    said = ("X-Forwarded-For: 10.0.0.1", "X-Forwarded-Host: evil.example",
            "X-Forwarded-Proto: https", "X-Forwarded-Prefix: /evil",
            "Forwarded: host=evil.example;proto=https")  # fmt: skip
    status, text = send(get("/business/1", *said, host=f"127.0.0.1:{port}"))
    assert status == 302
    assert "\r\nLocation: /sign-in?next=/business/1\r\n" in text
    assert "evil" not in text
