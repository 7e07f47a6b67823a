"""Serves the page on this machine, in a few processes that share nothing but the build."""

from __future__ import annotations

import ipaddress
import socket
import sys
from typing import Any

from gunicorn.app.base import BaseApplication

from dashboard.app import create_app
from records.errors import HomeError
from records.home import Home

__all__ = ["check_address", "serve"]

THREADS = 8
"""Requests one process answers at a time."""


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with our settings and no command line of its own."""

    def __init__(self, home: Home, options: dict[str, Any]) -> None:
        self._home, self._options = home, options
        super().__init__()

    def load_config(self) -> None:
        """Take the settings given, nothing from files or the environment."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the WSGI application; each process makes its own.

        The first page is asked for here: a process only serves the scripts of pages it has drawn
        itself, and the build is in memory before the first user comes.
        """
        server = create_app(self._home).server
        with server.test_client() as client:
            client.get("/")
            client.get("/_dash-layout")
        return server


def check_address(host: str, port: int) -> None:
    """Raise `HomeError` when `host` is not this machine's own or `port` cannot be had."""
    if not _is_loopback(host):
        raise HomeError(
            f"{host} can be reached from other machines, and there is no sign-in yet. "
            "Serve on 127.0.0.1 and reach it through an authenticated tunnel."
        )
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


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(home: Home, host: str, port: int, workers: int) -> None:
    """Serve `home` on `host`:`port` until stopped; a new build is picked up by itself.

    Raises:
        HomeError: the address is not this machine's own, or the port is taken.
    """
    check_address(host, port)
    options = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": 60,
        "graceful_timeout": 5,
        "keepalive": 5,
        "accesslog": None,
        "loglevel": "warning",
        "proc_name": "concern",
        "when_ready": lambda _: _say(host, port),
    }
    _Server(home, options).run()


def _say(host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    message = f"The county is on http://{shown}:{port}   (Ctrl+C stops it)\n"
    sys.stdout.write(message)
    sys.stdout.flush()
