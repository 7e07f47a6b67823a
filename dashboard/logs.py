"""What is written down of each request, and what never is?

One line of JSON for each: when, which route (its template, never the address with its ids or its
query), the answer's status, milliseconds, the asker's role. No names, no search words, no contents
of errors: an error is logged as its type and the lines of code it came through.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import flask
from werkzeug.wsgi import ClosingIterator

__all__ = ["Asked", "JsonLines", "configure", "watch"]

LOGGER = "concern.requests"
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
"""Routes that are asked for every few seconds; only their failures are logged."""

_OURS = tuple(
    str(Path(__file__).parents[1] / name) + "/"
    for name in ("dashboard", "linkage", "records", "risk")
)
_ID = re.compile(r"[0-9a-f]{16,64}")
_NOTES = "concern.asked"
_FAILED = 500

_request_id: ContextVar[str] = ContextVar("request_id", default="")


@dataclass
class Asked:
    """One request, when it was answered.

    route: template of the address, "-" where it is none of ours. role: empty where nobody is
    signed in. address: of who asked, empty unless the settings have it logged.
    """

    id: str
    method: str
    route: str = "-"
    status: int = 0
    milliseconds: float = 0.0
    role: str = ""
    address: str = ""


class JsonLines(logging.Formatter):
    """Writes a log record as one line of JSON that holds no personal data."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        asked = getattr(record, "asked", None)
        if isinstance(asked, Asked):
            said = {name: value for name, value in asdict(asked).items() if value != ""}
            return json.dumps({**line, **said})
        line |= {"said": _said(record), "from": f"{record.module}:{record.lineno}"}
        if _request_id.get():
            line["id"] = _request_id.get()
        if record.exc_info and record.exc_info[1]:
            line["error"] = _error(record.exc_info[1])
        return json.dumps(line)


def configure(stream: IO[str] | None = None) -> None:
    """Have everything this process logs, whoever logs it, written to `stream` (standard error)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("concern").setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = lambda kind, error, trace: _unhandled("process", error)
    threading.excepthook = lambda failed: _unhandled("thread", failed.exc_value)


def watch(
    server: flask.Flask,
    seen: Callable[[Asked], None],
    *,
    behind_tls: bool = False,
    log_addresses: bool = False,
) -> None:
    """Log every request of the application once it is answered, and tell `seen` of it.

    behind_tls: the web server before this one numbers requests (X-Request-ID). Call it before
    anything else that looks at requests is registered.
    """
    log = logging.getLogger(LOGGER)
    inner = server.wsgi_app

    def watched(environ: dict[str, Any], respond: Callable[..., Any]) -> Iterable[bytes]:
        asked = Asked(_id_of(environ, behind_tls), _method(environ))
        asked.address = environ.get("REMOTE_ADDR", "") if log_addresses else ""
        environ[_NOTES] = asked
        token, began = _request_id.set(asked.id), time.perf_counter()

        def respond_noted(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            asked.status = int(status[:3])
            return respond(status, [*headers, ("X-Request-ID", asked.id)], *more)

        def done() -> None:
            asked.milliseconds = round((time.perf_counter() - began) * 1000, 1)
            if asked.route not in QUIET or asked.status >= _FAILED:
                log.info("request", extra={"asked": asked})
            seen(asked)
            _request_id.reset(token)

        try:
            return ClosingIterator(inner(environ, respond_noted), [done])
        except BaseException:
            asked.status = _FAILED
            done()
            raise

    server.wsgi_app = watched  # type: ignore[method-assign, assignment]  # as Flask documents
    server.before_request_funcs.setdefault(None, []).insert(0, _note_route)
    server.after_request(_note_role)


def _note_route() -> None:
    rule = flask.request.url_rule
    flask.request.environ[_NOTES].route = rule.rule if rule else "-"


def _note_role(response: flask.Response) -> flask.Response:
    viewer = flask.g.get("viewer")
    asked = flask.request.environ.get(_NOTES)
    if asked is not None:
        asked.role = viewer.role if viewer else ""
    return response


def _id_of(environ: dict[str, Any], behind_tls: bool) -> str:
    given = environ.get("HTTP_X_REQUEST_ID", "") if behind_tls else ""
    return given if _ID.fullmatch(given) else uuid.uuid4().hex


def _method(environ: dict[str, Any]) -> str:
    method = environ.get("REQUEST_METHOD", "")
    return method if method in {"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE"} else "other"


def _said(record: logging.LogRecord) -> str:
    """What was logged: in full where our code said it, else without what was filled in."""
    args = record.args if isinstance(record.args, tuple) else (record.args,)
    ours = record.pathname.startswith(_OURS)
    if ours or (record.args and all(isinstance(arg, int | float) for arg in args)):
        return record.getMessage()
    # A library's text that is filled in already may hold anything.
    return str(record.msg) if record.args else "(not shown)"


def _error(error: BaseException) -> dict[str, Any]:
    """The types of the error and of those that led to it, and the lines of code; no texts."""
    chain: list[str] = []
    link: BaseException | None = error
    while link is not None and len(chain) < 10:  # noqa: PLR2004 - long enough for any chain
        chain.append(type(link).__name__)
        link = link.__cause__ or link.__context__
    frames = traceback.extract_tb(error.__traceback__)
    return {"type": chain, "through": [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames]}


def _short(file: str) -> str:
    return "/".join(Path(file).parts[-2:])


def _unhandled(what: str, error: BaseException | None) -> None:
    if error is not None:
        logging.getLogger("concern").error(
            "a %s failed", what, exc_info=(type(error), error, error.__traceback__)
        )
