"""How many list pages a second does the server answer, and how soon, for many people at once?

Every person has a session of their own and asks for list pages with their figures, the county
page's callback, under filter states of many kinds. Twice: each as soon as the last is answered,
which shows the most the server can do, and at a steady rate, which shows how long people wait then.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from benchmarks.signed_in import SignedIn
from dashboard import ids
from dashboard.filters import KNOWN, SORTS, VISITED
from dashboard.viewer import DEMO_PEOPLE, Capability
from records.domain import BANDS, sectors

__all__ = ["Crowd", "Load", "crowd", "question_of", "questions"]

STATES = 400
"""Filter states that are asked for: more than a process keeps."""
_OK = 200
_PEOPLE = [one.user for one in DEMO_PEOPLE if one.may(Capability.BROWSE)]


@dataclass
class Load:
    """What a crowd saw: seconds of each answer, answers that were none, seconds in all."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0
    lasted: float = 0.0

    def figures(self) -> dict[str, float]:
        """Return answers a second, and milliseconds to half and to 95 in 100 of them."""
        p50, p95 = np.percentile(np.array(self.seconds) * 1000, [50, 95])
        return {
            "answers": len(self.seconds),
            "a_second": round(len(self.seconds) / self.lasted, 1),
            "p50_ms": round(float(p50), 1),
            "p95_ms": round(float(p95), 1),
            "refused": self.refused,
        }


@dataclass(frozen=True)
class Crowd:
    """Who asks, and how often. callback: what a browser sent for a page of the list.

    a_second: questions of all together; None: each as soon as the last is answered.
    """

    users: int
    seconds: float
    callback: dict[str, Any]
    a_second: float | None = None


def crowd(address: str, asking: Crowd) -> Load:
    """Let people ask for pages of the list, and return what they saw."""
    return asyncio.run(_crowd(address, asking))


def questions(states: int = STATES, seed: int = 3) -> list[str]:
    """Return query strings of filter states of many kinds, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - behaviour, no secret
    kinds = list(sectors().index)
    made = []
    for _ in range(states):
        parts = [f"band={one}" for one in chance.sample(list(BANDS), chance.randint(0, 2))]
        parts += [f"sector={one}" for one in chance.sample(kinds, chance.randint(0, 2))]
        parts += [f"visited={chance.choice(list(VISITED))}"] * chance.randint(0, 1)
        parts += [f"known={chance.choice(list(KNOWN))}"] * chance.randint(0, 1)
        parts += [f"sort={chance.choice(list(SORTS))}"]
        made.append("&".join(parts))
    return made


async def _crowd(address: str, asking: Crowd) -> Load:
    load = Load()
    people = [SignedIn(address, _PEOPLE[n % len(_PEOPLE)]) for n in range(asking.users)]
    asked, began = questions(), time.perf_counter()
    until = began + asking.seconds
    await asyncio.gather(
        *(_Person(one, number, asking).ask(load, asked, until) for number, one in enumerate(people))
    )
    load.lasted = time.perf_counter() - began
    return load


class _Person:
    """One connection that is kept, and who asks over it."""

    def __init__(self, who: SignedIn, number: int, asking: Crowd) -> None:
        self._who, self._callback = who, asking.callback
        self._pause = asking.users / asking.a_second if asking.a_second else 0.0
        self._chance = random.Random(number)  # noqa: S311 - behaviour, no secret

    async def ask(self, load: Load, asked: Sequence[str], until: float) -> None:
        """Ask until the moment, and note each answer."""
        parts = urlsplit(self._who.address)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        for moment in self._moments(until):
            await asyncio.sleep(max(0.0, moment - time.perf_counter()))
            # From when it was due: who waits behind a slow answer waits for that too.
            began = moment if self._pause else time.perf_counter()
            writer.write(self._question(self._chance.choice(asked)))
            status = await _answered(reader)
            load.seconds.append(time.perf_counter() - began)
            load.refused += status != _OK
        writer.close()
        await writer.wait_closed()

    def _moments(self, until: float) -> Iterator[float]:
        begun = time.perf_counter() + self._chance.random() * self._pause
        for turn in count():
            moment = begun + turn * self._pause if self._pause else time.perf_counter()
            if moment >= until:
                return
            yield moment

    def _question(self, query: str) -> bytes:
        page = self._chance.choice((1, 1, 1, 2, 3))
        body = json.dumps(question_of(self._callback, query, page, self._who.key)).encode()
        return self._who.head("/_dash-update-component", len(body)) + body


def question_of(callback: dict[str, Any], query: str, page: int, key: str) -> dict[str, Any]:
    """Return what a page sends for a page of the list. callback: what one sent for another."""
    values = {ids.QUERY: query, ids.FOCUS: {"page": page}, ids.BUILD: key}

    def given(held: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**one, "value": values.get(one["id"], one.get("value"))} for one in held]

    return {
        **callback,
        "inputs": given(callback["inputs"]),
        "state": given(callback.get("state", ())),
        "changedPropIds": [f"{ids.FOCUS}.data"],
    }


async def _answered(reader: asyncio.StreamReader) -> int:
    """Read one answer whole and return its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    said = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
    if "content-length" in said:
        await reader.readexactly(int(said["content-length"]))
    elif said.get("transfer-encoding") == "chunked":
        while size := int((await reader.readline()).strip(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return int(head[0].split()[1])
