"""Publishing on a table and parameters: numbered, immutable, idempotent; what is published is what runs."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from passerelle.catalogue import Catalogue
from passerelle.configuration.compiling import compile_automation
from passerelle.configuration.folder import read_folder
from passerelle.core.automation import Stage
from passerelle.core.deployment import Deployment
from passerelle.errors import Rejected
from passerelle.journal.news import News
from passerelle.journal.parameters import Parameters
from passerelle.journal.table import Table
from passerelle.journal.versions import Active, Kind, Move, PublishConflict, Versions, What
from passerelle.operations.publishing import Publisher
from passerelle.operations.secrets import SecretOperations
from passerelle.operations.stages import StageOperations
from tests.fakes import NOW, Clock, MemoryJournal, MemoryQueue
from tests.tables import create_table

CONFIG = Path(__file__).parents[2] / "config"
WON = "contract-when-deal-won"


@dataclass
class Shop:
    """A folder, a table and parameters."""

    folder: Path
    versions: Versions
    inbound: Parameters
    outbound: Parameters
    news: News

    def push(self, **overrides):
        read = read_folder(self.folder)
        assert read.findings == []
        publisher = Publisher(self.versions, self.inbound, self.news, "local", "claire", overrides)
        changes = publisher.publish(read, NOW, publisher.removals(read))
        return {(one.kind, one.name): (one.what, one.version) for one in changes}

    def edit(self, name, right, wrong):
        path = self.folder / name
        path.write_text(path.read_text().replace(right, wrong))


def promote(shop: Shop, name: str) -> None:
    StageOperations(shop.versions, MemoryJournal(), MemoryQueue(), Clock(), "jean").promote(name, "it works")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    shutil.copytree(CONFIG, tmp_path / "config")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    with mock_aws():
        client, ssm = boto3.client("dynamodb"), boto3.client("ssm")
        table = Table(client, create_table(client))
        yield Shop(
            tmp_path / "config",
            Versions(table),
            Parameters(ssm, "/passerelle/test/in"),
            Parameters(ssm, "/passerelle/test/out"),
            News(table),
        )


def test_the_first_push_makes_version_one_of_everything(shop: Shop):
    (shop.folder / "connections/teams.yaml").write_text("{connection: teams, platform: teams}")

    changes = shop.push()

    assert changes["automation", WON] == ("new", 1)
    assert changes["connection", "hubspot"] == ("new", 1)
    assert changes["inbound", "hubspot"] == ("new", None)
    assert ("inbound", "teams") not in changes


def test_pushing_twice_changes_nothing(shop: Shop):
    shop.push()
    before = shop.versions.active()

    changes = shop.push()

    assert {what for what, _ in changes.values()} == {"unchanged"}
    assert shop.versions.active() == before


def test_a_changed_file_is_a_new_version_beside_the_former_one(shop: Shop):
    shop.push()
    [former] = shop.versions.read(Kind.AUTOMATION, [(WON, 1)])
    shop.edit(f"automations/{WON}.yaml", "missing: park", "missing: skip")

    changes = shop.push()

    assert changes["automation", WON] == ("changed", 2)
    assert changes["automation", "deal-knows-signature"] == ("unchanged", 1)
    assert shop.versions.read(Kind.AUTOMATION, [(WON, 1)]) == [former]


def test_what_is_live_stays_live_until_the_new_version_is_promoted(shop: Shop):
    shop.push()
    promote(shop, WON)
    shop.edit(f"automations/{WON}.yaml", "missing: park", "missing: skip")

    shop.push()
    pushed = shop.versions.active().automations[WON]
    shop.edit(f"automations/{WON}.yaml", "missing: skip", "missing: park")
    back = shop.push()

    assert pushed == Deployment(live=1, test=2)
    assert back["automation", WON] == ("changed", 1)
    assert shop.versions.active().automations[WON] == Deployment(live=1)
    assert shop.versions.numbers(Kind.AUTOMATION, WON) == [1, 2]


def test_the_history_tells_who_did_what_and_from_where_to_where(shop: Shop):
    shop.push()
    promote(shop, WON)
    shop.push()

    told = [(move.what, move.by, move.why, move.before, move.after) for move in shop.versions.moves(WON)]

    assert told == [
        (What.PUSHED, "claire", "", Deployment(), Deployment(test=1)),
        (What.PROMOTED, "jean", "it works", Deployment(test=1), Deployment(live=1)),
    ]
    assert len(shop.versions.moves("deal-knows-signature")) == 1


def test_a_push_of_more_than_a_transaction_holds_keeps_the_whole_history(shop: Shop):
    text = (shop.folder / f"automations/{WON}.yaml").read_text()
    names = [f"automation-{number}" for number in range(120)]
    for name in names:
        path = shop.folder / f"automations/{name}.yaml"
        path.write_text(text.replace(f"name: {WON}", f"name: {name}").replace("to: closedwon", f"to: {name}"))

    shop.push()

    assert all(len(shop.versions.moves(name)) == 1 for name in names)


def test_a_removed_file_is_active_no_longer_and_its_name_comes_back_with_a_new_number(shop: Shop):
    shop.push()
    path = shop.folder / f"automations/{WON}.yaml"
    text = path.read_text()
    path.unlink()
    removed = shop.push()
    gone = shop.versions.active().automations
    path.write_text(text.replace("missing: park", "missing: skip"))

    back = shop.push()

    assert removed["automation", WON][0] == "removed"
    assert WON not in gone
    assert back["automation", WON] == ("new", 2)


def test_nothing_is_removed_that_nobody_agreed_to(shop: Shop):
    shop.push()
    before = shop.versions.active()
    (shop.folder / f"automations/{WON}.yaml").unlink()
    shop.edit("automations/deal-knows-signature.yaml", "#ventes", "#contrats")
    publisher = Publisher(shop.versions, shop.inbound, shop.news, "local", "claire")

    with pytest.raises(Rejected) as refused:
        publisher.publish(read_folder(shop.folder), NOW)

    assert refused.value.code == "would_remove"
    assert WON in refused.value.sentence.fr
    assert shop.versions.active() == before


def test_comparing_settings_decrypts_no_secret(shop: Shop):
    shop.inbound.write_secret("hubspot/secrets/client_secret", "one")
    shop.inbound.write("hubspot/settings", "{}")

    assert shop.inbound.plain() == {"hubspot/settings": "{}"}


def test_the_settings_of_a_removed_connection_are_deleted(shop: Shop):
    shop.push()
    (shop.folder / "connections/intake.yaml").unlink()
    (shop.folder / "automations/contract-when-candidate-accepts.yaml").unlink()

    changes = shop.push()

    assert changes["inbound", "intake"] == ("removed", None)
    assert shop.inbound.read("intake") == {}


def test_a_push_that_was_cut_short_is_completed_by_the_next(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        patch.setattr(Versions, "activate", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            shop.push()

    changes = shop.push()

    assert changes["automation", WON] == ("new", 1)
    assert shop.versions.active().automations[WON] == Deployment(test=1)


def test_what_receive_needs_is_completed_by_the_next_push(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        patch.setattr(Parameters, "write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            shop.push()

    changes = shop.push()

    assert changes["automation", WON] == ("unchanged", 1)
    assert changes["inbound", "hubspot"] == ("new", None)


class Interrupted(Versions):
    """Someone else pushes just before this one activates."""

    def __init__(self, versions: Versions, *rivals: Callable[[], object]) -> None:
        self.__dict__ |= versions.__dict__
        self.rivals = list(rivals)

    def activate(self, active: Active, now: datetime, moves: Sequence[Move] = ()) -> None:
        if self.rivals:
            self.rivals.pop(0)()
        super().activate(active, now, moves)


def test_of_two_pushes_at_once_the_last_is_what_runs(shop: Shop):
    shop.push()
    shop.edit(f"automations/{WON}.yaml", "missing: park", "missing: skip")

    def rival():
        shop.edit(f"automations/{WON}.yaml", "missing: skip", "missing: default")
        shop.push()

    ours = read_folder(shop.folder)
    Publisher(Interrupted(shop.versions, rival), shop.inbound, shop.news, "local", "claire").publish(ours, NOW)

    active = shop.versions.active()
    [version] = shop.versions.read(Kind.AUTOMATION, [(WON, active.automations[WON].test)])
    assert version.document["missing"] == "skip"
    assert (active.generation, active.automations["deal-knows-signature"]) == (3, Deployment(test=1))


def test_a_push_that_is_overtaken_again_and_again_activates_nothing(shop: Shop):
    shop.push()
    rivals = []
    for missing in ("skip", "default"):
        shop.edit(f"automations/{WON}.yaml", "missing: ", f"missing: {missing} # ")
        theirs = read_folder(shop.folder)
        rivals.append(
            partial(Publisher(shop.versions, shop.inbound, shop.news, "local", "claire").publish, theirs, NOW)
        )
    shop.edit("automations/deal-knows-signature.yaml", "#ventes", "#contrats")
    changed = read_folder(shop.folder)

    with pytest.raises(PublishConflict):
        Publisher(Interrupted(shop.versions, *rivals), shop.inbound, shop.news, "local", "claire").publish(changed, NOW)

    assert shop.versions.active().automations["deal-knows-signature"] == Deployment(test=1)


def test_a_generation_is_activated_once(shop: Shop):
    shop.push()
    active = shop.versions.active()

    with pytest.raises(PublishConflict):
        shop.versions.activate(Active(active.generation, {}, {}), NOW)

    assert shop.versions.active() == active


def test_what_is_published_is_what_runs(shop: Shop):
    shop.push(tomorro={"base_url": "http://127.0.0.1:1/v2"})
    catalogue = Catalogue(shop.versions, Clock())
    file = read_folder(shop.folder).automations[WON].model

    published, compiled = catalogue.automation(WON, 1, Stage.LIVE), compile_automation(file, 1, Stage.LIVE)
    assert (published.trigger, published.reads, published.needs()) == (
        compiled.trigger,
        compiled.reads,
        compiled.needs(),
    )
    assert [step.params for step in published.steps] == [step.params for step in compiled.steps]
    assert catalogue.connection("tomorro").settings["base_url"] == "http://127.0.0.1:1/v2"
    assert catalogue.connection("hubspot").manifest.receive is None


def test_a_secret_goes_where_it_is_used_and_is_rotated(shop: Shop):
    secrets = SecretOperations(read_folder(shop.folder), shop.inbound, shop.outbound)
    secrets.store("hubspot", "client_secret", "one\n")
    secrets.store("hubspot", "access_token", "pat-1")

    secrets.store("hubspot", "client_secret", "two", keep_previous=True)
    both = shop.inbound.read("hubspot")
    secrets.retire("hubspot", "client_secret")
    secrets.retire("hubspot", "client_secret")

    assert both == {"secrets/client_secret": "two", "secrets/client_secret-previous": "one"}
    assert shop.inbound.read("hubspot") == {"secrets/client_secret": "two"}
    assert shop.outbound.read("hubspot") == {"secrets/access_token": "pat-1"}
    stored = {(one.connection, one.name): one.stored for one in secrets.listed()}
    assert stored["hubspot", "client_secret"]
    assert not stored["slack", "bot_token"]


def test_who_is_told_is_published_and_a_folder_without_that_file_takes_it_back_once_it_is_agreed(shop: Shop):
    file = shop.folder / "notify.yaml"
    file.write_text(
        'recipients: [{name: ops, connection: slack, action: post_message, params: {channel: "#a", text: "{text}"}}]'
    )
    turns = [shop.push()["recipients", "notify"], shop.push()["recipients", "notify"]]
    [told] = shop.news.recipients() or []
    file.unlink()

    with pytest.raises(Rejected):
        Publisher(shop.versions, shop.inbound, shop.news, "local", "claire").publish(read_folder(shop.folder), NOW)
    kept = shop.news.recipients()
    removed = shop.push()["recipients", "notify"]

    assert turns == [("new", None), ("unchanged", None)]
    assert (told.name, told.connection) == ("ops", "slack")
    assert kept == [told]
    assert removed == ("removed", None)
    assert shop.news.recipients() == []
