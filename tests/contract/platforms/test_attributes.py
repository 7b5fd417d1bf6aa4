"""Attributes that a company added stand in a list, and are written one by one."""

from passerelle.core.automation import Stage
from passerelle.core.steps import Request
from tests.contract.platforms.cases import PERSONIO


def test_an_attribute_of_personio_is_written_beside_the_others(world_of):
    world = world_of(PERSONIO)
    [named] = world.platform().actions("set_attribute")
    params = {"attribute": "dynamic_7002", "value": "signed", "record": "person"}
    request = Request(params, (), mark="psr-1", stage=Stage.LIVE, linked_id=PERSONIO.records.first.id)

    for _ in range(2):
        named.action.perform(named.action.prepare(request))

    written = [(one["id"], one["value"]) for one in world.stored()["custom_attributes"]]
    assert written == [("dynamic_7003", 26400), ("dynamic_7004", "Vendeuse"), ("dynamic_7002", "signed")]
