"""A fault of `call.auth` is told where it is: a name that nothing gives, a secret that would say whom we trust."""

import copy

import pytest

from passerelle.configuration.manifest_checks import manifest_problems
from passerelle.configuration.manifest_file import ManifestFile

MANIFEST = {
    "platform": "crm",
    "title": "CRM",
    "family": "crm",
    "settings": {"base_url": {"about": "Its address.", "default": "https://api.example.com"}},
    "secrets": {
        "id": {"about": "Our id.", "use": "call"},
        "secret": {"about": "Our secret.", "use": "call"},
        "refresh": {"about": "The consent.", "use": "call"},
        "signing": {"about": "Theirs.", "use": "receive"},
    },
}
CLIENT = {
    "kind": "client_credentials",
    "token_url": "{base_url}/token",
    "client_id": "{secret.id}",
    "client_secret": "{secret.secret}",
}
CONSENT = {**CLIENT, "kind": "refresh_token", "refresh": "refresh", "authorize": {"url": "https://example.com/ask"}}
STATED = {
    "kind": "jwt_bearer",
    "token_url": "https://example.com/token",
    "key": "{secret.secret}",
    "claims": {"iss": "{key.client_email}", "aud": "{base_url}"},
}


def problems(auth, **changes):
    manifest = copy.deepcopy(MANIFEST) | {"call": {"auth": auth | changes}}
    return [
        (".".join(map(str, one.place)), one.suggestion)
        for one in manifest_problems(ManifestFile.model_validate(manifest))
    ]


@pytest.mark.parametrize("auth", [CLIENT, CONSENT, STATED], ids=lambda auth: auth["kind"])
def test_what_names_only_what_there_is_has_no_fault(auth):
    assert problems(auth) == []


def test_a_secret_that_is_not_declared_is_told_with_the_one_that_is_meant():
    assert problems(CLIENT, client_secret="{secret.secrte}") == [("call.auth.client_secret", "secret.secret")]


def test_a_secret_of_those_who_call_us_is_not_sent():
    assert [place for place, _ in problems(CLIENT, client_secret="{secret.signing}")] == ["call.auth.client_secret"]


@pytest.mark.parametrize(
    ("auth", "change", "place"),
    [
        (CLIENT, {"token_url": "https://{secret.id}.example.com/token"}, "call.auth.token_url"),
        (CLIENT, {"token_url": "http://example.com/token"}, "call.auth.token_url"),
        (CONSENT, {"authorize": {"url": "https://example.com/{secret.id}"}}, "call.auth.authorize.url"),
        (CONSENT, {"authorize": {"url": "ftp://example.com/"}}, "call.auth.authorize.url"),
    ],
)
def test_no_secret_says_where_secrets_go_and_they_go_there_encrypted(auth, change, place):
    assert [found for found, _ in problems(auth, **change)] == [place]


def test_the_secret_that_holds_the_refresh_token_is_declared():
    assert [place for place, _ in problems(CONSENT, refresh="signing")] == ["call.auth.refresh"]


def test_the_times_of_a_statement_are_ours():
    with pytest.raises(ValueError, match="iat and exp"):
        problems(STATED, claims={"iat": "1"})
