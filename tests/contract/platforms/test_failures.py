"""What goes wrong on the way: which class of error, whether the effect may have happened, how long everybody waits."""

import pytest

from passerelle.core.steps import Nature
from passerelle.errors import CredentialsRefused, Effect, RateLimited, Unavailable
from tests.contract.platforms.cases import WITH_ACTIONS, WITH_CALLS, WITH_CREDENTIALS, WITH_RECORDS, WITH_SECRETS, named

with_actions = pytest.mark.parametrize("case", WITH_ACTIONS, ids=named)
with_calls = pytest.mark.parametrize("case", WITH_CALLS, ids=named)
with_credentials = pytest.mark.parametrize("case", WITH_CREDENTIALS, ids=named)
with_secrets = pytest.mark.parametrize("case", WITH_SECRETS, ids=named)
with_records = pytest.mark.parametrize("case", WITH_RECORDS, ids=named)


def read(world):
    return world.platform().read(world.records.first, frozenset({world.records.trigger.field}))


@with_actions
def test_an_effect_that_succeeds_is_there_once(case, world_of):
    world = world_of(case)

    result = world.write()

    assert bool(result.get("id")) is (case.records.tells_id if case.message is None else case.message.has_id)
    assert world.was_written()


@with_actions
def test_an_effect_whose_answer_was_lost_is_there_and_counts_as_unknown(case, world_of):
    world = world_of(case)
    world.fault("drop_after", case.acts_by, times=1)

    with pytest.raises(Unavailable) as failed:
        world.write()

    assert failed.value.effect is Effect.UNKNOWN
    assert world.was_written()
    assert world.budget.failures == 1


@with_actions
def test_a_connection_cut_before_the_effect_counts_as_unknown_too_since_we_cannot_tell(case, world_of):
    world = world_of(case)
    world.fault("drop_before", case.acts_by, times=1)

    with pytest.raises(Unavailable) as failed:
        world.write()

    assert failed.value.effect is Effect.UNKNOWN
    assert not world.was_written()


@with_actions
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_an_effect_answered_by_a_fault_of_the_server_counts_as_unknown(case, status, world_of):
    world = world_of(case)
    world.fault("status", case.acts_by, status=status, times=1)

    with pytest.raises(Unavailable) as failed:
        world.write()

    assert failed.value.effect is Effect.UNKNOWN
    assert failed.value.retry_after_s is None
    assert world.budget.failures == 1


@with_records
@pytest.mark.parametrize(
    ("kind", "status"), [("status", 500), ("status", 503), ("drop_after", 500), ("drop_before", 500)]
)
def test_a_read_that_fails_leaves_nothing_behind(case, kind, status, world_of):
    world = world_of(case)
    world.fault(kind, status=status, times=1)

    with pytest.raises(Unavailable) as failed:
        read(world)

    assert failed.value.effect is Effect.NOT_DONE
    assert read(world)["id"] == case.records.first.id


@with_calls
def test_an_outage_that_announces_its_end_makes_everybody_wait(case, world_of):
    world = world_of(case)
    world.fault("status", case.acts_by, status=503, retry_after="20", times=1)

    with pytest.raises(Unavailable) as failed:
        world.call()

    assert failed.value.retry_after_s == 20
    assert world.budget.pauses == [(case.name, 20)]


@with_calls
def test_too_many_calls_make_everybody_wait_as_long_as_the_platform_says(case, world_of):
    world = world_of(case)
    world.fault("status", case.acts_by, status=429, retry_after="7", times=1)

    with pytest.raises(RateLimited) as limited:
        world.call()

    assert limited.value.retry_after_s == 7
    assert limited.value.effect is Effect.NOT_DONE
    assert world.budget.pauses == [(case.name, 7)]
    assert world.budget.failures == 0
    assert not world.was_written()


@with_calls
def test_too_many_calls_make_everybody_wait_as_the_manifest_says_where_the_platform_does_not(case, world_of):
    world = world_of(case)
    world.fault("status", case.acts_by, status=429, times=1)

    with pytest.raises(RateLimited) as limited:
        world.call()

    assert limited.value.retry_after_s == case.wait_s
    assert world.budget.pauses == [(case.name, case.wait_s)]


@with_credentials
def test_a_refused_credential_is_said_with_what_to_check_and_without_the_credential(case, world_of):
    world = world_of(case)
    with pytest.raises(CredentialsRefused) as refused:
        world.call(world.platform(world.wrong_secrets))

    sentence = refused.value.sentence
    assert case.refused[0] in sentence.fr
    assert case.refused[1] in sentence.en
    assert "an-old-secret-value" not in f"{sentence.fr}{sentence.en}{refused.value.context}"
    assert not world.was_written()


@with_secrets
@pytest.mark.parametrize("stored", [{}, {"another": "x"}, "blank"])
def test_a_secret_that_was_never_stored_is_named_with_the_command_to_type(case, stored, world_of):
    world = world_of(case)
    name = next(iter(case.secrets))

    with pytest.raises(CredentialsRefused) as refused:
        world.call(world.platform({name: ""} if stored == "blank" else stored))

    assert refused.value.code == "no_secret"
    assert f"passerelle secrets set {case.name} {name}" in refused.value.sentence.fr
    assert f"passerelle secrets set {case.name} {name}" in refused.value.sentence.en


@with_actions
def test_an_intent_survives_the_journal_and_holds_no_secret(case, world_of):
    world = world_of(case)
    platform = world.platform()
    named_action, request = world.action(platform, None, {})

    call = named_action.action.prepare(request)

    assert not [secret for secret in world.secrets.values() if secret in str(call)]
    assert named_action.action.find(call, world.clock.now) is None
    assert named_action.action.nature in {Nature.SET, Nature.NOTIFY}
    assert not world.was_written()
