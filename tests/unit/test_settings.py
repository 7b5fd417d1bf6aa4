import pytest

from passerelle.settings import InvalidSettings, ReceiveSettings, WorkerSettings

GOOD = {
    "QUEUE_URL": "https://sqs.eu-west-3.amazonaws.com/000000000000/events.fifo",
    "BUCKET_NAME": "passerelle-test-bodies",
    "PARAMETER_PREFIX": "/passerelle/test/",
    "PUBLIC_BASE_URL": "https://hooks.example.com/",
}


def test_settings_are_read_without_their_final_slash() -> None:
    settings = ReceiveSettings.from_env(GOOD)

    assert settings == ReceiveSettings(
        GOOD["QUEUE_URL"], GOOD["BUCKET_NAME"], "/passerelle/test", "https://hooks.example.com"
    )


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InvalidSettings) as caught:
        ReceiveSettings.from_env({"PARAMETER_PREFIX": "passerelle", "PUBLIC_BASE_URL": "hooks.example.com"})

    for name in GOOD:
        assert name in caught.value.sentence.fr
        assert name in caught.value.sentence.en


@pytest.mark.parametrize("url", ["ftp://hooks.example.com", "https://", "https://[broken"])
def test_an_address_that_cannot_be_called_is_a_fault(url) -> None:
    with pytest.raises(InvalidSettings):
        ReceiveSettings.from_env({**GOOD, "PUBLIC_BASE_URL": url})


@pytest.mark.parametrize(
    ("given", "anywhere"), [({}, False), ({"CALLS_TO": "public"}, False), ({"CALLS_TO": "anywhere"}, True)]
)
def test_calls_go_to_public_addresses_unless_the_environment_says_otherwise(given, anywhere) -> None:
    settings = WorkerSettings.from_env({**GOOD, "TABLE_NAME": "journal", **given})

    assert settings.calls_anywhere is anywhere
