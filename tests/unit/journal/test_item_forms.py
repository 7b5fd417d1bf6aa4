"""Items of a former form are read: one sample of each is kept as it was written."""

import json
from pathlib import Path

import pytest

from passerelle.core.runs import RunState, StepState
from passerelle.journal.items import SCHEMA, message_from, run_from

FORMS = Path(__file__).parent / "forms"
NUMBERS = range(1, SCHEMA + 1)


def sample(number: int) -> dict[str, dict]:
    return json.loads((FORMS / f"{number}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", NUMBERS)
def test_a_run_of_every_form_is_read(number: int):
    run = run_from(sample(number)["run"])

    assert (run.id, run.state) == ("0f00000000000000000000aa.contract-when-deal-won", RunState.WAITING)
    assert [(step.name, step.state, step.call) for step in run.steps] == [
        ("do.contract", StepState.INTENDED, {"mark": "psr-000000000000"})
    ]
    assert run.sensitive is (number > 1)


@pytest.mark.parametrize("number", NUMBERS)
def test_an_event_of_every_form_is_read(number: int):
    assert json.loads(message_from(sample(number)["event"]).body)["record"] == {"kind": "deal", "id": "42"}


def test_what_is_written_now_has_a_sample():
    assert {sample(number)["run"]["schema"] for number in NUMBERS} == set(NUMBERS)
