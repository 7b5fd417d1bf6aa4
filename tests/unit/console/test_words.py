"""What the page says by itself: in both languages, nothing missing, nothing left over; and what it stores."""

import re
from pathlib import Path

import pytest

from passerelle.console.rooms import routes
from passerelle.core.deployment import Hold
from passerelle.core.runs import RunState, StepState
from passerelle.journal.versions import What

STATIC = Path(__file__).parents[3] / "functions" / "console" / "static"
MODULES = {file.name: file.read_text(encoding="utf-8") for file in STATIC.glob("*.js")}
WORDS = dict(re.findall(r"^  (\w+): (\[.*\]),$", MODULES["words.js"], re.MULTILINE))
ELSEWHERE = "\n".join(text for name, text in MODULES.items() if name != "words.js")


def test_every_word_is_there_in_both_languages():
    pairs = {name: re.findall(r'"((?:[^"\\]|\\.)*)"', text) for name, text in WORDS.items()}

    assert {name: pair for name, pair in pairs.items() if len(pair) not in {2, 3} or not all(pair)} == {}


def test_every_word_that_a_room_asks_for_is_there():
    asked = set(re.findall(r'\bw\("(\w+)"\)', ELSEWHERE))

    assert asked - WORDS.keys() == set()


@pytest.mark.parametrize(
    "names",
    [
        list(RunState),
        list(StepState),
        list(Hold),
        [f"did_{one}" for one in What],
        [f"did_{route.action}" for route in routes(desk=None) if route.action],
    ],
    ids=["states", "steps", "holds", "moves", "actions"],
)
def test_every_word_that_the_api_answers_is_there(names):
    assert [str(name) for name in names if str(name) not in WORDS] == []


def test_no_word_is_left_over():
    told_by_the_api = {*RunState, *StepState, *Hold, "webhook", "poll", "live", "test"}
    built = {name for name in WORDS if name.startswith(("did_", "result_"))}

    assert {name for name in WORDS if f'"{name}"' not in ELSEWHERE} - told_by_the_api - built - ROOMS == set()


ROOMS = set(re.findall(r"^  (\w+): \(\) => import", MODULES["main.js"], re.MULTILINE))


def test_nothing_but_the_language_and_the_way_back_is_stored():
    stored = re.findall(r"(\w+Storage)\.setItem\(\"(\w+)\"", "\n".join(MODULES.values()))

    assert sorted(stored) == [("localStorage", "language"), ("sessionStorage", "signin")]
    assert "document.cookie" not in "\n".join(MODULES.values())


@pytest.mark.parametrize("module", MODULES)
def test_no_text_is_ever_read_as_a_page(module):
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", MODULES[module]) == []
