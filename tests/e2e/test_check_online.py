"""A deployed stack held against the platforms: its own keys, its own address."""

import json

import pytest

from local.processes import LocalError
from tests.e2e.world import World


@pytest.fixture(scope="module")
def world(installation):
    return World(installation)


def check(installation, *options):
    return installation.passerelle("check", "--online", "--env", "local", *installation.at_simulators(), *options)


def test_what_is_deployed_fits_the_platforms_and_tells_the_address_to_register(installation):
    found = json.loads(check(installation, "--json"))

    assert [one["code"] for one in found if one["severity"] == "error"] == []
    [hubspot] = [one for one in found if one["file"].endswith("hubspot.yaml")]
    assert (hubspot["code"], hubspot["severity"]) == ("webhook_unseen", "note")
    assert "/in/hubspot" in hubspot["reason"]["en"]


def test_a_field_that_is_deleted_is_found_by_check_and_by_drift(installation, world):
    installation.passerelle("drift", "--env", "local")

    world.control("hubspot", "DELETE", "properties/companies/siret")
    try:
        with pytest.raises(LocalError, match=r'no field "siret" in this account'):
            check(installation, "contract-when-deal-won")
        with pytest.raises(LocalError, match=r'contracts created from now on will lack "SIRET"'):
            installation.passerelle("drift", "--env", "local")
    finally:
        world.control("hubspot", "PATCH", "properties/companies/siret", {"label": "SIRET"})
