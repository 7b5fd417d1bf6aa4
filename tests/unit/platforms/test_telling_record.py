"""What an event tells becomes a plain record, whatever the platform wraps it in."""

import pytest

from passerelle.configuration.told_record import NamedValues, Told
from passerelle.platforms.telling_record import record_told

ANSWERS = NamedValues(items="answers", name="field.ref", value="not_null(text, number, boolean)")
FORM = Told(record="form_response || @", values={"answers": ANSWERS})


def answer(ref, **value):
    return {"field": {"ref": ref}, **value}


def test_a_list_of_named_values_becomes_a_map_beside_what_the_record_has():
    record = {"token": "t-1", "answers": [answer("company", text="Librairie Garance"), answer("seats", number=0)]}

    told = record_told(FORM, {"event_id": "e-1", "form_response": record})

    assert told == {"token": "t-1", "answers": {"company": "Librairie Garance", "seats": 0}}


def test_a_record_that_stands_elsewhere_in_a_poll_is_told_alike():
    record = {"token": "t-1", "answers": [answer("agrees", boolean=False)]}

    assert record_told(FORM, record) == record_told(FORM, {"form_response": record})
    assert record_told(FORM, record)["answers"] == {"agrees": False}


@pytest.mark.parametrize("name", [None, "", 5, ["a"]])
def test_a_value_without_a_name_is_left_out(name):
    told = record_told(FORM, {"answers": [answer(name, text="x"), answer("kept", text="y")]})

    assert told["answers"] == {"kept": "y"}


@pytest.mark.parametrize("answers", [None, "text", {"a": 1}, 5])
def test_a_list_that_is_none_gives_an_empty_map(answers):
    assert record_told(FORM, {"answers": answers})["answers"] == {}


@pytest.mark.parametrize("data", [None, [], "text", {"form_response": [1]}])
def test_what_is_no_record_tells_nothing(data):
    assert record_told(FORM, data) == {}


def test_without_more_the_data_is_the_record():
    assert record_told(Told(), {"a": 1}) == {"a": 1}
