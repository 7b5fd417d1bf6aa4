"""What may be repeated, as the files know it, is what the code does."""

from unittest.mock import Mock

import pytest

from passerelle.configuration.natures import nature_of
from passerelle.platforms.tomorro.actions import tomorro_actions
from passerelle.platforms.tomorro.offers import ACTIONS, OFFERS


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_of_tomorro_has_the_nature_of_its_main_step(action):
    steps = tomorro_actions(Mock(), Mock(), Mock())[action]

    assert OFFERS[action].nature is steps[-1][1].nature


def test_an_action_of_a_platform_that_is_not_there_has_none():
    assert nature_of("post_message", None) is None
