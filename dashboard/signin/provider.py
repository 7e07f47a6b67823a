"""What does the county's own sign-in say? OpenID Connect: code with PKCE, then a signed token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry
from requests import RequestException

from dashboard.loopback import is_loopback
from dashboard.settings import Settings, client_secret
from records.errors import ProviderError, SignInError

__all__ = ["Claims", "Provider"]

ALGORITHMS = ["RS256", "PS256", "ES256"]
"""Signatures that are taken; never none, and never one made with a shared secret."""
SCOPE = "openid email profile"
TIMEOUT_SECONDS = 5
LEEWAY_SECONDS = 60
"""How far the provider's clock may be from ours."""

_DISCOVERY = "/.well-known/openid-configuration"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True)
class Claims:
    """Who the provider says came. email: verified by it, lower case; empty where it is not."""

    issuer: str
    subject: str
    email: str


class Provider:
    """The county's own sign-in, asked anew at each sign-in: its keys and addresses may change."""

    def __init__(self, settings: Settings, back: str) -> None:
        """Read what it says of itself. back: our address to which it sends people back.

        Raises:
            ProviderError: it cannot be reached, or is not the issuer it should be.
            HomeError: our secret is missing.
        """
        self._issuer = settings.oidc_issuer.rstrip("/")
        self._session = OAuth2Session(
            settings.oidc_client_id,
            client_secret(settings),
            scope=SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            default_timeout=TIMEOUT_SECONDS,
        )
        self._session.max_redirects = 0
        self._client_id = settings.oidc_client_id
        self._about = self._asked(f"{_safe(self._issuer)}{_DISCOVERY}")
        if str(self._about.get("issuer", "")).rstrip("/") != self._issuer:
            raise ProviderError(
                "The county's own sign-in names another issuer than oidc_issuer. Mend the setting."
            )
        for endpoint in _ENDPOINTS:
            _safe(str(self._about.get(endpoint, "")))

    def __enter__(self) -> Provider:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close its connections."""
        self._session.close()

    def address(self, state: str, nonce: str, verifier: str) -> str:
        """Return where the browser must go to sign in."""
        address, _ = self._session.create_authorization_url(
            self._about["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce
        )
        return str(address)

    def claims(self, code: str, nonce: str, verifier: str, now: datetime) -> Claims:
        """Return who came back with `code`.

        Raises:
            SignInError: the code is not taken, or the token is not for us, old, or not signed.
            ProviderError: the provider cannot be reached.
        """
        token = self._token(code, verifier)
        keys = self._asked(self._about["jwks_uri"])
        registry = JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._about["issuer"]},
            aud={"essential": True, "value": self._client_id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]  # checked by it
            registry.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise SignInError(f"The token is refused: {type(error).__name__}.") from error
        self._check_party(claims)
        return _claims(claims)

    def _token(self, code: str, verifier: str) -> str:
        try:
            answer = self._session.fetch_token(
                self._about["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
            )
        except AuthlibBaseError as error:
            raise SignInError("The provider does not take the code.") from error
        except (RequestException, ValueError) as error:
            raise _unreachable(error) from error
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise SignInError("The provider gave no token of who came.")
        return token

    def _check_party(self, claims: dict[str, Any]) -> None:
        """Refuse a token that was made for several parties and handed out to another one."""
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", self._client_id) != self._client_id or (
            several and "azp" not in claims
        ):
            raise SignInError("The token was handed out to another application.")

    def _asked(self, address: str) -> dict[str, Any]:
        try:
            answer = self._session.get(address, withhold_token=True)
            answer.raise_for_status()
            said = answer.json()
        except (RequestException, ValueError) as error:
            raise _unreachable(error) from error
        if not isinstance(said, dict):
            raise ProviderError("The county's own sign-in does not answer as it should.")
        return said


def _claims(claims: dict[str, Any]) -> Claims:
    email = claims.get("email") if claims.get("email_verified") is True else ""
    return Claims(claims["iss"], claims["sub"], email.lower() if isinstance(email, str) else "")


def _safe(address: str) -> str:
    """Return the address where it is reached by HTTPS, or lies on this machine."""
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        return address
    raise ProviderError("An address of the county's own sign-in does not begin with https://.")


def _unreachable(error: Exception) -> ProviderError:
    return ProviderError(
        f"The county's own sign-in cannot be reached ({type(error).__name__}). Try again later."
    )
