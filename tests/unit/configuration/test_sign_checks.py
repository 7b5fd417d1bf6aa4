"""A header that is signed is one that each request of an action sends."""

import pytest

from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.sign_checks import sign_problems

BOTH = {"fr": "faire", "en": "do"}
PROOF = {"kind": "hmac", "secret": "key", "header": "x-sign", "signed": "{id}{body}", "id_header": "X-Number"}


def problems(headers, proof=PROOF):
    request = {"method": "POST", "path": "/notices", "headers": headers}
    return list(
        sign_problems(
            ManifestFile.model_validate(
                {
                    "platform": "invented",
                    "title": "Invented",
                    "family": "generic",
                    "secrets": {"key": {"about": "The key.", "use": "call"}},
                    "call": {"sign": [proof, proof]},
                    "actions": {"tell": {"about": BOTH, "nature": "notify", "request": request}},
                }
            )
        )
    )


def test_a_request_that_does_not_send_the_signed_header_is_told_once_with_what_to_write():
    [problem] = problems({"x-other": "1"})

    assert problem.place == ("actions", "tell", "request")
    assert problem.suggestion == 'X-Number: "{mark}"'
    assert 'Add it below "headers": X-Number: "{mark}".' in problem.sentence.en


@pytest.mark.parametrize("name", ["X-Number", "x-number"])
def test_a_request_that_sends_it_is_right_however_its_name_is_written(name):
    assert problems({name: "{mark}"}) == []


def test_a_signature_without_a_number_asks_for_no_header():
    assert problems({}, {"kind": "hmac", "secret": "key", "header": "x-sign"}) == []
