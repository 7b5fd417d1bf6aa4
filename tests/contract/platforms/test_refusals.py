"""What each vendor says in its own words becomes the right error: bodies as the vendors send them."""

import json

import httpx
import pytest

from passerelle.errors import CredentialsRefused, Effect, RateLimited, RemoteRefused, Unavailable
from passerelle.http import new_client
from tests.contract.platforms.cases import CASES

CASE = {case.name: case for case in CASES}
UNTIL_MIDNIGHT_UTC_S = (15 * 60 + 5) * 60  # and five minutes, since nine o'clock
UNTIL_MIDNIGHT_IN_PARIS_S = UNTIL_MIDNIGHT_UTC_S - 3600
FIREWALL = "<!DOCTYPE html><html><title>Attention Required! | Cloudflare</title></html>"


def slack(error):
    return ("slack", 200, {"ok": False, "error": error})


def hubspot(status, **body):
    return ("hubspot", status, {"status": "error", "message": "Acme SAS said no", **body})


def pipedrive(status, **body):
    return ("pipedrive", status, {"success": False, "error": "Acme SAS said no", **body})


def teams(status, code):
    return ("teams", status, {"error": {"code": code, "message": "Acme SAS said no"}})


def typeform(status, code):
    return ("typeform", status, {"code": code, "description": "Acme SAS said no"})


def yousign(status, title):
    return ("yousign", status, {"type": "error", "title": title, "detail": "Acme SAS said no"})


def docusign(status, code):
    return ("docusign", status, {"errorCode": code, "message": "Acme SAS said no"})


def bamboohr(status):
    return ("bamboohr", status, "")


def greenhouse(status):
    return ("greenhouse", status, {"message": "Acme SAS said no"})


def lucca(status):
    return ("lucca", status, {"type": "error", "title": "Acme SAS said no", "status": status})


def personio(status):
    return ("personio", status, {"errors": [{"title": "Acme SAS", "detail": "Acme SAS said no", "_meta": {}}]})


def ses(status, kind, message="Acme SAS said no"):
    return ("ses", status, {"message": message}, {"x-amzn-errortype": f"{kind}:http://internal.amazon.com/"})


def answering(status, text, headers=None):
    """Tokens are given, everything else is answered so."""

    def answer(request):
        if request.url.path.endswith("/token"):
            return httpx.Response(200, json={"access_token": "a-token", "expires_in": 3600})
        return httpx.Response(status, text=text, headers=headers)

    return httpx.MockTransport(answer)


@pytest.mark.parametrize(
    ("vendor", "error", "code", "wait_s"),
    [
        (slack("ratelimited"), RateLimited, "rate_limited", 30),
        (slack("invalid_auth"), CredentialsRefused, "credentials_refused", None),
        (slack("not_authed"), CredentialsRefused, "credentials_refused", None),
        (slack("token_revoked"), CredentialsRefused, "credentials_refused", None),
        (slack("token_expired"), CredentialsRefused, "credentials_refused", None),
        (slack("account_inactive"), CredentialsRefused, "credentials_refused", None),
        (slack("missing_scope"), CredentialsRefused, "credentials_refused", None),
        (slack("internal_error"), Unavailable, "unavailable", None),
        (slack("fatal_error"), Unavailable, "unavailable", None),
        (slack("service_unavailable"), Unavailable, "unavailable", None),
        (slack("channel_not_found"), RemoteRefused, "channel_refused", None),
        (slack("not_in_channel"), RemoteRefused, "channel_refused", None),
        (slack("is_archived"), RemoteRefused, "channel_refused", None),
        (slack("restricted_action_read_only_channel"), RemoteRefused, "channel_refused", None),
        (slack("cannot_reply_to_message"), RemoteRefused, "thread_refused", None),
        (slack("message_limit_exceeded"), RateLimited, "rate_limited", 30),
        (slack("no_permission"), CredentialsRefused, "credentials_refused", None),
        (slack("msg_too_long"), RemoteRefused, "remote_refused", None),
        (slack("something_new"), RemoteRefused, "remote_refused", None),
        (hubspot(423, category="LOCKED"), Unavailable, "locked", 2),
        (hubspot(429, policyName="DAILY"), RateLimited, "daily_quota", UNTIL_MIDNIGHT_IN_PARIS_S),
        (hubspot(429, policyName="TEN_SECONDLY_ROLLING"), RateLimited, "rate_limited", 10),
        (hubspot(401, category="INVALID_AUTHENTICATION"), CredentialsRefused, "credentials_refused", None),
        (hubspot(403, category="MISSING_SCOPES"), CredentialsRefused, "credentials_refused", None),
        (hubspot(400, category="VALIDATION_ERROR"), RemoteRefused, "remote_refused", None),
        (hubspot(409, category="CONFLICT"), RemoteRefused, "remote_refused", None),
        (("pipedrive", 403, FIREWALL), RateLimited, "firewall", 900),
        (pipedrive(403, code="ERR_FORBIDDEN"), CredentialsRefused, "credentials_refused", None),
        (pipedrive(429, code="ERR_DAILY_BUDGET_EXHAUSTED"), RateLimited, "daily_quota", UNTIL_MIDNIGHT_UTC_S),
        (pipedrive(429, code="ERR_RATE"), RateLimited, "rate_limited", 2),
        (pipedrive(400, code="ERR_SCHEMA_VALIDATION_FAILED"), RemoteRefused, "remote_refused", None),
        (pipedrive(410, code="ERR_GONE"), RemoteRefused, "remote_refused", None),
        (teams(400, "WorkflowTriggerIsNotEnabled"), RemoteRefused, "flow_off", None),
        (teams(404, "WorkflowNotFound"), RemoteRefused, "flow_off", None),
        (teams(400, "TriggerInputSchemaMismatch"), RemoteRefused, "remote_refused", None),
        (teams(413, "RequestEntityTooLarge"), RemoteRefused, "remote_refused", None),
        (teams(401, "DirectApiAuthorizationRequired"), CredentialsRefused, "credentials_refused", None),
        (teams(403, "AuthorizationFailed"), CredentialsRefused, "credentials_refused", None),
        (teams(429, "WorkflowRunActionRateLimited"), RateLimited, "rate_limited", 60),
        (typeform(403, "AUTHENTICATION_FAILED"), CredentialsRefused, "credentials_refused", None),
        (typeform(404, "FORM_NOT_FOUND"), RemoteRefused, "not_found", None),
        (typeform(400, "VALIDATION_ERROR"), RemoteRefused, "remote_refused", None),
        (typeform(429, "TOO_MANY_REQUESTS"), RateLimited, "rate_limited", 2),
        (yousign(401, "Access unauthorized"), CredentialsRefused, "credentials_refused", None),
        (yousign(403, "Forbidden"), CredentialsRefused, "credentials_refused", None),
        (yousign(404, "Not found"), RemoteRefused, "not_found", None),
        (yousign(429, "too many requests"), RateLimited, "rate_limited", 60),
        (docusign(400, "HOURLY_APIINVOCATION_LIMIT_EXCEEDED"), RateLimited, "rate_limited", 900),
        (docusign(400, "BURST_APIINVOCATION_LIMIT_EXCEEDED"), RateLimited, "rate_limited", 30),
        (docusign(400, "Hourly_Envelope_Polling_Limit_Exceeded"), RateLimited, "rate_limited", 900),
        (docusign(400, "BURST_ENVELOPE_POLLING_LIMIT_EXCEEDED"), RateLimited, "rate_limited", 900),
        (docusign(429, "TOO_MANY"), RateLimited, "rate_limited", 60),
        (docusign(401, "AUTHORIZATION_INVALID_TOKEN"), CredentialsRefused, "credentials_refused", None),
        (docusign(400, "USER_LACKS_PERMISSIONS"), CredentialsRefused, "credentials_refused", None),
        (docusign(404, "ENVELOPE_DOES_NOT_EXIST"), RemoteRefused, "not_found", None),
        (docusign(400, "INVALID_REQUEST_PARAMETER"), RemoteRefused, "remote_refused", None),
        (("zapier", 410, "Gone"), RemoteRefused, "flow_off", None),
        (("zapier", 429, {"status": "error"}), RateLimited, "rate_limited", 60),
        (("make", 401, "Unauthorized"), CredentialsRefused, "credentials_refused", None),
        (("make", 400, "Queue is full."), Unavailable, "queue_full", 60),
        (("make", 410, "There is no scenario listening for this webhook."), RemoteRefused, "flow_off", None),
        (("make", 429, "Too many requests"), RateLimited, "rate_limited", 10),
        (("n8n", 403, "Authorization data is wrong!"), CredentialsRefused, "credentials_refused", None),
        (("n8n", 404, {"code": 404, "message": "not registered"}), RemoteRefused, "flow_off", None),
        (("standard-webhooks", 410, ""), RemoteRefused, "flow_off", None),
        (("standard-webhooks", 401, ""), CredentialsRefused, "credentials_refused", None),
        (bamboohr(401), CredentialsRefused, "credentials_refused", None),
        (bamboohr(403), CredentialsRefused, "credentials_refused", None),
        (bamboohr(404), RemoteRefused, "not_found", None),
        (bamboohr(429), RateLimited, "rate_limited", 60),
        (bamboohr(503), Unavailable, "unavailable", None),
        (greenhouse(403), CredentialsRefused, "credentials_refused", None),
        (greenhouse(404), RemoteRefused, "not_found", None),
        (greenhouse(422), RemoteRefused, "remote_refused", None),
        (greenhouse(429), RateLimited, "rate_limited", 10),
        (lucca(403), CredentialsRefused, "credentials_refused", None),
        (lucca(408), Unavailable, "unavailable", None),
        (lucca(429), RateLimited, "rate_limited", 60),
        (personio(400), RemoteRefused, "remote_refused", None),
        (personio(403), CredentialsRefused, "credentials_refused", None),
        (personio(404), RemoteRefused, "not_found", None),
        (personio(429), RateLimited, "rate_limited", 2),
        (ses(429, "TooManyRequestsException"), RateLimited, "rate_limited", 2),
        (ses(400, "ThrottlingException"), RateLimited, "rate_limited", 2),
        (ses(429, "TooManyRequestsException", "Daily message quota exceeded."), RateLimited, "daily_quota", 3600),
        (ses(400, "AccountSuspendedException"), RemoteRefused, "sending_off", None),
        (ses(400, "SendingPausedException"), RemoteRefused, "sending_off", None),
        (ses(400, "MessageRejected", "Email address is not verified. Acme"), RemoteRefused, "sender_refused", None),
        (ses(400, "MailFromDomainNotVerifiedException"), RemoteRefused, "sender_refused", None),
        (ses(400, "MessageRejected"), RemoteRefused, "remote_refused", None),
        (ses(400, "BadRequestException"), RemoteRefused, "remote_refused", None),
        (ses(403, "AccessDeniedException"), CredentialsRefused, "credentials_refused", None),
    ],
)
def test_the_words_of_a_vendor_become_our_error(vendor, error, code, wait_s, world_of):
    name, status, body, *headers = vendor
    world = world_of(CASE[name])
    text = body if isinstance(body, str) else json.dumps(body)

    with (
        new_client(answering(status, text, *headers)) as client,
        pytest.raises(error) as raised,
    ):
        world.call(world.platform(client=client))

    assert type(raised.value) is error
    assert raised.value.code == code
    assert getattr(raised.value, "retry_after_s", None) == wait_s
    assert name in raised.value.sentence.fr
    assert "Acme" not in f"{raised.value.sentence.fr}{raised.value.sentence.en}{raised.value.context}"


def test_docusign_tells_by_a_header_when_its_hour_ends(world_of):
    world = world_of(CASE["docusign"])
    ends = {"X-RateLimit-Reset": str(int(world.clock.now.timestamp()) + 420)}
    body = json.dumps({"errorCode": "HOURLY_APIINVOCATION_LIMIT_EXCEEDED"})

    with new_client(answering(400, body, ends)) as client, pytest.raises(RateLimited) as raised:
        world.call(world.platform(client=client))

    assert raised.value.retry_after_s == 420
    assert world.budget.pauses == [("docusign", 420)]


def test_a_locked_record_was_surely_not_changed(world_of):
    world = world_of(CASE["hubspot"])
    locked = httpx.MockTransport(lambda _request: httpx.Response(423, json={"category": "LOCKED"}))

    with new_client(locked) as client, pytest.raises(Unavailable) as raised:
        world.write(world.platform(client=client))

    assert raised.value.effect is Effect.NOT_DONE


def test_the_answer_of_slack_to_a_success_that_cannot_be_read_is_unknown(world_of):
    world = world_of(CASE["slack"])
    broken = httpx.MockTransport(lambda _request: httpx.Response(200, text="<html>"))

    with new_client(broken) as client, pytest.raises(Unavailable) as raised:
        world.write(world.platform(client=client))

    assert raised.value.effect is Effect.UNKNOWN
