"""How does the county stand many people at once? Real sessions, thinking between what they do.

Serves a copy of a county with `concern serve`, signs demo people in and lets each open pages,
filter lists, look at businesses, search and export, 1 to 5 seconds apart. Meanwhile it may kill
processes of the server or publish a new build. Prints times and every error; JSON last.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import numpy as np

CONCERN = (sys.executable, "-c", "from dashboard.cli.main import main; main()")
PEOPLE = ("demo-inspector", "demo-police", "demo-lead", "demo-analyst")
EXPORTERS = frozenset({"demo-lead", "demo-analyst"})
THINK_SECONDS = (1.0, 5.0)
RETRIES = 4
QUERIES = ("", "band=severe", "band=severe&band=high", "band=high&sort=visit", "sort=name")
WORDS = ("brook", "nails", "kitchen", "wash", "high street", "motors", "a")
CUT = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError, httpx.ConnectError)
_BUILD = re.compile(r'name="build" content="([^"]*)"')
_GONE = 404


@dataclass
class Tally:
    """What was seen: seconds by kind, errors by kind, cut connections and what became of them."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    cut: int = 0
    mended: int = 0
    renewed: int = 0
    kills: int = 0


@dataclass
class Server:
    """The server under load. published: whether another build may have come meanwhile."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path
    published: bool = False

    def answered_in_all(self) -> int:
        """Return how many processes ever said that they answer."""
        return self.log.read_bytes().count(b" answers")

    def workers(self) -> list[int]:
        """Return the ids of its processes."""
        pid = self.process.pid
        return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Stale(Exception):  # noqa: N818 - what a browser meets when its build is gone, no error
    """The page's build is gone; a person opens the page again."""


class User:
    """One person and their browser."""

    def __init__(self, server: Server, tally: Tally, number: int) -> None:
        self._server, self._tally = server, tally
        self._chance = random.Random(number)  # noqa: S311 - behaviour, no secret
        self._name = PEOPLE[number % len(PEOPLE)]
        headers = {"Origin": server.address, "Sec-Fetch-Site": "same-origin"}
        self._browser = httpx.AsyncClient(
            base_url=server.address,
            headers=headers,
            timeout=60,
            verify=False,  # noqa: S501 - no TLS
        )
        self._cached: set[str] = set()
        self._build, self._ids = "", [""]

    async def live(self, until: float) -> None:
        """Sign in and go on until the moment, thinking between what is done."""
        async with self._browser:
            await asyncio.sleep(self._chance.uniform(0, THINK_SECONDS[1]))
            await self._ask("sign in", "POST", "/sign-in/demo", data={"user": self._name})
            await self._open()
            while time.monotonic() < until:
                await self._do_something()
                await asyncio.sleep(self._chance.uniform(*THINK_SECONDS))

    async def _do_something(self) -> None:
        doings: dict[Callable[[], Awaitable[None]], int] = {
            self._list: 40,
            self._profile: 25,
            self._search: 12,
            self._cards: 12,
            self._open: 8,
            self._figures: 2,
            self._export: 1 if self._name in EXPORTERS else 0,
        }
        (doing,) = self._chance.choices(list(doings), list(doings.values()))
        try:
            await doing()
        except Stale:
            self._tally.renewed += 1
            await self._open()

    async def _open(self) -> None:
        page = await self._ask("page", "GET", "/")
        found = _BUILD.search(page.text if page else "")
        if found is None:
            return
        self._build = found[1]
        word = self._browser.cookies.get("_csrf_token", "")
        self._browser.headers["X-CSRFToken"] = str(word)
        await self._ask("layout", "GET", "/_dash-layout", headers={"Referer": self._at("/")})
        for part in ("columns", "districts"):
            await self._fetch_once(f"/county/{self._build}/{part}", part)
        await self._list()

    async def _fetch_once(self, path: str, kind: str) -> None:
        if path not in self._cached:
            self._cached.add(path)
            await self._ask(kind, "GET", path)

    async def _list(self) -> None:
        query = self._chance.choice(QUERIES)
        found = await self._listing(query, "")
        self._ids = [card["id"] for card in (found or {}).get("cards", [])] or self._ids

    async def _listing(self, query: str, text: str) -> dict[str, Any] | None:
        inputs = [("county-query", "data", query), ("filter-text", "value", text),
                  ("focus", "data", None)]  # fmt: skip
        answer = await self._call("list", "listing", inputs, "county-query.data")
        data = answer["response"]["listing"]["data"] if answer else None
        if data and data.get("gone"):
            raise Stale
        return data

    async def _search(self) -> None:
        word = self._chance.choice(WORDS)
        inputs = [("filter-text", "value", word), ("filter-period", "data", "")]
        await self._call("search", "text-found", inputs, "filter-text.value")
        await self._listing("", word)

    async def _call(
        self, kind: str, output: str, inputs: list[tuple[str, str, Any]], changed: str
    ) -> dict[str, Any] | None:
        body = {
            "output": f"{output}.data",
            "outputs": {"id": output, "property": "data"},
            "inputs": [{"id": i, "property": p, "value": v} for i, p, v in inputs],
            "state": [{"id": "build", "property": "data", "value": self._build}],
            "changedPropIds": [changed],
        }
        answer = await self._ask(kind, "POST", "/_dash-update-component", json=body)
        return answer.json() if answer else None

    async def _cards(self) -> None:
        rows = ",".join(str(self._chance.randrange(300)) for _ in range(5))
        await self._ask("cards", "GET", f"/county/{self._build}/cards?rows={rows}")

    async def _profile(self) -> None:
        path = f"/business/{quote(self._chance.choice(self._ids))}"
        await self._ask("page", "GET", path)
        at = {"Referer": self._at(path)}
        await self._ask("business", "GET", "/_dash-layout", headers=at)

    async def _figures(self) -> None:
        await self._ask("figures", "GET", "/office/figures/")

    async def _export(self) -> None:
        said = {"purpose": "visits", "recipient": "the visiting team"}
        form = {"build": self._build, "query": "band=severe", "text": "", **said}
        form["csrf"] = str(self._browser.headers.get("X-CSRFToken", ""))
        await self._ask("export", "POST", "/county/export", data=form)

    def _at(self, path: str) -> str:
        return f"{self._server.address}{path}"

    async def _ask(self, kind: str, method: str, path: str, **more: Any) -> httpx.Response | None:
        """Ask and time it; a cut connection is tried again, as a browser or a person would."""
        for attempt in range(RETRIES):
            began = time.monotonic()
            try:
                answer = await self._browser.request(method, path, **more)
            except CUT:
                self._tally.cut += 1
                await asyncio.sleep(0.2 * (attempt + 1))
                continue
            except httpx.HTTPError as error:
                self._tally.errors[f"{kind}: {type(error).__name__}"] += 1
                return None
            self._tally.mended += attempt > 0
            self._tally.seconds[kind].append(time.monotonic() - began)
            return self._judged(kind, answer)
        self._tally.errors[f"{kind}: cut {RETRIES} times"] += 1
        return None

    def _judged(self, kind: str, answer: httpx.Response) -> httpx.Response | None:
        if answer.is_success or answer.has_redirect_location:
            return answer
        if answer.status_code == _GONE and self._server.published:
            raise Stale
        self._tally.errors[f"{kind}: {answer.status_code}"] += 1
        return None


async def crowd(server: Server, words: argparse.Namespace) -> Tally:
    """Let the users live, and trouble the server as asked; return what was seen."""
    tally = Tally()
    until = time.monotonic() + words.seconds
    trouble = [
        asyncio.create_task(_kill(server, tally, words.kill_every)),
        asyncio.create_task(_build(server, Path(words.copy), words.build_after)),
    ]
    await asyncio.gather(*(User(server, tally, n).live(until) for n in range(words.users)))
    for task in trouble:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    return tally


async def _kill(server: Server, tally: Tally, every: float) -> None:
    """Kill a process now and then, when the one killed before was replaced."""
    chance = random.Random(0)  # noqa: S311 - behaviour, no secret
    while every:
        await asyncio.sleep(every)
        if server.answered_in_all() - tally.kills < len(server.workers()):
            continue
        with suppress(ProcessLookupError, IndexError):
            os.kill(chance.choice(server.workers()), signal.SIGKILL)
            tally.kills += 1


async def _build(server: Server, home: Path, after: float) -> None:
    if not after:
        return
    await asyncio.sleep(after)
    server.published = True
    command = ("nice", *CONCERN, "build", "--home", str(home))
    done = await asyncio.create_subprocess_exec(*command, stdout=subprocess.DEVNULL)
    await done.wait()


@contextmanager
def served(home: Path, workers: int) -> Iterator[Server]:
    """Serve `home` in processes of its own until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = (*CONCERN, "serve", "--home", str(home), "--port", str(port), "--workers",
               str(workers))  # fmt: skip
    with (home / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    server = Server(f"http://127.0.0.1:{port}", process, home / "serve.log")
    while server.answered_in_all() < workers:
        time.sleep(0.2)
    try:
        yield server
    finally:
        process.terminate()
        process.wait(60)


def figures(tally: Tally, seconds: float) -> dict[str, Any]:
    """Return every figure; times in milliseconds."""
    everything = [one for times in tally.seconds.values() for one in times]
    kinds = {**{k: tally.seconds[k] for k in sorted(tally.seconds)}, "all": everything}
    return {
        "requests": len(everything),
        "per_second": round(len(everything) / seconds, 1),
        "errors": dict(tally.errors),
        "cut": tally.cut,
        "mended": tally.mended,
        "opened_again_after_a_new_build": tally.renewed,
        "kills": tally.kills,
        "milliseconds": {kind: _percentiles(times) for kind, times in kinds.items()},
    }


def _percentiles(times: list[float]) -> dict[str, float]:
    p50, p95, p99 = np.percentile(np.array(times) * 1000, [50, 95, 99]).round(1).tolist()
    return {"n": len(times), "p50": p50, "p95": p95, "p99": p99, "max": round(max(times) * 1000, 1)}


def main() -> None:
    """Copy the county, serve it, let the crowd in and print what was seen."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--home", type=Path, required=True, help="a built demo county; it is copied")
    words.add_argument("--users", type=int, default=200)
    words.add_argument("--seconds", type=float, default=300)
    words.add_argument("--workers", type=int, default=2)
    words.add_argument("--kill-every", type=float, default=0, help="seconds; 0: never")
    words.add_argument("--build-after", type=float, default=0, help="seconds; 0: never")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="concern-users-") as folder:
        asked.copy = str(shutil.copytree(asked.home, Path(folder) / "county"))
        with served(Path(asked.copy), asked.workers) as server:
            tally = asyncio.run(crowd(server, asked))
        found = figures(tally, asked.seconds)
        for kind, row in found["milliseconds"].items():
            print(f"{kind:<12}", "  ".join(f"{name} {value:>9}" for name, value in row.items()))
        failed = [line for line in (Path(asked.copy) / "serve.log").read_text().splitlines()
                  if '"error"' in line]  # fmt: skip
        print("\n".join(failed[:10]))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
