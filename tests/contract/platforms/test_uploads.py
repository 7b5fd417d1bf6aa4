"""Files are stored whole, once, where the automation says, and leave nothing behind when something fails."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import httpx
import pytest

from passerelle.core.automation import Stage
from passerelle.core.events import RecordRef
from passerelle.core.plans import Outgoing
from passerelle.core.steps import Nature, Origin, Request
from passerelle.errors import Busy, CredentialsRefused, Effect, RateLimited, Rejected, Unavailable
from passerelle.http import new_client
from passerelle.http_dry import NotSent, new_dry_client
from passerelle.platforms.rest import RestPlatform
from passerelle.streaming import MEBIBYTE, Fetcher, SourceFile
from tests.contract.platforms.cases import WITH_STORAGE, named

with_storage = pytest.mark.parametrize("case", WITH_STORAGE, ids=named)

FILES = "https://files.example.test"
SMALL = b"%PDF-1.4 small"
LARGE = b"x" * (6 * MEBIBYTE + 1)


class Contract:
    """A contract whose files are these; `breaks` ends the first bytes of each in a failure."""

    def __init__(self, *files: bytes) -> None:
        self.files, self.breaks, self.asked = list(files), False, 0

    def __call__(self, _connection: str) -> "Contract":
        return self

    def files_at(self, client: httpx.Client) -> list[SourceFile]:
        fetcher = Fetcher("tomorro", client, FILES, (), 1024 * MEBIBYTE)
        links = [f"{FILES}/{index}?signature=5ecret" for index in range(len(self.files))]
        return [SourceFile("Contrat - signed.pdf", "application/pdf", partial(fetcher.opened, link)) for link in links]

    def give(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        content = self.files[int(request.url.path.strip("/"))]
        chunks = self._broken(content) if self.breaks else iter([content])
        return httpx.Response(200, headers={"content-length": str(len(content))}, content=chunks)

    def _broken(self, content: bytes) -> Iterator[bytes]:
        yield content[: len(content) // 2]
        raise httpx.ReadError("lost")


class Source:
    """The platform on which the contract is."""

    def __init__(self, contract: Contract, client: httpx.Client) -> None:
        self._contract, self._client = contract, client

    def files(self, record: RecordRef) -> list[SourceFile]:
        assert record == RecordRef("contract", "c-1")
        return self._contract.files_at(self._client)


class Archive:
    """The action of a case on a contract."""

    def __init__(self, world, contract: Contract) -> None:
        self.world, self.contract = world, contract

    def action(self, make: Callable[[httpx.MockTransport], httpx.Client] = new_client, platform=None):
        source = Source(self.contract, make(httpx.MockTransport(self.contract.give)))
        built = platform or self.world.platform()
        assert isinstance(built, RestPlatform)
        [named_action] = replace(built, others=lambda _name: source).actions(self.world.case.storage.action)
        return named_action

    def prepare(self, name: str = "Martin - Bail", mark: str = "psr-1"):
        params = {"folder": self.world.case.storage.folder, "name": name}
        origin = Origin("tomorro", RecordRef("contract", "c-1"), None, "tomorro")
        return self.action().action.prepare(Request(params, (), mark=mark, stage=Stage.LIVE, origin=origin))

    def stored(self) -> dict[str, int]:
        listed = self.world.control.get("/files").raise_for_status().json()
        return {one["name"]: int(one["size"]) for one in listed}

    def place(self, name: str) -> str:
        storage = self.world.case.storage
        return storage.stored_as(storage.folder, name)


@pytest.fixture
def archive(world_of):
    return lambda case, *files: Archive(world_of(case), Contract(*files))


@with_storage
@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "in several parts"])
def test_a_file_is_stored_whole_under_the_name_that_was_asked_for(case, content, archive):
    archive = archive(case, content)
    call = archive.prepare()

    result = archive.action().action.perform(call)

    assert archive.stored() == {archive.place("Martin - Bail.pdf"): len(content)}
    assert (result["name"], [one["id"] for one in result["files"]]) == ("Martin - Bail.pdf", [result["id"]])
    assert result["url"].startswith("https://")
    assert archive.action().action.nature is Nature.CREATE


@with_storage
def test_several_files_each_bear_their_number(case, archive):
    archive = archive(case, SMALL, LARGE)

    result = archive.action().action.perform(archive.prepare())

    assert archive.stored() == {
        archive.place("Martin - Bail.pdf"): len(SMALL),
        archive.place("Martin - Bail (2).pdf"): len(LARGE),
    }
    assert len({one["id"] for one in result["files"]}) == 2


@with_storage
def test_what_was_stored_is_found_and_not_stored_again(case, archive):
    archive = archive(case, SMALL, SMALL)
    call = json.loads(json.dumps(archive.prepare()))
    action = archive.action().action
    first = action.perform(call)

    assert action.find(call, archive.world.clock.now)["id"] == first["id"]
    assert [one["id"] for one in action.perform(call)["files"]] == [one["id"] for one in first["files"]]
    assert len(archive.stored()) == 2


@with_storage
def test_a_lost_answer_is_unknown_and_the_file_is_found_again(case, archive):
    archive = archive(case, SMALL)
    call = archive.prepare()
    archive.world.fault("drop_after", method="PUT", times=1)

    with pytest.raises(Unavailable) as failed:
        archive.action().action.perform(call)

    assert failed.value.effect is Effect.UNKNOWN
    assert archive.action().action.find(call, archive.world.clock.now)["name"] == "Martin - Bail.pdf"


@with_storage
def test_an_attempt_that_ends_between_two_files_is_unknown_and_the_next_one_stores_the_rest(case, archive):
    archive = archive(case, SMALL, SMALL)
    call = archive.prepare()
    contract, action = archive.contract, archive.action().action
    whole, contract.files = contract.files, contract.files[:1]
    action.perform(call)
    contract.files = whole
    archive.world.fault("status", method="PUT", status=503, times=1)

    with pytest.raises(Unavailable) as failed:
        action.perform(call)

    assert failed.value.effect is Effect.UNKNOWN
    assert action.find(call, archive.world.clock.now) is None
    assert len(action.perform(call)["files"]) == len(archive.stored()) == 2


@with_storage
@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "in several parts"])
def test_a_file_that_breaks_off_leaves_no_half_of_it(case, content, archive):
    archive = archive(case, content)
    call = archive.prepare()
    archive.contract.breaks = True

    with pytest.raises(Unavailable) as failed:
        archive.action().action.perform(call)

    assert failed.value.code == "file_unavailable"
    assert archive.stored() == {}
    archive.contract.breaks = False
    archive.action().action.perform(call)
    assert list(archive.stored().values()) == [len(content)]


@with_storage
def test_a_storage_that_fails_within_a_file_keeps_no_half_of_it(case, archive):
    archive = archive(case, LARGE)
    call = archive.prepare()
    archive.world.fault("status", method="PUT", status=503, times=1)

    with pytest.raises(Unavailable) as failed:
        archive.action().action.perform(call)

    assert failed.value.effect is Effect.UNKNOWN
    assert archive.stored() == {}
    assert archive.action().action.find(call, archive.world.clock.now) is None


@with_storage
def test_a_file_of_somebody_else_is_never_replaced(case, archive):
    archive = archive(case, SMALL)
    name = "Martin - Bail.pdf"
    archive.world.control.post("/files", json={"name": archive.place(name), "content": "theirs"}).raise_for_status()
    archive.world.clock.advance(hours=1)

    if case.storage.keeps_names:
        with pytest.raises(Rejected) as refused:
            archive.action().action.perform(archive.prepare())
        assert refused.value.code == "file_exists"
    else:
        archive.action().action.perform(archive.prepare())

    listed = archive.world.control.get("/files").json()
    assert next(int(one["size"]) for one in listed if one["name"] == archive.place(name)) == len("theirs")


@with_storage
def test_a_run_does_not_take_the_file_of_another_one_for_its_own(case, archive):
    archive = archive(case, SMALL)
    archive.action().action.perform(archive.prepare(mark="psr-1"))
    archive.world.clock.advance(hours=1)
    other = archive.prepare(mark="psr-2")

    if case.storage.keeps_names:
        with pytest.raises(Rejected):
            archive.action().action.find(other, archive.world.clock.now)
    else:
        assert archive.action().action.find(other, archive.world.clock.now) is None


@with_storage
def test_files_that_are_not_there_yet_are_waited_for(case, archive):
    archive = archive(case)

    with pytest.raises(Busy) as waiting:
        archive.action().action.perform(archive.prepare())

    assert (waiting.value.code, waiting.value.retry_after_s) == ("no_file_yet", 60)


@with_storage
def test_a_dry_run_tells_where_a_file_would_go_and_asks_for_none(case, archive):
    archive = archive(case, SMALL)
    call = archive.prepare()
    dry = archive.action(new_dry_client)

    with pytest.raises(NotSent) as stopped:
        dry.action.perform(call)

    assert isinstance(stopped.value.request, Outgoing)
    assert stopped.value.request.body == {"file": f"{case.storage.folder}/Martin - Bail.pdf"}
    assert (archive.contract.asked, archive.stored()) == (0, {})


@with_storage
def test_the_intent_holds_neither_a_link_nor_a_secret(case, archive):
    archive = archive(case, SMALL)

    call = json.dumps(archive.prepare())

    assert "5ecret" not in call
    assert not [secret for secret in archive.world.secrets.values() if secret in call]


@with_storage
@pytest.mark.parametrize(("status", "kind"), [(429, RateLimited), (503, Unavailable), (403, CredentialsRefused)])
def test_a_storage_that_says_no_is_understood(case, status, kind, archive):
    archive = archive(case, SMALL)
    call = archive.prepare()
    archive.world.fault("status", status=status, times=1)

    with pytest.raises(kind):
        archive.action().action.perform(call)

    assert archive.stored() == {}


@with_storage
def test_a_key_tries_itself(case, archive):
    archive(case).world.platform().probe()
