"""A county's own sign-in, made for tests: a real server on this machine with real keys."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

_NUMBERS = itertools.count(1)
CLIENT, SECRET = "concern", "a secret of tests"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
STRANGE = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing of each request."""


@dataclass
class FakeProvider:
    """What it says of who comes, and how it errs.

    claims: over the right ones. sign: makes the token of the claims. issuer_told: named instead
    of its own. asked: the codes that were exchanged.
    """

    claims: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] | None = None
    issuer_told: str = ""
    broken: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    issuer: str = ""

    def __call__(self, environ, start_response):
        """Answer one request."""
        request = Request(environ)
        answers = {
            "/.well-known/openid-configuration": self._discovery,
            "/authorize": self._authorize,
            "/token": self._token,
            "/keys": self._keys,
        }
        if self.broken == request.path:
            return Response("down", 500)(environ, start_response)
        return answers[request.path](request)(environ, start_response)

    def come_back(self, address: str) -> str:
        """Sign in as a browser that is led to `address` would, and return where it is led then."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["client_id"] == CLIENT
        assert "openid" in asked["scope"]
        code = f"code-{next(_NUMBERS)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def _discovery(self, _: Request) -> Response:
        issuer = self.issuer_told or self.issuer
        said = {
            "issuer": issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return _json(said)

    def _authorize(self, request: Request) -> Response:
        return Response("", 302, {"Location": self.come_back(request.url)})

    def _token(self, request: Request) -> Response:
        form = request.form
        self.asked.append(form["code"])
        basic = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '%20')}".encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if request.headers.get("Authorization") not in {f"Basic {basic}", f"Basic {plain}"}:
            return _json({"error": "invalid_client"}, 401)
        begun = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if begun is None or begun["code_challenge"] != challenge:
            return _json({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "person-7",
            "nonce": begun["nonce"],
            "iat": now,
            "exp": now + 300,
            "email": "ada@example.org",
            "email_verified": True,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        token = (self.sign or signed)(claims)
        return _json({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _keys(self, _: Request) -> Response:
        return _json({"keys": [KEY.as_dict(private=False)]})


def signed(claims: dict[str, Any]) -> str:
    """Sign as the provider does."""
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY)


def signed_by_another(claims: dict[str, Any]) -> str:
    """Sign with a key of the same name that is not the provider's."""
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, STRANGE)


def signed_by_nobody(claims: dict[str, Any]) -> str:
    """Return a token of algorithm none."""
    parts = ({"alg": "none"}, claims)
    return ".".join(_part(json.dumps(part).encode()) for part in parts) + "."


def signed_with_the_public_key(claims: dict[str, Any]) -> str:
    """Sign with HMAC and the published key, as if it were a shared secret."""
    head = {"alg": "HS256", "kid": "one"}
    said = ".".join(_part(json.dumps(part).encode()) for part in (head, claims))
    seal = hmac.digest(KEY.as_pem(private=False), said.encode(), "sha256")
    return f"{said}.{_part(seal)}"


def changed_after_signing(claims: dict[str, Any]) -> str:
    """Sign, then put another person in."""
    head, _, seal = signed(claims).split(".")
    return f"{head}.{_part(json.dumps({**claims, 'sub': 'another'}).encode())}.{seal}"


def _part(some: bytes) -> str:
    return base64.urlsafe_b64encode(some).rstrip(b"=").decode()


def _json(said: object, status: int = 200) -> Response:
    return Response(json.dumps(said), status, mimetype="application/json")


@contextmanager
def running(provider: FakeProvider) -> Iterator[FakeProvider]:
    """Serve it on this machine."""
    server = make_server("127.0.0.1", 0, provider, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()
