"""The county's settings: concern.toml in its folder, overruled by CONCERN_ variables."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from records.errors import HomeError
from records.home import Home

__all__ = [
    "FILE",
    "LOOPBACK",
    "Settings",
    "client_secret",
    "find_home",
    "home_of",
    "make_home",
    "settings_of",
]

FILE = "concern.toml"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""Names of this machine for itself."""

_TEMPLATE = """\
# Settings of this county. Every line can also be given as an environment variable,
# such as CONCERN_COUNTY or CONCERN_STATE_URL.

# county = "Essex"          # shown in the page's heading
# state_url = "sqlite:///state.db in this folder"   # any SQLAlchemy URL
# audit_key_file = "/etc/concern/audit.key"  # seals the audit; else audit.key in this folder
# audit_anchor = "/mnt/other/audit.anchor"   # knows where the audit ends; best on another disk
# keep_builds = 3           # older builds are removed after a build is published
# port = 8050               # the page is served on this machine only
# workers = 2               # web processes
# upload_mb = 200           # largest file the page takes in, in megabytes
# hosts = ["concern.example.gov.uk"]  # names the page is called by; others are refused
# behind_tls = true         # a web server before this one keeps TLS; see docs/deploy.md
# trusted_proxies = ["127.0.0.1", "::1"]  # from where that web server asks
# metrics_token = "/etc/concern/metrics.token"  # file of the token that opens /metrics
# log_addresses = true      # the log says from which address was asked
# idle_minutes = 30         # someone who does nothing so long is signed out
# session_hours = 10        # everyone is signed out after so long
# tiles_url = "https://tiles.example.gov.uk/{z}/{x}/{y}.png"  # a background for the map, fetched by
# tiles_file = "/srv/map/county.pmtiles"  # this server only; or one file of it (PMTiles, pictures)
# tiles_attribution = "© Crown copyright"  # who must be named beside the background
# outside_links = false     # no page has a link to another host; on iPhones no way to the door then
# oidc_issuer = "https://login.example.gov.uk"  # the county's own sign-in (OpenID Connect)
# oidc_client_id = "concern"  # what it calls us; our secret: CONCERN_OIDC_CLIENT_SECRET,
# oidc_secret_file = "/etc/concern/oidc.secret"  # or this file
"""

_SECRET = "CONCERN_OIDC_CLIENT_SECRET"  # noqa: S105  # nosec B105 # its name only


class Settings(BaseSettings):
    """Settings of one county.

    county: its name as shown. state_url: SQLAlchemy URL of the state database; empty: SQLite in
    the county's folder. keep_builds: builds kept, at least 1. port: TCP port of the page.
    workers: web processes. upload_mb: largest file the page takes in, in megabytes.

    audit_key_file, audit_anchor: files of the audit's key and of where it ends; empty: audit.key
    and audit.anchor in the county's folder.

    hosts: names the page is called by, without port; empty: this machine's own. behind_tls: a web
    server before this one keeps TLS and says so. trusted_proxies: addresses it asks from.
    metrics_token: file of the token that opens /metrics; empty: this machine only. log_addresses:
    the log holds the address that asked.

    tiles_url, tiles_file: where the map's background comes from, an address with {z}, {x} and {y}
    or a PMTiles file of pictures; both empty: there is none. tiles_attribution: who must be named.
    outside_links: whether a page may hold a link to another host, followed only when pressed; the
    one there is leads to Apple Maps, on Apple's devices.

    idle_minutes, session_hours: after which someone is signed out. oidc_issuer, oidc_client_id,
    oidc_secret_file: the county's own sign-in; an empty issuer: there is none.
    """

    model_config = SettingsConfigDict(env_prefix="CONCERN_", extra="forbid")

    county: str = "Essex"
    state_url: str = ""
    audit_key_file: str = ""
    audit_anchor: str = ""
    keep_builds: int = Field(default=3, ge=1)
    port: int = Field(default=8050, ge=1, le=65535)
    workers: int = Field(default=2, ge=1, le=64)
    upload_mb: int = Field(default=200, ge=1, le=10_000)
    idle_minutes: int = Field(default=30, ge=1, le=480)
    session_hours: int = Field(default=10, ge=1, le=24)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_secret_file: str = ""
    tiles_url: str = ""
    tiles_file: str = ""
    tiles_attribution: str = ""
    outside_links: bool = True
    hosts: tuple[str, ...] = ()
    behind_tls: bool = False
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    metrics_token: str = ""
    log_addresses: bool = False

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment overrule the file."""
        return (env_settings, init_settings)


def settings_of(root: Path) -> Settings:
    """Return the settings in `root`.

    Raises:
        HomeError: the file has faults; every one is named.
    """
    try:
        values = TomlConfigSettingsSource(Settings, root / FILE)()
        return Settings(**values)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
        )
        raise HomeError(f"{FILE}: {faults}. Mend these lines; see the comments in it.") from error
    except ValueError as error:
        raise HomeError(f"{FILE} is not TOML: {error}. Mend it or delete it.") from error


def client_secret(settings: Settings) -> str:
    """Return our secret at the county's own sign-in; it is never a setting.

    Raises:
        HomeError: neither the environment nor the file that is named holds it.
    """
    if secret := os.environ.get(_SECRET, "").strip():
        return secret
    try:
        secret = Path(settings.oidc_secret_file).read_text(encoding="utf-8").strip()
    except OSError:
        secret = ""  # nosec B105 # there is none
    if not secret:
        raise HomeError(
            f"The secret for {settings.oidc_issuer} is missing: expected in {_SECRET}, or in a "
            "file named by oidc_secret_file that this user can read."
        )
    return secret


def home_of(root: Path) -> Home:
    """Return the home in `root` with the state database and the files its settings name."""
    home, said = Home.at(root), settings_of(root)
    return Home(
        home.root,
        said.state_url or home.state_url,
        home.root / said.audit_key_file if said.audit_key_file else None,
        home.root / said.audit_anchor if said.audit_anchor else None,
    )


def make_home(root: Path) -> Home:
    """Make `root` a county's folder, keeping what is there, and return it."""
    root.mkdir(parents=True, exist_ok=True)
    if not (root / FILE).exists():
        (root / FILE).write_text(_TEMPLATE, encoding="utf-8")
    home = home_of(root)
    home.mappings.mkdir(exist_ok=True)
    return home


def find_home(named: Path | None, start: Path) -> Home:
    """Return the home in `named`, or else in the nearest folder above `start` that is one.

    Raises:
        HomeError: there is none.
    """
    for folder in [named] if named else [start, *start.parents]:
        if (folder / FILE).is_file():
            return home_of(folder)
    where = f"{named} is not a county's folder" if named else "This is not a county's folder"
    raise HomeError(
        f"{where}: it holds no {FILE}. Make one with 'concern init DIR', "
        "or name one with --home DIR or CONCERN_HOME."
    )
