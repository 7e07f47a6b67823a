"""Where is PostgreSQL installed, and how is a private one started for tests and measurements?"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psycopg

__all__ = ["SUPERUSER", "Cluster", "NoPostgresError", "private_cluster", "programs"]

SUPERUSER = "postgres"
NEEDED = ("initdb", "pg_ctl", "postgres")
WAIT_SECONDS = 60

# Not the C locale: text must sort the same for us whatever the county's server was made with.
LOCALE = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-GB")
QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
}


class NoPostgresError(RuntimeError):
    """PostgreSQL is not installed here."""


def programs() -> Path:
    """Return the folder of initdb and pg_ctl: CONCERN_POSTGRES_BIN, Debian's newest, or the path's.

    Raises:
        NoPostgresError: there is none.
    """
    named = os.environ.get("CONCERN_POSTGRES_BIN")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_release, reverse=True)
    on_path = shutil.which("initdb")
    found = [Path(named)] if named else [*debian, *([Path(on_path).parent] if on_path else [])]
    for folder in found:
        if all(os.access(folder / name, os.X_OK) for name in NEEDED):
            return folder
    raise NoPostgresError(
        f"PostgreSQL is not installed: no {', '.join(NEEDED)} in "
        f"{', '.join(map(str, found)) or '/usr/lib/postgresql or on the path'}. "
        "Run .ci/postgres (Debian: apt install postgresql), name its folder with "
        "CONCERN_POSTGRES_BIN, or leave its tests out with CONCERN_TEST_POSTGRES=no."
    )


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL of our own, reached by a socket in a folder only we may enter; no TCP.

    programs: folder of pg_ctl. folder: holds its data and its socket. account: of the operating
    system that runs it, None: ours.
    """

    programs: Path
    folder: Path
    account: str | None

    def url(self, database: str, role: str = SUPERUSER) -> str:
        """Return the SQLAlchemy URL of one of its databases."""
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def sql(self, *statements: str, database: str = "postgres", role: str = SUPERUSER) -> list[Any]:
        """Run the statements, each by itself, and return the rows of the last."""
        named = {"host": str(self.folder), "dbname": database, "user": role}
        with psycopg.connect(**named, autocommit=True) as connection:
            answers = [connection.execute(one.encode()) for one in statements]
            return answers[-1].fetchall() if answers[-1].description else []

    def make(self, settings: Mapping[str, str]) -> None:
        """Make its files; settings: lines of postgresql.conf."""
        self._run("initdb", "-D", self._data, "-A", "trust", "-N", "-U", SUPERUSER, *LOCALE)
        ours = {"listen_addresses": "", "unix_socket_directories": str(self.folder), **settings}
        with (self.folder / "data" / "postgresql.conf").open("a", encoding="ascii") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in ours.items())

    def start(self) -> None:
        """Start it and wait until it answers."""
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "-w", "-t", str(WAIT_SECONDS), "-D", self._data, "-l", log)

    def stop(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """Stop it; immediate: as if its power were cut."""
        self._run("pg_ctl", "stop", "-w", "-t", str(WAIT_SECONDS), "-m", mode, "-D", self._data)

    @property
    def running(self) -> bool:
        """Whether its server runs."""
        return (self.folder / "data" / "postmaster.pid").exists()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        group = pwd.getpwnam(self.account).pw_gid if self.account else None
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            user=self.account,
            group=group,
            extra_groups=[] if self.account else None,
            cwd=self.folder,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # a pipe would be held open by the server
            stderr=subprocess.DEVNULL,
            timeout=2 * WAIT_SECONDS,
            check=False,
        )
        if done.returncode:
            log = self.folder / "log"
            said = log.read_text(errors="replace")[-2000:] if log.exists() else "it wrote no log"
            raise NoPostgresError(f"{program} {arguments[0]} failed ({done.returncode}): {said}")


@contextmanager
def private_cluster(settings: Mapping[str, str] = QUICK) -> Iterator[Cluster]:
    """Start a PostgreSQL in a folder of its own; stopped and gone when the block ends.

    settings: lines of postgresql.conf; the usual ones give up durability for speed.
    """
    # A short path: a socket's may have 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="concern-pg-"))
    account = _unprivileged() if os.geteuid() == 0 else None
    try:
        if account:
            os.chown(folder, pwd.getpwnam(account).pw_uid, pwd.getpwnam(account).pw_gid)
        cluster = Cluster(programs(), folder, account)
        cluster.make(settings)
        cluster.start()
        try:
            yield cluster
        finally:
            if cluster.running:
                cluster.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> str:
    """The account that runs PostgreSQL for root, whom initdb refuses."""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in (SUPERUSER, "nobody") if name in names)


def _release(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0
