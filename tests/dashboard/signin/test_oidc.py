"""Signing in at the county's own sign-in, and every way it must not work."""

import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, update

from dashboard.settings import Settings, client_secret
from dashboard.signin.accounts import Person, account_of
from dashboard.signin.oidc import LASTS
from dashboard.signin.provider import Provider
from records.errors import HomeError, ProviderError
from records.state import reading, writing
from records.state.tables import sessions, sign_ins
from tests.dashboard.signin import provider as fake

ADA = Person("ada@example.org", "Ada Reed", "analyst", "EPOL")


@pytest.fixture(scope="module")
def running():
    with fake.running(fake.FakeProvider()) as provider:
        yield provider


@pytest.fixture
def provider(running, real_county, monkeypatch):
    """A provider that does as it should, known to the county."""
    running.claims, running.sign, running.issuer_told, running.broken = {}, None, "", ""
    running.codes.clear()
    running.asked.clear()
    monkeypatch.setenv("CONCERN_OIDC_CLIENT_SECRET", fake.SECRET)
    settings = real_county._desk.settings
    monkeypatch.setattr(settings, "oidc_issuer", running.issuer)
    monkeypatch.setattr(settings, "oidc_client_id", fake.CLIENT)
    return running


@pytest.fixture
def known(county):
    """A county where the person has an account without a password."""
    county.people.add(ADA, datetime.now(UTC), provider=True)
    return county


def gone_out(client, wanted="/"):
    answer = client.get(f"/sign-in/provider?next={wanted}")
    assert answer.status_code == 303
    return answer.headers["Location"]


def signed_in(client, provider, wanted="/"):
    """Go out and come back, and return the last answer."""
    return client.get(provider.come_back(gone_out(client, wanted)))


def asked(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def nobody_is_in(county) -> bool:
    with reading(county.people.state) as connection:
        return not connection.execute(select(sessions)).all()


def test_someone_with_an_account_comes_in_and_is_led_to_what_they_wanted(known, provider):
    client = known.client()
    answer = signed_in(client, provider, "/business/7")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/business/7")
    assert "Ada Reed" in client.get("/account").get_data(as_text=True)
    account = account_of(known.people.state, ADA.user)
    assert (account.issuer, account.subject) == (provider.issuer, "person-7")


def test_they_say_what_they_are_here_for_before_they_see_anything(known, provider):
    client = known.client()
    signed_in(client, provider)
    assert client.get("/").headers["Location"] == "/account?next=/"
    assert client.get("/_dash-layout").status_code == 403


def test_what_is_sent_out_hides_the_verifier_and_names_our_address(known, provider):
    address = gone_out(known.client())
    said = asked(address)
    with reading(known.people.state) as connection:
        row = connection.execute(select(sign_ins)).one()
    assert row.verifier not in address
    assert said["nonce"] == [row.nonce]
    assert said["redirect_uri"] == ["http://localhost/sign-in/back"]
    assert fake.SECRET not in address
    assert said["state"][0] not in map(str, row)


def test_the_second_time_they_are_known_by_issuer_and_subject_whatever_their_address(
    known, provider
):
    signed_in(known.client(), provider)
    provider.claims = {"email": "married@example.org"}
    assert signed_in(known.client(), provider).status_code == 303


@pytest.mark.parametrize(
    ("claims", "sign"),
    [
        ({"iss": "https://elsewhere.example"}, None),
        ({"iss": None}, None),
        ({"aud": "another application"}, None),
        ({"aud": ["another", "third"]}, None),
        ({"aud": None}, None),
        ({"aud": ["concern", "another"]}, None),
        ({"aud": ["concern", "another"], "azp": "another"}, None),
        ({"azp": "another"}, None),
        ({"nonce": "of another sign-in"}, None),
        ({"nonce": None}, None),
        ({"exp": int(time.time()) - 3600}, None),
        ({"exp": None}, None),
        ({"exp": "tomorrow"}, None),
        ({"iat": int(time.time()) + 3600}, None),
        ({"iat": None}, None),
        ({"nbf": int(time.time()) + 3600}, None),
        ({"sub": None}, None),
        ({"sub": ""}, None),
        ({"sub": 7}, None),
        ({}, fake.signed_by_another),
        ({}, fake.signed_by_nobody),
        ({}, fake.signed_with_the_public_key),
        ({}, fake.changed_after_signing),
        ({}, lambda _: "not a token"),
        ({}, lambda _: ""),
        ({}, lambda _: None),
    ],
)
def test_a_token_that_is_not_right_in_every_part_lets_nobody_in(known, provider, claims, sign):
    provider.claims, provider.sign = claims, sign
    answer = signed_in(known.client(), provider)
    assert answer.status_code == 403
    assert nobody_is_in(known)
    assert known.told()[-1][1] == "unknown"
    assert "refused" in known.told()[-1][3]
    assert account_of(known.people.state, ADA.user).issuer is None


def test_a_token_for_several_parties_that_was_handed_to_us_is_taken(known, provider):
    provider.claims = {"aud": ["concern", "another"], "azp": "concern"}
    assert signed_in(known.client(), provider).status_code == 303


def test_a_clock_a_little_off_is_borne(known, provider):
    provider.claims = {"iat": int(time.time()) + 20, "exp": int(time.time()) - 20}
    assert signed_in(known.client(), provider).status_code == 303


def test_the_same_way_back_works_once(known, provider):
    client = known.client()
    back = provider.come_back(gone_out(client))
    cookie = client.get_cookie("concern_state").value
    assert client.get(back).status_code == 303
    client.set_cookie("concern_state", cookie)
    assert client.get(back).status_code == 403
    assert len(provider.asked) == 1


def test_a_code_used_before_is_refused_by_the_provider(known, provider):
    client = known.client()
    first = provider.come_back(gone_out(client))
    assert client.get(first).status_code == 303
    second = provider.come_back(gone_out(client))
    used, state = asked(first)["code"][0], asked(second)["state"][0]
    assert client.get(f"/sign-in/back?code={used}&state={state}").status_code == 403
    assert provider.asked == [used, used]


def test_a_sign_in_begun_in_another_browser_is_refused(known, provider):
    victim, thief = known.client(), known.client()
    back = provider.come_back(gone_out(thief))
    assert victim.get(back).status_code == 403
    gone_out(victim)
    assert victim.get(back).status_code == 403
    assert nobody_is_in(known)
    assert provider.asked == []


@pytest.mark.parametrize("back", ["", "?state=x", "?code=x", "?code=x&state=y", "?state=&code="])
def test_coming_back_with_nothing_is_refused(known, provider, back):
    client = known.client()
    assert client.get(f"/sign-in/back{back}").status_code == 403
    client.set_cookie("concern_state", "y")
    assert client.get(f"/sign-in/back{back}").status_code == 403


def test_whoever_takes_too_long_begins_again(known, provider):
    client = known.client()
    back = provider.come_back(gone_out(client))
    long_ago = datetime.now(UTC) - LASTS - timedelta(seconds=1)
    with writing(known.people.state) as connection:
        connection.execute(update(sign_ins).values(created_at=long_ago))
    answer = client.get(back)
    assert answer.status_code == 403
    assert "took too long" in answer.get_data(as_text=True)


def test_sign_ins_nobody_finished_leave_the_table(known, provider):
    gone_out(known.client())
    long_ago = datetime.now(UTC) - LASTS - timedelta(seconds=1)
    with writing(known.people.state) as connection:
        connection.execute(update(sign_ins).values(created_at=long_ago))
    gone_out(known.client())
    with reading(known.people.state) as connection:
        assert len(connection.execute(select(sign_ins)).all()) == 1


def test_one_address_cannot_begin_without_end(known, provider):
    client = known.client("203.0.113.5")
    got = [client.get("/sign-in/provider").status_code for _ in range(32)]
    assert got == [303] * 30 + [429] * 2


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.org"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": None},
        {"email": ["ada@example.org"]},
    ],
)
def test_without_an_account_or_a_verified_address_nobody_comes_in(known, provider, claims):
    provider.claims = claims
    answer = signed_in(known.client(), provider)
    assert answer.status_code == 403
    assert "Ask the administrator" in answer.get_data(as_text=True)
    assert nobody_is_in(known)


def test_another_person_cannot_take_an_account_that_is_bound(known, provider):
    signed_in(known.client(), provider)
    provider.claims = {"sub": "person-8"}
    assert signed_in(known.client(), provider).status_code == 403


def test_an_account_with_a_password_is_not_taken_over_by_an_address(county, provider):
    county.add()
    assert signed_in(county.client(), provider).status_code == 403


def test_a_closed_account_lets_nobody_in_and_is_named_in_the_audit(known, provider):
    known.people.disable(ADA.user, datetime.now(UTC))
    assert signed_in(known.client(), provider).status_code == 403
    assert known.told()[-1][1] == ADA.user
    assert nobody_is_in(known)


@pytest.mark.parametrize("broken", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_a_provider_that_is_down_is_said_kindly(known, provider, broken, caplog):
    client = known.client()
    back = provider.come_back(gone_out(client))
    provider.broken = broken
    answer = client.get(back)
    assert answer.status_code == 503
    assert "does not answer just now" in answer.get_data(as_text=True)
    assert fake.SECRET not in caplog.text
    assert nobody_is_in(known)


def test_where_there_is_no_provider_at_all_its_way_is_not_there(county):
    assert county.client().get("/sign-in/provider").status_code == 404
    assert county.client().get("/sign-in/back").status_code == 404
    assert "work account" not in county.client().get("/sign-in").get_data(as_text=True)


def test_a_provider_nobody_answers_for_is_said_kindly(county, provider, monkeypatch):
    monkeypatch.setattr(county.app._desk.settings, "oidc_issuer", "http://127.0.0.1:9")
    assert county.client().get("/sign-in/provider").status_code == 503
    assert "work account" in county.client().get("/sign-in").get_data(as_text=True)


def settings_for(issuer: str) -> Settings:
    return Settings(oidc_issuer=issuer, oidc_client_id=fake.CLIENT)


def test_a_provider_of_another_name_is_refused(provider):
    provider.issuer_told = "https://elsewhere.example"
    with pytest.raises(ProviderError, match="names another issuer"):
        Provider(settings_for(provider.issuer), "http://localhost/sign-in/back")


@pytest.mark.parametrize("issuer", ["http://login.example", "ftp://x", "file:///etc", "localhost"])
def test_a_provider_without_https_is_refused_before_it_is_asked(provider, issuer):
    with pytest.raises(ProviderError, match="https"):
        Provider(settings_for(issuer), "http://localhost/sign-in/back")


def test_the_secret_comes_from_the_environment_or_a_file_and_nowhere_else(tmp_path, monkeypatch):
    monkeypatch.delenv("CONCERN_OIDC_CLIENT_SECRET", raising=False)
    with pytest.raises(HomeError, match="CONCERN_OIDC_CLIENT_SECRET"):
        client_secret(settings_for("https://login.example"))
    file = tmp_path / "secret"
    file.write_text(" of a file\n", encoding="utf-8")
    assert client_secret(Settings(oidc_secret_file=str(file))) == "of a file"
    monkeypatch.setenv("CONCERN_OIDC_CLIENT_SECRET", "of the environment")
    assert client_secret(Settings(oidc_secret_file=str(file))) == "of the environment"
    with pytest.raises(ValueError, match="oidc_client_secret"):
        Settings(oidc_client_secret="in the settings")


def test_a_county_without_the_secret_says_that_signing_in_does_not_work(
    county, provider, monkeypatch
):
    monkeypatch.delenv("CONCERN_OIDC_CLIENT_SECRET")
    assert county.client().get("/sign-in/provider").status_code == 503


def test_a_provider_that_says_nothing_of_itself_is_refused(provider, monkeypatch):
    monkeypatch.setattr(provider, "_discovery", lambda _: fake.Response("[1]"))
    with pytest.raises(ProviderError, match="does not answer as it should"):
        Provider(settings_for(provider.issuer), "http://localhost/sign-in/back")
