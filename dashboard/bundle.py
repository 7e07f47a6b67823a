"""How does a browser get our scripts and styles? Few files, zipped beforehand and kept for good.

The document that Dash draws names some eighty files, each a request of its own; those that stand
side by side are sent as one. A script that looks for its own address stays as it is, and so does
Dash's renderer, which Dash looks for in the document.
"""

from __future__ import annotations

import gzip
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby
from pathlib import Path

import flask
from dash.fingerprint import check_fingerprint

__all__ = ["Bundles"]

_ENDPOINT = "bundle"
"""Of their address; `guard.FILES` says that anyone may ask."""
_ADDRESS = "/bundle/<name>"
_KEPT = "public, max-age=31536000, immutable"
_KINDS = {"js": "text/javascript", "css": "text/css"}
_LEVEL = 9
_ASSETS = "/assets/"
_SUITES = "/_dash-component-suites/"
_OWN_ADDRESS = b"currentScript"
"""What a script holds that fetches more from beside itself."""
_RENDERER = "/dash-renderer/"
_TAGS = {"js": '<script src="{}"></script>', "css": '<link rel="stylesheet" href="{}">'}
_BETWEEN = {"js": b"\n;\n", "css": b"\n"}


@dataclass(frozen=True)
class Bundles:
    """The bundles of one application. assets: the folder of our own files."""

    assets: Path
    _held: dict[str, bytes] = field(default_factory=dict)
    _tags: dict[tuple[str, str], str] = field(default_factory=dict)

    def add_to(self, server: flask.Flask) -> None:
        """Add the address they are fetched from; anyone may: they tell nothing of the county."""
        server.add_url_rule(_ADDRESS, _ENDPOINT, self._answer)

    def tags(self, kind: str, tags: str) -> str:
        """Return the document's tags with those that stand side by side made one.

        kind: "js" or "css". tags: as Dash writes them; a line that is not of that kind stays.
        """
        known = self._tags.get((kind, tags))
        if known is None:
            known = self._tags[kind, tags] = "\n".join(self._joined(kind, tags))
        return known

    def _joined(self, kind: str, tags: str) -> list[str]:
        written = _TAGS[kind]
        read = re.compile(re.escape(written).replace(r"\{\}", '([^"]+)'))
        lines = [(line, self._content(read, line)) for line in tags.splitlines() if line.strip()]
        joined = []
        for together, some in groupby(lines, key=lambda one: one[1] is not None):
            part = [*some]
            if not together:
                joined += [line for line, _ in part]
                continue
            contents = [content for _, content in part if content is not None]
            joined.append(written.format(self._kept(kind, _BETWEEN[kind].join(contents))))
        return joined

    def _content(self, read: re.Pattern[str], line: str) -> bytes | None:
        """What the tag leads to; None: it is no such tag, or one that must stay."""
        found = read.fullmatch(line.strip())
        if found is None or _RENDERER in line:
            return None
        path = found[1].partition("?")[0]
        ways = self._ways().items()
        content = next((of(path) for start, of in ways if path.startswith(start)), None)
        return None if content is None or _OWN_ADDRESS in content else content

    def _ways(self) -> Mapping[str, Callable[[str], bytes | None]]:
        return {_ASSETS: self._asset, _SUITES: _library}

    def _asset(self, path: str) -> bytes:
        return (self.assets / path.removeprefix(_ASSETS)).read_bytes()

    def _kept(self, kind: str, content: bytes) -> str:
        """Hold a bundle, and return its address: a new one whenever a byte is another."""
        name = f"{blake2b(content, digest_size=8).hexdigest()}.{kind}"
        self._held[name] = gzip.compress(content, compresslevel=_LEVEL, mtime=0)
        return _ADDRESS.replace("<name>", name)

    def _answer(self, name: str) -> flask.Response:
        content = self._held.get(name)
        if content is None:
            flask.abort(404)
        headers = {"Content-Encoding": "gzip", "Cache-Control": _KEPT}
        return flask.Response(content, mimetype=_KINDS[name.rpartition(".")[2]], headers=headers)


def _library(path: str) -> bytes | None:
    package, _, rest = path.removeprefix(_SUITES).partition("/")
    return pkgutil.get_data(package, check_fingerprint(rest)[0])
