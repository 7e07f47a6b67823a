"""A demo person of a served county who asks without a browser. For timings."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

from dashboard.viewer import DEMO

__all__ = ["SignedIn"]


class SignedIn:
    """One session. key: of the view it sees. word: what its forms repeat."""

    def __init__(self, address: str, user: str = DEMO.user) -> None:
        """Sign in, and learn the word of the session and the key of the view."""
        self.address = address
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))
        self._opener.addheaders = [("Origin", address)]
        page = self.asked("/sign-in/demo", user=user).decode()
        self.key = re.findall(r'<meta name="build" content="([^"]+)"', page)[0]
        self.word = self._cookie("_csrf_token")

    def asked(self, path: str, **form: str) -> bytes:
        """Return the answer's body as it was sent; with a form it is posted."""
        body = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(self.address + path, body)  # noqa: S310 - ours
        if path.startswith("/county/") and body is None:
            request.add_header("Accept-Encoding", "gzip")
        with self._opener.open(request) as answer:
            content: bytes = answer.read()
        return content

    def head(self, path: str, length: int) -> bytes:
        """Return the head of a request that posts so many bytes of JSON."""
        cookies = "; ".join(f"{one.name}={one.value}" for one in self._jar)
        lines = {
            "Host": urllib.parse.urlsplit(self.address).netloc,
            "Origin": self.address,
            "Cookie": cookies,
            "X-CSRFToken": self.word,
            "Content-Type": "application/json",
            "Content-Length": str(length),
        }
        said = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"POST {path} HTTP/1.1\r\n{said}\r\n".encode()

    def _cookie(self, name: str) -> str:
        return next(str(one.value) for one in self._jar if one.name == name)
