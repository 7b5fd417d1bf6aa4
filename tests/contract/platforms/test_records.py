"""Reading and updating records: what an automation asks of any platform that keeps some."""

import jmespath
import pytest

from passerelle.core.events import RecordRef
from passerelle.core.history import Novelty, Seen, fingerprint, novelty
from passerelle.core.records import Key
from passerelle.core.steps import Nature
from passerelle.delivery.doing import Prepared
from passerelle.errors import InvalidAutomation, RemoteRefused
from tests.contract.platforms.cases import CASES, WITH_RECORDS, WITH_UPDATES, named
from tests.contract.platforms.world import PLATFORMS, manifest_of

with_records = pytest.mark.parametrize("case", WITH_RECORDS, ids=named)
with_updates = pytest.mark.parametrize("case", WITH_UPDATES, ids=named)


def test_every_manifest_has_its_case():
    assert {case.name for case in CASES} == {path.stem for path in PLATFORMS.glob("*.yaml")}


@with_records
def test_every_kind_of_record_that_can_be_read_has_a_known_one(case):
    readable = {kind for kind, record in manifest_of(case.name).records.items() if record.read}

    assert {known.record.kind for known in case.records.known} == readable


@with_records
def test_a_record_is_read_with_the_fields_asked_for_its_id_and_its_page(case, world_of):
    world = world_of(case)
    platform = world.platform()

    for known in case.records.known:
        read = platform.read(known.record, frozenset(known.fields))

        assert {name: read[name] for name in known.fields} == known.fields
        assert (read["id"], read["url"]) == (known.record.id, world.page_of(known))


@with_records
def test_a_read_gets_the_present_values(case, world_of):
    world, trigger = world_of(case), case.records.trigger
    platform = world.platform()
    before = platform.read(case.records.first, frozenset({trigger.field}))[trigger.field]

    world.person_changes(**{trigger.field: trigger.value})

    after = platform.read(case.records.first, frozenset({trigger.field}))[trigger.field]
    assert (before, after) == (trigger.former, trigger.value)


@with_records
def test_associated_records_are_found_by_their_kind(case, world_of):
    platform = world_of(case).platform()

    for known in case.records.known:
        for kind, ids in known.related.items():
            assert list(platform.related(known.record, kind)) == ids


@with_records
def test_a_record_without_associations_has_none(case, world_of):
    world = world_of(case)
    alone = RecordRef(case.records.first.kind, world.person_creates())
    platform = world.platform()

    assert [platform.related(alone, kind) for kind in case.records.known[0].related] == [
        [] for _ in case.records.known[0].related
    ]


@with_records
def test_an_unknown_association_or_kind_is_refused_by_name(case, world_of):
    platform = world_of(case).platform()

    for ask in (
        lambda: platform.related(case.records.first, "planet"),
        lambda: platform.read(RecordRef("planet", "1"), frozenset()),
        lambda: platform.actions("paint_record"),
    ):
        with pytest.raises(InvalidAutomation) as refused:
            ask()
        assert case.name in refused.value.sentence.fr
        assert case.name in refused.value.sentence.en


@with_records
def test_the_former_values_of_a_field_come_newest_first_where_the_platform_has_them(case, world_of):
    world, trigger = world_of(case), case.records.trigger
    world.clock.advance(hours=1)
    world.person_changes(**{trigger.field: trigger.value})

    versions = world.platform().versions(case.records.first, trigger.field)

    expected = [trigger.value, trigger.former] if case.records.has_history else []
    assert [version.value for version in versions] == expected
    assert [version.at for version in versions[:1]] == [world.clock.now][: len(expected)]


@with_records
def test_a_record_that_is_gone_is_refused_with_what_to_check(case, world_of):
    world = world_of(case)

    asks = [lambda: world.platform().read(case.records.missing, frozenset({"name"}))]
    asks += [lambda: world.write(record=case.records.missing)] if case.records.writes else []
    for ask in asks:
        with pytest.raises(RemoteRefused) as refused:
            ask()
        assert refused.value.code == "not_found"
        assert "Vérifiez que la fiche existe encore" in refused.value.sentence.fr
        assert "Check that the record still exists" in refused.value.sentence.en


@with_updates
def test_an_update_writes_each_value_where_the_platform_keeps_it(case, world_of):
    world = world_of(case)

    result = world.write(**{written.to: written.value for written in case.records.writes})

    stored = world.stored()
    assert [jmespath.search(written.at, stored) for written in case.records.writes] == [
        written.value for written in case.records.writes
    ]
    assert str(result.get("id")) == (case.records.first.id if case.records.tells_id else "None")


@with_updates
def test_an_update_leaves_the_other_fields_alone(case, world_of):
    world, known = world_of(case), case.records.known[0]

    world.write()

    read = world.platform().read(known.record, frozenset(known.fields))
    assert {name: read[name] for name in known.fields} == known.fields


@with_updates
def test_an_update_may_be_repeated(case, world_of):
    world = world_of(case)

    world.write()
    world.write()

    assert world.was_written()
    named_action, _ = world.action(world.platform(), None, {})
    assert named_action.action.nature is Nature.SET


@with_updates
def test_what_we_wrote_is_recognised_when_the_platform_tells_it(case, world_of):
    world, trigger = world_of(case), case.records.trigger
    world.clock.advance(hours=1)
    platform = world.platform()
    named_action, request = world.action(platform, None, {trigger.field: trigger.value})
    key = Key(case.name, case.records.first)
    watched = frozenset({trigger.field})
    remembered = Prepared(request, key).written(named_action.field_of, watched, world.clock())

    named_action.action.perform(named_action.action.prepare(request))

    told = [
        (change, event.occurred_at)
        for polled in platform.changes(case.records.first.kind, world.clock.now, watched)
        for event in polled.events
        if event.record == case.records.first
        for change in event.changes
    ]
    assert named_action.writes
    assert remembered == {trigger.field: Seen(fingerprint(trigger.value), world.clock.now, ours=True)}
    assert [novelty(change, at, remembered) for change, at in told] == [Novelty.SAME]
