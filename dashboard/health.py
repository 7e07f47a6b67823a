"""Is the county well? For whatever watches over it: alive, ready, and in figures without names."""

from __future__ import annotations

import hmac
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import flask
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from dashboard import logs
from dashboard.desk import Desk
from dashboard.guard import open_to_all
from dashboard.logs import Asked
from dashboard.loopback import is_loopback
from records.agreements import register, warnings
from records.audit import Entry
from records.errors import ConcernError
from records.state import reading, writing

__all__ = ["DESK", "FOLDER", "Figures", "add_health", "reason_not_ready"]

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Environment variable of the folder in which the processes share their figures."""

DESK = "concern"
"""Key of the server's extensions under which what it works with is found."""

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)
LEAST_FREE_BYTES = 64 * 2**20
HOLD_SECONDS = 1.0
"""How long an answer on readiness is kept: asking often costs nothing."""

_REFUSED = 400


class Figures:
    """What is counted while requests are answered; shared by all processes of one server."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "concern_requests", "Requests answered.", ["route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "concern_request_seconds",
            "Seconds until a request was answered.",
            ["route"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.sign_in_failures = Counter(
            "concern_sign_in_failures", "Sign-ins that were refused.", registry=self.registry
        )
        self.refused = Gauge(
            "concern_build_refused",
            "1: the newest build cannot be read and an older one is shown.",
            registry=self.registry,
            multiprocess_mode="livemax",
        )

    def note(self, asked: Asked) -> None:
        """Count one request."""
        self.requests.labels(asked.route, str(asked.status)).inc()
        self.seconds.labels(asked.route).observe(asked.milliseconds / 1000)
        if asked.route.startswith("/sign-in") and asked.status >= _REFUSED:
            self.sign_in_failures.inc()

    def text(self, county: Collector) -> bytes:
        """Return everything in Prometheus' text format, of all processes together."""
        everything = CollectorRegistry()
        everything.register(county)
        if os.environ.get(FOLDER):
            MultiProcessCollector(everything)  # type: ignore[no-untyped-call]
            return generate_latest(everything)
        return generate_latest(self.registry) + generate_latest(everything)


def add_health(server: flask.Flask, desk: Desk) -> None:
    """Log and count every request, and add /healthz, /readyz and /metrics.

    /metrics is for this machine, where nobody else can reach the server, or for who has the token.
    """
    server.extensions[DESK] = desk
    figures, ready = Figures(), _Ready(desk)
    said = desk.settings
    logs.watch(server, figures.note, behind_tls=said.behind_tls, log_addresses=said.log_addresses)

    @server.get("/healthz")
    @open_to_all
    def healthz() -> flask.Response:
        return _word("alive")

    @server.get("/readyz")
    @open_to_all
    def readyz() -> flask.Response:
        why = ready.reason()
        return _word(why or "ready", 503 if why else 200)

    @server.get("/metrics")
    @open_to_all
    def metrics() -> flask.Response:
        if not _may_measure(desk):
            flask.abort(403)
        figures.refused.set(desk.live.shown().refused)
        body = figures.text(_County(desk, datetime.now().astimezone().date))
        return flask.Response(body, content_type=CONTENT_TYPE_LATEST)


def reason_not_ready(desk: Desk) -> str:
    """Return why the county cannot be served: build, state, audit or disk; empty: it can be."""
    if desk.live.county() is None:
        return "build"
    try:
        with reading(desk.state) as connection:
            connection.exec_driver_sql("SELECT 1")
    except ConcernError:
        return "state"
    try:
        _try_the_audit(desk)
    except ConcernError:
        return "audit"
    return "disk" if _free_bytes(desk) < LEAST_FREE_BYTES else ""


class _UndoneError(Exception):
    """Takes the trial entry back."""


def _try_the_audit(desk: Desk) -> None:
    """Add an entry and take it back: nothing of it stays."""
    trial = Entry("consultation", "readiness", subject_kind="audit")
    try:
        with writing(desk.state) as connection:
            desk.trail.append_in(connection, trial)
            raise _UndoneError
    except _UndoneError:
        return


def _free_bytes(desk: Desk) -> int:
    return shutil.disk_usage(desk.root).free if desk.root else LEAST_FREE_BYTES


class _Ready:
    """Keeps the answer for a moment, so that asking in a storm writes nothing."""

    def __init__(self, desk: Desk, clock: Callable[[], float] = time.monotonic) -> None:
        self._desk, self._clock = desk, clock
        self._lock = threading.Lock()
        self._until, self._reason = float("-inf"), ""

    def reason(self) -> str:
        with self._lock:
            if self._clock() >= self._until:
                self._reason = reason_not_ready(self._desk)
                self._until = self._clock() + HOLD_SECONDS
            return self._reason


@dataclass(frozen=True, eq=False)
class _County(Collector):
    """What is read off the county when it is asked for."""

    desk: Desk
    today: Callable[[], date]

    def collect(self) -> Iterator[Metric]:
        """Yield a figure for each thing that can be read now; what cannot be is left out."""
        yield _gauge("concern_ready", "1: pages can be served.", not reason_not_ready(self.desk))
        built = self._built_at()
        if built is not None:
            yield _gauge("concern_build_age_seconds", "Since the build was published.",
                         time.time() - built)  # fmt: skip
        try:
            yield _gauge("concern_audit_rows", "Rows of the audit.", self.desk.trail.head().seq)
            near = warnings(register(self.desk.state), self.today())
            yield _gauge("concern_agreements_near_review",
                         "Agreements that lapsed or lapse within 60 days.", len(near))  # fmt: skip
        except ConcernError:
            return

    def _built_at(self) -> float | None:
        county, home = self.desk.live.county(), self.desk.home
        if county is None or home is None:
            return None
        try:
            return (home.builds / county.about.build_id / "manifest.json").stat().st_mtime
        except OSError:
            return None


def _gauge(name: str, help: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, help, value=float(value))


def _may_measure(desk: Desk) -> bool:
    """Say whether the asker may see figures: the token's holder, or this machine by itself."""
    request, settings = flask.request, desk.settings
    if settings.metrics_token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        token = Path(settings.metrics_token).read_text(encoding="utf-8").strip()
        return bool(token) and hmac.compare_digest(given.encode(), token.encode())
    passed_on = {"X-Forwarded-For", "Forwarded"} & set(request.headers.keys())
    return not settings.behind_tls and not passed_on and is_loopback(request.remote_addr or "")


def _word(word: str, status: int = 200) -> flask.Response:
    return flask.Response(f"{word}\n", status=status, mimetype="text/plain")
