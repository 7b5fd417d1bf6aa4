import pytest

from passerelle.errors import InvalidPayload
from passerelle.inbound.json_bodies import MAX_DEPTH, read_json


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b'"\xed\xa0\x80"',
        b"{",
        b"{} {}",
        b"name=value",
        b'{"a":1,"a":2}',
        b'[{"b":{"a":1,"a":1}}]',
        b"NaN",
        b"[Infinity]",
        b"[-Infinity]",
        b"[1e999]",
        b"1" * 5000,
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"\xef\xbb\xbf{}",
    ],
)
def test_a_body_that_two_readers_could_read_differently_is_refused(body) -> None:
    with pytest.raises(InvalidPayload) as caught:
        read_json(body)

    assert caught.value.code == "malformed_body"
    assert caught.value.sentence.fr != caught.value.sentence.en


def test_the_deepest_accepted_body_is_read() -> None:
    assert read_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)


def test_values_are_read_as_they_are() -> None:
    body = '{"é":[1,2.5,true,null,"😀"],"big":12345678901234567890}'

    assert read_json(body.encode()) == {"é": [1, 2.5, True, None, "😀"], "big": 12345678901234567890}


def test_half_a_character_does_not_cost_the_event() -> None:
    assert read_json(rb'{"name":"Soci\ud83d","\ud83d":"\ud83d\ude00"}') == {"name": "Soci\ufffd", "\ufffd": "😀"}
