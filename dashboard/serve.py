"""Serves the page, in a few processes that share nothing but the build."""

from __future__ import annotations

import gc
import logging
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from sqlalchemy import select
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard import logs
from dashboard.loopback import is_loopback
from dashboard.settings import Settings, settings_of
from records.agreements import dpia_missing, register
from records.errors import HomeError
from records.home import Home
from records.state import opened, reading
from records.state.tables import accounts

__all__ = ["behind_proxy", "check_address", "options", "refuse_unready", "serve"]

THREADS = 8
"""Requests one process answers at a time."""

SOCKET = "unix:"
"""How an address begins that is a file, reached on this machine only by who may open it."""

WARM_SECONDS = 20.0
"""How long a process may make things ready before it answers; others answer meanwhile."""

MOST_REQUESTS = 20_000
"""A process ends after about so many, and a fresh one takes its place: memory cannot grow."""

_FIGURES = "PROMETHEUS_MULTIPROC_DIR"
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  # nosec B108 # gunicorn makes its files there safely

_LOG = logging.getLogger("concern.serve")

Environ = dict[str, Any]
Answering = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class _Log(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's own messages, in the form of ours."""

    def setup(self, cfg: Any) -> None:
        """Write every message as a line of JSON without personal data."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(logs.JsonLines())


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with our settings and no command line of its own."""

    def __init__(self, home: Home, options: dict[str, Any]) -> None:
        self._home, self._options = home, options
        super().__init__()

    def load_config(self) -> None:
        """Take the settings given, nothing from files or the environment."""
        for name, value in self._options.items():
            if name in self.cfg.settings:  # an older gunicorn lacks some
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the WSGI application; each process makes its own, its build in memory."""
        # Imported here: the figures find their shared folder while they are imported.
        from dashboard.app import create_app
        from dashboard.health import DESK
        from dashboard.warming import warm_up

        settings = settings_of(self._home.root)
        server = create_app(self._home).server
        warm_up(server.extensions[DESK], WARM_SECONDS)
        # What is held now is held for long: collecting rubbish need not look at it each time.
        gc.collect()
        gc.freeze()
        if settings.behind_tls:
            server.wsgi_app = behind_proxy(server.wsgi_app, settings.trusted_proxies)
        return server


def behind_proxy(inner: Answering, trusted: Iterable[str]) -> Answering:
    """Return the application told by the web server before it who asks, and that TLS is kept.

    Only what comes from a `trusted` address or over a socket's file may say so.
    """
    told, known = ProxyFix(inner, x_for=1, x_proto=1), frozenset(trusted)

    def choose(environ: Environ, respond: Callable[..., Any]) -> Iterable[bytes]:
        peer = environ.get("REMOTE_ADDR", "")
        return (told if not peer or peer in known else inner)(environ, respond)

    return choose


def check_address(host: str, port: int) -> None:
    """Raise `HomeError` when `port` of `host` cannot be had."""
    if host.startswith(SOCKET):
        return
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise HomeError(
                f"Port {port} cannot be had: {error.strerror}. Stop what uses it, or name another "
                "with --port."
            ) from error


def refuse_unready(home: Home, settings: Settings, host: str, on: date) -> None:
    """Return when the county may be served on `host`: this machine's own, or all is in order.

    Raises:
        HomeError: other machines could reach it and something is missing; names everything.
    """
    if is_loopback(host) and not settings.behind_tls:
        return
    from dashboard.builds import is_made_up

    missing = [*_missing_settings(settings), *_missing_state(home, settings, on)]
    if is_made_up(home):
        missing.insert(0, "This county is made up: a demo is for this machine only.")
    if missing:
        listed = "\n".join(f"  {number}. {text}" for number, text in enumerate(missing, 1))
        raise HomeError(
            f"{host} can be reached from other machines, and the county is not ready for that:\n"
            f"{listed}\nMend these, or serve on 127.0.0.1 without behind_tls. See docs/deploy.md."
        )


def options(settings: Settings, host: str, port: int, workers: int, figures: str) -> dict[str, Any]:
    """Return gunicorn's settings. figures: folder in which the processes share what they count."""
    address = host if host.startswith(SOCKET) else f"{_in_url(host)}:{port}"
    return {
        "bind": address,
        "umask": 0o007,
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "max_requests": MOST_REQUESTS,
        "max_requests_jitter": MOST_REQUESTS // 4,
        "timeout": 120,
        "graceful_timeout": 30,
        "keepalive": 65,
        # Each process opens its own databases and builds; see docs/decisions/0106.
        "preload_app": False,
        "worker_tmp_dir": str(_SHARED_MEMORY) if _SHARED_MEMORY.is_dir() else None,
        "limit_request_line": 8190,
        "limit_request_fields": 64,
        "limit_request_field_size": 8190,
        # Who asks, and whether over TLS, is told by behind_proxy alone.
        "forwarded_allow_ips": "127.0.0.1,::1",
        "secure_scheme_headers": {},
        "forwarder_headers": "",
        "control_socket_disable": True,
        "accesslog": None,
        "loglevel": "warning",
        "logger_class": _Log,
        "proc_name": "concern",
        "when_ready": lambda _: _say(address, settings.behind_tls),
        "post_fork": lambda _, worker: logs.configure(),
        "post_worker_init": lambda worker: _LOG.info("process %d answers", worker.pid),
        "child_exit": lambda _, worker: _forget_worker(figures, worker.pid),
    }


def serve(home: Home, host: str, port: int, workers: int, on: date) -> None:
    """Serve `home` on `host`:`port` until stopped; a new build is picked up by itself.

    host: an address, or "unix:" and the path of a socket. on: today.

    Raises:
        HomeError: others could reach it and something is missing, or the port is taken.
        StateError: the state database cannot be reached, or is of another version.
    """
    settings = settings_of(home.root)
    with opened(home.state_url):
        pass  # It can be reached, and is of this version.
    refuse_unready(home, settings, host, on)
    check_address(host, port)
    with tempfile.TemporaryDirectory(prefix="concern-figures-") as figures:
        os.environ[_FIGURES] = figures
        _Server(home, options(settings, host, port, workers, figures)).run()


def _missing_settings(settings: Settings) -> list[str]:
    missing = []
    if not settings.behind_tls:
        missing.append(
            "Nothing keeps TLS: put a web server before this one and set behind_tls = true."
        )
    if not settings.hosts:
        missing.append('The page has no name: set hosts = ["concern.example.gov.uk"].')
    return missing


def _missing_state(home: Home, settings: Settings, on: date) -> list[str]:
    with opened(home.state_url) as engine:
        missing = dpia_missing(register(engine), on)
        administrator = select(accounts.c.user_id).where(
            accounts.c.role == "administrator", accounts.c.is_active
        )
        with reading(engine) as connection:
            someone = connection.execute(administrator.limit(1)).first()
    if someone is None and not settings.oidc_issuer:
        missing.insert(
            0,
            "Nobody could sign in: add an administrator with 'concern people add', or set "
            "oidc_issuer.",
        )
    return missing


def _forget_worker(figures: str, pid: int) -> None:
    """Take the standing figures of a process that ended out of the sum."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(pid, figures)  # type: ignore[no-untyped-call]


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _say(address: str, behind_tls: bool) -> None:
    where = address if address.startswith(SOCKET) else f"http://{address}"
    before = ", for the web server that keeps TLS" if behind_tls else ""
    sys.stdout.write(f"The county is on {where}{before}   (Ctrl+C stops it)\n")
    sys.stdout.flush()
