"""What is logged of a request, and that nothing of whom it is about ever is."""

import contextvars
import io
import json
import logging
import sys
import threading
import warnings

import flask
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from dashboard import logs
from dashboard.asking import remember
from dashboard.logs import Asked, JsonLines
from dashboard.viewer import DEMO
from records.errors import BuildError

CANARIES = ("Zebedee Quillfeather", "Wobbling Kettle", "zq@example.org", "CM1 9ZQ")
PATH = "/profile/<profile_id>"


class Whole(FlaskClient):
    """Reads each answer to its end, as a web server does."""

    def open(self, *words, **more):
        return super().open(*words, **{"buffered": True, **more})


def small(**more) -> flask.Flask:
    """Return an application with nothing but what is watched."""
    server = flask.Flask("concern-test")
    server.test_client_class = Whole
    server.seen = []
    logs.watch(server, server.seen.append, **more)
    return server


@pytest.fixture
def stream(monkeypatch):
    """Yield what this process logs, all loggers put back afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    stream = io.StringIO()
    logs.configure(stream)
    yield stream
    logging.captureWarnings(False)
    root.handlers[:], root.level = before, level


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
def server(stream):
    server = small()

    @server.get(PATH)
    def profile(profile_id: str) -> str:
        remember(DEMO)
        if profile_id == "lost":
            raise ValueError(f"no business {CANARIES[1]}")
        return f"{CANARIES[1]} of {CANARIES[0]}"

    @server.get("/healthz")
    def healthz() -> str:
        return "alive"

    @server.errorhandler(Exception)
    def failed(error: Exception) -> tuple[str, int]:
        server.logger.error("failed at %s", flask.request.full_path, exc_info=error)
        return "", getattr(error, "code", 500)

    return server


def test_a_request_is_one_line_of_route_status_time_and_role(server, stream):
    answer = server.test_client().get(f"/profile/B7?q={CANARIES[1]}")
    (line,) = lines(stream)
    assert line.pop("at").endswith("+00:00")
    assert line.pop("milliseconds") >= 0
    assert line == {
        "level": "info",
        "logger": "concern.requests",
        "id": answer.headers["X-Request-ID"],
        "method": "GET",
        "route": PATH,
        "status": 200,
        "role": "analyst",
    }
    assert server.seen[0].route == PATH


def test_no_line_holds_a_name_a_search_word_an_address_or_an_errors_text(server, stream):
    client = server.test_client()
    for canary in CANARIES:
        client.get(f"/profile/{canary}", query_string={"q": canary})
        client.get(f"/{canary}")
        client.post("/sign-in", data={"user": canary}, headers={"Referer": f"http://x/{canary}"})
        client.get("/profile/lost", headers={"User-Agent": canary, "Cookie": f"a={canary}"})
        client.open("/", method=canary.split()[0].upper())
    text = stream.getvalue()
    assert len(lines(stream)) >= 20
    for canary in CANARIES:
        for word in canary.split():
            assert word.lower() not in text.lower()
    assert "127.0.0.1" not in text


def test_an_error_is_logged_by_its_type_and_the_code_it_came_through(server, stream):
    server.test_client().get("/profile/lost")
    failed = next(line for line in lines(stream) if line["level"] == "error")
    assert failed["error"]["type"] == ["ValueError"]
    assert any(
        "test_logs.py" in step and step.endswith(" profile") for step in failed["error"]["through"]
    )
    request = lines(stream)[-1]
    assert (request["status"], request["id"]) == (500, failed["id"])


def test_the_chain_of_an_error_is_told_by_types(stream):
    try:
        try:
            raise KeyError(CANARIES[0])
        except KeyError as error:
            raise BuildError("torn") from error
    except BuildError as error:
        logging.getLogger("records.x").error("refused", exc_info=error)
    assert lines(stream)[0]["error"]["type"] == ["BuildError", "KeyError"]


def test_an_error_that_no_one_handles_is_logged_and_goes_on(stream):
    server = small()
    server.config["PROPAGATE_EXCEPTIONS"] = True

    @server.get("/")
    def view() -> str:
        raise ValueError(CANARIES[0])

    with pytest.raises(ValueError, match=CANARIES[0]):
        server.test_client().get("/")
    assert lines(stream)[-1]["status"] == 500
    assert CANARIES[0] not in stream.getvalue()


def test_health_checks_are_counted_and_not_logged(server, stream):
    server.test_client().get("/healthz")
    assert lines(stream) == []
    assert [asked.route for asked in server.seen] == ["/healthz"]


def test_what_a_library_says_is_shown_without_what_it_filled_in(stream):
    library = logging.getLogger("gunicorn.error")
    library.propagate, before = True, library.propagate
    library.warning("Invalid request: %s", CANARIES[0])
    library.warning(f"Invalid request: {CANARIES[0]}")
    library.error("Worker (pid:%s) was sent %s", 12, 9)
    library.propagate = before
    said = [line["said"] for line in lines(stream)]
    # This file is none of the program's own, so it stands for a library.
    assert said == ["Invalid request: %s", "(not shown)", "Worker (pid:12) was sent 9"]


def test_what_our_code_says_is_shown_in_full(stream):
    record = logging.LogRecord("dashboard.live", 30, logs.__file__, 1, "build %s", ("B1",), None)
    assert json.loads(JsonLines().format(record))["said"] == "build B1"


def test_a_dictionary_filled_in_is_not_shown(stream):
    logging.getLogger("sqlalchemy").warning("row %(name)s", {"name": CANARIES[0]})
    assert lines(stream)[0]["said"] == "row %(name)s"


def test_warnings_and_failures_of_threads_are_lines_without_values(stream):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn_explicit(f"odd value {CANARIES[0]}", UserWarning, "x.py", 1)
    thread = threading.Thread(target=lambda: int(CANARIES[0]))
    thread.start()
    thread.join()
    sys.excepthook(ValueError, ValueError(CANARIES[1]), None)
    assert [line["said"] for line in lines(stream)[-2:]] == ["a thread failed", "a process failed"]
    assert not any(canary in stream.getvalue() for canary in CANARIES)


@pytest.mark.parametrize(
    ("behind_tls", "given", "kept"),
    [
        (True, "0123456789abcdef" * 2, True),
        (False, "0123456789abcdef" * 2, False),
        (True, "Zebedee\n", False),
        (True, "0" * 65, False),
    ],
)
def test_the_number_of_a_request_is_the_web_servers_only_behind_it(stream, behind_tls, given, kept):
    server = small(behind_tls=behind_tls)
    environ = {"HTTP_X_REQUEST_ID": given}
    answer = server.test_client().get("/", environ_overrides=environ)
    assert (answer.headers["X-Request-ID"] == given) == kept


def test_the_address_is_logged_only_where_the_settings_say_so(stream):
    server = small(log_addresses=True)
    server.test_client().get("/", environ_overrides={"REMOTE_ADDR": "10.1.2.3"})
    assert lines(stream)[0]["address"] == "10.1.2.3"


def test_requests_one_after_the_other_do_not_share_a_number(server, stream):
    client = server.test_client()

    def three_and_one_outside():
        for _ in range(3):
            client.get("/profile/x").close()
        logging.getLogger("records.x").warning("outside")

    # A context of its own: an answer that another test never closed has left its number.
    contextvars.Context().run(three_and_one_outside)
    *asked, outside = lines(stream)
    assert len({line["id"] for line in asked}) == 3
    assert "id" not in outside


@given(st.text(min_size=1), st.text())
def test_any_text_makes_one_line(message, value):
    record = logging.LogRecord(
        "x", 30, logs.__file__, 1, "%s" + message.replace("%", ""), (value,), None
    )
    assert "\n" not in JsonLines().format(record)
    asked = logging.makeLogRecord({"asked": Asked("a", "GET", message)})
    assert json.loads(JsonLines().format(asked))["route"] == message
