"""Who may what: denied unless a group of ours says otherwise."""

import pytest

from passerelle.console.access import Access, Role

ACCESS = Access("cognito:groups", "passerelle-")


def asked(**claims):
    return {"requestContext": {"authorizer": {"jwt": {"claims": claims}}}}


@pytest.mark.parametrize("event", [{"requestContext": {}}, {"requestContext": {"authorizer": {}}}, asked()])
def test_nobody_is_known_without_a_verified_token(event):
    assert ACCESS.person(event) is None


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ("[passerelle-read]", Role.READ),  # as API Gateway hands a list on
        ("[others passerelle-operate]", Role.OPERATE),
        ("passerelle-read,passerelle-change", Role.CHANGE),
        (["passerelle-operate"], Role.OPERATE),
        ("[]", Role.NONE),
        ("[change]", Role.NONE),
        ("[passerelle-admin]", Role.NONE),
        ("[other-passerelle-change]", Role.NONE),
        (None, Role.NONE),
    ],
)
def test_the_highest_group_of_ours_gives_the_role(groups, role):
    person = ACCESS.person(asked(sub="1", **{"cognito:groups": groups}))

    assert person.role is role


def test_a_person_is_called_by_their_address_where_the_token_has_one():
    assert ACCESS.person(asked(sub="1", email="a@exemple.exemple")).name == "a@exemple.exemple"
    assert ACCESS.person(asked(sub="1")).name == "1"
