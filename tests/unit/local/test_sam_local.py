import json
import shlex
from pathlib import Path

from local.sam_local import PUBLIC_BASE_URL, signed

EVENT = {
    "headers": {"content-type": "application/json", "x-signature": "of long ago", "x-request": "kept"},
    "pathParameters": {"connection": "intake"},
    "body": json.dumps({"name": "Zoé d'Été"}),
}


def test_a_sample_request_gets_the_headers_and_the_very_body_that_were_signed():
    asked = []

    def passerelle(*arguments):
        body = json.loads(Path(arguments[-1]).read_text(encoding="utf-8"))
        asked.extend([*arguments[:-1], body])
        sent = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return shlex.join(["curl", "-X", "POST", "https://x", "-H", "X-Signature: of: now", "-d", sent])

    event = signed(EVENT, passerelle)

    assert asked == [
        *("sample", "intake", "--env", "local", "--url", PUBLIC_BASE_URL, "--body"),
        {"name": "Zoé d'Été"},
    ]
    assert event == {
        "headers": {"content-type": "application/json", "x-signature": "of: now", "x-request": "kept"},
        "pathParameters": {"connection": "intake"},
        "body": '{"name":"Zoé d\'Été"}',
    }
