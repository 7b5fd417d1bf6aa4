"""Messages: a channel hears of what was signed, in Tomorro or elsewhere."""

from local.simulators.yousign.seed import OTHER_SIGNER_ID, REQUEST_ID, SIGNER_ID
from tests.contract.examples.test_examples import sign, write


def test_a_channel_of_teams_hears_of_a_signature_once_with_a_button(shop):
    shop = shop("team-knows-signature-in-teams")
    contract = write(shop, "Bail de Nantes")

    sign(shop, {"id": contract})

    [message] = shop.control("teams", "GET", "messages")
    [button] = message["body"]["attachments"][0]["content"]["actions"]
    assert "Bail de Nantes, avec Boulangerie Martin" in message["text"]
    assert contract.removeprefix("ctr_") in button["url"]


def test_the_legal_team_hears_of_a_request_that_all_have_signed_in_yousign(shop):
    shop = shop("team-knows-yousign-signature")

    for signer in (SIGNER_ID, OTHER_SIGNER_ID):
        shop.control("yousign", "POST", f"records/signature_requests/{REQUEST_ID}/sign", {"signer": signer})
    shop.handle("yousign")

    [message] = shop.control("slack", "GET", "messages")
    assert "Bail de la librairie" in message["text"]
