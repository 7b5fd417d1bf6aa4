"""A consent is asked for and redeemed once, by the one who asked, against the OAuth server of the simulators."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from local.simulators.chassis.calls import Call
from local.simulators.chassis.oauth import Client, OAuth
from passerelle.configuration.auth_file import RefreshToken
from passerelle.credentials.consent import Consent, consent_of
from passerelle.credentials.endpoint import RULES, TokenEndpoint
from passerelle.errors import CredentialsRefused, Rejected
from passerelle.http import Caller, new_client
from tests.fakes import Clock
from tests.unit.tomorro.fake import FreeBudget

REDIRECT = "http://127.0.0.1:8401/"


@dataclass
class World:
    clock: Clock = field(default_factory=Clock)
    answers: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.oauth = OAuth(self.clock, {"app": Client("app", "secret", redirects=[REDIRECT])})

    def consent(self, **authorize: object) -> Consent:
        auth = RefreshToken.model_validate(
            {
                "kind": "refresh_token",
                "token_url": "https://tool.example.com/oauth/token",
                "client_id": "app",
                "client_secret": "secret",
                "refresh": "refresh",
                "authorize": {"url": "https://tool.example.com/oauth/authorize"} | authorize,
            }
        )
        client = new_client(httpx.MockTransport(self._token))
        caller = Caller("tool", auth.token_url, {}, client, FreeBudget(), self.clock, str, RULES)
        return consent_of("tool", auth, TokenEndpoint(auth, caller, self.clock))

    def _token(self, request: httpx.Request) -> httpx.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        if self.answers:
            return httpx.Response(200, json=self.answers.pop())
        reply = self.oauth.token(Call("POST", "/oauth/token", headers=headers, raw=request.read()))
        return httpx.Response(reply.status, json=reply.body)

    def agreed(self, url: str) -> str:
        """A person opens the page and accepts: where they end up."""
        query = parse_qs(urlsplit(url).query)
        return self.oauth.authorize(Call("GET", "/oauth/authorize", query=query)).headers["location"]


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("pkce", [True, False])
def test_a_consent_gives_a_refresh_token(world, pkce):
    consent = world.consent(pkce=pkce, parameters={"scope": "read write", "access_type": "offline"})

    token = consent.refresh_token(world.agreed(consent.url))

    assert world.oauth.refresh_tokens() == [token]
    assert ("code_challenge=" in consent.url) is pkce
    assert "scope=read+write&access_type=offline" in consent.url


def test_the_page_holds_no_secret_and_no_verifier(world):
    consent = world.consent()

    assert "client_secret" not in consent.url
    assert consent.verifier not in consent.url
    assert consent.verifier not in repr(consent)


def test_the_answer_to_another_question_is_refused(world):
    mine, other = world.consent(), world.consent()

    with pytest.raises(Rejected) as refused:
        mine.refresh_token(world.agreed(other.url))

    assert refused.value.code == "foreign_consent"
    assert world.oauth.issued == 0


def test_a_code_that_was_stolen_is_of_no_use_without_the_verifier(world):
    mine = world.consent()
    stolen = world.agreed(mine.url)
    thief = world.consent()

    with pytest.raises(CredentialsRefused):
        thief.refresh_token(stolen.replace(mine.state, thief.state))


@pytest.mark.parametrize("address", ["", "nonsense", "http://127.0.0.1:8401/?code=x", "http://["])
def test_what_is_no_answer_is_refused(world, address):
    with pytest.raises(Rejected):
        world.consent().refresh_token(address)


def test_a_person_who_refuses_is_told_what_to_do(world):
    consent = world.consent()

    with pytest.raises(Rejected) as refused:
        consent.refresh_token(f"{REDIRECT}?error=access_denied&state={consent.state}")

    assert refused.value.code == "consent_refused"


def test_an_access_that_would_not_last_is_refused(world):
    consent = world.consent()
    redirected = world.agreed(consent.url)
    world.answers = [{"access_token": "abc"}]

    with pytest.raises(CredentialsRefused) as refused:
        consent.refresh_token(redirected)

    assert refused.value.code == "no_refresh_token"


@pytest.mark.parametrize(
    ("redirect", "port"),
    [
        (REDIRECT, 8401),
        ("https://127.0.0.1:8401/", None),
        ("http://localhost:8401/", None),
        ("https://a.example/", None),
    ],
)
def test_only_a_redirect_to_this_very_machine_is_listened_for(world, redirect, port):
    assert world.consent(redirect=redirect).port == port
