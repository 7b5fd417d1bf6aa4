"""Looking again for what a request created: its pages, its names, and what is not known."""

import httpx
import pytest

from passerelle.configuration.manifest_file import ManifestFile
from passerelle.core.automation import Stage
from passerelle.core.steps import Request, Value
from passerelle.errors import Effect, InvalidPayload, Unavailable
from passerelle.http import Caller, new_client
from passerelle.platforms.finding import CLOCKS_DIFFER
from passerelle.platforms.rest import RestPlatform
from tests.fakes import NOW, Clock
from tests.unit.tomorro.fake import FreeBudget

CREATE_NOTE = {
    "about": {"fr": "créer une note", "en": "create a note"},
    "nature": "create",
    "params": {"board": {"about": "The board."}, "text": {"about": "The note."}},
    "request": {"method": "POST", "path": "/{team}/{board}/notes", "body": {"text": "{text} [{mark}]"}},
    "result": {"id": "note.id", "text": "note.text"},
    "find": {
        "request": {"path": "/{team}/{board}/notes", "query": {"after": "{since}", "page": "{page}"}, "take": "notes"},
        "mark_at": "text",
        "result": {"id": "id", "text": "text"},
        "next_page": "next",
        "max_pages": 2,
    },
}
MARK = "psr-0123456789ab"


class Board:
    """Answers each page of a list, and keeps what it was asked."""

    def __init__(self, *pages, **action):
        self.pages, self.asked = list(pages), []
        manifest = {
            "platform": "board",
            "title": "Board",
            "family": "messaging",
            "settings": {"team": {"about": "The team."}},
            "records": {"note": {"title": {"fr": "note", "en": "note"}}},
            "actions": {"create_note": {**CREATE_NOTE, **action}},
        }
        client = new_client(httpx.MockTransport(self._answer))
        caller = Caller("board", "https://api.example", {}, client, FreeBudget(), Clock(), str)
        platform = RestPlatform("board", ManifestFile.model_validate(manifest), {"team": "t-1"}, caller, Clock())
        [self.named] = platform.actions("create_note")
        request = Request({"board": "b/1", "text": "Bonjour"}, (), mark=MARK, stage=Stage.LIVE)
        self.call = self.named.action.prepare(request)

    def _answer(self, request):
        self.asked.append((request.method, request.url.raw_path.decode()))
        return httpx.Response(200, json=self.pages.pop(0))

    def find(self):
        return self.named.action.find(self.call, NOW)


def note(number, mark="psr-ffffffffffff"):
    return {"id": number, "text": f"Bonjour [{mark}]"}


def test_every_page_is_looked_through_with_the_names_that_the_request_had():
    board = Board({"notes": [note(1), note(2)], "next": "p2"}, {"notes": [note(3, MARK)], "next": "p3"})

    found = board.find()

    since = (NOW - CLOCKS_DIFFER).isoformat(timespec="seconds").replace("+00:00", "Z").replace(":", "%3A")
    assert found == {"id": 3, "text": f"Bonjour [{MARK}]"}
    assert board.asked == [
        ("GET", f"/t-1/b%2F1/notes?after={since}"),
        ("GET", f"/t-1/b%2F1/notes?after={since}&page=p2"),
    ]


def test_what_is_on_no_page_is_not_there():
    assert Board({"notes": [note(1), {"id": 2}], "next": None}).find() is None
    assert Board({"notes": None}).find() is None


def test_with_more_pages_than_may_be_read_nothing_is_known_and_a_person_is_asked():
    board = Board({"notes": [note(1)], "next": "p2"}, {"notes": [note(2)], "next": "p3"})

    with pytest.raises(InvalidPayload) as failed:
        board.find()

    assert failed.value.code == "too_many_found"
    assert "max_pages" in failed.value.sentence.fr
    assert "max_pages" in failed.value.sentence.en


def test_only_what_the_search_needs_is_kept_beside_the_request():
    assert Board().call == {
        "method": "POST",
        "path": "/t-1/b%2F1/notes",
        "query": {},
        "body": {"text": f"Bonjour [{MARK}]"},
        "mark": MARK,
        "names": {"board": "b/1"},
    }


def test_the_mark_may_travel_among_the_values():
    board = Board(request={"method": "POST", "path": "/notes", "body": "{values}"}, mark_as="{team}.ref", params={})
    request = Request({}, (Value("text", "Bonjour"),), mark=MARK, stage=Stage.LIVE)

    call = board.named.action.prepare(request)

    assert call["body"] == {"text": "Bonjour", "t-1": {"ref": MARK}}


def test_a_record_that_was_made_has_its_id_as_a_text_so_that_it_can_be_linked():
    board = Board({"note": {"id": 7}}, makes="note")

    assert board.named.action.perform(board.call)["id"] == "7"
    assert board.named.makes == "note"


@pytest.mark.parametrize("answer", [{}, {"note": {"id": None}}, {"note": {"id": ""}}])
def test_an_answer_without_the_id_of_what_was_made_leaves_it_to_be_looked_for(answer):
    board = Board(answer, makes="note")

    with pytest.raises(Unavailable) as failed:
        board.named.action.perform(board.call)

    assert failed.value.effect is Effect.UNKNOWN
