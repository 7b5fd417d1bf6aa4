"""An e-mail of SES: to few addresses, with a subject that cannot become another header, as text and as HTML."""

import httpx
import pytest

from local.simulators.chassis import aws
from local.simulators.ses import seed
from passerelle.core.automation import Stage
from passerelle.core.steps import Request
from passerelle.errors import CredentialsRefused, MappingFailed, RemoteRefused
from tests.contract.platforms.cases import SES


@pytest.fixture
def world(world_of):
    return world_of(SES)


def send(world, **params):
    [named] = world.platform().actions("send_email")
    wanted = {**SES.message.params, **params}
    return named.action.perform(named.action.prepare(Request(wanted, (), mark="psr-1", stage=Stage.LIVE)))


def sent(world):
    return world.control.get("/messages").json()


def test_the_message_goes_as_text_and_as_html_in_which_nothing_is_markup(world):
    result = send(world, text='Bail <b>de Nantes</b> & "Cie"\nfait hier\n\nBonjour', reply_to="dpo@exemple.fr")

    [message] = sent(world)
    assert result["id"] == message["id"]
    assert message["text"] == 'Bail <b>de Nantes</b> & "Cie"\nfait hier\n\nBonjour'
    assert (
        "<p>Bail &lt;b&gt;de Nantes&lt;/b&gt; &amp; &quot;Cie&quot;<br>fait hier</p><p>Bonjour</p>" in message["html"]
    )
    assert (message["to"], message["reply_to"]) == ([seed.LEGAL], ["dpo@exemple.fr"])


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"subject": "Signé\r\nBcc: tous@exemple.fr"}, "not_one_line"),
        ({"to": "juridique@exemple.fr\r\nBcc: tous@exemple.fr"}, "not_an_address"),
        ({"reply_to": "Juridique <juridique@exemple.fr>"}, "not_an_address"),
        ({"to": [f"n{number}@exemple.fr" for number in range(11)]}, "too_many_addresses"),
        ({"to": []}, "missing_value"),
        ({"to": " , "}, "missing_value"),
    ],
)
def test_what_could_change_the_headers_or_reach_too_many_is_refused_before_anything_is_asked(params, code, world):
    with pytest.raises(MappingFailed) as refused:
        send(world, **params)

    assert refused.value.code == code
    assert "exemple.fr" not in f"{refused.value.sentence.fr}{refused.value.sentence.en}"
    assert world.control.get("/requests").json() == []


def test_a_message_that_is_refused_for_what_it_is_is_for_a_person(world):
    with pytest.raises(RemoteRefused):
        send(world, to=seed.UNDELIVERABLE)

    assert sent(world) == []


def test_other_keys_than_the_account_s_send_nothing_and_what_to_check_is_said(world, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", f"not-{aws.SECRET_KEY}")

    with pytest.raises(CredentialsRefused) as refused:
        send(world)

    assert "SesIdentityArn" in refused.value.sentence.fr
    assert sent(world) == []


def test_an_unsigned_request_is_refused_with_the_kind_of_error_in_a_header(world):
    answer = httpx.post(f"{world.base_url}/v2/email/outbound-emails", json={})

    assert (answer.status_code, answer.headers["x-amzn-errortype"]) == (403, "MissingAuthenticationTokenException:")
