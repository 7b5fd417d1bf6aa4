"""One field kept the same in two tools: who wins where both have changed, and nothing lost or repeated on the way."""

import pytest

from passerelle.core.events import Change, Event, RecordRef, event_id
from passerelle.core.records import Key, Link
from passerelle.core.runs import RunState
from passerelle.core.steps import Json, Nature
from passerelle.errors import Effect, RemoteRefused, Unavailable
from passerelle.operations.runs import RunOperations
from passerelle.platforms.platform import NamedAction
from passerelle.platforms.platform import Version as FieldVersion
from tests.fakes import FakeAction, deal_event
from tests.faults.far_side import DOWN
from tests.unit.delivery.conftest import Bridge

DEAL, CONTRACT = RecordRef("deal", "42"), RecordRef("contract", "made-1")
TO_CONTRACT, TO_DEAL = "contract-follows-amount", "deal-follows-amount"


class Writing(FakeAction):
    """Its values are there afterwards, whatever the answer."""

    def __init__(self, write):
        super().__init__(Nature.SET)
        self.write = write

    def perform(self, call: Json) -> Json:
        if not self.before:
            self.write(call["values"])
        return super().perform(call)


class Pair:
    """The amount of a deal and that of its contract, each followed by the other one."""

    def __init__(self, bridge: Bridge, authority: str) -> None:
        self.bridge = bridge
        bridge.hubspot.records["deal", "42"] = {"amount": "100"}
        bridge.tomorro.records["contract", "made-1"] = {"fields": {"Montant HT": 100}}
        link = Link(Key("hubspot", DEAL), Key("tomorro", CONTRACT), "made", bridge.clock.now)
        bridge.journal.links[link.one, link.other] = link
        bridge.journal.links[link.other, link.one] = link.reversed()
        self.to_deal = Writing(bridge.hubspot.records["deal", "42"].update)
        self.to_contract = Writing(
            lambda values: bridge.tomorro.records["contract", "made-1"]["fields"].update(
                {to.removeprefix("field."): value for to, value in values.items()}
            )
        )
        bridge.hubspot.named["update_record"] = (NamedAction("update_record", self.to_deal, writes=True),)
        bridge.tomorro.named["update_contract"] = (
            NamedAction(
                "contract",
                self.to_contract,
                works_on="contract",
                writes=True,
                compares=True,
                field_of=lambda to: to.replace("field.", "fields."),
            ),
        )
        bridge.publish(
            name=TO_CONTRACT,
            when={"connection": "hubspot", "record": "deal", "change": {"field": "amount"}},
            read={},
            do={"connection": "tomorro", "action": "update_contract"},
            exchange=[{"to": "field.Montant HT", "from": "deal.amount", "as": {"money": "EUR"}}],
            then=[],
            authority=authority,
        )
        bridge.publish(
            name=TO_DEAL,
            when={"connection": "tomorro", "record": "contract", "change": {"field": "fields.Montant HT"}},
            read={"deal": {"connection": "hubspot", "record": "deal", "linked": True}},
            do={"connection": "hubspot", "action": "update_record", "record": "deal"},
            exchange=[{"to": "amount", "from": 'contract.fields."Montant HT"'}],
            then=[],
            authority=authority,
        )

    @property
    def amounts(self) -> tuple[float, float]:
        deal = self.bridge.hubspot.records["deal", "42"]["amount"]
        return float(deal), float(self.bridge.tomorro.records["contract", "made-1"]["fields"]["Montant HT"])

    def edit_deal(self, amount: int) -> Event:
        """A person's edit, a minute after what came before, and its event."""
        self.bridge.clock.advance(minutes=1)
        self.bridge.hubspot.records["deal", "42"]["amount"] = str(amount)
        return deal_event("42", Change("amount", str(amount)), at=self.bridge.clock.now)

    def edit_contract(self, amount: int) -> Event:
        self.bridge.clock.advance(minutes=1)
        self.bridge.tomorro.records["contract", "made-1"]["fields"]["Montant HT"] = amount
        return self.told(amount)

    def told(self, amount: int) -> Event:
        return Event(
            id=event_id("tomorro", (amount, self.bridge.clock.now.isoformat())),
            connection="tomorro",
            platform="tomorro",
            kind="changed",
            record=CONTRACT,
            occurred_at=self.bridge.clock.now,
            received_at=self.bridge.clock.now,
            changes=(Change("fields.Montant HT", amount),),
        )

    def agree(self) -> None:
        """Both hold 100, and we know."""
        self.edit_deal(99)
        self.deliver(self.edit_deal(100))

    def deliver(self, event: Event):
        self.bridge.clock.advance(seconds=1)
        [run] = self.bridge.deliver(event).runs
        return run

    def replay(self, run, keep: str | None = None):
        journal, queue = self.bridge.journal, self.bridge.queue
        RunOperations(journal, queue, lambda _: 1, self.bridge.clock).replay(run.id, keep=keep)
        self.bridge.deliver(queue.put_events.pop())
        return journal.runs[run.id]


@pytest.fixture
def pair(bridge):
    def open_with(authority: str) -> Pair:
        opened = Pair(bridge, authority)
        opened.agree()
        return opened

    return open_with


@pytest.mark.parametrize("authority", ["tomorro", "hubspot", "latest", "person"])
def test_a_change_on_one_side_alone_goes_over_whoever_has_the_word(pair, authority):
    pair = pair(authority)

    pair.deliver(pair.edit_deal(200))
    pair.deliver(pair.edit_contract(300))

    assert pair.amounts == (300, 300)


def test_what_the_target_holds_already_is_not_written_again(pair):
    pair = pair("latest")
    calls = len(pair.to_contract.made)
    pair.edit_contract(12500)

    run = pair.deliver(pair.edit_deal("12 500,00"))

    assert (run.state, run.reason.code) == (RunState.DONE, "already_so")
    assert len(pair.to_contract.made) == calls


@pytest.mark.parametrize(("authority", "amount"), [("hubspot", 200), ("tomorro", 300), ("latest", 300)])
def test_where_both_have_changed_the_one_with_the_word_wins_on_both_sides(pair, authority, amount):
    pair = pair(authority)
    events = [pair.edit_deal(200), pair.edit_contract(300)]

    for event in events:
        pair.bridge.deliver(event)

    assert pair.amounts == (amount, amount)


def test_what_is_left_as_it_is_for_the_other_tool_has_the_word_is_told(pair):
    pair = pair("tomorro")
    event = pair.edit_deal(200)
    pair.edit_contract(300)

    run = pair.deliver(event)

    assert (run.state, run.reason.code) == (RunState.DONE, "kept")
    assert "Montant HT" in run.reason.sentence.fr


def test_where_a_person_has_to_choose_nothing_is_overwritten_and_both_values_are_shown(pair):
    pair = pair("person")
    event = pair.edit_deal(200)
    pair.edit_contract(300)

    run = pair.deliver(event)

    assert (run.state, run.reason.code, pair.amounts) == (RunState.PARKED, "conflict", (200, 300))
    [conflict] = run.conflicts
    assert (conflict["source"]["value"], conflict["target"]["value"]) == ("200", 300)
    assert "300" not in run.reason.sentence.en


@pytest.mark.parametrize(("keep", "amount"), [("hubspot", 200), ("tomorro", 300)])
def test_the_side_that_a_person_keeps_wins(pair, keep, amount):
    pair = pair("person")
    first = pair.edit_deal(200)
    second = pair.edit_contract(300)
    runs = [pair.deliver(first), pair.deliver(second)]

    ended = [pair.replay(run, keep=keep) for run in runs]

    assert pair.amounts == (amount, amount)
    assert [run.state for run in ended] == [RunState.DONE, RunState.DONE]


def test_only_one_of_the_two_sides_can_be_kept(pair):
    pair = pair("person")
    event = pair.edit_deal(200)
    pair.edit_contract(300)
    run = pair.deliver(event)

    with pytest.raises(Exception, match="not one of the two sides"):
        pair.replay(run, keep="slack")


def test_the_later_of_two_changes_is_known_by_the_history_of_the_platform(pair):
    pair = pair("latest")
    pair.edit_contract(300)
    pair.bridge.tomorro.history["made-1", "fields.Montant HT"] = [FieldVersion(300, pair.bridge.clock.now)]

    pair.deliver(pair.edit_deal(200))

    assert pair.amounts == (200, 200)


def test_a_change_of_which_nobody_knows_the_time_is_not_overwritten(pair):
    pair = pair("latest")
    event = pair.edit_deal(200)
    pair.edit_contract(300)

    run = pair.deliver(event)

    assert (run.state, run.reason.code, pair.amounts) == (RunState.PARKED, "conflict", (200, 300))


def test_what_we_wrote_does_not_start_the_other_one(pair):
    pair = pair("person")
    pair.deliver(pair.edit_deal(200))
    echo = pair.told(200)

    outcome = pair.bridge.deliver(echo)

    assert outcome.runs == ()
    assert pair.bridge.journal.events[echo.id].reasons[TO_DEAL].code == "echo"


class Killed(BaseException):
    pass


def test_an_echo_is_known_even_when_our_process_died_in_the_call(pair):
    pair = pair("person")
    event = pair.edit_deal(200)
    pair.to_contract.after = [Killed()]
    with pytest.raises(Killed):
        pair.bridge.deliver(event)
    echo = pair.told(200)

    outcome = pair.bridge.deliver(echo)

    assert outcome.runs == ()
    assert pair.bridge.journal.events[echo.id].reasons[TO_DEAL].code == "echo"


def test_what_a_person_writes_is_no_echo_of_a_call_that_was_refused(pair):
    pair = pair("person")
    event = pair.edit_deal(200)
    pair.to_contract.before = [RemoteRefused(DOWN)]
    pair.deliver(event)

    outcome = pair.bridge.deliver(pair.edit_contract(200))

    assert len(outcome.runs) == 1


def test_an_edit_made_while_we_were_writing_is_shown(pair):
    pair = pair("latest")
    event = pair.edit_deal(200)
    lost = []
    read = pair.bridge.tomorro.read

    def read_then_edited(record, fields):
        found = read(record, fields)
        found = {**found, "fields": dict(found["fields"])}
        pair.bridge.tomorro.read = read
        lost.append(pair.edit_contract(300))
        return found

    pair.bridge.tomorro.read = read_then_edited
    pair.deliver(event)

    run = pair.deliver(lost[0])

    assert pair.amounts == (200, 200)
    assert (run.state, run.reason.code) == (RunState.PARKED, "conflict")
    assert run.conflicts[0]["lost"] is True
    assert run.conflicts[0]["source"]["value"] == 300


def test_the_other_values_of_a_run_are_written_beside_a_conflict(pair):
    pair = pair("person")
    exchange = [
        {"to": "field.Montant HT", "from": "deal.amount"},
        {"to": "field.Objet", "from": "deal.dealname", "authority": "source"},
    ]
    document = next(value for (_, name, _), value in pair.bridge.versions.documents.items() if name == TO_CONTRACT)
    pair.bridge.publish(**{**document, "exchange": exchange})
    pair.bridge.hubspot.records["deal", "42"]["dealname"] = "Refonte"
    event = pair.edit_deal(200)
    pair.edit_contract(300)

    run = pair.deliver(event)

    fields = pair.bridge.tomorro.records["contract", "made-1"]["fields"]
    assert (run.state, fields) == (RunState.PARKED, {"Montant HT": 300, "Objet": "Refonte"})


def test_an_outcome_that_is_not_known_ends_without_writing_twice(pair):
    pair = pair("latest")
    calls = len(pair.to_contract.made)
    event = pair.edit_deal(200)
    pair.to_contract.after = [Unavailable(DOWN, effect=Effect.UNKNOWN)]
    pair.bridge.deliver(event)

    pair.bridge.clock.advance(minutes=5)
    [run] = pair.bridge.deliver(event).runs

    assert (run.state, len(pair.to_contract.made) - calls, pair.amounts) == (RunState.DONE, 1, (200, 200))
